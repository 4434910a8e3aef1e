// SPDX-License-Identifier: GPL-2.0-only
/* Framebuffers: what must be refused, beside what must not */
#include <errno.h>
#include <stdlib.h>
#include <string.h>
#include <sys/ioctl.h>

#include "igt.h"

#define SIZE	1024
#define PITCH	(SIZE * 4)

static uint32_t new_buffer(const struct display *display, uint32_t width,
			   uint32_t height)
{
	uint64_t size = 0;
	uint32_t handle = 0, pitch;
	int ret = drmModeCreateDumbBuffer(display->fd, width, height, 32, 0,
					  &handle, &pitch, &size);

	need(!ret, "a dumb buffer: %s", strerror(errno));
	return handle;
}

static struct drm_mode_fb_cmd2 valid(const struct display *display)
{
	return (struct drm_mode_fb_cmd2) {
		.width = SIZE,
		.height = SIZE,
		.pixel_format = DRM_FORMAT_XRGB8888,
		.pitches = { PITCH },
		.handles = { new_buffer(display, SIZE, SIZE) },
	};
}

static int add(const struct display *display, struct drm_mode_fb_cmd2 *cmd)
{
	return ioctl(display->fd, DRM_IOCTL_MODE_ADDFB2, cmd) ? -errno : 0;
}

/* And takes it off again. */
static void need_good(const struct display *display,
		      struct drm_mode_fb_cmd2 *cmd)
{
	int ret = add(display, cmd);

	need(!ret, "a framebuffer that is right: %s", strerror(-ret));
	need(!drmModeRmFB(display->fd, cmd->fb_id), "remove it: %s",
	     strerror(errno));
}

static void basic(const struct display *display, long arg)
{
	struct drm_mode_fb_cmd2 cmd = valid(display);

	(void)arg;
	need_good(display, &cmd);
}

enum unused { HANDLE, PITCHES, OFFSETS, MODIFIER };

static void set_unused(struct drm_mode_fb_cmd2 *cmd, long which)
{
	if (which == HANDLE)
		cmd->handles[1] = cmd->handles[0];
	if (which == PITCHES)
		cmd->pitches[1] = PITCH;
	if (which == OFFSETS)
		cmd->offsets[1] = PITCH;
	if (which == MODIFIER)
		cmd->modifier[1] = DRM_FORMAT_MOD_SAMSUNG_64_32_TILE;
}

static void unused(const struct display *display, long which)
{
	struct drm_mode_fb_cmd2 cmd = valid(display);

	/* Without the flag the kernel lets pass what old programs leave there. */
	cmd.flags = DRM_MODE_FB_MODIFIERS;
	need_good(display, &cmd);
	set_unused(&cmd, which);
	need_errno(EINVAL, add(display, &cmd),
		   "something of a colour plane that the format hasn't");
}

static void legacy_format(const struct display *display, long arg)
{
	struct drm_mode_fb_cmd cmd = {
		.width = SIZE, .height = SIZE, .bpp = 32, .depth = 24,
		.pitch = PITCH, .handle = new_buffer(display, SIZE, SIZE),
	};
	unsigned int good = 0;

	(void)arg;
	/* All but what has a format must be refused; none may hurt. */
	for (cmd.depth = 0; cmd.depth < 64; cmd.depth++)
		for (cmd.bpp = 0; cmd.bpp < 64; cmd.bpp++) {
			if (ioctl(display->fd, DRM_IOCTL_MODE_ADDFB, &cmd)) {
				need(errno == EINVAL, "depth %u, %u bits: %s",
				     cmd.depth, cmd.bpp, strerror(errno));
				continue;
			}
			good++;
			drmModeRmFB(display->fd, cmd.fb_id);
		}
	need(good == 2, "%u of XRGB8888 and ARGB8888 are accepted", good);
}

static void no_handle(const struct display *display, long arg)
{
	struct drm_mode_fb_cmd2 cmd = valid(display);

	(void)arg;
	cmd.handles[0] = 0;
	need_errno(EINVAL, add(display, &cmd), "no handle");
	cmd.handles[0] = 0x7fffffff;
	need_errno(ENOENT, add(display, &cmd), "a handle that nobody has");
}

static void bad_pitch(const struct display *display, long pitch)
{
	struct drm_mode_fb_cmd2 cmd = valid(display);

	need_good(display, &cmd);
	cmd.pitches[0] = pitch;
	need_errno(EINVAL, add(display, &cmd), "a wrong pitch");
}

static drmModeRes *resources(const struct display *display)
{
	drmModeRes *res = drmModeGetResources(display->fd);

	need(res, "GETRESOURCES: %s", strerror(errno));
	return res;
}

static void size_max(const struct display *display, long arg)
{
	drmModeRes *res = resources(display);
	struct drm_mode_fb_cmd2 cmd = valid(display);

	(void)arg;
	cmd.width = res->max_width;
	cmd.height = res->max_height;
	cmd.pitches[0] = res->max_width * 4;
	cmd.handles[0] = new_buffer(display, res->max_width, res->max_height);
	need_good(display, &cmd);
}

static void too_large(const struct display *display, long high)
{
	drmModeRes *res = resources(display);
	struct drm_mode_fb_cmd2 cmd = valid(display);

	cmd.handles[0] = new_buffer(display, high ? 16 : res->max_width + 1,
				    high ? res->max_height + 1 : 16);
	cmd.width = high ? 16 : res->max_width + 1;
	cmd.height = high ? res->max_height + 1 : 16;
	cmd.pitches[0] = cmd.width * 4;
	need_errno(EINVAL, add(display, &cmd), "larger than the display takes");
}

