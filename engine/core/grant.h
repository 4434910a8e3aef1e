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

/**
 * struct rst_grant - a session's side
 * @owner:	the session, as rst_key.owner; not RST_KEYS_ALL
 * @asked:	a challenge is open
 * @nonce:	it
 * @since:	when it was made, in milliseconds
 */
struct rst_grant {
	uint32_t owner;
	bool asked;
	uint8_t nonce[RST_NONCE_SIZE];
	uint64_t since;
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
