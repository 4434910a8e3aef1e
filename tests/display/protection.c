// SPDX-License-Identifier: GPL-2.0-only
/*
 * protection: "Content Protection" and "HDCP Content Type", as clients see them
 *
 * What KMS promises: only clients desire protection and stop to, only the
 * kernel enables it, and each change that the kernel makes is an event.
 */
#include <errno.h>
#include <stdio.h>
#include <string.h>
#include <unistd.h>

#include "atomic.h"
#include "lib/heap.h"
#include "lib/text.h"
#include "link.h"
#include "uevents.h"

#define CONNECTOR "/sys/kernel/debug/dri/rst_engine.disp.0/Virtual-1"
#define PROTECTION "Content Protection"
#define TYPE "HDCP Content Type"

#define UNDESIRED	0
#define DESIRED		1
#define ENABLED		2

#define EVENT_MS	2000
#define QUIET_MS	300

struct scene {
	struct display display;
	struct dumb dumb;
	uint32_t property;
	char word[32];
	int events;
};

static bool find(const struct scene *scene, const char *name, uint32_t *id,
		 uint64_t *value)
{
	drmModeObjectProperties *props;
	bool found = false;

	props = drmModeObjectGetProperties(scene->display.fd,
					   scene->display.connector,
					   DRM_MODE_OBJECT_CONNECTOR);
	for (uint32_t i = 0; props && i < props->count_props; i++) {
		drmModePropertyRes *prop =
			drmModeGetProperty(scene->display.fd, props->props[i]);

		if (prop && !strcmp(prop->name, name)) {
			found = true;
			*id = prop->prop_id;
			*value = props->prop_values[i];
		}
		drmModeFreeProperty(prop);
	}
	drmModeFreeObjectProperties(props);
	return found;
}

static int state_of(const struct scene *scene)
{
	uint64_t value;
	uint32_t id;

	return find(scene, PROTECTION, &id, &value) ? (int)value : -1;
}

static int want(const struct scene *scene, uint64_t state, uint64_t type)
{
	struct request request = { 0 };

	request_add(&request, scene->display.connector, PROTECTION, state);
	request_add(&request, scene->display.connector, TYPE, type);
	return request_commit(&request, &scene->display, 0, NULL);
}

/* The event of a change that the kernel has made, and what it has become. */
static bool becomes(const struct scene *scene, int state)
{
	return uevents_has(scene->events, "HOTPLUG=1", scene->word, EVENT_MS) &&
	       state_of(scene) == state;
}

static bool stays(const struct scene *scene, int state)
{
	return !uevents_has(scene->events, scene->word, NULL, QUIET_MS) &&
	       state_of(scene) == state;
}

static bool is_capable(const char *words)
{
	char text[64];

	return text_read(CONNECTOR "/hdcp_sink_capability", text,
			 sizeof(text)) > 0 && !strcmp(text, words);
}

static int power(const struct scene *scene, bool on)
{
	struct request request = { 0 };

	request_add(&request, scene->display.crtc, "ACTIVE", on);
	return request_commit(&request, &scene->display,
			      DRM_MODE_ATOMIC_ALLOW_MODESET, NULL);
}

static bool scene_begin(struct scene *scene)
{
	uint64_t value;

	display_open(&scene->display);
	scene->events = uevents_open();
	if (!find(scene, PROTECTION, &scene->property, &value)) {
		tap_skip("content protection", "this kernel is built without");
		return false;
	}
	snprintf(scene->word, sizeof(scene->word), "PROPERTY=%u",
		 scene->property);
	return dumb_create(&scene->display, &scene->dumb) &&
	       tap(!display_show(&scene->display, scene->dumb.fb),
		   "a picture");
}

/* Every case begins and ends like this. */
static void reset(const struct scene *scene, const char *link)
{
	tap(link_set(link) && !want(scene, UNDESIRED, 0), "link: %s", link);
	/* What belongs to the case before. */
	uevents_count(scene->events, scene->word, 100);
}

static void test_users(const struct scene *scene)
{
	int ret;

	reset(scene, "any 2.2 good");
	tap(stays(scene, UNDESIRED), "nobody desires it, and nothing comes");
	ret = want(scene, ENABLED, 0);
	tap(ret == -EINVAL, "refused: a client enables it (%s)",
	    strerror(-ret));
	ret = want(scene, 3, 0);
	tap(ret == -EINVAL, "refused: what is not a state");
	ret = want(scene, DESIRED, 2);
	tap(ret == -EINVAL, "refused: what is not a type");
	tap(!want(scene, DESIRED, 0) && becomes(scene, ENABLED),
	    "a client desires it, the kernel enables it");
	tap(!want(scene, DESIRED, 0) && stays(scene, ENABLED),
	    "it is desired again: nothing changes");
	tap(!want(scene, UNDESIRED, 0) && stays(scene, UNDESIRED),
	    "and undesired");
}

/*
 * Fails if the kernel gives up what a client desires, or keeps a loss to
 * itself.
 */
