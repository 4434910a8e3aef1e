# SPDX-License-Identifier: GPL-2.0-only
"""What bends single samples, before and after they are encrypted."""
import random

EMPTY = b''
DELIMITER = b'\x09\xf0'
FILLER = b'\x0c' + b'\xff' * 12 + b'\x80'
END_OF_SEQUENCE = b'\x0a'
END_OF_STREAM = b'\x0b'


def append(unit):
    def bend(sample):
        sample.units.append(unit)
    return bend


def surround(sample):
    sample.units = [unit for old in sample.units for unit in (EMPTY, old)] + [EMPTY]


def pad(sample):
    sample.behind = bytes(4)


def add_unmapped(sample):
    """A filler unit of which the map says nothing"""
    sample.data += len(FILLER).to_bytes(4, 'big') + FILLER


def map_longer(sample):
    sample.map[-1] = (sample.map[-1][0], sample.map[-1][1])
    sample.map.append((16, 0))


def garbage(sample):
    """As long as before, and no unit's length makes sense."""
    sample.data = random.Random(len(sample.data)).randbytes(len(sample.data))


def cut(sample):
    """The first unit's length leads behind the sample's end."""
    sample.data = b'\x00\xff\xff\xff' + sample.data[4:]


def spoil(sample):
    """Lengths and maps are right, what is encrypted is not."""
    clear, encrypted = sample.map[0]
    junk = random.Random(encrypted).randbytes(encrypted)
    sample.data = sample.data[:clear] + junk + sample.data[clear + encrypted:]


BEFORE = {
    'end-of-sequence': append(END_OF_SEQUENCE), 'end-of-stream': append(END_OF_STREAM), 'filler': append(FILLER),
    'empty-units': surround, 'padding': pad,
}
AFTER = {'map-shorter': add_unmapped, 'map-longer': map_longer, 'garbage': garbage, 'length': cut, 'spoilt': spoil}


def apply(table, settings, samples):
    bend = table.get(settings.bend)
    if bend:
        for sample in samples if settings.sample < 0 else [samples[settings.sample]]:
            bend(sample)


def delimit(samples):
    """An access unit delimiter at the head of each sample, as broadcasters have it"""
    for sample in samples:
        sample.units.insert(0, DELIMITER)
