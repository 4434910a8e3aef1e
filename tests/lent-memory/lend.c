// SPDX-License-Identifier: GPL-2.0-only
/*
 * lend HEAP hold BYTES: has a buffer until its input ends
 * lend HEAP fits BYTES: says whether so much can be allocated
 * lend HEAP race THREADS SECONDS: buffers come and go, often the last one; says
 *	how many came
 * lend HEAP use: has an application write to buffers and read from them
 * lend HEAP reuse BYTES: what one owner left in BYTES does not reach the next one
 *	while another buffer keeps the memory lent
 * lend HEAP foreign: tries what the TEE of another pool must refuse
 */
#include <errno.h>
#include <pthread.h>
#include <stdatomic.h>
#include <stdlib.h>
#include <string.h>
#include <time.h>
#include <unistd.h>

#include "lib/tee.h"
#include "lib/text.h"

static const char *heap;
static time_t end;
static atomic_ulong came, failed;

static int hold(uint64_t size)
{
	int buffer = heap_alloc(heap, size);
	char byte;

	if (buffer < 0)
		return 1;
	(void)!write(STDOUT_FILENO, "held\n", 5);
	while (read(STDIN_FILENO, &byte, 1) > 0)
		;
	return close(buffer);
}

/* A pool that is full for a moment is no failure. */
static void *come_and_go(void *arg)
{
	unsigned int seed = (uintptr_t)arg;

	while (time(NULL) < end) {
		int buffer = heap_alloc(heap, PAGE *
					       (1 + rand_r(&seed) % 16));

		if (buffer >= 0) {
			came++;
			usleep(rand_r(&seed) % 500);
			close(buffer);
		} else if (buffer != -ENOMEM) {
			failed++;
		}
		usleep(rand_r(&seed) % 5000);
	}
	return NULL;
}

static int race(unsigned int threads, unsigned int seconds)
{
	pthread_t thread[threads];
	unsigned int i;

	end = time(NULL) + seconds;
	for (i = 0; i < threads; i++)
		pthread_create(&thread[i], NULL, come_and_go,
			       (void *)(uintptr_t)(i + 1));
	for (i = 0; i < threads; i++)
		pthread_join(thread[i], NULL);
	printf("%lu came, %lu failed\n", came, failed);
	return failed || !came;
}

static int tee;
static uint32_t session;

static int call(uint32_t function, struct tee_ioctl_param memory,
		uint32_t *value)
{
	return client_call(tee, session, function, memory, value);
}

static bool fill(int id, uint64_t offset, uint32_t first)
{
	return !call(RESTRICTED_TA_FILL, memref(OUT, id, offset, PAGE), &first);
}

static bool filled(int id, uint64_t offset, uint32_t first)
{
	uint32_t value = 0, expected = 0;
	int i;

	for (i = 0; i < (int)PAGE; i++)
		expected = 31 * expected + (uint8_t)(first + i * 7);
	return !call(RESTRICTED_TA_HASH, memref(IN, id, offset, PAGE),
		     &value) && value == expected;
}

static bool open_session(void)
{
	uint32_t ret;

	tee = client_open(TEE_DEVICE);
	return tap(!client_open_session(tee, uuid_restricted_ta, &session,
					&ret) && !ret,
		   "a session with the application");
}

/* Two buffers are parts of one memory, so that offsets matter. */
static int use(void)
{
	int first, second, allocated, id1, id2, id3, shm1, shm2;
	uint32_t value = 0;

	if (!open_session())
		return tap_done();
	first = heap_alloc(heap, 2 * PAGE);
	second = heap_alloc(heap, 2 * PAGE);
	shm1 = client_register_fd(tee, first, &id1);
	shm2 = client_register_fd(tee, second, &id2);
	allocated = client_rstmem_alloc(tee, 1, 2 * PAGE, &id3);
	tap(shm1 >= 0 && shm2 >= 0 && allocated >= 0,
	    "two buffers registered, and one allocated by the TEE device");
	close(first);
	close(second);
	tap(fill(id1, 0, 1) && fill(id1, PAGE, 2) && fill(id2, 0, 3) &&
	    fill(id2, PAGE, 4) && fill(id3, 0, 5) && fill(id3, PAGE, 6),
	    "the application writes to all of them");
	tap(filled(id1, 0, 1) && filled(id1, PAGE, 2) && filled(id2, 0, 3) &&
	    filled(id2, PAGE, 4) && filled(id3, 0, 5) && filled(id3, PAGE, 6),
	    "and reads each page as it was written");
	tap(call(RESTRICTED_TA_HASH, memref(IN, id1, PAGE, PAGE + 1), &value) ==
	    -EINVAL, "a byte too many, which is another buffer's: EINVAL");
	close(shm1);
	close(shm2);
	close(allocated);
	close(tee);
	return tap_done();
}

