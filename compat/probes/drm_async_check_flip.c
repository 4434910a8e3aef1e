// SPDX-License-Identifier: GPL-2.0-only
#include <drm/drm_atomic.h>
#include <drm/drm_modeset_helper_vtables.h>

int probe_check(struct drm_plane *plane, struct drm_atomic_commit *commit,
		bool flip);

const struct drm_plane_helper_funcs probe = {
	.atomic_async_check = probe_check,
};
