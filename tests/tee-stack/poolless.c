// SPDX-License-Identifier: GPL-2.0-only
/*
 * poolless: the module that brings OP-TEE's pool is unloaded, and OP-TEE stays.
 * Nothing new begins with the buffers, what is registered goes on.
 */
#include <errno.h>
#include <stdlib.h>
#include <unistd.h>

#include "lib/tee.h"

static int tee;
static uint32_t session;

static bool fill(int id)
{
	uint32_t first = 1;

	return !client_call(tee, session, RESTRICTED_TA_FILL,
			    memref(OUT, id, 0, PAGE), &first);
}

int main(void)
{
	int buffer, shm, id, other, fds;
	uint32_t ret = 1;

	tee = client_open(TEE_DEVICE);
	buffer = heap_alloc(RSTMEM_HEAP_SECURE_VIDEO_PLAY, PAGE);
	shm = client_register_fd(tee, buffer, &id);
	if (!tap(shm >= 0 && !client_open_session(tee, uuid_restricted_ta,
						  &session, &ret) &&
		 !ret && fill(id), "poolless: a buffer that works"))
		return tap_done();

	tap(!system("rmmod optee_rstmem"), "poolless: the pool can go");
	fds = fds_open();
	tap(client_register_fd(tee, buffer, &other) == -ENODEV,
	    "poolless: registering says ENODEV");
	tap(client_rstmem_alloc(tee, RSTMEM_USE_CASE_SECURE_VIDEO_PLAY, PAGE,
				&other) == -ENODEV,
	    "poolless: allocating says ENODEV");
	tap(fds_open() == fds, "poolless: no descriptor is left behind");
	tap(fill(id), "poolless: what was registered still works");
	close(shm);
	close(buffer);
	close(tee);
	return tap_done();
}
