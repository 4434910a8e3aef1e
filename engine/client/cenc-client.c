// SPDX-License-Identifier: LGPL-2.1-or-later
/* Client of the trusted application that decrypts Common Encryption */
#include <errno.h>
#include <fcntl.h>
#include <stdlib.h>
#include <string.h>
#include <unistd.h>

#include "client-private.h"

static const TEEC_UUID cenc_uuid = { RST_TA_CENC_UUID };

/* GlobalPlatform's TEE_ERROR_TIMEOUT, which libteec's headers leave out. */
#define RESULT_TIMEOUT	0xffff3001

/* The shared memory begins with room for the largest request. */
#define REQUEST_SIZE	(sizeof(struct rst_cenc_request) + \
			 RST_CENC_MAX_SUBSAMPLES * \
			 sizeof(struct rst_cenc_subsample) + \
			 RST_CENC_MAX_PREFIX)
#define INPUT_OFFSET	((REQUEST_SIZE + 4095) / 4096 * 4096)
#define SAMPLE_GRANULE	((size_t)64 * 1024)
/* Far above a sample of any level of H.264; keeps sums from overflowing. */
#define MAX_SAMPLE	((size_t)64 * 1024 * 1024)

static const char *const status_texts[] = {
	[CENC_OK] = "no error",
	[CENC_NO_TEE] = "there is no TEE device",
	[CENC_NO_ACCESS] = "this user may not open the TEE device",
	[CENC_NO_TA] = "the TEE has no cenc trusted application",
	[CENC_TA_DIED] = "the cenc trusted application died",
	[CENC_NO_KEY] = "the TEE has no key for this content",
	[CENC_EXPIRED] = "the time of this content's key is over",
	[CENC_NO_COMMAND] =
		"the cenc trusted application does not know the command",
	[CENC_BAD_REQUEST] = "the encryption metadata does not fit the sample",
	[CENC_BAD_FORMAT] =
		"the sample is not NAL units with clear lengths and headers",
	[CENC_SHORT_BUFFER] = "the output buffer is too small",
	[CENC_NOT_RESTRICTED] = "the output buffer is not restricted memory",
	[CENC_DENIED] = "the trusted application refuses this use",
	[CENC_NO_FILES] = "this process has too many files open",
	[CENC_NO_MEMORY] = "out of memory shared with the TEE",
	[CENC_NO_SPACE] =
		"the TEE takes no more keys: all that it has are for recording",
	[CENC_BUSY] =
		"the trusted application has as many clients as it takes",
	[CENC_FAILED] = "the TEE reported a failure",
};

const char *cenc_status_text(enum cenc_status status)
{
	return status_texts[status];
}

static enum cenc_status status_from_result(TEEC_Result result)
{
	switch (result) {
	case TEEC_SUCCESS:
		return CENC_OK;
	case TEEC_ERROR_ITEM_NOT_FOUND:
		return CENC_NO_KEY;
	case TEEC_ERROR_NOT_SUPPORTED:
	case TEEC_ERROR_NOT_IMPLEMENTED:
		return CENC_NO_COMMAND;
	case TEEC_ERROR_BAD_PARAMETERS:
		return CENC_BAD_REQUEST;
	case TEEC_ERROR_BAD_FORMAT:
		return CENC_BAD_FORMAT;
	case TEEC_ERROR_SHORT_BUFFER:
		return CENC_SHORT_BUFFER;
	case TEEC_ERROR_ACCESS_DENIED:
		return CENC_NOT_RESTRICTED;
	case TEEC_ERROR_ACCESS_CONFLICT:
		return CENC_DENIED;
	case TEEC_ERROR_OUT_OF_MEMORY:
		return CENC_NO_MEMORY;
	case TEEC_ERROR_STORAGE_NO_SPACE:
		return CENC_NO_SPACE;
	case TEEC_ERROR_BUSY:
		return CENC_BUSY;
	case RESULT_TIMEOUT:
		return CENC_EXPIRED;
	case TEEC_ERROR_TARGET_DEAD:
	case TEEC_ERROR_COMMUNICATION:
		return CENC_TA_DIED;
	default:
		return CENC_FAILED;
	}
}

