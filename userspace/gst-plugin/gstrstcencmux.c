/* SPDX-License-Identifier: LGPL-2.1-or-later */
/**
 * SECTION:element-rstcencmux
 * @title: rstcencmux
 *
 * Puts samples that are encrypted already into a fragmented file (ISO base media
 * file format, with the boxes of Common Encryption), as players with the key
 * take it. Every buffer is a sample, all of it encrypted, with its IV and key
 * identifier in a GstProtectionMeta.
 *
 * A fragment is complete in itself and written at once, and synchronised to the
 * disk by sinks that can: what was recorded is there up to the last fragment,
 * however the recording ends.
 *
 * ## Example launch line
 *
 * |[<!-- language="bash" -->
 * gst-launch-1.0 v4l2src device=/dev/video0 io-mode=dmabuf-import ! \
 *   rstpool heap=secure-video-record tail-room=128 ! rstjpegenc key-id=KID ! \
 *   rstcencmux ! filesink location=rec.mp4
 * ]|
 */
#include "gstrstcencmux.h"

#include <cenc-client.h>
#include <gst/video/video.h>
#include <string.h>

#include "gstrstcencinfo.h"
#include "gstrstelement.h"
#include "gstrstmp4.h"

GST_DEBUG_CATEGORY_STATIC (gst_rst_cenc_mux_debug);
#define GST_CAT_DEFAULT gst_rst_cenc_mux_debug

#define DEFAULT_FRAGMENT_DURATION 1000

/* Of a recording's only picture, which no other one ends. */
#define LONE_DURATION (RST_MP4_TIMESCALE / 25)

enum
{
  PROP_0,
  PROP_FRAGMENT_DURATION
};

struct _GstRstCencMux
{
  GstElement parent;

  GstPad *sinkpad;
  GstPad *srcpad;

  /* Property, under the object lock; ms */
  guint fragment_duration;

  /* Of the streaming thread, from READY to READY. */
  GstRstMp4Track track;
  gboolean has_caps;
  gboolean has_header;
  GstClockTime first_pts;
  guint32 sequence;             /* fragments written */
  guint64 start;                /* of the fragment, in RST_MP4_TIMESCALE */
  guint64 last;                 /* of the sample whose duration is open */
  guint32 last_duration;
  GArray *samples;              /* the fragment's */
  GstBufferList *data;          /* theirs, as many */
  GArray *map;
};

static GstStaticPadTemplate sink_template = GST_STATIC_PAD_TEMPLATE ("sink",
    GST_PAD_SINK, GST_PAD_ALWAYS,
    GST_STATIC_CAPS ("application/x-cenc, "
        "original-media-type = (string) image/jpeg, "
        "cipher-mode = (string) cenc, "
        "width = (int) [ 1, 65535 ], height = (int) [ 1, 65535 ]"));

static GstStaticPadTemplate src_template = GST_STATIC_PAD_TEMPLATE ("src",
    GST_PAD_SRC, GST_PAD_ALWAYS,
    GST_STATIC_CAPS ("video/quicktime, variant = (string) iso-fragmented"));

#define gst_rst_cenc_mux_parent_class parent_class
G_DEFINE_TYPE_WITH_CODE (GstRstCencMux, gst_rst_cenc_mux, GST_TYPE_ELEMENT,
    GST_DEBUG_CATEGORY_INIT (gst_rst_cenc_mux_debug, "rstcencmux", 0,
        "encrypted pictures into a fragmented file"));
GST_ELEMENT_REGISTER_DEFINE (rstcencmux, "rstcencmux", GST_RANK_NONE,
    GST_TYPE_RST_CENC_MUX);

static void
forget_fragment (GstRstCencMux * self)
{
  g_array_set_size (self->samples, 0);
  gst_clear_buffer_list (&self->data);
  self->data = gst_buffer_list_new ();
}

static void
reset (GstRstCencMux * self)
{
  memset (&self->track, 0, sizeof (self->track));
  self->has_caps = FALSE;
  self->has_header = FALSE;
  self->first_pts = GST_CLOCK_TIME_NONE;
  self->sequence = 0;
  self->last_duration = LONE_DURATION;
  forget_fragment (self);
}

static GstFlowReturn
push_bytes (GstRstCencMux * self, GByteArray * bytes)
{
  gsize size = bytes->len;

  return gst_pad_push (self->srcpad, gst_buffer_new_wrapped
      (g_byte_array_free (bytes, FALSE), size));
}

