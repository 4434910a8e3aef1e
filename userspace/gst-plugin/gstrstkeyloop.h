/* SPDX-License-Identifier: LGPL-2.1-or-later */
/* Decrypting with keys that may be missing, until the element flushes or stops */
#ifndef __GST_RST_KEY_LOOP_H__
#define __GST_RST_KEY_LOOP_H__

#include <cenc-client.h>
#include <gst/gst.h>

#include "gstrstkeywait.h"

G_BEGIN_DECLS

/* What else of the element's waits, for memory for instance. */
typedef void (*GstRstFlushingFunc) (GstElement * element, gboolean flushing);

/* Of an element, as long as it. */
typedef struct
{
  GstElement *element;
  GstRstKeyWait *keys;
  GstRstFlushingFunc set_flushing;      /* or NULL; called under the lock */

  GMutex lock;
  gboolean stopping;            /* the pads are about to be deactivated */
} GstRstKeyLoop;

void gst_rst_key_loop_init (GstRstKeyLoop * self, GstElement * element,
    GstRstFlushingFunc set_flushing);
void gst_rst_key_loop_clear (GstRstKeyLoop * self);

/* Wakes the streaming thread where it waits, and sends it away. A flush that ends
 * while the element is stopped must not have it wait again. From any thread. */
void gst_rst_key_loop_set_flushing (GstRstKeyLoop * self, gboolean flushing);
void gst_rst_key_loop_set_stopping (GstRstKeyLoop * self, gboolean stopping);

typedef enum cenc_status (*GstRstDecryptFunc) (gpointer user_data);

/* Of the streaming thread: tries @decrypt, with the key @kid, until the key is there
 * or none will be. OK: @status says what came of it. */
GstFlowReturn gst_rst_key_loop_run (GstRstKeyWait * keys,
    struct cenc_client *client, const guint8 kid[16], gint timeout,
    GstRstDecryptFunc decrypt, gpointer user_data, enum cenc_status *status);

G_END_DECLS

#endif /* __GST_RST_KEY_LOOP_H__ */
