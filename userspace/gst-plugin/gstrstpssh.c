/* SPDX-License-Identifier: LGPL-2.1-or-later */
/* Which keys a Protection System Specific Header box speaks of */
#include "gstrstpssh.h"

#include <gst/base/gstbytereader.h>

#include <string.h>

#define SYSTEM_ID_SIZE 16

/* A box: its size, its type, version and flags, and the system's id. */
#define HEADER_SIZE (4 + 4 + 4 + SYSTEM_ID_SIZE)

/* Takes one box. FALSE: there is none, or it is damaged. */
static gboolean
take_box (GstByteReader * reader, GstRstPsshFunc func, gpointer user_data)
{
  guint32 size, count;
  const guint8 *data;
  GstByteReader box;

  if (!gst_byte_reader_peek_uint32_be (reader, &size) || size < HEADER_SIZE ||
      !gst_byte_reader_get_data (reader, size, &data) ||
      memcmp (data + 4, "pssh", 4))
    return FALSE;
  if (data[8] == 0 || !func)
    return TRUE;

  gst_byte_reader_init (&box, data + HEADER_SIZE, size - HEADER_SIZE);
  if (!gst_byte_reader_get_uint32_be (&box, &count))
    return FALSE;
  while (count-- && gst_byte_reader_get_data (&box, GST_RST_KID_SIZE, &data))
    func (data, user_data);
  return TRUE;
}

/* The same for all. FALSE: not all of the bytes are boxes. */
static gboolean
take_boxes (const guint8 * data, gsize size, GstRstPsshFunc func,
    gpointer user_data)
{
  GstByteReader reader;
  gboolean ok = size > 0;

  gst_byte_reader_init (&reader, data, size);
  while (ok && gst_byte_reader_get_remaining (&reader) > 0)
    ok = take_box (&reader, func, user_data);
  return ok;
}

typedef struct
{
  GByteArray *boxes;
  gboolean inside;              /* an element that has boxes */
} Manifest;

/* <cenc:pssh>, whatever the manifest calls the name space */
static void
start_element_cb (GMarkupParseContext * context, const gchar * name,
    const gchar ** names, const gchar ** values, gpointer user_data,
    GError ** error)
{
  const gchar *colon = strrchr (name, ':');

  ((Manifest *) user_data)->inside =
      g_str_equal (colon ? colon + 1 : name, "pssh");
}

static void
end_element_cb (GMarkupParseContext * context, const gchar * name,
    gpointer user_data, GError ** error)
{
  ((Manifest *) user_data)->inside = FALSE;
}

static void
text_cb (GMarkupParseContext * context, const gchar * text, gsize size,
    gpointer user_data, GError ** error)
{
  Manifest *manifest = user_data;
  gchar *base64;
  guchar *bytes;
  gsize num_bytes;

  if (!manifest->inside)
    return;
  base64 = g_strndup (text, size);
  bytes = g_base64_decode (base64, &num_bytes);
  g_byte_array_append (manifest->boxes, bytes, num_bytes);
  g_free (bytes);
  g_free (base64);
}

/* From a DASH manifest's element, which has them as text. */
static GByteArray *
boxes_of_manifest (const gchar * text, gsize size)
{
  static const GMarkupParser parser = {
    .start_element = start_element_cb,
    .end_element = end_element_cb,
    .text = text_cb,
  };
  Manifest manifest = {.boxes = g_byte_array_new () };
  GMarkupParseContext *context =
      g_markup_parse_context_new (&parser, 0, &manifest, NULL);

  if (size == 0 ||
      !g_markup_parse_context_parse (context, text, size, NULL) ||
      !g_markup_parse_context_end_parse (context, NULL))
    g_byte_array_set_size (manifest.boxes, 0);
  g_markup_parse_context_free (context);
  return manifest.boxes;
}

GstBuffer *
gst_rst_pssh_get_boxes (GstBuffer * data)
{
  GByteArray *boxes;
  GstMapInfo map;
  gsize size;

  if (!gst_buffer_map (data, &map, GST_MAP_READ))
    return NULL;
  boxes = g_byte_array_new ();
  if (take_boxes (map.data, map.size, NULL, NULL)) {
    g_byte_array_append (boxes, map.data, map.size);
  } else {
    g_byte_array_unref (boxes);
    boxes = boxes_of_manifest ((const gchar *) map.data, map.size);
  }
  gst_buffer_unmap (data, &map);

  size = boxes->len;
  if (take_boxes (boxes->data, size, NULL, NULL))
    return gst_buffer_new_wrapped (g_byte_array_free (boxes, FALSE), size);
  g_byte_array_unref (boxes);
  return NULL;
}

void
gst_rst_pssh_foreach_kid (GstBuffer * data, GstRstPsshFunc func,
    gpointer user_data)
{
  GstBuffer *boxes = gst_rst_pssh_get_boxes (data);
  GstMapInfo map;

  if (!boxes)
    return;
  if (gst_buffer_map (boxes, &map, GST_MAP_READ)) {
    take_boxes (map.data, map.size, func, user_data);
    gst_buffer_unmap (boxes, &map);
  }
  gst_buffer_unref (boxes);
}
