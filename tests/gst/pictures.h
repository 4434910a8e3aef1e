/* SPDX-License-Identifier: GPL-2.0-only */
/* The pictures that reach a sink */
#ifndef __PICTURES_H__
#define __PICTURES_H__

#include <gst/gst.h>
#include <stdio.h>

#define PICTURES_A_SECOND 24
/* A key frame is the first of so many. */
#define PICTURES_A_GROUP 48

typedef struct _Pictures Pictures;

/**
 * PicturesSeen:
 * @count: how many came since the last flush or segment
 * @first: number of their first in the film, from its time stamp
 * @last: of their last
 * @first_time: when the first one came, in ns of the monotonic clock
 * @last_time: the last one
 */
typedef struct
{
  guint count;
  gint64 first;
  gint64 last;
  guint64 first_time;
  guint64 last_time;
} PicturesSeen;

/* Watches @sink's pad. For each picture that enters there is a line in @log:
 * "picture", the time in ns of the monotonic clock, its number in the film. */
Pictures *pictures_new (GstElement * sink, FILE * log);
void pictures_free (Pictures * self);

PicturesSeen pictures_seen (Pictures * self);

/* What pictures_seen() was when the last flush or segment came. */
PicturesSeen pictures_before (Pictures * self);

/* How many came in all. */
guint pictures_total (Pictures * self);

/* From now on until the next flush or segment pictures may be missing: a flush
 * is on its way, and an element that it has reached drops what it has. */
void pictures_leave (Pictures * self);

/* What was wrong first, about the order or a time stamp; NULL: nothing. Between
 * flushes and segments none may be missing, and of key units none else come. */
const gchar *pictures_error (Pictures * self);

#endif /* __PICTURES_H__ */
