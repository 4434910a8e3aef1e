# SPDX-License-Identifier: GPL-2.0-only
"""GstRstmem in Python, in the guest: TAP."""
import gi

gi.require_version("Gst", "1.0")
gi.require_version("GstAllocators", "1.0")
gi.require_version("GstRstmem", "1.0")
gi.require_version("GstVideo", "1.0")
from gi.repository import GLib, Gst, GstAllocators, GstRstmem, GstVideo

Gst.init(None)
failed = 0


def check(condition, sentence):
    global failed
    print("ok" if condition else "not ok", "-", sentence)
    failed |= not condition


def books(heap):
    with open(f"/sys/class/rstmem/{heap.value_nick}/bytes") as file:
        return int(file.read())


def maps(memory):
    try:
        with memory.map(Gst.MapFlags.READ):
            return True
    except Gst.MapError:
        return False


def one(heap):
    name = heap.value_nick
    allocator = GstRstmem.RstAllocator.new(heap)
    refused = []
    allocator.connect("map-refused", refused.append)
    memory = allocator.alloc(5000)
    check(memory.get_sizes() == (5000, 0, 8192),
          f"{name}: memory of the size that was asked for, in whole pages")
    check(GstAllocators.is_dmabuf_memory(memory) and
          GstAllocators.dmabuf_memory_get_fd(memory) >= 0,
          f"{name}: it is a dma-buf")
    check(GstRstmem.is_restricted_memory(memory), f"{name}: it is restricted")
    check(not maps(memory) and refused,
          f"{name}: it cannot be mapped, and the allocator says so")
    check(books(heap) == 8192, f"{name}: the heap's books have it")

    again = GstAllocators.DmaBufAllocator.alloc_with_flags(
        GstAllocators.DmaBufAllocator.new(),
        GstAllocators.dmabuf_memory_get_fd(memory), 5000,
        GstAllocators.FdMemoryFlags.DONT_CLOSE)
    check(GstRstmem.is_restricted_memory(again),
          f"{name}: so is the same dma-buf from another allocator")
    try:
        allocator.alloc(1 << 40)
        check(False, f"{name}: more than there is")
    except GLib.Error as error:
        check(error.matches(Gst.ResourceError.quark(),
                            Gst.ResourceError.NO_SPACE_LEFT) and
              name in error.message, f"{name}: {error.message}")


def pictures():
    caps = Gst.Caps.from_string(
        "video/x-raw,format=NV12,width=320,height=180,framerate=24/1")
    info = GstVideo.VideoInfo.new_from_caps(caps)
    pool = GstRstmem.RstBufferPool.new(
        GstRstmem.RstAllocator.new(GstRstmem.RstHeap.SECURE_VIDEO))
    pool.set_patience(0, 0)
    config = pool.get_config()
    Gst.BufferPool.config_set_params(config, caps, info.size, 2, 2)
    Gst.BufferPool.config_add_option(config, "GstBufferPoolOptionVideoMeta")
    check(pool.set_config(config) and pool.set_active(True),
          "a pool of pictures")
    result, buffer = pool.acquire_buffer(None)
    check(result == Gst.FlowReturn.OK and
          GstRstmem.is_restricted_memory(buffer.peek_memory(0)),
          "its buffers are restricted")
    check(GstVideo.buffer_get_video_meta(buffer).height == 180,
          "and say how they are laid out")
    del buffer
    pool.set_active(False)


def starved():
    pool = GstRstmem.RstBufferPool.new(
        GstRstmem.RstAllocator.new(GstRstmem.RstHeap.SECURE_VIDEO))
    pool.set_patience(0, 0)
    said = []
    pool.connect("allocation-failed", lambda _, error: said.append(error))
    config = pool.get_config()
    Gst.BufferPool.config_set_params(config, None, 0x7fffffff, 1, 1)
    check(pool.set_config(config) and not pool.set_active(True) and said and
          said[0].matches(Gst.ResourceError.quark(),
                          Gst.ResourceError.NO_SPACE_LEFT),
          "a pool that gets no memory says why")


for heap in (GstRstmem.RstHeap.SECURE_VIDEO, GstRstmem.RstHeap.TRUSTED_UI,
             GstRstmem.RstHeap.SECURE_VIDEO_RECORD):
    one(heap)
pictures()
starved()
memory = Gst.Allocator.find(None).alloc(4096, None)
check(not GstRstmem.is_restricted_memory(memory), "ordinary memory is not")
raise SystemExit(failed)
