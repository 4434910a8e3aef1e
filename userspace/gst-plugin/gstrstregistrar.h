/* SPDX-License-Identifier: LGPL-2.1-or-later */
/* Memory that is known to an element's TEE client */
#ifndef __GST_RST_REGISTRAR_H__
#define __GST_RST_REGISTRAR_H__

#include <cenc-client.h>
#include <gst/gst.h>

G_BEGIN_DECLS

/*
 * Buffers go round in their pool, and so a memory is registered with the TEE
 * once: the registration stays with it until it is freed. Behind a tee several
 * elements have the same memory at once, and each has a client of its own: each
 * finds its own registration there, and touches no other one that is in use.
 */
typedef struct _GstRstRegistrar GstRstRegistrar;

GstRstRegistrar *gst_rst_registrar_new (struct cenc_client *client);

/* What it registered goes when its memory does, or when that is registered
 * anew. NULL is allowed. */
void gst_rst_registrar_free (GstRstRegistrar * self);

/* The registration of a dma-buf; valid as long as the caller holds @mem. NULL:
 * the TEE does not take it, and @status says why. */
struct cenc_buffer *gst_rst_registrar_get (GstRstRegistrar * self,
    GstMemory * mem, enum cenc_status *status);

G_END_DECLS

#endif /* __GST_RST_REGISTRAR_H__ */
