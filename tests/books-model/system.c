// SPDX-License-Identifier: GPL-2.0-only
#define _GNU_SOURCE
#include <errno.h>
#include <fcntl.h>
#include <linux/dma-heap.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <sys/ioctl.h>
#include <sys/mman.h>
#include <unistd.h>

#include <drm/drm.h>

#include <linux/rstmem.h>
#include "lib/alloc.h"
#include "lib/text.h"
#include "system.h"

#define DISPLAY		"/dev/dri/card0"
#define TEE_DEVICE	"/dev/tee0"
#define IMPORTER	"/sys/module/rst_testpool/parameters/"
#define DEBUGFS		"/sys/kernel/debug/rstmem/"
#define TRACING		"/sys/kernel/tracing/"

const char *const heap_names[HEAPS] = {
	"secure-video", "trusted-ui", "secure-video-record",
};

static int nodes[HEAPS], tee_device, trace;

static long long book_read(int heap, const char *book)
{
	char path[128];

	snprintf(path, sizeof(path), "/sys/class/rstmem/%s/%s",
		 heap_names[heap], book);
	return number_read(path);
}

bool system_open(void)
{
	static const char *const events[] = {
		"rstmem_alloc", "rstmem_free", "rstmem_attach",
		"rstmem_refused",
	};
	char path[128];
	int i;

	for (i = 0; i < HEAPS; i++) {
		snprintf(path, sizeof(path), "/dev/dma_heap/protected,%s",
			 heap_names[i]);
		nodes[i] = open(path, O_RDWR | O_CLOEXEC);
		if (nodes[i] < 0)
			return false;
	}
	for (i = 0; i < 4; i++) {
		snprintf(path, sizeof(path), TRACING "events/rstmem/%s/enable",
			 events[i]);
		if (text_write(path, "1"))
			return false;
	}
	tee_device = open(TEE_DEVICE, O_RDWR | O_CLOEXEC);
	trace = open(TRACING "trace_pipe", O_RDONLY | O_CLOEXEC | O_NONBLOCK);
	return tee_device >= 0 && trace >= 0;
}

int importer_write(const char *name, long long value)
{
	char path[128], text[32];

	snprintf(path, sizeof(path), IMPORTER "%s", name);
	snprintf(text, sizeof(text), "%lld", value);
	return text_write(path, text);
}

int limit_write(int heap, uint64_t limit)
{
	char path[128], text[32];

	snprintf(path, sizeof(path), "/sys/class/rstmem/%s/limit",
		 heap_names[heap]);
	snprintf(text, sizeof(text), "%llu", (unsigned long long)limit);
	return text_write(path, text);
}

long long pool_size(void)
{
	return book_read(0, "size");
}

/*
 * What was released is scrubbed a moment later. The model knows where memory is
 * free, not when: it has it free at once.
 */
void system_settle(void)
{
	int looks;

	for (looks = 0; looks < 5000 && book_read(0, "quarantined"); looks++)
		usleep(1000);
}

int system_alloc(int heap, uint64_t size)
{
	return node_alloc(nodes[heap], size);
}

int system_alloc_fault(int heap, uint64_t size)
{
	struct dma_heap_allocation_data *data;
	int ret;

	data = mmap(NULL, getpagesize(), PROT_READ | PROT_WRITE,
		    MAP_PRIVATE | MAP_ANONYMOUS, -1, 0);
	if (data == MAP_FAILED)
		return -errno;
	data->len = size;
	data->fd_flags = O_RDWR | O_CLOEXEC;
	mprotect(data, getpagesize(), PROT_READ);
	ret = ioctl(nodes[heap], DMA_HEAP_IOCTL_ALLOC, data) ? -errno :
							       (int)data->fd;
	munmap(data, getpagesize());
	return ret;
}

int tee_alloc(int heap, uint64_t size)
{
	struct tee_ioctl_rstmem_alloc_data data = {
		.size = size, .use_case = heap + 1,
	};
	int fd = ioctl(tee_device, TEE_IOC_RSTMEM_ALLOC, &data);

	return fd < 0 ? -errno : fd;
}

int tee_register(int dmabuf)
{
	struct tee_ioctl_shm_register_fd_data data = { .fd = dmabuf };
	int fd = ioctl(tee_device, TEE_IOC_SHM_REGISTER_FD, &data);

	return fd < 0 ? -errno : fd;
}

int drm_open(void)
{
	int fd = open(DISPLAY, O_RDWR | O_CLOEXEC);

	return fd < 0 ? -errno : fd;
}

int drm_import(int drm, int dmabuf, uint32_t *handle)
{
	struct drm_prime_handle prime = { .fd = dmabuf };

	if (ioctl(drm, DRM_IOCTL_PRIME_FD_TO_HANDLE, &prime))
		return -errno;
	*handle = prime.handle;
	return 0;
}

int drm_drop(int drm, uint32_t handle)
{
	struct drm_gem_close data = { .handle = handle };

	return ioctl(drm, DRM_IOCTL_GEM_CLOSE, &data) ? -errno : 0;
}

int fdinfo_check(int fd, int heap, uint64_t size)
{
	char path[64], text[1024], wanted[64];

	snprintf(path, sizeof(path), "/proc/self/fdinfo/%d", fd);
	if (text_read(path, text, sizeof(text)) < 0)
		return -errno;
	snprintf(wanted, sizeof(wanted), "\nsize:\t%llu\n",
		 (unsigned long long)size);
	if (!strstr(text, wanted))
		return -ERANGE;
	snprintf(wanted, sizeof(wanted), "\nexp_name:\trstmem:%s\n",
		 heap_names[heap]);
	return strstr(text, wanted) ? 0 : -ENXIO;
}

