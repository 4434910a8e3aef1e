/* SPDX-License-Identifier: LGPL-2.1-or-later */
/*
 * Client of the trusted application that decrypts Common Encryption
 *
 * Private to rstmem's own tools and plugin. A client is one session. It may be
 * referenced from several threads, but cenc_client_input() and the decryption
 * that follows belong to one thread at a time.
 */
#ifndef CENC_CLIENT_H
#define CENC_CLIENT_H

#include <stdbool.h>
#include <stddef.h>
#include <stdint.h>

#include <protocol.h>

enum cenc_status {
	CENC_OK,
	CENC_NO_TEE,		/* no TEE device */
	CENC_NO_ACCESS,		/* there is one, and this user may not open it */
	CENC_NO_TA,		/* the TEE does not have the application */
	CENC_TA_DIED,		/* a new session was opened in its place */
	CENC_NO_KEY,		/* no key for the KID */
	CENC_EXPIRED,		/* there was one, for a time that is over */
	CENC_NO_COMMAND,	/* the application lacks the command */
	CENC_BAD_REQUEST,	/* the map does not fit, sizes are absurd */
	CENC_BAD_FORMAT,	/* damage, or a map that hides NAL units */
	CENC_SHORT_BUFFER,
	CENC_NOT_RESTRICTED,	/* the output is not restricted memory */
	CENC_DENIED,		/* the application refuses this use */
	CENC_NO_MEMORY,		/* in either world */
	CENC_NO_FILES,		/* this process has too many open */
	CENC_NO_SPACE,		/* the table of keys is full */
	CENC_BUSY,		/* as many sessions as the application takes */
	CENC_FAILED,
};

/* One line, lower case, without a full stop. */
const char *cenc_status_text(enum cenc_status status);

struct cenc_client;

enum cenc_status cenc_client_open(struct cenc_client **client);
struct cenc_client *cenc_client_ref(struct cenc_client *client);
void cenc_client_unref(struct cenc_client *client);

/*
 * For laboratories: a key in the clear, for RST_CENC_USAGE_*. A product's TA
 * lacks the command. Where the table is full the playing key that was unused
 * longest makes room; NO_SPACE where all are for recording.
 */
enum cenc_status cenc_client_set_lab_key(struct cenc_client *client,
					 const uint8_t kid[16],
					 const uint8_t key[16], uint32_t usage);

/* The same for a key that is the client's alone, and goes with it. */
enum cenc_status cenc_client_set_session_key(struct cenc_client *client,
					     const uint8_t kid[16],
					     const uint8_t key[16],
					     uint32_t usage);

/* Takes everybody's key out; NO_KEY where there is none. */
enum cenc_status cenc_client_remove_lab_key(struct cenc_client *client,
					    const uint8_t kid[16]);

/*
 * Which keys the TEE has, of all clients, the last used first: @count of them
 * in @keys, which has room for RST_CENC_MAX_KEYS. The keys themselves stay
 * where they are.
 */
enum cenc_status cenc_client_list_keys(struct cenc_client *client,
				       struct rst_cenc_key_entry *keys,
				       unsigned int *count);

/* A restricted dma-buf, registered with the client's TEE; holds the client. */
struct cenc_buffer;

enum cenc_status cenc_buffer_register(struct cenc_client *client, int fd,
				      struct cenc_buffer **buffer);
void cenc_buffer_free(struct cenc_buffer *buffer);
struct cenc_client *cenc_buffer_client(const struct cenc_buffer *buffer);

/*
 * Where the sample's ciphertext goes: memory shared with the TEE, kept and
 * reused from sample to sample, valid until the next call.
 */
enum cenc_status cenc_client_input(struct cenc_client *client, size_t size,
				   void **data);

/**
 * struct cenc_job - how the sample at cenc_client_input() is encrypted
 * @scheme:	RST_CENC_SCHEME_*
 * @format:	RST_CENC_FORMAT_*
 * @kid:	key identifier
 * @iv:		initialisation vector, the sample's own or the constant one,
 *		@iv_size bytes of it
 * @iv_size:	8 or 16; 0 with SCHEME_CLEAR
 * @crypt_blocks: encrypted ones of a pattern; 0 where the scheme has none
 * @skip_blocks: clear ones that follow these
 * @own_key:	not by a key that licences of other clients have left to everybody
 * @nal_length_size: bytes of a NAL unit's length, not of FORMAT_RAW; 0: the
 *		sample is a byte-stream, in the clear
 * @subsamples:	@num_subsamples pairs, borrowed
 * @num_subsamples: 0: the whole sample is encrypted
 * @prefix:	put in front of the output, borrowed
 * @prefix_size: bytes
 * @size:	of the sample, bytes
 */
struct cenc_job {
	uint32_t scheme;
	uint32_t format;
	uint8_t kid[16];
	uint8_t iv[16];
	uint32_t iv_size;
	uint32_t crypt_blocks;
	uint32_t skip_blocks;
	bool own_key;
	uint32_t nal_length_size;
	const struct rst_cenc_subsample *subsamples;
	uint32_t num_subsamples;
	const uint8_t *prefix;
	uint32_t prefix_size;
	size_t size;
};

enum cenc_status cenc_client_decrypt(struct cenc_client *client,
				     const struct cenc_job *job,
				     struct cenc_buffer *output,
				     size_t *written);

#endif /* CENC_CLIENT_H */
