/* SPDX-License-Identifier: GPL-2.0-only */
/* Keys that come late, and what is said of them */
#ifndef KEYS_H
#define KEYS_H

#include <gst/check/gstharness.h>

#define COMMON_SYSTEM "1077efec-c0b2-4d02-ace3-3c1e52e2fb4b"
#define OTHER_SYSTEM "00112233-4455-6677-8899-aabbccddeeff"

extern const guint8 kid[16];
extern const gchar kid_text[];
extern const guint8 other_kid[16];
extern const gchar other_kid_text[];

/* Keys stay in the TEE, as long as the process or the machine lives. */
void remove_wanted_keys (void);
/* Gives the TEE the key of sample.h's samples under that KID. */
void set_wanted_key (const guint8 * of);

/* Waits for the next message of that type and, if given, name. */
GstMessage *pop_message (GstHarness * h, GstMessageType type,
    const gchar * name);
/* Messages of that name that have come and were not popped. */
guint count_messages (GstHarness * h, const gchar * name);

/* The TEE has neither key. */
GstHarness *new_waiting_harness (gint timeout);
GstBuffer *new_wanted_sample (const guint8 * of);

/* A box of version 1; @stated says how many KIDs are in it. */
GstBuffer *new_pssh (const guint8 * const *kids, guint num_kids,
    guint32 stated);
/* Takes @data. */
void push_protection (GstHarness * h, const gchar * system, GstBuffer * data,
    const gchar * origin);

/* The context of a key, with that field. */
void set_answer (GstElement * element, const gchar * of, const gchar * field,
    const gchar * text);

#endif /* KEYS_H */
