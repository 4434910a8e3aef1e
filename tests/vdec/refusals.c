// SPDX-License-Identifier: GPL-2.0-only
/* What the device says about itself, and what it must not take. */
#include <err.h>
#include <errno.h>
#include <fcntl.h>
#include <string.h>
#include <sys/mman.h>
#include <unistd.h>

#include "lib/udmabuf.h"
#include "lib/v4l2.h"
#include "tests.h"

#define FRAME_SIZE	(640 * 368 * 3 / 2)

/* Fails where a client could not find H.264 and HEVC in, NV12 out, and nothing else. */
static void test_formats(int fd)
{
	struct v4l2_fmtdesc coded = { .type = OUTPUT };
	struct v4l2_fmtdesc raw = { .type = CAPTURE };

	tap(!device_ioctl(fd, VIDIOC_ENUM_FMT, &coded) &&
	    coded.pixelformat == V4L2_PIX_FMT_H264 &&
	    coded.flags & V4L2_FMT_FLAG_DYN_RESOLUTION,
	    "OUTPUT takes H.264 that may change its size");
	coded.index = 1;
	tap(!device_ioctl(fd, VIDIOC_ENUM_FMT, &coded) &&
	    coded.pixelformat == V4L2_PIX_FMT_HEVC &&
	    coded.flags & V4L2_FMT_FLAG_DYN_RESOLUTION,
	    "and HEVC likewise");
	tap(!device_ioctl(fd, VIDIOC_ENUM_FMT, &raw) &&
	    raw.pixelformat == V4L2_PIX_FMT_NV12, "CAPTURE gives NV12");
	raw.index = 1;
	tap(!device_ioctl(fd, VIDIOC_ENUM_FMT, &raw) &&
	    raw.pixelformat == V4L2_PIX_FMT_NV12M,
	    "or with planes apart, for those who choose it");
	coded.index = 2;
	raw.index = 2;
	tap(device_ioctl(fd, VIDIOC_ENUM_FMT, &coded) == -EINVAL &&
	    device_ioctl(fd, VIDIOC_ENUM_FMT, &raw) == -EINVAL,
	    "there are no other formats");
}

void test_description(void)
{
	struct v4l2_pix_format_mplane format;
	int fd = device_open("rst_vdec");

	test_formats(fd);
	tap(device_get_control(fd, V4L2_CID_MIN_BUFFERS_FOR_CAPTURE) > 0,
	    "a client learns how many frames it needs");
	tap(!device_set_output(fd, 320, 184, 1) &&
	    !device_get_format(fd, CAPTURE, &format) &&
	    format.width == 320 && format.height == 192 &&
	    format.num_planes == 1 &&
	    format.plane_fmt[0].sizeimage == 320 * 192 * 3 / 2,
	    "CAPTURE follows OUTPUT's size until the stream speaks");
	tap(device_command(fd, V4L2_DEC_CMD_FLUSH) == -EINVAL,
	    "FLUSH is for stateless decoders: EINVAL");
	tap(!device_command(fd, V4L2_DEC_CMD_STOP) &&
	    !device_command(fd, V4L2_DEC_CMD_START),
	    "STOP and START do nothing where nothing streams");
	close(fd);
}

static bool maps(int fd, off_t offset, size_t size)
{
	void *place = mmap(NULL, size, PROT_READ | PROT_WRITE, MAP_SHARED, fd,
			   offset);

	if (place == MAP_FAILED)
		return false;
	munmap(place, size);
	return true;
}

static int exported(int fd, int flags)
{
	struct v4l2_exportbuffer export = { .type = CAPTURE, .flags = flags };

	return device_ioctl(fd, VIDIOC_EXPBUF, &export) ? -errno : export.fd;
}

static int access_mode(int fd)
{
	return fcntl(fd, F_GETFL) & O_ACCMODE;
}

/*
 * Fails where a frame that is exported for reading can be written to. What holds
 * for one that a heap gives out is in tee (passing.c).
 */
