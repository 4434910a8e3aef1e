// SPDX-License-Identifier: BSD-2-Clause
#include "nal.h"

#define FORBIDDEN_ZERO_BIT 0x80

/* ITU-T H.264, table 7-1 */
static enum rst_nal_kind h264_kind(const uint8_t *header)
{
	if (header[0] & FORBIDDEN_ZERO_BIT)
		return RST_NAL_BROKEN;

	switch (header[0] & 31) {
	case 1:
	case 2:
	case 5:
		return RST_NAL_SLICE;
	case 3:
	case 4:
		return RST_NAL_PARTITION;
	case 7:
		return RST_NAL_SPS;
	case 8:
		return RST_NAL_PPS;
	case 9:
		return RST_NAL_DELIMITER;
	default:
		return RST_NAL_OTHER;
	}
}

const struct rst_nal_syntax rst_nal_h264 = {
	.header_size = 1,
	.stamp = { 31, 'r', 's', 't' },
	.kind = h264_kind,
};

/* ITU-T H.265, table 7-1; a temporal identifier that is 0 is forbidden */
static enum rst_nal_kind hevc_kind(const uint8_t *header)
{
	unsigned int type = header[0] >> 1;
	unsigned int layer = (header[0] & 1) << 5 | header[1] >> 3;

	if (header[0] & FORBIDDEN_ZERO_BIT || !(header[1] & 7))
		return RST_NAL_BROKEN;
	if (layer)
		return RST_NAL_OTHER;
	if (type <= 9 || (type >= 16 && type <= 21))
		return RST_NAL_SLICE;

	switch (type) {
	case 33:
		return RST_NAL_SPS;
	case 34:
		return RST_NAL_PPS;
	case 35:
		return RST_NAL_DELIMITER;
	default:
		return RST_NAL_OTHER;
	}
}

const struct rst_nal_syntax rst_nal_hevc = {
	.header_size = 2,
	.stamp = { 63 << 1, 1, 's', 't' },
	.kind = hevc_kind,
};
