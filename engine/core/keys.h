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

struct rst_key_slot {
	bool used;
	uint32_t usage;		/* RST_CENC_USAGE_* */
	uint64_t last_use;	/* as rst_keys.now was */
	uint64_t next_iv;	/* for recording */
	uint8_t kid[RST_KEY_SIZE];
	uint8_t key[RST_KEY_SIZE];
};

struct rst_keys {
	uint64_t now;		/* counts uses */
	struct rst_key_slot slots[RST_CENC_MAX_KEYS];
};

/*
 * Adds a key, or replaces the one with the same KID; BAD_PARAMETERS for an
 * unknown usage. When full, the playing key that was neither set nor found for
 * longest makes room: a player asks for its key again. A recording key stays
 * until it is removed, because whoever records would lose what comes next.
 * NO_SPACE when all are such. A recording key's IVs are counted from @first_iv
 * on, a random number: the same key may have been here before.
 */
enum rst_status rst_keys_set(struct rst_keys *keys, const uint8_t *kid,
			     const uint8_t *key, uint32_t usage,
			     uint64_t first_iv);

/* Wipes a key; NOT_FOUND where there is none. */
enum rst_status rst_keys_remove(struct rst_keys *keys, const uint8_t *kid);

/* The key for @kid, or NULL; valid until the table changes. A use of the key. */
const uint8_t *rst_keys_find(struct rst_keys *keys, const uint8_t *kid);

/* KIDs and usages, the last used first; no keys. Returns how many. */
uint32_t rst_keys_list(const struct rst_keys *keys,
		       struct rst_cenc_key_entry list[RST_CENC_MAX_KEYS]);

/*
 * The key for @kid and an IV that it has not been used with. NOT_FOUND, or
 * DENIED where the key is not for recording.
 */
enum rst_status rst_keys_record(struct rst_keys *keys, const uint8_t *kid,
				const uint8_t **key,
				uint8_t iv[RST_CENC_RECORD_IV_SIZE]);

/* Wipes all. */
void rst_keys_wipe(struct rst_keys *keys);

#endif /* RST_KEYS_H */
