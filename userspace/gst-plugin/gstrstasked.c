/* SPDX-License-Identifier: LGPL-2.1-or-later */
/* Which keys an application was asked for, and what it answered */
#include "gstrstasked.h"

/* A hostile stream may name another key with each sample. What is forgotten is
 * asked for again. */
#define MAX_ASKED 256

struct _GstRstAsked
{
  GMutex lock;
  GHashTable *keys;             /* KID to Key; under the lock */
  guint requests;               /* how many there were; under the lock */
};

typedef struct
{
  guint request;                /* the number of it */
  gboolean closed;              /* there was an answer, which the TEE has seen */
  gchar *refused;               /* or NULL */
} Key;

static void
free_key (Key * key)
{
  g_free (key->refused);
  g_free (key);
}

GstRstAsked *
gst_rst_asked_new (void)
{
  GstRstAsked *self = g_new0 (GstRstAsked, 1);

  g_mutex_init (&self->lock);
  self->keys = g_hash_table_new_full (g_str_hash, g_str_equal, g_free,
      (GDestroyNotify) free_key);
  return self;
}

void
gst_rst_asked_free (GstRstAsked * self)
{
  g_hash_table_unref (self->keys);
  g_mutex_clear (&self->lock);
  g_free (self);
}

void
gst_rst_asked_clear (GstRstAsked * self)
{
  g_mutex_lock (&self->lock);
  g_hash_table_remove_all (self->keys);
  g_mutex_unlock (&self->lock);
}

void
gst_rst_asked_add (GstRstAsked * self, const gchar * const *kids)
{
  g_mutex_lock (&self->lock);
  self->requests++;
  if (g_hash_table_size (self->keys) >= MAX_ASKED)
    g_hash_table_remove_all (self->keys);
  for (; *kids; kids++) {
    Key *key = g_new0 (Key, 1);

    key->request = self->requests;
    g_hash_table_replace (self->keys, g_strdup (*kids), key);
  }
  g_mutex_unlock (&self->lock);
}

void
gst_rst_asked_remove (GstRstAsked * self, const gchar * kid)
{
  g_mutex_lock (&self->lock);
  g_hash_table_remove (self->keys, kid);
  g_mutex_unlock (&self->lock);
}

gboolean
gst_rst_asked_knows (GstRstAsked * self, const gchar * kid)
{
  gboolean knows;

  g_mutex_lock (&self->lock);
  knows = g_hash_table_contains (self->keys, kid);
  g_mutex_unlock (&self->lock);
  return knows;
}

/* Under the lock. NULL: nobody waits for an answer for that. */
static Key *
find_open (GstRstAsked * self, const gchar * kid)
{
  Key *key = g_hash_table_lookup (self->keys, kid);

  return key && !key->closed ? key : NULL;
}

gboolean
gst_rst_asked_is_open (GstRstAsked * self, const gchar * kid)
{
  gboolean open;

  g_mutex_lock (&self->lock);
  open = find_open (self, kid) != NULL;
  g_mutex_unlock (&self->lock);
  return open;
}

guint
gst_rst_asked_count_open (GstRstAsked * self)
{
  GHashTableIter iter;
  gpointer value;
  guint count = 0;

  g_mutex_lock (&self->lock);
  g_hash_table_iter_init (&iter, self->keys);
  while (g_hash_table_iter_next (&iter, NULL, &value))
    count += !((Key *) value)->closed;
  g_mutex_unlock (&self->lock);
  return count;
}

/* Under the lock. */
static void
answer_key (Key * key, const gchar * refused)
{
  g_free (key->refused);
  key->refused = g_strdup (refused);
}

gboolean
gst_rst_asked_answer (GstRstAsked * self, const gchar * kid,
    const gchar * refused)
{
  GHashTableIter iter;
  gpointer value;
  Key *key;

  g_mutex_lock (&self->lock);
  key = find_open (self, kid);
  g_hash_table_iter_init (&iter, self->keys);
  while (key && g_hash_table_iter_next (&iter, NULL, &value))
    if (((Key *) value)->request == key->request)
      answer_key (value, refused);
  g_mutex_unlock (&self->lock);
  return key != NULL;
}

gchar *
gst_rst_asked_refusal (GstRstAsked * self, const gchar * kid)
{
  gchar *reason;
  Key *key;

  g_mutex_lock (&self->lock);
  key = find_open (self, kid);
  reason = g_strdup (key ? key->refused : NULL);
  g_mutex_unlock (&self->lock);
  return reason;
}

void
gst_rst_asked_close (GstRstAsked * self, const gchar * kid)
{
  GHashTableIter iter;
  gpointer value;
  Key *key, *other;

  g_mutex_lock (&self->lock);
  key = find_open (self, kid);
  g_hash_table_iter_init (&iter, self->keys);
  while (key && g_hash_table_iter_next (&iter, NULL, &value)) {
    other = value;
    other->closed |= other->request == key->request;
  }
  g_mutex_unlock (&self->lock);
}
