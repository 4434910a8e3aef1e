/* SPDX-License-Identifier: LGPL-2.1-or-later */
/* What a fragmented file with a protected track says about its fragments */
#include "gstrstmp4movie.h"

#include <gst/base/gstbytereader.h>

#define FOURCC_EDTS GST_MAKE_FOURCC ('e', 'd', 't', 's')
#define FOURCC_ELST GST_MAKE_FOURCC ('e', 'l', 's', 't')
#define FOURCC_ENCA GST_MAKE_FOURCC ('e', 'n', 'c', 'a')
#define FOURCC_ENCV GST_MAKE_FOURCC ('e', 'n', 'c', 'v')
#define FOURCC_MDHD GST_MAKE_FOURCC ('m', 'd', 'h', 'd')
#define FOURCC_MDIA GST_MAKE_FOURCC ('m', 'd', 'i', 'a')
#define FOURCC_MINF GST_MAKE_FOURCC ('m', 'i', 'n', 'f')
#define FOURCC_MVEX GST_MAKE_FOURCC ('m', 'v', 'e', 'x')
#define FOURCC_STBL GST_MAKE_FOURCC ('s', 't', 'b', 'l')
#define FOURCC_STSD GST_MAKE_FOURCC ('s', 't', 's', 'd')
#define FOURCC_TFDT GST_MAKE_FOURCC ('t', 'f', 'd', 't')
#define FOURCC_TFHD GST_MAKE_FOURCC ('t', 'f', 'h', 'd')
#define FOURCC_TKHD GST_MAKE_FOURCC ('t', 'k', 'h', 'd')
#define FOURCC_TRAF GST_MAKE_FOURCC ('t', 'r', 'a', 'f')
#define FOURCC_TRAK GST_MAKE_FOURCC ('t', 'r', 'a', 'k')
#define FOURCC_TREX GST_MAKE_FOURCC ('t', 'r', 'e', 'x')
#define FOURCC_TRUN GST_MAKE_FOURCC ('t', 'r', 'u', 'n')

#define SAMPLE_IS_NO_KEY 0x00010000

/* tfhd */
#define HAS_BASE 0x000001
#define HAS_DESCRIPTION 0x000002
#define HAS_DEFAULT_DURATION 0x000008
#define HAS_DEFAULT_SIZE 0x000010
#define HAS_DEFAULT_FLAGS 0x000020
/* trun */
#define HAS_OFFSET 0x000001
#define HAS_FIRST_FLAGS 0x000004
#define HAS_DURATION 0x000100
#define HAS_SIZE 0x000200
#define HAS_FLAGS 0x000400
#define HAS_COMPOSITION 0x000800

/* sidx */
#define REFERS_TO_SIDX 0x80000000
#define STARTS_WITH_KEY 0x80000000

gboolean
gst_rst_mp4_read_box (const guint8 * data, gsize size, GstRstMp4Box * box)
{
  if (size < 8)
    return FALSE;
  box->size = GST_READ_UINT32_BE (data);
  box->type = GST_READ_UINT32_LE (data + 4);
  box->header = 8;
  if (box->size == 1) {
    if (size < 16)
      return FALSE;
    box->size = GST_READ_UINT64_BE (data + 8);
    box->header = 16;
  }
  return box->size >= box->header || (!box->size && box->header == 8);
}

/* What is inside the next box at @in, which goes behind it. */
static gboolean
next_box (GstByteReader * in, guint32 * type, GstByteReader * inside)
{
  guint left = gst_byte_reader_get_remaining (in);
  const guint8 *data;
  GstRstMp4Box box;

  if (!gst_byte_reader_peek_data (in, left, &data) ||
      !gst_rst_mp4_read_box (data, left, &box))
    return FALSE;
  if (!box.size)
    box.size = left;
  if (box.size > left)
    return FALSE;
  *type = box.type;
  gst_byte_reader_init (inside, data + box.header, box.size - box.header);
  return gst_byte_reader_skip (in, box.size);
}

/* What is inside the first box of that type in @in. */
static gboolean
find_box (const GstByteReader * in, guint32 type, GstByteReader * inside)
{
  GstByteReader rest = *in;
  guint32 found;

  while (next_box (&rest, &found, inside))
    if (found == type)
      return TRUE;
  return FALSE;
}

/* The same along a path of types, which ends with 0. */
static gboolean
find_path (const GstByteReader * in, const guint32 * path,
    GstByteReader * inside)
{
  GstByteReader at = *in;

  for (; *path; path++) {
    if (!find_box (&at, *path, inside))
      return FALSE;
    at = *inside;
  }
  return TRUE;
}

/* What is inside @data, which is one box. */
static gboolean
open_box (const guint8 * data, gsize size, GstByteReader * inside)
{
  GstByteReader in;
  guint32 type;

  if (size > G_MAXUINT32)
    return FALSE;
  gst_byte_reader_init (&in, data, size);
  return next_box (&in, &type, inside);
}

