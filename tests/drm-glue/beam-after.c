// SPDX-License-Identifier: GPL-2.0-only
/* What the same driver does once it uses rst_drm */
#include <errno.h>
#include <linux/rstmem.h>
#include <stdio.h>
#include <string.h>
#include <unistd.h>

#include "lib/policy.h"
#include "beam.h"
#include "log.h"

#define DEVICE_AFTER	"platform/" AFTER
#define DRIVER		"/sys/bus/platform/drivers/" AFTER "/"
#define COUNTERS	"/sys/kernel/debug/rst_drm/" AFTER

static const struct heap *const video = &heaps[0];

static bool beam_begin(struct display *display, struct dumb *dumb,
		       struct frame *frame)
{
	return beam_open(AFTER, display, dumb) &&
	       tap(!frame_get(display, RSTMEM_HEAP_SECURE_VIDEO_PLAY, frame),
		   "a restricted buffer is imported");
}

static void beam_end(struct display *display, struct dumb *dumb,
		     struct frame *frame)
{
	frame_put(display, frame);
	beam_close(display, dumb);
	tap(heap_empties(video->name), "nothing is kept");
}

/* Of the buffer, for a device that is another bus master; 0 if there is none */
static long long address_of(int fd)
{
	char text[64] = "";
	long long address = 0;

	if (importer_begin() || importer_write("policy", "2") ||
	    importer_give("attach", fd))
		return 0;
	text_read("/sys/module/rst_importer/parameters/attach", text,
		  sizeof(text));
	sscanf(text, "%lli", &address);
	importer_write("detach", "1");
	importer_write("policy", "0");
	module_unload("rst_importer");
	return address;
}

static void test_no_cpu(const struct display *display, struct frame *frame)
{
	uint64_t offset;
	char byte;

	tap(drmModeMapDumbBuffer(display->fd, frame->handle, &offset) ==
	    -EINVAL, "the handle cannot be mapped");
	tap(read(frame->fd, &byte, 1) < 0, "nor the buffer read");
}

/* Fails where the hardware is told another address than the buffer's. */
void test_after(void)
{
	struct display display;
	struct frame frame;
	struct dumb dumb;
	long long address;

	if (!beam_begin(&display, &dumb, &frame))
		return;
	address = address_of(frame.fd);
	tap(!beam_show(&display, frame.fb) && address > 0 &&
	    beam_register(&display, "address") == address &&
	    beam_register(&display, "chroma") ==
	    address + VIDEO_WIDTH * VIDEO_HEIGHT,
	    "it is shown: fetched from the buffer's address");
	test_no_cpu(&display, &frame);
	tap(!beam_show(&display, dumb.fb) &&
	    beam_register(&display, "address") != address,
	    "and a dumb buffer after it");
	beam_end(&display, &dumb, &frame);
}

static void test_scaled_frame(const struct display *display,
			      const struct frame *frame)
{
	long long address = beam_register(display, "address");

	log_begin();
	tap(plane_show(display, display->primary, frame->fb, 2 * VIDEO_WIDTH,
		       2 * VIDEO_HEIGHT) == -EINVAL,
	    "a restricted picture is not enlarged: EINVAL");
	tap(log_has("can't show restricted", "it would have to be scaled"),
	    "drm.debug says why");
	log_end();
	tap(beam_register(display, "address") == address,
	    "the hardware is told nothing of it");
}

/* Fails where the scaler gets restricted pixels, or no others. */
void test_scaled(void)
{
	struct display display;
	struct dumb small, large;
	struct frame frame;

	if (!beam_begin(&display, &small, &frame))
		return;
	display.mode.hdisplay = 2 * VIDEO_WIDTH;
	display.mode.vdisplay = 2 * VIDEO_HEIGHT;
	if (tap(dumb_create(&display, &large) &&
		!display_show(&display, large.fb) &&
		!plane_show(&display, display.primary, small.fb,
			    2 * VIDEO_WIDTH, 2 * VIDEO_HEIGHT) &&
		beam_register(&display, "width") == VIDEO_WIDTH &&
		beam_register(&display, "panel_width") == 2 * VIDEO_WIDTH,
		"an ordinary picture is enlarged")) {
		test_scaled_frame(&display, &frame);
		dumb_destroy(&display, &large);
	}
	beam_end(&display, &small, &frame);
}

