#!/usr/bin/env python3
# SPDX-License-Identifier: GPL-2.0-only
"""server.py FOLDER LOG [FROM:KBIT…]: a film's files by HTTP on loopback, as slowly as a network brings them.

The first free port is printed when the server listens. From the media segment FROM on, counted from 1 in the order of
requests, a file comes at KBIT kbit/s; 0, and what comes before, is as fast as it goes. LOG gets a line for each segment
that was sent: its path.
"""
import functools
import http.server
import sys
import threading
import time

PIECES_A_SECOND = 20


class Network:
    """How fast a segment comes, and the log."""

    def __init__(self, log, rates):
        self.log, self.rates = log, sorted(rates)
        self.lock, self.requests = threading.Lock(), 0

    def request(self):
        with self.lock:
            self.requests += 1
            return next((rate for start, rate in reversed(self.rates) if start <= self.requests), 0)

    def sent(self, path):
        with self.lock, open(self.log, "a", encoding="ascii") as file:
            print(path, file=file)


class Handler(http.server.SimpleHTTPRequestHandler):
    protocol_version = "HTTP/1.1"
    extensions_map = {".mpd": "application/dash+xml", ".m3u8": "application/vnd.apple.mpegurl",
                      ".mp4": "video/mp4", ".m4s": "video/iso.segment", "": "application/octet-stream"}

    def __init__(self, network, *args, **kwargs):
        self.network = network
        super().__init__(*args, **kwargs)

    def do_GET(self):
        self.is_segment = self.path.endswith(".m4s")
        self.rate = self.network.request() if self.is_segment else 0
        super().do_GET()

    def copyfile(self, source, outputfile):
        data = source.read()
        piece = self.rate * 1000 // 8 // PIECES_A_SECOND or len(data)
        for at in range(0, len(data), piece):
            outputfile.write(data[at:at + piece])
            if self.rate:
                time.sleep(1 / PIECES_A_SECOND)
        if self.is_segment:
            self.network.sent(self.path)

    def log_message(self, *_):
        pass


def main():
    folder, log = sys.argv[1:3]
    network = Network(log, [tuple(map(int, word.split(":"))) for word in sys.argv[3:]])
    handler = functools.partial(Handler, network, directory=folder)
    server = http.server.ThreadingHTTPServer(("127.0.0.1", 0), handler)
    print(server.server_port, flush=True)
    server.serve_forever()


main()
