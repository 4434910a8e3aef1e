// SPDX-License-Identifier: GPL-2.0-only
/*
 * copy before|pool|after [CASE…]: the copy engine of docs/porting-v4l2.md, by raw
 * ioctls
 */
#include <err.h>
#include <errno.h>
#include <fcntl.h>
#include <string.h>
#include <unistd.h>

#include "lib/tee.h"
#include "engine.h"
#include "tests.h"

#define COUNTERS	"/sys/kernel/debug/rst_v4l2/rst_copy_after"
#define POLICY		"/sys/class/rstmem/secure-video/"

static int tee;
static uint32_t session;

int video_alloc(void)
{
	int fd = heap_alloc(RSTMEM_HEAP_SECURE_VIDEO_PLAY, SIZE);

	if (fd < 0)
		errx(1, "no buffer: %s", strerror(-fd));
	return fd;
}

static int have_done(int dmabuf, uint32_t function, uint32_t *value)
{
	uint64_t attr = function == RESTRICTED_TA_FILL ? OUT : IN;
	int id, ret, shm = client_register_fd(tee, dmabuf, &id);

	if (shm < 0)
		return shm;
	ret = client_call(tee, session, function, memref(attr, id, 0, SIZE),
			  value);
	close(shm);
	return ret;
}

int fill(int dmabuf, uint8_t first)
{
	uint32_t value = first;

	return have_done(dmabuf, RESTRICTED_TA_FILL, &value);
}

bool is_filled(int dmabuf, uint8_t first)
{
	uint32_t value = 0, sum = 0;

	for (size_t i = 0; i < SIZE; i++)
		sum = 31 * sum + (uint8_t)(first + i * 7);
	return !have_done(dmabuf, RESTRICTED_TA_HASH, &value) && value == sum;
}

bool bytes_are_filled(const uint8_t *bytes, uint8_t first)
{
	for (size_t i = 0; i < SIZE; i++)
		if (bytes[i] != (uint8_t)(first + i * 7))
			return false;
	return true;
}

/* The last reference goes on the way back to user space, or a moment later. */
long video_bytes(long expected)
{
	long bytes = -1;

	for (int look = 0; look < 100; look++) {
		bytes = heap_bytes("secure-video");
		if (bytes == expected)
			break;
		usleep(20000);
	}
	return bytes;
}

long counter(const char *name)
{
	char line[64], word[32];
	FILE *file = fopen(COUNTERS, "r");
	long value = -1, found;

	if (!file)
		return -1;
	while (fgets(line, sizeof(line), file)) {
		if (sscanf(line, "%31s %ld", word, &found) == 2 &&
		    !strcmp(word, name))
			value = found;
	}
	fclose(file);
	return value;
}

int verdict(const char *verb)
{
	char path[64];

	snprintf(path, sizeof(path), POLICY "%s", verb);
	return text_write(path, "platform/rst_copy_after");
}

int main(int argc, char **argv)
{
	uint32_t ret;

	if (argc < 2)
		errx(2, "usage: copy before|pool|after [CASE…]");
	tap_start(argc - 1, argv + 1);
	tee = client_open(TEE_DEVICE);
	if (tee < 0 ||
	    client_open_session(tee, uuid_restricted_ta, &session, &ret) || ret)
		errx(1, "no trusted application to look into buffers");

	if (!strcmp(argv[1], "before")) {
		TAP_CASE(test_before);
	} else if (!strcmp(argv[1], "pool")) {
		TAP_CASE(test_pool_gone);
	} else {
		test_after();
		TAP_CASE(test_known);
		TAP_CASE(test_denied);
		TAP_CASE(test_unbound);
		TAP_CASE(test_races);
	}
	return tap_done();
}
