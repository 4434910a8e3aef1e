/* SPDX-License-Identifier: GPL-2.0-only */
#ifndef TESTS_H
#define TESTS_H

#include <stdbool.h>
#include <stdint.h>

#include "lib/tap.h"
#include "lib/text.h"

/* A new buffer of secure-video, the size of a picture; ends the program else. */
int video_alloc(void);
/* By a trusted application, so in restricted memory only. 0, or an error. */
int fill(int dmabuf, uint8_t first);
/* Whether a picture is what fill() wrote. */
bool is_filled(int dmabuf, uint8_t first);
bool bytes_are_filled(const uint8_t *bytes, uint8_t first);

/* Bytes of secure-video in use; waits a moment for @expected. */
long video_bytes(long expected);
/* Of the ported driver: "registrations", "hits" or "refused"; -1: not there */
long counter(const char *name);
/* "allow", "deny" or "forget" the ported driver; 0 or -errno. */
int verdict(const char *verb);

/* copies.c: what the driver as it was, and as it is ported, copies */
void test_before(void);
void test_after(void);
/* known.c: what is registered, and when it is forgotten */
void test_known(void);
void test_denied(void);
void test_unbound(void);
void test_pool_gone(void);
/* races.c */
void test_races(void);

#endif /* TESTS_H */
