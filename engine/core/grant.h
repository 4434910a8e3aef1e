/* SPDX-License-Identifier: BSD-2-Clause */
/*
 * A session asks for a licence, and gets one
 */
#ifndef RST_GRANT_H
#define RST_GRANT_H

#include <stdbool.h>
#include <stddef.h>
#include <stdint.h>

#include "jwe.h"
#include "keys.h"
#include "licence.h"

/* How many keys may be asked for at once, each by a request of its own. */
#define RST_GRANT_CHALLENGES	8

struct rst_challenge {
	bool open;
	uint8_t nonce[RST_NONCE_SIZE];
	uint64_t since;		/* when it was made, in milliseconds */
};

/**
 * struct rst_grant - a session's side
 * @owner:	the session, as rst_key.owner; not RST_KEYS_ALL
 * @next:	which challenge makes room for the next one
 * @challenges:	that no licence has answered yet
 */
struct rst_grant {
	uint32_t owner;
	uint32_t next;
	struct rst_challenge challenges[RST_GRANT_CHALLENGES];
};

/**
 * struct rst_grant_clock - the TEE's time
 * @now:	milliseconds
 * @own:	the normal world cannot set it
 */
struct rst_grant_clock {
	uint64_t now;
	bool own;
};

/* Opens a challenge, in place of the oldest if need be. @nonce is random. */
void rst_grant_ask(struct rst_grant *grant, const uint8_t nonce[RST_NONCE_SIZE],
		   uint64_t now);

/*
 * Takes the licence in @text into @keys, and says in @answer what was wrong or
 * which keys came; its header stays as it is. @thumbprint is that of the device's
 * key. Random IVs for recording keys count from @first_iv on. Not OK only where
 * the platform fails; @answer says nothing then.
 */
enum rst_status rst_grant_take(struct rst_grant *grant, const char *text,
			       size_t size,
			       const uint8_t thumbprint[RST_SHA256_SIZE],
			       const struct rst_jwe_crypto *crypto,
			       const struct rst_grant_clock *clock,
			       struct rst_keys *keys, uint64_t first_iv,
			       struct rst_cenc_licence *answer);

#endif /* RST_GRANT_H */
