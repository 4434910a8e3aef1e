/* SPDX-License-Identifier: LGPL-2.1-or-later */
/* Boxes of a fragmented file with one encrypted video track */
#ifndef __GST_RST_MP4_H__
#define __GST_RST_MP4_H__

#include <gst/gst.h>

G_BEGIN_DECLS

#define RST_MP4_TIMESCALE 90000
#define RST_MP4_TRACK_ID 1
#define RST_MP4_IV_SIZE 8

/**
 * GstRstMp4Track:
 * @format: the sample entry's name in the clear, such as "jpeg"
 * @width: pixels
 * @height: pixels
 * @par_n: of a pixel, width by height; 0 where that is not known
 * @par_d: .
 * @primaries: as ISO/IEC 23091-2 numbers them, like the next two
 * @transfer: .
 * @matrix: 0 with the others where the colours are not known
 * @kid: the one key's identifier
 */
typedef struct
{
  gchar format[5];
  guint width;
  guint height;
  guint par_n;
  guint par_d;
  guint primaries;
  guint transfer;
  guint matrix;
  guint8 kid[16];
} GstRstMp4Track;

/**
 * GstRstMp4Sample:
 * @size: bytes
 * @duration: in RST_MP4_TIMESCALE
 * @iv: initialisation vector; all of the sample is encrypted
 */
typedef struct
{
  guint32 size;
  guint32 duration;
  guint8 iv[RST_MP4_IV_SIZE];
} GstRstMp4Sample;

/* What a file begins with: ftyp and moov. It is dated now. */
GByteArray *gst_rst_mp4_header (const GstRstMp4Track * track);

/* What precedes a fragment's samples: moof, and mdat's header.
 * @sequence: counts from 1; @time: of the first sample, in RST_MP4_TIMESCALE;
 * @samples: GstRstMp4Sample, one at the least. NULL: they are too large. */
GByteArray *gst_rst_mp4_fragment (guint32 sequence, guint64 time,
    const GArray * samples);

G_END_DECLS

#endif /* __GST_RST_MP4_H__ */