static void test_export_modes(int fd)
{
	int reading = exported(fd, O_RDONLY | O_CLOEXEC);
	int both = exported(fd, O_RDWR | O_CLOEXEC);
	int again = exported(fd, O_RDWR | O_CLOEXEC);

	tap(access_mode(reading) == O_RDONLY, "exported for reading: %#x",
	    access_mode(reading));
	tap(access_mode(both) == O_RDWR && access_mode(again) == O_RDWR,
	    "exported for both, twice: %#x", access_mode(both));
	close(again);
	close(both);
	tap(!maps(reading, 0, 4096) && heap_bytes("secure-video") > 0,
	    "whichever goes first");
	close(reading);
}

/* Fails where a frame that the queue allocates is less than restricted. */
static void test_own_frames(int fd)
{
	struct v4l2_exportbuffer export = { .type = CAPTURE };
	struct v4l2_plane plane = {};
	struct v4l2_buffer buffer = {
		.type = CAPTURE, .memory = V4L2_MEMORY_MMAP,
		.m.planes = &plane, .length = 1,
	};

	tap(device_request(fd, CAPTURE, V4L2_MEMORY_MMAP, 2) == 2 &&
	    !device_ioctl(fd, VIDIOC_QUERYBUF, &buffer) &&
	    heap_bytes("secure-video") >= 2 * (long)plane.length,
	    "CAPTURE allocates from " HEAP_VIDEO);
	tap(!maps(fd, plane.m.mem_offset, plane.length) && errno == EACCES,
	    "such a frame cannot be mapped: EACCES");
	test_export_modes(fd);
	tap(!device_ioctl(fd, VIDIOC_EXPBUF, &export) &&
	    !maps(export.fd, 0, plane.length),
	    "it can be exported, and not be mapped then, either");
	device_request(fd, CAPTURE, V4L2_MEMORY_MMAP, 0);
	tap(heap_bytes("secure-video") > 0, "who has the export has the memory");
	close(export.fd);
	tap(heap_empties("secure-video"), "and gives it back");
}

static void test_memory_types(int fd)
{
	struct v4l2_exportbuffer export = { .type = OUTPUT, .flags = O_RDWR };

	tap(device_request(fd, CAPTURE, V4L2_MEMORY_USERPTR, 2) == -EINVAL &&
	    device_request(fd, OUTPUT, V4L2_MEMORY_USERPTR, 2) == -EINVAL,
	    "both queues refuse USERPTR: EINVAL");
	tap(device_request(fd, OUTPUT, V4L2_MEMORY_MMAP, 1) == 1 &&
	    !device_ioctl(fd, VIDIOC_EXPBUF, &export) &&
	    maps(export.fd, 0, 4096), "clear units can be exported and mapped");
	device_request(fd, OUTPUT, V4L2_MEMORY_MMAP, 0);
	tap(maps(export.fd, 0, 4096), "also when the queue has let go of them");
	close(export.fd);
}

static int create(int fd, unsigned int type, unsigned int memory,
		  unsigned int size)
{
	struct v4l2_create_buffers create = {
		.count = 1, .memory = memory, .format.type = type,
	};

	if (device_ioctl(fd, VIDIOC_G_FMT, &create.format))
		err(1, "G_FMT");
	create.format.fmt.pix_mp.plane_fmt[0].sizeimage = size;
	return device_ioctl(fd, VIDIOC_CREATE_BUFS, &create);
}

/* Fails where a size or a count from user space decides what is allocated. */
static void test_absurd_sizes(int fd)
{
	struct v4l2_pix_format_mplane format;

	tap(!device_set_output(fd, ~0u, ~0u, ~0u) &&
	    !device_get_format(fd, OUTPUT, &format) &&
	    format.plane_fmt[0].sizeimage <= 4 << 20 && format.width <= 1920,
	    "S_FMT brings absurd sizes down");
	tap(device_request(fd, OUTPUT, V4L2_MEMORY_DMABUF, ~0u) == 32,
	    "REQBUFS of 4294967295 gives 32");
	device_request(fd, OUTPUT, V4L2_MEMORY_DMABUF, 0);
	tap(create(fd, OUTPUT, V4L2_MEMORY_MMAP, ~0u) == -EINVAL &&
	    create(fd, CAPTURE, V4L2_MEMORY_DMABUF, ~0u) == -EINVAL,
	    "CREATE_BUFS of 4 GiB: EINVAL");
	tap(create(fd, OUTPUT, V4L2_MEMORY_MMAP, 1) == -EINVAL &&
	    create(fd, CAPTURE, V4L2_MEMORY_DMABUF, 1) == -EINVAL,
	    "CREATE_BUFS of one byte: EINVAL");
}

