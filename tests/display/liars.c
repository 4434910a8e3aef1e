// SPDX-License-Identifier: GPL-2.0-only
/*
 * liars: a kernel that lies, while restricted layers need a protected link
 *
 * Whether the panel shows what it must not, its record tells: the times of
 * each lie go to a file for who judges it, with what is to be seen: "lit",
 * "dark", "darkened" or "encrypted", where the driver makes the frame by itself,
 * or "still", where no frame comes at all, and it's the sink that doesn't show
 * what it can't decrypt.
 */
#include <errno.h>
#include <inttypes.h>
#include <stdio.h>
#include <string.h>
#include <unistd.h>

#include "atomic.h"
#include "capture.h"
#include "lib/heap.h"
#include "lib/policy.h"
#include "lib/text.h"
#include "link.h"
#include "restricted.h"

#define PHASES "/mnt/share/phases"
#define DISPLAY "auxiliary/rst_engine.disp.0"
#define LIES "/sys/module/rst_liar/parameters/"
#define FRAMES 12
#define STILLS 20

#define GOOD "type0 1.4 good"
#define BROKEN "type0 1.4 broken"

struct scene {
	struct display display;
	struct dumb dumb[2];
	uint32_t fb;
};

static void lie(const char *name, const char *value)
{
	char path[128];

	snprintf(path, sizeof(path), LIES "%s", name);
	tap(!text_write(path, value), "the kernel: %s=%s", name, value);
}

static void note(uint64_t from, const char *seen, const char *name)
{
	char line[64];

	snprintf(line, sizeof(line), "%" PRIu64 " %s %s", from, seen, name);
	tap(!moment_note(PHASES, line), "%s: it is to be %s", name, seen);
}

/* The restricted layer is in each of the commits. */
static int frames(const struct scene *scene)
{
	struct flip flip;
	int done = 0;

	while (done < FRAMES && !overlay_show(&scene->display, scene->fb) &&
	       !flip_and_wait(&scene->display, scene->dumb[done & 1].fb, &flip))
		done++;
	return done;
}

static void phase(const struct scene *scene, const char *link,
		  const char *seen, const char *name)
{
	uint64_t from;
	int done;

	tap(link_set(link), "%s: link %s", name, link);
	from = moment_now();
	done = frames(scene);
	tap(done == FRAMES, "%s: %d of %d frames", name, done, FRAMES);
	note(from, seen, name);
}

/* Nothing is committed while the link breaks. */
static void still(const struct scene *scene, const char *seen, const char *name)
{
	uint64_t from;

	phase(scene, GOOD, "lit", "good-again");
	from = moment_now();
	tap(link_set(BROKEN), "%s: link " BROKEN, name);
	usleep(300000);
	note(from, seen, name);
}

/*
 * How soon a still picture is dark, and back: with a need that nobody else
 * has.
 */
static void stills(const struct scene *scene)
{
	phase(scene, "type1 2.2 good", "lit", "good-for-type1");
	for (int i = 0; i < STILLS; i++) {
		usleep(150000);
		link_set("type1 2.2 broken");
		usleep(150000);
		link_set("type1 2.2 good");
	}
	usleep(150000);
	tap(link_set(GOOD), "a still picture, dark and back %d times", STILLS);
}

/* A need begins after the picture went out without. */
static void begins(const struct scene *scene, const char *seen,
		   const char *name, const char *link)
{
	uint64_t from;

	phase(scene, "any 1.4 good", "lit", "no-need-yet");
	usleep(300000);
	from = moment_now();
	tap(link_set(link), "%s: link %s", name, link);
	usleep(300000);
	note(from, seen, name);
}

/* The driver is told nothing for a while, and then that the link is lost. */
static void fails(const struct scene *scene, const char *name)
{
	uint64_t from;

	phase(scene, GOOD, "lit", "good-before-errors");
	lie("link_error", "-5");
	usleep(150000);
	lie("link_error", "0");
	from = moment_now();
	tap(link_set(BROKEN), "%s: link " BROKEN, name);
	usleep(300000);
	note(from, "darkened", name);
}

/* A session that is dead, as it seems, takes no client's frame to be replaced. */
static void dies(const struct scene *scene, const char *name)
{
	uint64_t from;

	phase(scene, GOOD, "lit", "good-before-death");
	usleep(150000);
	from = moment_now();
	lie("link_error", "-19");
	usleep(300000);
	lie("link_error", "0");
	note(from, "encrypted", name);
}

/* The record goes on, too: what is judged of it is of before and after. */
static void killed(const struct scene *scene, const char *name)
{
	uint64_t from;

	phase(scene, GOOD, "lit", "good-before-panic");
	from = moment_now();
	tap(!module_load("rst_panic_test", "display=1") &&
	    !module_unload("rst_panic_test"),
	    "%s: the display's application dies", name);
	usleep(500000);
	note(from, "encrypted", name);
	phase(scene, GOOD, "lit", "good-after-panic");
}

/* How long the driver may take to try again, and some. */
#define RETRY_US 2500000

/*
 * The frame fails that would put right what the panel has, and no client sends
 * another one: fails where the picture stays.
 */
static void denied_in_vain(const struct scene *scene, const char *name)
{
	uint64_t from;

	phase(scene, GOOD, "lit", "good-before-failures");
	lie("senseless", "1");
	tap(!verdict_write(&heaps[0], "deny", DISPLAY), "%s: denied", name);
	usleep(300000);
	from = moment_now();
	lie("senseless", "0");
	usleep(RETRY_US);
	note(from, "darkened", name);
	tap(!verdict_write(&heaps[0], "forget", DISPLAY), "%s: allowed", name);
}

