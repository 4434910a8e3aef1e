# SPDX-License-Identifier: GPL-2.0-only
"""What a bent film is like: words NAME=VALUE, and what they mean if they are not given."""
from dataclasses import dataclass, fields

# What begins a pssh: the system that it is for.
SYSTEMS = {
    'common': '1077efecc0b24d02ace33c1e52e2fb4b', 'widevine': 'edef8ba979d64acea3c827dcd51d21ed',
    'playready': '9a04f07998404286ab92e65be0885f95', 'clearkey': 'e2719d58a985b3c9781ab030af78d30e',
    'fairplay': '94ce86fb07ff4f43adb893d2fa968ca2', 'unknown': '00112233445566778899aabbccddeeff',
}


@dataclass
class Settings:
    scheme: str = 'cenc'    # clear: not encrypted at all
    iv: str = '8'           # bytes of each sample's, or constant
    start: str = ''         # the first IV, hexadecimal
    crypt: int = 0          # blocks encrypted of each crypt + skip
    skip: int = 0
    subsamples: str = 'yes'  # no; split: each encrypted part in three; all: the units' lengths alone are clear
    lead: int = 0           # clear fragments at the beginning
    leads: str = 'second'   # the clear entry of stsd; first; seig: there is none, a group of samples says it
    rotation: str = 'no'    # traf, moov: a key for each fragment, its description there; wrong-traf, wrong-moov: one
    # key, but the track's default names another
    pssh: str = 'common'    # systems, with + between them; none
    entry: str = 'avc1'     # avc3: parameter sets in the samples only; avc1+avc3: there as well
    length: int = 4         # bytes of a unit's length
    aux: str = 'senc'       # senc: with saiz and saio; senc-only, mdat, none; psec: Smooth Streaming's box
    layout: str = 'shaka'   # bento4, gpac, smooth: order of boxes, flags, what stands before a fragment
    truns: int = 1          # of each traf
    trafs: int = 1          # of each moof
    base: str = 'moof'      # what offsets count from; file: tfhd says it
    time: str = 'yes'       # no: no tfdt
    large: str = 'no'       # yes: mdat with 64 bits of size
    sample: int = -1        # the one that is bent
    bend: str = 'none'      # how, see bends.py


def parse(words):
    kinds = {field.name: field.type for field in fields(Settings)}
    values = {}
    for word in words:
        name, _, value = word.partition('=')
        values[name] = kinds[name](value)
    return Settings(**values)
