// SPDX-License-Identifier: GPL-2.0-only
/*
 * busy: has everything that the secure world can be made to remember, and
 * threads that are in the middle of calls; says "held", and goes on for ever.
 */
#include <pthread.h>
#include <stdint.h>
#include <stdio.h>
#include <stdlib.h>
#include <sys/mman.h>
#include <unistd.h>

#include "lib/tee.h"

#define PIECES		16
#define RESTRICTED	4
#define CALLERS		2

static int register_pages(int tee, void *map, size_t pages)
{
	struct tee_ioctl_shm_register_data data = {
		.addr = (uintptr_t)map, .length = pages * PAGE,
	};

	return client_ioctl(tee, TEE_IOC_SHM_REGISTER, &data);
}

static void *pages_of(size_t pages)
{
	return mmap(NULL, pages * PAGE, PROT_READ | PROT_WRITE,
		    MAP_PRIVATE | MAP_ANONYMOUS | MAP_POPULATE, -1, 0);
}

static void must(int rc, const char *what)
{
	if (rc >= 0)
		return;
	fprintf(stderr, "busy: %s: %d\n", what, rc);
	exit(1);
}

static void hold(int tee)
{
	void *map;
	int i, id;

	for (i = 1; i <= PIECES; i++) {
		must(register_pages(tee, pages_of(i), i), "register pages");
		must(client_shm_alloc(tee, i * PAGE, &id, &map), "shared memory");
	}
	for (i = 0; i < RESTRICTED; i++) {
		int heap = heap_alloc(RSTMEM_HEAP_SECURE_VIDEO_PLAY,
					     PAGE);

		must(heap, "restricted buffer");
		must(client_register_fd(tee, heap, &id), "register buffer");
		must(client_rstmem_alloc(tee, 1, PAGE, &id), "RSTMEM_ALLOC");
	}
}

/* A session of its own, and calls into restricted memory one after the other. */
static void *caller(void *unused)
{
	struct tee_ioctl_param params[2] = {};
	uint32_t session, ret;
	int tee, id;

	(void)unused;
	tee = client_open(TEE_DEVICE);
	must(tee, TEE_DEVICE);
	must(client_open_session(tee, uuid_restricted_ta, &session, &ret),
	     "session");
	must(-(int)!!ret, "session with the restricted application");
	must(client_rstmem_alloc(tee, 1, 8 * PAGE, &id), "RSTMEM_ALLOC");
	for (;;) {
		params[0] = memref(OUT, id, 0, 8 * PAGE);
		params[1].attr = TEE_IOCTL_PARAM_ATTR_TYPE_VALUE_INPUT;
		if (client_invoke(tee, session, RESTRICTED_TA_FILL, params, 2,
				  &ret))
			usleep(1000);
	}
	return NULL;
}

/* Memory that comes and goes, and sessions, too. */
static void *changer(void *unused)
{
	int tee = client_open(TEE_DEVICE);
	void *map = pages_of(PIECES);

	(void)unused;
	for (;;) {
		int fd = register_pages(tee, map, PIECES);
		int other = client_open(TEE_DEVICE);
		uint32_t session, ret;

		client_open_session(other, uuid_devices, &session, &ret);
		close(other);
		if (fd >= 0)
			close(fd);
		else
			usleep(1000);
	}
	return NULL;
}

int main(void)
{
	int tee = client_open(TEE_DEVICE);
	pthread_t thread;
	int i;

	must(tee, TEE_DEVICE);
	hold(tee);
	for (i = 0; i < CALLERS; i++)
		pthread_create(&thread, NULL, caller, NULL);
	pthread_create(&thread, NULL, changer, NULL);
	sleep(1);
	printf("held\n");
	fflush(stdout);
	for (;;)
		pause();
}
