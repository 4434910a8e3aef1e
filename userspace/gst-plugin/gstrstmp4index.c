/* SPDX-License-Identifier: LGPL-2.1-or-later */
/**
 * SECTION:element-rstmp4index
 * @title: rstmp4index
 *
 * Lets players seek in encrypted, fragmented films that have no index of their
 * fragments (mfra), such as packagers make. After a seek qtdemux finds how a
 * sample is encrypted only if there is one.
 *
 * Downstream sees the file's bytes, and behind them an index, which is made of
 * the file's segment index (sidx) or, where that is missing, of all fragments'
 * headers. Everything else goes through as it is: clear films, files that are
 * not fragmented or have an index, and what is pushed instead of pulled.
 *
 * Players plug it in front of the demuxer by themselves.
 *
 * ## Example launch line
 *
 * |[<!-- language="bash" -->
 * gst-launch-1.0 filesrc location=film-cenc.mp4 ! rstmp4index ! qtdemux ! \
 *   queue ! rstvideodec ! kmssink driver-name=rst-disp
 * ]|
 */
#include "gstrstmp4index.h"

#include "gstrstelement.h"
#include "gstrstmachine.h"
#include "gstrstmp4scan.h"

GST_DEBUG_CATEGORY_STATIC (gst_rst_mp4_index_debug);
#define GST_CAT_DEFAULT gst_rst_mp4_index_debug

struct _GstRstMp4Index
{
  GstElement parent;

  GstPad *sinkpad;
  GstPad *srcpad;

  /* Of the streaming thread, from activation to activation. */
  gboolean looked;

  /* Under the object lock. The file may grow. */
  GByteArray *index;            /* NULL: the file stays as it is */
  guint64 file_size;            /* where the index begins */
};

static GstStaticPadTemplate sink_template = GST_STATIC_PAD_TEMPLATE ("sink",
    GST_PAD_SINK, GST_PAD_ALWAYS, GST_STATIC_CAPS ("video/quicktime"));

static GstStaticPadTemplate src_template = GST_STATIC_PAD_TEMPLATE ("src",
    GST_PAD_SRC, GST_PAD_ALWAYS, GST_STATIC_CAPS ("video/quicktime"));

/* Any rank is enough: parsers are plugged before demuxers. */
static gboolean
register_element (GstPlugin * plugin)
{
  return gst_element_register (plugin, "rstmp4index",
      gst_rst_machine_rank (plugin, GST_RANK_MARGINAL),
      GST_TYPE_RST_MP4_INDEX);
}

#define gst_rst_mp4_index_parent_class parent_class
G_DEFINE_TYPE_WITH_CODE (GstRstMp4Index, gst_rst_mp4_index, GST_TYPE_ELEMENT,
    GST_DEBUG_CATEGORY_INIT (gst_rst_mp4_index_debug, "rstmp4index", 0,
        "index of encrypted films"));
GST_ELEMENT_REGISTER_DEFINE_CUSTOM (rstmp4index, register_element);

static gboolean
query_size (GstRstMp4Index * self, guint64 * size)
{
  gint64 duration;

  if (!gst_pad_peer_query_duration (self->sinkpad, GST_FORMAT_BYTES,
          &duration) || duration <= 0)
    return FALSE;
  *size = duration;
  return TRUE;
}

/* From a network it would take long to look at every fragment. */
static gboolean
is_quick (GstRstMp4Index * self)
{
  GstQuery *query = gst_query_new_scheduling ();
  GstSchedulingFlags flags = GST_SCHEDULING_FLAG_SEQUENTIAL;

  if (gst_pad_peer_query (self->sinkpad, query))
    gst_query_parse_scheduling (query, &flags, NULL, NULL, NULL);
  gst_query_unref (query);
  return !(flags & (GST_SCHEDULING_FLAG_SEQUENTIAL |
          GST_SCHEDULING_FLAG_BANDWIDTH_LIMITED));
}

