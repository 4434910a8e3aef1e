/* SPDX-License-Identifier: LGPL-2.1-or-later */
/* The black around a picture: ordinary memory, which any compositor takes */
#ifndef _GNU_SOURCE
#define _GNU_SOURCE             /* memfd_create */
#endif
#include "gstrstwaylandbackground.h"

#include <errno.h>
#include <sys/mman.h>
#include <unistd.h>

/* No screen is larger. */
#define MAX_EDGE 16384

/* Pages that nobody writes are the same zeros, which are black. */
struct wl_buffer *
gst_rst_wayland_background_new (struct wl_shm *shm, gint width, gint height,
    GError ** error)
{
  struct wl_buffer *buffer;
  struct wl_shm_pool *pool;
  gint stride, fd;

  width = MIN (width, MAX_EDGE);
  height = MIN (height, MAX_EDGE);
  stride = width * 4;
  fd = memfd_create ("rstwaylandsink", MFD_CLOEXEC);
  if (fd < 0 || ftruncate (fd, (off_t) stride * height) < 0)
    goto no_memory;
  pool = wl_shm_create_pool (shm, fd, stride * height);
  buffer = wl_shm_pool_create_buffer (pool, 0, width, height, stride,
      WL_SHM_FORMAT_XRGB8888);
  wl_shm_pool_destroy (pool);
  close (fd);
  return buffer;

  /* ERRORS */
no_memory:
  {
    g_set_error (error, GST_RESOURCE_ERROR, GST_RESOURCE_ERROR_NO_SPACE_LEFT,
        "There is no memory for the black around the pictures: %s.",
        g_strerror (errno));
    if (fd >= 0)
      close (fd);
    return NULL;
  }
}
