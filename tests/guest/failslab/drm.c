// SPDX-License-Identifier: GPL-2.0-only
/* Faults in the display's calls */
#include <errno.h>
#include <fcntl.h>
#include <stdio.h>
#include <string.h>
#include <unistd.h>

#include <linux/rstmem.h>

#include "../drm/display.h"
#include "fault.h"

static struct display display;
static int frame;
static uint32_t handle, framebuffer;
static drmModeAtomicReq *request;

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

static int act_commit(void)
{
	return drmModeAtomicCommit(display.fd, request, 0, NULL);
}

static void hide_overlay(int result)
{
	(void)result;
	drmModeSetPlane(display.fd, display.overlay, display.crtc, 0, 0, 0, 0,
			0, 0, 0, 0, 0, 0);
}

static uint32_t property(uint32_t object, const char *name)
{
	drmModeObjectProperties *all;
	uint32_t i, id = 0;

	all = drmModeObjectGetProperties(display.fd, object,
					 DRM_MODE_OBJECT_PLANE);
	for (i = 0; all && i < all->count_props; i++) {
		drmModePropertyRes *one =
			drmModeGetProperty(display.fd, all->props[i]);

		if (one && !strcmp(one->name, name))
			id = one->prop_id;
		drmModeFreeProperty(one);
	}
	drmModeFreeObjectProperties(all);
	return id;
}

/* The overlay shows the restricted framebuffer at the top left. */
static bool request_make(void)
{
	const struct {
		const char *name;
		uint64_t value;
	} values[] = {
		{ "FB_ID", framebuffer }, { "CRTC_ID", display.crtc },
		{ "CRTC_X" }, { "CRTC_Y" },
		{ "CRTC_W", VIDEO_WIDTH }, { "CRTC_H", VIDEO_HEIGHT },
		{ "SRC_X" }, { "SRC_Y" },
		{ "SRC_W", VIDEO_WIDTH << 16 }, { "SRC_H", VIDEO_HEIGHT << 16 },
	};
	bool made = true;
	size_t i;

	request = drmModeAtomicAlloc();
	for (i = 0; i < ARRAY_SIZE(values); i++)
		made &= drmModeAtomicAddProperty(request, display.overlay,
						 property(display.overlay,
							  values[i].name),
						 values[i].value) >= 0;
	return made;
}

static void shown(void)
{
	static const struct fault_call commit = {
		"atomic commit of a restricted frame", act_commit,
		hide_overlay
	};
	struct dumb dumb;

	if (act_framebuffer() || !dumb_create(&display, &dumb)) {
		check(false, "framebuffers: %m");
		return;
	}
	if (check(!display_show(&display, dumb.fb) && request_make(),
		"a lit display"))
		fault_run(&commit);
	drmModeAtomicFree(request);
	undo_framebuffer(0);
	dumb_destroy(&display, &dumb);
}

int main(void)
{
	static const struct fault_call calls[] = {
		/* The DRM core says so where it finds no place to map the buffer. */
		{ "CREATE_DUMB", act_dumb, undo_dumb, .error = ENOSPC },
		{ "PRIME import", act_import, undo_import },
		{ "ADDFB2 of a restricted frame", act_framebuffer,
		  undo_framebuffer },
	};

	if (!fault_begin())
		return fault_done();
	display_open(&display);
	frame = heap_alloc(RSTMEM_HEAP_SECURE_VIDEO_PLAY, VIDEO_SIZE);
	if (!check(frame >= 0, "a frame"))
		return fault_done();
	fault_run(&calls[0]);
	fault_run(&calls[1]);
	if (check(!act_import(), "a restricted frame is imported")) {
		fault_run(&calls[2]);
		shown();
		undo_import(0);
	}
	close(frame);
	display_close(&display);
	return fault_done();
}
