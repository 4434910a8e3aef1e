/* SPDX-License-Identifier: GPL-2.0-only */
/* A TEE client by raw ioctls: what libteec hides is what is tested here. */
#ifndef TESTS_TEE_CLIENT_H
#define TESTS_TEE_CLIENT_H

#include <stddef.h>
#include <stdint.h>
#include <unistd.h>

#include <linux/tee.h>

#include <linux/rstmem.h>
#include "lib/alloc.h"
#include "lib/fds.h"
#include "lib/tap.h"
#include "ta/restricted_ta.h"

#define TEE_DEVICE	"/dev/tee0"
#define TEE_PRIV_DEVICE	"/dev/teepriv0"
#define PAGE		((unsigned long)getpagesize())

/* OP-TEE's own list of what is on the TEE bus */
extern const uint8_t uuid_devices[TEE_IOCTL_UUID_LEN];
#define DEVICES_GET	0

/* ta/restricted_ta.c */
extern const uint8_t uuid_restricted_ta[TEE_IOCTL_UUID_LEN];

#define IN	TEE_IOCTL_PARAM_ATTR_TYPE_MEMREF_INPUT
#define OUT	TEE_IOCTL_PARAM_ATTR_TYPE_MEMREF_OUTPUT
#define INOUT	TEE_IOCTL_PARAM_ATTR_TYPE_MEMREF_INOUT

static inline struct tee_ioctl_param memref(uint64_t attr, int id,
					    uint64_t offset, uint64_t size)
{
	return (struct tee_ioctl_param){
		.attr = attr, .a = offset, .b = size, .c = (uint64_t)id,
	};
}

/* All return what the call returns, or -errno. */
int client_open(const char *path);
int client_ioctl(int fd, unsigned long command, void *arg);
int client_shm_alloc(int tee, size_t size, int *id, void **map);
int client_register_fd(int tee, int buffer, int *id);
int client_rstmem_alloc(int tee, uint32_t use_case, uint64_t size, int *id);

/* What the TEE says goes to @ret; 0 is success. */
int client_open_session(int tee, const uint8_t *uuid, uint32_t *session,
			uint32_t *ret);
int client_invoke(int tee, uint32_t session, uint32_t function,
		  struct tee_ioctl_param *params, uint32_t num_params,
		  uint32_t *ret);

/*
 * Of the application in ta/: the memory, and a value that goes in where the
 * function wants one, and else comes out. -errno, or what the TEE says.
 */
int client_call(int tee, uint32_t session, uint32_t function,
		struct tee_ioctl_param memory, uint32_t *value);

/* A copy of an argument that can be read, not written: a call fails at its end. */
void *client_read_only(const void *data, size_t size);

#endif /* TESTS_TEE_CLIENT_H */
