/* SPDX-License-Identifier: GPL-2.0-only */
#include "keys.h"

#include <cenc-client.h>

#include "harness.h"
#include "sample.h"

const guint8 kid[16] = "kid waited for.";
const gchar kid_text[] = "6b69642077616974656420666f722e00";
const guint8 other_kid[16] = "kid that waits.";
const gchar other_kid_text[] = "6b696420746861742077616974732e00";

/* Keys stay in the TEE, as long as the process or the machine lives. */
void
remove_wanted_keys (void)
{
  struct cenc_client *client;

  fail_unless_equals_int (cenc_client_open (&client), CENC_OK);
  cenc_client_remove_lab_key (client, kid);
  cenc_client_remove_lab_key (client, other_kid);
  cenc_client_unref (client);
}

void
set_wanted_key (const guint8 * of)
{
  struct cenc_client *client;

  fail_unless_equals_int (cenc_client_open (&client), CENC_OK);
  fail_unless_equals_int (cenc_client_set_lab_key (client, of, sample_key,
          RST_CENC_USAGE_PLAY), CENC_OK);
  cenc_client_unref (client);
}

/* Waits for the next message of that type and, if given, name. */
GstMessage *
pop_message (GstHarness * h, GstMessageType type, const gchar * name)
{
  GstBus *bus = gst_element_get_bus (h->element);
  GstMessage *message;

  while ((message = gst_bus_timed_pop_filtered (bus, 5 * GST_SECOND, type)) &&
      name && !gst_message_has_name (message, name))
    gst_message_unref (message);
  gst_object_unref (bus);
  fail_unless (message, "no message %s", name);
  return message;
}

/* Messages of that name that have come and were not popped. */
guint
count_messages (GstHarness * h, const gchar * name)
{
  GstBus *bus = gst_element_get_bus (h->element);
  GstMessage *message;
  guint n = 0;

  while ((message = gst_bus_pop_filtered (bus, GST_MESSAGE_ELEMENT))) {
    n += gst_message_has_name (message, name);
    gst_message_unref (message);
  }
  gst_object_unref (bus);
  return n;
}

GstHarness *
new_waiting_harness (gint timeout)
{
  GstHarness *h = new_harness ();

  remove_wanted_keys ();
  g_object_set (h->element, "key-timeout", timeout, NULL);
  return h;
}

GstBuffer *
new_wanted_sample (const guint8 * of)
{
  GstBuffer *sample = sample_new (NAL_SIZE, TRUE);

  sample_set_kid (sample, of);
  return sample;
}

/* A box of version 1; @stated says how many KIDs are in it. */
GstBuffer *
new_pssh (const guint8 * const *kids, guint num_kids, guint32 stated)
{
  static const guint8 system[16] = { 0x10, 0x77, 0xef, 0xec };
  GByteArray *box = g_byte_array_new ();
  guint32 number = GUINT32_TO_BE (28 + 4 + 16 * num_kids + 4);
  guint i;

  g_byte_array_append (box, (guint8 *) & number, 4);
  g_byte_array_append (box, (const guint8 *) "pssh\1\0\0\0", 8);
  g_byte_array_append (box, system, 16);
  number = GUINT32_TO_BE (stated);
  g_byte_array_append (box, (guint8 *) & number, 4);
  for (i = 0; i < num_kids; i++)
    g_byte_array_append (box, kids[i], 16);
  number = 0;
  g_byte_array_append (box, (guint8 *) & number, 4);
  number = box->len;
  return gst_buffer_new_wrapped (g_byte_array_free (box, FALSE), number);
}

void
push_protection (GstHarness * h, const gchar * system, GstBuffer * data,
    const gchar * origin)
{
  fail_unless (gst_harness_push_event (h, gst_event_new_protection (system,
              data, origin)));
  gst_buffer_unref (data);
}

void
set_answer (GstElement * element, const gchar * of, const gchar * field,
    const gchar * text)
{
  gchar *type = g_strconcat ("rst-key:", of, NULL);
  GstContext *context = gst_context_new (type, FALSE);

  gst_structure_set (gst_context_writable_structure (context), field,
      G_TYPE_STRING, text, NULL);
  gst_element_set_context (element, context);
  gst_context_unref (context);
  g_free (type);
}
