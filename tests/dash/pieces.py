#!/usr/bin/env python3
# SPDX-License-Identifier: GPL-2.0-only
"""pieces.py PID CLEAR.mp4 SEGMENT…: what of a film is in a process's memory? Prints how many of its pieces are, clear
ones and as they come in the segments, of how many: CLEAR COUNT ENCRYPTED COUNT.

The process must stand still. Pieces that the segments leave clear are not counted as clear ones.
"""
import random
import re
import sys

COUNT, SIZE = 10, 32


def read(path):
    with open(path, "rb") as file:
        return file.read()


def choose(data, others):
    """Pieces of what is in the data's last mdat, in its second half"""
    rand, found = random.Random(1), []
    start = data.rindex(b"mdat") + 4
    while len(found) < COUNT:
        at = rand.randrange((start + len(data)) // 2, len(data) - SIZE)
        piece = data[at:at + SIZE]
        if len(set(piece)) > SIZE // 2 and piece not in others:
            found.append(piece)
    return found


def memory(pid):
    """What the process can write, area by area; the driver's and other devices' areas cannot be read."""
    with open(f"/proc/{pid}/maps", encoding="ascii") as maps, open(f"/proc/{pid}/mem", "rb", buffering=0) as mem:
        for line in maps:
            begin, end, mode, name = re.match(r"(\w+)-(\w+) (\S+) \S+ \S+ \S+ *(.*)", line).groups()
            if mode.startswith("rw"):
                mem.seek(int(begin, 16))
                try:
                    yield mem.read(int(end, 16) - int(begin, 16))
                except OSError:
                    print(f"# not read: {name}", file=sys.stderr)


pid, clear = sys.argv[1], read(sys.argv[2])
segments = [read(path) for path in sys.argv[3:]]
wanted = {"clear": choose(clear, b"".join(segments)), "encrypted": choose(segments[-1], clear)}
found = {kind: set() for kind in wanted}
for area in memory(pid):
    for kind, pieces in wanted.items():
        found[kind].update(piece for piece in pieces if piece in area)
print(len(found["clear"]), COUNT, len(found["encrypted"]), COUNT)
