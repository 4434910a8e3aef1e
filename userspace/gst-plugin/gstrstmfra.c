/* SPDX-License-Identifier: LGPL-2.1-or-later */
/* The index of a fragmented file, mfra: what players seek by */
#include "gstrstmfra.h"

#include "gstrstmp4box.h"

/* A day of fragments of two seconds, in less than a megabyte. */
#define MAX_ENTRIES 43200

/* tfra: times and offsets have 64 bits. */
#define TFRA_VERSION 1

typedef struct
{
  guint64 time;
  guint64 offset;
} Entry;

struct _GstRstMfra
{
  guint32 track_id;
  GArray *entries;
  guint64 added;
  guint64 stride;               /* every so many are kept */
};

GstRstMfra *
gst_rst_mfra_new (guint32 track_id)
{
  GstRstMfra *self = g_new0 (GstRstMfra, 1);

  self->track_id = track_id;
  self->stride = 1;
  self->entries = g_array_new (FALSE, FALSE, sizeof (Entry));
  return self;
}

void
gst_rst_mfra_free (GstRstMfra * self)
{
  g_array_unref (self->entries);
  g_free (self);
}

static void
thin_out (GstRstMfra * self)
{
  Entry *entries = (Entry *) self->entries->data;
  guint i;

  for (i = 0; 2 * i < self->entries->len; i++)
    entries[i] = entries[2 * i];
  g_array_set_size (self->entries, i);
  self->stride *= 2;
}

void
gst_rst_mfra_add (GstRstMfra * self, guint64 time, guint64 offset)
{
  Entry entry = { time, offset };

  if (self->added++ % self->stride)
    return;
  g_array_append_val (self->entries, entry);
  if (self->entries->len > MAX_ENTRIES)
    thin_out (self);
}

guint
gst_rst_mfra_length (const GstRstMfra * self)
{
  return self->entries->len;
}

static void
put_tfra (GByteArray * out, const GstRstMfra * self)
{
  guint at = gst_rst_mp4_begin_full (out, "tfra", TFRA_VERSION, 0), i;

  gst_rst_mp4_put32 (out, self->track_id);
  gst_rst_mp4_put32 (out, 0);   /* the numbers below have a byte each */
  gst_rst_mp4_put32 (out, self->entries->len);
  for (i = 0; i < self->entries->len; i++) {
    const Entry *entry = &g_array_index (self->entries, Entry, i);

    gst_rst_mp4_put64 (out, entry->time);
    gst_rst_mp4_put64 (out, entry->offset);
    gst_rst_mp4_put8 (out, 1);  /* traf, trun and sample */
    gst_rst_mp4_put8 (out, 1);
    gst_rst_mp4_put8 (out, 1);
  }
  gst_rst_mp4_end (out, at);
}

GByteArray *
gst_rst_mfra_write (const GstRstMfra * self)
{
  GByteArray *out;
  guint at, mfro;

  if (!self->entries->len)
    return NULL;
  out = g_byte_array_new ();
  at = gst_rst_mp4_begin (out, "mfra");
  put_tfra (out, self);
  mfro = gst_rst_mp4_begin_full (out, "mfro", 0, 0);
  gst_rst_mp4_put32 (out, out->len - at + 4);
  gst_rst_mp4_end (out, mfro);
  gst_rst_mp4_end (out, at);
  return out;
}
