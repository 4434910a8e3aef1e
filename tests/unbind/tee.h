/* SPDX-License-Identifier: GPL-2.0-only */
/* Restricted buffers in the TEE, as far as holding them goes */
#ifndef TESTS_GUEST_POLICY_TEE_H
#define TESTS_GUEST_POLICY_TEE_H

#include <errno.h>
#include <fcntl.h>
#include <sys/ioctl.h>

#include <linux/rstmem.h>

/* All return a descriptor or -errno. */
static inline int tee_open(void)
{
	int fd = open("/dev/tee0", O_RDWR | O_CLOEXEC);

	return fd < 0 ? -errno : fd;
}

static inline int tee_register(int tee, int buffer)
{
	struct tee_ioctl_shm_register_fd_data data = { .fd = buffer };
	int fd = ioctl(tee, TEE_IOC_SHM_REGISTER_FD, &data);

	return fd < 0 ? -errno : fd;
}

static inline int tee_alloc(int tee, unsigned int use_case, unsigned long size)
{
	struct tee_ioctl_rstmem_alloc_data data = {
		.size = size,
		.use_case = use_case,
	};
	int fd = ioctl(tee, TEE_IOC_RSTMEM_ALLOC, &data);

	return fd < 0 ? -errno : fd;
}

#endif /* TESTS_GUEST_POLICY_TEE_H */
