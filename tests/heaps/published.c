// SPDX-License-Identifier: GPL-2.0-only
/*
 * Faults that others have published of what hands out such memory, each tried
 * here under its name
 */
#include <fcntl.h>
#include <stdlib.h>
#include <string.h>
#include <sys/klog.h>
#include <sys/stat.h>
#include <sys/wait.h>
#include <unistd.h>

#include "lib/drm.h"
#include "lib/heap.h"
#include "lib/people.h"

#define PAGE		getpagesize()
#define READ_ALL	3

static const struct heap *const heap = &heaps[0];
static char word[32];	/* what is looked for */
static int buffer;

/* As optee_rstmem.ko has said in the kernel's log, which root may read. */
static bool address_find(void)
{
	static char log[1 << 20];
	int size = klogctl(READ_ALL, log, sizeof(log) - 1);
	char *at = size > 0 ? strstr(log, "'s restricted pool: ") : NULL;

	at = at ? strstr(at, " at 0x") : NULL;
	return at && sscanf(at, " at 0x%31[0-9a-f]", word) == 1;
}

static void become_viewer(void)
{
	become_member(SOMEONE, 44);
}

/* -1 where the word is in what a user can read, 0 where not */
static int look(void)
{
	char command[512];
	int status;

	snprintf(command, sizeof(command),
		 "grep -rsqi %s /sys/devices/virtual/rstmem /sys/devices/virtual/dma_heap /sys/module/rstmem /sys/module/tee /sys/module/optee_rstmem /sys/devices/virtual/tee /proc/iomem /proc/self/fdinfo/%d /sys/kernel/debug",
		 word, buffer);
	status = system(command);
	return WEXITSTATUS(status) == 0 ? -1 : 0;
}

/* Physical addresses were told to user space. */
static void test_cve_2020_11230(int node)
{
	buffer = node_alloc_as(node, PAGE, O_RDWR);
	if (!tap(address_find() && buffer >= 0,
		 "a buffer, and the pool's address (%s)", word))
		return;
	tap(!as_other(become_viewer, look),
	    "no file that a user can read has the pool's address");
	strcpy(word, "rstmem:secure-video");
	tap(as_other(become_viewer, look), "in which the buffer's name is");
	close(buffer);
}

/* What was imported could be exported as something else, by another's rules. */
static void test_cve_2026_98436(int node)
{
	int fd = node_alloc(node, PAGE), again = -1;
	struct display display;
	struct stat first, second;
	uint32_t handle;

	display_open(&display);
	if (!tap(!drmPrimeFDToHandle(display.fd, fd, &handle) &&
		 !drmPrimeHandleToFD(display.fd, handle, O_RDWR | O_CLOEXEC,
				     &again), "a buffer through the display"))
		return;
	tap(!fstat(fd, &first) && !fstat(again, &second) &&
	    first.st_dev == second.st_dev && first.st_ino == second.st_ino,
	    "and it is the same one");
	drmCloseBufferHandle(display.fd, handle);
	close(again);
	close(fd);
	close(display.fd);
	tap(eventually(!books_read(heap).bytes), "which is gone then");
}

int main(int argc, char **argv)
{
	int node = node_open(heap);

	tap_start(argc, argv);
	if (tap(node >= 0, "%s is there", heap->node)) {
		TAP_CASE(test_cve_2020_11230, node);
		TAP_CASE(test_cve_2026_98436, node);
		close(node);
	}
	return tap_done();
}