static void bo_too_small(const struct display *display, long arg)
{
	struct drm_mode_fb_cmd2 cmd = valid(display);

	(void)arg;
	cmd.height = SIZE + 1;
	need_errno(EINVAL, add(display, &cmd), "a line more than the buffer");
	cmd.height = SIZE;
	cmd.offsets[0] = 4;
	need_errno(EINVAL, add(display, &cmd), "a pixel beyond the buffer");
}

static void small_bo(const struct display *display, long arg)
{
	struct drm_mode_fb_cmd2 cmd = valid(display);

	(void)arg;
	cmd.height = SIZE / 2;
	need_good(display, &cmd);
	cmd.offsets[0] = PITCH * SIZE / 2;
	need_good(display, &cmd);
}

static void modifier_no_flag(const struct display *display, long arg)
{
	struct drm_mode_fb_cmd2 cmd = valid(display);

	(void)arg;
	cmd.modifier[0] = DRM_FORMAT_MOD_SAMSUNG_64_32_TILE;
	need_errno(EINVAL, add(display, &cmd), "a modifier without the flag");
}

static void bad_modifier(const struct display *display, long arg)
{
	struct drm_mode_fb_cmd2 cmd = valid(display);

	(void)arg;
	cmd.flags = DRM_MODE_FB_MODIFIERS;
	need_good(display, &cmd);
	cmd.modifier[0] = ~0ull;
	need_errno(EINVAL, add(display, &cmd), "an unknown modifier");
	cmd.modifier[0] = DRM_FORMAT_MOD_SAMSUNG_64_32_TILE;
	need_errno(EINVAL, add(display, &cmd), "another device's modifier");
}

static uint32_t new_fb(const struct display *display)
{
	struct drm_mode_fb_cmd2 cmd = valid(display);

	need(!add(display, &cmd), "a framebuffer");
	return cmd.fb_id;
}

static void get_property(const struct display *display, long type)
{
	struct drm_mode_obj_get_properties get = {
		.obj_id = new_fb(display), .obj_type = type,
	};

	need_errno(EINVAL,
		   ioctl(display->fd, DRM_IOCTL_MODE_OBJ_GETPROPERTIES, &get),
		   "properties of a framebuffer");
}

static void set_property(const struct display *display, long type)
{
	struct drm_mode_obj_set_property set = {
		.obj_id = new_fb(display), .obj_type = type, .prop_id = 1,
		.value = 0,
	};

	need_errno(EINVAL,
		   ioctl(display->fd, DRM_IOCTL_MODE_OBJ_SETPROPERTY, &set),
		   "a property of a framebuffer");
}

/* A framebuffer of another file's is not to be had by its number. */
static void master_rmfb(const struct display *display, long arg)
{
	struct display other = *display;
	uint32_t fb = new_fb(display);

	(void)arg;
	need(!drmDropMaster(display->fd), "drop master");
	display_open(&other);
	need_errno(ENOENT, drmModeRmFB(other.fd, fb),
		   "another file removes the framebuffer");
	need(!drmModeRmFB(display->fd, fb), "its own doesn't: %s",
	     strerror(errno));
}

#define TILED "tiling of Intel's"

static const struct subtest subtests[] = {
	{ "unused-handle", unused, HANDLE },
	{ "unused-pitches", unused, PITCHES },
	{ "unused-offsets", unused, OFFSETS },
	{ "unused-modifier", unused, MODIFIER },
	{ "clobberred-modifier", .why = TILED },
	{ "invalid-smem-bo-on-discrete", .why = "memory of Intel's" },
	{ "legacy-format", legacy_format },
	{ "no-handle", no_handle },
	{ "basic", basic },
	{ "bad-pitch-0", bad_pitch, 0 },
	{ "bad-pitch-32", bad_pitch, 32 },
	{ "bad-pitch-63", bad_pitch, 63 },
	{ "bad-pitch-128", bad_pitch, 128 },
	{ "bad-pitch-256", bad_pitch, 256 },
	{ "bad-pitch-1024", bad_pitch, 1024 },
	{ "bad-pitch-999", bad_pitch, 999 },
	{ "bad-pitch-65536", bad_pitch, 65536 },
	{ "size-max", size_max },
	{ "too-wide", too_large, false },
	{ "too-high", too_large, true },
	{ "bo-too-small", bo_too_small },
	{ "small-bo", small_bo },
	{ "bo-too-small-due-to-tiling", .why = TILED },
	{ "addfb25-modifier-no-flag", modifier_no_flag },
	{ "addfb25-bad-modifier", bad_modifier },
	{ "addfb25-x-tiled-mismatch-legacy", .why = TILED },
	{ "addfb25-x-tiled-legacy", .why = TILED },
	{ "addfb25-framebuffer-vs-set-tiling", .why = TILED },
	{ "basic-x-tiled-legacy", .why = TILED },
	{ "framebuffer-vs-set-tiling", .why = TILED },
	{ "tile-pitch-mismatch", .why = TILED },
	{ "basic-y-tiled-legacy", .why = TILED },
	{ "addfb25-y-tiled-legacy", .why = TILED },
	{ "addfb25-yf-tiled-legacy", .why = TILED },
	{ "addfb25-y-tiled-small-legacy", .why = TILED },
	{ "addfb25-4-tiled", .why = TILED },
	{ "invalid-get-prop-any", get_property, DRM_MODE_OBJECT_ANY },
	{ "invalid-get-prop", get_property, DRM_MODE_OBJECT_FB },
	{ "invalid-set-prop-any", set_property, DRM_MODE_OBJECT_ANY },
	{ "invalid-set-prop", set_property, DRM_MODE_OBJECT_FB },
	{ "master-rmfb", master_rmfb },
};

IGT_MAIN("kms_addfb_basic")
