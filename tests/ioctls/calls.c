// SPDX-License-Identifier: GPL-2.0-only
#define _GNU_SOURCE
/*
 * calls SECONDS [SEED]: three processes, which share what they have open, call
 * whatever the nodes of ours take, at random. It is the kernel that finds fault.
 */
#include <errno.h>
#include <fcntl.h>
#include <glob.h>
#include <poll.h>
#include <signal.h>
#include <stdlib.h>
#include <string.h>
#include <sys/ioctl.h>
#include <sys/mman.h>
#include <sys/time.h>
#include <sys/wait.h>
#include <time.h>
#include <unistd.h>

#include "lib/heap.h"
#include "lib/tap.h"
#include "random.h"

#define PROCESSES	3
#define LIFE		4000	/* calls, then everything is closed */
#define MOST_NODES	24

static const struct {
	const char *pattern;
	enum kind kind;
} patterns[] = {
	{ "/dev/dma_heap/protected,*", HEAP }, { "/dev/tee0", TEE },
	{ "/dev/teepriv0", TEE }, { "/dev/video*", VIDEO },
	{ "/dev/media*", VIDEO }, { "/dev/dri/card*", CARD },
	{ "/dev/dri/renderD*", CARD },
};

static struct node {
	char path[64];
	enum kind kind;
} nodes[MOST_NODES];
static unsigned int node_count;

int slots[SLOTS];
static enum kind kinds[SLOTS];

/* Of all processes */
static struct counts {
	unsigned long calls[KINDS], good[KINDS];
} *counts;

static void find_nodes(void)
{
	size_t i, j;
	glob_t found;

	for (i = 0; i < sizeof(patterns) / sizeof(patterns[0]); i++) {
		if (glob(patterns[i].pattern, 0, NULL, &found))
			continue;
		for (j = 0; j < found.gl_pathc && node_count < MOST_NODES; j++) {
			struct node *node = &nodes[node_count++];

			snprintf(node->path, sizeof(node->path), "%s",
				 found.gl_pathv[j]);
			node->kind = patterns[i].kind;
		}
		globfree(&found);
	}
}

static void keep(int fd, enum kind kind)
{
	unsigned int at = random_below(SLOTS);

	if (slots[at] >= 0)
		close(slots[at]);
	slots[at] = fd;
	kinds[at] = kind;
}

static void open_node(void)
{
	const struct node *node = &nodes[random_below(node_count)];
	int fd = open(node->path, O_RDWR | O_CLOEXEC | O_NONBLOCK);

	if (fd >= 0)
		keep(fd, node->kind);
}

/*
 * Whatever a call has opened is found by its number. What arrives in an argument
 * (a buffer's descriptor) is the lowest that was free before.
 */
static void call(unsigned int at)
{
	enum kind kind = random_below(16) ? kinds[at] : random_below(KINDS);
	unsigned long command = random_command(kind);
	int expected = dup(slots[at]), rc;

	close(expected);
	rc = ioctl(slots[at], command, random_argument(command));
	__atomic_add_fetch(&counts->calls[kinds[at]], 1, __ATOMIC_RELAXED);
	if (rc < 0)
		return;
	__atomic_add_fetch(&counts->good[kinds[at]], 1, __ATOMIC_RELAXED);
	if (fcntl(expected, F_GETFD) >= 0)
		keep(expected, BUFFER);
}

static void other(unsigned int at)
{
	struct pollfd poll_fd = { .fd = slots[at], .events = POLLIN | POLLOUT };
	void *map;
	char byte;

	switch (random_below(4)) {
	case 0:
		map = mmap(NULL, 4096, PROT_READ, MAP_SHARED, slots[at],
			   random_below(8) * 4096L);
		if (map != MAP_FAILED)
			munmap(map, 4096);
		break;
	case 1:
		poll(&poll_fd, 1, 0);
		break;
	case 2:
		if (read(slots[at], &byte, 1) < 0)
			break;
		break;
	default:
		close(slots[at]);
		slots[at] = -1;
	}
}

/* Ends a call that waits. */
static void on_alarm(int signal)
{
	(void)signal;
}

/* Another seed, another life; what it had is closed at its end. */
static void live(unsigned int seed)
{
	const struct itimerval often = { { 0, 200000 }, { 0, 200000 } };
	struct sigaction action = { .sa_handler = on_alarm };
	int i;

	sigaction(SIGALRM, &action, NULL);
	setitimer(ITIMER_REAL, &often, NULL);
	random_seed(seed);
	memset(slots, -1, sizeof(slots));
	for (i = 0; i < LIFE; i++) {
		unsigned int at = random_below(SLOTS);

		if (slots[at] < 0)
			open_node();
		else if (random_below(8))
			call(at);
		else
			other(at);
	}
	_exit(0);
}

/* Lives of one process after the other, each of which may be killed. */
static void lives(unsigned int seed, time_t end)
{
	int status;

	while (time(NULL) < end) {
		pid_t child = fork();

		if (!child)
			live(seed);
		while (waitpid(child, &status, 0) < 0 && errno == EINTR)
			;
		if (WIFSIGNALED(status))
			printf("# seed %u ended with signal %d\n", seed,
			       WTERMSIG(status));
		seed += PROCESSES;
	}
	fflush(stdout);
	_exit(0);
}

int main(int argc, char **argv)
{
	static const char * const names[] = { "heaps", "TEE", "video", "cards",
					      "buffers" };
	time_t end = time(NULL) + (argc > 1 ? atoi(argv[1]) : 5);
	unsigned int seed = argc > 2 ? atoi(argv[2]) : 1;
	int i;

	tap_start(1, argv);
	find_nodes();
	counts = mmap(NULL, sizeof(*counts), PROT_READ | PROT_WRITE,
		      MAP_SHARED | MAP_ANONYMOUS, -1, 0);
	for (i = 0; i < PROCESSES; i++)
		if (!fork())
			lives(seed + i, end);
	while (wait(NULL) > 0 || errno == EINTR)
		;
	for (i = 0; i < KINDS; i++)
		tap(counts->good[i], "%s: %lu calls, %lu were granted",
		    names[i], counts->calls[i], counts->good[i]);
	for (i = 0; i < 3; i++)
		tap(eventually(!books_read(&heaps[i]).bytes),
		    "%s: the books are empty", heaps[i].name);
	return tap_done();
}
