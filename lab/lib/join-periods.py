#!/usr/bin/env python3
# SPDX-License-Identifier: GPL-2.0-only
"""join-periods.py FIRST.mpd SECOND.mpd OUT.mpd: one static manifest with the periods of both."""
import sys
import xml.etree.ElementTree as tree

MPD = "urn:mpeg:dash:schema:mpd:2011"
for prefix, name in ("", MPD), ("cenc", "urn:mpeg:cenc:2013"):
    tree.register_namespace(prefix, name)


def seconds(text):
    return float(text.removeprefix("PT").removesuffix("S"))


manifests = [tree.parse(name) for name in sys.argv[1:3]]
root, total = manifests[0].getroot(), 0.0
for number, manifest in enumerate(manifests):
    period = manifest.getroot().find(f"{{{MPD}}}Period")
    duration = seconds(manifest.getroot().get("mediaPresentationDuration"))
    period.attrib.update(id=str(number), start=f"PT{total}S", duration=f"PT{duration}S")
    total += duration
    if number:
        root.append(period)
root.set("mediaPresentationDuration", f"PT{total}S")
manifests[0].write(sys.argv[3], encoding="UTF-8", xml_declaration=True)
