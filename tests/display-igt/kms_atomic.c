// SPDX-License-Identifier: GPL-2.0-only
/* Atomic commits: what they say, what they refuse, and that trying changes nothing */
#include <errno.h>
#include <string.h>
#include <sys/ioctl.h>

#include "igt.h"
#include "picture.h"

static void show(const struct display *display, struct picture *picture)
{
	int ret;

	picture_full(display, picture, 0xff345678);
	ret = display_show(display, picture->fb);
	need(!ret, "set a mode: %s", strerror(-ret));
}

static uint64_t value_of(const struct display *display, uint32_t object,
			 const char *name)
{
	uint64_t value = 0;

	need(property_of(display, object, name, &value), "no property %s",
	     name);
	return value;
}

/* What the legacy interface set is what the atomic one says, and the reverse. */
static void plane_legacy(const struct display *display, uint32_t plane,
			 const struct picture *picture, int x, int y)
{
	int ret = drmModeSetPlane(display->fd, plane, display->crtc,
				  picture->fb, 0, x, y, picture->width,
				  picture->height, 0, 0, picture->width << 16,
				  picture->height << 16);
	drmModePlane *state;

	need(!ret, "SETPLANE: %s", strerror(-ret));
	need(value_of(display, plane, "FB_ID") == picture->fb &&
	     value_of(display, plane, "CRTC_ID") == display->crtc &&
	     (int32_t)value_of(display, plane, "CRTC_X") == x &&
	     (int32_t)value_of(display, plane, "CRTC_Y") == y &&
	     value_of(display, plane, "CRTC_W") == picture->width &&
	     value_of(display, plane, "SRC_H") == picture->height << 16,
	     "the properties say something else");
	plane_off(display, plane);
	state = drmModeGetPlane(display->fd, plane);
	need(state && !state->fb_id && !state->crtc_id, "GETPLANE after off");
	drmModeFreePlane(state);
	picture_show(display, plane, picture, x, y);
	state = drmModeGetPlane(display->fd, plane);
	need(state && state->fb_id == picture->fb &&
	     state->crtc_id == display->crtc, "GETPLANE after a commit");
	drmModeFreePlane(state);
}

static void primary_legacy(const struct display *display, long arg)
{
	struct picture picture;

	(void)arg;
	show(display, &picture);
	plane_legacy(display, display->primary, &picture, 0, 0);
}

static void overlay_legacy(const struct display *display, long arg)
{
	struct picture picture, square;

	(void)arg;
	show(display, &picture);
	picture_create(display, &square, 100, 80, DRM_FORMAT_XRGB8888);
	plane_legacy(display, display->overlay, &square, 20, -10);
}

static void cursor_legacy(const struct display *display, long arg)
{
	uint32_t plane = plane_of_type(display, DRM_PLANE_TYPE_CURSOR, 0);
	struct picture picture, square;

	(void)arg;
	show(display, &picture);
	picture_create(display, &square, 64, 64, DRM_FORMAT_ARGB8888);
	plane_legacy(display, plane, &square, 30, 40);
	need(!drmModeSetCursor(display->fd, display->crtc, square.handle, 64,
			       64) &&
	     !drmModeMoveCursor(display->fd, display->crtc, 50, 60),
	     "SETCURSOR: %s", strerror(errno));
	need(value_of(display, plane, "CRTC_X") == 50 &&
	     value_of(display, plane, "CRTC_Y") == 60,
	     "the properties don't say where the cursor is");
}

/* Two overlays over one another: the upper one is seen. */
static uint32_t stacked(const struct display *display, const uint32_t *planes,
			const struct picture *squares, const uint64_t *zpos)
{
	struct request request = { 0 };

	for (int i = 0; i < 2; i++) {
		request_plane(&request, display, planes[i], squares[i].fb, 30,
			      30, squares[i].width, squares[i].height);
		request_add(&request, planes[i], "zpos", zpos[i]);
	}
	commit(display, &request);
	return shown_crc(display);
}

