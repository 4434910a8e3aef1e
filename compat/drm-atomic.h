/* SPDX-License-Identifier: GPL-2.0-only */
#ifndef _COMPAT_DRM_ATOMIC_H
#define _COMPAT_DRM_ATOMIC_H

#include <drm/drm_atomic.h>
#include <drm/drm_atomic_helper.h>

/*
 * The structure was called like a state before it was called like what it is.
 * Older kernels have a function of the new name, which is hidden by this.
 */
#ifndef HAVE_DRM_ATOMIC_COMMIT
#define drm_atomic_commit	drm_atomic_state
#endif

#endif /* _COMPAT_DRM_ATOMIC_H */
