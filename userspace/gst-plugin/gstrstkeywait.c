/* SPDX-License-Identifier: LGPL-2.1-or-later */
/* Asking for a key that the TEE lacks, and waiting for it */
#include "gstrstkeywait.h"

#include "gstrstasked.h"
#include "gstrstcencinfo.h"
#include "gstrstclearkey.h"
#include "gstrstelement.h"
#include "gstrstkeyrequest.h"
#include "gstrstlicences.h"
#include "gstrstprotection.h"

/* How soon a key is noticed that comes without a word of the application's. A
 * try costs two changes of world. */
#define POLL_INTERVAL (100 * G_TIME_SPAN_MILLISECOND)
/* How soon an answer of no use is followed by another request: at first, and at last.
 * A pipeline may answer at once, by the context that was set on it. */
#define FIRST_PAUSE POLL_INTERVAL
#define LONGEST_PAUSE (5 * G_TIME_SPAN_SECOND)

struct _GstRstKeyWait
{
  GstElement *element;

  GMutex lock;
  GCond cond;
  gboolean flushing;            /* under the lock */
  guint answers;                /* contexts that were set; under the lock */
  GstRstLicences *licences;     /* in these */
  GstRstAsked *asked;

  /* Of the streaming thread. */
  GstRstProtection protection;
  gchar *kid;                   /* that is waited for, or NULL */
  gint64 since;
  gboolean expired;             /* there was a key, for a time */
  guint seen_answers;
  gint64 pause;                 /* between requests */
  gint64 next_request;          /* not before that time */
};

void
gst_rst_key_wait_install_licences (GObjectClass * object_class, guint prop_id)
{
  g_object_class_install_property (object_class, prop_id,
      g_param_spec_boolean ("licences", "Licences",
          "Give the application what to ask a licence server; the TEE needs "
          "tee-supplicant for that", FALSE, G_PARAM_READWRITE |
          G_PARAM_STATIC_STRINGS | GST_PARAM_MUTABLE_PLAYING));
}

GstRstKeyWait *
gst_rst_key_wait_new (GstElement * element)
{
  GstRstKeyWait *self = g_new0 (GstRstKeyWait, 1);

  self->element = element;
  self->licences = gst_rst_licences_new (element);
  g_mutex_init (&self->lock);
  g_cond_init (&self->cond);
  gst_rst_protection_init (&self->protection);
  self->asked = gst_rst_asked_new ();
  return self;
}

static void
forget_wait (GstRstKeyWait * self)
{
  g_clear_pointer (&self->kid, g_free);
}

/* As if new: what was asked before is asked again. */
static void
reset (GstRstKeyWait * self)
{
  forget_wait (self);
  gst_rst_asked_clear (self->asked);
  gst_rst_licences_clear (self->licences);
  gst_rst_protection_clear (&self->protection);
}

void
gst_rst_key_wait_free (GstRstKeyWait * self)
{
  reset (self);
  gst_rst_asked_free (self->asked);
  gst_rst_licences_free (self->licences);
  g_cond_clear (&self->cond);
  g_mutex_clear (&self->lock);
  g_free (self);
}

void
gst_rst_key_wait_set_flushing (GstRstKeyWait * self, gboolean flushing)
{
  g_mutex_lock (&self->lock);
  self->flushing = flushing;
  g_cond_signal (&self->cond);
  g_mutex_unlock (&self->lock);
}

/* Of a context that is set on a pipeline all elements hear: those that have asked
 * for it mind it. */
