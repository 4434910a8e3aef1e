// SPDX-License-Identifier: GPL-2.0-only
/* Blobs: how long they live, and what they may be */
#include <errno.h>
#include <string.h>
#include <sys/ioctl.h>
#include <unistd.h>

#include "igt.h"
#include "picture.h"

static const char content[] = "a blob, and nothing more";

static uint32_t new_blob(const struct display *display)
{
	uint32_t blob = 0;

	need(!drmModeCreatePropertyBlob(display->fd, content, sizeof(content),
					&blob), "a blob: %s", strerror(errno));
	return blob;
}

static int get_blob(const struct display *display, uint32_t blob)
{
	struct drm_mode_get_blob get = { .blob_id = blob };

	return ioctl(display->fd, DRM_IOCTL_MODE_GETPROPBLOB, &get) ? -errno : 0;
}

static int destroy(const struct display *display, uint32_t blob)
{
	struct drm_mode_destroy_blob cmd = { .blob_id = blob };

	return ioctl(display->fd, DRM_IOCTL_MODE_DESTROYPROPBLOB, &cmd) ?
		-errno : 0;
}

static void need_same(const struct display *display, uint32_t id)
{
	drmModePropertyBlobRes *blob = drmModeGetPropertyBlob(display->fd, id);

	need(blob, "read it: %s", strerror(errno));
	need(blob->length == sizeof(content) &&
	     !memcmp(blob->data, content, sizeof(content)),
	     "its content is another");
	drmModeFreePropertyBlob(blob);
}

static void basic(const struct display *display, long arg)
{
	struct drm_mode_create_blob create = { .length = 0 };
	uint32_t blob = new_blob(display);

	(void)arg;
	need_same(display, blob);
	need(!destroy(display, blob), "destroy it: %s", strerror(errno));
	need_errno(EINVAL,
		   ioctl(display->fd, DRM_IOCTL_MODE_CREATEPROPBLOB, &create),
		   "an empty blob");
}

static void lifetime(const struct display *display, long arg)
{
	struct display other = *display;
	uint32_t mine = new_blob(display), its;

	(void)arg;
	drmDropMaster(display->fd);
	display_open(&other);
	need_same(&other, mine);
	need_errno(EPERM, destroy(&other, mine), "another file destroys it");
	its = new_blob(&other);
	need(its != mine, "two blobs have one number");
	need_same(display, its);
	close(other.fd);
	need_errno(ENOENT, get_blob(display, its),
		   "a blob of a file that was closed");
	need(!destroy(display, mine), "destroy it: %s", strerror(errno));
	need_errno(ENOENT, get_blob(display, mine), "a blob that is destroyed");
	need_errno(ENOENT, destroy(display, mine), "destroy it twice");
}

static void multiple(const struct display *display, long arg)
{
	uint32_t blobs[32];

	(void)arg;
	for (size_t i = 0; i < ARRAY_SIZE(blobs); i++) {
		blobs[i] = new_blob(display);
		for (size_t j = 0; j < i; j++)
			need(blobs[i] != blobs[j], "a number twice");
	}
	for (size_t i = 0; i < ARRAY_SIZE(blobs); i++) {
		need_same(display, blobs[i]);
		need(!destroy(display, blobs[i]), "destroy blob %zu", i);
	}
	for (size_t i = 0; i < ARRAY_SIZE(blobs); i++)
		need_errno(ENOENT, get_blob(display, blobs[i]), "one of them");
}

static void core(const struct display *display, long arg)
{
	const uint32_t wrong[] = { 0, display->crtc, display->connector,
				   ~0u };

	(void)arg;
	for (size_t i = 0; i < ARRAY_SIZE(wrong); i++) {
		need_errno(ENOENT, get_blob(display, wrong[i]), "no blob");
		need_errno(ENOENT, destroy(display, wrong[i]),
			   "destroy what is no blob");
	}
}

/* A mode's blob must be a mode. */
static void validate(const struct display *display, long arg)
{
	struct request request = { 0 };
	uint32_t half = 0, blob = new_blob(display);

	(void)arg;
	request_add(&request, display->crtc, "MODE_ID", blob);
	need_errno(EINVAL, request_commit(&request, display,
					  DRM_MODE_ATOMIC_TEST_ONLY |
					  DRM_MODE_ATOMIC_ALLOW_MODESET, NULL),
		   "a text for a mode");
	need(!drmModeCreatePropertyBlob(display->fd, &display->mode,
					sizeof(display->mode) - 1, &half),
	     "half a mode's blob: %s", strerror(errno));
	request = (struct request){ 0 };
	request_add(&request, display->crtc, "MODE_ID", half);
	need_errno(EINVAL, request_commit(&request, display,
					  DRM_MODE_ATOMIC_TEST_ONLY |
					  DRM_MODE_ATOMIC_ALLOW_MODESET, NULL),
		   "most of a mode for a mode");
}

static void get_property(const struct display *display, long type)
{
	struct drm_mode_obj_get_properties get = {
		.obj_id = new_blob(display), .obj_type = type,
	};

	need_errno(EINVAL, ioctl(display->fd, DRM_IOCTL_MODE_OBJ_GETPROPERTIES,
				 &get), "properties of a blob");
}

static void set_property(const struct display *display, long type)
{
	struct drm_mode_obj_set_property set = {
		.obj_id = new_blob(display), .obj_type = type, .prop_id = 1,
	};

	need_errno(EINVAL, ioctl(display->fd, DRM_IOCTL_MODE_OBJ_SETPROPERTY,
				 &set), "a property of a blob");
}

static const struct subtest subtests[] = {
	{ "basic", basic },
	{ "blob-prop-core", core },
	{ "blob-prop-validate", validate },
	{ "blob-prop-lifetime", lifetime },
	{ "blob-multiple", multiple },
	{ "invalid-get-prop-any", get_property, DRM_MODE_OBJECT_ANY },
	{ "invalid-get-prop", get_property, DRM_MODE_OBJECT_BLOB },
	{ "invalid-set-prop-any", set_property, DRM_MODE_OBJECT_ANY },
	{ "invalid-set-prop", set_property, DRM_MODE_OBJECT_BLOB },
};

IGT_MAIN("kms_prop_blob")
