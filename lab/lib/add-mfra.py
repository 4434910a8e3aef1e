# SPDX-License-Identifier: GPL-2.0-only
"""add-mfra.py FILE…: appends to fragmented MP4 files what players seek by, an index of their fragments.

Packagers leave it out. Listed are the fragments whose first sample is a key frame.
"""
import struct
import sys

SAMPLE_IS_NO_KEY = 0x10000


class Box:
    def __init__(self, data, start, end):
        self.data, self.start = data, start
        size, self.type = struct.unpack_from(">I4s", data, start)
        self.body = start + 8
        if size == 1:
            size = struct.unpack_from(">Q", data, self.body)[0]
            self.body += 8
        self.end = end if size == 0 else start + size
        if not self.body <= self.end <= end:
            sys.exit(f"{self.type} at {start}: its size is wrong")

    def fields(self, form, skip=0):
        return struct.unpack_from(">" + form, self.data, self.body + skip)

    def children(self, *types):
        return [box for box in boxes(self.data, self.body, self.end) if box.type in types]

    def child(self, kind):
        return next(iter(self.children(kind)), None)


def boxes(data, start, end):
    while start < end:
        box = Box(data, start, end)
        yield box
        start = box.end


def default_flags(moov):
    mvex = moov.child(b"mvex")
    trexes = mvex.children(b"trex") if mvex else []
    return {track: flags for track, flags in (trex.fields("4xI12xI") for trex in trexes)}


def first_sample(traf, flags_of):
    """The track, and when the fragment's first sample is shown; no time if it is no key frame."""
    tfhd, trun, tfdt = (traf.child(kind) for kind in (b"tfhd", b"trun", b"tfdt"))
    present, track = tfhd.fields("II")
    skip = 8 + 8 * (present & 1) + sum(4 for bit in (2, 8, 0x10) if present & bit)
    flags = tfhd.fields("I", skip)[0] if present & 0x20 else flags_of[track]
    time = tfdt.fields("Q", 4)[0] if tfdt.fields("B")[0] else tfdt.fields("I", 4)[0]

    present, samples = trun.fields("II")
    skip = 8 + 4 * (present & 1)
    if present & 4:
        flags, skip = trun.fields("I", skip)[0], skip + 4
    skip += sum(4 for bit in (0x100, 0x200) if present & bit)
    if present & 0x400:
        flags, skip = trun.fields("I", skip)[0], skip + 4
    if present & 0x800:
        time += trun.fields("i", skip)[0]
    return track, None if flags & SAMPLE_IS_NO_KEY or not samples else max(time, 0)


def index(data):
    tracks, flags_of = {}, {}
    for box in boxes(data, 0, len(data)):
        if box.type == b"mfra":
            sys.exit("there is an index already")
        if box.type == b"moov":
            flags_of = default_flags(box)
        for traf in box.children(b"traf") if box.type == b"moof" else []:
            track, time = first_sample(traf, flags_of)
            if time is not None:
                tracks.setdefault(track, []).append((time, box.start))
    return tracks


def full_box(kind, version, body):
    return struct.pack(">I4sI", 12 + len(body), kind, version << 24) + body


def mfra(tracks):
    body = b""
    for track, entries in tracks.items():
        table = struct.pack(">III", track, 0, len(entries))
        for time, offset in entries:
            # Entry, fragment and sample numbers, which count from 1.
            table += struct.pack(">QQBBB", time, offset, 1, 1, 1)
        body += full_box(b"tfra", 1, table)
    size = 8 + len(body) + 16
    return struct.pack(">I4s", size, b"mfra") + body + full_box(b"mfro", 0, struct.pack(">I", size))


for name in sys.argv[1:]:
    with open(name, "r+b") as file:
        found = index(file.read())
        if not found:
            sys.exit(f"{name} has no fragments")
        file.write(mfra(found))
        print(f"{name}: {sum(map(len, found.values()))} fragments in the index")
