/* SPDX-License-Identifier: LGPL-2.1-or-later */
/* Captions and the like, which protected streams have in the clear */
#include "gstrstsei.h"

#include <string.h>

/* NAL unit types, and types of SEI messages (ITU-T H.264, 7.4.1 and D.1; H.265,
 * 7.4.2 and D.2, where the messages have the same) */
#define NAL_LAST_SLICE 5
#define NAL_SEI 6
#define HEVC_LAST_SLICE 31
#define HEVC_PREFIX_SEI 39
#define SEI_REGISTERED 4
#define SEI_MASTERING_DISPLAY 137
#define SEI_CONTENT_LIGHT 144

/* ATSC A/53 part 4: user data that is registered with ITU-T T.35 */
#define T35_USA 0xb5
#define T35_ATSC 0x0031
#define ID_CAPTIONS_AND_BARS 0x47413934 /* "GA94" */
#define ID_ACTIVE_FORMAT 0x44544731     /* "DTG1" */
#define TYPE_CAPTIONS 3
#define CAPTIONS_VALID 0x40
#define CAPTIONS_COUNT 0x1f
#define CAPTION_SIZE 3
#define ACTIVE_FORMAT_VALID 0x40

/* A unit is copied to be read; real ones have some hundred bytes. */
#define MAX_UNIT 16384

/* What is left to read; @size becomes less as it is read. */
typedef struct
{
  const guint8 *data;
  gsize size;
} Bytes;

void
gst_rst_sei_init (GstRstSei * self)
{
  memset (self, 0, sizeof (*self));
  self->unit = g_byte_array_new ();
}

void
gst_rst_sei_clear (GstRstSei * self)
{
  g_clear_pointer (&self->unit, g_byte_array_unref);
}

void
gst_rst_sei_forget (GstRstSei * self)
{
  self->has_display = self->has_light = FALSE;
}

/* FALSE: not as many bytes are left, and none is taken. */
static gboolean
take (Bytes * bytes, gsize size, const guint8 ** data)
{
  if (bytes->size < size)
    return FALSE;
  *data = bytes->data;
  bytes->data += size;
  bytes->size -= size;
  return TRUE;
}

static gboolean
take_byte (Bytes * bytes, guint8 * value)
{
  const guint8 *data;

  if (!take (bytes, 1, &data))
    return FALSE;
  *value = *data;
  return TRUE;
}

/* A message's type or size: bytes of 255, and one that is less. */
static gboolean
take_number (Bytes * bytes, gsize * number)
{
  guint8 byte;

  *number = 0;
  do {
    if (!take_byte (bytes, &byte))
      return FALSE;
    *number += byte;
  } while (byte == 0xff);
  return TRUE;
}

static void
read_captions (Bytes bytes, GstBuffer * output)
{
  const guint8 *captions;
  guint8 flags, reserved;
  gsize size;

  if (!take_byte (&bytes, &flags) || !take_byte (&bytes, &reserved) ||
      !(flags & CAPTIONS_VALID))
    return;
  size = (flags & CAPTIONS_COUNT) * CAPTION_SIZE;
  if (size > 0 && take (&bytes, size, &captions))
    gst_buffer_add_video_caption_meta (output,
        GST_VIDEO_CAPTION_TYPE_CEA708_RAW, captions, size);
}

static void
read_active_format (Bytes bytes, GstBuffer * output)
{
  guint8 flags, format;

  if (take_byte (&bytes, &flags) && (flags & ACTIVE_FORMAT_VALID) &&
      take_byte (&bytes, &format))
    gst_buffer_add_video_afd_meta (output, 0, GST_VIDEO_AFD_SPEC_ATSC_A53,
        (GstVideoAFDValue) (format & 0x0f));
}

static void
read_registered (Bytes bytes, GstBuffer * output)
{
  const guint8 *head;
  guint8 type;

  if (!take (&bytes, 7, &head) || head[0] != T35_USA ||
      GST_READ_UINT16_BE (head + 1) != T35_ATSC)
    return;
  switch (GST_READ_UINT32_BE (head + 3)) {
    case ID_CAPTIONS_AND_BARS:
      if (take_byte (&bytes, &type) && type == TYPE_CAPTIONS)
        read_captions (bytes, output);
      break;
    case ID_ACTIVE_FORMAT:
      read_active_format (bytes, output);
      break;
    default:
      break;
  }
}

