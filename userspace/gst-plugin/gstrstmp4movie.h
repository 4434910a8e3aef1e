/* SPDX-License-Identifier: LGPL-2.1-or-later */
/* What a fragmented file with a protected track says about its fragments */
#ifndef __GST_RST_MP4_MOVIE_H__
#define __GST_RST_MP4_MOVIE_H__

#include <gst/gst.h>

#include "gstrstmfra.h"

G_BEGIN_DECLS

/* Of a box, from its beginning: any it may have. */
#define RST_MP4_BOX_HEADER 16

/**
 * GstRstMp4Box:
 * @type: four characters, as GST_MAKE_FOURCC() has them
 * @header: bytes of its header
 * @size: with the header; 0: it goes on to the end of what it is in
 */
typedef struct
{
  guint32 type;
  guint header;
  guint64 size;
} GstRstMp4Box;

/**
 * GstRstMp4Movie:
 * @track_id: the protected track by which is sought, video if there is one
 * @timescale: its units in a second
 * @default_flags: of its samples
 * @cut: what its edit list cuts off its beginning
 */
typedef struct
{
  guint32 track_id;
  guint32 timescale;
  guint32 default_flags;
  gint64 cut;
} GstRstMp4Movie;

/* All of these take bytes from anywhere. FALSE: they are not as the standard
 * has them, or not of the kind that is looked for. */

/* @data begins with a box; @size may be less than that. */
gboolean gst_rst_mp4_read_box (const guint8 * data, gsize size,
    GstRstMp4Box * box);

/* @moov: the box; TRUE: the file is fragmented, and a track is protected. */
gboolean gst_rst_mp4_read_movie (const guint8 * moov, gsize size,
    GstRstMp4Movie * movie);

/* @moof: the box; TRUE: the track's first sample there is a key frame, which is
 * shown at @time. */
gboolean gst_rst_mp4_read_fragment (const guint8 * moof, gsize size,
    const GstRstMp4Movie * movie, guint64 * time);

/* @sidx: the box, which ends at @end of a file of @file_size bytes. TRUE: all
 * segments that begin with a key frame are in @index. */
gboolean gst_rst_mp4_read_sidx (const guint8 * sidx, gsize size, guint64 end,
    guint64 file_size, const GstRstMp4Movie * movie, GstRstMfra * index);

G_END_DECLS

#endif /* __GST_RST_MP4_MOVIE_H__ */
