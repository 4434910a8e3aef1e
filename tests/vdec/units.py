#!/usr/bin/env python3
# SPDX-License-Identifier: GPL-2.0-only
"""Cuts a byte-stream (IN.h264 or IN.h265) at its access unit delimiters, and writes the
units with the headers that v4l2-compliance --stream-from-hdr reads: units.py IN OUT"""
import re
import struct
import sys

DELIMITER = b"\x46\x01" if sys.argv[1].endswith(".h265") else b"[\x09\x29\x49\x69]"
data = open(sys.argv[1], "rb").read()
starts = [m.start() for m in re.finditer(b"\0\0\0\1" + DELIMITER, data)]
with open(sys.argv[2], "wb") as out:
    for start, end in zip(starts, starts[1:] + [len(data)]):
        out.write(b"rdhV" + struct.pack(">I", end - start) + data[start:end])
