// SPDX-License-Identifier: GPL-2.0-only
/* Faults in the display's calls */
#include <errno.h>
#include <fcntl.h>
#include <stdio.h>
#include <string.h>
#include <unistd.h>

#include <linux/rstmem.h>

#include "lib/drm.h"
#include "fault.h"
#include "scanout.h"

static struct display display;
static int frame;
static int next_fd;
static uint32_t handle, framebuffer, exported;
static char node[32];

static int act_open(void)
{
	return result_of(open(node, O_RDWR | O_CLOEXEC));
}

static int act_import(void)
{
	return result_of(drmPrimeFDToHandle(display.fd, frame, &handle));
}

static void undo_import(int result)
{
	(void)result;
	close_handle(&display, handle);
}

static int act_framebuffer(void)
{
	return add_nv12(&display, handle, handle, VIDEO_WIDTH,
			VIDEO_WIDTH * VIDEO_HEIGHT, &framebuffer);
}

static void undo_framebuffer(int result)
{
	(void)result;
	drmModeRmFB(display.fd, framebuffer);
}

static uint32_t dumb_handle;

static int act_dumb(void)
{
	uint32_t pitch;
	uint64_t size;

	return result_of(drmModeCreateDumbBuffer(display.fd, 64, 64, 32, 0,
						 &dumb_handle, &pitch, &size));
}

static void undo_dumb(int result)
{
	(void)result;
	drmModeDestroyDumbBuffer(display.fd, dumb_handle);
}

static int act_map(void)
{
	struct drm_mode_map_dumb data = { .handle = dumb_handle };

	return result_of(drmIoctl(display.fd, DRM_IOCTL_MODE_MAP_DUMB, &data));
}

static int act_export(void)
{
	struct drm_prime_handle data = {
		.handle = exported, .flags = DRM_CLOEXEC | DRM_RDWR,
	};

	return drmIoctl(display.fd, DRM_IOCTL_PRIME_HANDLE_TO_FD, &data) ?
	       -errno : data.fd;
}

static void undo_export(int result)
{
	(void)result;
	fd_left(next_fd);
}

/* Back to a buffer that has never been exported */
static void undo_export_dumb(int result)
{
	undo_export(result);
	undo_dumb(result);
	act_dumb();
	exported = dumb_handle;
}

static void dumb_calls(void)
{
	static const struct fault_call calls[] = {
		{ "MAP_DUMB", act_map, undo_nothing },
		{ "PRIME export of a dumb buffer", act_export,
		  undo_export_dumb, .late = true },
	};

	if (!tap(!act_dumb(), "a dumb buffer"))
		return;
	exported = dumb_handle;
	next_fd = fd_next();
	fault_run(&calls[0]);
	fault_run(&calls[1]);
	undo_dumb(0);
}

static void restricted_calls(void)
{
	static const struct fault_call calls[] = {
		{ "ADDFB2 of a restricted frame", act_framebuffer,
		  undo_framebuffer },
		{ "PRIME export of a restricted frame", act_export,
		  undo_export, .late = true },
	};

	if (!tap(!act_import(), "a restricted frame is imported"))
		return;
	exported = handle;
	next_fd = fd_next();
	fault_run(&calls[0]);
	fault_run(&calls[1]);
	scanout_calls(&display, handle);
	undo_import(0);
}

int main(int argc, char **argv)
{
	static const struct fault_call calls[] = {
		{ "open of the display", act_open, undo_fd },
		/* The DRM core says so where it finds no place to map the buffer. */
		{ "CREATE_DUMB", act_dumb, undo_dumb, .error = ENOSPC },
		{ "PRIME import", act_import, undo_import },
	};

	tap_start(argc, argv);
	if (!fault_begin())
		return tap_done();
	display_open(&display);
	frame = heap_alloc(RSTMEM_HEAP_SECURE_VIDEO_PLAY, VIDEO_SIZE);
	if (!tap(frame >= 0, "a frame"))
		return tap_done();
	if (tap(fd_path(display.fd, node, sizeof(node)), "a display"))
		fault_run(&calls[0]);
	fault_run(&calls[1]);
	fault_run(&calls[2]);
	dumb_calls();
	restricted_calls();
	close(frame);
	display_close(&display);
	return tap_done();
}