static void mutable_zpos(const struct display *display, long arg)
{
	static const uint64_t orders[][2] = { { 2, 3 }, { 3, 2 } };
	struct picture picture, squares[2];
	uint32_t planes[2], want[2];

	(void)arg;
	show(display, &picture);
	for (int i = 0; i < 2; i++) {
		planes[i] = plane_of_type(display, DRM_PLANE_TYPE_OVERLAY, i);
		picture_create(display, &squares[i], 100, 80,
			       DRM_FORMAT_XRGB8888);
		picture_fill(&squares[i], i ? 0xffff0000 : 0xff00ff00);
		picture_show(display, planes[i], &squares[i], 30, 30);
		want[i] = shown_crc(display);
		plane_off(display, planes[i]);
	}
	need(want[0] != want[1], "both look alike");
	for (int i = 0; i < 2; i++)
		need(stacked(display, planes, squares, orders[i]) ==
		     want[!i], "zpos %llu and %llu",
		     (unsigned long long)orders[i][0],
		     (unsigned long long)orders[i][1]);
	/* Below the primary plane nothing is seen. */
	need(stacked(display, planes, squares, (uint64_t[]){ 0, 0 }) !=
	     want[0], "zpos 0 is above the primary plane");
}

/* Planes whose zpos can't be changed are where they say. */
static void immutable_zpos(const struct display *display, long arg)
{
	uint32_t cursor = plane_of_type(display, DRM_PLANE_TYPE_CURSOR, 0);
	struct picture picture, square, pointer;
	uint32_t want;

	(void)arg;
	show(display, &picture);
	need(value_of(display, cursor, "zpos") >
	     value_of(display, display->overlay, "zpos") &&
	     value_of(display, display->overlay, "zpos") >
	     value_of(display, display->primary, "zpos"), "the order of zpos");
	picture_create(display, &square, 64, 64, DRM_FORMAT_XRGB8888);
	picture_create(display, &pointer, 64, 64, DRM_FORMAT_ARGB8888);
	picture_fill(&square, 0xff00ff00);
	picture_fill(&pointer, 0xffff00ff);
	picture_show(display, cursor, &pointer, 30, 30);
	want = shown_crc(display);
	picture_show(display, display->overlay, &square, 30, 30);
	need(shown_crc(display) == want, "the overlay is above the cursor");
	plane_off(display, cursor);
	need(shown_crc(display) != want, "the overlay is not seen");
}

static void test_only(const struct display *display, long arg)
{
	struct request request = { 0 };
	struct picture picture, other;
	uint32_t before;

	(void)arg;
	show(display, &picture);
	before = shown_crc(display);
	picture_full(display, &other, 0xffabcdef);
	request_plane(&request, display, display->primary, other.fb, 0, 0,
		      other.width, other.height);
	need(!request_commit(&request, display, DRM_MODE_ATOMIC_TEST_ONLY,
			     NULL), "a commit that is only tried");
	need(value_of(display, display->primary, "FB_ID") == picture.fb &&
	     shown_crc(display) == before, "it has changed something");
	commit(display, &request);
	need(shown_crc(display) != before, "and it doesn't when it is done");
}

static int try(const struct display *display, uint32_t object,
	       const char *property, uint64_t value)
{
	struct request request = { 0 };

	request_add(&request, object, property, value);
	return request_commit(&request, display, DRM_MODE_ATOMIC_TEST_ONLY |
			      DRM_MODE_ATOMIC_ALLOW_MODESET, NULL);
}

static void plane_params(const struct display *display, long arg)
{
	uint32_t plane = display->primary;
	struct picture picture;

	(void)arg;
	show(display, &picture);
	need_errno(EINVAL, try(display, plane, "FB_ID", display->crtc),
		   "a CRTC for a framebuffer");
	need_errno(EINVAL, try(display, plane, "FB_ID", 0),
		   "a CRTC without a framebuffer");
	need_errno(EINVAL, try(display, plane, "CRTC_ID", picture.fb),
		   "a framebuffer for a CRTC");
	need_errno(EINVAL, try(display, plane, "CRTC_ID", 0),
		   "a framebuffer without a CRTC");
	need_errno(EINVAL, try(display, plane, "CRTC_ID", 0xfffffff),
		   "a CRTC that does not exist");
	need_errno(ENOSPC, try(display, plane, "SRC_W",
			       (uint64_t)(picture.width + 1) << 16),
		   "a source beyond the framebuffer");
	need_errno(ENOSPC, try(display, plane, "SRC_X", 1 << 16),
		   "a source beyond the framebuffer's edge");
	need_errno(ERANGE, try(display, plane, "CRTC_X", INT32_MAX),
		   "a place that overflows");
	need_errno(ERANGE, try(display, plane, "CRTC_W", picture.width * 2),
		   "scaling");
	need_errno(EINVAL, try(display, plane, "type", 0),
		   "what can't be changed");
	need_errno(EINVAL, try(display, plane, "alpha", 0x10000),
		   "an alpha above opaque");
}

