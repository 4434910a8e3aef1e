#!/usr/bin/env python3
# SPDX-License-Identifier: LGPL-2.1-or-later
"""A licence server, as small as one can be (docs/licences.md).

    licence-server.py KEYS            one request on standard input, its licence on the output
    licence-server.py KEYS --listen 127.0.0.1:8080      the same by POST, over HTTP

KEYS is JSON: {"KID in hexadecimal": {"key": "hexadecimal", "use": "video", "duration": 3600,
"retain": true}, ...}; use is video or audio; duration, in seconds, and retain may be
left away. Whoever asks gets what is there: a product's server would ask who that is.

Needs python3-jwcrypto.
"""
import argparse
import http.server
import json
import sys

from jwcrypto import jwe, jwk
from jwcrypto.common import JWException, base64url_decode, base64url_encode

LONGEST = 65536
MOST_KEYS = 8   # in a licence


class Refused(Exception):
    """Why there is no licence."""


def to_kid(text):
    return base64url_encode(bytes.fromhex(text.replace("-", "")))


def read_keys(name):
    with open(name, encoding="utf-8") as file:
        keys = json.load(file)
    return {to_kid(kid): key for kid, key in keys.items()}


def licence_key(kid, key):
    """One member of the licence's "keys"."""
    made = {"kid": kid, "k": base64url_encode(bytes.fromhex(key["key"])), "use": key["use"]}
    for name in ("duration", "retain"):
        if name in key:
            made[name] = key[name]
    return made


def parse(text):
    """The device's key, the challenge and the KIDs that are asked for."""
    try:
        request = json.loads(text)
        device = jwk.JWK(**request["device"])
        if device.get("kty") != "EC" or device.get("crv") != "P-256":
            raise Refused("the device's key is not one of P-256")
        if len(base64url_decode(request["nonce"])) != 16:
            raise Refused("the challenge is not 16 bytes")
        kids = request["kids"]
        if not isinstance(kids, list) or not all(isinstance(kid, str) for kid in kids):
            raise Refused("the KIDs are no list of strings")
        # each once: a licence that has one twice is none
        return device, request["nonce"], list(dict.fromkeys(kids))
    except (ValueError, KeyError, TypeError, AttributeError, RecursionError, JWException) as error:
        raise Refused(f"this is no request: {str(error)[:200]}") from error


def issue(keys, text):
    """The licence that answers the request @text: a JWE in compact form."""
    device, nonce, kids = parse(text)
    if len(kids) > MOST_KEYS:
        raise Refused(f"a licence has {MOST_KEYS} keys at most")
    missing = [kid[:40] for kid in kids if kid not in keys]
    if missing or not kids:
        raise Refused(f"no key for {missing or 'nothing'}")
    licence = {"nonce": nonce, "keys": [licence_key(kid, keys[kid]) for kid in kids]}
    header = {"alg": "ECDH-ES+A128KW", "enc": "A128GCM", "kid": device.thumbprint()}
    token = jwe.JWE(json.dumps(licence).encode(), json.dumps(header))
    try:
        token.add_recipient(device)
    except (ValueError, JWException) as error:
        raise Refused(f"nothing can be sealed for the device's key: {error}") from error
    return token.serialize(compact=True)


def handler(keys):
    class Handler(http.server.BaseHTTPRequestHandler):
        timeout = 30    # seconds, for whoever says nothing

        def do_POST(self):
            try:
                length = self.headers.get("Content-Length", "")
                if not (length.isascii() and length.isdigit()):
                    raise Refused("the request does not say how long it is")
                length = int(length[:10])
                if length > LONGEST:
                    raise Refused("the request is too long")
                self.answer(200, issue(keys, self.rfile.read(length)), "application/jose")
            except Refused as error:
                self.answer(403, str(error) + "\n", "text/plain")

        def answer(self, status, text, kind):
            body = text.encode()
            self.send_response(status)
            self.send_header("Content-Type", kind)
            self.send_header("Content-Length", str(len(body)))
            self.end_headers()
            self.wfile.write(body)

    return Handler


def main():
    parser = argparse.ArgumentParser(description="Issues licences for rstmem's devices.")
    parser.add_argument("keys", metavar="KEYS", help="the keys, JSON")
    parser.add_argument("--listen", metavar="ADDRESS:PORT", help="serve HTTP there")
    options = parser.parse_args()
    try:
        keys = read_keys(options.keys)
    except (OSError, ValueError, AttributeError) as error:
        sys.exit(f"licence-server: cannot read the keys: {error}")
    if options.listen:
        address, port = options.listen.rsplit(":", 1)
        server = http.server.ThreadingHTTPServer((address, int(port)), handler(keys))
        print(f"listening on {options.listen}", flush=True)
        server.serve_forever()
    try:
        print(issue(keys, sys.stdin.buffer.read(LONGEST)))
    except Refused as error:
        sys.exit(f"licence-server: {error}")


if __name__ == "__main__":
    main()
