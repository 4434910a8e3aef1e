// SPDX-License-Identifier: GPL-2.0-only
/* The driver goes from the device and comes again, with a client and without */
#include <errno.h>
#include <string.h>
#include <sys/mman.h>
#include <unistd.h>

#include "igt.h"
#include "lib/text.h"
#include "picture.h"

#define DRIVER	"/sys/bus/auxiliary/drivers/rst_disp.rst_disp/"
#define DEVICE	"rst_engine.disp.0"

/* Works as before, for whoever opens it now. */
static void need_healthy(void)
{
	struct picture picture;
	struct display display;
	struct flip flip;

	display_open(&display);
	picture_full(&display, &picture, 0xff224466);
	need(!display_show(&display, picture.fb) &&
	     !flip_and_wait(&display, picture.fb, &flip),
	     "a mode and a flip afterwards");
	munmap(picture.pixels, picture.size);
	close(display.fd);
}

static void unbind(void)
{
	int ret = text_write(DRIVER "unbind", DEVICE);

	need(!ret, "unbind: %s", strerror(-ret));
}

static void bind(void)
{
	int ret = text_write(DRIVER "bind", DEVICE);

	need(!ret, "bind: %s", strerror(-ret));
}

static void without_client(const struct display *display, long arg)
{
	(void)arg;
	close(display->fd);
	unbind();
	bind();
	need_healthy();
}

/* @late: the client stays until the driver is back. */
static void with_client(const struct display *display, long late)
{
	struct picture picture;

	picture_full(display, &picture, 0);
	need(!display_show(display, picture.fb), "a mode");
	unbind();
	need(drmModePageFlip(display->fd, display->crtc, picture.fb, 0,
			     NULL) == -ENODEV, "a flip of what has gone");
	munmap(picture.pixels, picture.size);
	if (!late)
		close(display->fd);
	bind();
	need_healthy();
	if (late)
		close(display->fd);
	need_healthy();
}

#define BUS "the bus has no rescan: the driver goes, not the device"

static const struct subtest subtests[] = {
	{ "unbind-rebind", without_client },
	{ "hotunbind-rebind", with_client, false },
	{ "hotrebind-lateclose", with_client, true },
	{ "unplug-rescan", .why = BUS },
	{ "hotunplug-rescan", .why = BUS },
	{ "hotreplug", .why = BUS },
	{ "hotreplug-lateclose", .why = BUS },
};

IGT_MAIN("core_hotunplug")
