/* SPDX-License-Identifier: LGPL-2.1-or-later */
/* The surfaces that a picture is shown on: a window, or a part of another's */
#include "gstrstwaylandwindow.h"

#include "gstrstwaylandbackground.h"
#include "gstrstwaylandplacement.h"
#include "gstrstwaylandtoplevel.h"

#define PATIENCE (20 * G_TIME_SPAN_SECOND)

/* The picture has a surface of its own upon a black one, so that the window may
 * have another size than the picture, and the picture its own on a plane. */
struct _GstRstWaylandWindow
{
  GstRstWaylandDisplay *display;
  GstRstWaylandFrames *frames;
  gboolean scale;
  gboolean gone;                /* closed, and nothing of what follows is left */
  GDestroyNotify closed;
  gpointer data;

  struct wl_surface *area, *video;
  struct wl_subsurface *area_sub;       /* NULL: it is a window of its own */
  struct wl_subsurface *video_sub;
  GstRstWaylandToplevel *toplevel;      /* NULL: it is part of another's */
  struct wp_viewport *viewport; /* of video; NULL: there is no viewporter */
  struct weston_protected_surface *protection;  /* NULL: nobody asked */

  struct wl_buffer *background;
  gint background_width, background_height;

  GstVideoRectangle rectangle;  /* of the area; 0: as the picture */
  gint picture_width, picture_height;   /* 0: there is none */
  gboolean outdated;            /* it does not look as all that says */
  GstRstWaylandPlacement placement;
};

/* The old one stays if there is no memory: a window without any is closed. */
static gboolean
update_background (GstRstWaylandWindow * self, gint width, gint height,
    GError ** error)
{
  struct wl_buffer *old = self->background, *background;

  if (old && width == self->background_width &&
      height == self->background_height)
    return TRUE;
  background = gst_rst_wayland_background_new
      (gst_rst_wayland_display_globals (self->display)->shm, width, height,
      error);
  if (!background)
    return FALSE;
  self->background = background;
  self->background_width = width;
  self->background_height = height;
  wl_surface_attach (self->area, self->background, 0, 0);
  wl_surface_damage_buffer (self->area, 0, 0, width, height);
  if (old)
    wl_buffer_destroy (old);
  return TRUE;
}

/* A plane that cannot scale can still show a part. */
static void
update_viewport (GstRstWaylandWindow * self)
{
  const GstVideoRectangle *source = &self->placement.source;
  const GstVideoRectangle *target = &self->placement.target;

  if (!self->viewport)
    return;
  if (gst_rst_wayland_placement_is_plain (&self->placement,
          self->picture_width, self->picture_height)) {
    wp_viewport_set_source (self->viewport, wl_fixed_from_int (-1),
        wl_fixed_from_int (-1), wl_fixed_from_int (-1),
        wl_fixed_from_int (-1));
    wp_viewport_set_destination (self->viewport, -1, -1);
    return;
  }
  wp_viewport_set_source (self->viewport, wl_fixed_from_int (source->x),
      wl_fixed_from_int (source->y), wl_fixed_from_int (source->w),
      wl_fixed_from_int (source->h));
  wp_viewport_set_destination (self->viewport, target->w, target->h);
}

/* With the lock held. What concerns the picture's surface counts from its next
 * commit on, which must come before the lock is given away. FALSE: all is as
 * before, and the next picture is to try again. */
static gboolean
update (GstRstWaylandWindow * self, GError ** error)
{
  gint width = self->rectangle.w, height = self->rectangle.h;

  if (self->picture_width == 0 ||
      (self->toplevel && !gst_rst_wayland_toplevel_is_ready (self->toplevel)))
    return TRUE;
  if (width <= 0 || height <= 0) {
    width = self->picture_width;
    height = self->picture_height;
  }
  self->outdated = !update_background (self, width, height, error);
  if (self->outdated)
    return FALSE;

  gst_rst_wayland_placement_fit (&self->placement, width, height,
      self->picture_width, self->picture_height, self->scale &&
      self->viewport);
  wl_subsurface_set_position (self->video_sub, self->placement.target.x,
      self->placement.target.y);
  update_viewport (self);
  if (self->toplevel)
    gst_rst_wayland_toplevel_set_size (self->toplevel, width, height,
        self->scale ? 0 : self->picture_width,
        self->scale ? 0 : self->picture_height);
  else
    wl_subsurface_set_position (self->area_sub, self->rectangle.x,
        self->rectangle.y);
  wl_surface_commit (self->area);
  return TRUE;
}

