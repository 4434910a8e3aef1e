# SPDX-License-Identifier: GPL-2.0-only
"""Encrypts samples: maps, IVs, and which key."""
from dataclasses import dataclass

import cipher
from samples import join_units, unit_type

# Of a unit of slices that much at least stays clear: its length, its header, the slice's header.
LEAST_CLEAR = 96
# A number of clear bytes is written with 16 bits.
MOST_CLEAR = 0xffff


def unit_entry(unit, settings):
    size = settings.length + len(unit)
    if not 1 <= unit_type(unit) <= 5:
        return size, 0
    if settings.subsamples == 'all':
        return settings.length + 1, len(unit) - 1
    least = LEAST_CLEAR if settings.scheme != 'cbcs' else LEAST_CLEAR // 2
    if size < least + cipher.BLOCK:
        return size, 0
    encrypted = size - least if settings.scheme == 'cbcs' else cipher.whole_blocks(size - least)
    return size - encrypted, encrypted


def joined(entries):
    """Clear bytes in a row are one entry's, as long as their number can be written."""
    out = []
    for clear, encrypted in entries:
        if out and not out[-1][1] and out[-1][0] + clear <= MOST_CLEAR:
            clear += out.pop()[0]
        while clear > MOST_CLEAR:
            out.append((MOST_CLEAR, 0))
            clear -= MOST_CLEAR
        out.append((clear, encrypted))
    return out


def split(entries):
    """Each encrypted part in three, each clear part in two"""
    out = []
    for clear, encrypted in entries:
        first = cipher.whole_blocks(encrypted // 3)
        out.append((clear // 2, 0))
        out += [(clear - clear // 2, first), (0, first), (0, encrypted - 2 * first)] if first else \
            [(clear - clear // 2, encrypted)]
    return out


def sample_map(sample, settings):
    if settings.subsamples == 'no':
        return None
    entries = [unit_entry(unit, settings) for unit in sample.units]
    if sample.behind:
        entries.append((len(sample.behind), 0))
    entries = joined(entries)
    return split(entries) if settings.subsamples == 'split' else entries


@dataclass
class Vectors:
    """The next sample's IV"""
    settings: object
    value: int = 0
    size: int = 0

    def __post_init__(self):
        self.size = 16 if self.settings.iv == 'constant' else int(self.settings.iv)
        start = self.settings.start or '1f2e3d4c5b6a7988a9b8c7d6e5f40312'[:2 * self.size]
        self.value = int(start, 16)

    def current(self):
        return self.value.to_bytes(self.size, 'big')

    def advance(self, count):
        if self.settings.iv == 'constant':
            return
        if self.size == 8:
            self.value = (self.value + 1) % (1 << 64)
            return
        # The counter goes on behind the last sample's, in 64 bits.
        high, low = self.value >> 64, self.value % (1 << 64)
        self.value = high << 64 | (low + count) % (1 << 64)


def protect(fragments, settings):
    """Fills in data, iv and map of all samples."""
    vectors = Vectors(settings)
    for fragment in fragments:
        for sample in fragment.samples:
            sample.data = join_units(sample.units, settings.length) + sample.behind
            if not fragment.key:
                continue
            sample.map = sample_map(sample, settings)
            sample.data = cipher.encrypt(sample.data, sample.map, settings.scheme, fragment.key.key,
                                         vectors.current(), (settings.crypt, settings.skip))
            if settings.iv != 'constant':
                sample.iv = vectors.current()
            vectors.advance(cipher.blocks(sample.map, len(sample.data)))