void
gst_rst_key_wait_set_context (GstRstKeyWait * self, GstContext * context)
{
  const GstStructure *structure = gst_context_get_structure (context);
  const gchar *type = gst_context_get_context_type (context);
  const gchar *refused = gst_structure_get_string (structure, "refused");
  const gchar *kid, *licence, *clearkey;
  gboolean is_new = FALSE;

  if (!g_str_has_prefix (type, RST_KEY_CONTEXT))
    return;
  kid = type + strlen (RST_KEY_CONTEXT);
  if (!gst_rst_asked_answer (self->asked, kid, refused))
    return;
  licence = gst_structure_get_string (structure, "licence");
  if (licence)
    is_new |= gst_rst_licences_add (self->licences, kid, licence, FALSE);
  clearkey = gst_structure_get_string (structure, "clearkey");
  if (clearkey)
    is_new |= gst_rst_licences_add (self->licences, kid, clearkey, TRUE);
  if (!licence && !clearkey)
    is_new = refused || gst_rst_licences_add (self->licences, kid, NULL, FALSE);
  if (!is_new)
    return;

  g_mutex_lock (&self->lock);
  self->answers++;
  g_cond_signal (&self->cond);
  g_mutex_unlock (&self->lock);
}

#if RST_LAB_KEY
static gboolean
bring_file (GstRstKeyWait * self, struct cenc_client *client,
    const gchar * file)
{
  GError *error = NULL;
  gchar *text = gst_rst_clearkey_read (file, &error), *why;

  if (!text)
    goto not_read;
  why = gst_rst_licences_bring_clearkey (self->licences, client, text);
  gst_rst_clearkey_forget (text);
  if (why)
    goto not_taken;
  return TRUE;

  /* ERRORS */
not_read:
  {
    GST_ELEMENT_ERROR (self->element, RESOURCE, OPEN_READ,
        ("The ClearKey file %s cannot be read: %s.", file, error->message),
        (NULL));
    g_error_free (error);
    return FALSE;
  }
not_taken:
  {
    GST_ELEMENT_ERROR (self->element, STREAM, DECRYPT,
        ("The keys of the ClearKey file %s are not taken: %s.", file, why),
        (NULL));
    g_free (why);
    return FALSE;
  }
}

gboolean
gst_rst_key_wait_start (GstRstKeyWait * self, struct cenc_client *client)
{
  gchar *file = NULL;
  gboolean taken;

  reset (self);
  g_object_get (self->element, "clearkey-file", &file, NULL);
  taken = !file || bring_file (self, client, file);
  g_free (file);
  return taken;
}
#else
gboolean
gst_rst_key_wait_start (GstRstKeyWait * self, struct cenc_client *client)
{
  reset (self);
  return TRUE;
}
#endif

void
gst_rst_key_wait_bring (GstRstKeyWait * self, struct cenc_client *client)
{
  gst_rst_licences_bring (self->licences, client, self->asked);
}

static void
ask (GstRstKeyWait * self, struct cenc_client *client,
    const guint8 (*kids)[16], guint count, gboolean waiting)
{
  gst_rst_key_request_post (self->element, self->asked, &self->protection,
      client, kids, count, waiting);
}

/* The keys that the TEE has, and those that are missing, while an event is looked
 * at. */
typedef struct
{
  GstRstKeyWait *self;
  struct rst_cenc_key_entry keys[RST_CENC_MAX_KEYS];
  unsigned int num_keys;
  guint num_held;               /* of those that the event names */
  guint8 missing[RST_CENC_SESSION_KEYS][16];
  guint num_missing;
  gboolean wants_licences;
} Ahead;

/* As cenc_job.own_key has it. */
static gboolean
is_to_be_had (const Ahead * ahead, const struct rst_cenc_key_entry *key)
{
  if (key->whose == RST_CENC_WHOSE_OTHER || key->expired)
    return FALSE;
  return key->whose == RST_CENC_WHOSE_OWN || !key->licensed ||
      !ahead->wants_licences;
}

static gboolean
is_held (const Ahead * ahead, const guint8 * kid)
{
  guint i;

  for (i = 0; i < ahead->num_keys; i++)
    if (!memcmp (ahead->keys[i].kid, kid, GST_RST_KID_SIZE) &&
        is_to_be_had (ahead, &ahead->keys[i]))
      return TRUE;
  return FALSE;
}

static gboolean
is_listed (const Ahead * ahead, const guint8 * kid)
{
  guint i;

  for (i = 0; i < ahead->num_missing; i++)
    if (!memcmp (ahead->missing[i], kid, GST_RST_KID_SIZE))
      return TRUE;
  return FALSE;
}

