// SPDX-License-Identifier: GPL-2.0-only
/*
 * register-bench [THREADS] [BYTES]: how long registering ordinary memory with the
 * TEE and letting go of it takes, as libteec does for each temporary memory
 * reference. A reading, no test; works with the kernel's own tee.ko, too.
 */
#define _GNU_SOURCE
#include <err.h>
#include <fcntl.h>
#include <linux/tee.h>
#include <pthread.h>
#include <stdint.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <sys/ioctl.h>
#include <sys/mman.h>
#include <time.h>
#include <unistd.h>

#define SECONDS	4
#define MOST	64

static size_t bytes = 65536;
static long long done[MOST];

static double now(void)
{
	struct timespec time;

	clock_gettime(CLOCK_MONOTONIC, &time);
	return time.tv_sec + time.tv_nsec / 1e9;
}

static void *work(void *counter)
{
	int tee = open("/dev/tee0", O_RDWR | O_CLOEXEC);
	struct tee_ioctl_shm_register_data data = { .length = bytes };
	char *memory = mmap(NULL, bytes, PROT_READ | PROT_WRITE,
			    MAP_PRIVATE | MAP_ANONYMOUS, -1, 0);
	double end = now() + SECONDS;
	int fd;

	if (tee < 0 || memory == MAP_FAILED)
		err(1, "/dev/tee0");
	memset(memory, 1, bytes);
	while (now() < end) {
		data.addr = (uintptr_t)memory;
		data.length = bytes;
		data.flags = 0;
		fd = ioctl(tee, TEE_IOC_SHM_REGISTER, &data);
		if (fd < 0)
			err(1, "registering");
		close(fd);
		++*(long long *)counter;
	}
	close(tee);
	return NULL;
}

int main(int argc, char **argv)
{
	int threads = argc > 1 ? atoi(argv[1]) : 1, i;
	pthread_t ids[MOST];
	long long sum = 0;

	bytes = argc > 2 ? strtoul(argv[2], NULL, 0) : bytes;
	if (threads < 1 || threads > MOST || !bytes)
		errx(2, "usage: register-bench [THREADS] [BYTES]");
	for (i = 0; i < threads; i++)
		pthread_create(&ids[i], NULL, work, &done[i]);
	for (i = 0; i < threads; i++) {
		pthread_join(ids[i], NULL);
		sum += done[i];
	}
	printf("%d threads, %zu bytes: %lld a second, %.0f us each\n", threads,
	       bytes, sum / SECONDS, 1e6 * SECONDS * threads / sum);
	return 0;
}