static void
resized_cb (gpointer data, gint width, gint height)
{
  GstRstWaylandWindow *self = data;

  self->rectangle.w = width;
  self->rectangle.h = height;
  update (self, NULL);
  wl_surface_commit (self->video);
}

static void
closed_cb (gpointer data)
{
  GstRstWaylandWindow *self = data;

  gst_rst_wayland_display_later (self->display, self->closed, self->data);
}

static const GstRstWaylandToplevelEvents toplevel_events = {
  resized_cb,
  closed_cb,
};

/* Has the pointer's events go to what is below. */
static void
refuse_input (struct wl_compositor *compositor, struct wl_surface *surface)
{
  struct wl_region *nothing = wl_compositor_create_region (compositor);

  wl_surface_set_input_region (surface, nothing);
  wl_region_destroy (nothing);
}

static void
protect (GstRstWaylandWindow * self, guint type)
{
  self->protection = weston_content_protection_get_protection
      (gst_rst_wayland_display_globals (self->display)->content_protection,
      self->video);
  weston_protected_surface_set_type (self->protection, type);
  weston_protected_surface_enforce (self->protection);
}

/* A surface upon another, which shows its buffers at once */
static struct wl_subsurface *
put_upon (GstRstWaylandWindow * self, struct wl_surface *surface,
    struct wl_surface *below)
{
  struct wl_subsurface *sub = wl_subcompositor_get_subsurface
      (gst_rst_wayland_display_globals (self->display)->subcompositor,
      surface, below);

  wl_subsurface_set_desync (sub);
  return sub;
}

static void
create (GstRstWaylandWindow * self,
    const GstRstWaylandWindowSettings * settings)
{
  const GstRstWaylandGlobals *globals = gst_rst_wayland_display_globals
      (self->display);

  self->area = wl_compositor_create_surface (globals->compositor);
  self->video = wl_compositor_create_surface (globals->compositor);
  refuse_input (globals->compositor, self->video);
  self->video_sub = put_upon (self, self->video, self->area);
  if (globals->viewporter)
    self->viewport = wp_viewporter_get_viewport (globals->viewporter,
        self->video);
  if (settings->protection != WESTON_PROTECTED_SURFACE_TYPE_UNPROTECTED)
    protect (self, settings->protection);

  if (settings->parent) {
    refuse_input (globals->compositor, self->area);
    self->area_sub = put_upon (self, self->area, settings->parent);
    return;
  }
  self->toplevel = gst_rst_wayland_toplevel_new (self->display, self->area,
      settings->title, &toplevel_events, self);
  if (settings->fullscreen)
    gst_rst_wayland_toplevel_set_fullscreen (self->toplevel, TRUE);
  wl_surface_commit (self->area);
}

GstRstWaylandWindow *
gst_rst_wayland_window_new (GstRstWaylandDisplay * display,
    GstRstWaylandFrames * frames, const GstRstWaylandWindowSettings * settings)
{
  GstRstWaylandWindow *self = g_atomic_rc_box_new0 (GstRstWaylandWindow);

  self->display = display;
  self->frames = frames;
  self->scale = settings->scale;
  self->closed = settings->closed;
  self->data = settings->data;
  gst_rst_wayland_display_lock (display);
  create (self, settings);
  gst_rst_wayland_display_unlock (display);
  gst_rst_wayland_display_flush (display);
  return self;
}

GstRstWaylandWindow *
gst_rst_wayland_window_ref (GstRstWaylandWindow * self)
{
  return g_atomic_rc_box_acquire (self);
}

void
gst_rst_wayland_window_unref (GstRstWaylandWindow * self)
{
  g_atomic_rc_box_release (self);
}

