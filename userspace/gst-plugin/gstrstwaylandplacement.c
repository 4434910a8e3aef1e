/* SPDX-License-Identifier: LGPL-2.1-or-later */
/* Where in a window its picture goes */
#include "gstrstwaylandplacement.h"

#define EVEN(x) ((x) & ~1)

/* One direction of a picture that keeps its size */
static void
center (gint room, gint size, gint * target, gint * source, gint * length)
{
  *target = *source = 0;
  *length = size;
  if (size <= room) {
    *target = EVEN ((room - size) / 2);
  } else {
    *source = EVEN ((size - room) / 2);
    *length = MIN (MAX (EVEN (room), 2), size);
  }
}

void
gst_rst_wayland_placement_fit (GstRstWaylandPlacement * self, gint width,
    gint height, gint picture_width, gint picture_height, gboolean scale)
{
  GstVideoRectangle picture = {.w = picture_width,.h = picture_height };
  GstVideoRectangle window = {.w = width,.h = height };
  GstVideoRectangle *source = &self->source, *target = &self->target;

  if (scale) {
    self->source = picture;
    gst_video_sink_center_rect (picture, window, target, TRUE);
    target->x = EVEN (target->x);
    target->y = EVEN (target->y);
    target->w = MAX (target->w, 1);
    target->h = MAX (target->h, 1);
    return;
  }
  center (width, picture_width, &target->x, &source->x, &source->w);
  center (height, picture_height, &target->y, &source->y, &source->h);
  target->w = source->w;
  target->h = source->h;
}

gboolean
gst_rst_wayland_placement_is_plain (const GstRstWaylandPlacement * self,
    gint picture_width, gint picture_height)
{
  return self->target.w == picture_width && self->target.h == picture_height &&
      self->source.w == picture_width && self->source.h == picture_height;
}

void
gst_rst_wayland_placement_locate (const GstRstWaylandPlacement * self,
    gdouble * x, gdouble * y)
{
  *x = (*x - self->target.x) * self->source.w / self->target.w +
      self->source.x;
  *y = (*y - self->target.y) * self->source.h / self->target.h +
      self->source.y;
}
