// SPDX-License-Identifier: BSD-2-Clause
#include <string.h>

#include "bits.h"
#include "headers.h"
#include "nal.h"

#define FORBIDDEN_ZERO_BIT 0x80
#define H264_IDR 5
#define HEVC_RASL_N 8
#define HEVC_RASL_R 9
#define HEVC_FIRST_IRAP 16
#define HEVC_LAST_IRAP 23

/* How a codec's parameter sets and slices are read. */
struct reader {
	const struct rst_nal_syntax *nal;
	uint32_t max_sps_id, max_pps_id;
	bool (*parse_sps)(const uint8_t *nal, size_t size, struct rst_sps *sps);
	void (*classify)(const uint8_t *nal, struct rst_unit *unit);
	/* up to the identifier of the slice's PPS */
	void (*skip_slice)(const uint8_t *nal, struct rst_bits *bits);
};

static void classify_h264(const uint8_t *nal, struct rst_unit *unit)
{
	unit->key = (nal[0] & 31) == H264_IDR;
}

static void skip_slice_h264(const uint8_t *nal, struct rst_bits *bits)
{
	(void)nal;
	rst_bits_ue(bits);	/* first_mb_in_slice */
	rst_bits_ue(bits);	/* slice_type */
}

static unsigned int hevc_type(const uint8_t *nal)
{
	return nal[0] >> 1 & 63;
}

static bool is_irap(const uint8_t *nal)
{
	return hevc_type(nal) >= HEVC_FIRST_IRAP &&
	       hevc_type(nal) <= HEVC_LAST_IRAP;
}

static void classify_hevc(const uint8_t *nal, struct rst_unit *unit)
{
	unit->key = is_irap(nal);
	unit->leading = hevc_type(nal) == HEVC_RASL_N ||
			hevc_type(nal) == HEVC_RASL_R;
}

static void skip_slice_hevc(const uint8_t *nal, struct rst_bits *bits)
{
	rst_bits_flag(bits);	/* first_slice_segment_in_pic_flag */
	if (is_irap(nal))
		rst_bits_flag(bits);	/* no_output_of_prior_pics_flag */
}

static const struct reader readers[] = {
	[RST_VDEC_CODEC_H264] = {
		.nal = &rst_nal_h264,
		.max_sps_id = RST_SPS_MAX_ID,
		.max_pps_id = RST_PPS_MAX_ID,
		.parse_sps = rst_sps_parse,
		.classify = classify_h264,
		.skip_slice = skip_slice_h264,
	},
	[RST_VDEC_CODEC_HEVC] = {
		.nal = &rst_nal_hevc,
		.max_sps_id = 15,
		.max_pps_id = 63,
		.parse_sps = rst_sps_parse_hevc,
		.classify = classify_hevc,
		.skip_slice = skip_slice_hevc,
	},
};

/* The first byte after the next start code at or after @p; NULL at the end. */
static const uint8_t *next_nal(const uint8_t *p, const uint8_t *end)
{
	while (end - p >= 4) {
		p = memchr(p + 2, 1, end - p - 3);
		if (!p)
			return NULL;
		if (!p[-1] && !p[-2])
			return p + 1;
		p--;
	}

	return NULL;
}

static void scan_sps(struct rst_headers *headers, const struct reader *reader,
		     const uint8_t *nal, size_t size, struct rst_unit *unit)
{
	struct rst_sps sps;

	if (!reader->parse_sps(nal, size, &sps)) {
		unit->damaged = true;
		return;
	}

	headers->sps[sps.id] = sps;
	headers->has_sps[sps.id] = true;
	unit->sps = &headers->sps[sps.id];
}

static void scan_pps(struct rst_headers *headers, const struct reader *reader,
		     const uint8_t *nal, size_t size, struct rst_unit *unit)
{
	size_t header_size = reader->nal->header_size;
	struct rst_bits bits;
	uint32_t pps, sps;

	rst_bits_init(&bits, nal + header_size, size - header_size);
	pps = rst_bits_ue(&bits);
	sps = rst_bits_ue(&bits);
	if (bits.overrun || pps > reader->max_pps_id ||
	    sps > reader->max_sps_id) {
		unit->damaged = true;
		return;
	}

	headers->num_pps += !headers->has_pps[pps];
	headers->has_pps[pps] = true;
	headers->pps_to_sps[pps] = sps;
}

static void scan_slice(const struct rst_headers *headers,
		       const struct reader *reader, const uint8_t *nal,
		       size_t size, uint32_t clear, struct rst_unit *unit)
{
	size_t header_size = reader->nal->header_size;
	struct rst_bits bits;
	uint32_t pps;

	unit->has_slice = true;
	reader->classify(nal, unit);
	rst_bits_init(&bits, nal + header_size, size - header_size);
	reader->skip_slice(nal, &bits);
	pps = rst_bits_ue(&bits);
	if ((size_t)(bits.next - nal) > clear || (bits.overrun && size > clear))
		return;
	unit->sps = NULL;
	if (bits.overrun || pps > reader->max_pps_id || !headers->has_pps[pps] ||
	    !headers->has_sps[headers->pps_to_sps[pps]])
		return;

	unit->sps = &headers->sps[headers->pps_to_sps[pps]];
}

static void scan_nal(struct rst_headers *headers, const uint8_t *nal,
		     size_t size, uint32_t clear, struct rst_unit *unit)
{
	const struct reader *reader = &readers[headers->codec];
	uint8_t header[RST_NAL_MAX_HEADER];
	enum rst_nal_kind kind;

	if (size < reader->nal->header_size)
		return;
	memcpy(header, nal, reader->nal->header_size);
	/* A decoder drops the unit for that; it is what is missing then. */
	header[0] &= ~FORBIDDEN_ZERO_BIT;
	kind = reader->nal->kind(header);
	/* The first slice says it all, but the decoder keeps each PPS. */
	if (unit->has_slice && kind != RST_NAL_PPS)
		return;

	switch (kind) {
	case RST_NAL_SPS:
		scan_sps(headers, reader, nal, size, unit);
		break;
	case RST_NAL_PPS:
		scan_pps(headers, reader, nal, size, unit);
		break;
	case RST_NAL_SLICE:
		scan_slice(headers, reader, nal, size, clear, unit);
		break;
	case RST_NAL_BROKEN:
		unit->damaged = true;
		break;
	default:
		break;
	}
}

void rst_headers_scan(struct rst_headers *headers, const uint8_t *data,
		      size_t size, uint32_t clear, struct rst_unit *unit)
{
	const uint8_t *end = data + size;
	const uint8_t *nal = next_nal(data, end);

	*unit = (struct rst_unit) { 0 };
	while (nal) {
		const uint8_t *next = next_nal(nal, end);

		scan_nal(headers, nal, (next ? next - 3 : end) - nal, clear,
			 unit);
		nal = next;
	}
}