/* Header and samples as one buffer: a sink writes all of it or nothing. */
static GstFlowReturn
push_fragment (GstRstCencMux * self)
{
  GByteArray *header;
  GstBuffer *buffer;
  gsize size;
  guint i;

  if (!self->samples->len)
    return GST_FLOW_OK;
  header = gst_rst_mp4_fragment (self->sequence + 1, self->start,
      self->samples);
  if (!header)
    goto too_large;

  size = header->len;
  buffer = gst_buffer_new_wrapped (g_byte_array_free (header, FALSE), size);
  for (i = 0; i < gst_buffer_list_length (self->data); i++)
    gst_buffer_copy_into (buffer, gst_buffer_list_get (self->data, i),
        GST_BUFFER_COPY_MEMORY, 0, -1);
  GST_BUFFER_FLAG_SET (buffer, GST_BUFFER_FLAG_SYNC_AFTER);
  GST_DEBUG_OBJECT (self, "fragment %u: %u samples, %" G_GSIZE_FORMAT
      " bytes", self->sequence + 1, self->samples->len,
      gst_buffer_get_size (buffer));

  self->sequence++;
  forget_fragment (self);
  return gst_pad_push (self->srcpad, buffer);

  /* ERRORS */
too_large:
  {
    GST_ELEMENT_ERROR (self, STREAM, MUX,
        ("A fragment is too large."), ("fragment-duration is too long"));
    return GST_FLOW_ERROR;
  }
}

/* Ends the last sample; its fragment, too, where that has got long enough. */
static GstFlowReturn
end_sample (GstRstCencMux * self, guint32 duration)
{
  guint64 longest;

  if (!self->samples->len)
    return GST_FLOW_OK;
  g_array_index (self->samples, GstRstMp4Sample,
      self->samples->len - 1).duration = duration;
  self->last_duration = duration;

  GST_OBJECT_LOCK (self);
  longest = (guint64) self->fragment_duration * RST_MP4_TIMESCALE / 1000;
  GST_OBJECT_UNLOCK (self);
  return self->last + duration - self->start >= longest ?
      push_fragment (self) : GST_FLOW_OK;
}

static GstFlowReturn
push_header (GstRstCencMux * self, const guint8 kid[16])
{
  GstSegment segment;
  GstCaps *caps;

  if (!self->has_caps)
    return GST_FLOW_NOT_NEGOTIATED;
  memcpy (self->track.kid, kid, sizeof (self->track.kid));

  caps = gst_static_pad_template_get_caps (&src_template);
  gst_pad_push_event (self->srcpad, gst_event_new_caps (caps));
  gst_caps_unref (caps);
  gst_segment_init (&segment, GST_FORMAT_BYTES);
  gst_pad_push_event (self->srcpad, gst_event_new_segment (&segment));

  self->has_header = TRUE;
  return push_bytes (self, gst_rst_mp4_header (&self->track));
}

/* What a sample's metadata says; posts why it cannot be muxed. */
static gboolean
describe_sample (GstRstCencMux * self, GstBuffer * buffer,
    struct cenc_job *job)
{
  GstProtectionMeta *meta = gst_buffer_get_protection_meta (buffer);
  GError *error = NULL;

  if (!meta || !gst_rst_cenc_info_parse (meta->info, job, self->map, &error))
    goto no_info;
  if (job->scheme != RST_CENC_SCHEME_CENC || job->num_subsamples ||
      job->iv_size != RST_MP4_IV_SIZE)
    goto other_kind;
  if (self->has_header &&
      memcmp (job->kid, self->track.kid, sizeof (job->kid)))
    goto other_key;
  if (!GST_BUFFER_PTS_IS_VALID (buffer))
    goto no_time;
  return TRUE;

  /* ERRORS */
no_info:
  {
    GST_ELEMENT_ERROR (self, STREAM, MUX,
        ("A sample does not say how it is encrypted."), ("%s",
            error ? error->message : "it has no protection metadata"));
    g_clear_error (&error);
    return FALSE;
  }
other_kind:
  {
    GST_ELEMENT_ERROR (self, STREAM, MUX,
        ("A sample is not encrypted as rstcencmux can say it in a file."),
        ("all of it must be, with an IV of %u bytes", RST_MP4_IV_SIZE));
    return FALSE;
  }
other_key:
  {
    GST_ELEMENT_ERROR (self, STREAM, MUX,
        ("The key changed while a file was written."), (NULL));
    return FALSE;
  }
no_time:
  {
    GST_ELEMENT_ERROR (self, STREAM, MUX,
        ("A sample has no timestamp."), (NULL));
    return FALSE;
  }
}

