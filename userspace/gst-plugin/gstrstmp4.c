/* SPDX-License-Identifier: LGPL-2.1-or-later */
/*
 * Boxes of a fragmented file with one encrypted video track
 *
 * ISO/IEC 14496-12 for the boxes, 23001-7 for those of Common Encryption. A box
 * is begun, filled and ended; its size is put in afterwards.
 */
#include "gstrstmp4.h"

#include <string.h>

#define TRACK_ID 1

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

/* As GstRstCencDec and other decryptors of qtdemux know it. */
static const guint8 common_system[16] = {
  0x10, 0x77, 0xef, 0xec, 0xc0, 0xb2, 0x4d, 0x02,
  0xac, 0xe3, 0x3c, 0x1e, 0x52, 0xe2, 0xfb, 0x4b
};

static void
put_bytes (GByteArray * out, gconstpointer data, guint size)
{
  g_byte_array_append (out, data, size);
}

static void
put_zeros (GByteArray * out, guint size)
{
  guint before = out->len;

  g_byte_array_set_size (out, before + size);
  memset (out->data + before, 0, size);
}

static void
put8 (GByteArray * out, guint8 value)
{
  put_bytes (out, &value, 1);
}

static void
put16 (GByteArray * out, guint16 value)
{
  value = GUINT16_TO_BE (value);
  put_bytes (out, &value, 2);
}

static void
put32 (GByteArray * out, guint32 value)
{
  value = GUINT32_TO_BE (value);
  put_bytes (out, &value, 4);
}

static void
put64 (GByteArray * out, guint64 value)
{
  value = GUINT64_TO_BE (value);
  put_bytes (out, &value, 8);
}

/* Where a size or an offset was left open. */
static void
fill32 (GByteArray * out, guint at, guint32 value)
{
  GST_WRITE_UINT32_BE (out->data + at, value);
}

/* Returns what end() wants. */
static guint
begin (GByteArray * out, const gchar * type)
{
  guint at = out->len;

  put32 (out, 0);
  put_bytes (out, type, 4);
  return at;
}

static guint
begin_full (GByteArray * out, const gchar * type, guint8 version,
    guint32 flags)
{
  guint at = begin (out, type);

  put32 (out, (guint32) version << 24 | flags);
  return at;
}

static void
end (GByteArray * out, guint at)
{
  fill32 (out, at, out->len - at);
}

/* A full box without entries: in a fragmented file the fragments have them. */
static void
put_empty_table (GByteArray * out, const gchar * type, guint fields)
{
  guint at = begin_full (out, type, 0, 0);

  put_zeros (out, 4 * fields);
  end (out, at);
}

static void
put_matrix (GByteArray * out)
{
  static const guint32 unity[] = {
    FIXED_ONE, 0, 0, 0, FIXED_ONE, 0, 0, 0, 0x40000000
  };
  guint i;

  for (i = 0; i < G_N_ELEMENTS (unity); i++)
    put32 (out, unity[i]);
}

static void
put_ftyp (GByteArray * out)
{
  guint at = begin (out, "ftyp");

  put_bytes (out, "iso6", 4);
  put32 (out, 0);
  put_bytes (out, "iso6qt  ", 8);
  end (out, at);
}

static void
put_mvhd (GByteArray * out)
{
  guint at = begin_full (out, "mvhd", 0, 0);

  put_zeros (out, 8);           /* times of creation and change */
  put32 (out, RST_MP4_TIMESCALE);
  put32 (out, 0);               /* the fragments have the duration */
  put32 (out, FIXED_ONE);       /* rate */
  put16 (out, 0x0100);          /* volume */
  put_zeros (out, 10);
  put_matrix (out);
  put_zeros (out, 24);
  put32 (out, TRACK_ID + 1);
  end (out, at);
}

static void
put_tkhd (GByteArray * out, const GstRstMp4Track * track)
{
  guint at = begin_full (out, "tkhd", 0, TRACK_FLAGS);

  put_zeros (out, 8);
  put32 (out, TRACK_ID);
  put_zeros (out, 4 + 4 + 8 + 2 + 2 + 2 + 2);
  put_matrix (out);
  put32 (out, track->width << 16);
  put32 (out, track->height << 16);
  end (out, at);
}

static void
put_mdhd (GByteArray * out)
{
  guint at = begin_full (out, "mdhd", 0, 0);

  put_zeros (out, 8);
  put32 (out, RST_MP4_TIMESCALE);
  put32 (out, 0);
  put16 (out, LANGUAGE_UNDETERMINED);
  put16 (out, 0);
  end (out, at);
}

static void
put_hdlr (GByteArray * out)
{
  guint at = begin_full (out, "hdlr", 0, 0);

  put32 (out, 0);
  put_bytes (out, "vide", 4);
  put_zeros (out, 12);
  put_bytes (out, "video", 6);
  end (out, at);
}

static void
put_dinf (GByteArray * out)
{
  guint at = begin (out, "dinf"), dref, url;

  dref = begin_full (out, "dref", 0, 0);
  put32 (out, 1);
  url = begin_full (out, "url ", 0, DATA_IS_HERE);
  end (out, url);
  end (out, dref);
  end (out, at);
}

/* How the sample entry's samples are encrypted, and what they are otherwise. */
static void
put_sinf (GByteArray * out, const GstRstMp4Track * track)
{
  guint at = begin (out, "sinf"), box, tenc;

  box = begin (out, "frma");
  put_bytes (out, track->format, 4);
  end (out, box);

  box = begin_full (out, "schm", 0, 0);
  put_bytes (out, "cenc", 4);
  put32 (out, SCHEME_VERSION);
  end (out, box);

  box = begin (out, "schi");
  tenc = begin_full (out, "tenc", 0, 0);
  put16 (out, 0);
  put8 (out, 1);                /* protected */
  put8 (out, RST_MP4_IV_SIZE);
  put_bytes (out, track->kid, sizeof (track->kid));
  end (out, tenc);
  end (out, box);
  end (out, at);
}

