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
#define NAL_SLICE 1
#define NAL_SLICE_IDR 5
#define NAL_ACCESS_UNIT_DELIMITER 9

_Static_assert(RST_CENC_MAX_PREFIX <= RST_WALK_PIECE, "a prefix is a piece");

static const uint8_t start_code[] = { 0, 0, 0, 1 };

/* Where the sample goes, and what was there already. */
struct taking {
	struct rst_walk *walk;
	struct rst_out *out;
	bool has_prefix, has_unit;
};

/* Bytes that nobody else can change */
static enum rst_status put(struct taking *taking, const void *bytes,
			   size_t size)
{
	uint8_t *piece = taking->walk->piece;

	memcpy(piece, bytes, size);

	return rst_out_put(taking->out, piece, size);
}

static enum rst_status put_prefix(struct taking *taking)
{
	const struct rst_cenc_parsed *parsed = taking->walk->parsed;

	taking->has_prefix = true;

	return put(taking, parsed->prefix, parsed->request.prefix_size);
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

static enum rst_status put_unit(struct taking *taking, uint8_t header,
				size_t size, bool hidden)
{
	enum rst_status status;

	status = put(taking, start_code, sizeof(start_code));
	if (!status)
		status = put(taking, &header, sizeof(header));
	if (status)
		return status;

	rst_out_guard(taking->out, hidden);
	status = rst_walk_take(taking->walk, taking->out, size);
	rst_out_guard(taking->out, false);

	return status;
}

/*
 * Whether what the map hides of the unit may go to the decoder. Of a slice it is
 * what CENC hides. Anything else tells the decoder what to say of the stream and
 * what to do with it, and is not worth a film: muxers that hide it as well have it
 * in the clear elsewhere (parameter sets), or players do without (SEI).
 */
static bool may_be_hidden(uint8_t header)
{
	uint8_t type = header & NAL_TYPE_MASK;

	return type >= NAL_SLICE && type <= NAL_SLICE_IDR;
}

/* What is behind the header, of a unit that the decoder gets */
static enum rst_status keep_unit(struct taking *taking, uint8_t header,
				 size_t size, bool hidden)
{
	enum rst_status status;

	if (taking->has_prefix)
		return put_unit(taking, header, size, hidden);
	if ((header & NAL_TYPE_MASK) != NAL_ACCESS_UNIT_DELIMITER) {
		status = put_prefix(taking);
		return status ? status :
				put_unit(taking, header, size, hidden);
	}
	status = put_unit(taking, header, size, hidden);

	return status ? status : put_prefix(taking);
}

/* A unit whose length is known; the first one brings the prefix along. */
static enum rst_status take_unit(struct taking *taking, size_t length)
{
	size_t size = length - NAL_HEADER_SIZE, ahead;
	struct rst_walk *walk = taking->walk;
	enum rst_status status;
	uint8_t header;

	status = rst_walk_take_clear(walk, &header, NAL_HEADER_SIZE);
	if (status)
		return status;
	if (size > walk->left || header & FORBIDDEN_ZERO_BIT)
		return RST_BAD_FORMAT;

	taking->has_unit = true;
	ahead = rst_walk_clear_ahead(walk, size);
	if (ahead == size)
		return keep_unit(taking, header, size, false);
	if (!may_be_hidden(header))
		return rst_walk_take(walk, NULL, size);
	if (taking->out->clear > NAL_HEADER_SIZE + ahead)
		taking->out->clear = NAL_HEADER_SIZE + ahead;

	return keep_unit(taking, header, size, true);
}

/* What is a byte-stream already, and not encrypted */
static enum rst_status take_stream(struct taking *taking)
{
	enum rst_status status = put_prefix(taking);

	return status ? status : rst_walk_take(taking->walk, taking->out,
					       taking->walk->left);
}

enum rst_status rst_units_take(struct rst_walk *walk, struct rst_out *out)
{
	size_t head = walk->parsed->request.nal_length_size + NAL_HEADER_SIZE;
	struct taking taking = { .walk = walk, .out = out };

	if (head == NAL_HEADER_SIZE)
		return take_stream(&taking);
	while (walk->left >= head) {
		enum rst_status status;
		size_t length;

		status = read_length(walk, &length);
		if (!status && length)
			status = take_unit(&taking, length);
		if (status)
			return status;
	}
	if (!taking.has_unit)
		return RST_BAD_FORMAT;

	return taking.has_prefix ? RST_OK : put_prefix(&taking);
}
