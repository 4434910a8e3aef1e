/* SPDX-License-Identifier: GPL-2.0-only */
/* What the tests of the heaps share */
#ifndef TESTS_HEAP_H
#define TESTS_HEAP_H

#include <stdbool.h>
#include <stdint.h>

#include "lib/alloc.h"
#include "lib/fds.h"
#include "lib/text.h"

/* A use-case's names; index 0 is playback. */
struct heap {
	const char *name;
	const char *node;
	const char *exporter;
};

extern const struct heap heaps[3];

struct books {
	long long size, bytes, buffers, high_water, failures, refused, limit;
	long long quarantined;
};

/* All return -errno where they fail. */
int node_open(const struct heap *heap);
struct books books_read(const struct heap *heap);
int limit_write(const struct heap *heap, const char *text);
int parameter_write(const char *name, const char *text);
int parameter_write_number(const char *name, long long value);
long long parameter_read(const char *name);
int module_load(const char *name, const char *options);
int module_unload(const char *name);

/*
 * rst_testpool.ko is loaded, as the only backend or beside the real one.
 * testpool_end() brings back what was there before.
 */
int testpool_begin(bool alone);

/* Where the real one is a module, and can go; else @what is skipped. */
bool testpool_may_be_alone(const char *what);
void testpool_end(void);

/* Releasing happens on the way back to user space; @condition gets there. */
#define eventually(condition) ({					\
	bool true_ = false;						\
	for (int look_ = 0; look_ < 50; look_++) {			\
		true_ = (condition);					\
		if (true_)						\
			break;						\
		usleep(20000);						\
	}								\
	true_; })

#endif /* TESTS_HEAP_H */
