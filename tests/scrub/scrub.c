// SPDX-License-Identifier: GPL-2.0-only
/*
 * Does what one owner left in restricted memory reach the next one?
 *
 * A trusted application writes a pattern and looks for it; the whole pool is
 * allocated for looking, so that nothing depends on where a buffer lies.
 *
 * scrub [CASE…]	tries all ways of letting go of a buffer
 * scrub --attack	expects the pattern to be found: scrubbing is off
 * scrub --hold BYTES	leaves a pattern, says "held", waits for its input's end
 * scrub --look		succeeds where all of the pool is zero
 * scrub --alloc	allocates the whole pool: its exit status is an errno
 * scrub --cost [BYTES FRAMES]	how long it takes to let go of a film's frames
 */
#include <errno.h>
#include <signal.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <sys/wait.h>
#include <time.h>
#include <unistd.h>

#include "lib/tee.h"
#include "lib/text.h"

#define ACCESS_DENIED	0xffff0001

static const char *const heaps[] = {
	RSTMEM_HEAP_SECURE_VIDEO_PLAY, RSTMEM_HEAP_TRUSTED_UI,
	RSTMEM_HEAP_SECURE_VIDEO_RECORD,
};

static uint64_t pool_size(void)
{
	return number_read("/sys/class/rstmem/secure-video/size");
}

/* What the application says, as call() of other tests; -errno or its result. */
static int call(int buffer, uint32_t function, uint64_t size, uint32_t *value)
{
	int tee = client_open(TEE_DEVICE), shm, id, rc;
	uint32_t session, ret = 0;

	shm = client_register_fd(tee, buffer, &id);
	rc = shm < 0 ? shm : client_open_session(tee, uuid_restricted_ta,
						 &session, &ret);
	if (!rc && !ret)
		rc = client_call(tee, session, function,
				 memref(function == RESTRICTED_TA_FILL ? OUT :
					IN, id, 0, size), value);
	if (shm >= 0)
		close(shm);
	close(tee);
	if (rc || ret)
		printf("# the application was not served: %d, 0x%x\n", rc, ret);
	return rc ?: (int)ret;
}

/* A buffer with the pattern in it, whose bytes are zero once in 256 */
static int soiled(const char *heap, uint64_t size)
{
	int buffer = heap_alloc(heap, size);
	uint32_t first = 42;

	if (buffer >= 0 && call(buffer, RESTRICTED_TA_FILL, size, &first)) {
		close(buffer);
		return -EIO;
	}
	return buffer;
}

/* How many bytes of the pool are not zero, or -1. */
static long found(const char *heap)
{
	uint64_t size = pool_size();
	int buffer = heap_alloc(heap, size);
	uint32_t bytes = 0;
	int rc;

	if (buffer < 0) {
		printf("# the pool could not be allocated: %d\n", buffer);
		return -1;
	}
	rc = call(buffer, RESTRICTED_TA_COUNT, size, &bytes);
	close(buffer);
	return rc ? -1 : (long)bytes;
}

static void expect_zeros(const char *heap, const char *how)
{
	long bytes = found(heap);

	tap(!bytes, "%s: %ld bytes of the last owner are found (%s)", how,
	    bytes, heap);
}

static void closed(const char *heap, uint64_t size)
{
	int buffer = soiled(heap, size);

	if (!tap(buffer >= 0, "%llu bytes are soiled",
		 (unsigned long long)size))
		return;
	close(buffer);
	expect_zeros(heap, "closed");
}

static void killed(const char *heap)
{
	int ready[2], buffer;
	char byte = 0;
	pid_t child;

	if (pipe(ready))
		return;
	child = fork();
	if (!child) {
		buffer = soiled(heap, 64 * PAGE);
		byte = buffer >= 0;
		(void)!write(ready[1], &byte, 1);
		pause();
	}
	tap(read(ready[0], &byte, 1) == 1 && byte, "a process soils a buffer");
	kill(child, SIGKILL);
	waitpid(child, NULL, 0);
	expect_zeros(heap, "killed");
}

/* The id of TEE_IOC_RSTMEM_ALLOC, and memory that was never in a heap's hands */
static void allocated_by_tee(void)
{
	int tee = client_open(TEE_DEVICE), id;
	int buffer = client_rstmem_alloc(tee, RSTMEM_USE_CASE_TRUSTED_UI,
					 16 * PAGE, &id);
	uint32_t first = 1;

	tap(buffer >= 0 &&
	    !call(buffer, RESTRICTED_TA_FILL, 16 * PAGE, &first),
	    "a buffer of the TEE device is soiled");
	close(tee);
	close(buffer);
	expect_zeros(RSTMEM_HEAP_SECURE_VIDEO_PLAY, "allocated by the TEE");
}

