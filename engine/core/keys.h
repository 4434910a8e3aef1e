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

/* Whose a key is: a session's number, or everybody's. */
#define RST_KEYS_ALL	0

/**
 * struct rst_key - a key, and what it is for
 * @kid:	its identifier
 * @key:	the key
 * @usage:	RST_CENC_USAGE_*
 * @owner:	the session that it goes with, and whose it is alone;
 *		RST_KEYS_ALL: everybody's, until it is removed
 * @expires:	in milliseconds, as @now below; 0: never
 * @licensed:	whoever has brought it could be anybody
 */
struct rst_key {
	uint8_t kid[RST_KEY_SIZE];
	uint8_t key[RST_KEY_SIZE];
	uint32_t usage;
	uint32_t owner;
	uint64_t expires;
	bool licensed;
};

struct rst_key_slot {
	bool used;
	bool expired;		/* @key.key is wiped */
	uint64_t last_use;	/* as rst_keys.uses was */
	uint64_t next_iv;	/* for recording */
	struct rst_key key;
};

struct rst_keys {
	uint64_t uses;		/* of all keys */
	struct rst_key_slot slots[RST_CENC_MAX_KEYS];
};

/*
 * Adds a key, or replaces the one with the same KID and owner; BAD_PARAMETERS for
 * an unknown usage. When full, one that is over at @now makes room, then the key that
 * was neither set nor found for longest: a player asks for its key again. A
 * recording key stays until it is removed or its time is over, because whoever
 * records would lose what comes next. NO_SPACE when all are such. A recording
 * key's IVs are counted from @first_iv on, a random number: the same key may have
 * been here before.
 *
 * Of a session's keys, and of everybody's that are licensed, there are
 * RST_CENC_SESSION_KEYS at most, so that one client alone does not empty the table.
 * DENIED: everybody has another key by that KID, and this one is licensed: nobody
 * could play by the other any more.
 */
enum rst_status rst_keys_set(struct rst_keys *keys, const struct rst_key *key,
			     uint64_t now, uint64_t first_iv);

/* How many keys could be set now, and all be there. */
uint32_t rst_keys_room(struct rst_keys *keys, uint64_t now);

/* Wipes everybody's key; NOT_FOUND where there is none. */
enum rst_status rst_keys_remove(struct rst_keys *keys, const uint8_t *kid);

/* Wipes what a session has brought. */
void rst_keys_end(struct rst_keys *keys, uint32_t owner);

/*
 * The key for @kid that @owner has, or if that is not to be had everybody's, valid
 * until the table changes; a use of the key. NOT_FOUND; EXPIRED: its time is over at @now;
 * DENIED: an audio key where @audio is false, or another where it is true. What an
 * audio key decrypts may be anywhere, so that no other key may do that.
 */
enum rst_status rst_keys_find(struct rst_keys *keys, uint32_t owner,
			      const uint8_t *kid, bool audio, uint64_t now,
			      const uint8_t **key);

/* What there is at @now, as @owner sees it, the last used first; no keys. Returns
 * how many. */
uint32_t rst_keys_list(struct rst_keys *keys, uint32_t owner, uint64_t now,
		       struct rst_cenc_key_entry list[RST_CENC_MAX_KEYS]);

/*
 * The recording key for @kid, whoever has brought it, because the camera records
 * for all; and an IV that it has not been used with. NOT_FOUND, EXPIRED, or DENIED
 * where the key is not for recording.
 */
enum rst_status rst_keys_record(struct rst_keys *keys, const uint8_t *kid,
				uint64_t now, const uint8_t **key,
				uint8_t iv[RST_CENC_RECORD_IV_SIZE]);

/* Wipes all. */
void rst_keys_wipe(struct rst_keys *keys);

#endif /* RST_KEYS_H */
