// SPDX-License-Identifier: GPL-2.0-only
/*
 * hold: has restricted buffers, and no TEE device, until its input ends; then
 * says whether the buffers could still be let go of.
 * hold BYTES: says whether so many can be allocated.
 */
#include <stdlib.h>
#include <unistd.h>

#include "lib/tee.h"

static int hold(void)
{
	int tee = client_open(TEE_DEVICE), id;
	int heap = heap_alloc(RSTMEM_HEAP_SECURE_VIDEO_PLAY, PAGE);
	int registered = client_register_fd(tee, heap, &id);
	int allocated = client_rstmem_alloc(tee, 1, PAGE, &id);
	char byte;

	if (tee < 0 || heap < 0 || registered < 0 || allocated < 0)
		return 1;
	close(tee);
	close(heap);
	(void)!write(STDOUT_FILENO, "held\n", 5);
	while (read(STDIN_FILENO, &byte, 1) > 0)
		;
	return close(registered) || close(allocated);
}

int main(int argc, char **argv)
{
	if (argc < 2)
		return hold();
	return heap_alloc(RSTMEM_HEAP_SECURE_VIDEO_PLAY,
				 strtoull(argv[1], NULL, 0)) < 0;
}