/* A number of 64 bits in version 1, of 32 in version 0. */
static gboolean
get_time (GstByteReader * in, guint8 version, guint64 * value)
{
  guint32 small = 0;

  if (version)
    return gst_byte_reader_get_uint64_be (in, value);
  if (!gst_byte_reader_get_uint32_be (in, &small))
    return FALSE;
  *value = small;
  return TRUE;
}

static gboolean
get_version (GstByteReader * in, guint8 * version, guint32 * flags)
{
  return gst_byte_reader_get_uint8 (in, version) &&
      gst_byte_reader_get_uint24_be (in, flags);
}

/* The type of the track's first sample entry; 0: there is none. */
static guint32
sample_entry (const GstByteReader * trak)
{
  static const guint32 path[] = { FOURCC_MDIA, FOURCC_MINF, FOURCC_STBL,
    FOURCC_STSD, 0
  };
  GstByteReader stsd;
  guint32 type = 0;

  if (find_path (trak, path, &stsd) && gst_byte_reader_skip (&stsd, 12))
    gst_byte_reader_get_uint32_le (&stsd, &type);
  return type;
}

static gboolean
read_track (const GstByteReader * trak, GstRstMp4Movie * movie)
{
  static const guint32 path[] = { FOURCC_MDIA, FOURCC_MDHD, 0 };
  GstByteReader tkhd, mdhd;
  guint8 version;
  guint32 flags;

  return find_box (trak, FOURCC_TKHD, &tkhd) &&
      get_version (&tkhd, &version, &flags) &&
      gst_byte_reader_skip (&tkhd, version ? 16 : 8) &&
      gst_byte_reader_get_uint32_be (&tkhd, &movie->track_id) &&
      find_path (trak, path, &mdhd) && get_version (&mdhd, &version, &flags) &&
      gst_byte_reader_skip (&mdhd, version ? 16 : 8) &&
      gst_byte_reader_get_uint32_be (&mdhd, &movie->timescale) &&
      movie->timescale;
}

/* The start of the first edit that shows anything; 0 without a list. */
static gint64
read_edits (const GstByteReader * trak)
{
  static const guint32 path[] = { FOURCC_EDTS, FOURCC_ELST, 0 };
  guint32 flags, count, i;
  GstByteReader elst;
  guint64 length, start;
  guint8 version;

  if (!find_path (trak, path, &elst) || !get_version (&elst, &version, &flags)
      || !gst_byte_reader_get_uint32_be (&elst, &count))
    return 0;
  for (i = 0; i < count; i++) {
    if (!get_time (&elst, version, &length) ||
        !get_time (&elst, version, &start) || !gst_byte_reader_skip (&elst, 4))
      return 0;
    if (version ? start <= G_MAXINT64 : start <= G_MAXINT32)
      return start;
  }
  return 0;
}

static gboolean
read_defaults (const GstByteReader * mvex, GstRstMp4Movie * movie)
{
  GstByteReader rest = *mvex, trex;
  guint32 type, track_id;

  while (next_box (&rest, &type, &trex))
    if (type == FOURCC_TREX && gst_byte_reader_skip (&trex, 4) &&
        gst_byte_reader_get_uint32_be (&trex, &track_id) &&
        track_id == movie->track_id)
      return gst_byte_reader_skip (&trex, 12) &&
          gst_byte_reader_get_uint32_be (&trex, &movie->default_flags);
  return FALSE;
}

gboolean
gst_rst_mp4_read_movie (const guint8 * moov, gsize size,
    GstRstMp4Movie * movie)
{
  GstByteReader inside, rest, trak, mvex;
  gboolean found = FALSE, video = FALSE;
  guint32 type, entry;

  if (!open_box (moov, size, &inside) ||
      !find_box (&inside, FOURCC_MVEX, &mvex))
    return FALSE;

  for (rest = inside; !video && next_box (&rest, &type, &trak);) {
    entry = type == FOURCC_TRAK ? sample_entry (&trak) : 0;
    video = entry == FOURCC_ENCV;
    if ((video || (!found && entry == FOURCC_ENCA)) &&
        read_track (&trak, movie)) {
      movie->cut = read_edits (&trak);
      found = TRUE;
    }
  }
  return found && read_defaults (&mvex, movie);
}