static void
put_colr (GByteArray * out, const GstRstMp4Track * track)
{
  guint at;

  if (!track->primaries && !track->transfer && !track->matrix)
    return;
  at = begin (out, "colr");
  put_bytes (out, "nclx", 4);
  put16 (out, track->primaries);
  put16 (out, track->transfer);
  put16 (out, track->matrix);
  put8 (out, 0);                /* not the full range */
  end (out, at);
}

static void
put_stsd (GByteArray * out, const GstRstMp4Track * track)
{
  guint at = begin_full (out, "stsd", 0, 0), entry;

  put32 (out, 1);
  entry = begin (out, "encv");
  put_zeros (out, 6);
  put16 (out, 1);               /* data reference */
  put_zeros (out, 16);
  put16 (out, track->width);
  put16 (out, track->height);
  put32 (out, DPI_72);
  put32 (out, DPI_72);
  put32 (out, 0);
  put16 (out, 1);               /* frames per sample */
  put_zeros (out, 32);          /* the compressor's name */
  put16 (out, 24);              /* depth */
  put16 (out, 0xffff);
  put_colr (out, track);
  put_sinf (out, track);
  end (out, entry);
  end (out, at);
}

static void
put_minf (GByteArray * out, const GstRstMp4Track * track)
{
  guint at = begin (out, "minf"), box;

  box = begin_full (out, "vmhd", 0, 1);
  put_zeros (out, 8);
  end (out, box);
  put_dinf (out);

  box = begin (out, "stbl");
  put_stsd (out, track);
  put_empty_table (out, "stts", 1);
  put_empty_table (out, "stsc", 1);
  put_empty_table (out, "stsz", 2);
  put_empty_table (out, "stco", 1);
  end (out, box);
  end (out, at);
}

static void
put_trak (GByteArray * out, const GstRstMp4Track * track)
{
  guint at = begin (out, "trak"), mdia;

  put_tkhd (out, track);
  mdia = begin (out, "mdia");
  put_mdhd (out);
  put_hdlr (out);
  put_minf (out, track);
  end (out, mdia);
  end (out, at);
}

static void
put_mvex (GByteArray * out)
{
  guint at = begin (out, "mvex"), trex;

  trex = begin_full (out, "trex", 0, 0);
  put32 (out, TRACK_ID);
  put32 (out, 1);               /* sample description */
  put32 (out, 0);
  put32 (out, 0);
  put32 (out, SAMPLE_IS_KEY);
  end (out, trex);
  end (out, at);
}

/* Names the key and nothing else: how it is had is no matter of the file. */
static void
put_pssh (GByteArray * out, const GstRstMp4Track * track)
{
  guint at = begin_full (out, "pssh", 1, 0);

  put_bytes (out, common_system, sizeof (common_system));
  put32 (out, 1);
  put_bytes (out, track->kid, sizeof (track->kid));
  put32 (out, 0);
  end (out, at);
}

GByteArray *
gst_rst_mp4_header (const GstRstMp4Track * track)
{
  GByteArray *out = g_byte_array_new ();
  guint moov;

  put_ftyp (out);
  moov = begin (out, "moov");
  put_mvhd (out);
  put_trak (out, track);
  put_mvex (out);
  put_pssh (out, track);
  end (out, moov);
  return out;
}

/* Returns where the offset of the first sample goes. */
static guint
put_trun (GByteArray * out, const GArray * samples)
{
  guint at = begin_full (out, "trun", 0,
      RUN_HAS_OFFSET | RUN_HAS_DURATION | RUN_HAS_SIZE);
  guint offset, i;

  put32 (out, samples->len);
  offset = out->len;
  put32 (out, 0);
  for (i = 0; i < samples->len; i++) {
    const GstRstMp4Sample *sample = &g_array_index (samples, GstRstMp4Sample,
        i);

    put32 (out, sample->duration);
    put32 (out, sample->size);
  }
  end (out, at);
  return offset;
}

/* The samples' IVs, twice found: by players that look for senc, and by those
 * that go by the sizes and the offset of auxiliary information. */
static void
put_encryption (GByteArray * out, guint moof, const GArray * samples)
{
  guint at, offset, i;

  at = begin_full (out, "saiz", 0, 0);
  put8 (out, RST_MP4_IV_SIZE);
  put32 (out, samples->len);
  end (out, at);

  at = begin_full (out, "saio", 0, 0);
  put32 (out, 1);
  offset = out->len;
  put32 (out, 0);
  end (out, at);

  at = begin_full (out, "senc", 0, 0);
  put32 (out, samples->len);
  fill32 (out, offset, out->len - moof);
  for (i = 0; i < samples->len; i++)
    put_bytes (out, g_array_index (samples, GstRstMp4Sample, i).iv,
        RST_MP4_IV_SIZE);
  end (out, at);
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
  moof = begin (out, "moof");
  box = begin_full (out, "mfhd", 0, 0);
  put32 (out, sequence);
  end (out, box);

  traf = begin (out, "traf");
  box = begin_full (out, "tfhd", 0, BASE_IS_MOOF);
  put32 (out, TRACK_ID);
  end (out, box);
  box = begin_full (out, "tfdt", 1, 0);
  put64 (out, time);
  end (out, box);
  offset = put_trun (out, samples);
  put_encryption (out, moof, samples);
  end (out, traf);
  end (out, moof);

  put32 (out, size);
  put_bytes (out, "mdat", 4);
  fill32 (out, offset, out->len - moof);
  return out;
}
