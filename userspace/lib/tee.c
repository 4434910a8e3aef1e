// SPDX-License-Identifier: LGPL-2.1-or-later
/* Restricted buffers and the TEE device */
#include <errno.h>
#include <fcntl.h>
#include <stdbool.h>
#include <stdio.h>
#include <sys/ioctl.h>
#include <unistd.h>

#include <linux/rstmem.h>

#include "private.h"
#include "rstmem.h"

/* The kernel has room for 16 TEE devices that are no supplicant's. */
#define MAX_TEES 16

/* -1: it is not open. */
static int is_rstmems(int tee_fd)
{
	struct tee_ioctl_version_data version;

	if (ioctl(tee_fd, TEE_IOC_VERSION, &version))
		return errno == EBADF ? -1 : 0;
	return !!(version.gen_caps & TEE_GEN_CAP_RSTMEM);
}

/* What this process, or the machine, has run out of says nothing about the TEE. */
static bool is_no_answer(int error)
{
	return error == ENOMEM || error == EMFILE || error == ENFILE;
}

static int page_of(enum rstmem_use_case use_case)
{
	struct rstmem_heap *heap = rstmem_heap_open(use_case);
	int buffer = heap ? rstmem_heap_alloc(heap, 1) : -1;
	int error = errno;

	rstmem_heap_close(heap);
	errno = error;
	return buffer;
}

/* 1, 0, or -errno: it could not be tried. */
static int takes_from(int tee_fd, enum rstmem_use_case use_case)
{
	int buffer = page_of(use_case), shm, error;

	if (buffer < 0)
		return -errno;
	shm = rstmem_tee_register(tee_fd, buffer, NULL, NULL);
	error = errno;
	close(buffer);
	if (shm < 0)
		return is_no_answer(error) ? -error : 0;
	close(shm);
	return 1;
}

/*
 * Nothing tells which TEE the kernel's own heaps are of, but that it takes their
 * buffers. One that takes none of one heap's may take another's.
 */
static int takes_kernels(int tee_fd)
{
	int error = 0, use_case, one;

	for (use_case = RSTMEM_SECURE_VIDEO;
	     use_case <= RSTMEM_SECURE_VIDEO_RECORD; use_case++) {
		if (rstmem_heap_supplier(use_case) != RSTMEM_SUPPLIER_KERNEL)
			continue;
		one = takes_from(tee_fd, use_case);
		if (one > 0)
			return 1;
		if (one && !error)
			error = -one;
	}
	if (!error)
		return 0;
	errno = error;
	return -1;
}

RSTMEM_PUBLIC
int rstmem_tee_takes_restricted(int tee_fd)
{
	int rstmems = is_rstmems(tee_fd);

	return rstmems ? rstmems : takes_kernels(tee_fd);
}

static int open_tee(int index)
{
	char path[32];
	int fd;

	snprintf(path, sizeof(path), "/dev/tee%d", index);
	fd = open(path, O_RDWR | O_CLOEXEC);
	if (fd < 0 && errno == ENOENT)
		errno = ENODEV;
	return fd;
}

/* Where the heaps have no memory to ask with, one TEE alone needs no asking. */
RSTMEM_PUBLIC
int rstmem_tee_open(void)
{
	int error = ENODEV, only = -1, unknown = 0, why = 0;
	int i, fd, takes;

	for (i = 0; i < MAX_TEES; i++) {
		fd = open_tee(i);
		if (fd < 0) {
			if (errno != ENODEV)
				error = errno;
			continue;
		}
		takes = rstmem_tee_takes_restricted(fd);
		if (takes == 1) {
			if (only >= 0)
				close(only);
			return fd;
		}
		if (takes < 0 && !unknown++) {
			why = errno;
			only = fd;
			continue;
		}
		error = EOPNOTSUPP;
		close(fd);
	}
	if (unknown == 1)
		return only;
	if (only >= 0)
		close(only);
	errno = why ?: error;
	return -1;
}

RSTMEM_PUBLIC
int rstmem_tee_register(int tee_fd, int dmabuf_fd, int32_t *id, size_t *size)
{
	struct tee_ioctl_shm_register_fd_data data = { .fd = dmabuf_fd };
	int fd;

	fd = ioctl(tee_fd, TEE_IOC_SHM_REGISTER_FD, &data);
	if (fd < 0)
		return -1;
	if (id)
		*id = data.id;
	if (size)
		*size = data.size;
	return fd;
}

RSTMEM_PUBLIC
int rstmem_tee_alloc(int tee_fd, enum rstmem_use_case use_case, size_t *size,
		     int32_t *id)
{
	struct tee_ioctl_rstmem_alloc_data data = { .use_case = use_case };
	int fd;

	if (!size || !*size || !rstmem_use_case_name(use_case)) {
		errno = EINVAL;
		return -1;
	}
	data.size = *size;
	fd = ioctl(tee_fd, TEE_IOC_RSTMEM_ALLOC, &data);
	if (fd < 0) {
		/* The kernel's TEE core says EINVAL to what it does not know. */
		if (errno == ENOTTY ||
		    (errno == EINVAL && is_rstmems(tee_fd) <= 0))
			errno = EOPNOTSUPP;
		return -1;
	}
	*size = data.size;
	if (id)
		*id = data.id;
	return fd;
}
