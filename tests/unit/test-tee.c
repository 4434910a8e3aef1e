// SPDX-License-Identifier: GPL-2.0-only
/*
 * librstmem's choice of a TEE, on a machine with the kernel's own heaps that is
 * faked at the system calls: which TEEs there are, which one's the heaps are,
 * and whether they have memory.
 */
#include <errno.h>
#include <fcntl.h>
#include <stdarg.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <sys/ioctl.h>
#include <unistd.h>

#include <linux/dma-heap.h>
#include <linux/rstmem.h>

#include "../../userspace/lib/rstmem.h"
#include "../lib/tap.h"

/* What the descriptors of the faked machine are. */
enum { BUFFER = 1000, SHM, HEAP, TEE };

#define NOBODYS (-1)

static struct {
	int tees, owner;	/* how many, and which one's the heaps are */
	bool exhausted, rstmems;
	int heap_error, alloc_error, register_error;
	int open;
} machine;

int __real_close(int fd);
int __real_open(const char *path, int flags, ...);
int __real_access(const char *path, int mode);

int __wrap_access(const char *path, int mode)
{
	if (strncmp(path, "/sys/class/", 11))
		return __real_access(path, mode);
	if (!strcmp(path, "/sys/class/dma_heap/protected,secure-video"))
		return machine.rstmems ? -1 : 0;
	return -1;
}

int __wrap_open(const char *path, int flags, ...)
{
	int index;

	if (sscanf(path, "/dev/tee%d", &index) == 1 && index < machine.tees) {
		machine.open++;
		return TEE + index;
	}
	if (!machine.rstmems &&
	    !strcmp(path, "/dev/dma_heap/protected,secure-video")) {
		errno = machine.heap_error;
		if (errno)
			return -1;
		machine.open++;
		return HEAP;
	}
	errno = ENOENT;
	return -1;
}

int __wrap_close(int fd)
{
	if (fd < BUFFER)
		return __real_close(fd);
	machine.open--;
	errno = EIO;
	return 0;
}

static int alloc(struct dma_heap_allocation_data *data)
{
	errno = machine.exhausted ? ENOMEM : machine.alloc_error;
	if (errno)
		return -1;
	machine.open++;
	data->fd = BUFFER;
	return 0;
}

static int tee_ioctl(int index, unsigned long command, void *argument)
{
	if (command == TEE_IOC_VERSION) {
		*(struct tee_ioctl_version_data *)argument =
			(struct tee_ioctl_version_data){
				.gen_caps = machine.rstmems &&
					    index == machine.owner ?
						TEE_GEN_CAP_RSTMEM : 0,
			};
		return 0;
	}
	if (command == TEE_IOC_SHM_REGISTER_FD && index == machine.owner) {
		errno = machine.register_error;
		if (errno)
			return -1;
		machine.open++;
		return SHM;
	}
	errno = EINVAL;
	return -1;
}

int __wrap_ioctl(int fd, unsigned long command, ...)
{
	va_list list;
	void *argument;

	va_start(list, command);
	argument = va_arg(list, void *);
	va_end(list);
	if (fd == HEAP && command == DMA_HEAP_IOCTL_ALLOC)
		return alloc(argument);
	if (fd >= TEE && fd < TEE + machine.tees)
		return tee_ioctl(fd - TEE, command, argument);
	errno = EBADF;
	return -1;
}

static void fake(int tees, int owner, bool exhausted)
{
	memset(&machine, 0, sizeof(machine));
	machine.tees = tees;
	machine.owner = owner;
	machine.exhausted = exhausted;
}

/* Fails where another TEE is opened, or an error is another one. */
static void opens(int index, int error, const char *what)
{
	int fd;

	errno = 0;
	fd = rstmem_tee_open();
	if (index >= 0)
		tap(fd == TEE + index && machine.open == 1, "%s: tee%d is opened (got %d)",
		    what, index, fd - TEE);
	else
		tap(fd == -1 && errno == error && !machine.open,
		    "%s: %s (got %d, %s)", what, strerrorname_np(error), fd,
		    strerrorname_np(errno));
}

static void test_memory(void)
{
	fake(2, 0, false);
	opens(0, 0, "the first of two takes the heaps' buffers");
	fake(2, 1, false);
	opens(1, 0, "the second of two does");
	fake(2, NOBODYS, false);
	opens(-1, EOPNOTSUPP, "neither does");
	fake(0, NOBODYS, false);
	opens(-1, ENODEV, "there is none");
}

/* Each of these opened the first, whichever the heaps were of. */
static void test_no_memory(void)
{
	fake(1, 0, true);
	opens(0, 0, "exhausted, one TEE");
	fake(2, 0, true);
	opens(-1, ENOMEM, "exhausted, the first of two's");
	fake(2, 1, true);
	opens(-1, ENOMEM, "exhausted, the second of two's");
}

static void test_asked(void)
{
	fake(2, 1, false);
	tap(rstmem_tee_takes_restricted(TEE) == 0 &&
	    rstmem_tee_takes_restricted(TEE + 1) == 1 && !machine.open,
	    "one takes them, one does not");
	machine.exhausted = true;
	errno = 0;
	tap(rstmem_tee_takes_restricted(TEE + 1) == -1 && errno == ENOMEM,
	    "exhausted: nobody can tell, ENOMEM");
	errno = 0;
	tap(rstmem_tee_takes_restricted(TEE) == -1 && errno == ENOMEM &&
	    !machine.open, "of neither");
}

static void unknown(int error, const char *what)
{
	int takes;

	errno = 0;
	takes = rstmem_tee_takes_restricted(TEE);
	tap(takes == -1 && errno == error && !machine.open,
	    "%s: nobody can tell, %s (got %d, %s)", what,
	    strerrorname_np(error), takes, strerrorname_np(errno));
}

/* Fails where it is not told why nobody can tell. */
static void test_no_page(void)
{
	fake(2, 0, false);
	machine.heap_error = EACCES;
	unknown(EACCES, "the heap's node may not be opened");
	opens(-1, EACCES, "that, of two");
	machine.tees = 1;
	opens(0, 0, "that, but one TEE");
	fake(2, 0, false);
	machine.alloc_error = EMFILE;
	unknown(EMFILE, "no descriptor is left for a page");
	opens(-1, EMFILE, "that, of two");
	/* the kernel's heap has EINVAL for that */
	machine.alloc_error = EINVAL;
	unknown(ENODEV, "the TEE behind the heap has gone");
}

/* Fails where a TEE that could not answer is one that takes nothing. */
static void test_no_answer(void)
{
	fake(2, 0, false);
	machine.register_error = ENOMEM;
	unknown(ENOMEM, "the TEE has no memory for a page");
	opens(0, 0, "that, and the other takes none");
	fake(2, 0, false);
	machine.register_error = EMFILE;
	unknown(EMFILE, "no descriptor is left for its answer");
}

/* rstmem's says so itself. */
static void test_rstmems(void)
{
	fake(2, 1, true);
	machine.rstmems = true;
	opens(1, 0, "rstmem's, exhausted, the second of two");
	tap(rstmem_tee_takes_restricted(TEE) == 0, "and the first is none");
}

int main(int argc, char **argv)
{
	tap_start(argc, argv);
	TAP_CASE(test_memory);
	TAP_CASE(test_no_memory);
	TAP_CASE(test_asked);
	TAP_CASE(test_no_page);
	TAP_CASE(test_no_answer);
	TAP_CASE(test_rstmems);
	return tap_done();
}
