/* SPDX-License-Identifier: LGPL-2.1-or-later */
/* Licences that an application gives an element, on their way into the TEE */
#include "gstrstlicences.h"

#include <licence-client.h>
#include <stdlib.h>

#include "gstrstcencinfo.h"
#include "gstrstclearkey.h"
#include "gstrstelement.h"

/* A hostile application harms itself alone, but not without end. */
#define MAX_WAITING 64

struct _GstRstLicences
{
  GstElement *element;
  GMutex lock;
  GQueue answers;               /* under the lock */
};

typedef struct
{
  gchar *kid;
  gchar *text;                  /* NULL: the application says that the key is there */
  gboolean clearkey;
} Answer;

static void
free_answer (Answer * answer)
{
  gst_rst_clearkey_forget (answer->text);
  g_free (answer->kid);
  g_free (answer);
}

GstRstLicences *
gst_rst_licences_new (GstElement * element)
{
  GstRstLicences *self = g_new0 (GstRstLicences, 1);

  self->element = element;
  g_mutex_init (&self->lock);
  g_queue_init (&self->answers);
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
  g_queue_clear_full (&self->answers, (GDestroyNotify) free_answer);
  g_mutex_unlock (&self->lock);
}

void
gst_rst_licences_add (GstRstLicences * self, const gchar * kid,
    const gchar * licence, gboolean clearkey)
{
  Answer *answer = g_new0 (Answer, 1);

  answer->kid = g_strdup (kid);
  answer->text = g_strdup (licence);
  answer->clearkey = clearkey;
  g_mutex_lock (&self->lock);
  if (g_queue_get_length (&self->answers) < MAX_WAITING)
    g_queue_push_tail (&self->answers, g_steal_pointer (&answer));
  g_mutex_unlock (&self->lock);
  if (answer)
    free_answer (answer);
}

static Answer *
take_next (GstRstLicences * self)
{
  Answer *answer;

  g_mutex_lock (&self->lock);
  answer = g_queue_pop_head (&self->answers);
  g_mutex_unlock (&self->lock);
  return answer;
}

static void
post_result (GstRstLicences * self, gboolean taken, const gchar * what,
    const GStrv kids)
{
  GstStructure *structure = gst_structure_new (RST_LICENCE_RESULT,
      "taken", G_TYPE_BOOLEAN, taken, "text", G_TYPE_STRING, what, NULL);

  if (kids)
    gst_structure_set (structure, "kids", G_TYPE_STRV, kids, NULL);
  gst_element_post_message (self->element,
      gst_message_new_element (GST_OBJECT (self->element), structure));
}

static void
post_refused (GstRstLicences * self, const gchar * what)
{
  post_result (self, FALSE, what, NULL);
  GST_ELEMENT_WARNING (self->element, STREAM, DECRYPT,
      ("The licence was not taken: %s.", what), (NULL));
}

static GStrv
list_kids (const struct rst_cenc_licence *licence)
{
  GStrv kids = g_new0 (gchar *, licence->num_keys + 1);
  guint i;

  for (i = 0; i < licence->num_keys; i++)
    kids[i] = gst_rst_cenc_info_kid_to_string (licence->keys[i].kid);
  return kids;
}

/* The keys' KIDs, to be freed; NULL: it is not taken, and that was posted. */
static GStrv
bring_licence (GstRstLicences * self, struct cenc_client *client,
    const gchar * text)
{
  struct rst_cenc_licence licence;
  enum cenc_status status;
  GStrv kids;

  status = cenc_client_licence (client, text, strlen (text), &licence);
  if (status != CENC_OK || licence.result != RST_LICENCE_TAKEN) {
    post_refused (self, status == CENC_OK ?
        cenc_licence_text (licence.result) : cenc_status_text (status));
    return NULL;
  }
  kids = list_kids (&licence);
  post_result (self, TRUE, cenc_licence_text (licence.result), kids);
  return kids;
}

/* The same; NULL: it is not taken, and @why says why. */
static GStrv
bring_clearkey (GstRstLicences * self, struct cenc_client *client,
    const gchar * text, gchar ** why)
{
  guint32 usage = gst_rst_element_is_for_sound (self->element) ?
      RST_CENC_USAGE_AUDIO : RST_CENC_USAGE_PLAY;
  GStrv kids = NULL;

  *why = gst_rst_clearkey_bring (client, text, usage, &kids);
  if (kids)
    post_result (self, TRUE, cenc_licence_text (RST_LICENCE_TAKEN), kids);
  return kids;
}

gchar *
gst_rst_licences_bring_clearkey (GstRstLicences * self,
    struct cenc_client *client, const gchar * text)
{
  gchar *why;

  g_strfreev (bring_clearkey (self, client, text, &why));
  return why;
}

static GStrv
bring (GstRstLicences * self, struct cenc_client *client,
    const Answer * answer)
{
  gchar *why;
  GStrv kids;

  if (!answer->clearkey)
    return bring_licence (self, client, answer->text);
  kids = bring_clearkey (self, client, answer->text, &why);
  if (why)
    post_refused (self, why);
  g_free (why);
  return kids;
}

void
gst_rst_licences_bring (GstRstLicences * self, struct cenc_client *client,
    GstRstAsked * asked)
{
  Answer *answer;

  while ((answer = take_next (self))) {
    if (answer->text)
      g_strfreev (bring (self, client, answer));
    gst_rst_asked_close (asked, answer->kid);
    free_answer (answer);
  }
}

gchar *
gst_rst_licences_request (struct cenc_client *client, const guint8 (*kids)[16],
    guint count)
{
  gchar *request, *copy;

  if (cenc_client_licence_request (client, kids, count, &request) != CENC_OK)
    return NULL;
  copy = g_strdup (request);
  free (request);
  return copy;
}
