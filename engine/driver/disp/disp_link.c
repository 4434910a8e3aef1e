// SPDX-License-Identifier: GPL-2.0-only
/*
 * The cable's link, as the engine says it is
 */
#include <linux/jiffies.h>
#include <linux/minmax.h>

#include <drm/drm_framebuffer.h>
#include <drm/drm_vblank.h>

#include <rstmem/drm.h>

#include "disp.h"

/**
 * rst_disp_link_frame_jiffies() - how long a frame is on the panel
 * @disp:	the display
 */
unsigned long rst_disp_link_frame_jiffies(struct rst_disp *disp)
{
	return max(nsecs_to_jiffies(drm_crtc_vblank_crtc(&disp->crtc)->framedur_ns),
		   1ul);
}

static bool shows_restricted(const struct rst_disp *disp)
{
	unsigned int i;

	for (i = 0; i < RST_DISP_MAX_LAYERS; i++) {
		const struct drm_framebuffer *fb = disp->scanout.layers[i].fb;

		if (fb && rst_drm_gem_is_restricted(fb->obj[0]))
			return true;
	}

	return false;
}

/**
 * rst_disp_link_answer() - learn what the link is
 * @disp:	the display
 * @link:	what the engine answered; NULL, where it didn't, so that there is
 *		no protection, and the rest is as it was
 *
 * A client that shows a still picture sends no frame that would find the link
 * lost, or back, or that restricted layers need it now. So the link is looked at
 * in each frame that brings none, while that matters to anybody.
 */
void rst_disp_link_answer(struct rst_disp *disp,
			  const struct rst_disp_link *link)
{
	struct rst_disp_protect *protect = &disp->protect;
	u32 before = protect->link.protection;

	lockdep_assert_held(&disp->scanout.lock);

	if (link)
		protect->link = *link;
	else
		protect->link.protection = RST_DISP_PROTECTION_NONE;
	if (protect->due || protect->link.protection != before)
		schedule_work(&protect->tell);
	protect->due = false;
	if (protect->lit && (protect->wanted || shows_restricted(disp)))
		mod_delayed_work(system_long_wq, &protect->follow,
				 rst_disp_link_frame_jiffies(disp));
}

/**
 * rst_disp_link_light() - the panel gets a picture, or none any more
 * @disp:	the display
 * @lit:	it gets one
 */
void rst_disp_link_light(struct rst_disp *disp, bool lit)
{
	lockdep_assert_held(&disp->scanout.lock);

	if (disp->protect.lit == lit)
		return;
	disp->protect.lit = lit;
	disp->protect.due = true;
	if (!lit)
		schedule_work(&disp->protect.tell);
}

/**
 * rst_disp_link_changed() - clients may have to be told
 * @disp:	the display, which has another monitor
 */
void rst_disp_link_changed(struct rst_disp *disp)
{
	schedule_work(&disp->protect.tell);
}
