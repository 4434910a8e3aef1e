// SPDX-License-Identifier: GPL-2.0-only
#include <dirent.h>
#include <err.h>
#include <errno.h>
#include <fcntl.h>
#include <malloc.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <sys/mman.h>
#include <unistd.h>

#include "lib/fds.h"
#include "lib/text.h"
#include "fault.h"

#define FAULTS_MAX	3000
#define LOOKS		100
#define LOOK_US		20000
#define BOOKS		"/sys/class/rstmem"

/* What a failed call must leave as it was */
struct traces {
	int fds;
	long bytes, buffers, pins;
};

static const char *const knobs[][2] = {
	{ "failslab/ignore-gfp-wait", "N" },
	{ "failslab/verbose", "0" },
	{ "fail_page_alloc/ignore-gfp-wait", "N" },
	{ "fail_page_alloc/ignore-gfp-highmem", "N" },
	{ "fail_page_alloc/min-order", "0" },
	{ "fail_page_alloc/verbose", "0" },
	{ "fail_usercopy/verbose", "0" },
};

static int fail_nth = -1;

int result_of(int result)
{
	return result < 0 ? -errno : result;
}

bool fd_path(int fd, char *path, size_t size)
{
	char link[32];
	ssize_t length;

	snprintf(link, sizeof(link), "/proc/self/fd/%d", fd);
	length = readlink(link, path, size - 1);
	if (length <= 0)
		return false;
	path[length] = 0;
	return true;
}

void undo_nothing(int result)
{
	(void)result;
}

void undo_fd(int fd)
{
	close(fd);
}

int fd_next(void)
{
	int fd = fcntl(0, F_DUPFD_CLOEXEC, 0);

	close(fd);
	return fd;
}

void fd_left(int next)
{
	if (fcntl(next, F_GETFD) >= 0)
		close(next);
}

static bool knob_set(const char *name, const char *value)
{
	char path[128];
	int fd;
	bool set;

	snprintf(path, sizeof(path), "/sys/kernel/debug/%s", name);
	fd = open(path, O_WRONLY | O_CLOEXEC);
	set = fd >= 0 && write(fd, value, strlen(value)) > 0;
	close(fd);
	return set;
}

const char *fault_prepare(void)
{
	size_t i;

	fail_nth = open("/proc/thread-self/fail-nth", O_RDWR | O_CLOEXEC);
	if (fail_nth < 0)
		return "this kernel injects none";
	for (i = 0; i < sizeof(knobs) / sizeof(knobs[0]); i++)
		if (!knob_set(knobs[i][0], knobs[i][1]))
			err(1, "%s", knobs[i][0]);
	/* The process itself shall need nothing of the kernel meanwhile. */
	mallopt(M_TOP_PAD, 1 << 20);
	mallopt(M_TRIM_THRESHOLD, 1 << 30);
	free(malloc(1 << 16));
	mlockall(MCL_CURRENT | MCL_FUTURE);
	return NULL;
}

static void arm(unsigned int nth)
{
	char text[16];
	int length = snprintf(text, sizeof(text), "%u", nth);

	if (pwrite(fail_nth, text, length, 0) != length)
		err(1, "fail-nth");
}

/*
 * Whether the fault struck. Asking copies to user space, and so the answer
 * itself may be struck by one that was left over.
 */
static bool disarm(void)
{
	char text[16] = "";
	bool struck = pread(fail_nth, text, sizeof(text) - 1, 0) > 0 &&
		      !atoi(text);

	while (pwrite(fail_nth, "0", 1, 0) != 1)
		;
	return struck;
}

static long book_read(const char *heap, const char *book)
{
	char path[512];

	snprintf(path, sizeof(path), BOOKS "/%s/%s", heap, book);
	return number_read(path);
}

static void books_read(struct traces *traces)
{
	DIR *dir = opendir(BOOKS);
	struct dirent *entry;

	while (dir && (entry = readdir(dir))) {
		if (entry->d_name[0] == '.')
			continue;
		traces->bytes += book_read(entry->d_name, "bytes");
		traces->buffers += book_read(entry->d_name, "buffers");
	}
	if (dir)
		closedir(dir);
}

/* Each CPU counts for itself, and adds what it has now and then, or when told. */
static long pins_read(void)
{
	long acquired = 0, released = 0;
	char line[128];
	FILE *file;
	int refresh = open("/proc/sys/vm/stat_refresh", O_WRONLY | O_CLOEXEC);

	if (refresh < 0 || write(refresh, "1", 1) != 1)
		err(1, "stat_refresh");
	close(refresh);
	file = fopen("/proc/vmstat", "r");
	while (file && fgets(line, sizeof(line), file)) {
		sscanf(line, "nr_foll_pin_acquired %ld", &acquired);
		sscanf(line, "nr_foll_pin_released %ld", &released);
	}
	if (file)
		fclose(file);
	return acquired - released;
}

static struct traces traces_read(void)
{
	struct traces traces = { .fds = fds_open(), .pins = pins_read() };

	books_read(&traces);
	return traces;
}

/* Buffers are released on the way to user space, or a moment later. */
static bool traces_gone(const struct traces *before, struct traces *now,
			bool others_pin)
{
	int look;

	for (look = 0; look < LOOKS; look++) {
		*now = traces_read();
		if (others_pin)
			now->pins = before->pins;
		if (!memcmp(now, before, sizeof(*now)))
			return true;
		usleep(LOOK_US);
	}
	return false;
}

/* Whether @call, its @nth fault ahead, kept what it promises; and was struck. */
static bool one(const struct fault_call *call, unsigned int nth, bool *struck,
		unsigned int *refused)
{
	struct traces before = traces_read(), now;
	bool good = true;
	int result;

	arm(nth);
	result = call->act();
	*struck = disarm();

	if (result >= 0 || call->late)
		call->undo(result);
	if (result < 0 &&
	    (!*struck || (result != -ENOMEM && result != -EFAULT &&
			  result != -call->error)))
		good = false;
	*refused += result < 0;
	if (!good)
		printf("# %s: %s %u is answered by %s\n", call->name,
		       *struck ? "fault" : "no fault", nth, strerror(-result));

	if (traces_gone(&before, &now, call->supplicant))
		return good;
	printf("# %s: fault %u (%s) leaves %d descriptors, %ld bytes in %ld buffers, %ld pins\n",
	       call->name, nth, result < 0 ? strerror(-result) : "survived",
	       now.fds - before.fds, now.bytes - before.bytes,
	       now.buffers - before.buffers, now.pins - before.pins);
	return false;
}

bool fault_meet(const struct fault_call *call, char *summary, size_t size)
{
	unsigned int nth, refused = 0;
	bool struck = true, good = true;
	int result;

	/* What is made only once, or cached, is made before it is counted. */
	result = call->act();
	if (result < 0) {
		snprintf(summary, size, "%s", strerror(-result));
		return false;
	}
	call->undo(result);

	for (nth = 1; struck && nth < FAULTS_MAX; nth++)
		good &= one(call, nth, &struck, &refused);
	nth -= 2;
	snprintf(summary, size, "%u faults, %u refused, %u without consequence",
		 nth, refused, nth - refused);
	return good && !struck && nth > 0;
}
