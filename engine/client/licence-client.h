/* SPDX-License-Identifier: LGPL-2.1-or-later */
/*
 * How a licence is asked for, and brought in
 *
 * Private to rstmem's own tools and plugin. What is asked is text for a licence
 * server (docs/licences.md), what it answers is for the TEE alone.
 */
#ifndef LICENCE_CLIENT_H
#define LICENCE_CLIENT_H

#include "cenc-client.h"

/* The public half of the device's key, which is made the first time. */
enum cenc_status cenc_client_device_key(struct cenc_client *client,
					struct rst_cenc_device_key *key);

/* It as a JWK (RFC 7517), allocated; NULL without memory. */
char *cenc_device_key_text(const struct rst_cenc_device_key *key);

/*
 * A request for @count keys, JSON, allocated into @request. It has a new challenge
 * in it: the licence is for this client, and for once. Up to eight requests may be
 * open at a time.
 */
enum cenc_status cenc_client_licence_request(struct cenc_client *client,
					     const uint8_t (*kids)[16],
					     unsigned int count,
					     char **request);

/*
 * Brings a licence in, @size characters. CENC_OK says that the TEE has looked at
 * it: @answer has the result, and the keys. Space around it does not count.
 * CENC_BAD_REQUEST where it is longer than any.
 */
enum cenc_status cenc_client_licence(struct cenc_client *client,
				     const char *text, size_t size,
				     struct rst_cenc_licence *answer);

/* What a result (RST_LICENCE_*) means: a line, lower case, without a full stop. */
const char *cenc_licence_text(uint32_t result);

#endif /* LICENCE_CLIENT_H */