static void plane_fence(const struct display *display, long arg)
{
	struct picture picture;

	(void)arg;
	show(display, &picture);
	need_errno(EINVAL, try(display, display->primary, "IN_FENCE_FD",
			       display->fd), "the display for a fence");
	need_errno(EINVAL, try(display, display->primary, "IN_FENCE_FD", 1000),
		   "a descriptor that is closed");
	need(!try(display, display->primary, "IN_FENCE_FD", (uint64_t)-1),
	     "no fence");
}

static void crtc_params(const struct display *display, long arg)
{
	uint32_t half = 0, twice = 0;
	drmModeModeInfo modes[2];
	struct picture picture;

	(void)arg;
	show(display, &picture);
	need_errno(EINVAL, try(display, display->crtc, "MODE_ID", picture.fb),
		   "a framebuffer for a mode");
	need_errno(EINVAL, try(display, display->crtc, "MODE_ID", 0),
		   "active without a mode");
	need_errno(EINVAL, try(display, display->crtc, "MODE_ID", 0xfffffff),
		   "a blob that does not exist");
	modes[0] = modes[1] = display->mode;
	need(!drmModeCreatePropertyBlob(display->fd, modes,
					sizeof(modes[0]) - 1, &half) &&
	     !drmModeCreatePropertyBlob(display->fd, modes, sizeof(modes),
					&twice), "blobs");
	need_errno(EINVAL, try(display, display->crtc, "MODE_ID", half),
		   "less than a mode");
	need_errno(EINVAL, try(display, display->crtc, "MODE_ID", twice),
		   "two modes");
	need_errno(EINVAL, try(display, display->crtc, "ACTIVE", 2),
		   "half active");
}

static void crtc_fence(const struct display *display, long arg)
{
	struct request request = { 0 };
	struct picture picture;
	int32_t fence = -7;

	(void)arg;
	show(display, &picture);
	request_add(&request, display->crtc, "OUT_FENCE_PTR",
		    (uintptr_t)&fence);
	need(!request_commit(&request, display, 0, NULL) && fence >= 0,
	     "an out-fence");
	fence = -7;
	need(!request_commit(&request, display, DRM_MODE_ATOMIC_TEST_ONLY,
			     NULL) && fence == -1, "one that is only tried");
	need_errno(EFAULT, try(display, display->crtc, "OUT_FENCE_PTR", 8),
		   "a fence to where nothing is");
	request.count = 0;
	request_add(&request, display->crtc, "OUT_FENCE_PTR",
		    (uintptr_t)&fence);
	request_add(&request, display->crtc, "ACTIVE", 2);
	fence = -7;
	need_errno(EINVAL, request_commit(&request, display, 0, NULL),
		   "a commit that is refused");
	need(fence == -1 || fence == -7, "has a fence all the same");
}

static int raw(const struct display *display, struct drm_mode_atomic *cmd)
{
	return ioctl(display->fd, DRM_IOCTL_MODE_ATOMIC, cmd) ? -errno : 0;
}

