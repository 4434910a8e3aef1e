/* SPDX-License-Identifier: LGPL-2.1-or-later */
/* What the clients of the engine's trusted applications have in common */
#ifndef CLIENT_PRIVATE_H
#define CLIENT_PRIVATE_H

#include <stdatomic.h>
#include <stdbool.h>
#include <stddef.h>

#include <tee_client_api.h>
#include <tee_client_api_extensions.h>

#include "cenc-client.h"

struct cenc_client {
	atomic_uint refs;
	TEEC_UUID uuid;		/* of the application */
	TEEC_Context context;
	TEEC_Session session;
	bool has_session;
	TEEC_SharedMemory shm;	/* the request, then ciphertext */
	size_t input_size;	/* 0: shm is not allocated */
};

struct cenc_buffer {
	struct cenc_client *client;
	TEEC_SharedMemory shm;
};

enum cenc_status cenc_client_open_application(struct cenc_client **client,
					      const TEEC_UUID *uuid);

enum cenc_status cenc_client_invoke(struct cenc_client *client,
				    uint32_t command,
				    TEEC_Operation *operation);

/* A command whose only parameter is a message, of type TEEC_MEMREF_TEMP_*. */
enum cenc_status cenc_client_send(struct cenc_client *client, uint32_t command,
				  uint32_t type, void *message, size_t size);

/* Where the sample is in shm, behind the request. */
size_t cenc_client_sample_offset(void);

/* Writes @job's request to shm; returns its size. 0: it is absurd, or its sample is
 * larger than what shm holds. */
size_t cenc_client_put_request(struct cenc_client *client,
			       const struct cenc_job *job);

/* Has shm hold @size bytes at the least, as input or output. */
enum cenc_status cenc_client_share(struct cenc_client *client, size_t size);

#endif /* CLIENT_PRIVATE_H */
