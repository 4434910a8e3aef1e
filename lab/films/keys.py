# SPDX-License-Identifier: GPL-2.0-only
"""The films' keys, which are not secret: film.key's, and those that shaka-packager derives of it for
its crypto periods, both turned by as many bytes."""
from dataclasses import dataclass


@dataclass(frozen=True)
class Key:
    kid: bytes
    key: bytes


def turn(data, count):
    return data[count:] + data[:count]


def read(path):
    words = dict(line.strip().split('=') for line in open(path, encoding='ascii'))
    return Key(bytes.fromhex(words['kid']), bytes.fromhex(words['key']))


def periods(key):
    return [Key(turn(key.kid, n), turn(key.key, n)) for n in range(16)]
