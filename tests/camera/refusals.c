// SPDX-License-Identifier: GPL-2.0-only
/* What the camera must not take. */
#include <err.h>
#include <errno.h>
#include <fcntl.h>
#include <string.h>
#include <sys/mman.h>
#include <unistd.h>

#include "lib/camera.h"
#include "lib/udmabuf.h"
#include "tests.h"

static int try_buffer(struct camera *camera, int dmabuf, unsigned int length)
{
	int ret;

	if (camera_request(camera, V4L2_MEMORY_DMABUF, 1) != 1)
		errx(1, "REQBUFS");
	ret = camera_queue_dmabuf(camera, 0, dmabuf, length);
	camera_request(camera, V4L2_MEMORY_DMABUF, 0);
	return ret;
}

/* Fails where a picture could go to memory of another kind. */
static void test_buffers(struct camera *camera)
{
	unsigned int size = camera->format.sizeimage;
	int record = heap_alloc(HEAP_RECORD, size);
	int small = heap_alloc(HEAP_RECORD, size - sysconf(_SC_PAGESIZE));
	int video = heap_alloc(HEAP_VIDEO, size);
	int ui = heap_alloc(HEAP_UI, size);
	int ordinary = udmabuf_create(1 << 20);

	tap(!try_buffer(camera, record, 0) &&
	    !try_buffer(camera, record, size),
	    "buffers of " HEAP_RECORD " are taken");
	tap(try_buffer(camera, video, 0) == -EINVAL &&
	    try_buffer(camera, ui, 0) == -EINVAL,
	    "buffers of " HEAP_VIDEO " and " HEAP_UI " are not: EINVAL");
	tap(try_buffer(camera, small, 0) == -EINVAL,
	    "nor is one without room for the trailer: EINVAL");
	tap(try_buffer(camera, small, size) == -EINVAL &&
	    try_buffer(camera, record, size - 1) == -EINVAL &&
	    try_buffer(camera, record, 64 << 20) == -EINVAL,
	    "nor a length that is not the buffer's: EINVAL");
	tap(try_buffer(camera, camera->fd, 0) == -EINVAL,
	    "nor a file that is no dma-buf: EINVAL");
	if (ordinary < 0)
		tap_skip("ordinary memory: no udmabuf",
			 strerror(-ordinary));
	else
		tap(try_buffer(camera, ordinary, 0) == -EINVAL,
		    "nor ordinary memory: EINVAL");
	close(record);
	close(small);
	close(video);
	close(ui);
	if (ordinary >= 0)
		close(ordinary);
	tap(heap_empties("secure-video") && heap_empties("trusted-ui") &&
	    heap_empties("secure-video-record"),
	    "and the queue keeps none of them");
}

/* Fails where the camera's own buffers can be looked into. */
static void test_own_buffers(struct camera *camera)
{
	struct v4l2_exportbuffer export = {
		.type = V4L2_BUF_TYPE_VIDEO_CAPTURE, .flags = O_RDWR,
	};
	struct v4l2_buffer buffer = {
		.type = V4L2_BUF_TYPE_VIDEO_CAPTURE,
		.memory = V4L2_MEMORY_MMAP,
	};
	size_t size = camera->format.sizeimage;

	tap(camera_request(camera, V4L2_MEMORY_USERPTR, 2) == -EINVAL,
	    "there is no USERPTR: EINVAL");
	tap(camera_request(camera, V4L2_MEMORY_MMAP, 2) == 2 &&
	    heap_bytes("secure-video-record") >= 2 * (long)size,
	    "buffers that the camera allocates are the heap's");
	tap(!device_ioctl(camera->fd, VIDIOC_QUERYBUF, &buffer) &&
	    mmap(NULL, size, PROT_READ, MAP_SHARED, camera->fd,
		 buffer.m.offset) == MAP_FAILED && errno == EACCES,
	    "and cannot be mapped: EACCES");
	tap(!device_ioctl(camera->fd, VIDIOC_EXPBUF, &export) &&
	    mmap(NULL, size, PROT_READ, MAP_SHARED, export.fd, 0) ==
	    MAP_FAILED, "nor can what is exported of them");
	close(export.fd);
	camera_request(camera, V4L2_MEMORY_MMAP, 0);
	tap(heap_empties("secure-video-record"), "they go back to the heap");
}

static int create(struct camera *camera, unsigned int size)
{
	struct v4l2_create_buffers create = {
		.count = 1, .memory = V4L2_MEMORY_DMABUF,
		.format.type = V4L2_BUF_TYPE_VIDEO_CAPTURE,
		.format.fmt.pix = camera->format,
	};

	create.format.fmt.pix.sizeimage = size;
	return device_ioctl(camera->fd, VIDIOC_CREATE_BUFS, &create);
}

/* Fails where a size or a count from user space decides what is allocated. */
static void test_absurd_sizes(struct camera *camera)
{
	tap(create(camera, ~0u) == -EINVAL && create(camera, 1) == -EINVAL,
	    "CREATE_BUFS of 4 GiB and of one byte: EINVAL");
	tap(camera_request(camera, V4L2_MEMORY_DMABUF, ~0u) == 32,
	    "REQBUFS of 4294967295 gives 32");
	camera_request(camera, V4L2_MEMORY_DMABUF, 0);
}

static void test_second_client(struct camera *camera)
{
	struct camera second;

	camera_open(&second);
	tap(camera_request(camera, V4L2_MEMORY_DMABUF, 1) == 1 &&
	    camera_request(&second, V4L2_MEMORY_DMABUF, 1) == -EBUSY &&
	    camera_stream(&second, 1) == -EBUSY,
	    "a second client may look, but not stream: EBUSY");
	camera_request(camera, V4L2_MEMORY_DMABUF, 0);
	camera_close(&second);
}

void test_refusals(void)
{
	struct camera camera;

	camera_open(&camera);
	TAP_CASE(test_buffers, &camera);
	TAP_CASE(test_own_buffers, &camera);
	TAP_CASE(test_absurd_sizes, &camera);
	TAP_CASE(test_second_client, &camera);
	camera_close(&camera);
}