static int64_t left_in(int id, uint64_t size)
{
	uint32_t bytes = 0;

	return call(RESTRICTED_TA_COUNT, memref(IN, id, 0, size), &bytes) ?
	       -1 : (int64_t)bytes;
}

/* Else the next buffer would be elsewhere. */
static bool all_scrubbed(void)
{
	char path[128];
	int looks;

	snprintf(path, sizeof(path), "/sys/class/rstmem/%s/quarantined",
		 strchr(heap, ',') + 1);
	for (looks = 0; looks < 500; looks++) {
		if (!number_read(path))
			return true;
		usleep(10000);
	}
	return false;
}

/* Memory that goes back to its driver in between would be cleared anyway. */
static int reuse(uint64_t size)
{
	int keep = heap_alloc(heap, PAGE);
	int buffer, shm, id;
	uint32_t first = 42;
	int64_t left;

	if (!open_session())
		return tap_done();
	size -= PAGE;
	buffer = heap_alloc(heap, size);
	shm = client_register_fd(tee, buffer, &id);
	call(RESTRICTED_TA_FILL, memref(OUT, id, 0, size), &first);
	left = left_in(id, size);
	tap(keep >= 0 && shm >= 0 && left > (int64_t)size / 2,
	    "the application soils a buffer beside another one (%lld bytes)",
	    (long long)left);
	close(shm);
	close(buffer);
	tap(all_scrubbed(), "which is scrubbed");
	buffer = heap_alloc(heap, size);
	shm = client_register_fd(tee, buffer, &id);
	left = left_in(id, size);
	tap(!left, "its next owner finds %lld bytes of that", (long long)left);
	close(shm);
	close(buffer);
	close(keep);
	close(tee);
	return tap_done();
}

static int foreign(void)
{
	int buffer = heap_alloc(heap, PAGE), all, fds, id;

	tee = client_open(TEE_DEVICE);
	fds = fds_open();
	tap(buffer >= 0 && client_register_fd(tee, buffer, &id) == -EINVAL,
	    "a buffer of another TEE: EINVAL");
	tap(client_rstmem_alloc(tee, RSTMEM_USE_CASE_TRUSTED_UI, PAGE, &id) ==
	    -ENODEV, "a use-case whose pool is another TEE's: ENODEV");
	all = heap_alloc(heap, (1 << 20) - PAGE);
	tap(all >= 0 && client_rstmem_alloc(tee, RSTMEM_USE_CASE_TRUSTED_UI,
					    PAGE, &id) == -ENODEV,
	    "also where that pool is used up");
	close(all);
	tap(fds_open() == fds, "and no descriptor is left behind");
	close(buffer);
	close(tee);
	return tap_done();
}

int main(int argc, char **argv)
{
	if (argc < 3)
		return 2;
	heap = argv[1];
	if (!strcmp(argv[2], "use"))
		return use();
	if (!strcmp(argv[2], "foreign"))
		return foreign();
	if (argc < 4)
		return 2;
	if (!strcmp(argv[2], "hold"))
		return hold(strtoull(argv[3], NULL, 0));
	if (!strcmp(argv[2], "reuse"))
		return reuse(strtoull(argv[3], NULL, 0));
	if (!strcmp(argv[2], "fits"))
		return heap_alloc(heap, strtoull(argv[3], NULL, 0)) < 0;
	if (!strcmp(argv[2], "race") && argc > 4)
		return race(strtoul(argv[3], NULL, 0),
			    strtoul(argv[4], NULL, 0));
	return 2;
}
