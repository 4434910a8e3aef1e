// SPDX-License-Identifier: LGPL-2.1-or-later
/* Client of the trusted application that records what the camera captures */
#include <string.h>

#include "cam-client.h"
#include "client-private.h"

static const TEEC_UUID cam_uuid = { RST_TA_CAM_UUID };

/* The shared memory begins with the request. */
#define SAMPLE_OFFSET	((size_t)4096)

/* A first buffer for a compressed picture; a larger one is asked for. */
#define FIRST_SIZE	((size_t)60 * 1024)

enum cenc_status cam_client_open(struct cenc_client **client)
{
	return cenc_client_open_application(client, &cam_uuid);
}

/* @size: of the output, which may change with SHORT_BUFFER. */
static enum cenc_status encode(struct cenc_client *client,
			       const struct cenc_buffer *frame, size_t *size)
{
	TEEC_Operation operation = {
		.paramTypes = TEEC_PARAM_TYPES(TEEC_MEMREF_PARTIAL_INPUT,
					       TEEC_MEMREF_PARTIAL_OUTPUT,
					       TEEC_MEMREF_PARTIAL_INOUT,
					       TEEC_NONE),
	};
	TEEC_Parameter *p = operation.params;
	enum cenc_status status;

	p[0].memref.parent = (TEEC_SharedMemory *)&frame->shm;
	p[0].memref.size = frame->shm.size;
	p[1].memref.parent = &client->shm;
	p[1].memref.offset = SAMPLE_OFFSET;
	p[1].memref.size = *size;
	p[2].memref.parent = &client->shm;
	p[2].memref.size = sizeof(struct rst_cam_encode);

	status = cenc_client_invoke(client, RST_CAM_CMD_ENCODE, &operation);
	*size = p[1].memref.size;
	return status == CENC_NOT_RESTRICTED ? CENC_DENIED : status;
}

enum cenc_status cam_client_encode(struct cenc_client *client,
				   const struct cam_job *job,
				   const struct cenc_buffer *frame,
				   struct cam_sample *sample)
{
	struct rst_cam_encode request = {
		.msg = { RST_PROTOCOL_VERSION, sizeof(request) },
		.width = job->width,
		.height = job->height,
		.stride = job->stride,
		.lines = job->lines,
		.quality = job->quality,
	};
	size_t size = FIRST_SIZE, room;
	enum cenc_status status;

	memcpy(request.kid, job->kid, sizeof(request.kid));
	do {
		status = cenc_client_share(client, SAMPLE_OFFSET + size);
		if (status != CENC_OK)
			return status;
		memcpy(client->shm.buffer, &request, sizeof(request));
		room = client->shm.size - SAMPLE_OFFSET;
		size = room;
		status = encode(client, frame, &size);
	} while (status == CENC_SHORT_BUFFER && size > room);
	if (status != CENC_OK)
		return status;
	if (!size || size > room)
		return CENC_FAILED;

	memcpy(&request, client->shm.buffer, sizeof(request));
	memcpy(sample->iv, request.iv, sizeof(sample->iv));
	sample->data = (const uint8_t *)client->shm.buffer + SAMPLE_OFFSET;
	sample->size = size;
	return CENC_OK;
}
