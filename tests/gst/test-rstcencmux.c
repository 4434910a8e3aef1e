/* SPDX-License-Identifier: GPL-2.0-only */
/* rstcencmux writes files that say of each sample where and how it is */
#include "common.h"

#define CAPS "application/x-cenc, original-media-type=image/jpeg, " \
    "cipher-mode=cenc, width=64, height=48, " \
    "pixel-aspect-ratio=16/11, colorimetry=bt709"
#define FRAME (GST_SECOND / 25)
#define TICKS (90000 / 25)
#define SIZE 1000

/* A file, as it comes out. */
static GByteArray *file;
static guint num_buffers;

static GstHarness *
new_harness (guint fragment_duration)
{
  GstElement *element = element_with_bus ("rstcencmux");
  GstHarness *h;

  g_object_set (element, "fragment-duration", fragment_duration, NULL);
  h = gst_harness_new_with_element (element, "sink", "src");
  gst_object_unref (element);
  gst_harness_set_src_caps_str (h, CAPS);
  return h;
}

static GstStructure *
info_new (guint8 number, guint8 kid)
{
  guint8 bytes[16];
  GstBuffer *iv, *key_id;
  GstStructure *info;

  memset (bytes, number, sizeof (bytes));
  iv = gst_buffer_new_memdup (bytes, 8);
  memset (bytes, kid, sizeof (bytes));
  key_id = gst_buffer_new_memdup (bytes, sizeof (bytes));
  info = gst_structure_new ("application/x-cenc",
      "encrypted", G_TYPE_BOOLEAN, TRUE, "iv_size", G_TYPE_UINT, 8,
      "iv", GST_TYPE_BUFFER, iv, "kid", GST_TYPE_BUFFER, key_id,
      "subsample_count", G_TYPE_UINT, 0, NULL);
  gst_buffer_unref (iv);
  gst_buffer_unref (key_id);
  return info;
}

/* Of SIZE + @number bytes, each @number; so is its IV. */
static GstBuffer *
sample_new (guint8 number, GstClockTime pts)
{
  GstBuffer *buffer = gst_buffer_new_allocate (NULL, SIZE + number, NULL);

  gst_buffer_memset (buffer, 0, number, SIZE + number);
  GST_BUFFER_PTS (buffer) = pts;
  gst_buffer_add_protection_meta (buffer, info_new (number, 0x4b));
  return buffer;
}

static void
take_output (GstHarness * h)
{
  GstBuffer *buffer;
  GstMapInfo map;

  while ((buffer = gst_harness_try_pull (h))) {
    fail_unless (gst_buffer_map (buffer, &map, GST_MAP_READ));
    g_byte_array_append (file, map.data, map.size);
    gst_buffer_unmap (buffer, &map);
    gst_buffer_unref (buffer);
    num_buffers++;
  }
}

/* @count frames, from @start on. */
static void
push (GstHarness * h, guint count, GstClockTime start)
{
  guint i;

  for (i = 0; i < count; i++)
    fail_unless_equals_int (gst_harness_push (h, sample_new (i + 1,
                start + i * FRAME)), GST_FLOW_OK);
  take_output (h);
}

static void
end (GstHarness * h)
{
  gst_harness_push_event (h, gst_event_new_eos ());
  take_output (h);
  expect_no_error (h->element);
  teardown (h);
}

static guint32
get32 (guint at)
{
  fail_unless (at + 4 <= file->len);
  return GST_READ_UINT32_BE (file->data + at);
}

/* The first box of that type from @at on, before @limit; 0: there is none. */
static guint
find (const gchar * type, guint at, guint limit)
{
  guint32 size;

  for (; at < limit; at += size) {
    size = get32 (at);
    fail_unless (size >= 8 && size <= limit - at);
    if (!memcmp (file->data + at + 4, type, 4))
      return at;
  }
  fail_unless_equals_int (at, limit);
  return 0;
}

/* The box at a path of types, the first from @at on; @skip: a box's own fields
 * that come before its children. */
static guint
descend (guint at, const gchar * path)
{
  gchar **types = g_strsplit (path, "/", 0);
  guint limit = file->len, i, skip;

  for (i = 0; types[i]; i++) {
    at = find (types[i], at, limit);
    fail_unless (at || g_str_equal (types[i], "ftyp"), "no %s", path);
    limit = at + get32 (at);
    skip = g_str_equal (types[i], "stsd") ? 16 :
        g_str_equal (types[i], "encv") ? 86 : 8;
    if (types[i + 1])
      at += skip;
  }
  g_strfreev (types);
  return at;
}

