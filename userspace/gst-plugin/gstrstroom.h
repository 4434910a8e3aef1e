/* SPDX-License-Identifier: LGPL-2.1-or-later */
/* Room in a heap for the pictures that a V4L2 decoder allocates */
#ifndef __GST_RST_ROOM_H__
#define __GST_RST_ROOM_H__

#include <gst/gst.h>
#include <rstmem.h>

G_BEGIN_DECLS

/*
 * A decoder allocates its pictures in its driver, which does not wait for
 * memory. Before it does so, it asks downstream what that needs; there it can
 * be made to wait. One player after another goes through: all of them would
 * see the same room otherwise.
 */
typedef struct _GstRstRoom GstRstRoom;

typedef enum
{
  GST_RST_ROOM_UNRELATED,
  GST_RST_ROOM_LACKING,         /* for lack of memory */
  GST_RST_ROOM_SENT_AWAY        /* nobody waits for its pictures any more */
} GstRstRoomVerdict;

/* @pad: the bin's, which pictures leave by. */
GstRstRoom *gst_rst_room_new (GstPad * pad);
void gst_rst_room_free (GstRstRoom * self);

/* Stopping: whoever waits is sent away. */
void gst_rst_room_set_stopping (GstRstRoom * self, gboolean stopping);
gboolean gst_rst_room_is_stopping (GstRstRoom * self);

/* In the streaming thread, when @decoder has opened its device, and before there
 * is anything for it: waits until no other decoder of the device is on its way
 * to its first picture, at most @timeout ms (-1: for ever). Who waits here holds
 * no memory; those who wait for each other's would do so in vain. */
void gst_rst_room_enter (GstRstRoom * self, GstElement * decoder,
    gint timeout);

/* In the decoder's thread: @query is its allocation query, and answered. Waits
 * until the heap has room for the decoder's pictures, or the decoder's pads are
 * flushing, but no longer than @timeout ms (-1: for ever). Returns a sentence
 * if there is no room then. Where the whole heap is too small, it does not
 * wait: the decoder may do with less than it asks for. */
gchar *gst_rst_room_wait (GstRstRoom * self, GstElement * decoder,
    GstQuery * query, enum rstmem_use_case heap, gint timeout);

/* The decoder is about to close its device, or has its pictures. */
void gst_rst_room_leave (GstRstRoom * self);

/* Why the decoder has posted an error; @why: a sentence about the heap, if it
 * is that. */
GstRstRoomVerdict gst_rst_room_judge (GstRstRoom * self, GstElement * decoder,
    gchar ** why);

G_END_DECLS

#endif /* __GST_RST_ROOM_H__ */
