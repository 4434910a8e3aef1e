// SPDX-License-Identifier: BSD-2-Clause
#include <string.h>

#include "bits.h"
#include "headers.h"

#define NAL_TYPE_MASK 31
#define NAL_SLICE 1
#define NAL_SLICE_DPA 2
#define NAL_SLICE_IDR 5
#define NAL_SPS 7
#define NAL_PPS 8

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

static void scan_sps(struct rst_headers *headers, const uint8_t *nal,
		     size_t size, struct rst_unit *unit)
{
	struct rst_sps sps;

	if (!rst_sps_parse(nal, size, &sps)) {
		unit->damaged = true;
		return;
	}

	headers->sps[sps.id] = sps;
	headers->has_sps[sps.id] = true;
	unit->sps = &headers->sps[sps.id];
}

static void scan_pps(struct rst_headers *headers, const uint8_t *nal,
		     size_t size, struct rst_unit *unit)
{
	struct rst_bits bits;
	uint32_t pps, sps;

	rst_bits_init(&bits, nal + 1, size - 1);
	pps = rst_bits_ue(&bits);
	sps = rst_bits_ue(&bits);
	if (bits.overrun || pps > RST_PPS_MAX_ID || sps > RST_SPS_MAX_ID) {
		unit->damaged = true;
		return;
	}

	headers->num_pps += !headers->has_pps[pps];
	headers->has_pps[pps] = true;
	headers->pps_to_sps[pps] = sps;
}

static void scan_slice(const struct rst_headers *headers, const uint8_t *nal,
		       size_t size, uint32_t clear, struct rst_unit *unit)
{
	struct rst_bits bits;
	uint32_t pps;

	unit->has_slice = true;
	unit->key = (nal[0] & 0x1f) == 5;
	rst_bits_init(&bits, nal + 1, size - 1);
	rst_bits_ue(&bits);	/* first_mb_in_slice */
	rst_bits_ue(&bits);	/* slice_type */
	pps = rst_bits_ue(&bits);
	if ((size_t)(bits.next - nal) > clear || (bits.overrun && size > clear))
		return;
	unit->sps = NULL;
	if (bits.overrun || pps > RST_PPS_MAX_ID || !headers->has_pps[pps] ||
	    !headers->has_sps[headers->pps_to_sps[pps]])
		return;

	unit->sps = &headers->sps[headers->pps_to_sps[pps]];
}

static void scan_nal(struct rst_headers *headers, const uint8_t *nal,
		     size_t size, uint32_t clear, struct rst_unit *unit)
{
	unsigned int type = *nal & NAL_TYPE_MASK;

	/* The first slice says it all, but the decoder keeps each PPS. */
	if (unit->has_slice && type != NAL_PPS)
		return;

	switch (type) {
	case NAL_SPS:
		scan_sps(headers, nal, size, unit);
		break;
	case NAL_PPS:
		scan_pps(headers, nal, size, unit);
		break;
	case NAL_SLICE:
	case NAL_SLICE_DPA:
	case NAL_SLICE_IDR:
		scan_slice(headers, nal, size, clear, unit);
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