/* libteec has one answer for every reason. */
static enum cenc_status why_no_context(void)
{
	char path[] = "/dev/tee0";
	char *number = &path[sizeof(path) - 2];

	for (; *number <= '9'; ++*number) {
		if (faccessat(AT_FDCWD, path, R_OK | W_OK, AT_EACCESS) &&
		    errno == EACCES)
			return CENC_NO_ACCESS;
	}
	return CENC_NO_TEE;
}

static enum cenc_status open_session(struct cenc_client *client)
{
	TEEC_Result result;

	result = TEEC_OpenSession(&client->context, &client->session,
				  &client->uuid, TEEC_LOGIN_PUBLIC, NULL, NULL,
				  NULL);
	client->has_session = result == TEEC_SUCCESS;
	if (result == TEEC_ERROR_ITEM_NOT_FOUND)
		return CENC_NO_TA;
	return status_from_result(result);
}

enum cenc_status cenc_client_open_application(struct cenc_client **client,
					      const TEEC_UUID *uuid)
{
	struct cenc_client *new;
	enum cenc_status status;

	new = calloc(1, sizeof(*new));
	if (!new)
		return CENC_NO_MEMORY;
	atomic_init(&new->refs, 1);
	new->uuid = *uuid;

	if (TEEC_InitializeContext(NULL, &new->context) != TEEC_SUCCESS) {
		free(new);
		return why_no_context();
	}

	status = open_session(new);
	if (status != CENC_OK) {
		TEEC_FinalizeContext(&new->context);
		free(new);
		return status;
	}
	*client = new;
	return CENC_OK;
}

enum cenc_status cenc_client_open(struct cenc_client **client)
{
	return cenc_client_open_application(client, &cenc_uuid);
}

struct cenc_client *cenc_client_ref(struct cenc_client *client)
{
	atomic_fetch_add(&client->refs, 1);
	return client;
}

static void release_input(struct cenc_client *client)
{
	if (client->input_size)
		TEEC_ReleaseSharedMemory(&client->shm);
	client->input_size = 0;
}

void cenc_client_unref(struct cenc_client *client)
{
	if (!client || atomic_fetch_sub(&client->refs, 1) > 1)
		return;

	release_input(client);
	if (client->has_session)
		TEEC_CloseSession(&client->session);
	TEEC_FinalizeContext(&client->context);
	free(client);
}

/* A session with a dead application stays dead: have the next call find a new one. */
enum cenc_status cenc_client_invoke(struct cenc_client *client,
				    uint32_t command,
				    TEEC_Operation *operation)
{
	enum cenc_status status;

	if (!client->has_session) {
		status = open_session(client);
		if (status != CENC_OK)
			return status;
	}

	status = status_from_result(TEEC_InvokeCommand(&client->session,
						       command, operation,
						       NULL));
	if (status == CENC_TA_DIED) {
		TEEC_CloseSession(&client->session);
		client->has_session = false;
	}
	return status;
}

enum cenc_status cenc_client_send(struct cenc_client *client, uint32_t command,
				  uint32_t type, void *message, size_t size)
{
	TEEC_Operation operation = {
		.paramTypes = TEEC_PARAM_TYPES(type, TEEC_NONE, TEEC_NONE,
					       TEEC_NONE),
	};

	operation.params[0].tmpref.buffer = message;
	operation.params[0].tmpref.size = size;
	return cenc_client_invoke(client, command, &operation);
}

