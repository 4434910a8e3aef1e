/* SPDX-License-Identifier: GPL-2.0-only */
/*
 * Each allocation that a call makes in the kernel, and each copy between kernel
 * and user, fails in turn: the first, the second, and so on until the call gets
 * through because it has none left to fail.
 */
#ifndef TESTS_FAILSLAB_FAULT_H
#define TESTS_FAILSLAB_FAULT_H

#include <stdbool.h>

#include "../../attack/tap.h"

/**
 * struct fault_call - a call that is to meet faults
 * @name:	for the reader
 * @act:	one system call, and nothing else: its result, or -errno
 * @undo:	after @act succeeded
 * @error:	what @act may answer to a fault besides -ENOMEM and -EFAULT
 */
struct fault_call {
	const char *name;
	int (*act)(void);
	void (*undo)(int result);
	int error;
};

/* False, and a line that says so, where the kernel injects no faults. */
bool fault_begin(void);

/*
 * Lets @call meet all its faults. It fails where a fault is answered by another
 * error, or leaves a descriptor, memory in a heap's books or a pinned page.
 */
void fault_run(const struct fault_call *call);

/* The result of a system call, or -errno */
int result_of(int result);

#endif /* TESTS_FAILSLAB_FAULT_H */
