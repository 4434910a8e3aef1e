// SPDX-License-Identifier: GPL-2.0-only
/*
 * Buffers are queued and released, the device is unbound, bound, denied and not,
 * all at once. What the kernel says about it is lab/run's check.
 */
#include <errno.h>
#include <pthread.h>
#include <stdatomic.h>
#include <stdlib.h>
#include <unistd.h>

#include <linux/rstmem.h>
#include "lib/tee.h"
#undef OUT
#undef IN
#include "engine.h"
#include "tests.h"

#define DRIVER	"/sys/bus/platform/drivers/rst_copy_after/"
#define USERS	3
#define ROUNDS	40

static atomic_bool over;
static atomic_int queued, refused, strange;
/* Buffers that one user allocates and another may queue, or release, first. */
static atomic_int shared[2] = { -1, -1 };

static void count(int ret)
{
	switch (ret) {
	case 0:
		queued++;
		break;
	case -EACCES:	/* denied */
	case -ENODEV:	/* unbound */
	case -EBADF:	/* closed by somebody else */
	case -EINVAL:	/* likewise, seen by videobuf2 */
		refused++;
		break;
	default:
		strange = ret;
	}
}

static void use(int fd)
{
	int slot, dmabuf, mine;

	if (engine_request(fd, OUTPUT, DMABUF, 2) ||
	    engine_request(fd, CAPTURE, DMABUF, 2))
		return;
	engine_stream(fd, true);
	for (slot = 0; slot < 2; slot++) {
		mine = heap_alloc(RSTMEM_HEAP_SECURE_VIDEO_PLAY, SIZE);
		if (mine < 0)
			continue;
		dmabuf = atomic_exchange(&shared[slot], mine);
		count(engine_queue_dmabuf(fd, OUTPUT, slot, mine));
		if (dmabuf < 0)
			continue;
		count(engine_queue_dmabuf(fd, CAPTURE, 1 - slot, dmabuf));
		close(dmabuf);
	}
	engine_free(fd);
}

static void *user(void *unused)
{
	(void)unused;
	while (!over) {
		int fd = engine_open("rst_copy_after");

		if (fd < 0)
			continue;
		use(fd);
		use(fd);
		close(fd);
	}
	return NULL;
}

static void *administrator(void *unused)
{
	(void)unused;
	while (!over) {
		verdict("deny");
		usleep(rand() % 5000);
		verdict("forget");
		usleep(rand() % 20000);
	}
	return NULL;
}

void test_races(void)
{
	pthread_t users[USERS], denier;
	int i, rounds = 0;

	for (i = 0; i < USERS; i++)
		pthread_create(&users[i], NULL, user, NULL);
	pthread_create(&denier, NULL, administrator, NULL);
	for (i = 0; i < ROUNDS; i++) {
		usleep(rand() % 100000);
		rounds += !text_write(DRIVER "unbind", "rst_copy_after") &&
			  !text_write(DRIVER "bind", "rst_copy_after");
	}
	over = true;
	for (i = 0; i < USERS; i++)
		pthread_join(users[i], NULL);
	pthread_join(denier, NULL);
	for (i = 0; i < 2; i++)
		if (shared[i] >= 0)
			close(shared[i]);
	verdict("forget");

	tap(rounds == ROUNDS && queued && refused && !strange,
	    "%d times unbound and bound while %d users queue (%d) and are refused (%d, %d)",
	    rounds, USERS, queued, refused, strange);
	tap(!video_bytes(0), "nothing is kept");
}