static void atomic_params(const struct display *display, long arg)
{
	uint32_t object = 0xfffffff, count = 1, property = 1;
	uint64_t value = 0;
	struct drm_mode_atomic cmd = { 0 };
	struct picture picture;

	(void)arg;
	show(display, &picture);
	need(!raw(display, &cmd), "a commit of nothing: %s", strerror(errno));
	cmd.flags = 0x80000000;
	need_errno(EINVAL, raw(display, &cmd), "unknown flags");
	cmd.flags = 0;
	cmd.reserved = 1;
	need_errno(EINVAL, raw(display, &cmd), "what is reserved");
	cmd.reserved = 0;
	cmd.flags = DRM_MODE_ATOMIC_TEST_ONLY | DRM_MODE_PAGE_FLIP_EVENT;
	need_errno(EINVAL, raw(display, &cmd), "an event of what is tried");
	cmd.flags = DRM_MODE_PAGE_FLIP_ASYNC;
	need_errno(EINVAL, raw(display, &cmd), "a flip that tears");
	cmd = (struct drm_mode_atomic) {
		.count_objs = 1, .objs_ptr = (uintptr_t)&object,
		.count_props_ptr = (uintptr_t)&count,
		.props_ptr = (uintptr_t)&property,
		.prop_values_ptr = (uintptr_t)&value,
	};
	need_errno(ENOENT, raw(display, &cmd), "an object that does not exist");
	object = display->crtc;
	property = 0xfffffff;
	need_errno(ENOENT, raw(display, &cmd), "a property that does not exist");
	property = property_of(display, display->primary, "FB_ID", NULL);
	need_errno(ENOENT, raw(display, &cmd), "a plane's property of a CRTC");
	property = property_of(display, display->crtc, "ACTIVE", NULL);
	cmd.prop_values_ptr = 8;
	need_errno(EFAULT, raw(display, &cmd), "values that can't be read");
	cmd.prop_values_ptr = (uintptr_t)&value;
	cmd.objs_ptr = 8;
	need_errno(EFAULT, raw(display, &cmd), "objects that can't be read");
	cmd.objs_ptr = (uintptr_t)&object;
	value = 1;
	need(!raw(display, &cmd), "what is right: %s", strerror(errno));
}

static int try_damage(const struct display *display, const void *clips,
		      size_t size)
{
	uint32_t blob = 0;

	need(!drmModeCreatePropertyBlob(display->fd, clips, size, &blob),
	     "a blob: %s", strerror(errno));
	return try(display, display->primary, "FB_DAMAGE_CLIPS", blob);
}

/* What is said of damage, and what is shown, whatever is said. */
static void damage(const struct display *display, long arg)
{
	static const struct drm_mode_rect clips[] = {
		{ 0, 0, 10, 10 }, { 5, 5, 20, 20 },
	};
	static const struct drm_mode_rect wrong[] = {
		{ -1, 0, 10, 10 }, { 0, 0, 10, 9000 },
	};
	struct picture picture, other;
	struct request request = { 0 };
	uint32_t blob = 0, want;

	(void)arg;
	show(display, &picture);
	for (size_t i = 1; i <= ARRAY_SIZE(clips); i++)
		need(!try_damage(display, clips, i * sizeof(clips[0])),
		     "%zu clips", i);
	for (size_t i = 0; i < ARRAY_SIZE(wrong); i++)
		need_errno(EINVAL, try_damage(display, &wrong[i],
					      sizeof(wrong[i])),
			   "a clip that is not in the framebuffer");
	need_errno(EINVAL, try_damage(display, clips, sizeof(clips[0]) - 1),
		   "most of a clip");
	need_errno(EINVAL, try(display, display->primary, "FB_DAMAGE_CLIPS",
			       display->crtc), "a CRTC for clips");
	need(!try(display, display->primary, "FB_DAMAGE_CLIPS", 0), "no clips");
	picture_full(display, &other, 0xffabcdef);
	need(!display_show(display, other.fb), "another picture");
	want = shown_crc(display);
	need(!display_show(display, picture.fb), "and the first one");
	picture_fill(&picture, 0xffabcdef);
	need(!drmModeCreatePropertyBlob(display->fd, clips, sizeof(clips),
					&blob), "a blob");
	request_plane(&request, display, display->primary, picture.fb, 0, 0,
		      picture.width, picture.height);
	request_add(&request, display->primary, "FB_DAMAGE_CLIPS", blob);
	commit(display, &request);
	need(shown_crc(display) == want, "it is not the same");
}

static const struct subtest subtests[] = {
	{ "plane-primary-legacy", primary_legacy },
	{ "plane-overlay-legacy", overlay_legacy },
	{ "plane-cursor-legacy", cursor_legacy },
	{ "plane-primary-overlay-mutable-zpos", mutable_zpos },
	{ "plane-immutable-zpos", immutable_zpos },
	{ "test-only", test_only },
	{ "plane-invalid-params", plane_params },
	{ "plane-invalid-params-fence", plane_fence },
	{ "crtc-invalid-params", crtc_params },
	{ "crtc-invalid-params-fence", crtc_fence },
	{ "atomic-invalid-params", atomic_params },
	{ "atomic-plane-damage", damage },
};

IGT_MAIN("kms_atomic")