/* Since the first sample; a clock that went back stands still. */
static guint64
time_of (GstRstCencMux * self, GstBuffer * buffer)
{
  GstClockTime pts = GST_BUFFER_PTS (buffer);

  if (!GST_CLOCK_TIME_IS_VALID (self->first_pts))
    self->first_pts = pts;
  return pts <= self->first_pts ? 0 :
      gst_util_uint64_scale_round (pts - self->first_pts, RST_MP4_TIMESCALE,
      GST_SECOND);
}

static GstFlowReturn
gst_rst_cenc_mux_chain (GstPad * pad, GstObject * parent, GstBuffer * buffer)
{
  GstRstCencMux *self = GST_RST_CENC_MUX (parent);
  gboolean first = !self->has_header;
  GstFlowReturn ret = GST_FLOW_OK;
  struct cenc_job job = { 0 };
  GstRstMp4Sample sample = { 0 };
  guint64 time, since;

  if (!describe_sample (self, buffer, &job)) {
    gst_buffer_unref (buffer);
    return GST_FLOW_ERROR;
  }

  time = time_of (self, buffer);
  if (first)
    ret = push_header (self, job.kid);
  else {
    /* Times must go up: a tick at the least, and what a field holds at most. */
    time = MAX (time, self->last + 1);
    since = MIN (time - self->last, G_MAXINT32);
    time = self->last + since;
    ret = end_sample (self, since);
  }
  if (ret != GST_FLOW_OK) {
    gst_buffer_unref (buffer);
    return ret;
  }

  if (!self->samples->len)
    self->start = time;
  self->last = time;
  sample.size = gst_buffer_get_size (buffer);
  memcpy (sample.iv, job.iv, sizeof (sample.iv));
  g_array_append_val (self->samples, sample);
  gst_buffer_list_add (self->data, buffer);
  return GST_FLOW_OK;
}

static void
drain (GstRstCencMux * self)
{
  if (end_sample (self, self->last_duration) == GST_FLOW_OK)
    push_fragment (self);
}

/* Nominal colours for the file; none where the caps have none. */
static void
set_colours (GstRstMp4Track * track, const GstStructure * structure)
{
  const gchar *text = gst_structure_get_string (structure, "colorimetry");
  GstVideoColorimetry colorimetry;

  if (!text || !gst_video_colorimetry_from_string (&colorimetry, text))
    return;
  track->primaries = gst_video_color_primaries_to_iso (colorimetry.primaries);
  track->transfer =
      gst_video_transfer_function_to_iso (colorimetry.transfer);
  track->matrix = gst_video_color_matrix_to_iso (colorimetry.matrix);
}

static gboolean
set_caps (GstRstCencMux * self, GstCaps * caps)
{
  const GstStructure *structure = gst_caps_get_structure (caps, 0);
  GstRstMp4Track track = { .format = "jpeg" };
  gint width, height;

  if (!gst_structure_get_int (structure, "width", &width) ||
      !gst_structure_get_int (structure, "height", &height))
    return FALSE;
  track.width = width;
  track.height = height;
  set_colours (&track, structure);

  /* The file says it at its beginning, once. */
  if (self->has_header && (track.width != self->track.width ||
          track.height != self->track.height))
    return FALSE;
  if (!self->has_header)
    self->track = track;
  self->has_caps = TRUE;
  return TRUE;
}

static gboolean
gst_rst_cenc_mux_event (GstPad * pad, GstObject * parent, GstEvent * event)
{
  GstRstCencMux *self = GST_RST_CENC_MUX (parent);
  gboolean ret = TRUE;
  GstCaps *caps;

  switch (GST_EVENT_TYPE (event)) {
    case GST_EVENT_CAPS:
      gst_event_parse_caps (event, &caps);
      ret = set_caps (self, caps);
      break;
    case GST_EVENT_SEGMENT:
    case GST_EVENT_PROTECTION:
    case GST_EVENT_GAP:
      /* The file has bytes; what they mean is inside. */
      break;
    case GST_EVENT_EOS:
      drain (self);
      return gst_pad_event_default (pad, parent, event);
    case GST_EVENT_FLUSH_STOP:
      forget_fragment (self);
      return gst_pad_event_default (pad, parent, event);
    default:
      return gst_pad_event_default (pad, parent, event);
  }
  gst_event_unref (event);
  return ret;
}