/* Checks the fragment at @moof, of @count samples that are numbered from @first
 * on; returns where it ends. */
static guint
expect_fragment (guint moof, guint sequence, guint64 time, guint first,
    guint count)
{
  guint mdat = moof + get32 (moof), data, i;
  guint trun = descend (moof, "moof/traf/trun");
  guint senc = descend (moof, "moof/traf/senc");
  guint saio = descend (moof, "moof/traf/saio");
  guint saiz = descend (moof, "moof/traf/saiz");

  fail_unless_equals_int (get32 (descend (moof, "moof/mfhd") + 12), sequence);
  fail_unless_equals_uint64 (GST_READ_UINT64_BE (file->data +
          descend (moof, "moof/traf/tfdt") + 12), time);
  fail_unless (!memcmp (file->data + mdat + 4, "mdat", 4));
  fail_unless_equals_int (get32 (trun + 12), count);
  fail_unless_equals_int (get32 (senc + 12), count);
  fail_unless_equals_int (file->data[saiz + 12], 8);
  fail_unless_equals_int (get32 (saiz + 13), count);
  fail_unless_equals_int (moof + get32 (saio + 16), senc + 16);

  data = moof + get32 (trun + 16);
  fail_unless_equals_int (data, mdat + 8);
  for (i = 0; i < count; i++) {
    guint8 number = first + i;

    fail_unless_equals_int (get32 (trun + 20 + 8 * i), TICKS);
    fail_unless_equals_int (get32 (trun + 24 + 8 * i), SIZE + number);
    fail_unless_equals_int (file->data[data], number);
    fail_unless_equals_int (file->data[data + SIZE + number - 1], number);
    fail_unless_equals_int (file->data[senc + 16 + 8 * i], number);
    fail_unless_equals_int (file->data[senc + 23 + 8 * i], number);
    data += SIZE + number;
  }
  fail_unless_equals_int (data, mdat + get32 (mdat));
  return data;
}

GST_START_TEST (test_header)
{
  GstHarness *h = new_harness (1000);
  guint entry, tenc, colr, pasp, mvhd, at;
  gint64 now = g_get_real_time () / G_USEC_PER_SEC, made;

  push (h, 1, 0);
  fail_unless_equals_int (num_buffers, 1);
  end (h);

  fail_unless_equals_int (descend (0, "ftyp"), 0);
  entry = descend (0, "moov/trak/mdia/minf/stbl/stsd/encv");
  fail_unless_equals_int (get32 (entry + 32), 64 << 16 | 48);
  at = descend (0, "moov/trak/mdia/minf/stbl/stsd/encv/sinf/frma");
  fail_unless (!memcmp (file->data + at + 8, "jpeg", 4));
  at = descend (0, "moov/trak/mdia/minf/stbl/stsd/encv/sinf/schm");
  fail_unless (!memcmp (file->data + at + 12, "cenc", 4));
  tenc = descend (0, "moov/trak/mdia/minf/stbl/stsd/encv/sinf/schi/tenc");
  fail_unless_equals_int (get32 (tenc + 12), 0x00000108);
  fail_unless_equals_int (file->data[tenc + 16], 0x4b);
  fail_unless_equals_int (file->data[tenc + 31], 0x4b);
  fail_unless_equals_int (get32 (tenc), 32);
  colr = descend (0, "moov/trak/mdia/minf/stbl/stsd/encv/colr");
  fail_unless_equals_int (get32 (colr + 12), 0x00010001);
  pasp = descend (0, "moov/trak/mdia/minf/stbl/stsd/encv/pasp");
  fail_unless_equals_int (get32 (pasp + 8), 16);
  fail_unless_equals_int (get32 (pasp + 12), 11);
  mvhd = descend (0, "moov/mvhd");
  made = GST_READ_UINT64_BE (file->data + mvhd + 12) - 2082844800;
  fail_unless (made >= now - 60 && made <= now + 60, "made at %"
      G_GINT64_FORMAT ", now it is %" G_GINT64_FORMAT, made, now);
  descend (0, "moov/mvex/trex");
  descend (0, "moov/pssh");
}

GST_END_TEST;