static void test_denied(const struct display *display, struct frame *frame,
			const struct dumb *dumb)
{
	long long refused = books_read(video).refused;
	struct frame other;

	tap(trace_begin() && !verdict_write(video, "deny", DEVICE_AFTER),
	    "the administrator denies the device");
	log_begin();
	tap(beam_show(display, frame->fb) == -EACCES,
	    "what it has is not shown again: EACCES");
	tap(log_has_error("may not show restricted", "EACCES", EACCES),
	    "drm.debug says so");
	log_end();
	tap(books_read(video).refused == refused + 1 &&
	    trace_refused(DEVICE_AFTER), "that is counted, and traced");
	tap(frame_get(display, RSTMEM_HEAP_SECURE_VIDEO_PLAY, &other) ==
	    -EACCES, "it gets no other buffer: EACCES");
	tap(!beam_show(display, dumb->fb), "what is ordinary is shown");
	tap(!verdict_write(video, "forget", DEVICE_AFTER) &&
	    !beam_show(display, frame->fb),
	    "when that is forgotten, it is shown again");
}

/* Fails where somebody who was denied goes on with what he has. */
void test_refused(void)
{
	struct display display;
	struct frame frame, other;
	struct dumb dumb;

	if (!beam_begin(&display, &dumb, &frame))
		return;
	tap(frame_get(&display, RSTMEM_HEAP_TRUSTED_UI, &other) == -EACCES,
	    "a buffer of another use-case is refused: EACCES");
	tap(!beam_show(&display, frame.fb), "its own is shown");
	test_denied(&display, &frame, &dumb);
	beam_end(&display, &dumb, &frame);
}

static long long counter(const char *name)
{
	char line[64], word[32];
	FILE *file = fopen(COUNTERS, "r");
	long long value = -1, found;

	if (!file)
		return -1;
	while (fgets(line, sizeof(line), file))
		if (sscanf(line, "%31s %lld", word, &found) == 2 &&
		    !strcmp(word, name))
			value = found;
	fclose(file);
	return value;
}

static bool traced(const char *what)
{
	char line[512];
	FILE *file = fopen(TRACING "/trace", "r");
	bool found = false;

	while (file && !found && fgets(line, sizeof(line), file))
		found = strstr(line, "rstmem_register: inode=") &&
			strstr(line, what) && strstr(line, DEVICE_AFTER);
	if (file)
		fclose(file);
	return found;
}

/* Fails where it can't be seen how often a client imports. */
void test_counted(void)
{
	long long registrations = counter("registrations");
	long long hits = counter("hits"), refused = counter("refused");
	struct display display, other;
	struct frame frame;
	struct dumb dumb;
	uint32_t handle;

	tap(trace_begin() &&
	    !text_write(TRACING "/events/rstmem/rstmem_register/enable", "1"),
	    "imports are traced");
	if (!beam_begin(&display, &dumb, &frame))
		return;
	tap(counter("registrations") == registrations + 1 && traced(" new "),
	    "a buffer is registered when it is imported");
	display_open_driver(&other, AFTER);
	tap(!import(&other, frame.fd, &handle) &&
	    counter("registrations") == registrations + 1 &&
	    counter("hits") == hits + 1 && traced(" known "),
	    "another client's import is a hit");
	display_close(&other);
	verdict_write(video, "deny", DEVICE_AFTER);
	display_open_driver(&other, AFTER);
	tap(import(&other, frame.fd, &handle) == -EACCES &&
	    counter("refused") == refused + 1 && traced(" refused error=-13"),
	    "one that is refused is counted");
	verdict_write(video, "forget", DEVICE_AFTER);
	display_close(&other);
	text_write(TRACING "/events/rstmem/rstmem_register/enable", "0");
	beam_end(&display, &dumb, &frame);
}

/* Fails where a client that stays can use the device, or keep it. */
void test_unbound(void)
{
	struct display display;
	struct frame frame;
	struct dumb dumb;

	if (!beam_begin(&display, &dumb, &frame))
		return;
	tap(!beam_show(&display, frame.fb) &&
	    !text_write(DRIVER "unbind", AFTER) &&
	    counter("registrations") == -1,
	    "the driver is unbound while a restricted buffer is shown");
	tap(beam_show(&display, frame.fb) == -ENODEV,
	    "an open file gets no further: ENODEV");
	tap(!text_write(DRIVER "bind", AFTER) &&
	    counter("registrations") == 0,
	    "and bound again while the file is open");
	beam_end(&display, &dumb, &frame);
}

/* standard input says when the pool has gone, and when it is over */
void test_pool_gone(void)
{
	struct display display;
	struct frame frame;
	struct dumb dumb;

	if (!beam_begin(&display, &dumb, &frame))
		return;
	tap(!beam_show(&display, frame.fb), "it is shown");
	puts("# ready");
	fflush(stdout);
	getchar();
	tap(beam_show(&display, frame.fb) == -ENODEV,
	    "when its pool has gone it is refused: ENODEV");
	tap(!beam_show(&display, dumb.fb), "what is ordinary is shown");
	frame_put(&display, &frame);
	beam_close(&display, &dumb);
}
