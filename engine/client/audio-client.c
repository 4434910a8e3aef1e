// SPDX-License-Identifier: LGPL-2.1-or-later
/* Decryption of sound, into ordinary memory */
#include "audio-client.h"
#include "client-private.h"

#define ALIGNMENT 4096

/* The decrypted sample is behind the encrypted one, on pages of its own. */
static size_t output_offset(size_t size)
{
	return (size + ALIGNMENT - 1) / ALIGNMENT * ALIGNMENT;
}

enum cenc_status cenc_client_audio_input(struct cenc_client *client,
					 size_t size, void **data)
{
	enum cenc_status status;

	if (size > SIZE_MAX / 4)
		return CENC_BAD_REQUEST;
	status = cenc_client_share(client, output_offset(size) + size);
	if (status == CENC_OK)
		*data = (uint8_t *)client->shm.buffer +
			cenc_client_sample_offset();
	return status;
}

enum cenc_status cenc_client_decrypt_audio(struct cenc_client *client,
					   const struct cenc_job *job,
					   const void **output)
{
	TEEC_Operation operation = {
		.paramTypes = TEEC_PARAM_TYPES(TEEC_MEMREF_PARTIAL_INPUT,
					       TEEC_MEMREF_PARTIAL_OUTPUT,
					       TEEC_MEMREF_PARTIAL_INPUT,
					       TEEC_VALUE_OUTPUT),
	};
	TEEC_Parameter *p = operation.params;
	enum cenc_status status;

	p[2].memref.parent = &client->shm;
	p[2].memref.size = cenc_client_put_request(client, job);
	if (!p[2].memref.size ||
	    output_offset(job->size) + job->size > client->input_size)
		return CENC_BAD_REQUEST;
	p[0].memref.parent = &client->shm;
	p[0].memref.offset = cenc_client_sample_offset();
	p[0].memref.size = job->size;
	p[1].memref.parent = &client->shm;
	p[1].memref.offset = p[0].memref.offset + output_offset(job->size);
	p[1].memref.size = job->size;

	status = cenc_client_invoke(client, RST_CENC_CMD_DECRYPT_AUDIO,
				    &operation);
	if (status == CENC_OK && p[3].value.a != job->size)
		return CENC_FAILED;
	*output = (uint8_t *)client->shm.buffer + p[1].memref.offset;
	return status;
}
