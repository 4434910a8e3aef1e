/* SPDX-License-Identifier: LGPL-2.1-or-later */
/*
 * Boxes of a fragmented file with one encrypted video track
 *
 * ISO/IEC 14496-12 for the boxes, 23001-7 for those of Common Encryption.
 */
#include "gstrstmp4.h"

#include "gstrstmp4box.h"

/* tkhd: enabled, in the presentation, in its preview */
#define TRACK_FLAGS 7
/* dref: the samples are in this file */
#define DATA_IS_HERE 1
/* trex: a sample depends on no other */
#define SAMPLE_IS_KEY 0x02000000
/* tfhd: offsets count from the moof */
#define BASE_IS_MOOF 0x020000
/* trun: has an offset, and durations and sizes of its own */
#define RUN_HAS_OFFSET 0x000001
#define RUN_HAS_DURATION 0x000100
#define RUN_HAS_SIZE 0x000200

#define SCHEME_VERSION 0x00010000
#define LANGUAGE_UNDETERMINED 0x55c4
#define FIXED_ONE 0x00010000
#define DPI_72 0x00480000
/* Times of day are in seconds since the beginning of 1904. */
#define SECONDS_1904_TO_1970 G_GUINT64_CONSTANT (2082844800)

/* As GstRstCencDec and other decryptors of qtdemux know it. */
static const guint8 common_system[16] = {
  0x10, 0x77, 0xef, 0xec, 0xc0, 0xb2, 0x4d, 0x02,
  0xac, 0xe3, 0x3c, 0x1e, 0x52, 0xe2, 0xfb, 0x4b
};

/* A full box without entries: in a fragmented file the fragments have them. */
static void
put_empty_table (GByteArray * out, const gchar * type, guint fields)
{
  guint at = gst_rst_mp4_begin_full (out, type, 0, 0);

  gst_rst_mp4_put_zeros (out, 4 * fields);
  gst_rst_mp4_end (out, at);
}

static void
put_matrix (GByteArray * out)
{
  static const guint32 unity[] = {
    FIXED_ONE, 0, 0, 0, FIXED_ONE, 0, 0, 0, 0x40000000
  };
  guint i;

  for (i = 0; i < G_N_ELEMENTS (unity); i++)
    gst_rst_mp4_put32 (out, unity[i]);
}

static void
put_ftyp (GByteArray * out)
{
  guint at = gst_rst_mp4_begin (out, "ftyp");

  gst_rst_mp4_put_bytes (out, "iso6", 4);
  gst_rst_mp4_put32 (out, 0);
  gst_rst_mp4_put_bytes (out, "iso6qt  ", 8);
  gst_rst_mp4_end (out, at);
}

/* When the file was made and changed; in boxes of version 1. */
static void
put_dates (GByteArray * out)
{
  guint64 now = g_get_real_time () / G_USEC_PER_SEC + SECONDS_1904_TO_1970;

  gst_rst_mp4_put64 (out, now);
  gst_rst_mp4_put64 (out, now);
}

static void
put_mvhd (GByteArray * out)
{
  guint at = gst_rst_mp4_begin_full (out, "mvhd", 1, 0);

  put_dates (out);
  gst_rst_mp4_put32 (out, RST_MP4_TIMESCALE);
  gst_rst_mp4_put64 (out, 0);   /* the fragments have the duration */
  gst_rst_mp4_put32 (out, FIXED_ONE); /* rate */
  gst_rst_mp4_put16 (out, 0x0100); /* volume */
  gst_rst_mp4_put_zeros (out, 10);
  put_matrix (out);
  gst_rst_mp4_put_zeros (out, 24);
  gst_rst_mp4_put32 (out, RST_MP4_TRACK_ID + 1);
  gst_rst_mp4_end (out, at);
}

