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

static bool is_rstmems(int tee_fd)
{
	struct tee_ioctl_version_data version;

	return !ioctl(tee_fd, TEE_IOC_VERSION, &version) &&
	       version.gen_caps & TEE_GEN_CAP_RSTMEM;
}

/* Where the heap gives no memory to try it with, it may. */
static bool takes_from(int tee_fd, enum rstmem_use_case use_case)
{
	struct rstmem_heap *heap = rstmem_heap_open(use_case);
	int buffer = heap ? rstmem_heap_alloc(heap, 1) : -1;
	int shm;

	rstmem_heap_close(heap);
	if (buffer < 0)
		return true;
	shm = rstmem_tee_register(tee_fd, buffer, NULL, NULL);
	close(buffer);
	if (shm >= 0)
		close(shm);
	return shm >= 0;
}

/*
 * Nothing tells which TEE the kernel's own heaps are of, but that it takes their
 * buffers.
 */
static bool takes_kernels(int tee_fd)
{
	bool takes = false;
	int use_case;

	for (use_case = RSTMEM_SECURE_VIDEO;
	     use_case <= RSTMEM_SECURE_VIDEO_RECORD && !takes; use_case++)
		takes = rstmem_heap_supplier(use_case) ==
			RSTMEM_SUPPLIER_KERNEL && takes_from(tee_fd, use_case);
	return takes;
}

RSTMEM_PUBLIC
int rstmem_tee_takes_restricted(int tee_fd)
{
	return is_rstmems(tee_fd) || takes_kernels(tee_fd);
}

static int open_tee(int index)
{
	char path[32];
	int fd;

	snprintf(path, sizeof(path), "/dev/tee%d", index);
	fd = open(path, O_RDWR | O_CLOEXEC);
	if (fd < 0) {
		if (errno == ENOENT)
			errno = ENODEV;
		return -1;
	}

	if (rstmem_tee_takes_restricted(fd))
		return fd;

	close(fd);
	errno = EOPNOTSUPP;
	return -1;
}

RSTMEM_PUBLIC
int rstmem_tee_open(void)
{
	int error = ENODEV;
	int i, fd;

	for (i = 0; i < MAX_TEES; i++) {
		fd = open_tee(i);
		if (fd >= 0)
			return fd;
		if (errno != ENODEV)
			error = errno;
	}
	errno = error;
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

	if (!size) {
		errno = EINVAL;
		return -1;
	}
	data.size = *size;
	fd = ioctl(tee_fd, TEE_IOC_RSTMEM_ALLOC, &data);
	if (fd < 0) {
		/* The kernel's TEE core says EINVAL to what it does not know. */
		if (errno == ENOTTY || (errno == EINVAL && !is_rstmems(tee_fd)))
			errno = EOPNOTSUPP;
		return -1;
	}
	*size = data.size;
	if (id)
		*id = data.id;
	return fd;
}