struct books books_read(int heap)
{
	return (struct books) {
		.bytes = book_read(heap, "bytes"),
		.buffers = book_read(heap, "buffers"),
		.high_water = book_read(heap, "high_water"),
		.failures = book_read(heap, "failures"),
		.refused = book_read(heap, "refused"),
		.limit = book_read(heap, "limit"),
	};
}

static bool same(int heap, const char *what, long long want, long long got)
{
	if (want != got)
		printf("# %s: %s should be %lld and is %lld\n",
		       heap_names[heap], what, want, got);
	return want == got;
}

bool books_match(const struct model *model)
{
	bool good = true;
	int i;

	for (i = 0; i < HEAPS; i++) {
		const struct books *want = &model->books[i];
		struct books got = books_read(i);

		good &= same(i, "bytes", want->bytes, got.bytes);
		good &= same(i, "buffers", want->buffers, got.buffers);
		good &= same(i, "high_water", want->high_water,
			     got.high_water);
		good &= same(i, "failures", want->failures, got.failures);
		good &= same(i, "refused", want->refused, got.refused);
		good &= same(i, "limit", want->limit, got.limit);
	}
	return good;
}

static int find_heap(const char *text)
{
	const char *name = strstr(text, "rstmem:");
	int i;

	for (i = 0; name && i < HEAPS; i++) {
		size_t length = strlen(heap_names[i]);

		if (!strncmp(name + 7, heap_names[i], length) &&
		    name[7 + length] == ' ')
			return i;
	}
	return NONE;
}

static int count_words(const char *text)
{
	int count = 0;

	for (; *text; text++)
		count += *text == ' ' && text[1] && text[1] != ' ';
	return count;
}

struct held {
	long long bytes, buffers, attached;
};

static void add_line(struct held *held, char *line)
{
	char *size = strstr(line, " size "), *attached, *registered;
	int heap = find_heap(line);

	attached = strstr(line, "attached:");
	if (heap == NONE || !size || !attached)
		return;
	held[heap].bytes += atoll(size + 6);
	held[heap].buffers++;
	/* Who has registered a buffer keeps it registered when it detaches. */
	registered = strstr(attached, " registered:");
	if (registered)
		*registered = '\0';
	held[heap].attached += count_words(attached);
}

bool debugfs_match(const struct model *model)
{
	static char text[1 << 17];
	struct held got[HEAPS] = { 0 }, want[HEAPS] = { 0 };
	bool good = true;
	char *line, *end;
	int i;

	if (text_read(DEBUGFS "buffers", text, sizeof(text)) < 0)
		return false;
	for (line = strtok_r(text, "\n", &end); line;
	     line = strtok_r(NULL, "\n", &end))
		add_line(got, line);
	for (i = 0; i < BUFFERS; i++) {
		const struct buffer *buffer = &model->buffers[i];

		if (!buffer->refs)
			continue;
		want[buffer->heap].buffers++;
		want[buffer->heap].bytes += buffer->pages *
					    model->pool.page_size;
		want[buffer->heap].attached += buffer->attached;
	}
	for (i = 0; i < HEAPS; i++) {
		good &= same(i, "debugfs: bytes", want[i].bytes, got[i].bytes);
		good &= same(i, "debugfs: buffers", want[i].buffers,
			     got[i].buffers);
		good &= same(i, "debugfs: attachments", want[i].attached,
			     got[i].attached);
	}
	return good;
}

static void add_event(struct events *events, const char *line)
{
	const char *name = strstr(line, " heap="), *event;
	int i;

	event = strstr(line, " rstmem_");
	for (i = 0; event && name && i < HEAPS; i++) {
		size_t length = strlen(heap_names[i]);

		if (strncmp(name + 6, heap_names[i], length) ||
		    name[6 + length] != ' ')
			continue;
		event += 8;
		events[i].alloc += !strncmp(event, "alloc:", 6);
		events[i].free += !strncmp(event, "free:", 5);
		events[i].attach += !strncmp(event, "attach:", 7);
		events[i].refused += !strncmp(event, "refused:", 8);
		return;
	}
}

/* A read of trace_pipe ends at the end of a line. */
static void events_read(struct events *events)
{
	static char text[1 << 16];
	char *line, *end;
	ssize_t got;

	while ((got = read(trace, text, sizeof(text) - 1)) > 0) {
		text[got] = 0;
		for (line = strtok_r(text, "\n", &end); line;
		     line = strtok_r(NULL, "\n", &end))
			add_event(events, line);
	}
}

bool events_match(struct model *model, bool compare)
{
	struct events got[HEAPS] = { 0 };
	bool good = true;
	int i;

	events_read(got);
	for (i = 0; i < HEAPS && compare; i++) {
		const struct events *want = &model->events[i];

		good &= same(i, "alloc events", want->alloc, got[i].alloc);
		good &= same(i, "free events", want->free, got[i].free);
		good &= same(i, "attach events", want->attach, got[i].attach);
		good &= same(i, "refused events", want->refused,
			     got[i].refused);
	}
	memset(model->events, 0, sizeof(model->events));
	return good;
}
