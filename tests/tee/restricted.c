// SPDX-License-Identifier: GPL-2.0-only
/*
 * Restricted memory: TEE_IOC_SHM_REGISTER_FD and TEE_IOC_RSTMEM_ALLOC
 *
 * That the memory is what the TEE takes it for is shown by an application that
 * writes to it and reads from it, and refuses what is not in the secure world.
 */
#include <errno.h>
#include <fcntl.h>
#include <stdint.h>
#include <string.h>
#include <sys/mman.h>
#include <sys/socket.h>
#include <sys/wait.h>
#include <unistd.h>

#include "lib/tee.h"

#define HEAP	RSTMEM_HEAP_SECURE_VIDEO_PLAY

static int tee;
static uint32_t session;

/* -errno, or what the TEE says; the application's value goes to @value */
static int call(uint32_t function, struct tee_ioctl_param memory,
		uint32_t *value)
{
	return client_call(tee, session, function, memory, value);
}

static int hash(int id, uint64_t offset, uint64_t size)
{
	uint32_t value = 0;

	return call(RESTRICTED_TA_HASH, memref(IN, id, offset, size), &value);
}

/* A pattern into the restricted memory behind @id and back, by two calls. */
static bool round_trip(int id, uint64_t offset)
{
	static uint8_t first;
	uint32_t seed = ++first, value = 0, expected = 0;
	int rc, i;

	for (i = 0; i < (int)PAGE; i++)
		expected = 31 * expected + (uint8_t)(seed + i * 7);
	rc = call(RESTRICTED_TA_FILL, memref(OUT, id, offset, PAGE), &seed);
	if (!rc)
		rc = call(RESTRICTED_TA_HASH, memref(IN, id, offset, PAGE),
			  &value);
	if (rc)
		printf("# the application was not served: 0x%x\n", rc);
	return !rc && value == expected;
}

static int reg(int64_t fd, uint32_t flags)
{
	struct tee_ioctl_shm_register_fd_data data = {
		.fd = fd, .flags = flags,
	};

	return client_ioctl(tee, TEE_IOC_SHM_REGISTER_FD, &data);
}

static void register_errors(int buffer)
{
	struct tee_ioctl_shm_register_fd_data data = { .fd = buffer };
	int file = open("/proc/self/exe", O_RDONLY);
	int fds = fds_open();

	tap(reg(buffer, 1) == -EINVAL, "register: flags: EINVAL");
	tap(reg(9999, 0) == -EBADF, "register: not open: EBADF");
	tap(reg(-1, 0) == -EBADF, "register: -1: EBADF");
	tap(reg(buffer | 1LL << 32, 0) == -EBADF,
	    "register: a number of 33 bits: EBADF");
	tap(reg(INT64_MIN, 0) == -EBADF, "register: INT64_MIN: EBADF");
	tap(reg(file, 0) == -EINVAL, "register: an ordinary file: EINVAL");
	tap(reg(tee, 0) == -EINVAL, "register: the device itself: EINVAL");
	tap(client_ioctl(tee, TEE_IOC_SHM_REGISTER_FD, NULL) == -EFAULT,
	    "register: argument nowhere: EFAULT");
	tap(client_ioctl(tee, TEE_IOC_SHM_REGISTER_FD,
			 client_read_only(&data, sizeof(data))) == -EFAULT,
	    "register: argument read-only: EFAULT");
	tap(fds_open() == fds, "register: errors leave no descriptor");
	close(file);
}

static void registered(int buffer)
{
	struct tee_ioctl_shm_register_fd_data data = { .fd = buffer };
	int shm = client_ioctl(tee, TEE_IOC_SHM_REGISTER_FD, &data);
	int shm2, id2;

	tap(shm >= 0 && data.size == 4 * PAGE && data.id > 0,
	    "a heap's buffer is registered");
	tap(mmap(NULL, PAGE, PROT_READ, MAP_SHARED, shm, 0) == MAP_FAILED,
	    "what comes back can't be mapped");
	tap(fcntl(shm, F_GETFD) & FD_CLOEXEC, "and is closed on exec");

	shm2 = client_register_fd(tee, buffer, &id2);
	tap(shm2 >= 0 && id2 != data.id, "registered twice: two ids");
	close(shm2);

	close(buffer);
	tap(round_trip(data.id, 0), "used after the dma-buf's fd was closed");
	tap(round_trip(data.id, 3 * PAGE), "used at an offset");

	tap(hash(data.id, 0, 4 * PAGE + 1) == -EINVAL,
	    "a byte too many: EINVAL");
	tap(hash(data.id, 4 * PAGE, 1) == -EINVAL,
	    "a byte behind the end: EINVAL");
	tap(hash(data.id, UINT64_MAX - PAGE, 2 * PAGE) == -EINVAL,
	    "offset and size overflow: EINVAL");
	tap(hash(id2, 0, PAGE) == -EINVAL,
	    "an id that was closed: EINVAL");

	close(shm);
	tap(hash(data.id, 0, PAGE) == -EINVAL,
	    "nothing left after the last close: EINVAL");
}

static void ordinary_is_refused(void)
{
	int shm, id;
	void *map;

	shm = client_shm_alloc(tee, PAGE, &id, &map);
	tap(hash(id, 0, PAGE) != 0,
	    "the TEE takes no ordinary memory for restricted memory");
	munmap(map, PAGE);
	close(shm);
}

