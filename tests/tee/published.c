// SPDX-License-Identifier: GPL-2.0-only
#define _GNU_SOURCE
/*
 * Faults that others have published of their TEE drivers and applications, each
 * tried here under its name. CVE-2026-99024 is in second.c.
 */
#include <errno.h>
#include <pthread.h>
#include <sched.h>
#include <stdatomic.h>
#include <stdlib.h>
#include <string.h>
#include <sys/mman.h>
#include <time.h>
#include <unistd.h>

#include "lib/heap.h"
#include "lib/tee.h"

#define SHORT_BUFFER	0xffff0010
#define SECONDS		2

static int device;

static bool open_devices(uint32_t *session)
{
	uint32_t ret = 1;

	return tap(!client_open_session(device, uuid_devices, session, &ret) &&
		   !ret, "a session (0x%x)", ret);
}

static int shm_alloc(uint64_t size)
{
	struct tee_ioctl_shm_alloc_data data = { .size = size };

	return client_ioctl(device, TEE_IOC_SHM_ALLOC, &data);
}

/* A size of 0 became an order of pages that the allocator does not have. */
static void test_cve_2026_99097(void)
{
	int fds = fds_open();

	tap(shm_alloc(0) == -EINVAL && fds_open() == fds,
	    "memory of size 0: EINVAL");
}

static long long pinned(void)
{
	char text[32768], *acquired, *released;

	text_write("/proc/sys/vm/stat_refresh", "1");
	if (text_read("/proc/vmstat", text, sizeof(text)) < 0)
		return -1;
	acquired = strstr(text, "nr_foll_pin_acquired ");
	released = strstr(text, "nr_foll_pin_released ");
	if (!acquired || !released)
		return -1;
	return atoll(strchr(acquired, ' ')) - atoll(strchr(released, ' '));
}

/* What was pinned of a buffer that ends in a hole stayed pinned. */
static void test_cve_2025_40031(void)
{
	uint8_t *buffer = mmap(NULL, 64 * PAGE, PROT_READ | PROT_WRITE,
			       MAP_PRIVATE | MAP_ANONYMOUS, -1, 0);
	struct tee_ioctl_shm_register_data data = {
		.addr = (uintptr_t)buffer, .length = 64 * PAGE,
	};
	long long before = pinned();
	int err, i, wrong = 0;

	munmap(buffer + 63 * PAGE, PAGE);
	for (i = 0; i < 16; i++) {
		err = client_ioctl(device, TEE_IOC_SHM_REGISTER, &data);
		wrong += err != -EFAULT;
	}
	tap(before >= 0 && !wrong && pinned() == before,
	    "a buffer that is there in part: EFAULT, and none of it is pinned");
	munmap(buffer, 63 * PAGE);
}

/* A memory's descriptor is closed while a call looks for its id. */
static _Atomic int race_id, race_go;

static void *race_close(void *unused)
{
	(void)unused;
	while (race_go) {
		struct tee_ioctl_shm_alloc_data data = { .size = PAGE };
		int fd = client_ioctl(device, TEE_IOC_SHM_ALLOC, &data);

		if (fd < 0)
			continue;
		race_id = data.id;
		sched_yield();
		close(fd);
	}
	return NULL;
}

static void test_cve_2021_44733(void)
{
	time_t end = time(NULL) + SECONDS;
	long served = 0, late = 0, wrong = 0;
	uint32_t session, ret;
	pthread_t closers[2];
	int i;

	if (!open_devices(&session))
		return;
	race_go = 1;
	for (i = 0; i < 2; i++)
		pthread_create(&closers[i], NULL, race_close, NULL);
	while (time(NULL) < end) {
		struct tee_ioctl_param list = memref(OUT, race_id, 0, PAGE);
		int rc = client_invoke(device, session, DEVICES_GET, &list, 1,
				       &ret);

		served += !rc && !ret;
		late += rc == -EINVAL;
		wrong += rc ? rc != -EINVAL : ret != 0;
	}
	race_go = 0;
	for (i = 0; i < 2; i++)
		pthread_join(closers[i], NULL);
	tap(served && late && !wrong,
	    "calls with memory that is being closed: %ld served, %ld too late, %ld wrong",
	    served, late, wrong);
}

/* Descriptors were used by the kernel after user space could close them. */
static void *close_next(void *unused)
{
	int fd;

	(void)unused;
	while (race_go)
		for (fd = 8; fd < 16; fd++)
			close(fd);
	return NULL;
}