/* The index at @mfra: of @count fragments, the first at @moof. */
static void
expect_index (guint mfra, guint count, guint moof, guint64 ticks)
{
  guint tfra = descend (mfra, "mfra/tfra"), i;

  fail_unless_equals_int (mfra + get32 (mfra), file->len);
  fail_unless_equals_int (get32 (descend (mfra, "mfra/mfro") + 12),
      get32 (mfra));
  fail_unless_equals_int (get32 (tfra + 8), 1 << 24);
  fail_unless_equals_int (get32 (tfra + 12), 1);
  fail_unless_equals_int (get32 (tfra + 20), count);
  for (i = 0; i < count; i++) {
    guint entry = tfra + 24 + 19 * i;

    fail_unless_equals_uint64 (GST_READ_UINT64_BE (file->data + entry),
        i * ticks);
    fail_unless_equals_uint64 (GST_READ_UINT64_BE (file->data + entry + 8),
        moof);
    fail_unless (!memcmp (file->data + moof + 4, "moof", 4));
    moof += get32 (moof);
    moof += get32 (moof);
  }
}

GST_START_TEST (test_fragments)
{
  GstHarness *h = new_harness (200);
  guint at, first;

  push (h, 12, 3 * GST_SECOND);
  /* The header, two fragments of five, and one sample that is not ended. */
  fail_unless_equals_int (num_buffers, 3);
  end (h);
  fail_unless_equals_int (num_buffers, 5);

  at = first = find ("moof", 0, file->len);
  at = expect_fragment (at, 1, 0, 1, 5);
  at = expect_fragment (at, 2, 5 * TICKS, 6, 5);
  at = expect_fragment (at, 3, 10 * TICKS, 11, 2);
  expect_index (at, 3, first, 5 * TICKS);
}

GST_END_TEST;

GST_START_TEST (test_times)
{
  static const GstClockTime times[] = { 10, 5, 5, 20 };
  GstHarness *h = new_harness (60000);
  guint trun, i;

  for (i = 0; i < G_N_ELEMENTS (times); i++)
    fail_unless_equals_int (gst_harness_push (h, sample_new (1,
                times[i] * GST_SECOND)), GST_FLOW_OK);
  end (h);
  trun = descend (find ("moof", 0, file->len), "moof/traf/trun");
  /* A clock that goes back: a tick each, and then the rest. */
  fail_unless_equals_int (get32 (trun + 20), 1);
  fail_unless_equals_int (get32 (trun + 28), 1);
  fail_unless_equals_int (get32 (trun + 36), 10 * 90000 - 2);
  fail_unless_equals_int (get32 (trun + 44), 10 * 90000 - 2);
}

GST_END_TEST;

GST_START_TEST (test_events)
{
  GstHarness *h = new_harness (200);
  const GstSegment *segment;
  gboolean eos = FALSE;
  GstEvent *event;

  push (h, 1, 0);
  gst_harness_push_event (h, gst_event_new_eos ());
  while ((event = gst_harness_try_pull_event (h))) {
    if (GST_EVENT_TYPE (event) == GST_EVENT_SEGMENT) {
      gst_event_parse_segment (event, &segment);
      fail_unless_equals_int (segment->format, GST_FORMAT_BYTES);
    }
    eos |= GST_EVENT_TYPE (event) == GST_EVENT_EOS;
    gst_event_unref (event);
  }
  fail_unless (eos);
  take_output (h);
  teardown (h);

}

GST_END_TEST;

GST_START_TEST (test_nothing)
{
  GstHarness *h = new_harness (200);

  gst_harness_push_event (h, gst_event_new_eos ());
  take_output (h);
  fail_unless_equals_int (file->len, 0);
  g_free (expect_error (h->element, GST_STREAM_ERROR, GST_STREAM_ERROR_MUX));
  teardown (h);
}

GST_END_TEST;

