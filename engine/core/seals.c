// SPDX-License-Identifier: BSD-2-Clause
#include <string.h>

#include "seals.h"

static struct rst_seal *slot_of(struct rst_seals *seals, const void *owner)
{
	for (int i = 0; i < RST_DISP_MAX_SEALS; i++)
		if (seals->all[i].owner == owner)
			return &seals->all[i];

	return NULL;
}

enum rst_status rst_seals_put(struct rst_seals *seals, const void *owner,
			      const struct rst_disp_seal *message)
{
	struct rst_seal *slot = slot_of(seals, owner);

	if (!message->width || message->width > RST_DISP_MAX_SIZE ||
	    !message->height || message->height > RST_DISP_MAX_SIZE)
		return RST_BAD_PARAMETERS;
	if (!slot)
		slot = slot_of(seals, NULL);
	if (!slot)
		return RST_NO_SPACE;

	slot->owner = owner;
	slot->width = message->width;
	slot->height = message->height;
	memcpy(slot->digest, message->digest, sizeof(slot->digest));

	return RST_OK;
}

void rst_seals_drop(struct rst_seals *seals, const void *owner)
{
	struct rst_seal *slot = slot_of(seals, owner);

	if (slot)
		*slot = (struct rst_seal) { 0 };
}

bool rst_seals_have(const struct rst_seals *seals,
		    const struct rst_seal *picture)
{
	uint32_t found = 0;

	for (int i = 0; i < RST_DISP_MAX_SEALS; i++) {
		const struct rst_seal *seal = &seals->all[i];
		uint32_t difference = !seal->owner;

		difference |= seal->width ^ picture->width;
		difference |= seal->height ^ picture->height;
		for (int n = 0; n < RST_DISP_DIGEST_SIZE; n++)
			difference |= seal->digest[n] ^ picture->digest[n];
		found |= !difference;
	}

	return found;
}