/* Is it the movie's track; and the flags that its samples have by default. */
static gboolean
is_track (const GstByteReader * traf, const GstRstMp4Movie * movie,
    guint32 * sample_flags)
{
  GstByteReader tfhd;
  guint32 flags, track_id;
  guint8 version;

  if (!find_box (traf, FOURCC_TFHD, &tfhd) ||
      !get_version (&tfhd, &version, &flags) ||
      !gst_byte_reader_get_uint32_be (&tfhd, &track_id) ||
      track_id != movie->track_id)
    return FALSE;
  *sample_flags = movie->default_flags;
  if (!(flags & HAS_DEFAULT_FLAGS))
    return TRUE;
  return gst_byte_reader_skip (&tfhd, (flags & HAS_BASE ? 8 : 0) +
      (flags & HAS_DESCRIPTION ? 4 : 0) +
      (flags & HAS_DEFAULT_DURATION ? 4 : 0) +
      (flags & HAS_DEFAULT_SIZE ? 4 : 0)) &&
      gst_byte_reader_get_uint32_be (&tfhd, sample_flags);
}

/* Of the run's first sample: its flags, and how much later than decoded it is
 * shown. */
static gboolean
read_first_sample (const GstByteReader * traf, guint32 * sample_flags,
    gint32 * shift)
{
  GstByteReader trun;
  guint32 flags, count;
  guint8 version;

  *shift = 0;
  if (!find_box (traf, FOURCC_TRUN, &trun) ||
      !get_version (&trun, &version, &flags) ||
      !gst_byte_reader_get_uint32_be (&trun, &count) || !count ||
      !gst_byte_reader_skip (&trun, flags & HAS_OFFSET ? 4 : 0))
    return FALSE;
  if (flags & HAS_FIRST_FLAGS &&
      !gst_byte_reader_get_uint32_be (&trun, sample_flags))
    return FALSE;
  if (!gst_byte_reader_skip (&trun, (flags & HAS_DURATION ? 4 : 0) +
          (flags & HAS_SIZE ? 4 : 0)))
    return FALSE;
  if (flags & HAS_FLAGS && !gst_byte_reader_get_uint32_be (&trun, sample_flags))
    return FALSE;
  return !(flags & HAS_COMPOSITION) || gst_byte_reader_get_int32_be (&trun,
      shift);
}

static gboolean
read_decode_time (const GstByteReader * traf, guint64 * time)
{
  GstByteReader tfdt;
  guint8 version;
  guint32 flags;

  return find_box (traf, FOURCC_TFDT, &tfdt) &&
      get_version (&tfdt, &version, &flags) &&
      get_time (&tfdt, version, time) && *time <= G_MAXINT64 / 2;
}

gboolean
gst_rst_mp4_read_fragment (const guint8 * moof, gsize size,
    const GstRstMp4Movie * movie, guint64 * time)
{
  GstByteReader inside, traf;
  guint32 type, flags = 0;
  guint64 decoded;
  gint64 shown;
  gint32 shift;

  if (!open_box (moof, size, &inside))
    return FALSE;
  do {
    if (!next_box (&inside, &type, &traf))
      return FALSE;
  } while (type != FOURCC_TRAF || !is_track (&traf, movie, &flags));

  if (!read_decode_time (&traf, &decoded) ||
      !read_first_sample (&traf, &flags, &shift) || flags & SAMPLE_IS_NO_KEY)
    return FALSE;
  /* Where a fragment is decoded at 0, qtdemux takes the index's time for that
   * of its decoding. */
  shown = decoded ? (gint64) decoded + shift - MIN (movie->cut,
      G_MAXINT64 / 4) : 0;
  *time = MAX (shown, 0);
  return TRUE;
}

gboolean
gst_rst_mp4_read_sidx (const guint8 * sidx, gsize size, guint64 end,
    guint64 file_size, const GstRstMp4Movie * movie, GstRstMfra * index)
{
  guint32 flags, id, timescale, length, duration, access;
  guint64 time, offset;
  guint16 reserved, count, i;
  GstByteReader in;
  guint8 version;

  if (!open_box (sidx, size, &in) || !get_version (&in, &version, &flags) ||
      !gst_byte_reader_get_uint32_be (&in, &id) ||
      !gst_byte_reader_get_uint32_be (&in, &timescale) || !timescale ||
      !get_time (&in, version, &time) || !get_time (&in, version, &offset) ||
      !gst_byte_reader_get_uint16_be (&in, &reserved) ||
      !gst_byte_reader_get_uint16_be (&in, &count) ||
      time > G_MAXINT64 / 2 || offset > G_MAXINT64 / 2)
    return FALSE;

  for (offset += end, i = 0; i < count; i++) {
    if (!gst_byte_reader_get_uint32_be (&in, &length) ||
        !gst_byte_reader_get_uint32_be (&in, &duration) ||
        !gst_byte_reader_get_uint32_be (&in, &access) ||
        length & REFERS_TO_SIDX || offset >= file_size)
      return FALSE;
    if (access & STARTS_WITH_KEY)
      gst_rst_mfra_add (index, i ? gst_util_uint64_scale (time,
              movie->timescale, timescale) : 0, offset);
    offset += length;
    time += duration;
  }
  return gst_rst_mfra_length (index) > 0;
}