/* What was asked for before has come and made room, or does not come: it is asked
 * for again when it is needed, and not with each fragment that names it. */
static void
look_ahead (const guint8 * kid, gpointer user_data)
{
  Ahead *ahead = user_data;
  gchar *text = gst_rst_cenc_info_kid_to_string (kid);

  /* One that came without a word counts as asked for. */
  if (is_held (ahead, kid))
    ahead->num_held += !gst_rst_asked_is_open (ahead->self->asked, text);
  else if (ahead->num_missing < G_N_ELEMENTS (ahead->missing) &&
      !is_listed (ahead, kid) &&
      !gst_rst_asked_knows (ahead->self->asked, text))
    memcpy (ahead->missing[ahead->num_missing++], kid, GST_RST_KID_SIZE);
  g_free (text);
}

/* As many as the session has room for, beside those that are there or on their way:
 * more would make room for each other. Licences are asked for together, because a
 * session has few open challenges. */
static void
ask_ahead (Ahead * ahead, struct cenc_client *client)
{
  guint most = ahead->wants_licences ? RST_CENC_LICENCE_KEYS : 1;
  guint taken = ahead->num_held +
      gst_rst_asked_count_open (ahead->self->asked);
  guint room = RST_CENC_SESSION_KEYS - MIN (taken, RST_CENC_SESSION_KEYS);
  guint total = MIN (room, ahead->num_missing);
  guint i, count;

  for (i = 0; i < total; i += count) {
    count = MIN (most, total - i);
    ask (ahead->self, client, (const guint8 (*)[16]) &ahead->missing[i], count,
        FALSE);
  }
}

/* An application that cannot say which keys it has is asked in time. */
static void
take_protection (GstRstKeyWait * self, GstEvent * event,
    struct cenc_client *client)
{
  Ahead ahead = {.self = self };
  GstBuffer *data;

  ahead.wants_licences = gst_rst_key_request_wants_licences (self->element);
  gst_rst_protection_add (&self->protection, event);
  gst_event_parse_protection (event, NULL, &data, NULL);
  if (!client || cenc_client_list_keys (client, ahead.keys, &ahead.num_keys)
      != CENC_OK)
    return;
  gst_rst_pssh_foreach_kid (data, look_ahead, &ahead);
  ask_ahead (&ahead, client);
}

void
gst_rst_key_wait_take_event (GstRstKeyWait * self, GstEvent * event,
    struct cenc_client *client)
{
  switch (GST_EVENT_TYPE (event)) {
    case GST_EVENT_STREAM_START:
      gst_rst_protection_clear (&self->protection);
      break;
    case GST_EVENT_PROTECTION:
      take_protection (self, event, client);
      break;
    default:
      break;
  }
}

/* Returns once a context is set or the time for the next try has come. FALSE:
 * flushing. */
static gboolean
sleep_a_while (GstRstKeyWait * self)
{
  gint64 until = g_get_monotonic_time () + POLL_INTERVAL;
  gboolean awake;

  g_mutex_lock (&self->lock);
  while (!self->flushing && self->answers == self->seen_answers &&
      g_cond_wait_until (&self->cond, &self->lock, until));
  self->seen_answers = self->answers;
  awake = !self->flushing;
  g_mutex_unlock (&self->lock);
  return awake;
}

static void
post_error (GstRstKeyWait * self, const gchar * reason)
{
  GstStructure *details = gst_structure_new ("details",
      "kid", G_TYPE_STRING, self->kid, NULL);
  GStrv ids = gst_rst_protection_system_ids (&self->protection);

  if (ids[0])
    gst_structure_set (details, "system-ids", G_TYPE_STRV, ids, NULL);
  g_strfreev (ids);

  gst_element_message_full_with_details (self->element, GST_MESSAGE_ERROR,
      GST_STREAM_ERROR, GST_STREAM_ERROR_DECRYPT_NOKEY,
      g_strdup_printf (self->expired ?
          "The time of the key %s for this stream is over." :
          "There is no key %s for this stream.", self->kid),
      g_strdup_printf ("%s. In a laboratory, type: rstctl lab-key%s --kid %s "
          "--key KEY", reason, gst_rst_element_is_for_sound (self->element) ? " --audio" : "",
          self->kid), __FILE__, GST_FUNCTION, __LINE__, details);
}

