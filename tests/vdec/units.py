#!/usr/bin/env python3
# SPDX-License-Identifier: GPL-2.0-only
"""Cuts a byte-stream at its access unit delimiters, and writes the units with
the headers that v4l2-compliance --stream-from-hdr reads: units.py IN OUT"""
import re
import struct
import sys

data = open(sys.argv[1], "rb").read()
starts = [m.start() for m in re.finditer(b"\0\0\0\1[\x09\x29\x49\x69]", data)]
with open(sys.argv[2], "wb") as out:
    for start, end in zip(starts, starts[1:] + [len(data)]):
        out.write(b"rdhV" + struct.pack(">I", end - start) + data[start:end])
