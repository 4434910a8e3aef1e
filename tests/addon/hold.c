// SPDX-License-Identifier: GPL-2.0-only
/*
 * hold [decoder] [display] [tee]	has a buffer of the kernel's heap, and those
 *	have it, too; says "held", and lets go of all at the end of its input
 * hold contexts	has rst_addon_test.ko try two contexts on one
 */
#include <err.h>
#include <stdio.h>
#include <string.h>
#include <unistd.h>

#include "lib/drm.h"
#include "lib/tee.h"
#include "lib/text.h"
#include "lib/v4l2.h"

#define FRAME	(320 * 192 * 3 / 2)
#define TESTED	"/sys/module/rst_addon_test/parameters/buffer"

static void hold_decoder(int dmabuf)
{
	int fd = device_open("rst_vdec");

	if (device_set_output(fd, 320, 184, 65536) ||
	    device_set_frames(fd, V4L2_PIX_FMT_NV12) ||
	    device_request(fd, CAPTURE, V4L2_MEMORY_DMABUF, 4) < 0 ||
	    device_queue_dmabuf(fd, CAPTURE, 0, dmabuf, 0, FRAME))
		errx(1, "the decoder does not take it");
}

static void hold_display(int dmabuf)
{
	struct display display;
	uint32_t handle;

	display_open(&display);
	if (drmPrimeFDToHandle(display.fd, dmabuf, &handle))
		err(1, "the display does not take it");
}

static void hold_tee(int dmabuf)
{
	int id;

	if (client_register_fd(client_open(TEE_DEVICE), dmabuf, &id) < 0)
		errx(1, "the TEE does not take it");
}

int main(int argc, char **argv)
{
	int dmabuf = heap_alloc(HEAP_VIDEO, VIDEO_SIZE);
	char text[16];

	if (dmabuf < 0)
		errx(1, "no buffer: %s", strerror(-dmabuf));
	for (int i = 1; i < argc; i++) {
		if (!strcmp(argv[i], "decoder")) {
			hold_decoder(dmabuf);
		} else if (!strcmp(argv[i], "display")) {
			hold_display(dmabuf);
		} else if (!strcmp(argv[i], "tee")) {
			hold_tee(dmabuf);
		} else {
			snprintf(text, sizeof(text), "%d", dmabuf);
			return text_write(TESTED, text) != 0;
		}
	}
	puts("held");
	fflush(stdout);
	while (read(STDIN_FILENO, text, 1) > 0)
		;
	return 0;
}
