# SPDX-License-Identifier: GPL-2.0-only
"""colours.py FILE WIDTH inside|outside WxH X Y: the colours that a raw RGB picture has there."""
import re
import sys

name, width, side, size, x, y = sys.argv[1:]
width, x, y = int(width), int(x), int(y)
wide, high = map(int, re.fullmatch(r"(\d+)x(\d+)", size).groups())
with open(name, "rb") as file:
    data = file.read()
found = set()
for line in range(len(data) // (3 * width)):
    pixels = [data[at : at + 3] for at in range(3 * width * line, 3 * width * (line + 1), 3)]
    if y <= line < y + high:
        found.update(pixels[x : x + wide] if side == "inside" else pixels[:x] + pixels[x + wide :])
    elif side == "outside":
        found.update(pixels)
print(*sorted(pixel.hex() for pixel in found))
