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
#define MAX_SPENT 64

struct _GstRstLicences
{
  GstElement *element;
  GMutex lock;
  GQueue answers;               /* under the lock */
  GHashTable *spent;            /* KID to the last text of no more use; likewise */
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
  self->spent = g_hash_table_new_full (g_str_hash, g_str_equal, g_free,
      (GDestroyNotify) gst_rst_clearkey_forget);
  return self;
}

void
gst_rst_licences_free (GstRstLicences * self)
{
  gst_rst_licences_clear (self);
  g_hash_table_unref (self->spent);
  g_mutex_clear (&self->lock);
  g_free (self);
}

void
gst_rst_licences_clear (GstRstLicences * self)
{
  g_mutex_lock (&self->lock);
  g_queue_clear_full (&self->answers, (GDestroyNotify) free_answer);
  g_hash_table_remove_all (self->spent);
  g_mutex_unlock (&self->lock);
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

/* Under the lock. */
static gboolean
is_of_use (GstRstLicences * self, const Answer * answer)
{
  const gchar *spent = g_hash_table_lookup (self->spent, answer->kid);
  GList *l;

  if (answer->text && !g_strcmp0 (answer->text, spent))
    return FALSE;
  for (l = self->answers.head; l; l = l->next) {
    Answer *other = l->data;

    if (!g_strcmp0 (answer->kid, other->kid) &&
        !g_strcmp0 (answer->text, other->text))
      return FALSE;
  }
  return TRUE;
}

gboolean
gst_rst_licences_add (GstRstLicences * self, const gchar * kid,
    const gchar * licence, gboolean clearkey)
{
  Answer *answer = g_new0 (Answer, 1);
  gboolean of_use, has_room;

  answer->kid = g_strdup (kid);
  answer->text = g_strdup (licence);
  answer->clearkey = clearkey;
  g_mutex_lock (&self->lock);
  of_use = is_of_use (self, answer);
  has_room = g_queue_get_length (&self->answers) < MAX_WAITING;
  if (of_use && has_room)
    g_queue_push_tail (&self->answers, g_steal_pointer (&answer));
  g_mutex_unlock (&self->lock);
  if (answer)
    free_answer (answer);
  if (of_use && !has_room)
    post_refused (self, G_STRINGIFY (MAX_WAITING) " answers wait already, and "
        "this element has not come to look at them");
  return of_use && has_room;
}

/* What the same text would come to again. */
static void
remember (GstRstLicences * self, Answer * answer)
{
  g_mutex_lock (&self->lock);
  if (g_hash_table_size (self->spent) >= MAX_SPENT)
    g_hash_table_remove_all (self->spent);
  g_hash_table_replace (self->spent, g_strdup (answer->kid),
      g_steal_pointer (&answer->text));
  g_mutex_unlock (&self->lock);
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

static GStrv
list_kids (const struct rst_cenc_licence *licence)
{
  GStrv kids = g_new0 (gchar *, licence->num_keys + 1);
  guint i;

  for (i = 0; i < licence->num_keys; i++)
    kids[i] = gst_rst_cenc_info_kid_to_string (licence->keys[i].kid);
  return kids;
}

/* A lack that may be over later */
static gboolean
may_pass (enum cenc_status status)
{
  return status == CENC_NO_SPACE || status == CENC_NO_MEMORY;
}

/* TRUE: it is used up, whether it was taken or not, which was posted. */
static gboolean
bring_licence (GstRstLicences * self, struct cenc_client *client,
    const gchar * text)
{
  struct rst_cenc_licence licence;
  enum cenc_status status;
  GStrv kids;

  status = cenc_client_licence (client, text, strlen (text), &licence);
  if (status != CENC_OK) {
    post_refused (self, cenc_status_text (status));
    return !may_pass (status);
  }
  if (licence.result != RST_LICENCE_TAKEN) {
    post_refused (self, cenc_licence_text (licence.result));
    return licence.result != RST_LICENCE_NO_SPACE;
  }
  kids = list_kids (&licence);
  post_result (self, TRUE, cenc_licence_text (licence.result), kids);
  g_strfreev (kids);
  return TRUE;
}

/* NULL: it is taken, which was posted. Otherwise why not, to be freed, and in @status
 * what the TEE says. */
static gchar *
try_clearkey (GstRstLicences * self, struct cenc_client *client,
    const gchar * text, enum cenc_status *status)
{
  guint32 usage = gst_rst_element_is_for_sound (self->element) ?
      RST_CENC_USAGE_AUDIO : RST_CENC_USAGE_PLAY;
  GStrv kids = NULL;
  gchar *why = gst_rst_clearkey_bring (client, text, usage, &kids, status);

  if (kids)
    post_result (self, TRUE, cenc_licence_text (RST_LICENCE_TAKEN), kids);
  g_strfreev (kids);
  return why;
}

gchar *
gst_rst_licences_bring_clearkey (GstRstLicences * self,
    struct cenc_client *client, const gchar * text)
{
  enum cenc_status status;

  return try_clearkey (self, client, text, &status);
}

/* TRUE: it will never be of use. One that was taken is, where its keys have made room
 * for others. */
static gboolean
bring_clearkey (GstRstLicences * self, struct cenc_client *client,
    const gchar * text)
{
  enum cenc_status status;
  gchar *why = try_clearkey (self, client, text, &status);

  if (!why)
    return FALSE;
  post_refused (self, why);
  g_free (why);
  return !may_pass (status);
}

static gboolean
bring (GstRstLicences * self, struct cenc_client *client,
    const Answer * answer)
{
  if (!answer->text)
    return FALSE;
  return answer->clearkey ? bring_clearkey (self, client, answer->text) :
      bring_licence (self, client, answer->text);
}

void
gst_rst_licences_bring (GstRstLicences * self, struct cenc_client *client,
    GstRstAsked * asked)
{
  Answer *answer;

  while ((answer = take_next (self))) {
    if (bring (self, client, answer))
      remember (self, answer);
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
