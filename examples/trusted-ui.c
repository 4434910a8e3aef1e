// SPDX-License-Identifier: BSD-2-Clause
/*
 * Has a trusted application draw a PIN pad, or a number to confirm, and shows it
 * alone on the panel until Enter is pressed. Neither this program nor the kernel
 * sees what is drawn; the panel's strip is lit as long as it is what the
 * application has drawn. Needs the display: no compositor, and root.
 *
 *	cc -o trusted-ui -I/usr/include/libdrm trusted-ui.c -ldrm -lteec
 *	./trusted-ui pin
 *	./trusted-ui confirm 1250
 */
#include <err.h>
#include <fcntl.h>
#include <linux/dma-heap.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <sys/ioctl.h>
#include <tee_client_api.h>
#include <tee_client_api_extensions.h>
#include <unistd.h>

#include <drm_fourcc.h>
#include <xf86drm.h>
#include <xf86drmMode.h>

#include "engine/protocol.h"

#define HEAP "/dev/dma_heap/protected,trusted-ui"

struct output {
	int fd;
	uint32_t connector;
	uint32_t crtc;
	drmModeModeInfo mode;
};

static void open_output(struct output *output)
{
	drmModeConnector *connector;
	drmModeRes *resources;

	output->fd = drmOpen("rst-disp", NULL);
	if (output->fd < 0)
		err(1, "no display rst-disp");
	resources = drmModeGetResources(output->fd);
	if (!resources || !resources->count_crtcs || !resources->count_connectors)
		err(1, "a display without an output");
	output->crtc = resources->crtcs[0];
	output->connector = resources->connectors[0];
	connector = drmModeGetConnector(output->fd, output->connector);
	if (!connector || !connector->count_modes)
		errx(1, "no panel is connected");
	output->mode = connector->modes[0];
	drmModeFreeConnector(connector);
	drmModeFreeResources(resources);
}

static int allocate(size_t size)
{
	struct dma_heap_allocation_data data = {
		.len = size, .fd_flags = O_RDWR | O_CLOEXEC,
	};
	int heap = open(HEAP, O_RDONLY | O_CLOEXEC);

	if (heap < 0 || ioctl(heap, DMA_HEAP_IOCTL_ALLOC, &data) < 0)
		err(1, "%s: no %zu bytes", HEAP, size);
	close(heap);
	return data.fd;
}

/* The seal lasts as long as the session, which the process's end ends, too. */
static void draw(struct rst_ui_picture *picture, int buffer)
{
	static const TEEC_UUID uuid = { RST_TA_UI_UUID };
	TEEC_SharedMemory memory = { .flags = TEEC_MEM_OUTPUT };
	TEEC_Operation operation = {
		.paramTypes = TEEC_PARAM_TYPES(TEEC_MEMREF_WHOLE,
					       TEEC_MEMREF_TEMP_INPUT,
					       TEEC_NONE, TEEC_NONE),
		.params[0].memref.parent = &memory,
		.params[1].tmpref = { picture, sizeof(*picture) },
	};
	static TEEC_Context context;
	static TEEC_Session session;
	TEEC_Result result;
	uint32_t origin;

	result = TEEC_InitializeContext(NULL, &context);
	if (result)
		errx(1, "no TEE: %#x", result);
	result = TEEC_RegisterSharedMemoryFileDescriptor(&context, &memory,
							 buffer);
	if (result)
		errx(1, "the TEE does not take the buffer: %#x", result);
	result = TEEC_OpenSession(&context, &session, &uuid, TEEC_LOGIN_PUBLIC,
				  NULL, NULL, &origin);
	if (result)
		errx(1, "the TEE has no trusted user interface: %#x", result);
	result = TEEC_InvokeCommand(&session, RST_UI_CMD_SHOW, &operation,
				    &origin);
	if (result)
		errx(1, "nothing is drawn: %#x", result);
	TEEC_ReleaseSharedMemory(&memory);
}

static void show(const struct output *output,
		 const struct rst_ui_picture *picture, int buffer)
{
	uint32_t handles[4] = { 0 }, pitches[4] = { picture->stride };
	uint32_t offsets[4] = { 0 }, connector = output->connector, fb;
	drmModeModeInfo mode = output->mode;

	if (drmPrimeFDToHandle(output->fd, buffer, &handles[0]))
		err(1, "the display does not take the buffer");
	if (drmModeAddFB2(output->fd, picture->width, picture->height,
			  DRM_FORMAT_XRGB8888, handles, pitches, offsets, &fb, 0))
		err(1, "the display does not take the picture");
	/* Fails where another plane is on: nothing may be beside it. */
	if (drmModeSetCrtc(output->fd, output->crtc, fb, 0, 0, &connector, 1,
			   &mode))
		err(1, "the picture can't be shown alone");
}

int main(int argc, char **argv)
{
	struct rst_ui_picture picture = {
		.msg = { RST_PROTOCOL_VERSION, sizeof(picture) },
	};
	struct output output;
	int buffer;

	if (argc == 3 && !strcmp(argv[1], "confirm")) {
		picture.kind = RST_UI_CONFIRM;
		picture.number = strtoul(argv[2], NULL, 0);
	} else if (argc != 2 || strcmp(argv[1], "pin")) {
		errx(2, "usage: trusted-ui pin|confirm NUMBER");
	}

	open_output(&output);
	picture.width = output.mode.hdisplay;
	picture.height = output.mode.vdisplay;
	picture.stride = picture.width * 4;
	buffer = allocate((size_t)picture.stride * picture.height);
	draw(&picture, buffer);
	show(&output, &picture, buffer);

	puts("it is on the panel; is the strip below it lit, as you know it?");
	getchar();
	return 0;
}
