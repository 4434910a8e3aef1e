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

#include "../../core/charged.h"

int *__errno_location(void)
{
	static int value;	/* one thread */

	return &value;
}

/* What is allocated belongs to the stream that is served. */
int posix_memalign(void **memory, size_t alignment, size_t size)
{
	*memory = rst_charged_get(alignment, size);

	return *memory ? 0 : ENOMEM;
}

/* libavutil's calls of free() and realloc() come here: scripts/build-ta. */
void rst_libav_free(void *memory);
void rst_libav_free(void *memory)
{
	rst_charged_put(memory);
}

void *rst_libav_realloc(void *memory, size_t size);
void *rst_libav_realloc(void *memory, size_t size)
{
	return rst_charged_resize(memory, size);
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
