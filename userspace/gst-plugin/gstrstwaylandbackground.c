/* SPDX-License-Identifier: LGPL-2.1-or-later */
/* The black around a picture: ordinary memory, which any compositor takes */
#ifndef _GNU_SOURCE
#define _GNU_SOURCE             /* memfd_create */
#endif
#include "gstrstwaylandbackground.h"

#include <sys/mman.h>
#include <unistd.h>

#define MAX_EDGE 16384

/* Pages that nobody writes are the same zeros, which are black. */
struct wl_buffer *
gst_rst_wayland_background_new (struct wl_shm *shm, gint width, gint height)
{
  struct wl_buffer *buffer = NULL;
  struct wl_shm_pool *pool;
  gint stride = width * 4;
  gint fd;

  if (width <= 0 || height <= 0 || width > MAX_EDGE || height > MAX_EDGE)
    return NULL;
  fd = memfd_create ("rstwaylandsink", MFD_CLOEXEC);
  if (fd < 0)
    return NULL;
  if (ftruncate (fd, (off_t) stride * height) == 0) {
    pool = wl_shm_create_pool (shm, fd, stride * height);
    buffer = wl_shm_pool_create_buffer (pool, 0, width, height, stride,
        WL_SHM_FORMAT_XRGB8888);
    wl_shm_pool_destroy (pool);
  }
  close (fd);
  return buffer;
}
