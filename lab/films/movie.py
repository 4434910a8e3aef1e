# SPDX-License-Identifier: GPL-2.0-only
"""What stands before the fragments of an encrypted film: the entry, how it is protected, for whom."""
import struct

from boxes import Box, full, numbers
from settings import SYSTEMS

WRONG_KID = b'no-key-has-this-'
TENC_UUID = bytes.fromhex('8974dbce7be74c5184f97148f9882554')


def iv_words(settings):
    """pattern, size of each sample's IV and, if there is none, the constant one"""
    size = 0 if settings.iv == 'constant' else int(settings.iv)
    return settings.crypt << 4 | settings.skip, size


def constant_iv(settings):
    if settings.iv != 'constant':
        return b''
    return bytes([16]) + bytes.fromhex(settings.start or '1f2e3d4c5b6a7988a9b8c7d6e5f40312')


def tenc(settings, kid):
    pattern, size = iv_words(settings)
    return full(b'tenc', 1 if pattern else 0, 0, bytes([0, pattern, 1, size]), kid, constant_iv(settings))


def seig(settings, kid):
    """An entry of sgpd: the same for a group of samples"""
    pattern, size = iv_words(settings)
    return bytes([0, pattern, 1, size]) + kid + constant_iv(settings)


# An entry of sgpd for samples that are not encrypted
CLEAR = bytes(20)


def description(*entries):
    """sgpd"""
    return full(b'sgpd', 1, 0, b'seig', numbers(len(entries[0]), len(entries)), *entries)


def group(count, index):
    return full(b'sbgp', 0, 0, b'seig', numbers(1, count, index))


def pssh(system, kids):
    if system == 'common':
        return full(b'pssh', 1, 0, bytes.fromhex(SYSTEMS[system]), numbers(len(kids)), *kids, numbers(0))
    return full(b'pssh', 0, 0, bytes.fromhex(SYSTEMS[system]), numbers(16), kids[0])


def configure(entry, settings):
    """avcC: the size of lengths, and whether it has the parameter sets; returns those."""
    avcc = entry.find(b'avcC')
    body = bytearray(avcc.body)
    sets, at = [], 5
    for mask in (31, 255):
        count, at = body[at] & mask, at + 1
        for _ in range(count):
            size = int.from_bytes(body[at:at + 2], 'big')
            sets.append(bytes(body[at + 2:at + 2 + size]))
            at += 2 + size
    body[4] = 0xfc | settings.length - 1
    if settings.entry == 'avc3':
        body[5:at] = bytes([0xe0, 0])
    avcc.body = bytes(body)
    return sets


def entry_of(settings, encrypted):
    """The number of the entry that such fragments have"""
    if not settings.lead or settings.leads == 'seig':
        return 1
    return 1 + (encrypted == (settings.leads == 'first'))


def protect_entry(stsd, settings, kid):
    """Makes the entry an encrypted one. There is a clear one, too, if the film has a clear lead."""
    clear = stsd.inner[0]
    clear.kind = settings.entry[-4:].encode()
    scheme = settings.scheme.encode()
    sinf = Box(b'sinf', inner=[Box(b'frma', clear.kind), full(b'schm', 0, 0, scheme, numbers(0x10000)),
                               Box(b'schi', inner=[tenc(settings, kid)])])
    if settings.layout == 'smooth':
        sinf.inner[1] = full(b'schm', 0, 0, b'piff', numbers(0x10001))
        sinf.inner[2].inner = [Box(b'uuid', TENC_UUID + numbers(0) + b'\0\0\1\x08' + kid)]
    stsd.inner = [Box(b'encv', inner=clear.inner + [sinf], head=clear.head)]
    if settings.lead and settings.leads != 'seig':
        stsd.inner.insert(entry_of(settings, False) - 1, clear)
    stsd.head = numbers(0, len(stsd.inner))


def protect_movie(moov, settings, keys):
    """Returns the parameter sets that the film had."""
    stbl = moov.find(b'trak', b'mdia', b'minf', b'stbl')
    stsd = stbl.find(b'stsd')
    sets = configure(stsd.inner[0], settings)
    if settings.scheme == 'clear':
        stsd.inner[0].kind = settings.entry[-4:].encode()
        return sets
    wrong = settings.rotation != 'no'
    protect_entry(stsd, settings, WRONG_KID if wrong else keys[0].kid)
    kids = list(dict.fromkeys(key.kid for key in keys))
    if settings.rotation.endswith('moov'):
        stbl.inner.append(description(*[seig(settings, kid) for kid in kids]))
    if settings.pssh != 'none':
        moov.inner += [pssh(system, kids) for system in settings.pssh.split('+')]
    trex = moov.find(b'mvex', b'trex')
    _, track = struct.unpack_from('>II', trex.body)
    trex.body = numbers(0, track, entry_of(settings, True), 0, 0, 0)
    return sets
