# SPDX-License-Identifier: GPL-2.0-only
"""Writes fragments as packagers lay them out."""
import struct

from boxes import Box, full, numbers
from movie import CLEAR, description, entry_of, group, seig

SENC_UUID = bytes.fromhex('a2394f525a9b4f14a2446c427c648df4')
# Flags of tfhd and trun
BASE, ENTRY, DURATION, FLAGS, BASE_IS_MOOF = 1, 2, 8, 0x20, 0x20000
OFFSET, FIRST_FLAGS, DURATIONS, SIZES, SAMPLE_FLAGS, DELAYS = 1, 4, 0x100, 0x200, 0x400, 0x800


def parts(items, count):
    """items in count parts of about the same size"""
    return [items[len(items) * n // count:len(items) * (n + 1) // count] for n in range(count)]


def aux_info(sample):
    if sample.map is None:
        return sample.iv
    return sample.iv + struct.pack('>H', len(sample.map)) + b''.join(struct.pack('>HI', *entry) for entry in sample.map)


class Writer:
    """One moof and its mdat. Boxes hold offsets, so a fragment is laid out twice."""

    def __init__(self, settings, keys, fragment, number, at):
        self.settings, self.fragment, self.number, self.at = settings, fragment, number, at
        self.kids = list(dict.fromkeys(key.kid for key in keys))
        self.data, self.aux, self.head = 0, {}, b''   # offsets in the file, found in the first pass

    def tfhd(self):
        flags, words = 0 if self.settings.base == 'file' else BASE_IS_MOOF, b''
        if self.settings.base == 'file':
            flags, words = BASE, struct.pack('>Q', self.at)
        if self.settings.lead or self.settings.layout == 'gpac':
            flags |= ENTRY
            words += numbers(entry_of(self.settings, bool(self.fragment.key)))
        if self.settings.layout != 'shaka':
            flags |= DURATION | FLAGS
            words += numbers(self.fragment.samples[0].duration, self.fragment.samples[-1].flags)
        return full(b'tfhd', 0, flags, numbers(1), words)

    def trun(self, samples, offset, first):
        """Shaka's says everything of each sample, Bento4's and GPAC's leave to tfhd what samples share."""
        if self.settings.layout == 'shaka':
            words = [(s.duration, len(s.data), s.flags, s.delay) for s in samples]
            flags = OFFSET | DURATIONS | SIZES | SAMPLE_FLAGS | DELAYS
            return full(b'trun', 1, flags, struct.pack('>Ii', len(samples), offset),
                        *[struct.pack('>IIIi', *word) for word in words])
        flags = OFFSET | SIZES | DELAYS | (FIRST_FLAGS if first else 0)
        return full(b'trun', 1, flags, struct.pack('>Ii', len(samples), offset),
                    numbers(samples[0].flags) if first else b'',
                    *[struct.pack('>Ii', len(s.data), s.delay) for s in samples])

    def senc_body(self, samples):
        subsamples = 2 if samples[0].map is not None else 0
        return numbers(subsamples, len(samples)) + b''.join(map(aux_info, samples))

    def aux_boxes(self, samples, index):
        """saiz and saio, and where the first of what they point to is"""
        sizes = [len(aux_info(sample)) for sample in samples]
        same = sizes[0] if len(set(sizes)) == 1 else 0
        saiz = full(b'saiz', 0, 0, bytes([same]), numbers(len(sizes)), b'' if same else bytes(sizes))
        return [saiz, full(b'saio', 0, 0, numbers(1, self.aux.get(index, self.at) - self.at))]

    def groups(self, samples):
        rotation = self.settings.rotation
        if not self.fragment.key:
            return [description(CLEAR), group(len(samples), 0x10001)] if self.settings.leads == 'seig' else []
        if rotation == 'no':
            return []
        kid = self.fragment.key.kid
        if rotation.endswith('moov'):
            return [group(len(samples), self.kids.index(kid) + 1)]
        return [description(seig(self.settings, kid)), group(len(samples), 0x10001)]

    def encryption(self, samples, index):
        aux = self.settings.aux
        boxes = []
        if aux in ('senc', 'mdat'):
            boxes += self.aux_boxes(samples, index)
        if aux in ('senc', 'senc-only'):
            boxes.append(Box(b'senc', self.senc_body(samples)))
        if aux == 'psec':
            boxes.append(Box(b'uuid', SENC_UUID + self.senc_body(samples)))
        return boxes

    def traf(self, samples, index, offset):
        truns = []
        for number, part in enumerate(parts(samples, self.settings.truns)):
            truns.append(self.trun(part, offset, number == 0))
            offset += sum(len(sample.data) for sample in part)
        tfdt = []
        if self.settings.time == 'yes':
            before = self.fragment.samples[:self.fragment.samples.index(samples[0])]
            time = self.fragment.time + sum(sample.duration for sample in before)
            tfdt = [full(b'tfdt', 1, 0, struct.pack('>Q', time))]
        inner = [self.tfhd()] + tfdt
        groups = self.groups(samples)
        encryption = self.encryption(samples, index) if self.fragment.key else []
        if self.settings.layout == 'gpac':
            # What describes the samples stands before the runs, senc before saiz.
            return Box(b'traf', inner=inner + groups + truns + encryption[::-1])
        return Box(b'traf', inner=inner + truns + encryption + groups)

    def note_offsets(self, moof, start, pieces):
        """Where the first pass has put data and auxiliary information"""
        at = start + 8 + sum(len(box.bytes()) for box in moof.all(b'mfhd'))
        for index, traf in enumerate(moof.all(b'traf')):
            inner = at + 8
            for box in traf.inner:
                if box.kind == b'senc':
                    self.aux[index] = inner + 16
                inner += len(box.bytes())
            at = inner
        self.data = at + (16 if self.settings.large == 'yes' else 8)
        if self.settings.aux == 'mdat' and self.fragment.key:
            for index, piece in enumerate(pieces):
                self.aux[index] = self.data
                self.data += sum(len(aux_info(sample)) for sample in piece)

    def moof(self, pieces):
        trafs, at = [], self.data - self.at
        for index, piece in enumerate(pieces):
            trafs.append(self.traf(piece, index, at))
            at += sum(len(sample.data) for sample in piece)
        return Box(b'moof', inner=[full(b'mfhd', 0, 0, numbers(self.number + 1))] + trafs)

    def mdat(self, pieces):
        lead = b''
        if self.settings.aux == 'mdat' and self.fragment.key:
            lead = b''.join(aux_info(sample) for piece in pieces for sample in piece)
        body = lead + b''.join(sample.data for sample in self.fragment.samples)
        if self.settings.large == 'yes':
            return numbers(1) + b'mdat' + struct.pack('>Q', len(body) + 16) + body
        return Box(b'mdat', body).bytes()

    def bytes(self):
        pieces = parts(self.fragment.samples, self.settings.trafs)
        head = self.before()
        self.at += len(head)
        self.note_offsets(self.moof(pieces), self.at, pieces)
        return head + self.moof(pieces).bytes() + self.mdat(pieces)

    def before(self):
        """styp, and GPAC's empty sidx"""
        if self.settings.layout not in ('bento4', 'gpac'):
            return b''
        styp = Box(b'styp', b'msdh' + numbers(0) + b'msdhmsix').bytes()
        if self.settings.layout == 'bento4':
            return styp
        return styp + full(b'prft', 0, 0x18, numbers(1, 0, 0, self.fragment.time)).bytes()


def index(places):
    """mfra: where each fragment is, as (time, offset)"""
    entries = b''.join(struct.pack('>QQBBB', time, offset, 1, 1, 1) for time, offset in places)
    tfra = full(b'tfra', 1, 0, numbers(1, 0, len(places)), entries)
    size = 8 + len(tfra.bytes()) + 16
    return Box(b'mfra', tfra.bytes() + full(b'mfro', 0, 0, numbers(size)).bytes()).bytes()
