/* SPDX-License-Identifier: LGPL-2.1-or-later */
/* Which keys a Protection System Specific Header box speaks of */
#include "gstrstpssh.h"

#include <gst/base/gstbytereader.h>

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

/* The same for all. FALSE: not all of @data are boxes. */
static gboolean
take_boxes (GstBuffer * data, GstRstPsshFunc func, gpointer user_data)
{
  GstByteReader reader;
  GstMapInfo map;
  gboolean ok = TRUE;

  if (!gst_buffer_map (data, &map, GST_MAP_READ))
    return FALSE;
  gst_byte_reader_init (&reader, map.data, map.size);
  while (ok && gst_byte_reader_get_remaining (&reader) > 0)
    ok = take_box (&reader, func, user_data);
  ok = ok && map.size > 0;
  gst_buffer_unmap (data, &map);
  return ok;
}

void
gst_rst_pssh_foreach_kid (GstBuffer * data, GstRstPsshFunc func,
    gpointer user_data)
{
  take_boxes (data, func, user_data);
}

gboolean
gst_rst_pssh_is_boxes (GstBuffer * data)
{
  return take_boxes (data, NULL, NULL);
}
