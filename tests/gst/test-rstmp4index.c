/* SPDX-License-Identifier: GPL-2.0-only */
/* rstmp4index puts an index behind encrypted films that have none, and leaves
 * everything else alone */
#include "common.h"

#include <string.h>

#define SAMPLES 12
#define FRAME (GST_SECOND / 25)

/* What is upstream of the element, and where it begins and ends. */
static GByteArray *file;
static guint64 said_size;
static GstSchedulingFlags flags;
static guint pulls;
static gboolean flushing;

static GstElement *element;
static GstPad *upstream, *downstream;

static GstFlowReturn
get_range (GstPad * pad G_GNUC_UNUSED, GstObject * parent G_GNUC_UNUSED,
    guint64 offset, guint length, GstBuffer ** buffer)
{
  pulls++;
  if (flushing)
    return GST_FLOW_FLUSHING;
  if (offset >= file->len)
    return GST_FLOW_EOS;
  length = MIN (length, file->len - offset);
  *buffer = gst_buffer_new_memdup (file->data + offset, length);
  return GST_FLOW_OK;
}

static gboolean
answer (GstPad * pad, GstObject * parent, GstQuery * query)
{
  switch (GST_QUERY_TYPE (query)) {
    case GST_QUERY_DURATION:
      gst_query_set_duration (query, GST_FORMAT_BYTES, said_size);
      return TRUE;
    case GST_QUERY_SCHEDULING:
      gst_query_set_scheduling (query, flags, 1, -1, 0);
      gst_query_add_scheduling_mode (query, GST_PAD_MODE_PULL);
      return TRUE;
    default:
      return gst_pad_query_default (pad, parent, query);
  }
}

/* Gives the element @bytes, which stay the caller's. */
static void
open_file (GByteArray * bytes)
{
  GstPad *sink, *src;

  file = bytes;
  said_size = file->len;
  element = element_with_bus ("rstmp4index");
  upstream = gst_pad_new ("src", GST_PAD_SRC);
  downstream = gst_pad_new ("sink", GST_PAD_SINK);
  gst_pad_set_getrange_function (upstream, get_range);
  gst_pad_set_query_function (upstream, answer);
  sink = gst_element_get_static_pad (element, "sink");
  src = gst_element_get_static_pad (element, "src");
  fail_unless_equals_int (gst_pad_link (upstream, sink), GST_PAD_LINK_OK);
  fail_unless_equals_int (gst_pad_link (src, downstream), GST_PAD_LINK_OK);
  gst_object_unref (sink);
  gst_object_unref (src);
  fail_unless (gst_pad_activate_mode (downstream, GST_PAD_MODE_PULL, TRUE));
  gst_element_set_state (element, GST_STATE_PAUSED);
  pulls = 0;
}

static void
close_file (void)
{
  gst_pad_activate_mode (downstream, GST_PAD_MODE_PULL, FALSE);
  gst_element_set_state (element, GST_STATE_NULL);
  forget_messages (element);
  gst_object_unref (element);
  gst_object_unref (upstream);
  gst_object_unref (downstream);
}

static guint64
shown_size (void)
{
  gint64 size;

  fail_unless (gst_pad_peer_query_duration (downstream, GST_FORMAT_BYTES,
          &size));
  return size;
}

/* All bytes that downstream can have, @step at a time. */
static GByteArray *
read_all (guint step)
{
  GByteArray *out = g_byte_array_new ();
  GstBuffer *buffer;
  GstFlowReturn ret;
  GstMapInfo map;

  for (;;) {
    buffer = NULL;
    ret = gst_pad_pull_range (downstream, out->len, step, &buffer);
    if (ret == GST_FLOW_EOS)
      return out;
    fail_unless_equals_int (ret, GST_FLOW_OK);
    fail_unless (gst_buffer_map (buffer, &map, GST_MAP_READ));
    fail_unless (map.size > 0 && map.size <= step);
    g_byte_array_append (out, map.data, map.size);
    gst_buffer_unmap (buffer, &map);
    gst_buffer_unref (buffer);
  }
}

