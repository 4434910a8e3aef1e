/* SPDX-License-Identifier: LGPL-2.1-or-later */
/* The mouse in a window, as navigation events */
#include "gstrstwaylandpointer.h"

/* The kernel's code of the left button; the others follow. */
#define BTN_LEFT 0x110
#define NO_MODIFIERS GST_NAVIGATION_MODIFIER_NONE

/* Under the display's lock */
struct _GstRstWaylandPointer
{
  GstRstWaylandDisplay *display;
  GstNavigation *navigation;
  GstRstWaylandWindow *window;
  struct wl_seat *seat;         /* NULL: the compositor has none */
  struct wl_pointer *pointer;   /* NULL: there is no mouse */
  struct wl_surface *surface;   /* that it is on; to be compared only */
  gdouble x, y;                 /* on that surface */
};

typedef struct
{
  GstNavigation *navigation;
  GstEvent *event;
} Message;

static void
send (gpointer data)
{
  Message *message = data;

  gst_navigation_send_event_simple (message->navigation, message->event);
  g_free (message);
}

/* FALSE: the mouse is not in the window. */
static gboolean
locate (GstRstWaylandPointer * self, gdouble * x, gdouble * y)
{
  *x = self->x;
  *y = self->y;
  return self->window && self->surface &&
      gst_rst_wayland_window_locate (self->window, self->surface, x, y);
}

/* Takes @event. */
static void
send_later (GstRstWaylandPointer * self, GstEvent * event)
{
  Message *message = g_new (Message, 1);

  message->navigation = self->navigation;
  message->event = event;
  gst_rst_wayland_display_later (self->display, send, message);
}

static void
move (GstRstWaylandPointer * self, wl_fixed_t x, wl_fixed_t y)
{
  gdouble picture_x, picture_y;

  self->x = wl_fixed_to_double (x);
  self->y = wl_fixed_to_double (y);
  if (locate (self, &picture_x, &picture_y))
    send_later (self, gst_navigation_event_new_mouse_move (picture_x,
            picture_y, NO_MODIFIERS));
}

static void
enter_cb (void *data, struct wl_pointer *pointer, uint32_t serial,
    struct wl_surface *surface, wl_fixed_t x, wl_fixed_t y)
{
  GstRstWaylandPointer *self = data;

  self->surface = surface;
  move (self, x, y);
}

static void
leave_cb (void *data, struct wl_pointer *pointer, uint32_t serial,
    struct wl_surface *surface)
{
  GstRstWaylandPointer *self = data;

  self->surface = NULL;
}

static void
motion_cb (void *data, struct wl_pointer *pointer, uint32_t time,
    wl_fixed_t x, wl_fixed_t y)
{
  move (data, x, y);
}

static void
button_cb (void *data, struct wl_pointer *pointer, uint32_t serial,
    uint32_t time, uint32_t button, uint32_t state)
{
  GstRstWaylandPointer *self = data;
  gint number = (gint) button - BTN_LEFT + 1;
  gdouble x, y;

  if (number < 1 || !locate (self, &x, &y))
    return;
  if (state == WL_POINTER_BUTTON_STATE_PRESSED)
    send_later (self, gst_navigation_event_new_mouse_button_press (number, x,
            y, NO_MODIFIERS));
  else
    send_later (self, gst_navigation_event_new_mouse_button_release (number,
            x, y, NO_MODIFIERS));
}

static void
axis_cb (void *data, struct wl_pointer *pointer, uint32_t time,
    uint32_t axis, wl_fixed_t value)
{
  GstRstWaylandPointer *self = data;
  gdouble x, y, delta = -wl_fixed_to_double (value);
  gboolean vertical = axis == WL_POINTER_AXIS_VERTICAL_SCROLL;

  if (locate (self, &x, &y))
    send_later (self, gst_navigation_event_new_mouse_scroll (x, y,
            vertical ? 0 : delta, vertical ? delta : 0, NO_MODIFIERS));
}

/* Later events come with later versions than the one that is bound. */
static const struct wl_pointer_listener pointer_listener = {
  .enter = enter_cb,
  .leave = leave_cb,
  .motion = motion_cb,
  .button = button_cb,
  .axis = axis_cb,
};

static void
capabilities_cb (void *data, struct wl_seat *seat, uint32_t capabilities)
{
  GstRstWaylandPointer *self = data;

  if (!(capabilities & WL_SEAT_CAPABILITY_POINTER)) {
    g_clear_pointer (&self->pointer, wl_pointer_destroy);
  } else if (!self->pointer) {
    self->pointer = wl_seat_get_pointer (seat);
    wl_pointer_add_listener (self->pointer, &pointer_listener, self);
  }
}

static const struct wl_seat_listener seat_listener = {
  .capabilities = capabilities_cb,
};

GstRstWaylandPointer *
gst_rst_wayland_pointer_new (GstRstWaylandDisplay * display,
    GstNavigation * navigation)
{
  GstRstWaylandPointer *self = g_new0 (GstRstWaylandPointer, 1);
  const GstRstWaylandGlobals *globals = gst_rst_wayland_display_globals
      (display);

  self->display = display;
  self->navigation = navigation;
  gst_rst_wayland_display_lock (display);
  if (globals->seat) {
    self->seat = wl_registry_bind (globals->registry, globals->seat,
        &wl_seat_interface, 1);
    wl_seat_add_listener (self->seat, &seat_listener, self);
  }
  gst_rst_wayland_display_unlock (display);
  return self;
}

void
gst_rst_wayland_pointer_free (GstRstWaylandPointer * self)
{
  if (!self)
    return;
  gst_rst_wayland_display_lock (self->display);
  g_clear_pointer (&self->pointer, wl_pointer_destroy);
  g_clear_pointer (&self->seat, wl_seat_destroy);
  gst_rst_wayland_display_unlock (self->display);
  g_free (self);
}

void
gst_rst_wayland_pointer_set_window (GstRstWaylandPointer * self,
    GstRstWaylandWindow * window)
{
  gst_rst_wayland_display_lock (self->display);
  self->window = window;
  gst_rst_wayland_display_unlock (self->display);
}