static void
put_tkhd (GByteArray * out, const GstRstMp4Track * track)
{
  guint at = gst_rst_mp4_begin_full (out, "tkhd", 1, TRACK_FLAGS);

  put_dates (out);
  gst_rst_mp4_put32 (out, RST_MP4_TRACK_ID);
  gst_rst_mp4_put_zeros (out, 4 + 8 + 8 + 2 + 2 + 2 + 2);
  put_matrix (out);
  gst_rst_mp4_put32 (out, track->width << 16);
  gst_rst_mp4_put32 (out, track->height << 16);
  gst_rst_mp4_end (out, at);
}

static void
put_mdhd (GByteArray * out)
{
  guint at = gst_rst_mp4_begin_full (out, "mdhd", 1, 0);

  put_dates (out);
  gst_rst_mp4_put32 (out, RST_MP4_TIMESCALE);
  gst_rst_mp4_put64 (out, 0);
  gst_rst_mp4_put16 (out, LANGUAGE_UNDETERMINED);
  gst_rst_mp4_put16 (out, 0);
  gst_rst_mp4_end (out, at);
}

static void
put_hdlr (GByteArray * out)
{
  guint at = gst_rst_mp4_begin_full (out, "hdlr", 0, 0);

  gst_rst_mp4_put32 (out, 0);
  gst_rst_mp4_put_bytes (out, "vide", 4);
  gst_rst_mp4_put_zeros (out, 12);
  gst_rst_mp4_put_bytes (out, "video", 6);
  gst_rst_mp4_end (out, at);
}

static void
put_dinf (GByteArray * out)
{
  guint at = gst_rst_mp4_begin (out, "dinf"), dref, url;

  dref = gst_rst_mp4_begin_full (out, "dref", 0, 0);
  gst_rst_mp4_put32 (out, 1);
  url = gst_rst_mp4_begin_full (out, "url ", 0, DATA_IS_HERE);
  gst_rst_mp4_end (out, url);
  gst_rst_mp4_end (out, dref);
  gst_rst_mp4_end (out, at);
}

/* How the sample entry's samples are encrypted, and what they are otherwise. */
static void
put_sinf (GByteArray * out, const GstRstMp4Track * track)
{
  guint at = gst_rst_mp4_begin (out, "sinf"), box, tenc;

  box = gst_rst_mp4_begin (out, "frma");
  gst_rst_mp4_put_bytes (out, track->format, 4);
  gst_rst_mp4_end (out, box);

  box = gst_rst_mp4_begin_full (out, "schm", 0, 0);
  gst_rst_mp4_put_bytes (out, "cenc", 4);
  gst_rst_mp4_put32 (out, SCHEME_VERSION);
  gst_rst_mp4_end (out, box);

  box = gst_rst_mp4_begin (out, "schi");
  tenc = gst_rst_mp4_begin_full (out, "tenc", 0, 0);
  gst_rst_mp4_put16 (out, 0);
  gst_rst_mp4_put8 (out, 1);    /* protected */
  gst_rst_mp4_put8 (out, RST_MP4_IV_SIZE);
  gst_rst_mp4_put_bytes (out, track->kid, sizeof (track->kid));
  gst_rst_mp4_end (out, tenc);
  gst_rst_mp4_end (out, box);
  gst_rst_mp4_end (out, at);
}

static void
put_colr (GByteArray * out, const GstRstMp4Track * track)
{
  guint at;

  if (!track->primaries && !track->transfer && !track->matrix)
    return;
  at = gst_rst_mp4_begin (out, "colr");
  gst_rst_mp4_put_bytes (out, "nclx", 4);
  gst_rst_mp4_put16 (out, track->primaries);
  gst_rst_mp4_put16 (out, track->transfer);
  gst_rst_mp4_put16 (out, track->matrix);
  gst_rst_mp4_put8 (out, 0);    /* not the full range */
  gst_rst_mp4_end (out, at);
}

static void
put_pasp (GByteArray * out, const GstRstMp4Track * track)
{
  guint at;

  if (!track->par_n || !track->par_d)
    return;
  at = gst_rst_mp4_begin (out, "pasp");
  gst_rst_mp4_put32 (out, track->par_n);
  gst_rst_mp4_put32 (out, track->par_d);
  gst_rst_mp4_end (out, at);
}

