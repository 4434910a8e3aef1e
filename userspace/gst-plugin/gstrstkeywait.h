/* SPDX-License-Identifier: LGPL-2.1-or-later */
/* Asking for a key that the TEE lacks, and waiting for it */
#ifndef __GST_RST_KEY_WAIT_H__
#define __GST_RST_KEY_WAIT_H__

#include <cenc-client.h>
#include <gst/gst.h>

G_BEGIN_DECLS

/*
 * The application is asked once for each key, by an element message and by
 * NEED_CONTEXT; docs/playback.md says what is in them. It answers by bringing
 * the key to the TEE, or with a licence in the context, which goes to the TEE in
 * the element's own session. No key goes through here, but for a laboratory's
 * ClearKey: what is waited for is
 * that the TEE decrypts, which is tried again several times a second, and as soon
 * as the application sets the context that it was asked for.
 */

#define RST_KEY_NEEDED "rst-key-needed"
#define RST_KEY_FOUND "rst-key-found"

/* The type of a key's context is this and its KID, of 32 digits. */
#define RST_KEY_CONTEXT "rst-key:"

/* In milliseconds; -1: for ever. */
#define RST_KEY_DEFAULT_TIMEOUT 5000

typedef struct _GstRstKeyWait GstRstKeyWait;

/* The element's property "licences": whether requests have what to ask a licence
 * server. FALSE unless the application says so, because a TEE without
 * tee-supplicant waits for it, and everybody behind its lock waits along. */
void gst_rst_key_wait_install_licences (GObjectClass * object_class,
    guint prop_id);

/* Of an element with that property, which outlives it. */
GstRstKeyWait *gst_rst_key_wait_new (GstElement * element);
void gst_rst_key_wait_free (GstRstKeyWait * self);

/* From any thread. Flushing: whoever waits is sent away, and who comes next. */
void gst_rst_key_wait_set_flushing (GstRstKeyWait * self, gboolean flushing);
void gst_rst_key_wait_set_context (GstRstKeyWait * self, GstContext * context);

/* All below: of the streaming thread, or while it does not run. */

/* As if new: what was asked before is asked again. In a laboratory the keys of the
 * property "clearkey-file" go to the TEE. FALSE: that was posted. */
gboolean gst_rst_key_wait_start (GstRstKeyWait * self,
    struct cenc_client *client);

/* Takes what an event of upstream's says of keys; looks at any event. Keys that
 * it names and @client lacks are asked for at once, without waiting. */
void gst_rst_key_wait_take_event (GstRstKeyWait * self, GstEvent * event,
    struct cenc_client * client);

/* Licences that the application has set go to the TEE. */
void gst_rst_key_wait_bring (GstRstKeyWait * self, struct cenc_client *client);

/*
 * The TEE had no key for a sample, or one whose time is over (@expired). OK: try
 * again. FLUSHING. ERROR: none came
 * within @timeout milliseconds of the first try, or the application said that
 * none will; that was posted.
 */
GstFlowReturn gst_rst_key_wait_again (GstRstKeyWait * self,
    struct cenc_client *client, const guint8 kid[16], gboolean expired,
    gint timeout);

/* A sample is through with, with its key (@found) or because of an error. */
void gst_rst_key_wait_done (GstRstKeyWait * self, const guint8 kid[16],
    gboolean found);

G_END_DECLS

#endif /* __GST_RST_KEY_WAIT_H__ */