static void turned_off(const struct scene *scene, const char *name)
{
	tap(!drmModeSetCrtc(scene->display.fd, scene->display.crtc, 0, 0, 0,
			    NULL, 0, NULL), "%s: turned off", name);
	usleep(300000);
}

static void off(const struct scene *scene, const char *name)
{
	uint64_t from;

	phase(scene, GOOD, "lit", "good-before-off");
	from = moment_now();
	turned_off(scene, name);
	note(from, "darkened", name);
	tap(!display_show(&scene->display, scene->dumb[0].fb),
	    "%s: turned on", name);
}

static void off_in_vain(const struct scene *scene, const char *name)
{
	uint64_t from;

	phase(scene, GOOD, "lit", "good-before-failures");
	lie("senseless", "1");
	turned_off(scene, name);
	from = moment_now();
	lie("senseless", "0");
	usleep(RETRY_US);
	note(from, "darkened", name);
	tap(!display_show(&scene->display, scene->dumb[0].fb),
	    "%s: turned on", name);
}

/* A copy of what no panel had would be a lie, too. */
static void copied_in_vain(const struct scene *scene)
{
	struct request request = { 0 };
	struct dumb copy;
	int ret;

	if (!dumb_create(&scene->display, &copy))
		return;
	lie("senseless", "1");
	ret = capture(&scene->display, &request, &copy);
	tap(ret == -EINVAL, "no copy of a frame that the engine refuses (%s)",
	    strerror(-ret));
	lie("senseless", "0");
	request = (struct request){ 0 };
	ret = capture(&scene->display, &request, &copy);
	tap(!ret, "a copy of the next one (%s)", strerror(-ret));
	dumb_destroy(&scene->display, &copy);
}

static bool scene_begin(struct scene *scene)
{
	display_open(&scene->display);
	if (!dumb_create(&scene->display, &scene->dumb[0]) ||
	    !dumb_create(&scene->display, &scene->dumb[1]))
		return false;
	dumb_fill(&scene->dumb[0], 0x50);
	dumb_fill(&scene->dumb[1], 0xa0);
	scene->fb = restricted_fb(&scene->display, NULL);
	return tap(scene->fb &&
		   !display_show(&scene->display, scene->dumb[0].fb),
		   "a picture, and a restricted one");
}

static void desire(const struct scene *scene, uint64_t state)
{
	struct request request = { 0 };

	request_add(&request, scene->display.connector, "Content Protection",
		    state);
	tap(!request_commit(&request, &scene->display, 0, NULL),
	    "content protection %s", state ? "desired" : "undesired");
}

static void tell_lies(const struct scene *scene)
{
	/* That the judge can tell: nothing is needed, and it is seen. */
	phase(scene, "any 1.4 broken", "lit", "no-need");
	phase(scene, GOOD, "lit", "honest-good");
	phase(scene, BROKEN, "dark", "honest-broken");
	phase(scene, "type1 1.4 good", "dark", "old-sink");
	phase(scene, "nonsense", "dark", "unknown");
	begins(scene, "darkened", "need-begins-broken", BROKEN);
	begins(scene, "encrypted", "need-begins-good", GOOD);
	fails(scene, "link-lost-after-errors");
	dies(scene, "session-dies");
	killed(scene, "application-dies");
	denied_in_vain(scene, "denied-while-frames-fail");
	off(scene, "off");
	off_in_vain(scene, "off-while-frames-fail");
	copied_in_vain(scene);

	desire(scene, 1);
	phase(scene, GOOD, "lit", "desired-good");
	lie("claim", "1");
	phase(scene, BROKEN, "dark", "claims-enabled");
	lie("claim", "0");

	lie("silent", "1");
	phase(scene, GOOD, "lit", "never-asks-good");
	phase(scene, BROKEN, "dark", "never-asks");
	lie("silent", "0");

	/* What the panel has already, and what it had. */
	phase(scene, GOOD, "lit", "good-again");
	lie("flags", "1");
	phase(scene, BROKEN, "unchanged", "says-unchanged");
	phase(scene, GOOD, "unchanged", "unchanged-without-pixels");
	lie("flags", "2");
	phase(scene, GOOD, "mostly", "repeated-good");
	phase(scene, BROKEN, "dark", "says-repeated");
	lie("flags", "0");
	phase(scene, BROKEN, "dark", "brings-pixels");
	lie("flags", "-1");

	stills(scene);
	still(scene, "darkened", "still-picture");
	lie("blind", "1");
	still(scene, "still", "never-looks");
	lie("blind", "0");
	desire(scene, 0);
	phase(scene, GOOD, "lit", "good-at-last");
}

int main(int argc, char **argv)
{
	struct scene scene = { 0 };

	tap_start(argc, argv);
	if (tap(!module_load("rst_liar", ""), "the kernel learns to lie") &&
	    scene_begin(&scene)) {
		tell_lies(&scene);
		overlay_off(&scene.display);
		drmModeRmFB(scene.display.fd, scene.fb);
		for (int i = 0; i < 2; i++)
			dumb_destroy(&scene.display, &scene.dumb[i]);
	}
	tap(!module_unload("rst_liar"), "and is honest again");
	display_close(&scene.display);
	return tap_done();
}
