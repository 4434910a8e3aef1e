// SPDX-License-Identifier: GPL-2.0-only
#define _GNU_SOURCE
/*
 * The pages that processes pin by TEE_IOC_SHM_REGISTER: by default without
 * limit, as with the kernel's own tee.ko; with memlock=1 all processes of a user
 * have one limit, and it cannot be walked around.
 */
#include <errno.h>
#include <fcntl.h>
#include <stdint.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <sys/mman.h>
#include <sys/resource.h>
#include <sys/socket.h>
#include <sys/wait.h>
#include <unistd.h>

#include "lib/heap.h"
#include "lib/people.h"
#include "lib/tee.h"
#include "lib/text.h"

#define MEMLOCK	"/sys/module/tee/parameters/memlock"
#define FAKE	"rst_faketee"
#define LIMIT	16	/* pages */

static int device;

static void memlock(const char *value)
{
	tap(!text_write(MEMLOCK, value), "memlock=%s", value);
}

/* Pages of memory that is there only for this. */
static int reg(size_t pages)
{
	void *memory = mmap(NULL, pages * PAGE, PROT_READ | PROT_WRITE,
			    MAP_PRIVATE | MAP_ANONYMOUS, -1, 0);
	struct tee_ioctl_shm_register_data data = {
		.addr = (uintptr_t)memory, .length = pages * PAGE,
	};

	return client_ioctl(device, TEE_IOC_SHM_REGISTER, &data);
}

/* kB, as /proc has it. */
static long status_kb(const char *name)
{
	FILE *status = fopen("/proc/self/status", "r");
	size_t length = strlen(name);
	char line[128];
	long kb = -1;

	while (status && fgets(line, sizeof(line), status))
		if (!strncmp(line, name, length))
			kb = atol(line + length);
	if (status)
		fclose(status);
	return kb;
}

static bool pins(long pages)
{
	return status_kb("VmPin:") == pages * (long)PAGE / 1024;
}

static void become_limited(void)
{
	const struct rlimit limit = { LIMIT * PAGE, LIMIT * PAGE };

	if (setrlimit(RLIMIT_MEMLOCK, &limit))
		_exit(1);
	become_nobody();
}

static void become_someone(void)
{
	const struct rlimit limit = { LIMIT * PAGE, LIMIT * PAGE };

	if (setrlimit(RLIMIT_MEMLOCK, &limit))
		_exit(1);
	become_member(SOMEONE, SOMEONE);
}

/* 16 MiB, where the limit is 64 KiB */
static int pin_much(void)
{
	int pages = (16 << 20) / PAGE, fd = reg(pages);
	bool shown = pins(pages);

	if (fd < 0)
		return fd;
	close(fd);
	return shown && pins(0) && !status_kb("VmLck:") ? 0 : -EPROTO;
}

static void unlimited(void)
{
	int err = as_other(become_limited, pin_much);

	tap(!err, "16 MiB by a user who may lock 64 KiB, shown as VmPin (%d)",
	    err);
}

static int pin_within(void)
{
	int fds = fds_open(), fd;

	if (reg(LIMIT + 1) != -ENOMEM || fds_open() != fds || !pins(0))
		return -EPROTO;
	fd = reg(10);
	if (fd < 0)
		return fd;
	if (!pins(10) || reg(10) != -ENOMEM || !pins(10))
		return -EPROTO;
	close(fd);
	fd = reg(LIMIT);
	return fd < 0 ? fd : 0;
}

static int pin_limit(void)
{
	int fd = reg(LIMIT);

	return fd < 0 ? fd : 0;
}

static int pin_beyond(void)
{
	int fd = reg(4 * LIMIT);

	return fd < 0 ? fd : 0;
}

static void become_root(void)
{
	const struct rlimit limit = { LIMIT * PAGE, LIMIT * PAGE };

	setrlimit(RLIMIT_MEMLOCK, &limit);
}

static void limited(void)
{
	int err;

	memlock("1");
	err = as_other(become_limited, pin_within);
	tap(!err, "a user's limit is kept to the page (%d)", err);
	err = as_other(become_root, pin_beyond);
	tap(!err, "CAP_IPC_LOCK has none (%d)", err);
	memlock("0");
}

static int heir = -1;	/* a socket to who keeps what is registered */

/* What a child registers outlives it, as its parent keeps the descriptor. */
static int pin_and_leave(void)
{
	int fd = reg(10);

	return fd < 0 ? fd : fd_send(heir, fd, 0);
}

