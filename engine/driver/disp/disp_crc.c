// SPDX-License-Identifier: GPL-2.0-only
/*
 * CRTC CRCs: of the picture that the frame's layers make, once a vblank.
 * Restricted layers are black in it, see docs/security-model.md.
 */
#include <linux/mutex.h>
#include <linux/string.h>

#include <drm/drm_drv.h>
#include <drm/drm_vblank.h>

#include "disp.h"

static const char *const crc_sources[] = { "auto" };

const char *const *rst_disp_get_crc_sources(struct drm_crtc *crtc,
					    size_t *count)
{
	*count = ARRAY_SIZE(crc_sources);
	return crc_sources;
}

static bool is_known_source(const char *source)
{
	return !source || !strcmp(source, "auto");
}

int rst_disp_verify_crc_source(struct drm_crtc *crtc, const char *source,
			       size_t *values)
{
	if (!is_known_source(source))
		return -EINVAL;

	*values = 1;
	return 0;
}

/* Begins or ends to find out the frames' CRCs. */
static int find_out(struct rst_disp *disp, bool wanted)
{
	int idx, ret = 0;

	if (!drm_dev_enter(&disp->drm, &idx))
		return wanted ? -ENODEV : 0;

	mutex_lock(&disp->scanout.lock);
	/* The panel may show the same frame for long, and must have it. */
	if (wanted) {
		rst_disp_scanout_look(disp);
		ret = rst_disp_copy_crc(disp);
	}
	disp->scanout.crc_wanted = wanted && !ret;
	if (!disp->scanout.crc_wanted)
		rst_disp_copy_free(disp);
	mutex_unlock(&disp->scanout.lock);

	drm_dev_exit(idx);
	return ret;
}

/*
 * While a client reads CRCs, the vblank is kept, and with it the timer. Frames
 * are copied for that, which costs time.
 */
int rst_disp_set_crc_source(struct drm_crtc *crtc, const char *source)
{
	struct rst_disp *disp = to_rst_disp(crtc->dev);
	bool wanted = source;
	bool had;
	int ret;

	if (!is_known_source(source))
		return -EINVAL;

	if (wanted) {
		ret = drm_crtc_vblank_get(crtc);
		if (ret)
			return ret;
	}
	ret = find_out(disp, wanted);
	if (ret) {
		drm_crtc_vblank_put(crtc);
		return ret;
	}

	spin_lock_irq(&disp->vblank.lock);
	had = disp->vblank.crc_wanted;
	disp->vblank.crc_wanted = wanted;
	spin_unlock_irq(&disp->vblank.lock);

	if (had)
		drm_crtc_vblank_put(crtc);
	return 0;
}

/**
 * rst_disp_add_crc_entry() - note the CRC of the vblank that just was
 * @disp:	the display
 *
 * Called after the vblank's events went out: a client that reads the entry of
 * its event's frame finds that frame, or a newer one, never an older.
 */
void rst_disp_add_crc_entry(struct rst_disp *disp)
{
	unsigned long flags;
	bool wanted;
	u32 crc;

	spin_lock_irqsave(&disp->vblank.lock, flags);
	wanted = disp->vblank.crc_wanted && disp->vblank.crc_known;
	crc = disp->vblank.crc;
	spin_unlock_irqrestore(&disp->vblank.lock, flags);

	if (wanted)
		drm_crtc_add_crc_entry(&disp->crtc, true,
				       drm_crtc_vblank_count(&disp->crtc),
				       &crc);
}
