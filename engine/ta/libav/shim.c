// SPDX-License-Identifier: BSD-2-Clause
/*
 * What libavcodec's objects refer to and a trusted application has not
 *
 * Most of it belongs to files, clocks and the parsing of options given as
 * text, which a decoder that is fed packets never comes to: those end the
 * application.
 */
#include <errno.h>
#include <stdlib.h>
#include <string.h>

#include "../../core/budget.h"

void *memalign(size_t alignment, size_t size);	/* libutils */

int *__errno_location(void)
{
	static int value;	/* one thread */

	return &value;
}

/* In front of what libavcodec allocates. */
struct piece {
	struct rst_share *owner;
	size_t size;		/* of the whole, with what is in front */
	void *start;
};

static struct piece *piece_of(void *memory)
{
	return (struct piece *)memory - 1;
}

static size_t payload_of(void *memory)
{
	const struct piece *piece = piece_of(memory);

	return piece->size - (size_t)((char *)memory - (char *)piece->start);
}

/*
 * Pieces come and go in all sizes: after some seeks, the heap may hold a frame's
 * bytes, and no hole that a frame fits into.
 */
static void *allocate(size_t alignment, size_t size)
{
	void *memory = memalign(alignment, size);

	if (!memory && rst_budget_grow())
		memory = memalign(alignment, size);

	return memory;
}

/* What is allocated belongs to the stream that is served; core/budget.h. */
int posix_memalign(void **memory, size_t alignment, size_t size)
{
	struct rst_share *owner = rst_budget_taker();
	size_t front = (sizeof(struct piece) + alignment - 1) & ~(alignment - 1);
	size_t whole = front + size;
	struct piece *piece;
	char *start;

	if (whole < size || !owner || !rst_budget_take(owner, whole))
		return ENOMEM;
	start = allocate(alignment, whole);
	if (!start) {
		rst_budget_refuse(owner, whole);
		return ENOMEM;
	}

	*memory = start + front;
	piece = piece_of(*memory);
	piece->owner = owner;
	piece->size = whole;
	piece->start = start;

	return 0;
}

/* libavutil's calls of free() and realloc() come here: scripts/build-ta. */
void rst_libav_free(void *memory);
void rst_libav_free(void *memory)
{
	if (!memory)
		return;
	rst_budget_return(piece_of(memory)->owner, piece_of(memory)->size);
	free(piece_of(memory)->start);
}

void *rst_libav_realloc(void *memory, size_t size);
void *rst_libav_realloc(void *memory, size_t size)
{
	size_t before = memory ? payload_of(memory) : 0;
	void *moved;

	if (posix_memalign(&moved, 16, size))
		return NULL;
	if (memory)
		memcpy(moved, memory, before < size ? before : size);
	rst_libav_free(memory);

	return moved;
}

char *getenv(const char *name)
{
	(void)name;

	return NULL;
}

/* Defined by their assembler names, as the headers declare some otherwise. */
#define NEVER_REACHED(name) \
	void never_reached_ ## name(void) __asm__(#name); \
	void never_reached_ ## name(void) \
	{ \
		abort(); \
	}

/* film grain, which the build leaves out */
NEVER_REACHED(ff_h274_apply_film_grain)

/* files */
NEVER_REACHED(fclose)
NEVER_REACHED(fcntl)
NEVER_REACHED(fdopen)
NEVER_REACHED(fprintf)
NEVER_REACHED(fread)
NEVER_REACHED(isatty)
NEVER_REACHED(open)
NEVER_REACHED(setvbuf)
NEVER_REACHED(strerror_r)

/* clocks */
NEVER_REACHED(clock)
NEVER_REACHED(clock_gettime)
NEVER_REACHED(gettimeofday)
NEVER_REACHED(gmtime_r)
NEVER_REACHED(localtime_r)
NEVER_REACHED(mktime)

/* options and expressions as text */
NEVER_REACHED(acos)
NEVER_REACHED(asin)
NEVER_REACHED(atan)
NEVER_REACHED(atan2)
NEVER_REACHED(cosh)
NEVER_REACHED(exp)
NEVER_REACHED(exp2)
NEVER_REACHED(fmod)
NEVER_REACHED(hypot)
NEVER_REACHED(log)
NEVER_REACHED(pow)
NEVER_REACHED(sinh)
NEVER_REACHED(strtod)
NEVER_REACHED(strtol)
NEVER_REACHED(strtoll)
NEVER_REACHED(strtoull)
NEVER_REACHED(tan)
NEVER_REACHED(tanh)
