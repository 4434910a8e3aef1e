# SPDX-License-Identifier: GPL-2.0-only
"""The samples of a fragmented film with one track of H.264."""
import struct
from dataclasses import dataclass, field

KEY_FRAME = 0x02000000
OTHER_FRAME = 0x01010000


@dataclass
class Sample:
    """An access unit: its NAL units in the clear; data and the rest are what encryption makes of it."""
    units: list
    flags: int
    delay: int      # presentation behind decoding, in the track's unit of time
    duration: int
    data: bytes = b''
    iv: bytes = b''
    map: list = None    # pairs of clear and encrypted bytes; None: all of it is encrypted
    behind: bytes = b''     # what the muxer appends, in no NAL unit

    @property
    def is_key(self):
        return not self.flags & 0x00010000


@dataclass
class Fragment:
    samples: list
    time: int
    key: object = None      # the Key that it is encrypted with; None: a clear one
    bends: dict = field(default_factory=dict)


def unit_type(unit):
    return unit[0] & 31 if unit else -1


def split_units(data, size):
    units, at = [], 0
    while at < len(data):
        length = int.from_bytes(data[at:at + size], 'big')
        units.append(data[at + size:at + size + length])
        at += size + length
    return units


def join_units(units, size):
    return b''.join(len(unit).to_bytes(size, 'big') + unit for unit in units)


def track_defaults(moov):
    """duration, size and flags of trex"""
    return struct.unpack_from('>III', moov.find(b'mvex', b'trex').body, 12)


def run_entries(traf, defaults):
    """[duration, size, flags, delay] of all samples of a traf"""
    tfhd = traf.find(b'tfhd').body
    flags, at = int.from_bytes(tfhd[1:4], 'big'), 8
    at += 8 * bool(flags & 1) + 4 * bool(flags & 2)
    common = list(defaults)
    for index, flag in enumerate((8, 0x10, 0x20)):
        if flags & flag:
            common[index] = int.from_bytes(tfhd[at:at + 4], 'big')
            at += 4
    entries = []
    for trun in traf.all(b'trun'):
        body = trun.body
        flags, count = int.from_bytes(body[1:4], 'big'), int.from_bytes(body[4:8], 'big')
        at = 8 + 4 * bool(flags & 1)
        first = None
        if flags & 4:
            first = int.from_bytes(body[at:at + 4], 'big')
            at += 4
        for number in range(count):
            entry = common + [0]
            if number == 0 and first is not None:
                entry[2] = first
            for index, flag in enumerate((0x100, 0x200, 0x400, 0x800)):
                if flags & flag:
                    entry[index] = int.from_bytes(body[at:at + 4], 'big', signed=index == 3)
                    at += 4
            entries.append(entry)
    return entries


def read_fragments(boxes, length_size=4):
    """The fragments of a clear film, each a moof and the mdat behind it."""
    moov = next(box for box in boxes if box.kind == b'moov')
    fragments, time, moof = [], 0, None
    for box in boxes:
        if box.kind == b'moof':
            moof = box
        if box.kind != b'mdat' or moof is None:
            continue
        samples, at = [], 0
        for duration, size, flags, delay in run_entries(moof.find(b'traf'), track_defaults(moov)):
            units = split_units(box.body[at:at + size], length_size)
            samples.append(Sample(units, flags, delay, duration))
            at += size
        fragments.append(Fragment(samples, time))
        time += sum(sample.duration for sample in samples)
    return fragments
