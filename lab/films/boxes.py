# SPDX-License-Identifier: GPL-2.0-only
"""The boxes of an MP4 file, as a tree that can be changed and written again."""
import struct

# Boxes that contain others, and how many bytes stand before those.
CONTAINERS = {
    b'moov': 0, b'trak': 0, b'mdia': 0, b'minf': 0, b'stbl': 0, b'mvex': 0, b'moof': 0, b'traf': 0, b'sinf': 0,
    b'schi': 0, b'stsd': 8, b'encv': 78, b'avc1': 78, b'avc3': 78,
}


class Box:
    """A box with its bytes, or with the boxes in it and what stands before them."""

    def __init__(self, kind, body=b'', inner=None, head=b''):
        self.kind, self.body, self.inner, self.head = kind, body, inner, head

    def bytes(self):
        body = self.body if self.inner is None else self.head + b''.join(box.bytes() for box in self.inner)
        return struct.pack('>I', len(body) + 8) + self.kind + body

    def all(self, kind):
        return [box for box in self.inner or [] if box.kind == kind]

    def find(self, *path):
        """The first box at the path; None if there is none."""
        box = self
        for kind in path:
            box = next(iter(box.all(kind)), None)
            if box is None:
                return None
        return box


def full(kind, version, flags, *parts):
    """A box that begins with version and flags."""
    return Box(kind, struct.pack('>I', version << 24 | flags) + b''.join(parts))


def numbers(*values):
    return struct.pack(f'>{len(values)}I', *values)


def parse(data):
    """The boxes in data, each with its offset as .offset"""
    boxes, at = [], 0
    while at < len(data):
        size, kind = struct.unpack_from('>I4s', data, at)
        head = 8
        if size == 1:
            size, head = struct.unpack_from('>Q', data, at + 8)[0], 16
        body = data[at + head:at + size]
        skip = CONTAINERS.get(kind)
        box = Box(kind, body) if skip is None else Box(kind, inner=parse(body[skip:]), head=body[:skip])
        box.offset, box.size = at, size
        boxes.append(box)
        at += size
    return boxes
