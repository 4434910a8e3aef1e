/* SPDX-License-Identifier: GPL-2.0-only */
/* A pool that rstpool offers, in a decoder's hands */
#ifndef POOLS_H
#define POOLS_H

#include "common.h"

#define CAPS "video/x-raw, format=NV12, width=640, height=360, framerate=24/1"
#define PICTURE_SIZE (640 * 360 * 3 / 2)

GstBufferPool *query_pool (GstHarness * h, const gchar * caps_str,
    guint * size, guint * min, guint * max);

/* Configures as a V4L2 decoder does. */
gboolean configure (GstBufferPool * pool, const gchar * caps_str, guint size,
    guint buffers);

void acquire (GstBufferPool * pool, GstBuffer ** buffer,
    GstFlowReturn expected);

#endif /* POOLS_H */