static int give(unsigned int which, int node)
{
	static uint8_t memory[8192];
	struct tee_ioctl_shm_register_data data = {
		.addr = (uintptr_t)memory, .length = sizeof(memory),
	};
	int id, buffer, fd;

	switch (which % 5) {
	case 0:
		return node_alloc(node, PAGE);
	case 1:
		return client_rstmem_alloc(device, 1, PAGE, &id);
	case 2:
		return shm_alloc(PAGE);
	case 3:
		return client_ioctl(device, TEE_IOC_SHM_REGISTER, &data);
	default:
		buffer = node_alloc(node, PAGE);
		fd = client_register_fd(device, buffer, &id);
		close(buffer);
		return fd;
	}
}

static void test_cve_2025_38722(void)
{
	time_t end = time(NULL) + SECONDS;
	int node = node_open(&heaps[0]), fd;
	unsigned int i, given = 0;
	pthread_t closer;

	race_go = 1;
	pthread_create(&closer, NULL, close_next, NULL);
	for (i = 0; time(NULL) < end; i++) {
		fd = give(i, node);
		given += fd >= 0;
		if (fd >= 0)
			close(fd);
	}
	race_go = 0;
	pthread_join(closer, NULL);
	for (fd = 8; fd < 32; fd++)
		close(fd);
	close(node);
	tap(given && eventually(!books_read(&heaps[0]).bytes),
	    "%u descriptors closed while they are handed out, nothing is left",
	    given);
}

/* An offset from the normal world, beyond what is mapped */
static void test_cve_2019_14130(void)
{
	static const uint64_t edges[] = {
		0, 1, 1ULL << 31, 1ULL << 32, 1ULL << 33, 1ULL << 63,
	};
	const int count = sizeof(edges) / sizeof(edges[0]);
	uint32_t session, ret = 1, value;
	int id, fd, i, j, k, passed = 0, tried = 0;

	if (!tap(!client_open_session(device, uuid_restricted_ta, &session,
				      &ret) && !ret, "a session (0x%x)", ret))
		return;
	fd = client_rstmem_alloc(device, RSTMEM_USE_CASE_SECURE_VIDEO_PLAY,
				 3 * PAGE, &id);
	for (i = 0; i < count; i++)
		for (j = 0; j < count; j++)
			for (k = -1; k <= 1; k++) {
				uint64_t offset = edges[i] + k * (int64_t)PAGE;
				uint64_t size = edges[j] - k;

				if (size <= 3 * PAGE &&
				    offset <= 3 * PAGE - size)
					continue;
				value = 0;
				tried++;
				passed += client_call(device, session,
						      RESTRICTED_TA_HASH,
						      memref(IN, id, offset,
							     size), &value) !=
					  -EINVAL;
			}
	tap(fd >= 0 && tried > 80 && !passed,
	    "%d places outside of a restricted buffer, %d were not refused",
	    tried, passed);
	close(fd);
}

/* An answer that is longer than the room for it reached what is behind that. */
static void test_cve_2015_9185(void)
{
	uint8_t *buffer = mmap(NULL, PAGE, PROT_READ | PROT_WRITE,
			       MAP_PRIVATE | MAP_ANONYMOUS, -1, 0);
	struct tee_ioctl_shm_register_data data = {
		.addr = (uintptr_t)buffer, .length = PAGE,
	};
	int fd = client_ioctl(device, TEE_IOC_SHM_REGISTER, &data);
	struct tee_ioctl_param list = memref(OUT, data.id, 0, PAGE);
	uint32_t session, ret = 1;
	size_t whole, room, i, beyond = 0, wrong = 0;

	if (!open_devices(&session))
		return;
	client_invoke(device, session, DEVICES_GET, &list, 1, &ret);
	whole = list.b;
	for (room = 0; room < whole; room++) {
		memset(buffer, 0xa5, PAGE);
		list = memref(OUT, data.id, 0, room);
		wrong += client_invoke(device, session, DEVICES_GET, &list, 1,
				       &ret) || ret != SHORT_BUFFER;
		for (i = room; i < PAGE; i++)
			beyond += buffer[i] != 0xa5;
	}
	tap(fd >= 0 && whole && !wrong && !beyond,
	    "an answer of %zu bytes in less room: too short, and nothing behind it",
	    whole);
	close(fd);
	munmap(buffer, PAGE);
}

int main(int argc, char **argv)
{
	tap_start(argc, argv);
	device = client_open(TEE_DEVICE);
	if (!tap(device >= 0, TEE_DEVICE " can be opened"))
		return tap_done();
	TAP_CASE(test_cve_2026_99097);
	TAP_CASE(test_cve_2025_40031);
	TAP_CASE(test_cve_2021_44733);
	TAP_CASE(test_cve_2025_38722);
	TAP_CASE(test_cve_2019_14130);
	TAP_CASE(test_cve_2015_9185);
	close(device);
	return tap_done();
}
