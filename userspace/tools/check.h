/* SPDX-License-Identifier: LGPL-2.1-or-later */
/* The steps of rstctl check, and what they say */
#ifndef RSTCTL_CHECK_H
#define RSTCTL_CHECK_H

#include <stdbool.h>
#include <stddef.h>

#include <rstmem.h>

/*
 * A finding is a line: what was looked at, what was found, and after a colon
 * what to do about it. Steps run each in a process of their own, so that one
 * that hangs in a driver keeps nobody waiting.
 */
#define CHECK_FINDING(name) \
	void name(const char *what, const char *format, ...) \
		__attribute__((format(printf, 2, 3)))

CHECK_FINDING(check_ok);
CHECK_FINDING(check_missing);	/* no film plays without it */
CHECK_FINDING(check_unknown);	/* this user does not get to see it */
CHECK_FINDING(check_note);	/* films play all the same */

void check_modules(void);
void check_heaps(void);
void check_tee(void);
void check_application(void);
void check_decoder(void);
void check_display(void);
void check_player(void);

/*
 * Opens a device node. Where that fails, says why and what to do, as a thing
 * that is missing, and returns -1; @rule is the udev rule that would help.
 */
int check_open(const char *what, const char *node, int flags,
	       const char *rule);

/*
 * Opens a heap's node, and says what is wrong with the node where that fails, as
 * a thing that is missing: NULL.
 */
struct rstmem_heap *check_open_heap(const char *what,
				    enum rstmem_use_case use_case);

/*
 * Heaps of the kernel's own, or the module that is for them; and a TEE core that
 * rstmem's cannot take the place of.
 */
bool check_is_addon(void);
void check_addon_module(const char *what);
void check_addon_heap(const char *what, enum rstmem_use_case use_case,
		      bool needed);
void check_addon_say_lacks(const char *what);

/* What a link of sysfs points to, by its last part; empty: there is none. */
void check_link_name(const char *link, char *name, size_t size);

#endif /* RSTCTL_CHECK_H */