/*
 * The attack: each child's memory would count for the child alone, and for
 * nobody once it has exited.
 */
static void children(void)
{
	int ends[2], kept[20], count = 0, refused = 0, err, i;

	memlock("1");
	if (socketpair(AF_UNIX, SOCK_STREAM, 0, ends))
		return;
	heir = ends[1];
	for (i = 0; i < 20; i++) {
		err = as_other(become_limited, pin_and_leave);
		refused += err == -ENOMEM;
		if (!err)
			kept[count++] = fd_receive(ends[0], 0);
	}
	tap(count == 1 && refused == 19,
	    "of 20 children that register 10 pages and exit, %d may, %d not (16 pages are the limit)",
	    count, refused);
	err = as_other(become_someone, pin_limit);
	tap(!err, "another user has a limit of their own (%d)", err);

	/* what was counted is given back even if counting has ended since */
	memlock("0");
	for (i = 0; i < count; i++)
		close(kept[i]);
	memlock("1");
	err = as_other(become_limited, pin_limit);
	tap(!err, "closed, and the user has the whole limit again (%d)", err);
	memlock("0");
	close(ends[0]);
	close(ends[1]);
}

static uid_t loser;

static void become_loser(void)
{
	const struct rlimit limit = { LIMIT * PAGE, LIMIT * PAGE };

	if (setrlimit(RLIMIT_MEMLOCK, &limit))
		_exit(1);
	become_member(loser, loser);
}

static int pin_and_lose(void)
{
	int fd = reg(10);

	if (fd < 0)
		return fd;
	close(fd);
	return pins(10) ? 0 : -EPROTO;
}

static int pin_rest(void)
{
	int fd = reg(LIMIT - 10);

	return fd < 0 ? fd : 0;
}

/*
 * The TEE keeps what it was asked for. Fails where a user has more pinned than
 * they may, once their memory is not given back. Costs ten pages, and a user who
 * is nobody's, until the next boot.
 */
static void kept(void)
{
	int first = device, err;

	loser = 20000 + getpid() % 10000;
	err = module_load(FAKE, "");
	device = client_open("/dev/tee1");
	if (!tap(!err && device >= 0, "a TEE that refuses (%d)", err))
		goto out;
	memlock("1");
	text_write("/sys/module/" FAKE "/parameters/refuse", "-22");
	err = as_other(become_loser, pin_and_lose);
	text_write("/sys/module/" FAKE "/parameters/refuse", "0");
	tap(!err, "10 pages that it keeps are shown as VmPin (%d)", err);
	err = as_other(become_loser, pin_limit);
	tap(err == -ENOMEM, "and count for the user who had them (%d)", err);
	err = as_other(become_loser, pin_rest);
	tap(!err, "but once: the rest of the limit is left (%d)", err);
	memlock("0");
	close(device);
	tap(eventually(!module_unload(FAKE)), "the TEE can go");
out:
	device = first;
}

/* Memory that is not a process's own is pinned for as long, too. */
static void files(void)
{
	int file = open("/var/tmp/pins", O_RDWR | O_CREAT | O_TRUNC, 0600);
	int memory = memfd_create("pins", 0), fd;
	struct tee_ioctl_shm_register_data data = { .length = PAGE };

	if (ftruncate(file, PAGE) || ftruncate(memory, PAGE))
		return;
	data.addr = (uintptr_t)mmap(NULL, PAGE, PROT_READ | PROT_WRITE,
				    MAP_SHARED, memory, 0);
	fd = client_ioctl(device, TEE_IOC_SHM_REGISTER, &data);
	tap(fd >= 0, "shared memory without a file (%d)", fd);
	close(fd);
	data.length = PAGE;
	data.addr = (uintptr_t)mmap(NULL, PAGE, PROT_READ | PROT_WRITE,
				    MAP_PRIVATE, file, 0);
	fd = client_ioctl(device, TEE_IOC_SHM_REGISTER, &data);
	tap(fd >= 0, "a file's pages, copied on write (%d)", fd);
	close(fd);
	unlink("/var/tmp/pins");
	close(file);
	close(memory);
}

int main(int argc, char **argv)
{
	tap_start(argc, argv);
	device = client_open(TEE_DEVICE);
	if (!tap(device >= 0, TEE_DEVICE " can be opened"))
		return tap_done();
	TAP_CASE(unlimited);
	TAP_CASE(limited);
	TAP_CASE(children);
	TAP_CASE(files);
	TAP_CASE(kept);
	close(device);
	return tap_done();
}
