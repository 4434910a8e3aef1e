// SPDX-License-Identifier: GPL-2.0-only
/*
 * crowd N: so many processes are in calls of one session at once, and then all
 * are gone. The driver needs more memory for calls than it has had, and must not
 * keep the session for its sake.
 */
#include <stdint.h>
#include <stdlib.h>
#include <sys/wait.h>
#include <unistd.h>

#include "lib/tee.h"

#define WAIT_MS	100

int main(int argc, char **argv)
{
	int crowd = argc > 1 ? atoi(argv[1]) : 1;
	int tee = client_open(TEE_DEVICE), id, start[2], failed = 0;
	int buffer = client_rstmem_alloc(tee, 1, PAGE, &id);
	uint32_t session, ret = 1, ms = WAIT_MS;
	char byte;

	if (buffer < 0 || pipe(start) ||
	    client_open_session(tee, uuid_restricted_ta, &session, &ret) || ret)
		return 1;
	for (int i = 0; i < crowd; i++) {
		if (fork())
			continue;
		close(start[1]);
		(void)!read(start[0], &byte, 1);
		_exit(client_call(tee, session, RESTRICTED_TA_WAIT,
				  memref(IN, id, 0, PAGE), &ms) != 0);
	}
	close(start[0]);
	close(start[1]);
	for (int i = 0; i < crowd; i++) {
		int status = 1;

		wait(&status);
		failed |= status;
	}
	return !!failed;
}
