// SPDX-License-Identifier: GPL-2.0-only
/*
 * A display controller: a bus master that fetches one picture, and enlarges it
 */
#include <linux/dma-mapping.h>
#include <linux/err.h>
#include <linux/module.h>
#include <linux/platform_device.h>

#include <drm/drm_atomic_helper.h>
#include <drm/drm_connector.h>
#include <drm/drm_crtc.h>
#include <drm/drm_crtc_helper.h>
#include <drm/drm_debugfs.h>
#include <drm/drm_edid.h>
#include <drm/drm_encoder.h>
#include <drm/drm_fb_dma_helper.h>
#include <drm/drm_fourcc.h>
#include <drm/drm_framebuffer.h>
#include <drm/drm_gem_atomic_helper.h>
#include <drm/drm_gem_dma_helper.h>
#include <drm/drm_gem_framebuffer_helper.h>
#include <drm/drm_managed.h>
#include <drm/drm_plane.h>
#include <drm/drm_probe_helper.h>

#include "compat/drm-atomic.h"
#include "compat/drm-driver.h"
#include "hardware.h"

#define NAME		KBUILD_MODNAME
#define MAX_WIDTH	1280
#define MAX_HEIGHT	720

/* Of the picture in memory, as a part of what is on the panel: 16.16 */
#define MIN_SCALE	(DRM_PLANE_NO_SCALING / 2)
#define MAX_SCALE	DRM_PLANE_NO_SCALING

struct beam {
	struct drm_device drm;
	struct drm_plane plane;
	struct drm_crtc crtc;
	struct drm_encoder encoder;
	struct drm_connector connector;
	struct beam_hardware hardware;
};

static struct beam *to_beam(struct drm_device *drm)
{
	return container_of(drm, struct beam, drm);
}

static const u32 beam_formats[] = { DRM_FORMAT_XRGB8888, DRM_FORMAT_NV12 };

static int beam_plane_atomic_check(struct drm_plane *plane,
				   struct drm_atomic_commit *commit)
{
	struct drm_plane_state *state =
		drm_atomic_get_new_plane_state(commit, plane);
	struct drm_crtc_state *crtc_state = NULL;
	int err;

	if (state->crtc)
		crtc_state = drm_atomic_get_new_crtc_state(commit, state->crtc);
	err = drm_atomic_helper_check_plane_state(state, crtc_state, MIN_SCALE,
						  MAX_SCALE, false, true);
	return err;
}

static void beam_plane_atomic_update(struct drm_plane *plane,
				     struct drm_atomic_commit *commit)
{
	struct drm_plane_state *state =
		drm_atomic_get_new_plane_state(commit, plane);
	struct beam_hardware *hardware = &to_beam(plane->dev)->hardware;
	struct drm_framebuffer *fb = state->fb;
	unsigned int i;

	if (!state->visible)
		return beam_hardware_stop(hardware);
	for (i = 0; i < fb->format->num_planes; i++)
		beam_hardware_fetch(hardware, i,
				    drm_fb_dma_get_gem_addr(fb, state, i),
				    fb->pitches[i]);
	beam_hardware_start(hardware, fb->format->format,
			    drm_rect_width(&state->src) >> 16,
			    drm_rect_height(&state->src) >> 16,
			    drm_rect_width(&state->dst),
			    drm_rect_height(&state->dst));
}

static const struct drm_plane_helper_funcs beam_plane_helper_funcs = {
	.prepare_fb = drm_gem_plane_helper_prepare_fb,
	.atomic_check = beam_plane_atomic_check,
	.atomic_update = beam_plane_atomic_update,
};

static const struct drm_plane_funcs beam_plane_funcs = {
	.update_plane = drm_atomic_helper_update_plane,
	.disable_plane = drm_atomic_helper_disable_plane,
	.destroy = drm_plane_cleanup,
	.reset = drm_atomic_helper_plane_reset,
	.atomic_duplicate_state = drm_atomic_helper_plane_duplicate_state,
	.atomic_destroy_state = drm_atomic_helper_plane_destroy_state,
};

static const struct drm_crtc_helper_funcs beam_crtc_helper_funcs = {
	.atomic_check = drm_crtc_helper_atomic_check,
};

static const struct drm_crtc_funcs beam_crtc_funcs = {
	.set_config = drm_atomic_helper_set_config,
	.page_flip = drm_atomic_helper_page_flip,
	.destroy = drm_crtc_cleanup,
	.reset = drm_atomic_helper_crtc_reset,
	.atomic_duplicate_state = drm_atomic_helper_crtc_duplicate_state,
	.atomic_destroy_state = drm_atomic_helper_crtc_destroy_state,
};

static const struct drm_encoder_funcs beam_encoder_funcs = {
	.destroy = drm_encoder_cleanup,
};

static int beam_connector_get_modes(struct drm_connector *connector)
{
	int count = drm_add_modes_noedid(connector, MAX_WIDTH, MAX_HEIGHT);

	drm_set_preferred_mode(connector, MAX_WIDTH, MAX_HEIGHT);
	return count;
}

static const struct drm_connector_helper_funcs beam_connector_helper_funcs = {
	.get_modes = beam_connector_get_modes,
};

