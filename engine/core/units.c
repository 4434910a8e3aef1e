// SPDX-License-Identifier: BSD-2-Clause
/*
 * What the answer depends on (lengths, headers) must be clear, as CENC has it:
 * were it decrypted, a client that chooses the map would learn the key stream
 * from sizes and errors.
 */
#include <string.h>

#include "units.h"

#define MAX_LENGTH_SIZE 4
#define NAL_HEADER_SIZE 1
#define FORBIDDEN_ZERO_BIT 0x80
#define NAL_TYPE_MASK 31
#define NAL_ACCESS_UNIT_DELIMITER 9

static const uint8_t start_code[] = { 0, 0, 0, 1 };

/* What was written, and whether the prefix was. */
struct output {
	uint8_t *data;
	size_t room, size;
	bool has_prefix;
};

static enum rst_status put_prefix(struct output *out,
				  const struct rst_cenc_parsed *parsed)
{
	size_t size = parsed->request.prefix_size;

	if (out->room - out->size < size)
		return RST_SHORT_BUFFER;
	if (size)
		memcpy(out->data + out->size, parsed->prefix, size);
	out->size += size;
	out->has_prefix = true;

	return RST_OK;
}

static enum rst_status read_length(struct rst_walk *walk, size_t *length)
{
	uint32_t size = walk->parsed->request.nal_length_size;
	uint8_t bytes[MAX_LENGTH_SIZE];
	enum rst_status status;

	status = rst_walk_take_clear(walk, bytes, size);
	*length = 0;
	for (uint32_t i = 0; i < size && !status; i++)
		*length = *length << 8 | bytes[i];

	return status;
}

static enum rst_status put_unit(struct output *out, struct rst_walk *walk,
				uint8_t header, size_t length)
{
	uint8_t *to = out->data + out->size;

	if (out->room - out->size < sizeof(start_code) + length)
		return RST_SHORT_BUFFER;

	memcpy(to, start_code, sizeof(start_code));
	to += sizeof(start_code);
	*to = header;
	out->size += sizeof(start_code) + length;

	return rst_walk_take(walk, to + NAL_HEADER_SIZE,
			     length - NAL_HEADER_SIZE);
}

/* A unit whose length is known; the first one brings the prefix along. */
static enum rst_status take_unit(struct rst_walk *walk, struct output *out,
				 size_t length)
{
	enum rst_status status;
	uint8_t header;

	status = rst_walk_take_clear(walk, &header, NAL_HEADER_SIZE);
	if (status)
		return status;
	if (length - NAL_HEADER_SIZE > walk->left ||
	    header & FORBIDDEN_ZERO_BIT)
		return RST_BAD_FORMAT;

	if (out->has_prefix)
		return put_unit(out, walk, header, length);
	if ((header & NAL_TYPE_MASK) != NAL_ACCESS_UNIT_DELIMITER) {
		status = put_prefix(out, walk->parsed);
		return status ? status : put_unit(out, walk, header, length);
	}
	status = put_unit(out, walk, header, length);

	return status ? status : put_prefix(out, walk->parsed);
}

enum rst_status rst_units_take(struct rst_walk *walk, uint8_t *data,
			       size_t room, size_t *written)
{
	size_t head = walk->parsed->request.nal_length_size + NAL_HEADER_SIZE;
	struct output out = { .data = data, .room = room };

	while (walk->left >= head) {
		enum rst_status status;
		size_t length;

		status = read_length(walk, &length);
		if (!status && length)
			status = take_unit(walk, &out, length);
		if (status)
			return status;
	}
	if (!out.has_prefix)
		return RST_BAD_FORMAT;
	*written = out.size;

	return RST_OK;
}