/* The stream has green, blue and red, GStreamer red, green and blue. */
static void
read_display (GstRstSei * self, Bytes bytes)
{
  const guint8 *data;
  guint i;

  if (!take (&bytes, 24, &data))
    return;
  for (i = 0; i < 3; i++) {
    self->display.display_primaries[(i + 1) % 3].x =
        GST_READ_UINT16_BE (data + 4 * i);
    self->display.display_primaries[(i + 1) % 3].y =
        GST_READ_UINT16_BE (data + 4 * i + 2);
  }
  self->display.white_point.x = GST_READ_UINT16_BE (data + 12);
  self->display.white_point.y = GST_READ_UINT16_BE (data + 14);
  self->display.max_display_mastering_luminance =
      GST_READ_UINT32_BE (data + 16);
  self->display.min_display_mastering_luminance =
      GST_READ_UINT32_BE (data + 20);
  self->has_display = TRUE;
}

static void
read_light (GstRstSei * self, Bytes bytes)
{
  const guint8 *data;

  if (!take (&bytes, 4, &data))
    return;
  self->light.max_content_light_level = GST_READ_UINT16_BE (data);
  self->light.max_frame_average_light_level = GST_READ_UINT16_BE (data + 2);
  self->has_light = TRUE;
}

static void
read_message (GstRstSei * self, gsize type, Bytes message, GstBuffer * output)
{
  switch (type) {
    case SEI_REGISTERED:
      read_registered (message, output);
      break;
    case SEI_MASTERING_DISPLAY:
      read_display (self, message);
      break;
    case SEI_CONTENT_LIGHT:
      read_light (self, message);
      break;
    default:
      break;
  }
}

/* Behind the last message there is a byte with a single bit. */
static void
read_messages (GstRstSei * self, Bytes bytes, GstBuffer * output)
{
  Bytes message;
  gsize type;

  while (bytes.size > 2 && take_number (&bytes, &type) &&
      take_number (&bytes, &message.size) &&
      take (&bytes, message.size, &message.data))
    read_message (self, type, message, output);
}

/* Two zeros and a 3 stand for two zeros. */
static Bytes
unescape (GstRstSei * self, Bytes unit)
{
  Bytes result;
  guint zeros = 0;
  gsize i;

  g_byte_array_set_size (self->unit, 0);
  for (i = 0; i < unit.size; i++) {
    if (zeros >= 2 && unit.data[i] == 3) {
      zeros = 0;
      continue;
    }
    zeros = unit.data[i] == 0 ? zeros + 1 : 0;
    g_byte_array_append (self->unit, &unit.data[i], 1);
  }
  result.data = self->unit->data;
  result.size = self->unit->len;
  return result;
}

/* Whether the map has all of these bytes of the sample in the clear. */
static gboolean
is_clear (const struct cenc_job *job, guint64 at, guint64 size)
{
  guint64 start = 0, end;
  guint32 i;

  if (job->scheme == RST_CENC_SCHEME_CLEAR)
    return TRUE;
  for (i = 0; i < job->num_subsamples && start <= at; i++) {
    end = start + job->subsamples[i].clear;
    /* Without encrypted bytes between them, two entries are one. */
    while (job->subsamples[i].encrypted == 0 && i + 1 < job->num_subsamples)
      end += job->subsamples[++i].clear;
    if (at + size <= end)
      return TRUE;
    start = end + job->subsamples[i].encrypted;
  }
  return FALSE;
}

/* A length, as it stands in front of a unit; @size of a length is 1 to 4. */
static gboolean
take_length (Bytes * bytes, guint size, gsize * length)
{
  guint8 byte;

  *length = 0;
  while (size--) {
    if (!take_byte (bytes, &byte))
      return FALSE;
    *length = *length << 8 | byte;
  }
  return *length > 0 && *length <= bytes->size;
}