/* Another process allocates, sends, and is gone before the buffer is used. */
static void received(void)
{
	int pair[2], buffer, shm, id;
	pid_t child;

	socketpair(AF_UNIX, SOCK_STREAM, 0, pair);
	child = fork();
	if (!child) {
		buffer = heap_alloc(HEAP, PAGE);
		fd_send(pair[1], buffer, 0);
		_exit(buffer < 0);
	}
	buffer = fd_receive(pair[0], 0);
	waitpid(child, NULL, 0);
	shm = client_register_fd(tee, buffer, &id);
	close(buffer);
	tap(shm >= 0 && round_trip(id, 0), "a buffer sent by another process");
	close(shm);

	tap(reg(pair[0], 0) == -EINVAL, "register: a socket: EINVAL");
	close(pair[0]);
	close(pair[1]);
}

static int alloc(uint32_t use_case, uint64_t size, uint32_t flags, uint32_t pad)
{
	struct tee_ioctl_rstmem_alloc_data data = {
		.size = size, .flags = flags, .use_case = use_case, .pad = pad,
	};

	return client_ioctl(tee, TEE_IOC_RSTMEM_ALLOC, &data);
}

static void alloc_errors(void)
{
	struct tee_ioctl_rstmem_alloc_data data = {
		.size = PAGE, .use_case = RSTMEM_USE_CASE_SECURE_VIDEO_PLAY,
	};
	int fds = fds_open(), rc;

	tap(alloc(0, PAGE, 0, 0) == -EINVAL, "allocate: use-case 0: EINVAL");
	tap(alloc(4, PAGE, 0, 0) == -EINVAL, "allocate: use-case 4: EINVAL");
	tap(alloc(UINT32_MAX, PAGE, 0, 0) == -EINVAL,
	    "allocate: use-case -1: EINVAL");
	tap(alloc(1, 0, 0, 0) == -EINVAL, "allocate: nothing: EINVAL");
	tap(alloc(1, PAGE, 1, 0) == -EINVAL, "allocate: flags: EINVAL");
	tap(alloc(1, PAGE, 0, 1) == -EINVAL, "allocate: pad: EINVAL");
	rc = alloc(1, UINT64_MAX, 0, 0);
	tap(rc == -EINVAL || rc == -ENOMEM, "allocate: everything: %d", rc);
	rc = alloc(1, 1ULL << 40, 0, 0);
	tap(rc == -EINVAL || rc == -ENOMEM, "allocate: a TiB: %d", rc);
	tap(alloc(1, 64ULL << 20, 0, 0) < 0,
	    "allocate: more than the pool has is refused");
	tap(client_ioctl(tee, TEE_IOC_RSTMEM_ALLOC, NULL) == -EFAULT,
	    "allocate: argument nowhere: EFAULT");
	tap(client_ioctl(tee, TEE_IOC_RSTMEM_ALLOC,
			 client_read_only(&data, sizeof(data))) == -EFAULT,
	    "allocate: argument read-only: EFAULT");
	tap(fds_open() == fds, "allocate: errors leave no descriptor");
}

static void allocated(uint32_t use_case)
{
	struct tee_ioctl_rstmem_alloc_data data = {
		.size = PAGE + 1, .use_case = use_case,
	};
	int buffer = client_ioctl(tee, TEE_IOC_RSTMEM_ALLOC, &data);
	int shm, id;

	if (!tap(buffer >= 0 && data.size == 2 * PAGE && data.id > 0,
		 "use-case %u: two pages for a page and a byte", use_case))
		return;
	tap(round_trip(data.id, PAGE), "use-case %u: used by its id", use_case);
	tap(mmap(NULL, PAGE, PROT_READ, MAP_SHARED, buffer, 0) == MAP_FAILED,
	    "use-case %u: not mapped", use_case);
	tap(hash(data.id, PAGE, PAGE + 1) == -EINVAL,
	    "use-case %u: a byte too many: EINVAL", use_case);

	shm = client_register_fd(tee, buffer, &id);
	tap(shm >= 0 && round_trip(id, 0),
	    "use-case %u: registered on top", use_case);
	close(buffer);
	tap(round_trip(data.id, 0),
	    "use-case %u: the id lives while the dma-buf does", use_case);
	close(shm);
	tap(hash(data.id, 0, PAGE) == -EINVAL,
	    "use-case %u: and not longer: EINVAL", use_case);
}

/* A holder of a buffer keeps the memory, not the context that had an id. */
static void context_first(void)
{
	int own = client_open(TEE_DEVICE), id, again;
	int buffer = client_rstmem_alloc(own, 1, PAGE, &id);
	int registration = client_register_fd(own, buffer, &id);
	int shm;

	close(own);
	shm = client_register_fd(tee, buffer, &again);
	tap(buffer >= 0 && registration >= 0 && shm >= 0 &&
	    round_trip(again, 0), "a buffer outlives the context it came from");
	close(shm);
	close(registration);
	close(buffer);
}

int main(int argc, char **argv)
{
	uint32_t ret;
	int buffer;

	tap_start(argc, argv);
	tee = client_open(TEE_DEVICE);
	if (!tap(tee >= 0, TEE_DEVICE " can be opened"))
		return tap_done();
	if (!tap(!client_open_session(tee, uuid_restricted_ta, &session, &ret) &&
		 !ret, "a session with the application"))
		return tap_done();

	buffer = heap_alloc(HEAP, 4 * PAGE);
	if (tap(buffer >= 0, "a buffer from " HEAP)) {
		TAP_CASE(register_errors, buffer);
		TAP_CASE(registered, buffer);
	}
	TAP_CASE(ordinary_is_refused);
	TAP_CASE(received);
	TAP_CASE(alloc_errors);
	TAP_CASE(allocated, RSTMEM_USE_CASE_SECURE_VIDEO_PLAY);
	TAP_CASE(allocated, RSTMEM_USE_CASE_TRUSTED_UI);
	TAP_CASE(allocated, RSTMEM_USE_CASE_SECURE_VIDEO_RECORD);
	TAP_CASE(context_first);
	close(tee);
	return tap_done();
}