static int try_buffer(int fd, unsigned int type, int dmabuf,
		      unsigned int length)
{
	int ret;

	if (device_request(fd, type, V4L2_MEMORY_DMABUF, 1) != 1)
		errx(1, "REQBUFS");
	ret = device_queue_dmabuf(fd, type, 0, dmabuf, 16, length);
	device_request(fd, type, V4L2_MEMORY_DMABUF, 0);
	return ret;
}

/* Fails where plaintext could go to, or come from, memory of another kind. */
static void test_buffers(int fd)
{
	int video = heap_alloc(HEAP_VIDEO, FRAME_SIZE);
	int ui = heap_alloc(HEAP_UI, FRAME_SIZE);
	int ordinary = udmabuf_create(1 << 20);

	tap(!try_buffer(fd, CAPTURE, video, 0) &&
	    !try_buffer(fd, OUTPUT, video, FRAME_SIZE),
	    "both queues take buffers of " HEAP_VIDEO);
	tap(try_buffer(fd, CAPTURE, ui, 0) == -EINVAL &&
	    try_buffer(fd, OUTPUT, ui, FRAME_SIZE) == -EINVAL,
	    "both queues refuse buffers of " HEAP_UI ": EINVAL");
	tap(try_buffer(fd, CAPTURE, video, 16 << 20) == -EINVAL &&
	    try_buffer(fd, OUTPUT, video, 16 << 20) == -EINVAL,
	    "a length above the dma-buf's: EINVAL");
	tap(try_buffer(fd, CAPTURE, fd, 0) == -EINVAL,
	    "a file that is no dma-buf: EINVAL");
	if (ordinary < 0)
		tap_skip("ordinary memory: no udmabuf",
			 strerror(-ordinary));
	else
		tap(try_buffer(fd, CAPTURE, ordinary, 0) == -EINVAL &&
		    try_buffer(fd, OUTPUT, ordinary, 1 << 20) == -EINVAL,
		    "both queues refuse ordinary memory: EINVAL");
	close(video);
	close(ui);
	if (ordinary >= 0)
		close(ordinary);
	tap(heap_empties("secure-video") && heap_empties("trusted-ui"),
	    "the queues keep none of them");
}

static int remove_buffer(int fd, unsigned int type, unsigned int index)
{
	struct v4l2_remove_buffers range = {
		.index = index, .count = 1, .type = type,
	};

	return device_ioctl(fd, VIDIOC_REMOVE_BUFS, &range);
}

/* Fails where a queue without buffers is taken for one that doesn't stream. */
static void test_streaming_without_buffers(int fd)
{
	int video = heap_alloc(HEAP_VIDEO, FRAME_SIZE);
	struct v4l2_create_buffers more = {
		.count = 1, .memory = V4L2_MEMORY_DMABUF, .format.type = OUTPUT,
	};

	tap(device_request(fd, OUTPUT, V4L2_MEMORY_DMABUF, 1) == 1 &&
	    !device_stream(fd, OUTPUT, 1) && !remove_buffer(fd, OUTPUT, 0),
	    "OUTPUT streams on when its last buffer is removed");
	tap(device_set_output(fd, 320, 184, 1) == -EBUSY,
	    "S_FMT while OUTPUT streams: EBUSY");
	tap(!device_ioctl(fd, VIDIOC_G_FMT, &more.format) &&
	    !device_ioctl(fd, VIDIOC_CREATE_BUFS, &more) &&
	    !device_queue_dmabuf(fd, OUTPUT, more.index, video, 16,
				 FRAME_SIZE),
	    "a unit that is queued then is looked at");
	tap(!device_stream(fd, OUTPUT, 0), "and OUTPUT stops");
	device_request(fd, OUTPUT, V4L2_MEMORY_DMABUF, 0);
	close(video);
}

void test_refusals(void)
{
	int fd = device_open("rst_vdec");

	TAP_CASE(test_own_frames, fd);
	TAP_CASE(test_memory_types, fd);
	TAP_CASE(test_absurd_sizes, fd);
	if (device_set_output(fd, 640, 360, 0))
		err(1, "S_FMT");
	TAP_CASE(test_buffers, fd);
	TAP_CASE(test_streaming_without_buffers, fd);
	close(fd);
}
