/* SPDX-License-Identifier: LGPL-2.1-or-later */
/* Memory that is known to an element's TEE client */
#include "gstrstregistrar.h"

#include <gst/allocators/allocators.h>

struct _GstRstRegistrar
{
  struct cenc_client *client;
  gboolean closed;              /* under the lock: its element uses none more */
};

typedef struct
{
  GstRstRegistrar *registrar;   /* a reference */
  struct cenc_buffer *buffer;
} Registration;

/* Guards the lists of all memories, which are short. */
static GMutex lock;

static void
registrar_clear (gpointer data)
{
  GstRstRegistrar *self = data;

  cenc_client_unref (self->client);
}

static void
registration_clear (gpointer data)
{
  Registration *registration = data;

  cenc_buffer_free (registration->buffer);
  g_atomic_rc_box_release_full (registration->registrar, registrar_clear);
}

GstRstRegistrar *
gst_rst_registrar_new (struct cenc_client *client)
{
  GstRstRegistrar *self = g_atomic_rc_box_new0 (GstRstRegistrar);

  self->client = cenc_client_ref (client);
  return self;
}

void
gst_rst_registrar_free (GstRstRegistrar * self)
{
  if (!self)
    return;
  g_mutex_lock (&lock);
  self->closed = TRUE;
  g_mutex_unlock (&lock);
  g_atomic_rc_box_release_full (self, registrar_clear);
}

/* The registrations of a memory; the lock is held. */
static GArray *
registrations_of (GstMemory * mem)
{
  GQuark quark = g_quark_from_static_string ("GstRstRegistrations");
  GArray *list = gst_mini_object_get_qdata (GST_MINI_OBJECT (mem), quark);

  if (!list) {
    list = g_array_new (FALSE, FALSE, sizeof (Registration));
    g_array_set_clear_func (list, registration_clear);
    gst_mini_object_set_qdata (GST_MINI_OBJECT (mem), quark, list,
        (GDestroyNotify) g_array_unref);
  }
  return list;
}

static struct cenc_buffer *
find (GstRstRegistrar * self, GArray * list)
{
  guint i;

  for (i = 0; i < list->len; i++) {
    Registration *registration = &g_array_index (list, Registration, i);

    if (registration->registrar == self)
      return registration->buffer;
  }
  return NULL;
}

static void
drop_closed (GArray * list)
{
  guint i;

  for (i = list->len; i > 0; i--) {
    if (g_array_index (list, Registration, i - 1).registrar->closed)
      g_array_remove_index_fast (list, i - 1);
  }
}

struct cenc_buffer *
gst_rst_registrar_get (GstRstRegistrar * self, GstMemory * mem,
    enum cenc_status *status)
{
  Registration registration = { NULL, NULL };
  struct cenc_buffer *buffer;
  GArray *list;

  g_mutex_lock (&lock);
  buffer = find (self, registrations_of (mem));
  g_mutex_unlock (&lock);
  if (buffer)
    return buffer;

  *status = cenc_buffer_register (self->client,
      gst_dmabuf_memory_get_fd (mem), &buffer);
  if (*status != CENC_OK)
    return NULL;

  registration.registrar = g_atomic_rc_box_acquire (self);
  registration.buffer = buffer;
  g_mutex_lock (&lock);
  list = registrations_of (mem);
  drop_closed (list);
  g_array_append_val (list, registration);
  g_mutex_unlock (&lock);
  return buffer;
}
