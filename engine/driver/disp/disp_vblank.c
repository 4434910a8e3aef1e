// SPDX-License-Identifier: GPL-2.0-only
/*
 * The display's clock: a timer at the mode's rate, while vblanks are wanted
 */
#include <drm/drm_managed.h>
#include <drm/drm_print.h>
#include <drm/drm_vblank.h>

#include "compat/hrtimer.h"

#include "disp.h"

static enum hrtimer_restart rst_disp_vblank_tick(struct hrtimer *timer)
{
	struct rst_disp_vblank *vblank =
		container_of(timer, struct rst_disp_vblank, timer);
	struct rst_disp *disp = container_of(vblank, struct rst_disp, vblank);

	spin_lock(&vblank->lock);
	/* Queued: vblanks were turned off and on again since this tick fired. */
	if (!vblank->running || hrtimer_is_queued(timer)) {
		spin_unlock(&vblank->lock);
		return HRTIMER_NORESTART;
	}
	hrtimer_forward_now(timer, vblank->period);
	vblank->time = ktime_sub(hrtimer_get_expires(timer), vblank->period);
	spin_unlock(&vblank->lock);

	drm_crtc_handle_vblank(&disp->crtc);
	rst_disp_add_crc_entry(disp);

	return HRTIMER_RESTART;
}

int rst_disp_enable_vblank(struct drm_crtc *crtc)
{
	struct rst_disp_vblank *vblank = &to_rst_disp(crtc->dev)->vblank;
	unsigned long flags;

	spin_lock_irqsave(&vblank->lock, flags);
	vblank->period =
		ns_to_ktime(drm_crtc_vblank_crtc(crtc)->framedur_ns);
	vblank->time = ktime_get();
	vblank->running = true;
	hrtimer_start(&vblank->timer, ktime_add(vblank->time, vblank->period),
		      HRTIMER_MODE_ABS);
	spin_unlock_irqrestore(&vblank->lock, flags);
	return 0;
}

/*
 * DRM calls this with locks held that the tick takes as well: a tick that is
 * on its way can't be waited for, and finds out itself that it isn't wanted.
 */
void rst_disp_disable_vblank(struct drm_crtc *crtc)
{
	struct rst_disp_vblank *vblank = &to_rst_disp(crtc->dev)->vblank;
	unsigned long flags;

	spin_lock_irqsave(&vblank->lock, flags);
	vblank->running = false;
	hrtimer_try_to_cancel(&vblank->timer);
	spin_unlock_irqrestore(&vblank->lock, flags);
}

bool rst_disp_get_vblank_timestamp(struct drm_crtc *crtc, int *max_error,
				   ktime_t *time, bool in_vblank_irq)
{
	struct rst_disp_vblank *vblank = &to_rst_disp(crtc->dev)->vblank;
	unsigned long flags;

	spin_lock_irqsave(&vblank->lock, flags);
	*time = vblank->time;
	spin_unlock_irqrestore(&vblank->lock, flags);
	*max_error = 0;
	return true;
}

static void rst_disp_vblank_fini(struct drm_device *drm, void *data)
{
	hrtimer_cancel(&to_rst_disp(drm)->vblank.timer);
}

int rst_disp_vblank_init(struct rst_disp *disp)
{
	int ret;

	spin_lock_init(&disp->vblank.lock);
	hrtimer_setup(&disp->vblank.timer, rst_disp_vblank_tick,
		      CLOCK_MONOTONIC, HRTIMER_MODE_ABS);

	ret = drmm_add_action(&disp->drm, rst_disp_vblank_fini, NULL);
	if (ret)
		return ret;

	return drm_vblank_init(&disp->drm, 1);
}