static enum cenc_status set_key(struct cenc_client *client,
				const uint8_t kid[16], const uint8_t key[16],
				uint32_t usage, bool session)
{
	struct rst_cenc_lab_key message = {
		.msg = { RST_PROTOCOL_VERSION, sizeof(message) },
		.usage = usage,
		.session = session,
	};
	enum cenc_status status;

	memcpy(message.kid, kid, sizeof(message.kid));
	memcpy(message.key, key, sizeof(message.key));
	status = cenc_client_send(client, RST_CENC_CMD_LAB_SET_KEY,
				  TEEC_MEMREF_TEMP_INPUT, &message,
				  sizeof(message));
	explicit_bzero(message.key, sizeof(message.key));
	return status;
}

enum cenc_status cenc_client_set_lab_key(struct cenc_client *client,
					 const uint8_t kid[16],
					 const uint8_t key[16], uint32_t usage)
{
	return set_key(client, kid, key, usage, false);
}

enum cenc_status cenc_client_set_session_key(struct cenc_client *client,
					     const uint8_t kid[16],
					     const uint8_t key[16],
					     uint32_t usage)
{
	return set_key(client, kid, key, usage, true);
}

enum cenc_status cenc_client_remove_lab_key(struct cenc_client *client,
					    const uint8_t kid[16])
{
	struct rst_cenc_lab_key message = {
		.msg = { RST_PROTOCOL_VERSION, sizeof(message) },
	};

	memcpy(message.kid, kid, sizeof(message.kid));
	return cenc_client_send(client, RST_CENC_CMD_LAB_REMOVE_KEY,
				TEEC_MEMREF_TEMP_INPUT, &message,
				sizeof(message));
}

enum cenc_status cenc_client_list_keys(struct cenc_client *client,
				       struct rst_cenc_key_entry *keys,
				       unsigned int *count)
{
	struct rst_cenc_key_list list = {
		.msg = { RST_PROTOCOL_VERSION, sizeof(list) },
	};
	enum cenc_status status;

	status = cenc_client_send(client, RST_CENC_CMD_LIST_KEYS,
				  TEEC_MEMREF_TEMP_INOUT, &list, sizeof(list));
	if (status != CENC_OK)
		return status;
	if (list.num_keys > RST_CENC_MAX_KEYS)
		return CENC_FAILED;
	memcpy(keys, list.keys, list.num_keys * sizeof(*keys));
	*count = list.num_keys;
	return CENC_OK;
}

/* libteec has one answer for whatever the kernel said, and leaves errno. */
static enum cenc_status status_of_registration(void)
{
	switch (errno) {
	case ENOMEM:
		return CENC_NO_MEMORY;
	case EMFILE:
	case ENFILE:
		return CENC_NO_FILES;
	default:
		return CENC_NOT_RESTRICTED;
	}
}

enum cenc_status cenc_buffer_register(struct cenc_client *client, int fd,
				      struct cenc_buffer **buffer)
{
	struct cenc_buffer *new;
	enum cenc_status status;

	new = calloc(1, sizeof(*new));
	if (!new)
		return CENC_NO_MEMORY;

	errno = 0;
	new->shm.flags = TEEC_MEM_INPUT | TEEC_MEM_OUTPUT;
	if (TEEC_RegisterSharedMemoryFileDescriptor(&client->context,
						    &new->shm, fd) !=
	    TEEC_SUCCESS) {
		status = status_of_registration();
		free(new);
		return status;
	}
	new->client = cenc_client_ref(client);
	*buffer = new;
	return CENC_OK;
}

void cenc_buffer_free(struct cenc_buffer *buffer)
{
	if (!buffer)
		return;
	TEEC_ReleaseSharedMemory(&buffer->shm);
	cenc_client_unref(buffer->client);
	free(buffer);
}

struct cenc_client *cenc_buffer_client(const struct cenc_buffer *buffer)
{
	return buffer->client;
}

enum cenc_status cenc_client_share(struct cenc_client *client, size_t size)
{
	TEEC_Result result;

	if (size > MAX_SAMPLE)
		return CENC_BAD_REQUEST;
	if (client->input_size && size <= client->input_size)
		return CENC_OK;