static void
put_stsd (GByteArray * out, const GstRstMp4Track * track)
{
  guint at = gst_rst_mp4_begin_full (out, "stsd", 0, 0), entry;

  gst_rst_mp4_put32 (out, 1);
  entry = gst_rst_mp4_begin (out, "encv");
  gst_rst_mp4_put_zeros (out, 6);
  gst_rst_mp4_put16 (out, 1);   /* data reference */
  gst_rst_mp4_put_zeros (out, 16);
  gst_rst_mp4_put16 (out, track->width);
  gst_rst_mp4_put16 (out, track->height);
  gst_rst_mp4_put32 (out, DPI_72);
  gst_rst_mp4_put32 (out, DPI_72);
  gst_rst_mp4_put32 (out, 0);
  gst_rst_mp4_put16 (out, 1);   /* frames per sample */
  gst_rst_mp4_put_zeros (out, 32); /* the compressor's name */
  gst_rst_mp4_put16 (out, 24);  /* depth */
  gst_rst_mp4_put16 (out, 0xffff);
  put_pasp (out, track);
  put_colr (out, track);
  put_sinf (out, track);
  gst_rst_mp4_end (out, entry);
  gst_rst_mp4_end (out, at);
}

static void
put_minf (GByteArray * out, const GstRstMp4Track * track)
{
  guint at = gst_rst_mp4_begin (out, "minf"), box;

  box = gst_rst_mp4_begin_full (out, "vmhd", 0, 1);
  gst_rst_mp4_put_zeros (out, 8);
  gst_rst_mp4_end (out, box);
  put_dinf (out);

  box = gst_rst_mp4_begin (out, "stbl");
  put_stsd (out, track);
  put_empty_table (out, "stts", 1);
  put_empty_table (out, "stsc", 1);
  put_empty_table (out, "stsz", 2);
  put_empty_table (out, "stco", 1);
  gst_rst_mp4_end (out, box);
  gst_rst_mp4_end (out, at);
}

static void
put_trak (GByteArray * out, const GstRstMp4Track * track)
{
  guint at = gst_rst_mp4_begin (out, "trak"), mdia;

  put_tkhd (out, track);
  mdia = gst_rst_mp4_begin (out, "mdia");
  put_mdhd (out);
  put_hdlr (out);
  put_minf (out, track);
  gst_rst_mp4_end (out, mdia);
  gst_rst_mp4_end (out, at);
}

static void
put_mvex (GByteArray * out)
{
  guint at = gst_rst_mp4_begin (out, "mvex"), trex;

  trex = gst_rst_mp4_begin_full (out, "trex", 0, 0);
  gst_rst_mp4_put32 (out, RST_MP4_TRACK_ID);
  gst_rst_mp4_put32 (out, 1);   /* sample description */
  gst_rst_mp4_put32 (out, 0);
  gst_rst_mp4_put32 (out, 0);
  gst_rst_mp4_put32 (out, SAMPLE_IS_KEY);
  gst_rst_mp4_end (out, trex);
  gst_rst_mp4_end (out, at);
}

/* Names the key and nothing else: how it is had is no matter of the file. */
static void
put_pssh (GByteArray * out, const GstRstMp4Track * track)
{
  guint at = gst_rst_mp4_begin_full (out, "pssh", 1, 0);

  gst_rst_mp4_put_bytes (out, common_system, sizeof (common_system));
  gst_rst_mp4_put32 (out, 1);
  gst_rst_mp4_put_bytes (out, track->kid, sizeof (track->kid));
  gst_rst_mp4_put32 (out, 0);
  gst_rst_mp4_end (out, at);
}

GByteArray *
gst_rst_mp4_header (const GstRstMp4Track * track)
{
  GByteArray *out = g_byte_array_new ();
  guint moov;

  put_ftyp (out);
  moov = gst_rst_mp4_begin (out, "moov");
  put_mvhd (out);
  put_trak (out, track);
  put_mvex (out);
  put_pssh (out, track);
  gst_rst_mp4_end (out, moov);
  return out;
}

