// SPDX-License-Identifier: BSD-2-Clause
#include <stdint.h>

#include "budget.h"

static struct {
	size_t bytes;
	size_t spare;
	size_t held;		/* sum of what streams hold */
	struct rst_share *taker;
} room = { .bytes = SIZE_MAX };

void rst_room_set(size_t bytes, size_t spare)
{
	room.bytes = bytes;
	room.spare = spare < bytes ? spare : bytes;
}

static size_t held_by(const struct rst_share *share)
{
	return share->taken > share->claimed ? share->taken : share->claimed;
}

static bool leave(size_t others, size_t bytes, size_t limit)
{
	return !others || (others <= limit && bytes <= limit - others);
}

bool rst_room_claim(struct rst_share *share, size_t bytes)
{
	size_t others = room.held - held_by(share);

	if (bytes > share->claimed &&
	    !leave(others, bytes, room.bytes - room.spare))
		return false;
	share->claimed = bytes;
	room.held = others + held_by(share);

	return true;
}

bool rst_room_take(struct rst_share *share, size_t bytes)
{
	size_t others = room.held - held_by(share);
	size_t taken = share->taken + bytes;

	if (taken < bytes ||
	    (taken > share->claimed && !leave(others, taken, room.bytes)))
		return false;
	share->taken = taken;
	room.held = others + held_by(share);

	return true;
}

void rst_room_return(struct rst_share *share, size_t bytes)
{
	size_t others = room.held - held_by(share);

	share->taken -= bytes;
	room.held = others + held_by(share);
}

void rst_room_set_taker(struct rst_share *share)
{
	room.taker = share;
}

struct rst_share *rst_room_taker(void)
{
	return room.taker;
}
