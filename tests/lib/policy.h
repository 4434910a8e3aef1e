/* SPDX-License-Identifier: GPL-2.0-only */
/* What the tests of the policy and its importers share */
#ifndef TESTS_POLICY_H
#define TESTS_POLICY_H

#include <stdbool.h>

#include "lib/heap.h"

#define DEVICE		"platform/rst_importer"
#define TRACING		"/sys/kernel/tracing"

/* Both return 0 or -errno. importer_*() is for rst_importer.ko's parameters. */
int importer_write(const char *parameter, const char *text);
int importer_give(const char *parameter, int fd);
bool importer_says(const char *parameter, const char *word);

/* "allow", "deny" or "forget" of a heap. */
int verdict_write(const struct heap *heap, const char *verdict,
		  const char *device);
bool verdict_has(const struct heap *heap, const char *verdict,
		 const char *text);

/* Tracing of refusals: begun, and whether DEVICE was refused since. */
bool trace_begin(void);
bool trace_refused(const char *device);

/* Loads the modules; 0 or -errno. */
int importer_begin(void);

#endif /* TESTS_POLICY_H */
