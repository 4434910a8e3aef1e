// SPDX-License-Identifier: BSD-2-Clause
/*
 * What the answer depends on (lengths, headers) must be clear, as CENC has it:
 * were it decrypted, a client that chooses the map would learn the key stream
 * from sizes and errors.
 */
#include <string.h>

#include "units.h"

#define MAX_LENGTH_SIZE 4

_Static_assert(RST_CENC_MAX_PREFIX <= RST_WALK_PIECE, "a prefix is a piece");

static const uint8_t start_code[] = { 0, 0, 0, 1 };

/* Where the sample goes, and what was there already. */
struct taking {
	struct rst_walk *walk;
	const struct rst_nal_syntax *nal;
	struct rst_out *out;
	bool has_prefix, has_unit;
};

/* A unit's beginning */
struct head {
	uint8_t bytes[RST_NAL_MAX_HEADER];
	enum rst_nal_kind kind;
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

static enum rst_status put_unit(struct taking *taking, const struct head *head,
				size_t size, bool hidden)
{
	enum rst_status status;

	status = put(taking, start_code, sizeof(start_code));
	if (!status)
		status = put(taking, head->bytes, taking->nal->header_size);
	if (status)
		return status;

	rst_out_guard(taking->out, hidden);
	status = rst_walk_take(taking->walk, taking->out, size);
	rst_out_guard(taking->out, false);

	return status;
}

/* What is behind the header, of a unit that the decoder gets */
static enum rst_status keep_unit(struct taking *taking, const struct head *head,
				 size_t size, bool hidden)
{
	enum rst_status status;

	if (taking->has_prefix)
		return put_unit(taking, head, size, hidden);
	if (head->kind != RST_NAL_DELIMITER) {
		status = put_prefix(taking);
		return status ? status : put_unit(taking, head, size, hidden);
	}
	status = put_unit(taking, head, size, hidden);

	return status ? status : put_prefix(taking);
}

/*
 * A unit, of which @size bytes are behind its header; the first one brings the
 * prefix along. Of a slice the map hides what CENC hides. Anything else tells the
 * decoder what to say of the stream and what to do with it, and is not worth a film:
 * muxers that hide it as well have it in the clear elsewhere (parameter sets), or
 * players do without (SEI).
 */
static enum rst_status take_rest(struct taking *taking, const struct head *head,
				 size_t size)
{
	size_t header_size = taking->nal->header_size;
	struct rst_walk *walk = taking->walk;
	size_t ahead = rst_walk_clear_ahead(walk, size);

	taking->has_unit = true;
	if (ahead == size)
		return keep_unit(taking, head, size, false);
	if (!rst_nal_may_be_hidden(head->kind))
		return rst_walk_take(walk, NULL, size);
	if (taking->out->clear > header_size + ahead)
		taking->out->clear = header_size + ahead;

	return keep_unit(taking, head, size, true);
}

static enum rst_status take_unit(struct taking *taking, size_t length)
{
	size_t header_size = taking->nal->header_size;
	struct rst_walk *walk = taking->walk;
	enum rst_status status;
	struct head head;

	if (length < header_size || length > walk->left)
		return RST_BAD_FORMAT;
	status = rst_walk_take_clear(walk, head.bytes, header_size);
	if (status)
		return status;
	head.kind = taking->nal->kind(head.bytes);
	if (head.kind == RST_NAL_BROKEN)
		return RST_BAD_FORMAT;

	return take_rest(taking, &head, length - header_size);
}

/* What is a byte-stream already, and not encrypted */
static enum rst_status take_stream(struct taking *taking)
{
	enum rst_status status = put_prefix(taking);

	return status ? status : rst_walk_take(taking->walk, taking->out,
					       taking->walk->left);
}

enum rst_status rst_units_take(struct rst_walk *walk,
			       const struct rst_nal_syntax *nal,
			       struct rst_out *out)
{
	struct taking taking = { .walk = walk, .nal = nal, .out = out };
	size_t length_size = walk->parsed->request.nal_length_size;

	if (!length_size)
		return take_stream(&taking);
	while (walk->left >= length_size + nal->header_size) {
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