static GstBuffer *
sample_new (guint number)
{
  GstBuffer *buffer = gst_buffer_new_allocate (NULL, 100 + number, NULL);
  GstBuffer *iv = gst_buffer_new_memdup ("12345678", 8);
  GstBuffer *kid = gst_buffer_new_memdup ("0123456789abcdef", 16);

  gst_buffer_memset (buffer, 0, number, 100 + number);
  GST_BUFFER_PTS (buffer) = number * FRAME;
  gst_buffer_add_protection_meta (buffer,
      gst_structure_new ("application/x-cenc",
          "encrypted", G_TYPE_BOOLEAN, TRUE, "iv_size", G_TYPE_UINT, 8,
          "iv", GST_TYPE_BUFFER, iv, "kid", GST_TYPE_BUFFER, kid,
          "subsample_count", G_TYPE_UINT, 0, NULL));
  gst_buffer_unref (iv);
  gst_buffer_unref (kid);
  return buffer;
}

/* A film as rstcencmux writes it, of fragments of five samples. */
static GByteArray *
new_film (void)
{
  GstElement *mux = element_with_bus ("rstcencmux");
  GByteArray *film = g_byte_array_new ();
  GstHarness *h;
  GstBuffer *buffer;
  GstMapInfo map;
  guint i;

  g_object_set (mux, "fragment-duration", 200, NULL);
  h = gst_harness_new_with_element (mux, "sink", "src");
  gst_object_unref (mux);
  gst_harness_set_src_caps_str (h, "application/x-cenc, "
      "original-media-type=image/jpeg, cipher-mode=cenc, width=64, height=48");
  for (i = 0; i < SAMPLES; i++)
    gst_harness_push (h, sample_new (i));
  gst_harness_push_event (h, gst_event_new_eos ());
  while ((buffer = gst_harness_try_pull (h))) {
    gst_buffer_map (buffer, &map, GST_MAP_READ);
    g_byte_array_append (film, map.data, map.size);
    gst_buffer_unmap (buffer, &map);
    gst_buffer_unref (buffer);
  }
  teardown (h);
  return film;
}

static guint
index_size (const GByteArray * film)
{
  return GST_READ_UINT32_BE (film->data + film->len - 4);
}

/* The film without its index. */
static GByteArray *
cut_film (const GByteArray * film)
{
  GByteArray *cut = g_byte_array_new ();

  g_byte_array_append (cut, film->data, film->len - index_size (film));
  return cut;
}

static void
expect_bytes (const GByteArray * bytes, const GByteArray * wanted)
{
  fail_unless_equals_int (bytes->len, wanted->len);
  fail_unless (!memcmp (bytes->data, wanted->data, wanted->len));
}

/* Where a box of that type is: its first byte. */
static guint
find (const GByteArray * film, const gchar * type)
{
  gpointer at = memmem (film->data, film->len, type, 4);

  fail_unless (at != NULL, "no %s", type);
  return (guint8 *) at - film->data - 4;
}

/* It makes what the muxer would have written. */
GST_START_TEST (test_index)
{
  GByteArray *film = new_film (), *cut = cut_film (film), *got;
  guint steps[] = { 1, 7, 64, 4096, 1 << 20 }, i;

  for (i = 0; i < G_N_ELEMENTS (steps); i++) {
    open_file (cut);
    got = read_all (steps[i]);
    fail_unless_equals_uint64 (shown_size (), film->len);
    expect_bytes (got, film);
    g_byte_array_unref (got);
    close_file ();
  }
  g_byte_array_unref (film);
  g_byte_array_unref (cut);
}

GST_END_TEST;

static void
expect_untouched (GByteArray * bytes)
{
  GByteArray *got;

  open_file (bytes);
  got = read_all (4096);
  fail_unless_equals_uint64 (shown_size (), bytes->len);
  expect_bytes (got, bytes);
  g_byte_array_unref (got);
  close_file ();
}

