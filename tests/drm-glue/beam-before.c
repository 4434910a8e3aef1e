// SPDX-License-Identifier: GPL-2.0-only
/* What an ordinary driver on the GEM-DMA helpers does with restricted buffers */
#include <errno.h>
#include <linux/rstmem.h>
#include <unistd.h>

#include "lib/policy.h"
#include "beam.h"

#define DEVICE_BEFORE	"platform/" BEFORE

static const struct heap *const video = &heaps[0];

/* The administrator lets it: the memory is contiguous, so the helpers take it. */
static void test_let(const struct display *display)
{
	struct frame frame;
	uint64_t offset;

	verdict_write(video, "allow", DEVICE_BEFORE);
	if (tap(!frame_get(display, RSTMEM_HEAP_SECURE_VIDEO_PLAY, &frame),
		"where the administrator allows it, it is imported")) {
		tap(!beam_show(display, frame.fb) &&
		    beam_register(display, "chroma") -
		    beam_register(display, "address") ==
		    VIDEO_WIDTH * VIDEO_HEIGHT, "and shown");
		tap(drmModeMapDumbBuffer(display->fd, frame.handle, &offset) ==
		    -EINVAL, "not even then can it be mapped");
		verdict_write(video, "deny", DEVICE_BEFORE);
		tap(!beam_show(display, frame.fb),
		    "denied, it goes on: nobody asks the policy again");
		frame_put(display, &frame);
	}
	verdict_write(video, "forget", DEVICE_BEFORE);
}

/* Fails where docs/porting-drm.md says something else of the driver. */
void test_before(void)
{
	struct display display;
	struct frame frame;
	struct dumb dumb;

	if (!beam_open(BEFORE, &display, &dumb))
		return;
	tap(frame_get(&display, RSTMEM_HEAP_SECURE_VIDEO_PLAY, &frame) ==
	    -EACCES, "a restricted buffer is refused: EACCES");
	test_let(&display);
	beam_close(&display, &dumb);
}
