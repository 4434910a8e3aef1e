/* SPDX-License-Identifier: GPL-2.0-only */
/*
 * Each allocation that a call makes in the kernel, and each copy between kernel
 * and user, fails in turn: the first, the second, and so on until the call gets
 * through because it has none left to fail.
 */
#ifndef TESTS_FAULT_H
#define TESTS_FAULT_H

#include <stdbool.h>
#include <stddef.h>

#include "lib/tap.h"

/**
 * struct fault_call - a call that is to meet faults
 * @name:	for the reader
 * @act:	one system call, and nothing else: its result, or -errno
 * @undo:	after @act succeeded
 * @error:	what @act may answer to a fault besides -ENOMEM and -EFAULT
 * @late:	@act may have had its effect although it answers with an error,
 *		since the kernel copies results to user space after all else:
 *		@undo is for that, too
 * @supplicant:	the TEE asks tee-supplicant meanwhile, and that one pins pages,
 *		too. It keeps them where the kernel's optee.ko had no memory to
 *		tell it that they are free
 */
struct fault_call {
	const char *name;
	int (*act)(void);
	void (*undo)(int result);
	int error;
	bool late;
	bool supplicant;
};

/* NULL, or why no fault can be injected. */
const char *fault_prepare(void);

/* A kernel that injects nothing is the wrong one: that is a failure. */
static inline bool fault_begin(void)
{
	const char *why = fault_prepare();

	return tap(!why, "faults are injected%s%s", why ? ": " : "", why ?: "");
}

/*
 * Lets @call meet all its faults, and says how it went. It is false where a
 * fault is answered by another error, or leaves a descriptor, memory in a heap's
 * books or a pinned page.
 */
bool fault_meet(const struct fault_call *call, char *summary, size_t size);

static inline void fault_run(const struct fault_call *call)
{
	char summary[256];
	bool good;

	if (!tap_case(call->name))
		return;
	good = fault_meet(call, summary, sizeof(summary));
	tap(good, "%s: %s", call->name, summary);
}

/* The result of a system call, or -errno */
int result_of(int result);

/* Where @fd was opened, so that it can be opened again */
bool fd_path(int fd, char *path, size_t size);

/* Of a call that leaves nothing to undo */
void undo_nothing(int result);
/* Of a call that returns a descriptor */
void undo_fd(int fd);

/*
 * V4L2 and DRM install a descriptor before they copy its number out, so that it
 * stays open, and unheard of, where that copy fails. It is the lowest one that
 * was free, which fd_next() tells before; fd_left() closes it.
 */
int fd_next(void);
void fd_left(int next);

#endif /* TESTS_FAULT_H */