static GstStateChangeReturn
gst_rst_cenc_mux_change_state (GstElement * element,
    GstStateChange transition)
{
  GstStateChangeReturn ret;

  ret = GST_ELEMENT_CLASS (parent_class)->change_state (element, transition);
  if (transition == GST_STATE_CHANGE_PAUSED_TO_READY)
    reset (GST_RST_CENC_MUX (element));
  return ret;
}

static void
gst_rst_cenc_mux_set_property (GObject * object, guint prop_id,
    const GValue * value, GParamSpec * pspec)
{
  GstRstCencMux *self = GST_RST_CENC_MUX (object);

  if (prop_id != PROP_FRAGMENT_DURATION) {
    G_OBJECT_WARN_INVALID_PROPERTY_ID (object, prop_id, pspec);
    return;
  }
  GST_OBJECT_LOCK (self);
  self->fragment_duration = g_value_get_uint (value);
  GST_OBJECT_UNLOCK (self);
}

static void
gst_rst_cenc_mux_get_property (GObject * object, guint prop_id,
    GValue * value, GParamSpec * pspec)
{
  GstRstCencMux *self = GST_RST_CENC_MUX (object);

  if (prop_id != PROP_FRAGMENT_DURATION) {
    G_OBJECT_WARN_INVALID_PROPERTY_ID (object, prop_id, pspec);
    return;
  }
  GST_OBJECT_LOCK (self);
  g_value_set_uint (value, self->fragment_duration);
  GST_OBJECT_UNLOCK (self);
}

static void
gst_rst_cenc_mux_finalize (GObject * object)
{
  GstRstCencMux *self = GST_RST_CENC_MUX (object);

  g_array_unref (self->samples);
  gst_clear_buffer_list (&self->data);
  g_array_unref (self->map);

  G_OBJECT_CLASS (parent_class)->finalize (object);
}

static void
gst_rst_cenc_mux_class_init (GstRstCencMuxClass * klass)
{
  GObjectClass *object_class = G_OBJECT_CLASS (klass);
  GstElementClass *element_class = GST_ELEMENT_CLASS (klass);

  object_class->set_property = gst_rst_cenc_mux_set_property;
  object_class->get_property = gst_rst_cenc_mux_get_property;
  object_class->finalize = gst_rst_cenc_mux_finalize;
  g_object_class_install_property (object_class, PROP_FRAGMENT_DURATION,
      g_param_spec_uint ("fragment-duration", "Fragment duration",
          "Milliseconds after which a fragment is written: what is lost at "
          "most when the recording is broken off", 1, 60000,
          DEFAULT_FRAGMENT_DURATION, G_PARAM_READWRITE |
          G_PARAM_STATIC_STRINGS | GST_PARAM_MUTABLE_PLAYING));

  element_class->change_state = gst_rst_cenc_mux_change_state;
  gst_element_class_add_static_pad_template (element_class, &sink_template);
  gst_element_class_add_static_pad_template (element_class, &src_template);
  gst_element_class_set_static_metadata (element_class,
      "Common Encryption muxer", "Codec/Muxer",
      "Puts encrypted pictures into a fragmented file",
      RST_ELEMENT_AUTHOR);
}

static void
gst_rst_cenc_mux_init (GstRstCencMux * self)
{
  self->sinkpad = gst_pad_new_from_static_template (&sink_template, "sink");
  gst_pad_set_chain_function (self->sinkpad, gst_rst_cenc_mux_chain);
  gst_pad_set_event_function (self->sinkpad, gst_rst_cenc_mux_event);
  gst_element_add_pad (GST_ELEMENT (self), self->sinkpad);
  self->srcpad = gst_pad_new_from_static_template (&src_template, "src");
  gst_pad_use_fixed_caps (self->srcpad);
  gst_element_add_pad (GST_ELEMENT (self), self->srcpad);

  self->fragment_duration = DEFAULT_FRAGMENT_DURATION;
  self->samples = g_array_new (FALSE, FALSE, sizeof (GstRstMp4Sample));
  self->map = g_array_new (FALSE, FALSE, sizeof (struct rst_cenc_subsample));
  reset (self);
}