GST_START_TEST (test_untouched)
{
  GByteArray *film = new_film (), *cut = cut_film (film);
  GByteArray *other = g_byte_array_new ();

  expect_untouched (film);

  /* A clear one, one without fragments, and one that does not say of its
   * tracks how their fragments are. */
  memcpy (cut->data + find (cut, "encv") + 4, "jpeg", 4);
  expect_untouched (cut);
  memcpy (cut->data + find (cut, "jpeg") + 4, "encv", 4);
  memcpy (cut->data + find (cut, "mvex") + 4, "free", 4);
  expect_untouched (cut);
  memcpy (cut->data + find (cut, "free") + 4, "mvex", 4);
  memcpy (cut->data + find (cut, "trex") + 4, "free", 4);
  expect_untouched (cut);

  g_byte_array_append (other, (const guint8 *) "no film at all", 14);
  expect_untouched (other);
  g_byte_array_unref (other);
  g_byte_array_unref (film);
  g_byte_array_unref (cut);
}

GST_END_TEST;

/* Puts a sidx in front of the first fragment; @flags: of every reference. */
static GByteArray *
add_sidx (const GByteArray * cut, guint32 flags)
{
  guint moof = find (cut, "moof"), at = moof, i;
  guint8 sidx[32 + 3 * 12] = { 0 };
  GByteArray *out = g_byte_array_new ();

  GST_WRITE_UINT32_BE (sidx, sizeof (sidx));
  memcpy (sidx + 4, "sidx", 4);
  GST_WRITE_UINT32_BE (sidx + 12, 1);
  GST_WRITE_UINT32_BE (sidx + 16, 1000);        /* not the track's units */
  GST_WRITE_UINT16_BE (sidx + 30, 3);
  for (i = 0; i < 3; i++) {
    guint size = GST_READ_UINT32_BE (cut->data + at);

    size += GST_READ_UINT32_BE (cut->data + at + size);
    GST_WRITE_UINT32_BE (sidx + 32 + 12 * i, size);
    GST_WRITE_UINT32_BE (sidx + 36 + 12 * i, 200);
    GST_WRITE_UINT32_BE (sidx + 40 + 12 * i, flags);
    at += size;
  }
  g_byte_array_append (out, cut->data, moof);
  g_byte_array_append (out, sidx, sizeof (sidx));
  g_byte_array_append (out, cut->data + moof, cut->len - moof);
  return out;
}

GST_START_TEST (test_sidx)
{
  GByteArray *film = new_film (), *cut = cut_film (film), *with, *slow, *got;

  /* From a network only what the segment index says is used: the fragments are
   * not looked at. */
  with = add_sidx (cut, 0x90000000);
  open_file (with);
  flags = GST_SCHEDULING_FLAG_BANDWIDTH_LIMITED;
  slow = read_all (1 << 20);
  fail_unless_equals_int (slow->len, with->len + index_size (film));
  fail_unless (pulls < 20, "%u pulls", pulls);
  close_file ();

  /* One that does not say where key frames are is not used. */
  flags = 0;
  g_byte_array_unref (with);
  with = add_sidx (cut, 0);
  open_file (with);
  got = read_all (1 << 20);
  fail_unless_equals_int (got->len, slow->len);
  fail_unless (!memcmp (got->data + with->len, slow->data + with->len,
          index_size (film)));
  close_file ();

  g_byte_array_unref (got);
  flags = GST_SCHEDULING_FLAG_BANDWIDTH_LIMITED;
  expect_untouched (with);
  flags = 0;
  g_byte_array_unref (slow);
  g_byte_array_unref (with);
  g_byte_array_unref (film);
  g_byte_array_unref (cut);
}

GST_END_TEST;

