/* SPDX-License-Identifier: LGPL-2.1-or-later */
/* Dma-bufs as the compositor knows them: imported once each */
#include "gstrstwaylandbuffer.h"

#include <drm_fourcc.h>
#include <gst/allocators/allocators.h>
#include <string.h>

GST_DEBUG_CATEGORY_STATIC (gst_rst_wayland_buffer_debug);
#define GST_CAT_DEFAULT gst_rst_wayland_buffer_debug

#define PATIENCE (20 * G_TIME_SPAN_SECOND)

/* Where a picture lies, and how it is to be imported */
typedef struct
{
  guint32 fourcc;
  guint width, height, n_planes;
  gint fd[GST_VIDEO_MAX_PLANES];
  guint32 offset[GST_VIDEO_MAX_PLANES];
  guint32 stride[GST_VIDEO_MAX_PLANES];
  gboolean direct;
} Layout;

/* What memories point to: they may outlive the cache. */
typedef struct
{
  GMutex lock;                  /* taken before the display's */
  GstRstWaylandBuffers *buffers;        /* NULL: it has gone */
} Shell;

struct _GstRstWaylandBuffer
{
  GstRstWaylandBuffers *owner;
  GstMemory *memory;            /* no reference */
  Layout layout;
  struct wl_buffer *buffer;
  GSList *held;                 /* GstBuffers; NULL: the compositor does not
                                 * use it */
};

/* Under the display's lock */
struct _GstRstWaylandBuffers
{
  GstRstWaylandDisplay *display;
  Shell *shell;
  GPtrArray *entries;           /* of GstRstWaylandBuffer */
  GstRstWaylandBuffer *shown;   /* attached last; NULL: it has gone */
  GSList *questions;            /* that nobody waits for any more */
  guint64 imports;
};

/* Whether the compositor takes a dma-buf, under the display's lock. One that
 * nobody waits for stays until it is answered: what it gets then is to be
 * destroyed, or the compositor would keep the memory. */
typedef struct
{
  GstRstWaylandBuffers *owner;  /* NULL: somebody waits */
  struct zwp_linux_buffer_params_v1 *params;
  gboolean answered;
  struct wl_buffer *buffer;     /* NULL: it has refused */
} Question;

static void
shell_clear (gpointer data)
{
  Shell *shell = data;

  g_mutex_clear (&shell->lock);
}

static void
shell_unref (Shell * shell)
{
  g_atomic_rc_box_release_full (shell, shell_clear);
}

GstRstWaylandBuffers *
gst_rst_wayland_buffers_new (GstRstWaylandDisplay * display)
{
  GstRstWaylandBuffers *self = g_new0 (GstRstWaylandBuffers, 1);
  static gsize once;

  if (g_once_init_enter (&once)) {
    GST_DEBUG_CATEGORY_INIT (gst_rst_wayland_buffer_debug, "rstwaylandbuffer",
        0, "dma-bufs of a Wayland compositor");
    g_once_init_leave (&once, 1);
  }

  self->display = display;
  self->entries = g_ptr_array_new ();
  self->shell = g_atomic_rc_box_new0 (Shell);
  g_mutex_init (&self->shell->lock);
  self->shell->buffers = self;
  return self;
}

static void
unref_pictures (gpointer list)
{
  g_slist_free_full (list, (GDestroyNotify) gst_buffer_unref);
}

/* With the display's lock held. The pictures' references are the caller's to
 * drop, without the lock. */
static GSList *
entry_free (GstRstWaylandBuffer * entry)
{
  GSList *held = entry->held;

  wl_buffer_destroy (entry->buffer);
  g_free (entry);
  return held;
}

static void
question_free (Question * self)
{
  zwp_linux_buffer_params_v1_destroy (self->params);
  g_free (self);
}

void
gst_rst_wayland_buffers_free (GstRstWaylandBuffers * self)
{
  GSList *pictures = NULL;
  guint i;

  if (!self)
    return;
  g_mutex_lock (&self->shell->lock);
  self->shell->buffers = NULL;
  g_mutex_unlock (&self->shell->lock);

  gst_rst_wayland_display_lock (self->display);
  for (i = 0; i < self->entries->len; i++)
    pictures = g_slist_concat (entry_free (g_ptr_array_index (self->entries,
                i)), pictures);
  g_slist_free_full (self->questions, (GDestroyNotify) question_free);
  gst_rst_wayland_display_unlock (self->display);
  gst_rst_wayland_display_flush (self->display);

  unref_pictures (pictures);
  g_ptr_array_unref (self->entries);
  shell_unref (self->shell);
  g_free (self);
}

/* Drops what is imported of a memory. None of it is in use: a picture in use
 * holds its memory. */
