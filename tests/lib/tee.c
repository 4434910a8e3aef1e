// SPDX-License-Identifier: GPL-2.0-only
#include <errno.h>
#include <fcntl.h>
#include <stdio.h>
#include <string.h>
#include <sys/ioctl.h>
#include <sys/mman.h>
#include <unistd.h>

#include <linux/dma-heap.h>

#include "lib/tee.h"

const uint8_t uuid_devices[TEE_IOCTL_UUID_LEN] = {
	0x70, 0x11, 0xa6, 0x88, 0xdd, 0xde, 0x40, 0x53,
	0xa5, 0xa9, 0x7b, 0x3c, 0x4d, 0xdf, 0x13, 0xb8,
};

/* as RESTRICTED_TA_UUID, in the order of bytes that the interface wants */
const uint8_t uuid_restricted_ta[TEE_IOCTL_UUID_LEN] = {
	0xb2, 0xd3, 0xa7, 0xc4, 0x51, 0xf0, 0x4e, 0x86,
	0x9d, 0x17, 0x3c, 0x8a, 0x60, 0xf2, 0x4b, 0xe5,
};

int client_open(const char *path)
{
	int fd = open(path, O_RDWR | O_CLOEXEC);

	return fd < 0 ? -errno : fd;
}

int client_ioctl(int fd, unsigned long command, void *arg)
{
	int rc = ioctl(fd, command, arg);

	return rc < 0 ? -errno : rc;
}

int client_shm_alloc(int tee, size_t size, int *id, void **map)
{
	struct tee_ioctl_shm_alloc_data data = { .size = size };
	int fd = client_ioctl(tee, TEE_IOC_SHM_ALLOC, &data);

	if (fd < 0)
		return fd;
	*id = data.id;
	*map = mmap(NULL, size, PROT_READ | PROT_WRITE, MAP_SHARED, fd, 0);
	if (*map != MAP_FAILED)
		return fd;
	close(fd);
	return -ENOMEM;
}

int client_register_fd(int tee, int buffer, int *id)
{
	struct tee_ioctl_shm_register_fd_data data = { .fd = buffer };
	int fd = client_ioctl(tee, TEE_IOC_SHM_REGISTER_FD, &data);

	*id = data.id;
	return fd;
}

int client_rstmem_alloc(int tee, uint32_t use_case, uint64_t size, int *id)
{
	struct tee_ioctl_rstmem_alloc_data data = {
		.size = size, .use_case = use_case,
	};
	int fd = client_ioctl(tee, TEE_IOC_RSTMEM_ALLOC, &data);

	*id = data.id;
	return fd;
}

int client_open_session(int tee, const uint8_t *uuid, uint32_t *session,
			uint32_t *ret)
{
	struct tee_ioctl_open_session_arg arg = {};
	struct tee_ioctl_buf_data buf = {
		.buf_ptr = (uintptr_t)&arg, .buf_len = sizeof(arg),
	};
	int rc;

	memcpy(arg.uuid, uuid, sizeof(arg.uuid));
	rc = client_ioctl(tee, TEE_IOC_OPEN_SESSION, &buf);
	*session = arg.session;
	*ret = arg.ret;
	return rc;
}

int client_invoke(int tee, uint32_t session, uint32_t function,
		  struct tee_ioctl_param *params, uint32_t num_params,
		  uint32_t *ret)
{
	union {
		struct tee_ioctl_invoke_arg arg;
		uint8_t bytes[TEE_MAX_ARG_SIZE];
	} u = {};
	size_t size = num_params * sizeof(*params);
	struct tee_ioctl_buf_data buf = {
		.buf_ptr = (uintptr_t)&u, .buf_len = sizeof(u.arg) + size,
	};
	int rc;

	u.arg.func = function;
	u.arg.session = session;
	u.arg.num_params = num_params;
	memcpy(u.bytes + sizeof(u.arg), params, size);
	rc = client_ioctl(tee, TEE_IOC_INVOKE, &buf);
	memcpy(params, u.bytes + sizeof(u.arg), size);
	*ret = u.arg.ret;
	return rc;
}

static bool takes_value(uint32_t function)
{
	return function == RESTRICTED_TA_FILL || function == RESTRICTED_TA_WAIT;
}

int client_call(int tee, uint32_t session, uint32_t function,
		struct tee_ioctl_param memory, uint32_t *value)
{
	struct tee_ioctl_param params[2] = { memory };
	uint32_t ret;
	int rc;

	params[1].attr = takes_value(function) ?
			 TEE_IOCTL_PARAM_ATTR_TYPE_VALUE_INPUT :
			 TEE_IOCTL_PARAM_ATTR_TYPE_VALUE_OUTPUT;
	params[1].a = *value;
	rc = client_invoke(tee, session, function, params, 2, &ret);
	*value = params[1].a;
	return rc ?: (int)ret;
}

void *client_read_only(const void *data, size_t size)
{
	void *page = mmap(NULL, PAGE, PROT_READ | PROT_WRITE,
			  MAP_PRIVATE | MAP_ANONYMOUS, -1, 0);

	memcpy(page, data, size);
	mprotect(page, PAGE, PROT_READ);
	return page;
}
