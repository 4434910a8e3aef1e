/* SPDX-License-Identifier: BSD-2-Clause */
/*
 * Content keys by key identifier
 *
 * A small table in secure memory. Keys never leave it but for the cipher.
 */
#ifndef RST_KEYS_H
#define RST_KEYS_H

#include <stdbool.h>
#include <stdint.h>

#include "../protocol.h"
#include "status.h"

#define RST_KEY_SIZE 16

struct rst_keys {
	struct {
		bool used;
		uint8_t kid[RST_KEY_SIZE];
		uint8_t key[RST_KEY_SIZE];
	} slots[RST_CENC_MAX_KEYS];
};

/* Adds a key, or replaces the one with the same KID; NO_SPACE when full. */
enum rst_status rst_keys_set(struct rst_keys *keys, const uint8_t *kid,
			     const uint8_t *key);

/* Wipes a key; NOT_FOUND where there is none. */
enum rst_status rst_keys_remove(struct rst_keys *keys, const uint8_t *kid);

/* The key for @kid, or NULL; valid until the table changes. */
const uint8_t *rst_keys_find(const struct rst_keys *keys, const uint8_t *kid);

/* Wipes all. */
void rst_keys_wipe(struct rst_keys *keys);

#endif /* RST_KEYS_H */