/* Returns where the offset of the first sample goes. */
static guint
put_trun (GByteArray * out, const GArray * samples)
{
  guint at = gst_rst_mp4_begin_full (out, "trun", 0,
      RUN_HAS_OFFSET | RUN_HAS_DURATION | RUN_HAS_SIZE);
  guint offset, i;

  gst_rst_mp4_put32 (out, samples->len);
  offset = out->len;
  gst_rst_mp4_put32 (out, 0);
  for (i = 0; i < samples->len; i++) {
    const GstRstMp4Sample *sample = &g_array_index (samples, GstRstMp4Sample,
        i);

    gst_rst_mp4_put32 (out, sample->duration);
    gst_rst_mp4_put32 (out, sample->size);
  }
  gst_rst_mp4_end (out, at);
  return offset;
}

/* The samples' IVs, twice found: by players that look for senc, and by those
 * that go by the sizes and the offset of auxiliary information. */
static void
put_encryption (GByteArray * out, guint moof, const GArray * samples)
{
  guint at, offset, i;

  at = gst_rst_mp4_begin_full (out, "saiz", 0, 0);
  gst_rst_mp4_put8 (out, RST_MP4_IV_SIZE);
  gst_rst_mp4_put32 (out, samples->len);
  gst_rst_mp4_end (out, at);

  at = gst_rst_mp4_begin_full (out, "saio", 0, 0);
  gst_rst_mp4_put32 (out, 1);
  offset = out->len;
  gst_rst_mp4_put32 (out, 0);
  gst_rst_mp4_end (out, at);

  at = gst_rst_mp4_begin_full (out, "senc", 0, 0);
  gst_rst_mp4_put32 (out, samples->len);
  gst_rst_mp4_fill32 (out, offset, out->len - moof);
  for (i = 0; i < samples->len; i++)
    gst_rst_mp4_put_bytes (out, g_array_index (samples, GstRstMp4Sample, i).iv,
        RST_MP4_IV_SIZE);
  gst_rst_mp4_end (out, at);
}

/* All samples' bytes and mdat's header; 0: more than its size can say. */
static guint32
mdat_size (const GArray * samples)
{
  guint64 sum = 8;
  guint i;

  for (i = 0; i < samples->len; i++)
    sum += g_array_index (samples, GstRstMp4Sample, i).size;
  return sum <= G_MAXINT32 ? sum : 0;
}

GByteArray *
gst_rst_mp4_fragment (guint32 sequence, guint64 time, const GArray * samples)
{
  GByteArray *out;
  guint moof, box, traf, offset;
  guint32 size = mdat_size (samples);

  if (!size)
    return NULL;

  out = g_byte_array_new ();
  moof = gst_rst_mp4_begin (out, "moof");
  box = gst_rst_mp4_begin_full (out, "mfhd", 0, 0);
  gst_rst_mp4_put32 (out, sequence);
  gst_rst_mp4_end (out, box);

  traf = gst_rst_mp4_begin (out, "traf");
  box = gst_rst_mp4_begin_full (out, "tfhd", 0, BASE_IS_MOOF);
  gst_rst_mp4_put32 (out, RST_MP4_TRACK_ID);
  gst_rst_mp4_end (out, box);
  box = gst_rst_mp4_begin_full (out, "tfdt", 1, 0);
  gst_rst_mp4_put64 (out, time);
  gst_rst_mp4_end (out, box);
  offset = put_trun (out, samples);
  put_encryption (out, moof, samples);
  gst_rst_mp4_end (out, traf);
  gst_rst_mp4_end (out, moof);

  gst_rst_mp4_put32 (out, size);
  gst_rst_mp4_put_bytes (out, "mdat", 4);
  gst_rst_mp4_fill32 (out, offset, out->len - moof);
  return out;
}
