// SPDX-License-Identifier: GPL-2.0-only
/*
 * The trusted applications behind the fake TEE
 *
 * What engine/ta does around the core is done here for a TEE of one process: the
 * requests are checked, keys kept and samples decrypted by the same sources.
 * Pictures are not compressed: they become bytes that count up from what their
 * quality is, a hundred for each of it.
 */
#include <fcntl.h>
#include <pthread.h>
#include <stdlib.h>
#include <string.h>
#include <sys/mman.h>

#include "../../engine/core/cenc.h"
#include "../../engine/core/keys.h"
#include "../lib/cipher.h"
#include "fake-ta.h"

/* One call at a time, as an application of a single instance has them. */
static pthread_mutex_t lock = PTHREAD_MUTEX_INITIALIZER;
static struct rst_keys keys;	/* under the lock */

/* A session's number is the owner of its keys; the camera's have none. */
#define CAM	RST_KEYS_ALL

void fake_ta_die(void)
{
	pthread_mutex_lock(&lock);
	rst_keys_wipe(&keys);
	pthread_mutex_unlock(&lock);
}

static TEEC_Result result_of(enum rst_status status)
{
	static const TEEC_Result results[] = {
		[RST_OK] = TEEC_SUCCESS,
		[RST_BAD_PARAMETERS] = TEEC_ERROR_BAD_PARAMETERS,
		[RST_BAD_FORMAT] = TEEC_ERROR_BAD_FORMAT,
		[RST_SHORT_BUFFER] = TEEC_ERROR_SHORT_BUFFER,
		[RST_NOT_FOUND] = TEEC_ERROR_ITEM_NOT_FOUND,
		[RST_NO_SPACE] = TEEC_ERROR_STORAGE_NO_SPACE,
		[RST_DENIED] = TEEC_ERROR_ACCESS_DENIED,
		[RST_NO_MEMORY] = TEEC_ERROR_OUT_OF_MEMORY,
		[RST_NO_CABLE] = TEEC_ERROR_COMMUNICATION,
		[RST_EXPIRED] = 0xffff3001,	/* TEE_ERROR_TIMEOUT */
		[RST_FAILED] = TEEC_ERROR_GENERIC,
	};

	return results[status];
}

static uint8_t *bytes_of(const TEEC_Parameter *param)
{
	return (uint8_t *)param->memref.parent->buffer + param->memref.offset;
}

/* As rst_copy_message() of engine/ta/common. */
static TEEC_Result copy_message(const void *from, size_t from_size,
				void *message, size_t size)
{
	const struct rst_msg *msg = message;

	if (from_size < size)
		return TEEC_ERROR_BAD_PARAMETERS;
	memcpy(message, from, size);
	return msg->version == RST_PROTOCOL_VERSION && msg->size >= size &&
	       msg->size <= from_size ? TEEC_SUCCESS :
					TEEC_ERROR_BAD_PARAMETERS;
}

static TEEC_Result lab_key(uint32_t session, uint32_t command,
			   const TEEC_Parameter *p)
{
	struct rst_cenc_lab_key lab;
	struct rst_key key = { 0 };
	TEEC_Result result;

	result = copy_message(p->tmpref.buffer, p->tmpref.size, &lab,
			      sizeof(lab));
	if (result != TEEC_SUCCESS)
		return result;
	if (lab.session > 1)
		return TEEC_ERROR_BAD_PARAMETERS;
	if (command == RST_CENC_CMD_LAB_REMOVE_KEY)
		return result_of(rst_keys_remove(&keys, lab.kid));
	memcpy(key.kid, lab.kid, sizeof(key.kid));
	memcpy(key.key, lab.key, sizeof(key.key));
	key.usage = lab.usage;
	key.owner = lab.session ? session : RST_KEYS_ALL;
	if (fake_is("by-licence")) {
		key.owner = session;
		key.licensed = true;
		key.retain = !lab.session;
	}
	return result_of(rst_keys_set(&keys, &key, 0, 1));
}

static TEEC_Result list_keys(uint32_t session, TEEC_Parameter *p)
{
	struct rst_cenc_key_list list;
	TEEC_Result result;

	result = copy_message(p->tmpref.buffer, p->tmpref.size, &list,
			      sizeof(list));
	if (result != TEEC_SUCCESS)
		return result;
	memset(list.keys, 0, sizeof(list.keys));
	list.num_keys = rst_keys_list(&keys, session, 0, list.keys);
	memcpy(p->tmpref.buffer, &list, sizeof(list));
	return TEEC_SUCCESS;
}

static TEEC_Result decrypt_into(uint32_t session,
				const struct rst_cenc_parsed *parsed, bool audio,
				TEEC_Parameter *p, uint8_t *output)
{
	const uint8_t *key = NULL;
	enum rst_status status = RST_OK;
	uint32_t how = audio ? RST_KEYS_FOR_AUDIO : 0;
	struct rst_cipher cipher;
	size_t written = 0;

	if (parsed->request.flags & RST_CENC_OWN_KEY)
		how |= RST_KEYS_NOT_OTHERS;
	if (parsed->request.scheme != RST_CENC_SCHEME_CLEAR)
		status = rst_keys_find(&keys, session, parsed->request.kid,
				       how, 0, &key);
	if (status == RST_DENIED)
		return TEEC_ERROR_ACCESS_CONFLICT;
	cipher = cipher_open();
	if (status == RST_OK)
		status = rst_cenc_decrypt(parsed, &cipher, NULL, key,
					  bytes_of(&p[0]), p[0].memref.size, output,
					  p[1].memref.size, &written);
	cipher_close(&cipher);
	p[3].value.a = written;
	return result_of(status);
}

