// SPDX-License-Identifier: GPL-2.0-only
/*
 * Fuzzes what the camera application does with a recording's request and with
 * the frame that it names
 *
 * Input: a request, then the frame buffer. The authentication code is always
 * nought, so that the fuzzer gets past it.
 */
#include <stdlib.h>
#include <string.h>

#include "../../engine/core/record.h"

static enum rst_status no_start(void *priv)
{
	return RST_OK;
}

/* The core must not read beyond the bytes that it says it has copied. */
static enum rst_status read_all(void *priv, const void *data, size_t size)
{
	static volatile uint8_t sum;
	const uint8_t *bytes = data;

	while (size--)
		sum += *bytes++;

	return RST_OK;
}

static enum rst_status nought(void *priv, uint8_t code[RST_MAC_SIZE])
{
	memset(code, 0, RST_MAC_SIZE);

	return RST_OK;
}

static const struct rst_mac mac = {
	.start = no_start, .update = read_all, .finish = nought,
};

int LLVMFuzzerTestOneInput(const uint8_t *data, size_t size);

int LLVMFuzzerTestOneInput(const uint8_t *data, size_t size)
{
	struct rst_cam_encode request;
	struct rst_record record;
	struct rst_nv12 frame;

	if (size <= sizeof(request))
		return 0;
	memcpy(&request, data, sizeof(request));
	frame.size = size - sizeof(request);
	frame.stride = request.stride;
	frame.lines = request.lines;
	/* A block of exactly its size, so that the sanitizer sees its ends. */
	frame.data = malloc(frame.size);
	memcpy(frame.data, data + sizeof(request), frame.size);

	if (!rst_record_frame(&request, &frame, &mac, &record) &&
	    (!record.size || record.size > record.room))
		abort();
	rst_record_free(&record);
	free(frame.data);

	return 0;
}
