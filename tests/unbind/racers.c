// SPDX-License-Identifier: GPL-2.0-only
#define _GNU_SOURCE
/*
 * racers N: N processes of two threads that allocate, register, pass on and
 * release for as long as their input lasts, whether the TEE is there or not. Any
 * answer will do that says that it is not; other answers are failures. Prints
 * how often it worked, and how often the TEE had gone.
 */
#include <errno.h>
#include <pthread.h>
#include <signal.h>
#include <stdatomic.h>
#include <stdio.h>
#include <stdlib.h>
#include <sys/mman.h>
#include <sys/wait.h>
#include <unistd.h>

#include "lib/policy.h"
#include "lib/tee.h"

#define SIZE	32768

static struct tally {
	atomic_long worked, gone, wrong;
	atomic_int last;
	atomic_bool over;
} *tally;

/* Return: whether @fd is a descriptor. */
static bool judge(int fd)
{
	if (fd >= 0) {
		atomic_fetch_add(&tally->worked, 1);
		return true;
	}
	switch (-fd) {
	case ENODEV:
	case ENOENT:
	case ENXIO:
		atomic_fetch_add(&tally->gone, 1);
		break;
	case ENOMEM:	/* others have it all */
		break;
	default:
		atomic_fetch_add(&tally->wrong, 1);
		atomic_store(&tally->last, fd);
	}
	return false;
}

static void once(unsigned int which)
{
	int node = node_open(&heaps[which % 3]);
	int tee = client_open(TEE_DEVICE);
	int buffer = -1, other = -1, registered = -1, id;

	if (judge(node))
		buffer = node_alloc(node, SIZE);
	if (node >= 0 && judge(buffer) && judge(tee)) {
		registered = client_register_fd(tee, buffer, &id);
		judge(registered);
		other = client_rstmem_alloc(tee, which % 3 + 1, SIZE, &id);
		judge(other);
	}
	if (tee >= 0)
		close(tee);
	if (buffer >= 0)
		close(buffer);
	if (registered >= 0)
		close(registered);
	if (other >= 0)
		close(other);
	if (node >= 0)
		close(node);
	/* Where there is nothing, asking at once again only burns time. */
	if (node < 0 || tee < 0)
		usleep(5000);
}

static void *race(void *argument)
{
	unsigned int which = (unsigned long)argument;

	while (!atomic_load(&tally->over))
		once(which++);
	return NULL;
}

static void racer(unsigned long number)
{
	pthread_t thread;

	if (pthread_create(&thread, NULL, race, (void *)(2 * number + 1)))
		_exit(1);
	race((void *)(2 * number));
	pthread_join(thread, NULL);
	_exit(0);
}

int main(int argc, char **argv)
{
	int count = argc > 1 ? atoi(argv[1]) : 2, i;
	char byte;

	tally = mmap(NULL, sizeof(*tally), PROT_READ | PROT_WRITE,
		     MAP_SHARED | MAP_ANONYMOUS, -1, 0);
	if (tally == MAP_FAILED)
		return 2;
	for (i = 0; i < count; i++) {
		if (!fork())
			racer(i);
	}
	while (read(STDIN_FILENO, &byte, 1) > 0)
		;
	atomic_store(&tally->over, true);
	while (wait(NULL) > 0)
		;
	printf("%ld worked, %ld found nothing there, %ld were wrong (%d)\n",
	       atomic_load(&tally->worked), atomic_load(&tally->gone),
	       atomic_load(&tally->wrong), atomic_load(&tally->last));
	return atomic_load(&tally->wrong) || !atomic_load(&tally->worked);
}
