/* SPDX-License-Identifier: LGPL-2.1-or-later */
/* A look through a file for its fragments */
#include "gstrstmp4scan.h"

#include "gstrstmfra.h"
#include "gstrstmp4movie.h"

#define FOURCC_MFRO GST_MAKE_FOURCC ('m', 'f', 'r', 'o')
#define FOURCC_MOOF GST_MAKE_FOURCC ('m', 'o', 'o', 'f')
#define FOURCC_MOOV GST_MAKE_FOURCC ('m', 'o', 'o', 'v')
#define FOURCC_MVEX GST_MAKE_FOURCC ('m', 'v', 'e', 'x')
#define FOURCC_SIDX GST_MAKE_FOURCC ('s', 'i', 'd', 'x')

/* Two days of fragments of one second, each with a few boxes. */
#define MAX_BOXES (1 << 20)
/* Where each is a request to a server; a segment index comes early. */
#define MAX_BOXES_AFAR 64
#define MAX_MOOV (16 * 1024 * 1024)
#define MAX_OTHER (1024 * 1024)

#define MFRO_SIZE 16

typedef struct
{
  GstPad *pad;
  guint64 size;
  gboolean all;
  GstFlowReturn ret;            /* of the last pull that failed */

  gboolean has_movie;
  GstRstMp4Movie movie;
  GstRstMfra *index;
} Scan;

/* Exactly so many bytes, or NULL. */
static GstBuffer *
pull (Scan * self, guint64 offset, guint64 size)
{
  GstBuffer *buffer = NULL;
  GstFlowReturn ret;

  if (size > MAX_MOOV)
    return NULL;
  ret = gst_pad_pull_range (self->pad, offset, size, &buffer);
  if (ret != GST_FLOW_OK) {
    self->ret = ret;
    return NULL;
  }
  if (gst_buffer_get_size (buffer) != size)
    gst_clear_buffer (&buffer);
  return buffer;
}

/* The box at @offset, which is cut off at @end. */
static gboolean
look_at (Scan * self, guint64 offset, guint64 end, GstRstMp4Box * box)
{
  GstBuffer *buffer = pull (self, offset, MIN (end - offset,
          RST_MP4_BOX_HEADER));
  guint8 header[RST_MP4_BOX_HEADER];
  gsize size;

  if (!buffer)
    return FALSE;
  size = gst_buffer_extract (buffer, 0, header, sizeof (header));
  gst_buffer_unref (buffer);
  if (!gst_rst_mp4_read_box (header, size, box))
    return FALSE;
  if (!box->size || box->size > end - offset)
    box->size = end - offset;
  return TRUE;
}

/* Is there a box of that type in the one at @offset? */
static gboolean
contains (Scan * self, guint64 offset, const GstRstMp4Box * box, guint32 type)
{
  guint64 end = offset + box->size;
  GstRstMp4Box child;
  guint boxes;

  offset += box->header;
  for (boxes = 0; offset < end && boxes < MAX_BOXES; boxes++) {
    if (!look_at (self, offset, end, &child))
      return FALSE;
    if (child.type == type)
      return TRUE;
    offset += child.size;
  }
  return FALSE;
}

/* FALSE: there is nothing to do with such a file. Little is read of a clear
 * film's, which may be large. */
static gboolean
take_moov (Scan * self, guint64 offset, const GstRstMp4Box * box)
{
  GstBuffer *buffer;
  GstMapInfo map;

  if (self->has_movie)
    return TRUE;
  if (!contains (self, offset, box, FOURCC_MVEX))
    return FALSE;
  buffer = pull (self, offset, box->size);
  if (!buffer)
    return FALSE;
  if (gst_buffer_map (buffer, &map, GST_MAP_READ)) {
    self->has_movie = gst_rst_mp4_read_movie (map.data, map.size,
        &self->movie);
    gst_buffer_unmap (buffer, &map);
  }
  gst_buffer_unref (buffer);
  if (self->has_movie)
    self->index = gst_rst_mfra_new (self->movie.track_id);
  return self->has_movie;
}

static gboolean
has_mfro (Scan * self)
{
  GstRstMp4Box box;

  return self->size > MFRO_SIZE && look_at (self, self->size - MFRO_SIZE,
      self->size, &box) && box.type == FOURCC_MFRO;
}

/* FALSE: the segments are of no use. */
static gboolean
take_sidx (Scan * self, guint64 offset, const GstRstMp4Box * box)
{
  GstRstMfra *index = gst_rst_mfra_new (self->movie.track_id);
  gboolean taken = FALSE;
  GstBuffer *buffer;
  GstMapInfo map;

  buffer = box->size <= MAX_OTHER ? pull (self, offset, box->size) : NULL;
  if (buffer && gst_buffer_map (buffer, &map, GST_MAP_READ)) {
    taken = gst_rst_mp4_read_sidx (map.data, map.size, offset + box->size,
        self->size, &self->movie, index);
    gst_buffer_unmap (buffer, &map);
  }
  gst_clear_buffer (&buffer);
  if (taken) {
    gst_rst_mfra_free (self->index);
    self->index = g_steal_pointer (&index);
  }
  g_clear_pointer (&index, gst_rst_mfra_free);
  return taken;
}

static void
take_moof (Scan * self, guint64 offset, const GstRstMp4Box * box)
{
  GstBuffer *buffer;
  GstMapInfo map;
  guint64 time;

  buffer = box->size <= MAX_OTHER ? pull (self, offset, box->size) : NULL;
  if (!buffer)
    return;
  if (gst_buffer_map (buffer, &map, GST_MAP_READ)) {
    if (gst_rst_mp4_read_fragment (map.data, map.size, &self->movie, &time))
      gst_rst_mfra_add (self->index, time, offset);
    gst_buffer_unmap (buffer, &map);
  }
  gst_buffer_unref (buffer);
}

/* FALSE: there is no more to look for. */
static gboolean
take_box (Scan * self, guint64 offset, const GstRstMp4Box * box)
{
  switch (box->type) {
    case FOURCC_MOOV:
      return take_moov (self, offset, box) && !has_mfro (self);
    case FOURCC_SIDX:
      return !self->has_movie || !take_sidx (self, offset, box);
    case FOURCC_MOOF:
      if (!self->has_movie || !self->all)
        return FALSE;
      take_moof (self, offset, box);
      return TRUE;
    default:
      return TRUE;
  }
}

GstFlowReturn
gst_rst_mp4_scan (GstPad * pad, guint64 size, gboolean all,
    GByteArray ** index)
{
  Scan self = {
    .pad = pad,
    .size = size,
    .all = all,
    .ret = GST_FLOW_OK,
  };
  guint boxes, max = all ? MAX_BOXES : MAX_BOXES_AFAR;
  guint64 offset = 0;
  GstRstMp4Box box;

  *index = NULL;
  for (boxes = 0; offset < size && boxes < max; boxes++) {
    if (!look_at (&self, offset, size, &box) ||
        !take_box (&self, offset, &box))
      break;
    offset += box.size;
  }
  if (self.index && self.ret != GST_FLOW_FLUSHING)
    *index = gst_rst_mfra_write (self.index);
  g_clear_pointer (&self.index, gst_rst_mfra_free);
  return self.ret == GST_FLOW_FLUSHING ? self.ret : GST_FLOW_OK;
}
