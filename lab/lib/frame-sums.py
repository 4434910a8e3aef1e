# SPDX-License-Identifier: GPL-2.0-only
"""frame-sums.py SIZE: reads raw frames of SIZE bytes, prints for each its number, SHA-256, CRC-32 and MD5."""
import hashlib
import sys
import zlib

size = int(sys.argv[1])
number = 0
while frame := sys.stdin.buffer.read(size):
    if len(frame) != size:
        sys.exit(f"frame {number} has {len(frame)} bytes instead of {size}")
    print(number, hashlib.sha256(frame).hexdigest(), f"{zlib.crc32(frame):08x}", hashlib.md5(frame).hexdigest())
    number += 1