void
gst_rst_wayland_window_close (GstRstWaylandWindow * self)
{
  gst_rst_wayland_display_lock (self->display);
  self->gone = TRUE;
  gst_rst_wayland_display_wake (self->display);
  gst_rst_wayland_frames_forget (self->frames);
  if (self->protection)
    weston_protected_surface_destroy (self->protection);
  if (self->viewport)
    wp_viewport_destroy (self->viewport);
  wl_subsurface_destroy (self->video_sub);
  wl_surface_destroy (self->video);
  if (self->toplevel)
    gst_rst_wayland_toplevel_free (self->toplevel);
  if (self->area_sub)
    wl_subsurface_destroy (self->area_sub);
  wl_surface_destroy (self->area);
  if (self->background)
    wl_buffer_destroy (self->background);
  gst_rst_wayland_display_unlock (self->display);
  gst_rst_wayland_display_flush (self->display);
  gst_rst_wayland_window_unref (self);
}

static gboolean
is_settled (const GstRstWaylandWindow * self)
{
  return self->gone || !self->toplevel ||
      gst_rst_wayland_toplevel_is_ready (self->toplevel);
}

gboolean
gst_rst_wayland_window_wait (GstRstWaylandWindow * self, guint flushes)
{
  gint64 deadline = g_get_monotonic_time () + PATIENCE;
  gboolean settled;

  gst_rst_wayland_display_lock (self->display);
  while (!is_settled (self) &&
      !gst_rst_wayland_display_has_flushed (self->display, flushes) &&
      gst_rst_wayland_display_wait (self->display, deadline));
  settled = is_settled (self);
  gst_rst_wayland_display_unlock (self->display);
  return settled;
}

void
gst_rst_wayland_window_set_rectangle (GstRstWaylandWindow * self,
    const GstVideoRectangle * rectangle)
{
  gst_rst_wayland_display_lock (self->display);
  if (!self->toplevel) {
    self->rectangle = *rectangle;
    update (self, NULL);
    wl_surface_commit (self->video);
  }
  gst_rst_wayland_display_unlock (self->display);
  gst_rst_wayland_display_flush (self->display);
}

void
gst_rst_wayland_window_set_fullscreen (GstRstWaylandWindow * self,
    gboolean fullscreen)
{
  gst_rst_wayland_display_lock (self->display);
  if (self->toplevel)
    gst_rst_wayland_toplevel_set_fullscreen (self->toplevel, fullscreen);
  gst_rst_wayland_display_unlock (self->display);
  gst_rst_wayland_display_flush (self->display);
}

/* With the lock held */
static gboolean
make_room (GstRstWaylandWindow * self, gint width, gint height,
    GError ** error)
{
  if (!self->outdated && width == self->picture_width &&
      height == self->picture_height)
    return TRUE;
  self->picture_width = width;
  self->picture_height = height;
  return update (self, error);
}

/* With the lock held */
static void
put (GstRstWaylandWindow * self, GstRstWaylandBuffer * buffer,
    GstBuffer * picture)
{
  gst_rst_wayland_buffer_attach (buffer, picture, self->video);
  wl_surface_damage_buffer (self->video, 0, 0, self->picture_width,
      self->picture_height);
  gst_rst_wayland_frames_add (self->frames, self->video);
  wl_surface_commit (self->video);
}

gboolean
gst_rst_wayland_window_show (GstRstWaylandWindow * self,
    GstRstWaylandBuffer * buffer, GstBuffer * picture, gint width,
    gint height, GError ** error)
{
  gboolean room;

  gst_rst_wayland_display_lock (self->display);
  room = make_room (self, width, height, error);
  if (room)
    put (self, buffer, picture);
  gst_rst_wayland_display_unlock (self->display);
  gst_rst_wayland_display_flush (self->display);
  return room;
}

void
gst_rst_wayland_window_expose (GstRstWaylandWindow * self)
{
  gst_rst_wayland_display_lock (self->display);
  if (!self->outdated || update (self, NULL))
    wl_surface_commit (self->area);
  wl_surface_commit (self->video);
  gst_rst_wayland_display_unlock (self->display);
  gst_rst_wayland_display_flush (self->display);
}

gboolean
gst_rst_wayland_window_locate (GstRstWaylandWindow * self,
    struct wl_surface *surface, gdouble * x, gdouble * y)
{
  if (surface != self->area || self->placement.target.w == 0)
    return FALSE;
  gst_rst_wayland_placement_locate (&self->placement, x, y);
  return TRUE;
}
