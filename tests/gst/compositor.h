/* SPDX-License-Identifier: GPL-2.0-only */
/* A Wayland compositor without a display, which does what a test says */
#ifndef COMPOSITOR_H
#define COMPOSITOR_H

#include <glib.h>

#define COMPOSITOR_SCREEN_WIDTH 1280
#define COMPOSITOR_SCREEN_HEIGHT 720

typedef enum
{
  COMPOSITOR_NO_DMABUF = 1 << 0,
  COMPOSITOR_NO_DIRECT_DISPLAY = 1 << 1,
  COMPOSITOR_NO_SHELL = 1 << 2,
  COMPOSITOR_NO_PROTECTION = 1 << 3,
  COMPOSITOR_FEEDBACK = 1 << 4, /* linux-dmabuf of version 4 */
  COMPOSITOR_ONLY_XRGB = 1 << 5,        /* lists no other format */
  COMPOSITOR_REFUSES = 1 << 6,  /* answers imports with "failed" */
  COMPOSITOR_NO_PLANE = 1 << 7, /* frames are presented, and not zero-copy */
  COMPOSITOR_HIDDEN = 1 << 8,   /* no surface is ever drawn */
  COMPOSITOR_SILENT = 1 << 9,   /* answers imports when it is told to */
  COMPOSITOR_NO_SIZE = 1 << 10, /* sizes windows when it is told to */
} CompositorFlags;

/* What clients have done */
typedef struct
{
  guint imports;
  guint direct;                 /* of these, for the display only */
  guint frames;                 /* commits of dma-bufs */
  guint presented;
  guint busy, max_busy;         /* dma-bufs not given back, of those imported */
  guint buffers;                /* imported, and not destroyed */
  guint windows;
  guint sizes;                  /* of windows that were acknowledged */
  guint protection;             /* what was asked for last; 0: nothing */
  gboolean enforced;
  gint width, height;           /* of the area that is seen, as committed */
  gint x, y;                    /* of the picture in it */
} CompositorRecord;

typedef struct _Compositor Compositor;

/* Sets XDG_RUNTIME_DIR and WAYLAND_DISPLAY. */
Compositor *compositor_start (CompositorFlags flags);
void compositor_stop (Compositor * self);

void compositor_get_record (Compositor * self, CompositorRecord * record);

/* Waits for a record that @func accepts; fails after five seconds. */
void compositor_wait (Compositor * self,
    gboolean (*func) (const CompositorRecord * record), const gchar * what);

/* Answers the imports and the windows that wait, and those to come. */
void compositor_answer (Compositor * self);

/* From the user's hand: the close button, and another size. */
void compositor_close_windows (Compositor * self);
void compositor_resize_windows (Compositor * self, gint width, gint height);
/* As if it crashed. */
void compositor_drop_clients (Compositor * self);

#endif /* COMPOSITOR_H */
