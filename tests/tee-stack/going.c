// SPDX-License-Identifier: GPL-2.0-only
/*
 * going UNBIND DEVICE: the TEE's driver is unbound while descriptors of all
 * kinds are open, and a session. The pool and the session go at once; the
 * driver waits for the open context, and for nothing else.
 * going UNBIND DEVICE file: also where closing the session needs a supplicant,
 * and that has gone.
 */
#include <errno.h>
#include <fcntl.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <sys/mman.h>
#include <sys/wait.h>
#include <unistd.h>

#include <linux/dma-heap.h>

#include "lib/tee.h"

#define HEAP	RSTMEM_HEAP_SECURE_VIDEO_PLAY
#define TRIES	100

static pid_t unbind(const char *path, const char *device)
{
	pid_t child = fork();
	int fd;

	if (child)
		return child;
	/* a process must not wait for what it has open itself */
	for (fd = 3; fd < 64; fd++)
		close(fd);
	fd = open(path, O_WRONLY);
	_exit(write(fd, device, strlen(device)) < 0);
}

static bool pool_gone(int heap)
{
	for (int i = 0; i < TRIES; i++) {
		if (node_alloc(heap, PAGE) == -ENODEV)
			return true;
		usleep(100000);
	}
	return false;
}

static bool ended(pid_t child)
{
	int status = 1;

	for (int i = 0; i < TRIES; i++) {
		if (waitpid(child, &status, WNOHANG) == child)
			return !status;
		usleep(100000);
	}
	return false;
}

static int list_devices(int tee, uint32_t session)
{
	struct tee_ioctl_param none[4] = {};
	uint32_t ret;

	return client_invoke(tee, session, DEVICES_GET, none, 4, &ret);
}

/* Whoever waited would do so for ever, and the machine's end with him. */
static int going_with_file(char **argv)
{
	struct tee_ioctl_param none[4] = {};
	int tee = client_open(TEE_DEVICE), rc;
	uint32_t session, ret = 1;
	pid_t child;

	rc = client_open_session(tee, uuid_restricted_ta, &session, &ret);
	if (!rc && !ret)
		rc = client_invoke(tee, session, RESTRICTED_TA_KEEP_FILE, none, 4,
				   &ret);
	if (!tap(!rc && !ret, "filed: an application has a file open (%d, 0x%x)",
		 rc, ret))
		return tap_done();
	tap(!system("pkill -x tee-supplicant; sleep 1; ! pidof tee-supplicant"),
	    "filed: the supplicant has gone");
	child = unbind(argv[1], argv[2]);
	sleep(1);
	close(tee);
	tap(ended(child), "filed: the driver does not wait for it");
	tap(client_open(TEE_DEVICE) == -ENOENT, "filed: and is gone");
	return tap_done();
}

int main(int argc, char **argv)
{
	int tee, heap, buffer, shm, own, mine, id, fds;
	uint32_t session, ret = 1;
	char *map = NULL;
	pid_t child;

	if (argc < 3)
		return 2;
	if (argc > 3)
		return going_with_file(argv);
	tee = client_open(TEE_DEVICE);
	heap = client_open("/dev/dma_heap/" HEAP);
	buffer = heap_alloc(HEAP, PAGE);
	shm = client_register_fd(tee, buffer, &id);
	own = client_rstmem_alloc(tee, 1, PAGE, &id);
	mine = client_shm_alloc(tee, PAGE, &id, (void **)&map);
	if (!tap(shm >= 0 && own >= 0 && mine >= 0, "all kinds of descriptors"))
		return tap_done();
	if (!tap(!client_open_session(tee, uuid_devices, &session, &ret) && !ret &&
		 !list_devices(tee, session), "and a session that works"))
		return tap_done();

	/* who waits must not have it mapped, either */
	madvise(map, PAGE, MADV_DONTFORK);
	child = unbind(argv[1], argv[2]);
	tap(pool_gone(heap), "going: an open heap says ENODEV");
	fds = fds_open();
	tap(client_register_fd(tee, buffer, &id) == -ENODEV,
	    "going: registering says ENODEV");
	tap(client_rstmem_alloc(tee, 1, PAGE, &id) == -ENODEV,
	    "going: allocating says ENODEV");
	tap(list_devices(tee, session) == -ENODEV, "going: a session says ENODEV");
	tap(fds_open() == fds, "going: and no descriptor is left behind");

	map[0] = 1;
	tap(map[0] == 1, "going: what was shared is still mapped");

	tap(!waitpid(child, NULL, WNOHANG), "the driver waits for the context");
	munmap(map, PAGE);
	close(mine);
	close(tee);
	tap(ended(child), "and for nothing else");
	tap(client_open(TEE_DEVICE) == -ENOENT, "gone: no device");
	tap(node_alloc(heap, PAGE) == -ENODEV, "gone: an open heap says ENODEV");
	tap(!close(shm) && !close(own) && !close(buffer) && !close(heap),
	    "gone: descriptors can be closed");
	return tap_done();
}