static void
forget (GstRstWaylandBuffers * self, const GstMemory * memory)
{
  GstRstWaylandBuffer *entry;
  guint i;

  gst_rst_wayland_display_lock (self->display);
  for (i = self->entries->len; i-- > 0;) {
    entry = g_ptr_array_index (self->entries, i);
    if (entry->memory != memory)
      continue;
    if (self->shown == entry)
      self->shown = NULL;
    g_ptr_array_remove_index_fast (self->entries, i);
    entry_free (entry);
  }
  gst_rst_wayland_display_unlock (self->display);
}

static void
memory_gone_cb (gpointer data, GstMiniObject * memory)
{
  Shell *shell = data;

  g_mutex_lock (&shell->lock);
  if (shell->buffers)
    forget (shell->buffers, (GstMemory *) memory);
  g_mutex_unlock (&shell->lock);
  shell_unref (shell);
}

static GstMemory *
whole_memory (GstMemory * memory)
{
  while (memory->parent)
    memory = memory->parent;
  return memory;
}

/* FALSE: a plane is in no dma-buf, or not whole in one. */
static gboolean
describe (GstBuffer * picture, const GstVideoInfo * info, gboolean direct,
    Layout * layout)
{
  GstVideoMeta *meta = gst_buffer_get_video_meta (picture);
  const gsize *offset = meta ? meta->offset : info->offset;
  const gint *stride = meta ? meta->stride : info->stride;
  guint i, index, length;
  GstMemory *memory;
  gsize skip;

  memset (layout, 0, sizeof (*layout));
  layout->fourcc = gst_video_dma_drm_fourcc_from_format (GST_VIDEO_INFO_FORMAT
      (info));
  layout->width = GST_VIDEO_INFO_WIDTH (info);
  layout->height = GST_VIDEO_INFO_HEIGHT (info);
  layout->n_planes = GST_VIDEO_INFO_N_PLANES (info);
  layout->direct = direct;

  for (i = 0; i < layout->n_planes; i++) {
    if (!gst_buffer_find_memory (picture, offset[i], 1, &index, &length, &skip))
      return FALSE;
    memory = gst_buffer_peek_memory (picture, index);
    if (!gst_is_dmabuf_memory (memory) || stride[i] <= 0)
      return FALSE;
    layout->fd[i] = gst_dmabuf_memory_get_fd (memory);
    layout->offset[i] = memory->offset + skip;
    layout->stride[i] = stride[i];
  }
  return TRUE;
}

/* What is attached is used again only as what is shown already: else its next
 * release could not be told from the one that is on its way. */
static GstRstWaylandBuffer *
find (GstRstWaylandBuffers * self, const GstMemory * memory,
    const Layout * layout)
{
  GstRstWaylandBuffer *entry;
  guint i;

  for (i = 0; i < self->entries->len; i++) {
    entry = g_ptr_array_index (self->entries, i);
    if (entry->memory == memory &&
        memcmp (&entry->layout, layout, sizeof (*layout)) == 0 &&
        (!entry->held || entry == self->shown))
      return entry;
  }
  return NULL;
}

static void
answer (Question * self, struct wl_buffer *buffer)
{
  self->answered = TRUE;
  self->buffer = buffer;
  if (!self->owner)
    return;
  GST_DEBUG ("an answer that nobody waits for");
  g_clear_pointer (&self->buffer, wl_buffer_destroy);
  self->owner->questions = g_slist_remove (self->owner->questions, self);
  question_free (self);
}

static void
created_cb (void *data, struct zwp_linux_buffer_params_v1 *params,
    struct wl_buffer *buffer)
{
  answer (data, buffer);
}

static void
failed_cb (void *data, struct zwp_linux_buffer_params_v1 *params)
{
  answer (data, NULL);
}

static const struct zwp_linux_buffer_params_v1_listener params_listener = {
  created_cb,
  failed_cb,
};

/* That the compositor must answer before the first request with the buffer keeps
 * it from ending the connection where it refuses. */
static Question *
ask (GstRstWaylandBuffers * self, const Layout * layout)
{
  const GstRstWaylandGlobals *globals = gst_rst_wayland_display_globals
      (self->display);
  Question *question = g_new0 (Question, 1);
  struct zwp_linux_buffer_params_v1 *params;
  guint i;

  params = zwp_linux_dmabuf_v1_create_params (globals->dmabuf);
  question->params = params;
  zwp_linux_buffer_params_v1_add_listener (params, &params_listener, question);
  if (layout->direct)
    weston_direct_display_v1_enable (globals->direct_display, params);
  for (i = 0; i < layout->n_planes; i++)
    zwp_linux_buffer_params_v1_add (params, layout->fd[i], i,
        layout->offset[i], layout->stride[i], DRM_FORMAT_MOD_LINEAR >> 32,
        DRM_FORMAT_MOD_LINEAR & G_MAXUINT32);
  zwp_linux_buffer_params_v1_create (params, layout->width, layout->height,
      layout->fourcc, 0);
  self->imports++;
  return question;
}

