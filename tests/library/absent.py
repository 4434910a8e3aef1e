# SPDX-License-Identifier: GPL-2.0-only
"""GstRstmem in Python on a machine without heaps: errors, and no crash."""
import gi

gi.require_version("Gst", "1.0")
gi.require_version("GstRstmem", "1.0")
from gi.repository import GLib, Gst, GstRstmem

Gst.init(None)


def fails(code, words, heap):
    try:
        GstRstmem.RstAllocator.new(heap)
    except GLib.Error as error:
        assert error.matches(Gst.ResourceError.quark(), code), error
        assert words in error.message, error.message
        return
    raise AssertionError(f"heap {heap} is there")


for heap in (GstRstmem.RstHeap.SECURE_VIDEO, GstRstmem.RstHeap.TRUSTED_UI,
             GstRstmem.RstHeap.SECURE_VIDEO_RECORD):
    fails(Gst.ResourceError.NOT_FOUND, heap.value_nick, heap)

memory = Gst.Allocator.find(None).alloc(4096, None)
assert not GstRstmem.is_restricted_memory(memory)

# What has never got a heap gives nothing, and takes no configuration.
pool = GstRstmem.RstBufferPool()
config = pool.get_config()
Gst.BufferPool.config_set_params(config, None, 4096, 1, 1)
assert not pool.set_config(config)
print("ok")