static void test_losses(const struct scene *scene)
{
	reset(scene, "any 1.4 broken");
	tap(!want(scene, DESIRED, 0) && stays(scene, DESIRED),
	    "desired where the link is broken");
	for (int i = 0; i < 3; i++) {
		tap(link_set("any 1.4 good") && becomes(scene, ENABLED),
		    "enabled when the link is whole");
		tap(link_set("any 1.4 broken") && becomes(scene, DESIRED),
		    "desired when it breaks");
	}
	tap(link_set("any none good") && stays(scene, DESIRED),
	    "a sink that can nothing");
	tap(link_set("nonsense") && stays(scene, DESIRED),
	    "nobody knows what the link is");
}

static void test_types(const struct scene *scene)
{
	reset(scene, "any 1.4 good");
	tap(!want(scene, DESIRED, 1) && stays(scene, DESIRED),
	    "type 1 is not for HDCP 1.4");
	tap(link_set("any 2.2 good") && becomes(scene, ENABLED),
	    "but for 2.2");
	tap(link_set("any 1.4 good") && becomes(scene, DESIRED),
	    "another sink takes it away");
	tap(!want(scene, DESIRED, 0) && becomes(scene, ENABLED),
	    "which has type 0");
	tap(!want(scene, DESIRED, 1) && state_of(scene) == DESIRED,
	    "type 1 has to begin anew");
	tap(stays(scene, DESIRED), "in vain");
}

/* A player turns the screen off, pulls the cable, or sleeps, and desires on. */
static void test_persists(const struct scene *scene)
{
	reset(scene, "any 2.2 good");
	tap(!want(scene, DESIRED, 1) && becomes(scene, ENABLED), "enabled");
	tap(!power(scene, false) && becomes(scene, DESIRED), "off");
	tap(!power(scene, true) && becomes(scene, ENABLED), "on again");
	tap(!text_write(CONNECTOR "/monitor", "none") &&
	    becomes(scene, DESIRED), "unplugged");
	tap(!text_write(CONNECTOR "/monitor", "panel") &&
	    becomes(scene, ENABLED), "plugged in");
	if (!access("/sys/power/state", F_OK)) {
		tap(!module_load("rst_sleep_test",
				 "device=rst_engine.disp.0") &&
		    becomes(scene, DESIRED), "asleep");
		tap(!module_unload("rst_sleep_test") && becomes(scene, ENABLED),
		    "awake");
	}
	tap(!want(scene, UNDESIRED, 0) && stays(scene, UNDESIRED), "undesired");
}

static void test_tries(const struct scene *scene)
{
	struct request request = { 0 };

	reset(scene, "any 2.2 good");
	request_add(&request, scene->display.connector, PROTECTION, DESIRED);
	tap(!request_commit(&request, &scene->display,
			    DRM_MODE_ATOMIC_TEST_ONLY, NULL) &&
	    stays(scene, UNDESIRED), "a test of a commit desires nothing");
}

/*
 * Fails if frames that the engine refuses and a link that is whole are told in
 * turns.
 */
static void test_refused_frames(const struct scene *scene)
{
	unsigned int events;
	int failed = 0;

	reset(scene, "any 1.4 good");
	tap(!want(scene, DESIRED, 0) && becomes(scene, ENABLED), "enabled");
	if (!tap(!module_load("rst_liar", "senseless=1"), "frames fail"))
		return;
	for (int i = 0; i < 10; i++) {
		failed += !!display_show(&scene->display, scene->dumb.fb);
		usleep(50000);
	}
	events = uevents_count(scene->events, scene->word, 100);
	tap(!failed && events == 1 && state_of(scene) == DESIRED,
	    "which is told once (%u times)", events);
	tap(!module_unload("rst_liar") && stays(scene, DESIRED),
	    "and lasts until a frame is shown");
	tap(!display_show(&scene->display, scene->dumb.fb) &&
	    becomes(scene, ENABLED), "enabled again");
}

static void test_capability(const struct scene *scene)
{
	reset(scene, "any none good");
	tap(is_capable("None\n"), "a sink without HDCP");
	link_set("any 1.4 broken");
	tap(is_capable("HDCP1.4\n"), "with 1.4");
	link_set("any 2.2 good");
	tap(is_capable("HDCP1.4 HDCP2.2\n"), "with 2.2");
}

int main(int argc, char **argv)
{
	struct scene scene = { 0 };

	tap_start(argc, argv);
	if (scene_begin(&scene)) {
		TAP_CASE(test_users, &scene);
		TAP_CASE(test_losses, &scene);
		TAP_CASE(test_types, &scene);
		TAP_CASE(test_persists, &scene);
		TAP_CASE(test_tries, &scene);
		TAP_CASE(test_refused_frames, &scene);
		TAP_CASE(test_capability, &scene);
		reset(&scene, "any none good");
		dumb_destroy(&scene.display, &scene.dumb);
	}
	close(scene.events);
	display_close(&scene.display);
	return tap_done();
}