static TEEC_Result decrypt(uint32_t session, TEEC_Parameter *p)
{
	size_t size = p[1].memref.offset + p[1].memref.size;
	struct rst_cenc_parsed parsed;
	enum rst_status status;
	TEEC_Result result;
	uint8_t *output;

	status = rst_cenc_parse(bytes_of(&p[2]), p[2].memref.size, &parsed);
	if (status != RST_OK)
		return result_of(status);
	output = mmap(NULL, size, PROT_READ | PROT_WRITE, MAP_SHARED,
		      p[1].memref.parent->imp.registered_fd, 0);
	if (output == MAP_FAILED)
		return TEEC_ERROR_ACCESS_DENIED;
	result = decrypt_into(session, &parsed, false, p,
			      output + p[1].memref.offset);
	munmap(output, size);
	return result;
}

/* Into ordinary memory, which is shared */
static TEEC_Result decrypt_audio(uint32_t session, TEEC_Parameter *p)
{
	struct rst_cenc_parsed parsed;
	enum rst_status status;

	status = rst_cenc_parse(bytes_of(&p[2]), p[2].memref.size, &parsed);
	if (status != RST_OK)
		return result_of(status);
	return decrypt_into(session, &parsed, true, p, bytes_of(&p[1]));
}

static enum rst_status encrypt(struct rst_cam_encode *request, uint8_t *out,
			       size_t size)
{
	struct rst_cipher cipher;
	enum rst_status status;
	const uint8_t *key;
	uint8_t *picture;
	size_t i;

	status = rst_keys_record(&keys, request->kid, 0, &key, request->iv);
	if (status != RST_OK)
		return status;
	picture = malloc(size);
	for (i = 0; i < size; i++)
		picture[i] = request->quality + i;
	cipher = cipher_open();
	status = rst_cenc_encrypt(&cipher, key, request->iv, picture, size,
				  out);
	cipher_close(&cipher);
	free(picture);
	return status;
}

static TEEC_Result encode(TEEC_Parameter *p)
{
	struct rst_cam_encode request;
	enum rst_status status;
	TEEC_Result result;
	uint64_t picture;
	size_t size;

	result = copy_message(bytes_of(&p[2]), p[2].memref.size, &request,
			      sizeof(request));
	if (result != TEEC_SUCCESS)
		return result;
	picture = (uint64_t)request.stride *
		  (request.lines + request.height / 2);
	if (request.stride < request.width || request.lines < request.height ||
	    rst_cam_trailer_offset(picture) + RST_CAM_TRAILER_SIZE >
		    p[0].memref.size)
		return TEEC_ERROR_BAD_PARAMETERS;
	if (fake_is("foreign-picture"))
		return TEEC_ERROR_ACCESS_DENIED;

	size = request.quality * 100 * (fake_is("large") ? 50 : 1);
	if (size > p[1].memref.size) {
		p[1].memref.size = size;
		return TEEC_ERROR_SHORT_BUFFER;
	}
	status = encrypt(&request, bytes_of(&p[1]), size);
	if (status != RST_OK)
		return result_of(status);
	/* A picture whose registration went while it was encoded. */
	if (fcntl(p[0].memref.parent->imp.registered_fd, F_GETFD) < 0)
		return TEEC_ERROR_GENERIC;
	request.bytes = size;
	p[1].memref.size = size;
	memcpy(bytes_of(&p[2]), &request, sizeof(request));
	return TEEC_SUCCESS;
}

uint32_t fake_ta_open(const TEEC_UUID *uuid)
{
	static const TEEC_UUID cam = { RST_TA_CAM_UUID };
	static uint32_t last;
	uint32_t session = CAM;

	pthread_mutex_lock(&lock);
	if (memcmp(uuid, &cam, sizeof(cam)))
		session = ++last;
	pthread_mutex_unlock(&lock);
	return session;
}

void fake_ta_close(uint32_t session)
{
	pthread_mutex_lock(&lock);
	if (session != CAM)
		rst_keys_end(&keys, session);
	pthread_mutex_unlock(&lock);
}

static TEEC_Result invoke(uint32_t session, uint32_t command,
			  TEEC_Parameter *params)
{
	if (session == CAM)
		return command == RST_CAM_CMD_ENCODE ? encode(params) :
						       TEEC_ERROR_NOT_SUPPORTED;
	switch (command) {
	case RST_CENC_CMD_LAB_SET_KEY:
	case RST_CENC_CMD_LAB_REMOVE_KEY:
		return lab_key(session, command, params);
	case RST_CENC_CMD_LIST_KEYS:
		return list_keys(session, params);
	case RST_CENC_CMD_DECRYPT:
		return decrypt(session, params);
	case RST_CENC_CMD_DECRYPT_AUDIO:
		return decrypt_audio(session, params);
	default:
		return TEEC_ERROR_NOT_SUPPORTED;
	}
}

TEEC_Result fake_ta_invoke(uint32_t session, uint32_t command,
			   TEEC_Parameter *params)
{
	TEEC_Result result;

	pthread_mutex_lock(&lock);
	result = invoke(session, command, params);
	pthread_mutex_unlock(&lock);
	return result;
}