static GstFlowReturn
give_up (GstRstKeyWait * self, gchar * reason)
{
  post_error (self, reason);
  g_free (reason);
  /* whoever goes on behind the error is to be asked again */
  gst_rst_asked_remove (self->asked, self->kid);
  forget_wait (self);
  return GST_FLOW_ERROR;
}

/* Once, until that is answered. */
static void
ask_for (GstRstKeyWait * self, struct cenc_client *client,
    const guint8 kid[16])
{
  guint8 kids[1][16];

  if (gst_rst_asked_is_open (self->asked, self->kid) ||
      g_get_monotonic_time () < self->next_request)
    return;
  memcpy (kids[0], kid, sizeof (kids[0]));
  ask (self, client, (const guint8 (*)[16]) kids, 1, TRUE);
  self->next_request = g_get_monotonic_time () + self->pause;
  self->pause = MIN (2 * self->pause, LONGEST_PAUSE);
}

/* The first try follows at once: a message may be answered before it is
 * posted, by a synchronous handler. */
static GstFlowReturn
begin (GstRstKeyWait * self, struct cenc_client *client, const guint8 kid[16],
    gboolean expired)
{
  g_mutex_lock (&self->lock);
  self->seen_answers = self->answers;
  g_mutex_unlock (&self->lock);

  self->kid = gst_rst_cenc_info_kid_to_string (kid);
  self->expired = expired;
  self->pause = FIRST_PAUSE;
  self->next_request = 0;
  /* what was asked for was for a time, and came */
  if (expired)
    gst_rst_asked_remove (self->asked, self->kid);
  ask_for (self, client, kid);
  gst_rst_key_wait_bring (self, client);
  self->since = g_get_monotonic_time ();
  return GST_FLOW_OK;
}

GstFlowReturn
gst_rst_key_wait_again (GstRstKeyWait * self, struct cenc_client *client,
    const guint8 kid[16], gboolean expired, gint timeout)
{
  gint64 waited;
  gchar *reason;

  if (!self->kid)
    return begin (self, client, kid, expired);

  reason = gst_rst_asked_refusal (self->asked, self->kid);
  if (reason)
    return give_up (self, reason);
  waited = g_get_monotonic_time () - self->since;
  if (timeout >= 0 && waited >= timeout * G_TIME_SPAN_MILLISECOND)
    return give_up (self, timeout == 0 ?
        g_strdup ("The TEE has none, and key-timeout=0 says not to wait") :
        g_strdup_printf ("None came to the TEE within %d ms (key-timeout)",
            timeout));

  /* What was answered was of no use. */
  ask_for (self, client, kid);
  if (!sleep_a_while (self)) {
    forget_wait (self);
    return GST_FLOW_FLUSHING;
  }
  gst_rst_key_wait_bring (self, client);
  return GST_FLOW_OK;
}

static void
post_found (GstRstKeyWait * self)
{
  gint64 waited = g_get_monotonic_time () - self->since;
  GstStructure *structure = gst_structure_new (RST_KEY_FOUND,
      "kid", G_TYPE_STRING, self->kid,
      "waited", G_TYPE_INT64, waited / G_TIME_SPAN_MILLISECOND, NULL);

  GST_INFO_OBJECT (self->element, "key %s came", self->kid);
  gst_element_post_message (self->element,
      gst_message_new_element (GST_OBJECT (self->element), structure));
}

void
gst_rst_key_wait_done (GstRstKeyWait * self, const guint8 kid[16],
    gboolean found)
{
  gchar *text;

  gst_rst_protection_saw_sample (&self->protection);
  if (found && self->kid)
    post_found (self);
  forget_wait (self);

  /* If it is taken away it is asked for again. */
  if (found) {
    text = gst_rst_cenc_info_kid_to_string (kid);
    gst_rst_asked_remove (self->asked, text);
    g_free (text);
  }
}