/* Else a process could clear what others have in a buffer. */
static void not_for_processes(void)
{
	static const uint8_t uuid[TEE_IOCTL_UUID_LEN] = {
		0x8c, 0x2f, 0x9b, 0x16, 0x4e, 0x7d, 0x4a, 0x53,
		0xb1, 0x8e, 0x5d, 0x60, 0x37, 0xc9, 0x24, 0xfa,
	};
	int tee = client_open(TEE_DEVICE), rc;
	uint32_t session, ret = 0;

	rc = client_open_session(tee, uuid, &session, &ret);
	tap(!rc && ret == ACCESS_DENIED,
	    "a process gets no session with what clears memory (%d, 0x%x)", rc,
	    ret);
	close(tee);
}

static int all_ways(void)
{
	TAP_CASE(not_for_processes);
	for (size_t i = 0; i < sizeof(heaps) / sizeof(*heaps); i++) {
		TAP_CASE(closed, heaps[i], PAGE);
		TAP_CASE(closed, heaps[i], pool_size());
	}
	TAP_CASE(killed, heaps[0]);
	TAP_CASE(allocated_by_tee);
	return tap_done();
}

static int attack(void)
{
	int buffer = soiled(heaps[0], 16 * PAGE);
	long bytes;

	close(buffer);
	bytes = found(heaps[1]);
	tap(buffer >= 0 && bytes >= (long)(16 * PAGE - 16 * PAGE / 256),
	    "without scrubbing, %ld bytes reach the next owner", bytes);
	return tap_done();
}

static int hold(uint64_t size)
{
	int buffer = soiled(heaps[0], size);
	char byte;

	if (buffer < 0)
		return 1;
	(void)!write(STDOUT_FILENO, "held\n", 5);
	while (read(STDIN_FILENO, &byte, 1) > 0)
		;
	return close(buffer) != 0;
}

static double ms(void)
{
	struct timespec now;

	clock_gettime(CLOCK_MONOTONIC, &now);
	return now.tv_sec * 1e3 + now.tv_nsec / 1e6;
}

/* Lets go of them all, and says how long that took. */
static void let_go(const int *buffers, uint64_t size, int frames)
{
	double began = ms(), before, took, last = 0, worst = 0;
	int i;

	for (i = 0; i < frames; i++) {
		before = ms();
		close(buffers[i]);
		took = ms() - before;
		last = took;
		worst = took > worst ? took : worst;
	}
	printf("# %d frames of %llu KiB: let go of in %.2f ms, the last in %.2f, the worst in %.2f\n",
	       frames, (unsigned long long)size >> 10, ms() - began, last,
	       worst);
}

static bool all_scrubbed(void)
{
	int looks;

	for (looks = 0; looks < 10000; looks++) {
		if (!number_read("/sys/class/rstmem/secure-video/quarantined"))
			return true;
		usleep(1000);
	}
	return false;
}

/*
 * The end of a film: all its frames go, and the next one's come. The times are
 * for people; what fails is a buffer that is not to be had, or not clean.
 */
static int cost(uint64_t size, int frames)
{
	int buffers[frames], i, whole;
	uint32_t bytes = 0;
	double before;

	for (i = 0; i < frames; i++) {
		buffers[i] = soiled(heaps[0], size);
		if (!tap(buffers[i] >= 0, "frame %d is to be had, and soiled",
			 i))
			return tap_done();
	}
	let_go(buffers, size, frames);
	before = ms();
	whole = heap_alloc(heaps[0], pool_size());
	printf("# all memory to be had again: %.2f ms later\n", ms() - before);
	tap(whole >= 0 && !call(whole, RESTRICTED_TA_COUNT, pool_size(),
				&bytes) && !bytes,
	    "all memory is to be had, and %u bytes of the film are found",
	    bytes);
	close(whole);
	tap(all_scrubbed(), "nothing is in quarantine");

	buffers[0] = soiled(heaps[0], size);
	close(buffers[0]);
	before = ms();
	buffers[1] = heap_alloc(heaps[0], size);
	printf("# a frame right after one was let go of: %.2f ms\n",
	       ms() - before);
	tap(buffers[0] >= 0 && buffers[1] >= 0 &&
	    !call(buffers[1], RESTRICTED_TA_COUNT, size, &bytes) && !bytes,
	    "a frame is to be had right after one was let go of, and clean");
	close(buffers[1]);
	return tap_done();
}

int main(int argc, char **argv)
{
	const char *mode = argc > 1 ? argv[1] : "";
	int buffer;

	if (!strcmp(mode, "--attack"))
		return attack();
	if (!strcmp(mode, "--hold") && argc > 2)
		return hold(strtoull(argv[2], NULL, 0));
	if (!strcmp(mode, "--look"))
		return found(heaps[0]) != 0;
	if (!strcmp(mode, "--cost"))
		return argc > 3 ? cost(strtoull(argv[2], NULL, 0),
				       atoi(argv[3])) : cost(640 * 360 * 3 / 2, 12);
	if (!strcmp(mode, "--alloc")) {
		buffer = heap_alloc(heaps[0], pool_size());
		return buffer < 0 ? -buffer : 0;
	}
	tap_start(argc, argv);
	return all_ways();
}
