/* SPDX-License-Identifier: GPL-2.0-only */
/* A line that plays, and seeks in it */
#ifndef __PLAYER_H__
#define __PLAYER_H__

#include "pictures.h"

/* The machine may be an emulated one that has other things to do. */
#define PATIENCE (20 * GST_SECOND)

#define FLUSH_ACCURATE (GST_SEEK_FLAG_FLUSH | GST_SEEK_FLAG_ACCURATE)

/* What comes of a step; functions below that return int return one of these. */
enum
{
  DONE,
  FAILED,
  HUNG
};

typedef struct
{
  GstElement *line;
  GstBus *bus;
  Pictures *pictures;
  FILE *log;
  GRand *random;
  gint64 length;                /* of the film, in pictures */
  GArray *times;                /* from a seek to its picture, in ns */
} Player;

/* Prints why, and returns FAILED. */
int failed (const gchar * format, ...) G_GNUC_PRINTF (1, 2);

/* Waits for a message; with @wanted 0 it only looks for an error. */
int next_message (Player * self, GstMessageType wanted, GstClockTime patience);

/* When picture @number begins; a time while it is shown. */
GstClockTime time_of (gint64 number);
GstClockTime time_within (Player * self, gint64 number);

gint64 any_picture (Player * self, gint64 before_end);

int seek (Player * self, const gchar * kind, gdouble rate, GstSeekFlags flags,
    GstClockTime start, GstClockTime stop);

/* Until the sink has shown a picture, or has none to show. */
int wait_for_preroll (Player * self);

/* Until @wanted pictures have come since the last seek, from @first on if that
 * is not negative. */
int wait_for_pictures_of (Player * self, guint wanted, gint64 first);
int wait_for_pictures (Player * self, guint wanted);

/* The first one must be @number; of key units also the key frame before it. */
int expect_first (Player * self, gint64 number, gboolean key_unit);

/* A flushing seek, and that the right picture is there. */
int seek_and_show (Player * self, const gchar * kind, gdouble rate,
    GstSeekFlags flags, gint64 number, GstClockTime stop);

/* For at least so many pictures. */
int play_on (Player * self, guint least);

#endif /* __PLAYER_H__ */
