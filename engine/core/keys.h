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
 * @owner:	the session that has brought it, with which it goes, and whose it is
 *		alone; RST_KEYS_ALL: everybody's, of a laboratory, until it is removed
 * @retain:	of a session's: everybody may use it meanwhile, and has it when the
 *		session ends
 * @expires:	in milliseconds, as @now below; 0: never
 * @licensed:	whoever has brought it could be anybody
 */
struct rst_key {
	uint8_t kid[RST_KEY_SIZE];
	uint8_t key[RST_KEY_SIZE];
	uint32_t usage;
	uint32_t owner;
	uint64_t expires;
	bool retain;
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
 * A session has the key that it sets, whatever everybody has by its KID. To them it is
 * nothing new, if it is not retained, or if theirs is another, which it does not replace
 * before its time is over: others play by that, and either may be made up. If theirs is
 * the same it stays for the longer of both times. @key->retain then says whether they
 * have it.
 *
 * A session has RST_CENC_SESSION_KEYS at most, and so many are left to everybody by
 * licences: one more makes room among these, and NO_SPACE where all of them stay. So a
 * session that sets keys without end leaves others theirs. It is no more than that: the
 * TEE does not get to know which sessions are one client's, who may take as many as he
 * gets (RST_CENC_MAX_SESSIONS), and all places of the table by them.
 */
enum rst_status rst_keys_set(struct rst_keys *keys, struct rst_key *key,
			     uint64_t now, uint64_t first_iv);

/* How many keys @owner could set now, and have all of them. */
uint32_t rst_keys_room(struct rst_keys *keys, uint32_t owner, uint64_t now);

/* Takes a key from everybody, and leaves it to a session that has brought it;
 * NOT_FOUND where there is none. */
enum rst_status rst_keys_remove(struct rst_keys *keys, const uint8_t *kid);

/* Wipes what a session has brought, or leaves it to everybody. */
void rst_keys_end(struct rst_keys *keys, uint32_t owner);

/* For sound. */
#define RST_KEYS_FOR_AUDIO	(1u << 0)
/* Not one that licences of other sessions have left: it may be made up. */
#define RST_KEYS_NOT_OTHERS	(1u << 1)

/*
 * The key for @kid that @owner has, or if that is not to be had everybody's, valid
 * until the table changes; a use of the key. @how: RST_KEYS_*. NOT_FOUND; EXPIRED: its
 * time is over at @now; DENIED: an audio key where it is not for sound, or another
 * where it is. What an audio key decrypts may be anywhere, so that no other key may do
 * that.
 */
enum rst_status rst_keys_find(struct rst_keys *keys, uint32_t owner,
			      const uint8_t *kid, uint32_t how, uint64_t now,
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
