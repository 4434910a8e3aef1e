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
gst_rst_asked_contains (GstRstAsked * self, const gchar * kid)
{
  gboolean contains;

  g_mutex_lock (&self->lock);
  contains = g_hash_table_contains (self->keys, kid);
  g_mutex_unlock (&self->lock);
  return contains;
}

gboolean
gst_rst_asked_answer (GstRstAsked * self, const gchar * kid,
    const gchar * refused)
{
  Key *key;

  g_mutex_lock (&self->lock);
  key = g_hash_table_lookup (self->keys, kid);
  if (key) {
    g_free (key->refused);
    key->refused = g_strdup (refused);
  }
  g_mutex_unlock (&self->lock);
  return key != NULL;
}

gchar *
gst_rst_asked_refusal (GstRstAsked * self, const gchar * kid)
{
  gchar *reason;
  Key *key;

  g_mutex_lock (&self->lock);
  key = g_hash_table_lookup (self->keys, kid);
  reason = g_strdup (key ? key->refused : NULL);
  g_mutex_unlock (&self->lock);
  return reason;
}

void
gst_rst_asked_came (GstRstAsked * self, const gchar * kid,
    const gchar * const *came)
{
  GHashTableIter iter;
  gpointer name, value;
  guint request;
  Key *key;

  g_mutex_lock (&self->lock);
  key = g_hash_table_lookup (self->keys, kid);
  request = key ? key->request : 0;
  g_hash_table_iter_init (&iter, self->keys);
  while (g_hash_table_iter_next (&iter, &name, &value)) {
    key = value;
    if (key->request == request && !(came && g_strv_contains (came, name)))
      g_hash_table_iter_remove (&iter);
  }
  g_mutex_unlock (&self->lock);
}
