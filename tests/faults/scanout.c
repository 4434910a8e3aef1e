// SPDX-License-Identifier: GPL-2.0-only
#include <errno.h>
#include <string.h>

#include "fault.h"
#include "scanout.h"

#define DUMB_SIZE	64

static const struct display *display;
static struct dumb lit, spare;
static uint32_t restricted, small, small_handle;
static drmModeAtomicReq *request;
static struct flip flip;

static int act_commit(void)
{
	return drmModeAtomicCommit(display->fd, request, 0, NULL);
}

static void hide_overlay(int result)
{
	(void)result;
	drmModeSetPlane(display->fd, display->overlay, display->crtc, 0, 0, 0, 0,
			0, 0, 0, 0, 0, 0);
}

static uint32_t property(uint32_t object, const char *name)
{
	drmModeObjectProperties *all;
	uint32_t i, id = 0;

	all = drmModeObjectGetProperties(display->fd, object,
					 DRM_MODE_OBJECT_PLANE);
	for (i = 0; all && i < all->count_props; i++) {
		drmModePropertyRes *one =
			drmModeGetProperty(display->fd, all->props[i]);

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
		{ "FB_ID", restricted }, { "CRTC_ID", display->crtc },
		{ "CRTC_X" }, { "CRTC_Y" },
		{ "CRTC_W", VIDEO_WIDTH }, { "CRTC_H", VIDEO_HEIGHT },
		{ "SRC_X" }, { "SRC_Y" },
		{ "SRC_W", VIDEO_WIDTH << 16 }, { "SRC_H", VIDEO_HEIGHT << 16 },
	};
	bool made = true;
	size_t i;

	request = drmModeAtomicAlloc();
	for (i = 0; i < ARRAY_SIZE(values); i++)
		made &= drmModeAtomicAddProperty(request, display->overlay,
						 property(display->overlay,
							  values[i].name),
						 values[i].value) >= 0;
	return made;
}

static void commit_call(void)
{
	static const struct fault_call call = {
		"atomic commit of a restricted frame", act_commit, hide_overlay
	};

	if (tap(request_make(), "a request"))
		fault_run(&call);
	drmModeAtomicFree(request);
}

static int act_flip(void)
{
	return drmModePageFlip(display->fd, display->crtc, spare.fb,
			       DRM_MODE_PAGE_FLIP_EVENT, &flip);
}

/* Its event comes also where only the answer was lost. */
static void undo_flip(int result)
{
	if (!result || result == -EFAULT)
		wait_for_flip(display, &flip);
}

/* Never shown: the first time, the TEE is told of its pages. */
static bool small_make(void)
{
	uint32_t handles[4] = {}, pitches[4] = {}, offsets[4] = {};
	uint64_t size;

	if (drmModeCreateDumbBuffer(display->fd, DUMB_SIZE, DUMB_SIZE, 32, 0,
				    &small_handle, &pitches[0], &size))
		return false;
	handles[0] = small_handle;
	return !drmModeAddFB2(display->fd, DUMB_SIZE, DUMB_SIZE,
			      DRM_FORMAT_XRGB8888, handles, pitches, offsets,
			      &small, 0);
}

static void small_end(void)
{
	drmModeRmFB(display->fd, small);
	drmModeDestroyDumbBuffer(display->fd, small_handle);
}

static int act_show(void)
{
	return drmModeSetPlane(display->fd, display->overlay, display->crtc,
			       small, 0, 0, 0, DUMB_SIZE, DUMB_SIZE, 0, 0,
			       DUMB_SIZE << 16, DUMB_SIZE << 16);
}

static void undo_show(int result)
{
	hide_overlay(result);
	small_end();
	small_make();
}

static void show_calls(void)
{
	static const struct fault_call calls[] = {
		{ "PAGE_FLIP with an event", act_flip, undo_flip, .late = true },
		{ "SETPLANE of a dumb buffer", act_show, undo_show,
		  .late = true },
	};

	fault_run(&calls[0]);
	if (!tap(small_make(), "a buffer that was never shown"))
		return;
	fault_run(&calls[1]);
	small_end();
}

void scanout_calls(const struct display *lit_display, uint32_t handle)
{
	display = lit_display;
	if (!tap(dumb_create(display, &lit) && dumb_create(display, &spare) &&
		 !add_nv12(display, handle, handle, VIDEO_WIDTH,
			   VIDEO_WIDTH * VIDEO_HEIGHT, &restricted),
		 "framebuffers"))
		return;
	if (tap(!display_show(display, lit.fb), "a lit display")) {
		commit_call();
		show_calls();
	}
	drmModeRmFB(display->fd, restricted);
	dumb_destroy(display, &spare);
	dumb_destroy(display, &lit);
}