static GstFlowReturn
look (GstRstMp4Index * self)
{
  GByteArray *index = NULL;
  GstFlowReturn ret;
  guint64 size = 0;

  if (query_size (self, &size)) {
    ret = gst_rst_mp4_scan (self->sinkpad, size, is_quick (self), &index);
    if (ret != GST_FLOW_OK)
      return ret;
  }
  if (index) {
    GST_INFO_OBJECT (self, "a file of %" G_GUINT64_FORMAT " bytes gets an "
        "index of %u bytes", size, index->len);
    GST_OBJECT_LOCK (self);
    self->index = index;
    self->file_size = size;
    GST_OBJECT_UNLOCK (self);
  }
  self->looked = TRUE;
  return GST_FLOW_OK;
}

static void
forget (GstRstMp4Index * self)
{
  GST_OBJECT_LOCK (self);
  g_clear_pointer (&self->index, g_byte_array_unref);
  GST_OBJECT_UNLOCK (self);
  self->looked = FALSE;
}

/* Behind what the file has grown to. Returns the index's size, 0 without. */
static guint
move_index (GstRstMp4Index * self, guint64 file_size)
{
  guint size;

  GST_OBJECT_LOCK (self);
  size = self->index ? self->index->len : 0;
  self->file_size = MAX (self->file_size, file_size);
  GST_OBJECT_UNLOCK (self);
  return size;
}

/* What there is of the range @offset, @length behind the file: appends it. */
static void
append_index (GstRstMp4Index * self, guint64 offset, guint length,
    guint64 file_size, GByteArray * out)
{
  guint64 skip = MAX (offset, file_size) - file_size;
  guint64 before = MAX (offset, file_size) - offset;

  GST_OBJECT_LOCK (self);
  if (self->index && before < length && skip < self->index->len)
    g_byte_array_append (out, self->index->data + skip, MIN (length - before,
            self->index->len - skip));
  GST_OBJECT_UNLOCK (self);
}

static GstFlowReturn
append_file (GstRstMp4Index * self, guint64 offset, guint length,
    GByteArray * out)
{
  GstBuffer *buffer = NULL;
  GstFlowReturn ret;
  gsize size;

  ret = gst_pad_pull_range (self->sinkpad, offset, length, &buffer);
  if (ret != GST_FLOW_OK)
    return ret;
  size = MIN (gst_buffer_get_size (buffer), length);
  g_byte_array_set_size (out, size);
  gst_buffer_extract (buffer, 0, out->data, size);
  gst_buffer_unref (buffer);
  return GST_FLOW_OK;
}

/* Gives @out away, in @buffer if that is there already. */
static GstFlowReturn
put_out (GByteArray * out, guint64 offset, GstBuffer ** buffer)
{
  gsize size = out->len;

  if (!size) {
    g_byte_array_unref (out);
    return GST_FLOW_EOS;
  }
  if (*buffer) {
    gst_buffer_fill (*buffer, 0, out->data, size);
    gst_buffer_set_size (*buffer, size);
    g_byte_array_unref (out);
  } else {
    *buffer = gst_buffer_new_wrapped (g_byte_array_free (out, FALSE), size);
  }
  GST_BUFFER_OFFSET (*buffer) = offset;
  GST_BUFFER_OFFSET_END (*buffer) = offset + size;
  return GST_FLOW_OK;
}

static GstFlowReturn
get_range_at_end (GstRstMp4Index * self, guint64 offset, guint length,
    guint64 file_size, GstBuffer ** buffer)
{
  GByteArray *out = g_byte_array_new ();
  GstFlowReturn ret = GST_FLOW_OK;

  if (offset < file_size)
    ret = append_file (self, offset, file_size - offset, out);
  if (ret != GST_FLOW_OK) {
    g_byte_array_unref (out);
    return ret;
  }
  /* The file has got shorter than it said: what is missing stays missing. */
  if (offset >= file_size || out->len == file_size - offset)
    append_index (self, offset, length, file_size, out);
  return put_out (out, offset, buffer);
}

static gboolean
is_within (guint64 offset, guint length, guint64 size)
{
  return offset <= size && length <= size - offset;
}

