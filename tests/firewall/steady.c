// SPDX-License-Identifier: GPL-2.0-only
/*
 * steady: allocates again and again until it is told to stop, and says how often.
 * Its status is 1 if that has failed.
 */
#include <signal.h>
#include <stdio.h>
#include <unistd.h>

#include "lib/heap.h"

static volatile sig_atomic_t stop;

static void on_term(int signal)
{
	(void)signal;
	stop = 1;
}

int main(void)
{
	int node = node_open(&heaps[0]), buffer = 0;
	unsigned int count;

	signal(SIGTERM, on_term);
	for (count = 0; !stop; count++) {
		buffer = node_alloc(node, 4096);
		if (buffer < 0)
			break;
		close(buffer);
	}
	printf("%u times, then %d\n", count, buffer < 0 ? buffer : 0);
	return buffer < 0;
}
