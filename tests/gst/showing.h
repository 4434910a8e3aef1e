/* SPDX-License-Identifier: GPL-2.0-only */
/* rstwaylandsink with a compositor, and pictures for it */
#ifndef SHOWING_H
#define SHOWING_H

#include "common.h"
#include "compositor.h"

#define CAPS "video/x-raw(memory:DMABuf), format=DMA_DRM, drm-format=NV12, " \
    "width=640, height=360, framerate=24/1"
#define PICTURE_SIZE (640 * 360 * 3 / 2)

typedef struct
{
  Compositor *compositor;       /* NULL: another's */
  GstElement *sink;
  GstHarness *h;
  GstAllocator *allocator;
} Fixture;

/* A sink that does not wait for clocks, in no harness yet */
GstElement *new_sink (void);
void open_sink (Fixture * self, const gchar * caps);

/* All of it, with memory that is restricted. */
void setup (Fixture * self, CompositorFlags flags);
void finish (Fixture * self);

GstBuffer *new_picture (Fixture * self, gsize size);
GstFlowReturn push (Fixture * self, GstBuffer * picture);

/* The error that was posted has this code of GST_RESOURCE_ERROR, and this
 * word. */
void expect_text (GstElement * sink, gint code, const gchar * word);
void wait_for_error (Fixture * self, gint code, const gchar * word);

/* A field of display-stats */
guint64 stat_of (GstElement * sink, const gchar * name);

#endif /* SHOWING_H */