static GstFlowReturn
gst_rst_mp4_index_get_range (GstPad * pad, GstObject * parent, guint64 offset,
    guint length, GstBuffer ** buffer)
{
  GstRstMp4Index *self = GST_RST_MP4_INDEX (parent);
  guint64 file_size, now;
  gboolean whole;
  GstFlowReturn ret;

  if (!self->looked) {
    ret = look (self);
    if (ret != GST_FLOW_OK)
      return ret;
  }

  GST_OBJECT_LOCK (self);
  file_size = self->file_size;
  whole = !self->index || is_within (offset, length, file_size);
  GST_OBJECT_UNLOCK (self);
  if (!whole && query_size (self, &now) && now > file_size) {
    move_index (self, now);
    file_size = now;
    whole = is_within (offset, length, file_size);
  }
  return whole ?
      gst_pad_pull_range (self->sinkpad, offset, length, buffer) :
      get_range_at_end (self, offset, length, file_size, buffer);
}

static gboolean
answer_duration (GstRstMp4Index * self, GstQuery * query)
{
  GstFormat format;
  gint64 duration;
  guint more;

  if (!gst_pad_peer_query (self->sinkpad, query))
    return FALSE;
  gst_query_parse_duration (query, &format, &duration);
  if (format != GST_FORMAT_BYTES || duration <= 0)
    return TRUE;
  more = move_index (self, duration);
  gst_query_set_duration (query, format, duration + more);
  return TRUE;
}

static gboolean
gst_rst_mp4_index_query (GstPad * pad, GstObject * parent, GstQuery * query)
{
  if (GST_QUERY_TYPE (query) == GST_QUERY_DURATION)
    return answer_duration (GST_RST_MP4_INDEX (parent), query);
  return gst_pad_query_default (pad, parent, query);
}

static gboolean
gst_rst_mp4_index_activate_mode (GstPad * pad, GstObject * parent,
    GstPadMode mode, gboolean active)
{
  GstRstMp4Index *self = GST_RST_MP4_INDEX (parent);
  gboolean ret = TRUE;

  if (mode == GST_PAD_MODE_PULL)
    ret = gst_pad_activate_mode (self->sinkpad, mode, active);
  if (!active) {
    /* Who still pulls gets no more from upstream, and ends. */
    GST_PAD_STREAM_LOCK (pad);
    forget (self);
    GST_PAD_STREAM_UNLOCK (pad);
  }
  return ret;
}

static GstFlowReturn
gst_rst_mp4_index_chain (GstPad * pad, GstObject * parent, GstBuffer * buffer)
{
  return gst_pad_push (GST_RST_MP4_INDEX (parent)->srcpad, buffer);
}

static void
gst_rst_mp4_index_finalize (GObject * object)
{
  forget (GST_RST_MP4_INDEX (object));

  G_OBJECT_CLASS (parent_class)->finalize (object);
}

static void
gst_rst_mp4_index_class_init (GstRstMp4IndexClass * klass)
{
  GstElementClass *element_class = GST_ELEMENT_CLASS (klass);

  G_OBJECT_CLASS (klass)->finalize = gst_rst_mp4_index_finalize;
  gst_element_class_add_static_pad_template (element_class, &sink_template);
  gst_element_class_add_static_pad_template (element_class, &src_template);
  gst_element_class_set_static_metadata (element_class,
      "Index of encrypted films", "Codec/Parser",
      "Lets players seek in encrypted films that have no index",
      RST_ELEMENT_AUTHOR);
}

static void
gst_rst_mp4_index_init (GstRstMp4Index * self)
{
  self->sinkpad = gst_pad_new_from_static_template (&sink_template, "sink");
  gst_pad_set_chain_function (self->sinkpad, gst_rst_mp4_index_chain);
  GST_PAD_SET_PROXY_CAPS (self->sinkpad);
  GST_PAD_SET_PROXY_ALLOCATION (self->sinkpad);
  gst_element_add_pad (GST_ELEMENT (self), self->sinkpad);

  self->srcpad = gst_pad_new_from_static_template (&src_template, "src");
  gst_pad_set_getrange_function (self->srcpad, gst_rst_mp4_index_get_range);
  gst_pad_set_activatemode_function (self->srcpad,
      gst_rst_mp4_index_activate_mode);
  gst_pad_set_query_function (self->srcpad, gst_rst_mp4_index_query);
  GST_PAD_SET_PROXY_CAPS (self->srcpad);
  GST_PAD_SET_PROXY_SCHEDULING (self->srcpad);
  gst_element_add_pad (GST_ELEMENT (self), self->srcpad);
}
