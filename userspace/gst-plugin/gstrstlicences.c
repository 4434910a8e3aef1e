/* SPDX-License-Identifier: LGPL-2.1-or-later */
/* Licences that an application gives an element, on their way into the TEE */
#include "gstrstlicences.h"

#include <licence-client.h>
#include <stdlib.h>

#include "gstrstcencinfo.h"

/* A hostile application harms itself alone, but not without end. */
#define MAX_WAITING 64

struct _GstRstLicences
{
  GstElement *element;
  GMutex lock;
  GQueue texts;                 /* under the lock */
};

GstRstLicences *
gst_rst_licences_new (GstElement * element)
{
  GstRstLicences *self = g_new0 (GstRstLicences, 1);

  self->element = element;
  g_mutex_init (&self->lock);
  g_queue_init (&self->texts);
  return self;
}

void
gst_rst_licences_free (GstRstLicences * self)
{
  gst_rst_licences_clear (self);
  g_mutex_clear (&self->lock);
  g_free (self);
}

void
gst_rst_licences_clear (GstRstLicences * self)
{
  g_mutex_lock (&self->lock);
  g_queue_clear_full (&self->texts, g_free);
  g_mutex_unlock (&self->lock);
}

void
gst_rst_licences_add (GstRstLicences * self, const gchar * licence)
{
  g_mutex_lock (&self->lock);
  if (g_queue_get_length (&self->texts) < MAX_WAITING)
    g_queue_push_tail (&self->texts, g_strdup (licence));
  g_mutex_unlock (&self->lock);
}

static gchar *
take_next (GstRstLicences * self)
{
  gchar *text;

  g_mutex_lock (&self->lock);
  text = g_queue_pop_head (&self->texts);
  g_mutex_unlock (&self->lock);
  return text;
}

static void
add_kids (GstStructure * structure, const struct rst_cenc_licence *licence)
{
  gchar *kids[RST_CENC_LICENCE_KEYS + 1] = { NULL };
  guint i;

  for (i = 0; i < licence->num_keys; i++)
    kids[i] = gst_rst_cenc_info_kid_to_string (licence->keys[i].kid);
  gst_structure_set (structure, "kids", G_TYPE_STRV, kids, NULL);
  for (i = 0; i < licence->num_keys; i++)
    g_free (kids[i]);
}

static void
post_result (GstRstLicences * self, enum cenc_status status,
    const struct rst_cenc_licence *licence)
{
  gboolean taken = status == CENC_OK && licence->result == RST_LICENCE_TAKEN;
  const gchar *what = status == CENC_OK ?
      cenc_licence_text (licence->result) : cenc_status_text (status);
  GstStructure *structure = gst_structure_new (RST_LICENCE_RESULT,
      "taken", G_TYPE_BOOLEAN, taken, "text", G_TYPE_STRING, what, NULL);

  if (status == CENC_OK)
    add_kids (structure, licence);
  gst_element_post_message (self->element,
      gst_message_new_element (GST_OBJECT (self->element), structure));
  if (!taken)
    GST_ELEMENT_WARNING (self->element, STREAM, DECRYPT,
        ("The licence was not taken: %s.", what), (NULL));
}

void
gst_rst_licences_bring (GstRstLicences * self, struct cenc_client *client)
{
  struct rst_cenc_licence licence;
  enum cenc_status status;
  gchar *text;

  while ((text = take_next (self))) {
    status = cenc_client_licence (client, text, strlen (text), &licence);
    post_result (self, status, &licence);
    g_free (text);
  }
}

gchar *
gst_rst_licences_request (struct cenc_client *client, const guint8 kid[16])
{
  guint8 kids[1][16];
  gchar *request, *copy;

  memcpy (kids[0], kid, sizeof (kids[0]));
  if (cenc_client_licence_request (client, (const uint8_t (*)[16]) kids, 1,
          &request) != CENC_OK)
    return NULL;
  copy = g_strdup (request);
  free (request);
  return copy;
}
