# SPDX-License-Identifier: GPL-2.0-only
"""forge.py HOW KEYS: licences that are wrong in one way, for the request on standard input."""
import importlib.util
import json
import os
import sys

from jwcrypto import jwk
from jwcrypto.common import base64url_decode, base64url_encode

spec = importlib.util.spec_from_file_location(
    "server", os.path.join(os.path.dirname(__file__), "licence-server.py"))
server = importlib.util.module_from_spec(spec)
spec.loader.exec_module(server)

how, keys = sys.argv[1], server.read_keys(sys.argv[2])
request = json.load(sys.stdin)

if how == "other":
    other = jwk.JWK.generate(kty="EC", crv="P-256")
    request["device"] = json.loads(other.export_public())
if how == "use":
    for key in keys.values():
        key["use"] = "copy"
licence = server.issue(keys, json.dumps(request))
if how == "beside":
    parts = licence.split(".")
    header = json.loads(base64url_decode(parts[0]))
    y = bytearray(base64url_decode(header["epk"]["y"]))
    y[-1] ^= 1
    header["epk"]["y"] = base64url_encode(bytes(y))
    parts[0] = base64url_encode(json.dumps(header))
    licence = ".".join(parts)
print(licence)
