// SPDX-License-Identifier: LGPL-2.1-or-later
/* rstctl check: the heaps, and whether they give memory */
#include <errno.h>
#include <fcntl.h>
#include <inttypes.h>
#include <stdio.h>
#include <string.h>
#include <unistd.h>

#include <rstmem.h>

#include "check.h"

#define WHAT "heap"
#define RULE "SUBSYSTEM==\"dma_heap|rstmem_dma_heap\", KERNEL==\"protected,*\", GROUP=\"video\", MODE=\"0660\""

/* Films need one of the heaps, and play without the others. */
static bool is_needed(enum rstmem_use_case use_case)
{
	return use_case == RSTMEM_SECURE_VIDEO;
}

static void say_no_memory(enum rstmem_use_case use_case, const char *name)
{
	struct rstmem_books books = { 0 };

	rstmem_books_read(use_case, &books, sizeof(books));
	if (books.bytes)
		check_missing(WHAT, "%s has nothing left, %" PRIu64 " bytes are in use: 'rstctl heaps' shows how much, /sys/kernel/debug/rstmem/buffers by whom",
			      name, books.bytes);
	else if (books.limit && books.limit < 4096)
		check_missing(WHAT, "%s may hand out %" PRIu64 " bytes: raise /sys/class/rstmem/%s/limit",
			      name, books.limit, name);
	else if (books.size && books.room < 4096)
		check_missing(WHAT, "%s has nothing left, because other heaps have its memory, or it is kept for them: 'rstctl heaps' shows how much, /sys/class/rstmem/*/minimum what is kept",
			      name);
	else
		check_missing(WHAT, "%s hands nothing out, because the TEE does not scrub its memory: the firmware lacks the scrub application, or CFG_CACHE_API=y (docs/install.md)",
			      name);
}

static void allocate(struct rstmem_heap *heap, const char *name,
		     const struct rstmem_books *books)
{
	int buffer = rstmem_heap_alloc(heap, 4096);

	if (buffer >= 0)
		check_ok(WHAT, "%s has %" PRIu64 " bytes, %" PRIu64 " in use, and gives this user some",
			 name, books->size, books->bytes);
	else if (errno == ENOMEM)
		say_no_memory(rstmem_heap_use_case(heap), name);
	else
		check_missing(WHAT, "%s hands nothing out: %s", name,
			      strerror(errno));
	if (buffer >= 0)
		close(buffer);
}

struct rstmem_heap *check_open_heap(const char *what,
				    enum rstmem_use_case use_case)
{
	struct rstmem_heap *heap;
	char node[64];
	int fd;

	snprintf(node, sizeof(node), "/dev/dma_heap/protected,%s",
		 rstmem_use_case_name(use_case));
	if (access(node, F_OK)) {
		check_missing(what, "there is no %s, though the kernel has the heap: is udev running?",
			      node);
		return NULL;
	}
	fd = check_open(what, node, O_RDONLY, RULE);
	if (fd < 0)
		return NULL;
	close(fd);
	heap = rstmem_heap_open(use_case);
	if (!heap)
		check_missing(what, "%s cannot be opened: %s", node,
			      strerror(errno));
	return heap;
}

static void check_needed(enum rstmem_use_case use_case, const char *name,
			 const struct rstmem_books *books)
{
	struct rstmem_heap *heap = check_open_heap(WHAT, use_case);

	if (!heap)
		return;
	allocate(heap, name, books);
	rstmem_heap_close(heap);
}

static const char *why_no_books(int error)
{
	switch (error) {
	case ENOENT:
		return "is not there: rstmem.ko is not loaded";
	case EOPNOTSUPP:
		return "is the kernel's own, and not rstmem's: its tee is loaded";
	default:
		return strerror(error);
	}
}

static void check_heap(enum rstmem_use_case use_case)
{
	const char *name = rstmem_use_case_name(use_case);
	struct rstmem_books books;
	const char *why = NULL;

	if (rstmem_books_read(use_case, &books, sizeof(books)))
		why = why_no_books(errno);
	else if (!books.size)
		why = "has no memory: the firmware has no restricted pool for it, optee_rstmem.ko is not loaded, or rstmem.require_firewall keeps its pools away (rstctl firewall); dmesg says which";

	if (why && is_needed(use_case))
		check_missing(WHAT, "%s %s", name, why);
	else if (why)
		check_note(WHAT, "%s %s", name, why);
	else if (is_needed(use_case))
		check_needed(use_case, name, &books);
	else
		check_ok(WHAT, "%s has %" PRIu64 " bytes, %" PRIu64 " in use",
			 name, books.size, books.bytes);
}

void check_heaps(void)
{
	bool addon = check_is_addon();
	int use_case;

	for (use_case = RSTMEM_SECURE_VIDEO;
	     use_case <= RSTMEM_SECURE_VIDEO_RECORD; use_case++)
		if (addon)
			check_addon_heap(WHAT, use_case, is_needed(use_case));
		else
			check_heap(use_case);
	if (addon)
		check_addon_say_lacks(WHAT);
}
