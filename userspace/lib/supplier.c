// SPDX-License-Identifier: LGPL-2.1-or-later
/* Whose a heap is: rstmem's, or the kernel's own */
#include <errno.h>
#include <fcntl.h>
#include <stdbool.h>
#include <stdio.h>
#include <unistd.h>

#include "private.h"
#include "rstmem.h"

/* Classes with heaps' nodes. rstmem's books are there without any node. */
#define KERNELS "dma_heap"
#define RSTMEMS "rstmem_dma_heap"
#define BOOKS "rstmem"

static bool has_class(const char *class)
{
	char path[64];

	snprintf(path, sizeof(path), "/sys/class/%s", class);
	return !access(path, F_OK);
}

static bool has_node(const char *class, const char *name)
{
	char path[96];

	snprintf(path, sizeof(path), "/sys/class/%s/protected,%s", class, name);
	return !access(path, F_OK);
}

/* A kernel may lack the class; rstmem's nodes have its name then. */
static bool is_kernels_class(void)
{
	return has_class(RSTMEMS) || !has_class(BOOKS);
}

/* The kernel's first: its heaps never go away, and have the node if both are. */
RSTMEM_PUBLIC
int rstmem_heap_supplier(enum rstmem_use_case use_case)
{
	const char *name = rstmem_use_case_name(use_case);

	if (!name) {
		errno = EINVAL;
		return -1;
	}
	if (has_node(KERNELS, name))
		return is_kernels_class() ? RSTMEM_SUPPLIER_KERNEL :
					    RSTMEM_SUPPLIER_RSTMEM;
	if (has_node(RSTMEMS, name))
		return RSTMEM_SUPPLIER_RSTMEM;
	errno = ENOENT;
	return -1;
}

RSTMEM_PUBLIC
int rstmem_kernel_supplies(void)
{
	int error = errno, kernels = 0, use_case;

	for (use_case = RSTMEM_SECURE_VIDEO;
	     use_case <= RSTMEM_SECURE_VIDEO_RECORD; use_case++) {
		int supplier = rstmem_heap_supplier(use_case);

		if (supplier == RSTMEM_SUPPLIER_RSTMEM) {
			kernels = 0;
			break;
		}
		if (supplier == RSTMEM_SUPPLIER_KERNEL)
			kernels = 1;
	}
	errno = error;
	return kernels;
}

int rstmem_open_file(enum rstmem_use_case use_case, const char *file, int flags)
{
	const char *name = rstmem_use_case_name(use_case);
	char path[64];

	if (!name) {
		errno = EINVAL;
		return -1;
	}
	if (rstmem_heap_supplier(use_case) == RSTMEM_SUPPLIER_KERNEL) {
		errno = EOPNOTSUPP;
		return -1;
	}
	snprintf(path, sizeof(path), "/sys/class/rstmem/%s/%s", name, file);
	return open(path, flags | O_CLOEXEC);
}
