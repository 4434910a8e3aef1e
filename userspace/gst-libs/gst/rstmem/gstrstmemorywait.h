/* SPDX-License-Identifier: LGPL-2.1-or-later */
/* Waiting for restricted memory that others have, for now */
#ifndef __GST_RST_MEMORY_WAIT_H__
#define __GST_RST_MEMORY_WAIT_H__

#include <gst/gst.h>

G_BEGIN_DECLS

/*
 * A pool that gets no memory for one more buffer waits: as long as it has
 * enough buffers without end, since they are underway and come back, be it
 * after a long pause; otherwise for a while, as somebody else must give memory
 * back. Older modules tell nobody when that happens, so it is tried every now
 * and then; buffers of the pool that return end the wait at once.
 */
typedef struct
{
  GMutex lock;                  /* guards what follows */
  GCond cond;
  gboolean flushing;
  gboolean dismissed;
  guint returned;               /* buffers, since the beginning */
  guint existing;               /* buffers */
  guint enough;
  gint timeout;                 /* ms; -1: for ever */
  GError *lack;                 /* why there is no memory */
} GstRstMemoryWait;

/* One wait, of one thread */
typedef struct
{
  guint returned;
  gint64 since;
} GstRstMemoryTry;

void gst_rst_memory_wait_init (GstRstMemoryWait * self);
void gst_rst_memory_wait_clear (GstRstMemoryWait * self);

/* Before the first buffer. */
void gst_rst_memory_wait_set_patience (GstRstMemoryWait * self, guint enough,
    gint timeout);

/* The pool begins with @buffers: that is enough. */
void gst_rst_memory_wait_has (GstRstMemoryWait * self, guint buffers);

/* From any thread. Flushing: whoever waits is sent away. */
void gst_rst_memory_wait_set_flushing (GstRstMemoryWait * self,
    gboolean flushing);
gboolean gst_rst_memory_wait_is_flushing (GstRstMemoryWait * self);

/* From any thread. Whoever waits is sent away, from now on. */
void gst_rst_memory_wait_dismiss (GstRstMemoryWait * self);

/* A buffer was made; has gone; is back in the pool. */
void gst_rst_memory_wait_made (GstRstMemoryWait * self);
void gst_rst_memory_wait_gone (GstRstMemoryWait * self);
void gst_rst_memory_wait_returned (GstRstMemoryWait * self);

/* There is no memory; takes @error, which says why. */
void gst_rst_memory_wait_lacks (GstRstMemoryWait * self, GError * error);
gboolean gst_rst_memory_wait_is_lacking (GstRstMemoryWait * self);

/* Before the first try, and after each that had no memory. FALSE: give up. */
void gst_rst_memory_wait_begin (GstRstMemoryWait * self,
    GstRstMemoryTry * attempt);
gboolean gst_rst_memory_wait_again (GstRstMemoryWait * self,
    GstRstMemoryTry * attempt);

/* Why it gave up; NULL: because it was sent away, or for nothing. */
GError *gst_rst_memory_wait_give_up (GstRstMemoryWait * self,
    const GstRstMemoryTry * attempt);

G_END_DECLS

#endif /* __GST_RST_MEMORY_WAIT_H__ */