static const struct drm_connector_funcs beam_connector_funcs = {
	.fill_modes = drm_helper_probe_single_connector_modes,
	.destroy = drm_connector_cleanup,
	.reset = drm_atomic_helper_connector_reset,
	.atomic_duplicate_state = drm_atomic_helper_connector_duplicate_state,
	.atomic_destroy_state = drm_atomic_helper_connector_destroy_state,
};

static const struct drm_mode_config_funcs beam_mode_config_funcs = {
	.fb_create = drm_gem_fb_create,
	.atomic_check = drm_atomic_helper_check,
	.atomic_commit = drm_atomic_helper_commit,
};

static int beam_plane_init(struct beam *beam)
{
	int err = drm_universal_plane_init(&beam->drm, &beam->plane, BIT(0),
					   &beam_plane_funcs, beam_formats,
					   ARRAY_SIZE(beam_formats), NULL,
					   DRM_PLANE_TYPE_PRIMARY, NULL);

	drm_plane_helper_add(&beam->plane, &beam_plane_helper_funcs);
	return err;
}

static int beam_crtc_init(struct beam *beam)
{
	int err = drm_crtc_init_with_planes(&beam->drm, &beam->crtc,
					    &beam->plane, NULL,
					    &beam_crtc_funcs, NULL);

	drm_crtc_helper_add(&beam->crtc, &beam_crtc_helper_funcs);
	return err;
}

static int beam_output_init(struct beam *beam)
{
	int err = drm_encoder_init(&beam->drm, &beam->encoder,
				   &beam_encoder_funcs,
				   DRM_MODE_ENCODER_VIRTUAL, NULL);

	if (err)
		return err;
	beam->encoder.possible_crtcs = drm_crtc_mask(&beam->crtc);
	err = drm_connector_init(&beam->drm, &beam->connector,
				 &beam_connector_funcs,
				 DRM_MODE_CONNECTOR_VIRTUAL);
	if (err)
		return err;
	drm_connector_helper_add(&beam->connector,
				 &beam_connector_helper_funcs);
	return drm_connector_attach_encoder(&beam->connector, &beam->encoder);
}

static int beam_mode_config_init(struct beam *beam)
{
	int err = drmm_mode_config_init(&beam->drm);

	if (err)
		return err;
	beam->drm.mode_config.min_width = 16;
	beam->drm.mode_config.min_height = 16;
	beam->drm.mode_config.max_width = MAX_WIDTH;
	beam->drm.mode_config.max_height = MAX_HEIGHT;
	beam->drm.mode_config.funcs = &beam_mode_config_funcs;
	err = beam_plane_init(beam) ?: beam_crtc_init(beam) ?:
	      beam_output_init(beam);
	if (!err)
		drm_mode_config_reset(&beam->drm);
	return err;
}

DEFINE_DRM_GEM_DMA_FOPS(beam_fops);

static const struct drm_driver beam_driver = {
	.driver_features = DRIVER_MODESET | DRIVER_ATOMIC | DRIVER_GEM,
	.fops = &beam_fops,
	DRM_GEM_DMA_DRIVER_OPS,
	.name = NAME,
	RST_DRM_DRIVER_DESC("A display controller (tests)"),
	.major = 1,
};

static int beam_registers_show(struct seq_file *file, void *unused)
{
	const struct drm_debugfs_entry *entry = file->private;

	beam_hardware_show(&to_beam(entry->dev)->hardware, file);
	return 0;
}

static int beam_probe(struct platform_device *pdev)
{
	struct beam *beam;
	int err;

	err = dma_coerce_mask_and_coherent(&pdev->dev, DMA_BIT_MASK(40));
	if (err)
		return err;
	beam = devm_drm_dev_alloc(&pdev->dev, &beam_driver, struct beam, drm);
	if (IS_ERR(beam))
		return PTR_ERR(beam);
	platform_set_drvdata(pdev, beam);

	err = beam_mode_config_init(beam);
	if (err)
		return err;
	drm_debugfs_add_file(&beam->drm, "registers", beam_registers_show,
			     NULL);
	return drm_dev_register(&beam->drm, 0);
}

static void beam_remove(struct platform_device *pdev)
{
	struct beam *beam = platform_get_drvdata(pdev);

	drm_dev_unplug(&beam->drm);
	drm_atomic_helper_shutdown(&beam->drm);
}

static struct platform_driver beam_platform_driver = {
	.probe = beam_probe,
	.remove = beam_remove,
	.driver = { .name = NAME },
};

static struct platform_device *beam_pdev;

static int __init beam_init(void)
{
	int err = platform_driver_register(&beam_platform_driver);

	if (err)
		return err;
	beam_pdev = platform_device_register_simple(NAME, PLATFORM_DEVID_NONE,
						    NULL, 0);
	err = PTR_ERR_OR_ZERO(beam_pdev);
	if (err)
		platform_driver_unregister(&beam_platform_driver);
	return err;
}
module_init(beam_init);

static void __exit beam_exit(void)
{
	platform_device_unregister(beam_pdev);
	platform_driver_unregister(&beam_platform_driver);
}
module_exit(beam_exit);

MODULE_DESCRIPTION("A display controller (tests)");
MODULE_LICENSE("GPL");
