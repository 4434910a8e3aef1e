// SPDX-License-Identifier: GPL-2.0-only
/* GETFB and GETFB2: what of a framebuffer is told, and to whom */
#include <errno.h>
#include <string.h>
#include <sys/ioctl.h>
#include <unistd.h>

#include "igt.h"
#include "picture.h"

static int getfb(const struct display *display, struct drm_mode_fb_cmd *cmd)
{
	return ioctl(display->fd, DRM_IOCTL_MODE_GETFB, cmd) ? -errno : 0;
}

static int getfb2(const struct display *display, struct drm_mode_fb_cmd2 *cmd)
{
	return ioctl(display->fd, DRM_IOCTL_MODE_GETFB2, cmd) ? -errno : 0;
}

/* By either ioctl. */
static int get(const struct display *display, long two, uint32_t fb)
{
	struct drm_mode_fb_cmd cmd = { .fb_id = fb };
	struct drm_mode_fb_cmd2 cmd2 = { .fb_id = fb };

	return two ? getfb2(display, &cmd2) : getfb(display, &cmd);
}

static void handle_zero(const struct display *display, long two)
{
	need_errno(ENOENT, get(display, two, 0), "framebuffer 0");
}

static void handle_valid(const struct display *display, long arg)
{
	struct picture picture;
	struct drm_mode_fb_cmd cmd;

	(void)arg;
	picture_full(display, &picture, 0);
	cmd = (struct drm_mode_fb_cmd){ .fb_id = picture.fb };
	need(!getfb(display, &cmd), "GETFB: %s", strerror(errno));
	need(cmd.width == picture.width && cmd.height == picture.height &&
	     cmd.pitch == picture.pitch && cmd.bpp == 32 && cmd.depth == 24,
	     "%ux%u, %u bits", cmd.width, cmd.height, cmd.bpp);
}

static void handle_closed(const struct display *display, long two)
{
	struct picture picture;

	picture_full(display, &picture, 0);
	picture_destroy(display, &picture);
	need_errno(ENOENT, get(display, two, picture.fb),
		   "a framebuffer that was removed");
}

static void handle_not_fb(const struct display *display, long two)
{
	need_errno(ENOENT, get(display, two, display->crtc), "a CRTC");
	need_errno(ENOENT, get(display, two, display->connector),
		   "a connector");
}

static void other_handle(const struct display *display, long arg)
{
	struct drm_mode_fb_cmd cmd, again;
	struct picture picture;

	picture_full(display, &picture, 0);
	cmd = again = (struct drm_mode_fb_cmd){ .fb_id = picture.fb };
	need(!getfb(display, &cmd) && !getfb(display, &again), "GETFB: %s",
	     strerror(errno));
	need(cmd.handle && again.handle, "the master gets no handle");
	/* As those of PRIME, they are the file's one handle of the object or new. */
	if (arg)
		need(cmd.handle != again.handle, "the same handle twice");
	else
		need(cmd.handle != picture.handle,
		     "the handle that the framebuffer was made of");
	need(!drmCloseBufferHandle(display->fd, cmd.handle), "close it: %s",
	     strerror(errno));
}

static void nv12(const struct display *display, long two)
{
	struct picture picture;
	struct drm_mode_fb_cmd2 cmd;

	picture_create(display, &picture, 640, 360, DRM_FORMAT_NV12);
	if (!two) {
		need_errno(EINVAL, get(display, false, picture.fb),
			   "GETFB of two colour planes");
		return;
	}
	cmd = (struct drm_mode_fb_cmd2){ .fb_id = picture.fb };
	need(!getfb2(display, &cmd), "GETFB2: %s", strerror(errno));
	need(cmd.pixel_format == DRM_FORMAT_NV12 && cmd.handles[0] &&
	     cmd.handles[0] == cmd.handles[1] && !cmd.handles[2] &&
	     cmd.pitches[1] == picture.pitch &&
	     cmd.offsets[1] == picture.pitch * 360,
	     "is not what the framebuffer was made of");
}

static void into_addfb2(const struct display *display, long arg)
{
	struct drm_mode_fb_cmd2 cmd, again;
	struct picture picture;
	int ret;

	(void)arg;
	picture_full(display, &picture, 0);
	cmd = (struct drm_mode_fb_cmd2){ .fb_id = picture.fb };
	need(!getfb2(display, &cmd), "GETFB2: %s", strerror(errno));
	ret = ioctl(display->fd, DRM_IOCTL_MODE_ADDFB2, &cmd);
	need(!ret && cmd.fb_id != picture.fb, "ADDFB2 of its answer: %s",
	     strerror(errno));
	again = (struct drm_mode_fb_cmd2){ .fb_id = cmd.fb_id };
	need(!getfb2(display, &again), "GETFB2: %s", strerror(errno));
	need(again.width == cmd.width && again.pitches[0] == cmd.pitches[0] &&
	     again.pixel_format == cmd.pixel_format &&
	     again.modifier[0] == cmd.modifier[0], "another framebuffer");
}

/* Without being master, and without privileges, there is no handle. */
static void protection(const struct display *display, long two)
{
	struct drm_mode_fb_cmd cmd;
	struct drm_mode_fb_cmd2 cmd2;
	struct picture picture;

	picture_full(display, &picture, 0);
	cmd = (struct drm_mode_fb_cmd){ .fb_id = picture.fb };
	cmd2 = (struct drm_mode_fb_cmd2){ .fb_id = picture.fb };
	need(!drmDropMaster(display->fd), "drop master: %s", strerror(errno));
	need(!setresuid(65534, 65534, 65534), "become nobody: %s",
	     strerror(errno));
	need(!(two ? getfb2(display, &cmd2) : getfb(display, &cmd)),
	     "the rest is told: %s", strerror(errno));
	need(two ? !cmd2.handles[0] : !cmd.handle, "and a handle with it");
}

static const struct subtest subtests[] = {
	{ "getfb-handle-zero", handle_zero, false },
	{ "getfb-handle-valid", handle_valid },
	{ "getfb-handle-closed", handle_closed, false },
	{ "getfb-handle-not-fb", handle_not_fb, false },
	{ "getfb-addfb-different-handles", other_handle, false },
	{ "getfb-repeated-different-handles", other_handle, true },
	{ "getfb-reject-ccs", .why = "compression of Intel's" },
	{ "getfb-reject-nv12", nv12, false },
	{ "getfb2-handle-zero", handle_zero, true },
	{ "getfb2-handle-closed", handle_closed, true },
	{ "getfb2-handle-not-fb", handle_not_fb, true },
	{ "getfb2-accept-ccs", .why = "compression of Intel's" },
	{ "getfb2-accept-nv12", nv12, true },
	{ "getfb2-into-addfb2", into_addfb2 },
	{ "getfb-handle-protection", protection, false },
	{ "getfb2-handle-protection", protection, true },
};

IGT_MAIN("kms_getfb")