static GError *
describe_refusal (const Layout * layout)
{
  return g_error_new (GST_RESOURCE_ERROR, GST_RESOURCE_ERROR_SETTINGS,
      "The compositor refuses pictures of %ux%u in %" GST_FOURCC_FORMAT
      ": %s.", layout->width, layout->height,
      GST_FOURCC_ARGS (layout->fourcc), layout->direct ?
      "its display may not read this memory, or has no plane for this "
      "format or size; Weston takes NV12 from version 15 on, and 'rstctl "
      "policy' says who may read" : "it cannot read this memory");
}

/* With the lock held. NULL without an error: the sink flushes. */
static struct wl_buffer *
import (GstRstWaylandBuffers * self, const Layout * layout, GError ** error)
{
  gint64 deadline = g_get_monotonic_time () + PATIENCE;
  guint flushes = gst_rst_wayland_display_get_flushes (self->display);
  Question *question = ask (self, layout);
  struct wl_buffer *buffer = NULL;
  gboolean flushed;

  do {
    flushed = gst_rst_wayland_display_has_flushed (self->display, flushes);
  } while (!question->answered && !flushed &&
      gst_rst_wayland_display_wait (self->display, deadline));

  if (question->answered) {
    buffer = question->buffer;
    question_free (question);
    if (!buffer)
      g_propagate_error (error, describe_refusal (layout));
    return buffer;
  }
  question->owner = self;
  self->questions = g_slist_prepend (self->questions, question);
  if (error && !flushed)
    *error = gst_rst_wayland_display_get_error (self->display);
  if (error && !flushed && !*error)
    g_set_error (error, GST_RESOURCE_ERROR, GST_RESOURCE_ERROR_BUSY,
        "The Wayland compositor does not answer: it hangs, or is stopped.");
  return NULL;
}

static void
release_cb (void *data, struct wl_buffer *buffer)
{
  GstRstWaylandBuffer *entry = data;

  GST_TRACE ("%p is free", entry);
  gst_rst_wayland_display_later (entry->owner->display, unref_pictures,
      g_steal_pointer (&entry->held));
}

static const struct wl_buffer_listener buffer_listener = {
  release_cb,
};

static GstRstWaylandBuffer *
add (GstRstWaylandBuffers * self, GstMemory * memory, const Layout * layout,
    struct wl_buffer *buffer)
{
  GstRstWaylandBuffer *entry = g_new0 (GstRstWaylandBuffer, 1);

  entry->owner = self;
  entry->memory = memory;
  entry->layout = *layout;
  entry->buffer = buffer;
  wl_buffer_add_listener (buffer, &buffer_listener, entry);
  g_ptr_array_add (self->entries, entry);
  gst_mini_object_weak_ref (GST_MINI_OBJECT (memory),
      memory_gone_cb, g_atomic_rc_box_acquire (self->shell));
  GST_DEBUG ("%p: memory %p, %ux%u%s", entry, memory, layout->width,
      layout->height, layout->direct ? ", for the display only" : "");
  return entry;
}

GstRstWaylandBuffer *
gst_rst_wayland_buffers_get (GstRstWaylandBuffers * self, GstBuffer * picture,
    const GstVideoInfo * info, gboolean direct, GError ** error)
{
  GstRstWaylandBuffer *entry;
  struct wl_buffer *buffer;
  GstMemory *memory;
  Layout layout;

  if (!describe (picture, info, direct, &layout)) {
    g_set_error (error, GST_RESOURCE_ERROR, GST_RESOURCE_ERROR_SETTINGS,
        "The pictures are not in dma-bufs: show them by waylandsink, or use a "
        "decoder that gives dma-bufs.");
    return NULL;
  }
  memory = whole_memory (gst_buffer_peek_memory (picture, 0));

  gst_rst_wayland_display_lock (self->display);
  entry = find (self, memory, &layout);
  if (!entry) {
    buffer = import (self, &layout, error);
    if (buffer)
      entry = add (self, memory, &layout, buffer);
  }
  gst_rst_wayland_display_unlock (self->display);
  return entry;
}

void
gst_rst_wayland_buffers_forget_surface (GstRstWaylandBuffers * self)
{
  gst_rst_wayland_display_lock (self->display);
  self->shown = NULL;
  gst_rst_wayland_display_unlock (self->display);
}

guint64
gst_rst_wayland_buffers_get_imports (GstRstWaylandBuffers * self)
{
  guint64 imports;

  gst_rst_wayland_display_lock (self->display);
  imports = self->imports;
  gst_rst_wayland_display_unlock (self->display);
  return imports;
}

void
gst_rst_wayland_buffer_attach (GstRstWaylandBuffer * self,
    GstBuffer * picture, struct wl_surface *surface)
{
  if (!g_slist_find (self->held, picture))
    self->held = g_slist_prepend (self->held, gst_buffer_ref (picture));
  self->owner->shown = self;
  wl_surface_attach (surface, self->buffer, 0, 0);
}
