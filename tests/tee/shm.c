// SPDX-License-Identifier: GPL-2.0-only
/* Ordinary shared memory: TEE_IOC_SHM_ALLOC, TEE_IOC_SHM_REGISTER, memrefs. */
#include <errno.h>
#include <stdbool.h>
#include <stdint.h>
#include <stdio.h>
#include <string.h>
#include <sys/mman.h>
#include <unistd.h>

#include "lib/tee.h"

static int alloc(int tee, uint64_t size, uint32_t flags)
{
	struct tee_ioctl_shm_alloc_data data = { .size = size, .flags = flags };

	return client_ioctl(tee, TEE_IOC_SHM_ALLOC, &data);
}

static void allocate(int tee)
{
	struct tee_ioctl_shm_alloc_data data = { .size = PAGE + 904 };
	int fds = fds_open(), fd;
	uint8_t *map;

	tap(alloc(tee, 0, 0) == -EINVAL, "allocate nothing: EINVAL");
	tap(alloc(tee, PAGE, 1) == -EINVAL, "unknown flags: EINVAL");
	tap(alloc(tee, 1ULL << 40, 0) == -ENOMEM, "allocate a TiB: ENOMEM");
	tap(alloc(tee, UINT64_MAX, 0) == -ENOMEM,
	    "allocate everything: ENOMEM");
	tap(client_ioctl(tee, TEE_IOC_SHM_ALLOC, NULL) == -EFAULT,
	    "argument nowhere: EFAULT");
	tap(client_ioctl(tee, TEE_IOC_SHM_ALLOC,
			 client_read_only(&data, sizeof(data))) == -EFAULT,
	    "argument read-only: EFAULT");
	tap(fds_open() == fds, "errors leave no descriptor");

	fd = client_ioctl(tee, TEE_IOC_SHM_ALLOC, &data);
	tap(fd >= 0 && data.size == 2 * PAGE && data.id > 0,
	    "a page and a bit become two pages");
	map = mmap(NULL, 2 * PAGE, PROT_READ | PROT_WRITE, MAP_SHARED, fd, 0);
	tap(map != MAP_FAILED && !map[0] && !map[2 * PAGE - 1],
	    "mapped, and zeroed");
	tap(mmap(NULL, 3 * PAGE, PROT_READ, MAP_SHARED, fd, 0) == MAP_FAILED &&
	    errno == EINVAL, "map beyond the end: EINVAL");
	tap(mmap(NULL, PAGE, PROT_READ, MAP_SHARED, fd, 2 * PAGE) ==
	    MAP_FAILED, "map behind the end is refused");
	map[PAGE] = 42;
	tap(*(uint8_t *)mmap(NULL, PAGE, PROT_READ, MAP_SHARED, fd, PAGE) == 42,
	    "an offset maps the page that it says");
	close(fd);
	tap(map[PAGE] == 42, "a mapping outlives the descriptor");
	munmap(map, 2 * PAGE);
}

static int reg(int tee, const void *addr, uint64_t length, uint32_t flags)
{
	struct tee_ioctl_shm_register_data data = {
		.addr = (uintptr_t)addr, .length = length, .flags = flags,
	};

	return client_ioctl(tee, TEE_IOC_SHM_REGISTER, &data);
}

/* The kernels that the laboratory builds itself have addresses of 39 bits. */
static bool has_so_many_addresses(uint64_t length)
{
	void *last = (void *)(uintptr_t)length;
	void *mapped = mmap(last, PAGE, PROT_NONE, MAP_PRIVATE | MAP_ANONYMOUS |
			    MAP_FIXED_NOREPLACE, -1, 0);

	if (mapped != MAP_FAILED)
		munmap(mapped, PAGE);
	return mapped == last;
}

static void registering(int tee)
{
	uint8_t *buffer = mmap(NULL, 4 * PAGE, PROT_READ | PROT_WRITE,
			       MAP_PRIVATE | MAP_ANONYMOUS, -1, 0);
	struct tee_ioctl_shm_register_data data = {
		.addr = (uintptr_t)buffer, .length = PAGE,
	};
	int fds = fds_open(), fd, err;

	munmap(buffer + 3 * PAGE, PAGE);
	tap(reg(tee, buffer, 0, 0) == -EINVAL, "register nothing: EINVAL");
	tap(reg(tee, buffer, PAGE, 1) == -EINVAL, "unknown flags: EINVAL");
	tap(reg(tee, NULL, PAGE, 0) == -EFAULT, "a hole: EFAULT");
	tap(reg(tee, buffer, 4 * PAGE, 0) == -EFAULT,
	    "a hole at the end: EFAULT");
	tap(reg(tee, (void *)(uintptr_t)-PAGE, PAGE, 0) == -EFAULT,
	    "the kernel's memory: EFAULT");
	tap(reg(tee, buffer, UINT64_MAX, 0) == -EFAULT,
	    "around the end of the world: EFAULT");
	err = reg(tee, buffer, 1ULL << 46, 0);
	tap(err == (has_so_many_addresses(1ULL << 46) ? -ENOMEM : -EFAULT),
	    "64 TiB: ENOMEM (got %d)", err);
	tap(client_ioctl(tee, TEE_IOC_SHM_REGISTER,
			 client_read_only(&data, sizeof(data))) == -EFAULT,
	    "argument read-only: EFAULT");
	tap(fds_open() == fds, "errors leave no descriptor");

	data.addr = (uintptr_t)buffer + 100;
	data.length = 2 * PAGE;
	fd = client_ioctl(tee, TEE_IOC_SHM_REGISTER, &data);
	tap(fd >= 0 && data.length == 2 * PAGE, "registered across pages");
	tap(mmap(NULL, PAGE, PROT_READ, MAP_SHARED, fd, 0) == MAP_FAILED &&
	    errno == EINVAL, "what a process brought isn't mapped again");
	close(fd);
	munmap(buffer, 3 * PAGE);
}

