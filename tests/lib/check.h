/* SPDX-License-Identifier: GPL-2.0-only */
/*
 * "ok 1 - sentence" in the kernel's log, for modules that test while they are
 * loaded; module_results() of tests/lib/guest.sh reads them there.
 *
 * One of a module's files has DEFINE_CHECKS. Its init function returns what
 * check_done() returns, unless the module has to stay loaded.
 */
#ifndef TESTS_CHECK_H
#define TESTS_CHECK_H

#include <linux/errno.h>
#include <linux/printk.h>

extern unsigned int check_count, check_failures;

#define DEFINE_CHECKS unsigned int check_count, check_failures

#define check(condition, sentence, ...) do { \
	bool _good = (condition); \
	\
	check_failures += !_good; \
	pr_info("%sok %u - " sentence "\n", _good ? "" : "not ", \
		++check_count, ##__VA_ARGS__); \
} while (0)

/* Prints the plan; -EINVAL if something failed, or nothing was checked. */
static inline int check_done(void)
{
	pr_info("1..%u\n", check_count);
	return check_failures || !check_count ? -EINVAL : 0;
}

#endif /* TESTS_CHECK_H */
