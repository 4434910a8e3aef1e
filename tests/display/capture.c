// SPDX-License-Identifier: GPL-2.0-only
#include <errno.h>
#include <linux/sync_file.h>
#include <poll.h>
#include <string.h>
#include <sys/ioctl.h>
#include <unistd.h>

#include "capture.h"

#define FENCE_MS 5000

uint32_t capture_connector(const struct display *display)
{
	uint32_t found = 0;
	drmModeRes *res;

	drmSetClientCap(display->fd, DRM_CLIENT_CAP_WRITEBACK_CONNECTORS, 1);
	res = drmModeGetResources(display->fd);
	for (int i = 0; res && i < res->count_connectors && !found; i++) {
		drmModeConnector *connector =
			drmModeGetConnector(display->fd, res->connectors[i]);

		if (connector && connector->connector_type ==
				 DRM_MODE_CONNECTOR_WRITEBACK)
			found = connector->connector_id;
		drmModeFreeConnector(connector);
	}
	drmModeFreeResources(res);
	return found;
}

/* 0 when the copy is done, or -errno of it: a fence has its errors. */
static int wait_for(int fence)
{
	struct pollfd poll_fd = { .fd = fence, .events = POLLIN };
	struct sync_file_info info = { 0 };
	int ret = poll(&poll_fd, 1, FENCE_MS) == 1 ? 0 : -ETIME;

	if (!ret && ioctl(fence, SYNC_IOC_FILE_INFO, &info))
		ret = -errno;
	close(fence);
	return ret ? ret : info.status < 0 ? info.status : 0;
}

int capture(const struct display *display, const struct request *request,
	    const struct dumb *dumb)
{
	uint32_t connector = capture_connector(display);
	struct request whole = *request;
	int32_t fence = -1;
	int ret;

	request_add(&whole, connector, "CRTC_ID", display->crtc);
	request_add(&whole, connector, "WRITEBACK_FB_ID", dumb->fb);
	request_add(&whole, connector, "WRITEBACK_OUT_FENCE_PTR",
		    (uintptr_t)&fence);
	ret = request_commit(&whole, display, DRM_MODE_ATOMIC_ALLOW_MODESET,
			     NULL);
	if (ret)
		return ret;
	return fence < 0 ? -EIO : wait_for(fence);
}

uint32_t pixel_at(const struct dumb *dumb, unsigned int x, unsigned int y)
{
	uint32_t pixel;

	memcpy(&pixel, dumb->pixels + (size_t)y * dumb->pitch + 4 * x,
	       sizeof(pixel));
	return pixel & 0xffffff;
}