/* The device list again, into an offset of registered memory. */
static void use(int tee, uint32_t session)
{
	static const uint8_t zero[TEE_IOCTL_UUID_LEN];
	uint8_t *buffer = mmap(NULL, 4 * PAGE, PROT_READ | PROT_WRITE,
			       MAP_PRIVATE | MAP_ANONYMOUS, -1, 0);
	struct tee_ioctl_shm_register_data data = {
		.addr = (uintptr_t)buffer + 8, .length = 2 * PAGE,
	};
	int fd = client_ioctl(tee, TEE_IOC_SHM_REGISTER, &data);
	struct tee_ioctl_param list = memref(OUT, data.id, 16, PAGE);
	uint8_t *first = buffer + 8 + 16;
	uint32_t ret;

	tap(fd >= 0 &&
	    !client_invoke(tee, session, DEVICES_GET, &list, 1, &ret) && !ret,
	    "the TEE writes to registered memory");
	tap(memcmp(first, zero, sizeof(zero)) && !buffer[8] && !buffer[23],
	    "and to where the offset says");

	close(fd);
	tap(client_invoke(tee, session, DEVICES_GET, &list, 1, &ret) == -EINVAL,
	    "not after the descriptor was closed: EINVAL");
	munmap(buffer, 4 * PAGE);
}

static int bad(int tee, uint32_t session, struct tee_ioctl_param param)
{
	uint32_t ret;

	return client_invoke(tee, session, DEVICES_GET, &param, 1, &ret);
}

static void bad_memrefs(int tee, uint32_t session)
{
	int other = client_open(TEE_DEVICE), id, foreign, fd, other_fd;
	struct tee_ioctl_param p;
	void *map;

	fd = client_shm_alloc(tee, PAGE, &id, &map);
	other_fd = client_shm_alloc(other, PAGE, &foreign, &map);

	tap(bad(tee, session, memref(OUT, id, 0, PAGE + 1)) == -EINVAL,
	    "a byte too many: EINVAL");
	tap(bad(tee, session, memref(OUT, id, PAGE, 1)) == -EINVAL,
	    "a byte behind the end: EINVAL");
	tap(bad(tee, session, memref(OUT, id, PAGE, UINT64_MAX)) == -EINVAL &&
	    bad(tee, session, memref(OUT, id, UINT64_MAX, 1)) == -EINVAL &&
	    bad(tee, session, memref(OUT, id, 1ULL << 63, 1ULL << 63)) ==
	    -EINVAL, "offset and size overflow: EINVAL");
	tap(bad(tee, session, memref(OUT, 9999, 0, 1)) == -EINVAL,
	    "an id that does not exist: EINVAL");
	tap(bad(tee, session, memref(OUT, foreign, 0, 1)) == -EINVAL,
	    "another context's id: EINVAL");
	p = memref(OUT, id, 0, 1);
	p.c |= 1ULL << 32;
	tap(bad(tee, session, p) == -EINVAL, "an id of 33 bits: EINVAL");
	tap(bad(tee, session, memref(4, id, 0, 1)) == -EINVAL &&
	    bad(tee, session, memref(8, id, 0, 1)) == -EINVAL,
	    "unknown types: EINVAL");
	tap(bad(tee, session, memref(OUT | 0x200, id, 0, 1)) == -EINVAL &&
	    bad(tee, session, memref(OUT | 1ULL << 32, id, 0, 1)) == -EINVAL,
	    "unknown attribute bits: EINVAL");

	close(other_fd);
	close(other);
	close(fd);
}

int main(int argc, char **argv)
{
	int tee = client_open(TEE_DEVICE);
	uint32_t session, ret;

	tap_start(argc, argv);
	if (!tap(tee >= 0, TEE_DEVICE " can be opened"))
		return tap_done();
	TAP_CASE(allocate, tee);
	TAP_CASE(registering, tee);
	if (tap(!client_open_session(tee, uuid_devices, &session, &ret) &&
		!ret, "a session")) {
		TAP_CASE(use, tee, session);
		TAP_CASE(bad_memrefs, tee, session);
	}
	close(tee);
	return tap_done();
}
