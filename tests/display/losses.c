// SPDX-License-Identifier: GPL-2.0-only
/*
 * A buffer that is shown, and may not be any more: the administrator denies the
 * display, or the memory's pool goes. Its layer gets dark, the rest goes on.
 */
#include <errno.h>
#include <stdio.h>
#include <string.h>
#include <sys/klog.h>
#include <unistd.h>

#include "../drm-glue/log.h"
#include "crc.h"
#include "lib/heap.h"
#include "lib/policy.h"
#include "restricted.h"
#include "tests.h"

#define DISPLAY		"auxiliary/rst_engine.disp.0"
#define LOG_SIZE	(1 << 20)

struct scene {
	const struct display *display;
	struct dumb dumb;
	uint32_t handle;
	uint32_t fb;
	int crcs;
	uint32_t bare;
};

/* How many lines of the kernel's log have @text. */
static unsigned int logged(const char *text)
{
	static char log[LOG_SIZE];
	unsigned int count = 0;
	int length = klogctl(3, log, sizeof(log) - 1);

	if (length < 0)
		return 0;
	log[length] = 0;
	for (const char *at = log; (at = strstr(at, text)); at++)
		count++;
	return count;
}

static bool is_dark(const struct scene *scene)
{
	return crc_of(scene->display, scene->crcs, scene->dumb.fb) ==
	       scene->bare;
}

static bool is_lit(const struct scene *scene)
{
	uint32_t crc = crc_of(scene->display, scene->crcs, scene->dumb.fb);

	return crc && crc != scene->bare;
}

/* A restricted picture on the overlay, and a light primary below. */
static bool scene_begin(struct scene *scene, const struct display *display)
{
	*scene = (struct scene){ .display = display, .crcs = -1 };
	if (!dumb_create(display, &scene->dumb))
		return false;
	dumb_fill(&scene->dumb, 0xa0);
	tap(!display_show(display, scene->dumb.fb), "set a mode");
	scene->crcs = crc_begin(display);
	scene->bare = crc_of(display, scene->crcs, scene->dumb.fb);
	scene->fb = restricted_fb(display, &scene->handle);
	return tap(scene->bare && scene->fb &&
		   !overlay_show(display, scene->fb) && is_lit(scene),
		   "a restricted picture on the overlay");
}

static void scene_end(struct scene *scene)
{
	overlay_off(scene->display);
	if (scene->fb)
		drmModeRmFB(scene->display->fd, scene->fb);
	if (scene->handle)
		close_handle(scene->display, scene->handle);
	close(scene->crcs);
	dumb_destroy(scene->display, &scene->dumb);
}

/* Nothing is committed here: fails where a still picture is for ever. */
static void test_still(const struct scene *scene)
{
	uint32_t lit = crc_of(scene->display, scene->crcs, scene->dumb.fb);

	tap(!verdict_write(&heaps[0], "deny", DISPLAY) &&
	    crc_comes(scene->crcs, scene->bare),
	    "a still picture gets dark, without a commit, when it is denied");
	tap(!verdict_write(&heaps[0], "forget", DISPLAY) &&
	    crc_comes(scene->crcs, lit), "and comes back when it is allowed");
}

static void test_framebuffer_denied(const struct scene *scene)
{
	uint32_t fb = 0;
	int ret;

	log_begin();
	ret = add_nv12(scene->display, scene->handle, scene->handle,
		       VIDEO_WIDTH, VIDEO_WIDTH * VIDEO_HEIGHT, &fb);
	tap(ret == -EACCES, "refused: another framebuffer of it (%s)",
	    strerror(-ret));
	tap(log_has("buffer may not be shown", "error -13"),
	    "drm.debug says that it may not be shown");
	log_end();
}

/*
 * Fails where a deny is for those only who come later. Refusing the commits
 * (EACCES) would be wrong as well: a compositor's commits name every plane, and
 * it takes EACCES for the loss of its session.
 */
void test_denied(const struct display *display)
{
	struct scene scene;
	int ret;

	if (scene_begin(&scene, display)) {
		test_still(&scene);
		ret = verdict_write(&heaps[0], "deny", DISPLAY);
		tap(!ret, "the display is denied");
		tap(is_dark(&scene), "the next frame is without the picture");
		ret = overlay_show(display, scene.fb);
		tap(!ret && is_dark(&scene),
		    "nor does it show what is set again (%s)", strerror(-ret));
		test_framebuffer_denied(&scene);
		ret = verdict_write(&heaps[0], "forget", DISPLAY);
		tap(!ret && is_lit(&scene), "allowed, it is seen at once");
		tap(!overlay_off(display) && is_dark(&scene),
		    "and goes with its plane");
	}
	scene_end(&scene);
}

/*
 * Fails where the whole display stands still, or where each frame is a new
 * session of the trusted application.
 */
void test_pool_gone(const struct display *display)
{
	unsigned int lost = logged("not shown"), died = logged("died");
	struct scene scene;
	struct flip flip;
	int done = 0, ret;

	if (access("/sys/module/optee_rstmem", F_OK)) {
		tap_skip("the pool of a picture goes",
			 "this kernel's driver has the pool");
		return;
	}
	if (scene_begin(&scene, display)) {
		tap(!module_unload("optee_rstmem"), "the pool goes");
		while (done < 20 && !overlay_show(display, scene.fb) &&
		       !flip_and_wait(display, scene.dumb.fb, &flip))
			done++;
		tap(done == 20, "%d of 20 frames of the rest", done);
		tap(is_dark(&scene), "without the picture");
		tap(logged("not shown") == lost + 1 && logged("died") == died,
		    "%u lines in the log say so, %u of a death",
		    logged("not shown") - lost, logged("died") - died);
		ret = module_load("optee_rstmem", "");
		tap(!ret, "the pool comes again (%s)", strerror(-ret));
		tap(is_dark(&scene), "but not for the old picture");
	}
	scene_end(&scene);
}
