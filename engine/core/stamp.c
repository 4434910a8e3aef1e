// SPDX-License-Identifier: BSD-2-Clause
#include <stdbool.h>
#include <string.h>

#include "stamp.h"
#include "wipe.h"

_Static_assert(sizeof(struct rst_stamp) <= RST_CAM_TRAILER_SIZE,
	       "the stamp fits in a frame's trailer");

enum rst_status rst_stamp_begin(const struct rst_mac *mac,
				struct rst_stamp *stamp, uint32_t width,
				uint32_t height, uint64_t number)
{
	enum rst_status status;

	*stamp = (struct rst_stamp){
		.magic = RST_STAMP_MAGIC,
		.width = width,
		.height = height,
		.number = number,
	};
	status = mac->start(mac->priv);
	if (status)
		return status;

	return mac->update(mac->priv, stamp, offsetof(struct rst_stamp, code));
}

enum rst_status rst_stamp_end(const struct rst_mac *mac,
			      struct rst_stamp *stamp)
{
	return mac->finish(mac->priv, stamp->code);
}

/* Takes as long for any two codes: the first byte that differs is no hint. */
static bool codes_equal(const uint8_t *a, const uint8_t *b)
{
	uint8_t difference = 0;

	for (int i = 0; i < RST_MAC_SIZE; i++)
		difference |= a[i] ^ b[i];

	return !difference;
}

enum rst_status rst_stamp_check(const struct rst_mac *mac,
				const struct rst_stamp *stamp,
				const uint8_t *picture, uint32_t width,
				uint32_t height)
{
	struct rst_stamp own;
	enum rst_status status;
	bool equal;

	status = rst_stamp_begin(mac, &own, width, height, stamp->number);
	if (!status)
		status = mac->update(mac->priv, picture,
				     (size_t)width * height * 3 / 2);
	if (!status)
		status = rst_stamp_end(mac, &own);
	if (status)
		return status;

	/* The caller must not learn the code that would have been right. */
	equal = codes_equal(own.code, stamp->code);
	rst_wipe(&own, sizeof(own));

	return equal ? RST_OK : RST_DENIED;
}
