# SPDX-License-Identifier: GPL-2.0-only
"""Common encryption (ISO/IEC 23001-7) of one sample at a time: cenc, cens, cbc1, cbcs."""
from cryptography.hazmat.primitives.ciphers import Cipher, algorithms, modes

BLOCK = 16


def whole_blocks(size):
    return size - size % BLOCK


def pieces(data, crypt, skip):
    """Cuts data into (bytes, is encrypted); without a pattern all of it is encrypted."""
    if not crypt:
        return [(data, True)]
    out, at = [], 0
    while len(data) - at >= BLOCK:
        end = at + whole_blocks(min(crypt * BLOCK, len(data) - at))
        out.append((data[at:end], True))
        at = min(end + skip * BLOCK, len(data))
        out.append((data[end:at], False))
    return out + [(data[at:], False)]


class Counter:
    """AES-CTR. Only the last 8 bytes of the counter are counted, without a carry into the others."""

    def __init__(self, key, iv):
        self.aes = Cipher(algorithms.AES(key), modes.ECB()).encryptor()
        self.high, self.low = iv[:8], int.from_bytes(iv[8:].ljust(8, b'\0'), 'big')
        self.stream = b''

    def __call__(self, data):
        while len(self.stream) < len(data):
            self.stream += self.aes.update(self.high + self.low.to_bytes(8, 'big'))
            self.low = (self.low + 1) % (1 << 64)
        pad, self.stream = self.stream[:len(data)], self.stream[len(data):]
        return bytes(a ^ b for a, b in zip(data, pad))


class Chain:
    """AES-CBC; what is behind the last whole block stays clear."""

    def __init__(self, key, iv):
        self.aes = Cipher(algorithms.AES(key), modes.CBC(iv.ljust(BLOCK, b'\0'))).encryptor()

    def __call__(self, data):
        end = whole_blocks(len(data))
        return self.aes.update(data[:end]) + data[end:]


def encrypt(data, entries, scheme, key, iv, pattern):
    """data with what the map's entries call encrypted, encrypted; entries None: all of it."""
    mode = Counter if scheme in ('cenc', 'cens') else Chain
    cipher, out, at = mode(key, iv), [], 0
    for clear, encrypted in [(0, len(data))] if entries is None else entries:
        if scheme == 'cbcs':        # begins anew in every subsample
            cipher = mode(key, iv)
        out.append(data[at:at + clear])
        at += clear
        for piece, wanted in pieces(data[at:at + encrypted], *pattern):
            out.append(cipher(piece) if wanted else piece)
        at += encrypted
    return b''.join(out) + data[at:]


def blocks(entries, size):
    """How far a 16-byte IV advances with a sample."""
    total = size if entries is None else sum(encrypted for _, encrypted in entries)
    return (total + BLOCK - 1) // BLOCK
