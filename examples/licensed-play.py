#!/usr/bin/env python3
# SPDX-License-Identifier: BSD-2-Clause
"""Plays a line of gst-launch-1.0's, and asks a licence server for its keys
(examples/licence-server). What is asked for, and the licence, go through here as
text that only the server and the TEE can read.

    licensed-play.py http://127.0.0.1:8080/ playbin3 uri=file:///films/film-cenc.mp4

Needs python3-gst-1.0.
"""
import http.client
import sys
import threading
import urllib.error
import urllib.request

import gi

gi.require_version("Gst", "1.0")
from gi.repository import GLib, Gst

LONGEST = 65536     # of a licence, in bytes
PATIENCE = 10       # in seconds


class Refused(Exception):
    """Why there is no licence."""


def ask(server, request):
    """The licence for a request, by HTTP."""
    try:
        asked = urllib.request.Request(
            server, data=request.encode(),
            headers={"Content-Type": "application/json"})
        with urllib.request.urlopen(asked, timeout=PATIENCE) as answer:
            return answer.read(LONGEST).decode()
    except urllib.error.HTTPError as error:
        said = error.read(LONGEST).decode(errors="replace").strip()
        raise Refused(f"the server refuses: {said}") from error
    except (OSError, ValueError, http.client.HTTPException) as error:
        raise Refused(str(error)) from error


class Player:
    def __init__(self, server, line):
        self.server = server
        self.pipeline = Gst.parse_launchv(line)
        self.loop = GLib.MainLoop()
        self.status = 0

    def bring_licence(self, element, kid, request):
        """In a thread of its own: servers are slow, and may have to be."""
        try:
            if request is None:
                raise Refused("the TEE takes no licences")
            field, text = "licence", ask(self.server, request)
        except Refused as error:
            field, text = "refused", str(error)
        context = Gst.Context.new(f"rst-key:{kid}", False)
        with context.writable_structure() as structure:
            structure.set_value(field, text)
        element.set_context(context)

    def on_key_needed(self, _, message):
        if not message.has_name("rst-key-needed"):
            return
        content = message.get_structure()
        threading.Thread(
            target=self.bring_licence, daemon=True,
            args=(message.src, content.get_string("kid"),
                  content.get_string("licence-request"))).start()

    def on_warning(self, _, message):
        print(message.parse_warning()[0].message, file=sys.stderr)

    def on_error(self, _, message):
        error, debug = message.parse_error()
        print(error.message, debug or "", sep="\n", file=sys.stderr)
        self.status = 1
        self.loop.quit()

    def play(self):
        bus = self.pipeline.get_bus()
        bus.add_signal_watch()
        bus.connect("message::element", self.on_key_needed)
        bus.connect("message::warning", self.on_warning)
        bus.connect("message::error", self.on_error)
        bus.connect("message::eos", lambda *_: self.loop.quit())
        self.pipeline.set_state(Gst.State.PLAYING)
        self.loop.run()
        self.pipeline.set_state(Gst.State.NULL)
        bus.remove_signal_watch()
        return self.status


def main():
    Gst.init(None)
    if len(sys.argv) < 3:
        print("usage: licensed-play.py SERVER LINE...", file=sys.stderr)
        return 2
    try:
        player = Player(sys.argv[1], sys.argv[2:])
    except GLib.Error as error:
        print(error.message, file=sys.stderr)
        return 2
    return player.play()


sys.exit(main())
