// SPDX-License-Identifier: GPL-2.0-only
#define _GNU_SOURCE
/*
 * Holds what users hold, while the TEE's driver goes and comes: open nodes,
 * buffers, their registrations with the TEE, and a device attached to one.
 *
 * Reads orders, a line each, and answers each with "ok" or what is wrong:
 *
 *	hold	take all of it (not the TEE's device: that one is opened and
 *		closed)
 *	gone	the driver has gone: what must not work does not, and what is
 *		held is good
 *	half	give back every other thing
 *	rest	give back the rest
 */
#include <errno.h>
#include <stdarg.h>
#include <stdio.h>
#include <string.h>
#include <sys/stat.h>
#include <unistd.h>

#include "lib/policy.h"
#include "lib/tee.h"

#define BUFFERS	6
#define SIZE	65536

static int nodes[3] = { -1, -1, -1 };
static int buffers[BUFFERS], registered[BUFFERS];
static bool attached;
static int fds;
static char trouble[256];

__attribute__((format(printf, 1, 2)))
static bool wrong(const char *format, ...)
{
	va_list args;

	va_start(args, format);
	vsnprintf(trouble, sizeof(trouble), format, args);
	va_end(args);
	return false;
}

static bool hold(void)
{
	int tee = client_open(TEE_DEVICE), err, id, i;

	if (tee < 0)
		return wrong("/dev/tee0: %d", tee);
	for (i = 0; i < 3; i++) {
		nodes[i] = node_open(&heaps[i]);
		if (nodes[i] < 0)
			return wrong("%s: %d", heaps[i].node, nodes[i]);
	}
	for (i = 0; i < BUFFERS; i++) {
		buffers[i] = i < 3 ? node_alloc(nodes[i], SIZE) :
				     client_rstmem_alloc(tee, i - 2, SIZE, &id);
		registered[i] = client_register_fd(tee, buffers[i], &id);
		if (buffers[i] < 0 || registered[i] < 0)
			return wrong("buffer %d: %d, registered: %d", i,
				     buffers[i], registered[i]);
	}
	close(tee);
	verdict_write(&heaps[0], "allow", DEVICE);
	err = importer_give("attach", buffers[0]);
	attached = !err;
	return attached || wrong("attach: %d", err);
}

static bool gone(void)
{
	struct stat status;
	int err, i;

	for (i = 0; i < 3; i++) {
		err = node_alloc(nodes[i], SIZE);
		if (err != -ENODEV)
			return wrong("an open node says %d", err);
		if (!access(heaps[i].node, F_OK))
			return wrong("%s is still there", heaps[i].node);
	}
	for (i = 0; i < BUFFERS; i++) {
		if (fstat(buffers[i], &status) || status.st_size != SIZE)
			return wrong("buffer %d has %lld bytes", i,
				     (long long)status.st_size);
	}
	err = importer_write("again", "1");
	if (err)
		return wrong("an attached device maps again: %d", err);
	importer_write("detach", "1");
	attached = false;
	err = importer_give("attach", buffers[3]);
	return err == -ENODEV || wrong("a new attachment: %d", err);
}

static void release(int begin, int step)
{
	int i;

	for (i = begin; i < BUFFERS; i += step) {
		if (buffers[i] >= 0)
			close(buffers[i]);
		if (registered[i] >= 0)
			close(registered[i]);
		buffers[i] = -1;
		registered[i] = -1;
	}
}

static bool rest(void)
{
	int i;

	release(0, 1);
	for (i = 0; i < 3; i++) {
		if (nodes[i] >= 0)
			close(nodes[i]);
		nodes[i] = -1;
	}
	verdict_write(&heaps[0], "forget", DEVICE);
	return fds_open() == fds ||
	       wrong("%d descriptors are open, not %d", fds_open(), fds);
}

static bool obey(const char *order)
{
	if (!strcmp(order, "hold"))
		return hold();
	if (!strcmp(order, "gone"))
		return gone();
	if (!strcmp(order, "half"))
		release(0, 2);
	else if (!strcmp(order, "rest"))
		return rest();
	else
		return wrong("what is '%s'?", order);
	return true;
}

int main(void)
{
	char order[16];

	fds = fds_open();
	while (scanf("%15s", order) == 1) {
		printf("%s\n", obey(order) ? "ok" : trouble);
		fflush(stdout);
	}
	if (attached)
		importer_write("detach", "1");
	return 0;
}
