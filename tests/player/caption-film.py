#!/usr/bin/python3
# SPDX-License-Identifier: GPL-2.0-only
# caption-film.py: puts captions in front of each slice of an H.264 byte-stream
# that has one slice in a picture: standard input to standard output. What they
# say is the picture's number, in decoding order (tests/player/suite-captions).
import re
import sys

START = b"\0\0\0\1"


def caption(number):
    """Two triplets, without zeros that would need an escape."""
    return bytes([0xFD, 0x40 | number >> 6, 0x40 | number & 63, 0xFC, 0x80, 0x80])


def sei(number):
    data = caption(number)
    user_data = b"\xb5\x00\x31GA94\x03" + bytes([0x40 | len(data) // 3, 0xFF]) + data + b"\xff"
    return START + b"\x06\x04" + bytes([len(user_data)]) + user_data + b"\x80"


def main():
    stream = sys.stdin.buffer.read()
    number = 0
    for unit in filter(None, re.split(b"\0\0\0?\1", stream)):
        if unit[0] & 0x1F in (1, 5):
            sys.stdout.buffer.write(sei(number))
            number += 1
        sys.stdout.buffer.write(START + unit)


main()