	size = (size / SAMPLE_GRANULE + 1) * SAMPLE_GRANULE;
	release_input(client);
	memset(&client->shm, 0, sizeof(client->shm));
	client->shm.size = INPUT_OFFSET + size;
	client->shm.flags = TEEC_MEM_INPUT | TEEC_MEM_OUTPUT;
	result = TEEC_AllocateSharedMemory(&client->context, &client->shm);
	if (result != TEEC_SUCCESS)
		return CENC_NO_MEMORY;
	client->input_size = size;
	return CENC_OK;
}

enum cenc_status cenc_client_input(struct cenc_client *client, size_t size,
				   void **data)
{
	enum cenc_status status = cenc_client_share(client, size);

	if (status == CENC_OK)
		*data = (uint8_t *)client->shm.buffer + INPUT_OFFSET;
	return status;
}

/* The request, its subsamples and its prefix; returns their size. */
static size_t write_request(uint8_t *data, const struct cenc_job *job)
{
	size_t map_size = job->num_subsamples * sizeof(*job->subsamples);
	struct rst_cenc_request request = {
		.msg.version = RST_PROTOCOL_VERSION,
		.msg.size = sizeof(request) + map_size + job->prefix_size,
		.scheme = job->scheme,
		.format = job->format,
		.iv_size = job->iv_size,
		.nal_length_size = job->nal_length_size,
		.num_subsamples = job->num_subsamples,
		.prefix_size = job->prefix_size,
		.crypt_blocks = job->crypt_blocks,
		.skip_blocks = job->skip_blocks,
		.flags = job->own_key ? RST_CENC_OWN_KEY : 0,
	};

	memcpy(request.kid, job->kid, sizeof(request.kid));
	memcpy(request.iv, job->iv, sizeof(request.iv));

	memcpy(data, &request, sizeof(request));
	data += sizeof(request);
	if (map_size)
		memcpy(data, job->subsamples, map_size);
	data += map_size;
	if (job->prefix_size)
		memcpy(data, job->prefix, job->prefix_size);
	return request.msg.size;
}

size_t cenc_client_sample_offset(void)
{
	return INPUT_OFFSET;
}

size_t cenc_client_put_request(struct cenc_client *client,
			       const struct cenc_job *job)
{
	if (job->num_subsamples > RST_CENC_MAX_SUBSAMPLES ||
	    job->prefix_size > RST_CENC_MAX_PREFIX || !job->size ||
	    job->size > client->input_size)
		return 0;
	return write_request(client->shm.buffer, job);
}

enum cenc_status cenc_client_decrypt(struct cenc_client *client,
				     const struct cenc_job *job,
				     struct cenc_buffer *output,
				     size_t *written)
{
	TEEC_Operation operation = {
		.paramTypes = TEEC_PARAM_TYPES(TEEC_MEMREF_PARTIAL_INPUT,
					       TEEC_MEMREF_PARTIAL_OUTPUT,
					       TEEC_MEMREF_PARTIAL_INPUT,
					       TEEC_VALUE_OUTPUT),
	};
	TEEC_Parameter *p = operation.params;
	enum cenc_status status;

	p[2].memref.size = cenc_client_put_request(client, job);
	if (!p[2].memref.size)
		return CENC_BAD_REQUEST;
	p[0].memref.parent = &client->shm;
	p[0].memref.offset = INPUT_OFFSET;
	p[0].memref.size = job->size;
	p[1].memref.parent = &output->shm;
	p[1].memref.size = output->shm.size;
	p[2].memref.parent = &client->shm;

	status = cenc_client_invoke(client, RST_CENC_CMD_DECRYPT, &operation);
	if (status != CENC_OK)
		return status;
	if (p[3].value.a > output->shm.size)
		return CENC_FAILED;
	*written = p[3].value.a;
	return CENC_OK;
}
