/* SPDX-License-Identifier: LGPL-2.1-or-later */
/* What a stream says of the systems that hand out its keys */
#include "gstrstprotection.h"

/* A hostile stream may send as many events as it likes. */
#define MAX_EVENTS 64

void
gst_rst_protection_init (GstRstProtection * self)
{
  g_queue_init (&self->events);
  self->num_stale = 0;
}

void
gst_rst_protection_clear (GstRstProtection * self)
{
  g_queue_clear_full (&self->events, (GDestroyNotify) gst_event_unref);
  self->num_stale = 0;
}

static const gchar *
event_origin (GstEvent * event)
{
  const gchar *origin;

  gst_event_parse_protection (event, NULL, NULL, &origin);
  return origin;
}

static void
drop_stale (GstRstProtection * self, const gchar * origin)
{
  GList *link = self->events.head;
  guint i, num_stale = self->num_stale;

  for (i = 0; i < num_stale; i++) {
    GList *next = link->next;

    if (g_strcmp0 (event_origin (link->data), origin) == 0) {
      gst_event_unref (link->data);
      g_queue_delete_link (&self->events, link);
      self->num_stale--;
    }
    link = next;
  }
}

void
gst_rst_protection_add (GstRstProtection * self, GstEvent * event)
{
  drop_stale (self, event_origin (event));
  if (self->events.length == MAX_EVENTS) {
    gst_event_unref (g_queue_pop_head (&self->events));
    self->num_stale -= self->num_stale > 0;
  }
  g_queue_push_tail (&self->events, gst_event_ref (event));
}

void
gst_rst_protection_saw_sample (GstRstProtection * self)
{
  self->num_stale = self->events.length;
}

GStrv
gst_rst_protection_system_ids (const GstRstProtection * self)
{
  GPtrArray *ids = g_ptr_array_new ();
  const GList *link;

  for (link = self->events.head; link; link = link->next) {
    const gchar *id;

    gst_event_parse_protection (link->data, &id, NULL, NULL);
    if (!g_ptr_array_find_with_equal_func (ids, id, g_str_equal, NULL))
      g_ptr_array_add (ids, g_strdup (id));
  }
  g_ptr_array_add (ids, NULL);
  return (GStrv) g_ptr_array_free (ids, FALSE);
}

static GstBuffer *
all_boxes (const GstRstProtection * self)
{
  GstBuffer *boxes = gst_buffer_new ();
  const GList *link;

  for (link = self->events.head; link; link = link->next) {
    GstBuffer *data, *more;

    gst_event_parse_protection (link->data, NULL, &data, NULL);
    more = gst_rst_pssh_get_boxes (data);
    if (more)
      boxes = gst_buffer_append (boxes, more);
  }
  return boxes;
}

static void
list_events (const GstRstProtection * self, GValue * list)
{
  const GList *link;

  g_value_init (list, GST_TYPE_LIST);
  for (link = self->events.head; link; link = link->next) {
    GValue value = G_VALUE_INIT;

    g_value_init (&value, GST_TYPE_EVENT);
    g_value_set_boxed (&value, link->data);
    gst_value_list_append_and_take_value (list, &value);
  }
}

void
gst_rst_protection_describe (const GstRstProtection * self,
    GstStructure * structure)
{
  GValue list = G_VALUE_INIT;
  GstBuffer *boxes;
  GStrv ids;

  if (self->events.length == 0)
    return;

  ids = gst_rst_protection_system_ids (self);
  gst_structure_set (structure, "system-ids", G_TYPE_STRV, ids, NULL);
  g_strfreev (ids);

  boxes = all_boxes (self);
  if (gst_buffer_get_size (boxes) > 0)
    gst_structure_set (structure, "pssh", GST_TYPE_BUFFER, boxes, NULL);
  gst_buffer_unref (boxes);

  list_events (self, &list);
  gst_structure_take_value (structure, "stream-encryption-events", &list);
}