typedef enum
{
  UNIT_OTHER,
  UNIT_SLICE,
  UNIT_SEI
} Unit;

static Unit
unit_kind (const struct cenc_job *job, guint8 header)
{
  guint type = header & 0x1f;

  if (job->format == RST_CENC_FORMAT_HEVC) {
    type = header >> 1 & 0x3f;
    return type <= HEVC_LAST_SLICE ? UNIT_SLICE :
        type == HEVC_PREFIX_SEI ? UNIT_SEI : UNIT_OTHER;
  }
  return type >= 1 && type <= NAL_LAST_SLICE ? UNIT_SLICE :
      type == NAL_SEI ? UNIT_SEI : UNIT_OTHER;
}

/* The units in front of the first slice: what comes behind is no SEI of this
 * picture. */
static void
read_units (GstRstSei * self, Bytes sample, const struct cenc_job *job,
    GstBuffer * output)
{
  guint length_size = job->nal_length_size;
  gsize header_size = job->format == RST_CENC_FORMAT_HEVC ? 2 : 1;
  gsize total = sample.size, at, length;
  Bytes unit;
  Unit kind;

  for (;;) {
    at = total - sample.size;
    if (!is_clear (job, at, length_size + 1) ||
        !take_length (&sample, length_size, &length) ||
        !take (&sample, length, &unit.data))
      return;
    unit.size = length;
    kind = unit_kind (job, unit.data[0]);
    if (kind == UNIT_SLICE)
      return;
    if (kind != UNIT_SEI || length > MAX_UNIT || length < header_size ||
        !is_clear (job, at, length_size + length))
      continue;
    unit.data += header_size;
    unit.size -= header_size;
    read_messages (self, unescape (self, unit), output);
  }
}

gboolean
gst_rst_sei_take (GstRstSei * self, GstBuffer * sample,
    const struct cenc_job *job, GstBuffer * output)
{
  GstRstSei before = *self;
  GstMapInfo map;
  Bytes bytes;

  if (!gst_buffer_map (sample, &map, GST_MAP_READ))
    return FALSE;
  /* They hold until the next key frame, which has its own or none. */
  if (!GST_BUFFER_FLAG_IS_SET (sample, GST_BUFFER_FLAG_DELTA_UNIT))
    gst_rst_sei_forget (self);
  bytes.data = map.data;
  bytes.size = map.size;
  read_units (self, bytes, job, output);
  gst_buffer_unmap (sample, &map);

  return self->has_display != before.has_display ||
      self->has_light != before.has_light ||
      (self->has_display &&
      !gst_video_mastering_display_info_is_equal (&self->display,
          &before.display)) || (self->has_light &&
      !gst_video_content_light_level_is_equal (&self->light, &before.light));
}

void
gst_rst_sei_set_caps (const GstRstSei * self, GstCaps * caps)
{
  guint i;

  for (i = 0; i < gst_caps_get_size (caps); i++)
    gst_structure_remove_fields (gst_caps_get_structure (caps, i),
        "mastering-display-info", "content-light-level", NULL);
  if (self->has_display)
    gst_video_mastering_display_info_add_to_caps (&self->display, caps);
  if (self->has_light)
    gst_video_content_light_level_add_to_caps (&self->light, caps);
}

/* Not gst_base_transform_update_src_caps(): that has the base class negotiate
 * again at the next sample, from the input's caps, which lack all this. */
void
gst_rst_sei_pass_on (GstRstSei * self, GstBaseTransform * trans,
    GstBuffer * sample, const struct cenc_job *job, GstBuffer * output)
{
  GstCaps *caps;

  if (!gst_rst_sei_take (self, sample, job, output))
    return;
  caps = gst_pad_get_current_caps (trans->srcpad);
  if (!caps)
    return;
  caps = gst_caps_make_writable (caps);
  gst_rst_sei_set_caps (self, caps);
  if (!gst_pad_push_event (trans->srcpad, gst_event_new_caps (caps)))
    GST_WARNING_OBJECT (trans, "refused: %" GST_PTR_FORMAT, caps);
  gst_caps_unref (caps);
}
