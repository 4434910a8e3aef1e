#!/usr/bin/env python3
# SPDX-License-Identifier: GPL-2.0-only
"""join-tracks.py VIDEO.mp4 AUDIO.mp4 OUT.mp4: one file of two fragmented ones.

The packager writes a file for each track. Here the second file's track becomes
track 2 of the first, with its fragments in between, as other tools write them.
Only for what the packager writes: addresses must be relative to their fragment.
"""
import struct
import sys

CONTAINERS = {b"moov", b"trak", b"mvex", b"moof", b"traf"}


def boxes(data):
    at = 0
    while at < len(data):
        size, kind = struct.unpack_from(">I4s", data, at)
        if size < 8 or at + size > len(data):
            sys.exit(f"a box {kind} of {size} bytes at {at}")
        yield kind, data[at + 8 : at + size]
        at += size


def box(kind, body):
    return struct.pack(">I4s", 8 + len(body), kind) + body


def renumber(kind, body, track):
    """The same box for another track's number."""
    if kind in CONTAINERS:
        return box(kind, b"".join(renumber(k, b, track) for k, b in boxes(body)))
    if kind in (b"trex", b"tfhd"):
        body = body[:4] + struct.pack(">I", track) + body[8:]
    elif kind == b"tkhd":
        at = 20 if body[0] else 12
        body = body[:at] + struct.pack(">I", track) + body[at + 4 :]
    return box(kind, body)


def find(data, kind):
    return [body for k, body in boxes(data) if k == kind]


def fragments(data):
    """Pairs of (moof, mdat), without headers."""
    parts = [(k, b) for k, b in boxes(data) if k in (b"moof", b"mdat")]
    return [(a[1], b[1]) for a, b in zip(parts[::2], parts[1::2])]


def header(video, audio):
    moov, other = find(video, b"moov")[0], find(audio, b"moov")[0]
    out = b""
    for kind, body in boxes(moov):
        if kind == b"mvex":
            body += b"".join(
                renumber(k, b, 2) for k, b in boxes(find(other, b"mvex")[0]) if k == b"trex"
            )
        out += box(kind, body)
        if kind == b"trak":
            out += renumber(b"trak", find(other, b"trak")[0], 2)
    return box(b"ftyp", find(video, b"ftyp")[0]) + box(b"moov", out)


def main():
    video, audio, out = (sys.argv[i] for i in (1, 2, 3))
    with open(video, "rb") as f:
        video = f.read()
    with open(audio, "rb") as f:
        audio = f.read()
    pictures, sound = fragments(video), fragments(audio)
    with open(out, "wb") as f:
        f.write(header(video, audio))
        for i in range(max(len(pictures), len(sound))):
            for moof, mdat in pictures[i : i + 1]:
                f.write(box(b"moof", moof) + box(b"mdat", mdat))
            for moof, mdat in sound[i : i + 1]:
                f.write(renumber(b"moof", moof, 2) + box(b"mdat", mdat))


main()
