// SPDX-License-Identifier: GPL-2.0-only
/*
 * Frames that no client asked for: a look at what was skipped, and another try
 * where a frame has failed
 */
#include <linux/mutex.h>
#include <linux/workqueue.h>

#include <drm/drm_drv.h>

#include "disp.h"

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

/**
 * rst_disp_later_init() - before the first frame
 * @disp:	the display
 */
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
