# SPDX-License-Identifier: GPL-2.0-only
"""differences.py A B WIDTH inside|outside WxH X Y [TOP]: how many pixels of two raw RGB pictures differ in that place, or
outside it, and how many there are, TOP lines at the top left out."""
import re
import sys

first, second, width, side, size, x, y = sys.argv[1:8]
top = int(sys.argv[8]) if len(sys.argv) > 8 else 0
width, x, y = int(width), int(x), int(y)
wide, high = map(int, re.fullmatch(r"(\d+)x(\d+)", size).groups())


def read(name):
    with open(name, "rb") as file:
        return file.read()


one, other = read(first), read(second)
if len(one) != len(other):
    sys.exit(f"{first} has {len(one)} bytes, {second} {len(other)}")
seen = different = 0
for line in range(top, len(one) // (3 * width)):
    for column in range(width):
        if (x <= column < x + wide and y <= line < y + high) == (side == "inside"):
            at = 3 * (width * line + column)
            seen += 1
            different += one[at : at + 3] != other[at : at + 3]
print(different, seen)
