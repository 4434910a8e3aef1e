/* SPDX-License-Identifier: GPL-2.0-only */
#ifndef _COMPAT_DRM_ATOMIC_H
#define _COMPAT_DRM_ATOMIC_H

#include <drm/drm_atomic.h>
#include <drm/drm_atomic_helper.h>

/*
 * The structure was called like a state before it was called like what it is.
 * Older kernels have a function of the new name, which is hidden by this, and so
 * has another name here.
 */
#ifdef HAVE_DRM_ATOMIC_COMMIT
static inline int rst_drm_atomic_commit(struct drm_atomic_commit *state)
{
	return drm_atomic_commit(state);
}
#else
static inline int rst_drm_atomic_commit(struct drm_atomic_state *state)
{
	return drm_atomic_commit(state);
}

#define drm_atomic_commit	drm_atomic_state
#define drm_atomic_commit_alloc	drm_atomic_state_alloc
#define drm_atomic_commit_put	drm_atomic_state_put
#endif

/*
 * RST_DRM_ASYNC_CHECK() names what stands in drm_plane_helper_funcs for a
 * function that RST_DRM_DEFINE_ASYNC_CHECK() was told of: the function itself,
 * where DRM says whether the update is a flip.
 */
#ifdef HAVE_DRM_ASYNC_CHECK_FLIP
#define RST_DRM_DEFINE_ASYNC_CHECK(check)
#define RST_DRM_ASYNC_CHECK(check)	check
#else
#define RST_DRM_DEFINE_ASYNC_CHECK(check)				\
static int check##_without_flip(struct drm_plane *plane,		\
				struct drm_atomic_commit *state)	\
{									\
	return check(plane, state, false);				\
}

#define RST_DRM_ASYNC_CHECK(check)	check##_without_flip
#endif

#endif /* _COMPAT_DRM_ATOMIC_H */
