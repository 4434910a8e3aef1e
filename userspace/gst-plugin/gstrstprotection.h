/* SPDX-License-Identifier: LGPL-2.1-or-later */
/* What a stream says of the systems that hand out its keys */
#ifndef __GST_RST_PROTECTION_H__
#define __GST_RST_PROTECTION_H__

#include <gst/gst.h>

#include "gstrstpssh.h"

G_BEGIN_DECLS

/* The protection events that hold now. Of the streaming thread. */
typedef struct
{
  GQueue events;                /* GstEvent */
  guint num_stale;              /* of them, the first so many came before the
                                 * last sample */
} GstRstProtection;

void gst_rst_protection_init (GstRstProtection * self);
void gst_rst_protection_clear (GstRstProtection * self);

/* An event replaces those of the same origin that came before the last sample:
 * a fragment's boxes take the place of the fragment's before it. Takes a
 * reference. */
void gst_rst_protection_add (GstRstProtection * self, GstEvent * event);
void gst_rst_protection_saw_sample (GstRstProtection * self);

/*
 * Adds what is known to the structure of a message:
 *
 *   system-ids                 GStrv, each once
 *   pssh                       GstBuffer: all boxes, one behind the other
 *   stream-encryption-events   list of GstEvent, as qtdemux's messages have it
 *
 * Fields that would be empty are left out.
 */
void gst_rst_protection_describe (const GstRstProtection * self,
    GstStructure * structure);

/* Each system's id once; free them with g_strfreev(). */
GStrv gst_rst_protection_system_ids (const GstRstProtection * self);

G_END_DECLS

#endif /* __GST_RST_PROTECTION_H__ */
