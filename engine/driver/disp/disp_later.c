// SPDX-License-Identifier: GPL-2.0-only
/*
 * Frames that no client asked for: a look at what was skipped, and another try
 * where a frame has failed
 */
#include <linux/jiffies.h>
#include <linux/minmax.h>
#include <linux/workqueue.h>

#include <drm/drm_drv.h>

#include "disp.h"

/* Until somebody looks at what is said to be the same. */
#define LOOK_JIFFIES HZ
/* Between two tries; the panel may stay unplugged for days. */
#define RETRY_MOST_JIFFIES HZ

/**
 * rst_disp_later_look() - have somebody look at what was skipped
 * @disp:	the display
 */
void rst_disp_later_look(struct rst_disp *disp)
{
	schedule_delayed_work(&disp->scanout.look, LOOK_JIFFIES);
}

/**
 * rst_disp_later_retry() - have a frame that failed shown once more
 * @disp:	the display
 *
 * A client that shows a still picture, or none any more, sends no frame that
 * would put right what the panel has: a layer that was denied meanwhile, say.
 * The first try comes with the next frame, each further one after twice the
 * time.
 */
void rst_disp_later_retry(struct rst_disp *disp)
{
	struct rst_disp_scanout *scanout = &disp->scanout;

	lockdep_assert_held(&scanout->lock);

	scanout->patience = clamp(2 * scanout->patience,
				  rst_disp_link_frame_jiffies(disp),
				  (unsigned long)RETRY_MOST_JIFFIES);
	mod_delayed_work(system_long_wq, &scanout->retry, scanout->patience);
}

static void do_later(struct rst_disp *disp,
		     void (*what)(struct rst_disp *disp))
{
	int idx;

	if (!drm_dev_enter(&disp->drm, &idx))
		return;

	mutex_lock(&disp->scanout.lock);
	what(disp);
	mutex_unlock(&disp->scanout.lock);

	drm_dev_exit(idx);
}

static void look(struct work_struct *work)
{
	do_later(container_of(to_delayed_work(work), struct rst_disp,
			      scanout.look), rst_disp_scanout_look);
}

static void retry(struct work_struct *work)
{
	do_later(container_of(to_delayed_work(work), struct rst_disp,
			      scanout.retry), rst_disp_scanout_retry);
}

void rst_disp_later_init(struct rst_disp *disp)
{
	INIT_DELAYED_WORK(&disp->scanout.look, look);
	INIT_DELAYED_WORK(&disp->scanout.retry, retry);
}

/**
 * rst_disp_later_stop() - no such frame comes any more, until one is asked for
 * @disp:	the display, off or unplugged
 */
void rst_disp_later_stop(struct rst_disp *disp)
{
	cancel_delayed_work_sync(&disp->scanout.look);
	cancel_delayed_work_sync(&disp->scanout.retry);
}
