// SPDX-License-Identifier: GPL-2.0-only
/*
 * The kernel's own protected buffers in the laboratory's decoder and display, and
 * what is none of them
 */
#include <err.h>
#include <errno.h>
#include <sys/ioctl.h>
#include <sys/mman.h>
#include <unistd.h>

#include <linux/dma-buf.h>

#include "lib/drm.h"
#include "lib/tee.h"
#include "lib/udmabuf.h"
#include "lib/v4l2.h"

#define POOL	(5 << 20)
#define FRAME	(320 * 192 * 3 / 2)

static int open_decoder(void)
{
	int fd = device_open("rst_vdec");

	if (device_set_output(fd, 320, 184, 65536) ||
	    device_set_frames(fd, V4L2_PIX_FMT_NV12))
		errx(1, "the decoder takes no format");
	return fd;
}

/* Queues it for a picture: 0 or -errno */
static int queue(int decoder, int dmabuf)
{
	return device_queue_dmabuf(decoder, CAPTURE, 0, dmabuf, 0, FRAME);
}

static int import(const struct display *display, int dmabuf)
{
	uint32_t handle;

	if (drmPrimeFDToHandle(display->fd, dmabuf, &handle))
		return -errno;
	return close_handle(display, handle);
}

static bool maps(int dmabuf)
{
	return mmap(NULL, FRAME, PROT_READ, MAP_SHARED, dmabuf, 0) !=
	       MAP_FAILED;
}

static void test_protected(void)
{
	int dmabuf = heap_alloc(HEAP_VIDEO, VIDEO_SIZE);
	int decoder = open_decoder();
	int tee = client_open(TEE_DEVICE);
	struct display display;
	int shm, id;

	display_open(&display);
	tap(dmabuf >= 0, "the kernel's heap hands out a buffer");
	tap(!maps(dmabuf), "nobody maps it");
	shm = client_register_fd(tee, dmabuf, &id);
	tap(shm >= 0, "the TEE takes it by its descriptor");
	close(shm);
	tap(!import(&display, dmabuf), "the display imports it");
	tap(device_request(decoder, CAPTURE, V4L2_MEMORY_DMABUF, 4) >= 0 &&
	    !queue(decoder, dmabuf), "the decoder imports it");
	close(decoder);
	tap(device_request(open_decoder(), CAPTURE, V4L2_MEMORY_MMAP, 4) ==
	    -ENOMEM, "a decoder allocates none by itself: ENOMEM");
	display_close(&display);
	close(tee);
	close(dmabuf);
}

/* The name that user space gives a dma-buf is not the exporter's. */
static int pretender(int dmabuf)
{
	if (dmabuf < 0 || ioctl(dmabuf, DMA_BUF_SET_NAME, "tee"))
		errx(1, "no buffer to pretend with");
	return dmabuf;
}

static void test_foreign(const char *what, int dmabuf)
{
	int decoder = open_decoder();
	int tee = client_open(TEE_DEVICE);
	struct display display;
	int id;

	display_open(&display);
	tap(device_request(decoder, CAPTURE, V4L2_MEMORY_DMABUF, 4) >= 0 &&
	    queue(decoder, dmabuf) == -EINVAL,
	    "%s: the decoder refuses it: EINVAL", what);
	tap(import(&display, dmabuf) == -EINVAL,
	    "%s: so does the display: EINVAL", what);
	tap(client_register_fd(tee, dmabuf, &id) < 0,
	    "%s: so does the TEE", what);
	display_close(&display);
	close(tee);
	close(decoder);
	close(dmabuf);
}

/* Fails if an importer still holds a buffer after half a minute. */
static void test_all_back(void)
{
	int dmabuf = -ENOMEM;

	for (int i = 0; i < 1500 && dmabuf < 0; i++) {
		dmabuf = heap_alloc(HEAP_VIDEO, POOL);
		usleep(20000);
	}
	tap(dmabuf >= 0, "the whole pool is free again");
	close(dmabuf);
}

/* Thrice the pool's worth of buffers comes and goes. */
static void test_turnover(void)
{
	struct display display;
	int failed = 0;

	display_open(&display);
	for (int i = 0; i < 3 * POOL / VIDEO_SIZE; i++) {
		int dmabuf = heap_alloc(HEAP_VIDEO, VIDEO_SIZE);
		int decoder = open_decoder();

		failed += dmabuf < 0 || import(&display, dmabuf) ||
			  device_request(decoder, CAPTURE, V4L2_MEMORY_DMABUF,
					 1) < 0 || queue(decoder, dmabuf);
		close(decoder);
		close(dmabuf);
	}
	tap(!failed, "buffers come and go, %d of %d failed", failed,
	    3 * POOL / VIDEO_SIZE);
	display_close(&display);
}

int main(int argc, char **argv)
{
	tap_start(argc, argv);
	TAP_CASE(test_protected);
	TAP_CASE(test_foreign, "ordinary memory that is called tee",
		 pretender(heap_alloc("system", VIDEO_SIZE)));
	TAP_CASE(test_foreign, "a process's memory that is called tee",
		 pretender(udmabuf_create(1 << 20)));
	TAP_CASE(test_turnover);
	TAP_CASE(test_all_back);
	return tap_done();
}
