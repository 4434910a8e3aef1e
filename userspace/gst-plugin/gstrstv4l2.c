/* SPDX-License-Identifier: LGPL-2.1-or-later */
/* V4L2 devices: what they may attach to, and what they need */
#include "gstrstv4l2.h"

#include <errno.h>
#include <fcntl.h>
#include <gst/rstmem/gstrstmem.h>
#include <linux/videodev2.h>
#include <string.h>
#include <sys/ioctl.h>
#include <unistd.h>

#define WIDTH 640
#define HEIGHT 480
#define SIZE (1024 * 1024)

static gboolean
call (int fd, gulong request, gpointer argument)
{
  int result;

  do {
    result = ioctl (fd, request, argument);
  } while (result < 0 && errno == EINTR);
  return result == 0;
}

static enum v4l2_buf_type
input_queue (int fd)
{
  struct v4l2_capability capability = { 0 };
  guint32 caps;

  if (!call (fd, VIDIOC_QUERYCAP, &capability))
    return 0;
  caps = capability.capabilities & V4L2_CAP_DEVICE_CAPS ?
      capability.device_caps : capability.capabilities;
  if (caps & V4L2_CAP_VIDEO_M2M_MPLANE)
    return V4L2_BUF_TYPE_VIDEO_OUTPUT_MPLANE;
  if (caps & V4L2_CAP_VIDEO_M2M)
    return V4L2_BUF_TYPE_VIDEO_OUTPUT;
  errno = ENOTTY;
  return 0;
}

/* How large a buffer must be, or 0. */
static guint32
set_format (int fd, enum v4l2_buf_type type, guint32 fourcc)
{
  struct v4l2_format format = {.type = type };

  if (type == V4L2_BUF_TYPE_VIDEO_OUTPUT) {
    format.fmt.pix.width = WIDTH;
    format.fmt.pix.height = HEIGHT;
    format.fmt.pix.pixelformat = fourcc;
    format.fmt.pix.sizeimage = SIZE;
    return call (fd, VIDIOC_S_FMT, &format) ? format.fmt.pix.sizeimage : 0;
  }
  format.fmt.pix_mp.width = WIDTH;
  format.fmt.pix_mp.height = HEIGHT;
  format.fmt.pix_mp.pixelformat = fourcc;
  format.fmt.pix_mp.num_planes = 1;
  format.fmt.pix_mp.plane_fmt[0].sizeimage = SIZE;
  return call (fd, VIDIOC_S_FMT, &format) ?
      format.fmt.pix_mp.plane_fmt[0].sizeimage : 0;
}

/* The driver attaches to a buffer where it is prepared; nothing is decoded. */
static gboolean
prepare (int fd, enum v4l2_buf_type type, int dmabuf, guint32 size)
{
  struct v4l2_requestbuffers request = {
    .count = 1,.type = type,.memory = V4L2_MEMORY_DMABUF,
  };
  struct v4l2_plane plane = {
    .bytesused = 1,.length = size,.m.fd = dmabuf,
  };
  struct v4l2_buffer buffer = {
    .type = type,.memory = V4L2_MEMORY_DMABUF,
  };

  if (type == V4L2_BUF_TYPE_VIDEO_OUTPUT) {
    buffer.bytesused = 1;
    buffer.length = size;
    buffer.m.fd = dmabuf;
  } else {
    buffer.length = 1;
    buffer.m.planes = &plane;
  }
  return call (fd, VIDIOC_REQBUFS, &request) &&
      call (fd, VIDIOC_PREPARE_BUF, &buffer);
}

static gboolean
attach (int fd, guint32 fourcc, GstRstAllocator * allocator, GError ** error)
{
  enum v4l2_buf_type type = input_queue (fd);
  guint32 size = type ? set_format (fd, type, fourcc) : 0;
  GstMemory *mem;
  gboolean ok;
  int number;

  if (!size)
    goto unusable;
  mem = gst_rst_allocator_alloc (allocator, size, error);
  if (!mem)
    return FALSE;
  ok = prepare (fd, type, gst_dmabuf_memory_get_fd (mem), size);
  number = errno;
  gst_memory_unref (mem);
  errno = number;
  if (ok)
    return TRUE;

  /* ERRORS */
unusable:
  {
    g_set_error (error, GST_RESOURCE_ERROR, GST_RESOURCE_ERROR_SETTINGS,
        "%s", g_strerror (errno));
    return FALSE;
  }
}

gboolean
gst_rst_v4l2_takes_restricted (const gchar * device, guint32 fourcc,
    enum rstmem_use_case heap, GError ** error)
{
  GstAllocator *allocator = gst_rst_allocator_new ((GstRstHeap) heap, error);
  gboolean ok;
  int fd;

  if (!allocator)
    return FALSE;
  fd = open (device, O_RDWR | O_CLOEXEC | O_NONBLOCK);
  if (fd < 0)
    goto not_opened;
  ok = attach (fd, fourcc, GST_RST_ALLOCATOR (allocator), error);
  close (fd);
  gst_object_unref (allocator);
  return ok;

  /* ERRORS */
not_opened:
  {
    g_set_error (error, GST_RESOURCE_ERROR, GST_RESOURCE_ERROR_OPEN_READ_WRITE,
        "%s", g_strerror (errno));
    gst_object_unref (allocator);
    return FALSE;
  }
}

static gsize
picture_size (int fd, enum v4l2_buf_type input)
{
  struct v4l2_format format = {.type = V4L2_BUF_TYPE_VIDEO_CAPTURE_MPLANE };
  gsize size = 0;
  guint i;

  if (input == V4L2_BUF_TYPE_VIDEO_OUTPUT) {
    format.type = V4L2_BUF_TYPE_VIDEO_CAPTURE;
    return call (fd, VIDIOC_G_FMT, &format) ? format.fmt.pix.sizeimage : 0;
  }
  if (!call (fd, VIDIOC_G_FMT, &format))
    return 0;
  for (i = 0; i < format.fmt.pix_mp.num_planes && i < VIDEO_MAX_PLANES; i++)
    size += format.fmt.pix_mp.plane_fmt[i].sizeimage;
  return size;
}

gboolean
gst_rst_v4l2_get_pictures (int fd, guint * count, gsize * size)
{
  struct v4l2_control control = {.id = V4L2_CID_MIN_BUFFERS_FOR_CAPTURE };
  enum v4l2_buf_type input = input_queue (fd);

  if (!input)
    return FALSE;
  *count = call (fd, VIDIOC_G_CTRL, &control) ? control.value : 0;
  *size = picture_size (fd, input);
  return *size > 0;
}
