/* SPDX-License-Identifier: GPL-2.0-only */
/*
 * Subtests, named and meant like those of igt-gpu-tools: a client at a time, with
 * the display to itself
 *
 * Each runs in a process of its own, which opens the display and holds it alone.
 * Whatever it leaves behind is gone with the process, and so a subtest says what
 * must be with need(), and ends where it isn't.
 */
#ifndef IGT_H
#define IGT_H

#include "lib/drm.h"

/**
 * struct subtest - a row of a program's table
 * @name:	as igt-gpu-tools has it, behind the @
 * @run:	the subtest; NULL: it is skipped
 * @arg:	what tells it from others with the same function
 * @why:	it is skipped
 */
struct subtest {
	const char *name;
	void (*run)(const struct display *display, long arg);
	long arg;
	const char *why;
};

/* Runs those that are wanted; what main() returns. */
int igt_main(const char *program, const struct subtest *subtests, size_t count,
	     int argc, char **argv);

#define IGT_MAIN(program) \
	int main(int argc, char **argv) \
	{ \
		return igt_main(program, subtests, ARRAY_SIZE(subtests), argc, \
				argv); \
	}

/* The subtest fails and ends, unless it is so; and says what was wrong. */
#define need(condition, ...) \
	igt_need(condition, __FILE__, __LINE__, __VA_ARGS__)

__attribute__((format(printf, 4, 5)))
void igt_need(bool condition, const char *file, int line, const char *format,
	      ...);

/* The subtest ends, and counts as skipped. */
void igt_skip(const char *why) __attribute__((noreturn));

/* Like -errno of a call that must fail so; "done" is no error. */
#define need_errno(want, call, what) \
	do { \
		int need_ret = (call); \
		int need_error = need_ret == -1 ? errno : -need_ret; \
		need(need_error == (want), "%s: %s instead of %s", what, \
		     need_error ? strerror(need_error) : "done", \
		     strerror(want)); \
	} while (0)

/* Runs @run in a child of the subtest's, which must end well. */
void igt_fork(void (*run)(const struct display *display, long arg),
	      const struct display *display, long arg);

/* The display alone, as when the machine sleeps; skipped where it can't. */
void igt_suspend_and_resume(void);

#endif /* IGT_H */