/* As for filesink, it is the beginning of another file. */
GST_START_TEST (test_flush)
{
  GstHarness *h = new_harness (200);
  const GstSegment *segment;
  guint segments = 0, at;
  GstSegment time;
  GstEvent *event;

  push (h, 7, 3 * GST_SECOND);
  gst_harness_push_event (h, gst_event_new_flush_start ());
  gst_harness_push_event (h, gst_event_new_flush_stop (TRUE));
  gst_segment_init (&time, GST_FORMAT_TIME);
  gst_harness_push_event (h, gst_event_new_segment (&time));
  g_byte_array_set_size (file, 0);
  push (h, 3, 9 * GST_SECOND);
  gst_harness_push_event (h, gst_event_new_eos ());
  take_output (h);
  while ((event = gst_harness_try_pull_event (h))) {
    if (GST_EVENT_TYPE (event) == GST_EVENT_SEGMENT) {
      gst_event_parse_segment (event, &segment);
      fail_unless_equals_int (segment->format, GST_FORMAT_BYTES);
      segments++;
    }
    gst_event_unref (event);
  }
  fail_unless_equals_int (segments, 2);

  fail_unless_equals_int (descend (0, "ftyp"), 0);
  descend (0, "moov/trak/mdia/minf/stbl/stsd/encv/pasp");
  at = find ("moof", 0, file->len);
  at = expect_fragment (at, 1, 0, 1, 3);
  expect_index (at, 1, find ("moof", 0, file->len), 0);
  expect_no_error (h->element);
  teardown (h);
}

GST_END_TEST;

GST_START_TEST (test_size_change)
{
  GstHarness *h = new_harness (200);
  gchar *debug;

  push (h, 1, 0);
  gst_harness_set_src_caps_str (h, "application/x-cenc, "
      "original-media-type=image/jpeg, cipher-mode=cenc, width=32, height=48");
  debug = expect_error (h->element, GST_STREAM_ERROR, GST_STREAM_ERROR_MUX);
  fail_unless (strstr (debug, "64x48"), "%s", debug);
  g_free (debug);
  teardown (h);
}

GST_END_TEST;

static void
expect_refused (GstBuffer * buffer)
{
  GstHarness *h = new_harness (200);

  fail_unless_equals_int (gst_harness_push (h, sample_new (1, 0)),
      GST_FLOW_OK);
  fail_unless_equals_int (gst_harness_push (h, buffer), GST_FLOW_ERROR);
  g_free (expect_error (h->element, GST_STREAM_ERROR, GST_STREAM_ERROR_MUX));
  teardown (h);
}

static GstBuffer *
sample_with (GstStructure * info)
{
  GstBuffer *buffer = gst_buffer_new_allocate (NULL, SIZE, NULL);

  GST_BUFFER_PTS (buffer) = FRAME;
  gst_buffer_add_protection_meta (buffer, info);
  return buffer;
}

GST_START_TEST (test_refusals)
{
  GstBuffer *buffer = gst_buffer_new_allocate (NULL, SIZE, NULL);
  GstStructure *info;

  GST_BUFFER_PTS (buffer) = FRAME;
  expect_refused (buffer);      /* no metadata: perhaps it is clear */
  expect_refused (sample_new (2, GST_CLOCK_TIME_NONE));
  expect_refused (sample_with (info_new (2, 0x4c)));    /* another key */

  info = info_new (2, 0x4b);
  gst_structure_set (info, "encrypted", G_TYPE_BOOLEAN, FALSE, NULL);
  expect_refused (sample_with (info));
  info = info_new (2, 0x4b);
  gst_structure_remove_field (info, "iv");
  expect_refused (sample_with (info));
  info = info_new (2, 0x4b);
  gst_structure_set (info, "iv_size", G_TYPE_UINT, 16, NULL);
  expect_refused (sample_with (info));
}

GST_END_TEST;

static void
setup (void)
{
  file = g_byte_array_new ();
  num_buffers = 0;
}

static void
clean_up (void)
{
  g_byte_array_unref (file);
}

static Suite *
create_suite (void)
{
  Suite *suite = suite_create ("rstcencmux");
  TCase *tcase = tcase_create ("general");

  tcase_set_timeout (tcase, 60);
  tcase_add_checked_fixture (tcase, setup, clean_up);
  suite_add_tcase (suite, tcase);
  tcase_add_test (tcase, test_header);
  tcase_add_test (tcase, test_fragments);
  tcase_add_test (tcase, test_times);
  tcase_add_test (tcase, test_events);
  tcase_add_test (tcase, test_nothing);
  tcase_add_test (tcase, test_flush);
  tcase_add_test (tcase, test_size_change);
  tcase_add_test (tcase, test_refusals);
  return suite;
}

int
main (int argc, char **argv)
{
  return run_suite (create_suite (), &argc, &argv);
}
