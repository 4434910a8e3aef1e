// SPDX-License-Identifier: GPL-2.0-only
#include <errno.h>
#include <fcntl.h>
#include <linux/dma-heap.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <sys/ioctl.h>
#include <sys/syscall.h>
#include <sys/utsname.h>
#include <unistd.h>

#include "lib/heap.h"
#include "lib/tap.h"

#define PARAMETERS	"/sys/module/rst_testpool/parameters/"
#define BACKEND		"optee_rstmem"

const struct heap heaps[3] = {
	{ "secure-video", "/dev/dma_heap/protected,secure-video",
	  "rstmem:secure-video" },
	{ "trusted-ui", "/dev/dma_heap/protected,trusted-ui",
	  "rstmem:trusted-ui" },
	{ "secure-video-record", "/dev/dma_heap/protected,secure-video-record",
	  "rstmem:secure-video-record" },
};

static bool backend_was_there;

int node_open(const struct heap *heap)
{
	int fd = open(heap->node, O_RDWR | O_CLOEXEC);

	return fd < 0 ? -errno : fd;
}

static long long book_read(const struct heap *heap, const char *book)
{
	char path[128];

	snprintf(path, sizeof(path), "/sys/class/rstmem/%s/%s", heap->name,
		 book);
	return number_read(path);
}

struct books books_read(const struct heap *heap)
{
	return (struct books) {
		.size = book_read(heap, "size"),
		.bytes = book_read(heap, "bytes"),
		.buffers = book_read(heap, "buffers"),
		.high_water = book_read(heap, "high_water"),
		.failures = book_read(heap, "failures"),
		.refused = book_read(heap, "refused"),
		.limit = book_read(heap, "limit"),
		.quarantined = book_read(heap, "quarantined"),
	};
}

int limit_write(const struct heap *heap, const char *text)
{
	char path[128];

	snprintf(path, sizeof(path), "/sys/class/rstmem/%s/limit", heap->name);
	return text_write(path, text);
}

int parameter_write(const char *name, const char *text)
{
	char path[128];

	snprintf(path, sizeof(path), PARAMETERS "%s", name);
	return text_write(path, text);
}

int parameter_write_number(const char *name, long long value)
{
	char text[32];

	snprintf(text, sizeof(text), "%lld", value);
	return parameter_write(name, text);
}

long long parameter_read(const char *name)
{
	char path[128];

	snprintf(path, sizeof(path), PARAMETERS "%s", name);
	return number_read(path);
}

int module_load(const char *name, const char *options)
{
	struct utsname kernel;
	char path[512];
	int fd, err = 0;

	uname(&kernel);
	snprintf(path, sizeof(path), "%s/%s/%s.ko",
		 getenv("RSTMEM_MODULES") ?: "/mnt/build/modules",
		 kernel.release, name);
	fd = open(path, O_RDONLY | O_CLOEXEC);
	if (fd < 0)
		return -errno;
	if (syscall(SYS_finit_module, fd, options, 0))
		err = -errno;
	close(fd);
	return err;
}

int module_unload(const char *name)
{
	return syscall(SYS_delete_module, name, O_NONBLOCK) ? -errno : 0;
}

bool testpool_may_be_alone(const char *what)
{
	if (access("/sys/module/" BACKEND, F_OK) ||
	    !access("/sys/module/" BACKEND "/initstate", F_OK))
		return true;
	tap_skip(what, BACKEND " is built in");
	return false;
}

int testpool_begin(bool alone)
{
	int err = -ENOENT;

	if (alone)
		err = module_unload(BACKEND);
	backend_was_there = !err;
	if (err && err != -ENOENT)
		return err;
	return module_load("rst_testpool",
			   alone ? "registered=1" : "registered=0");
}

void testpool_end(void)
{
	module_unload("rst_testpool");
	if (backend_was_there)
		module_load(BACKEND, "");
}