/* What a file grows by while it plays is there, and the index behind it. */
GST_START_TEST (test_growth)
{
  GByteArray *film = new_film (), *cut = cut_film (film), *got;
  guint size = index_size (film);

  open_file (cut);
  got = read_all (4096);
  expect_bytes (got, film);
  g_byte_array_unref (got);

  g_byte_array_append (cut, (const guint8 *) "\0\0\0\x0c" "freemore", 12);
  said_size = cut->len;
  got = read_all (4096);
  fail_unless_equals_int (got->len, cut->len + size);
  fail_unless (!memcmp (got->data, cut->data, cut->len));
  fail_unless (!memcmp (got->data + cut->len, film->data + film->len - size,
          size));
  fail_unless_equals_uint64 (shown_size (), got->len);
  g_byte_array_unref (got);
  close_file ();

  /* One that is shorter than it says has nothing behind the gap. */
  open_file (cut);
  said_size = cut->len + 100;
  got = read_all (4096);
  fail_unless (got->len <= cut->len);
  g_byte_array_unref (got);
  close_file ();
  g_byte_array_unref (film);
  g_byte_array_unref (cut);
}

GST_END_TEST;

GST_START_TEST (test_flush)
{
  GByteArray *film = new_film (), *cut = cut_film (film), *got;
  GstBuffer *buffer = NULL;

  open_file (cut);
  flushing = TRUE;
  fail_unless_equals_int (gst_pad_pull_range (downstream, 0, 16, &buffer),
      GST_FLOW_FLUSHING);
  flushing = FALSE;
  got = read_all (4096);
  expect_bytes (got, film);
  g_byte_array_unref (got);
  close_file ();
  g_byte_array_unref (film);
  g_byte_array_unref (cut);
}

GST_END_TEST;

/* Whatever the bytes are, the file's stay as they are, and it ends. */
GST_START_TEST (test_hostile)
{
  GByteArray *film = new_film (), *cut = cut_film (film), *with, *got;
  GRand *random = g_rand_new_with_seed (1);
  guint at, i, j;

  with = add_sidx (cut, 0x90000000);
  for (i = 0; i < 3000; i++) {
    GByteArray *bad = g_byte_array_new ();

    g_byte_array_append (bad, i % 2 ? with->data : cut->data,
        i % 2 ? with->len : cut->len);
    for (j = g_rand_int_range (random, 1, 5); j; j--) {
      at = g_rand_int_range (random, 0, bad->len);
      bad->data[at] = g_rand_boolean (random) ? g_rand_int (random) :
          g_rand_boolean (random) ? 0xff : 0;
    }
    if (!(i % 7))
      g_byte_array_set_size (bad, g_rand_int_range (random, 1, bad->len));
    open_file (bad);
    got = read_all (1 << 16);
    fail_unless (got->len >= bad->len && got->len <= bad->len + (1 << 20));
    fail_unless (!memcmp (got->data, bad->data, bad->len));
    fail_unless (pulls < 10000, "%u pulls", pulls);
    g_byte_array_unref (got);
    close_file ();
    g_byte_array_unref (bad);
  }
  g_rand_free (random);
  g_byte_array_unref (with);
  g_byte_array_unref (film);
  g_byte_array_unref (cut);
}

GST_END_TEST;

/* What is pushed goes through. */
GST_START_TEST (test_push)
{
  GstHarness *h = gst_harness_new ("rstmp4index");
  GstBuffer *buffer = gst_buffer_new_allocate (NULL, 10, NULL);

  gst_harness_set_src_caps_str (h, "video/quicktime, variant=(string)iso");
  fail_unless_equals_int (gst_harness_push (h, gst_buffer_ref (buffer)),
      GST_FLOW_OK);
  fail_unless (gst_harness_pull (h) == buffer);
  gst_buffer_unref (buffer);
  gst_buffer_unref (buffer);
  gst_harness_teardown (h);
}

GST_END_TEST;

static Suite *
create_suite (void)
{
  Suite *suite = suite_create ("rstmp4index");
  TCase *tcase = tcase_create ("general");

  tcase_set_timeout (tcase, 120);
  suite_add_tcase (suite, tcase);
  tcase_add_test (tcase, test_index);
  tcase_add_test (tcase, test_untouched);
  tcase_add_test (tcase, test_sidx);
  tcase_add_test (tcase, test_growth);
  tcase_add_test (tcase, test_flush);
  tcase_add_test (tcase, test_hostile);
  tcase_add_test (tcase, test_push);
  return suite;
}

int
main (int argc, char **argv)
{
  return run_suite (create_suite (), &argc, &argv);
}
