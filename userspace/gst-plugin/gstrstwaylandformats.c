/* SPDX-License-Identifier: LGPL-2.1-or-later */
/* The formats of linear dma-bufs that a compositor takes */
#include "gstrstwaylandformats.h"

#include <drm_fourcc.h>
#include <sys/mman.h>
#include <unistd.h>

/* As the protocol lays it out in the file that the feedback brings */
typedef struct
{
  guint32 fourcc;
  guint32 padding;
  guint64 modifier;
} TableEntry;

struct _GstRstWaylandFormats
{
  struct zwp_linux_dmabuf_feedback_v1 *feedback;        /* NULL: version 3 */
  const TableEntry *table;      /* NULL: none has come */
  gsize table_size;             /* in bytes */
  GArray *told;                 /* fourccs of a feedback that is not yet done */
  GArray *linear;               /* fourccs */
};

static void
format_cb (void *data, struct zwp_linux_dmabuf_v1 *dmabuf, uint32_t format)
{
}

static void
modifier_cb (void *data, struct zwp_linux_dmabuf_v1 *dmabuf, uint32_t format,
    uint32_t modifier_hi, uint32_t modifier_lo)
{
  GstRstWaylandFormats *self = data;
  guint64 modifier = (guint64) modifier_hi << 32 | modifier_lo;

  if (modifier == DRM_FORMAT_MOD_LINEAR)
    g_array_append_val (self->linear, format);
}

static const struct zwp_linux_dmabuf_v1_listener dmabuf_listener = {
  format_cb,
  modifier_cb,
};

static void
drop_table (GstRstWaylandFormats * self)
{
  if (self->table)
    munmap ((gpointer) self->table, self->table_size);
  self->table = NULL;
}

static void
format_table_cb (void *data, struct zwp_linux_dmabuf_feedback_v1 *feedback,
    int32_t fd, uint32_t size)
{
  GstRstWaylandFormats *self = data;
  gpointer table = mmap (NULL, size, PROT_READ, MAP_PRIVATE, fd, 0);

  close (fd);
  drop_table (self);
  if (table == MAP_FAILED)
    return;
  self->table = table;
  self->table_size = size;
}

static void
tranche_formats_cb (void *data, struct zwp_linux_dmabuf_feedback_v1 *feedback,
    struct wl_array *indices)
{
  GstRstWaylandFormats *self = data;
  const guint16 *index = indices->data;
  gsize n = indices->size / sizeof (*index), i;

  for (i = 0; self->table && i < n; i++) {
    if (index[i] < self->table_size / sizeof (TableEntry) &&
        self->table[index[i]].modifier == DRM_FORMAT_MOD_LINEAR)
      g_array_append_val (self->told, self->table[index[i]].fourcc);
  }
}

static void
done_cb (void *data, struct zwp_linux_dmabuf_feedback_v1 *feedback)
{
  GstRstWaylandFormats *self = data;

  g_array_unref (self->linear);
  self->linear = self->told;
  self->told = g_array_new (FALSE, FALSE, sizeof (guint32));
}

static void
device_cb (void *data, struct zwp_linux_dmabuf_feedback_v1 *feedback,
    struct wl_array *device)
{
}

static void
tranche_done_cb (void *data, struct zwp_linux_dmabuf_feedback_v1 *feedback)
{
}

static void
tranche_flags_cb (void *data, struct zwp_linux_dmabuf_feedback_v1 *feedback,
    uint32_t flags)
{
}

static const struct zwp_linux_dmabuf_feedback_v1_listener feedback_listener = {
  done_cb,
  format_table_cb,
  device_cb,
  tranche_done_cb,
  device_cb,
  tranche_formats_cb,
  tranche_flags_cb,
};

GstRstWaylandFormats *
gst_rst_wayland_formats_new (struct zwp_linux_dmabuf_v1 * dmabuf)
{
  GstRstWaylandFormats *self = g_new0 (GstRstWaylandFormats, 1);

  self->told = g_array_new (FALSE, FALSE, sizeof (guint32));
  self->linear = g_array_new (FALSE, FALSE, sizeof (guint32));
  zwp_linux_dmabuf_v1_add_listener (dmabuf, &dmabuf_listener, self);
  if (zwp_linux_dmabuf_v1_get_version (dmabuf) >=
      ZWP_LINUX_DMABUF_V1_GET_DEFAULT_FEEDBACK_SINCE_VERSION) {
    self->feedback = zwp_linux_dmabuf_v1_get_default_feedback (dmabuf);
    zwp_linux_dmabuf_feedback_v1_add_listener (self->feedback,
        &feedback_listener, self);
  }
  return self;
}

void
gst_rst_wayland_formats_free (GstRstWaylandFormats * self)
{
  if (!self)
    return;
  if (self->feedback)
    zwp_linux_dmabuf_feedback_v1_destroy (self->feedback);
  drop_table (self);
  g_array_unref (self->told);
  g_array_unref (self->linear);
  g_free (self);
}

gboolean
gst_rst_wayland_formats_has (GstRstWaylandFormats * self, guint32 fourcc)
{
  guint i;

  for (i = 0; i < self->linear->len; i++)
    if (g_array_index (self->linear, guint32, i) == fourcc)
      return TRUE;
  return FALSE;
}
