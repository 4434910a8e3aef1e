// SPDX-License-Identifier: GPL-2.0-only
#define _GNU_SOURCE
/*
 * The heaps' nodes by raw ioctls: what is asked wrongly fails and leaves
 * nothing behind, what is allocated is in the books until its last reference
 * goes, and no system call gets at the content.
 */
#include <errno.h>
#include <fcntl.h>
#include <linux/dma-buf.h>
#include <linux/dma-heap.h>
#include <string.h>
#include <sys/ioctl.h>
#include <sys/mman.h>
#include <sys/sendfile.h>
#include <sys/socket.h>
#include <sys/uio.h>
#include <sys/wait.h>
#include <unistd.h>

#include "lib/heap.h"
#include "lib/people.h"
#include "lib/tap.h"

#define PAGE	getpagesize()
#define FRAME	(640 * 368 * 3 / 2)

static const struct heap *const heap = &heaps[0];

/* Fails where an ioctl is answered otherwise, or leaves a descriptor open. */
static void check_ioctl(int node, unsigned long command, void *argument,
			int wanted, const char *what)
{
	int before = fds_open();
	int err = ioctl(node, command, argument) ? errno : 0;

	tap(err == wanted && fds_open() == before,
	    "%s: %s, no fd is left (got %s)", what, strerrorname_np(wanted),
	    err ? strerrorname_np(err) : "success");
}

static void check_request(int node, struct dma_heap_allocation_data data,
			  int wanted, const char *what)
{
	check_ioctl(node, DMA_HEAP_IOCTL_ALLOC, &data, wanted, what);
}

static void test_bad_requests(int node)
{
	struct books before = books_read(heap), after;

	check_request(node, (struct dma_heap_allocation_data) { .len = 0 },
		      EINVAL, "size 0");
	check_request(node, (struct dma_heap_allocation_data) {
		      .len = UINT64_MAX }, EINVAL, "size 2^64 - 1");
	check_request(node, (struct dma_heap_allocation_data) {
		      .len = UINT64_MAX - PAGE + 2 }, EINVAL,
		      "the least size that overflows when rounded");
	check_request(node, (struct dma_heap_allocation_data) {
		      .len = PAGE, .heap_flags = 1 }, EINVAL, "a heap flag");
	check_request(node, (struct dma_heap_allocation_data) {
		      .len = PAGE, .heap_flags = 1ULL << 63 }, EINVAL,
		      "the highest heap flag");
	check_request(node, (struct dma_heap_allocation_data) {
		      .len = PAGE, .fd_flags = O_NONBLOCK }, EINVAL,
		      "an fd flag");
	check_request(node, (struct dma_heap_allocation_data) {
		      .len = PAGE, .fd = 1 }, EINVAL, "fd not 0");

	after = books_read(heap);
	tap(after.failures == before.failures,
	    "requests that are not valid are not counted as failures");

	check_request(node, (struct dma_heap_allocation_data) {
		      .len = UINT64_MAX - PAGE + 1 }, ENOMEM,
		      "the greatest size that does not overflow");
	check_request(node, (struct dma_heap_allocation_data) {
		      .len = before.size + 1 }, ENOMEM,
		      "one byte more than the pool");
	after = books_read(heap);
	tap(after.failures == before.failures + 2, "failures are counted");
	tap(after.bytes == before.bytes && after.buffers == before.buffers &&
	    after.high_water == before.high_water,
	    "what failed leaves bytes, buffers and high_water alone");
}

static void test_bad_pointers(int node)
{
	struct books before = books_read(heap);
	struct dma_heap_allocation_data *data;

	check_ioctl(node, DMA_HEAP_IOCTL_ALLOC, NULL, EFAULT, "null pointer");
	check_ioctl(node, DMA_HEAP_IOCTL_ALLOC, (void *)(-4096L), EFAULT,
		    "pointer into the kernel");

	/* Readable, not writable: fails after the buffer was allocated. */
	data = mmap(NULL, PAGE, PROT_READ | PROT_WRITE,
		    MAP_PRIVATE | MAP_ANONYMOUS, -1, 0);
	*data = (struct dma_heap_allocation_data) { .len = PAGE };
	mprotect(data, PAGE, PROT_READ);
	check_ioctl(node, DMA_HEAP_IOCTL_ALLOC, data, EFAULT,
		    "request in read-only memory");
	munmap(data, PAGE);
	tap(eventually(books_read(heap).bytes == before.bytes &&
		       books_read(heap).buffers == before.buffers),
	    "after EFAULT no buffer is left");
}

static void test_commands(int node)
{
	struct dma_heap_allocation_data data = { .len = PAGE };
	char byte;

	check_ioctl(node, _IO('H', 0), &data, ENOTTY, "_IO('H', 0)");
	check_ioctl(node, _IOW('H', 0, struct dma_heap_allocation_data), &data,
		    ENOTTY, "nr 0 without an answer");
	check_ioctl(node, _IOWR('h', 0, struct dma_heap_allocation_data), &data,
		    ENOTTY, "nr 0 of another type");
	check_ioctl(node, _IOWR('H', 1, struct dma_heap_allocation_data),
		    &data, ENOTTY, "nr 1");
	check_ioctl(node, 0, &data, ENOTTY, "ioctl 0");
	check_ioctl(node, ~0UL, &data, ENOTTY, "ioctl ~0");
	tap(read(node, &byte, 1) < 0 && errno == EINVAL, "read of a node");
	tap(mmap(NULL, PAGE, PROT_READ, MAP_SHARED, node, 0) == MAP_FAILED &&
	    errno == ENODEV, "mmap of a node: ENODEV");
}

static void test_descriptor(int node)
{
	struct dma_heap_allocation_data data = { .len = PAGE };
	char path[64];
	int fd;

	data.fd_flags = O_RDWR | O_CLOEXEC;
	fd = ioctl(node, DMA_HEAP_IOCTL_ALLOC, &data) ? -1 : (int)data.fd;
	tap(fd >= 0 && fcntl(fd, F_GETFD) == FD_CLOEXEC &&
	    (fcntl(fd, F_GETFL) & O_ACCMODE) == O_RDWR,
	    "O_RDWR | O_CLOEXEC arrive at the descriptor");
	snprintf(path, sizeof(path), "/proc/self/fdinfo/%d", fd);
	tap(file_has(path, heap->exporter), "fdinfo says %s", heap->exporter);
	close(fd);

	data = (struct dma_heap_allocation_data) { .len = PAGE };
	fd = ioctl(node, DMA_HEAP_IOCTL_ALLOC, &data) ? -1 : (int)data.fd;
	tap(fd >= 0 && fcntl(fd, F_GETFD) == 0 &&
	    (fcntl(fd, F_GETFL) & O_ACCMODE) == O_RDONLY,
	    "and are not there unasked");
	close(fd);
}

static void check_refused(bool refused, int wanted, const char *what)
{
	int err = errno;

	tap(refused && err == wanted, "%s of a buffer: %s (got %s)", what,
	    strerrorname_np(wanted), refused ? strerrorname_np(err) :
					       "success");
}

static void test_pipes(int fd)
{
	struct iovec vec = { .iov_base = (void *)8192, .iov_len = PAGE };
	int file = memfd_create("sink", 0);
	int ends[2];

	if (pipe(ends))
		return;
	check_refused(splice(fd, NULL, ends[1], NULL, PAGE, 0) < 0, EINVAL,
		      "splice out");
	check_refused(write(ends[1], "x", 1) == 1 &&
		      splice(ends[0], NULL, fd, NULL, 1, 0) < 0, EINVAL,
		      "splice in");
	check_refused(sendfile(file, fd, NULL, PAGE) < 0, EINVAL, "sendfile");
	check_refused(copy_file_range(fd, NULL, file, NULL, PAGE, 0) < 0,
		      EINVAL, "copy_file_range");
	vec.iov_base = mmap(NULL, PAGE, PROT_READ, MAP_SHARED, fd, 0);
	check_refused(vmsplice(ends[1], &vec, 1, 0) < 0, EFAULT,
		      "vmsplice after a failed mmap");
	close(ends[0]);
	close(ends[1]);
	close(file);
}

/* Fails where any way to the content turns up that was not there before. */
static void test_no_access(int node)
{
	struct dma_buf_sync sync = {
		.flags = DMA_BUF_SYNC_START | DMA_BUF_SYNC_RW };
	char byte;
	int fd = node_alloc(node, FRAME);

	if (!tap(fd >= 0, "a frame"))
		return;
	check_refused(mmap(NULL, PAGE, PROT_READ, MAP_SHARED, fd, 0) ==
		      MAP_FAILED, EINVAL, "mmap");
	check_refused(mmap(NULL, PAGE, PROT_NONE, MAP_SHARED, fd, 0) ==
		      MAP_FAILED, EINVAL, "mmap without access");
	check_refused(mmap(NULL, PAGE, PROT_READ | PROT_WRITE, MAP_PRIVATE, fd,
			   0) == MAP_FAILED, EINVAL, "private mmap");
	check_refused(read(fd, &byte, 1) < 0, EINVAL, "read");
	check_refused(write(fd, &byte, 1) < 0, EINVAL, "write");
	check_refused(pread(fd, &byte, 1, 0) < 0, ESPIPE, "pread");
	check_refused(lseek(fd, 1, SEEK_SET) < 0, EINVAL, "lseek to 1");
	check_refused(ftruncate(fd, 0) < 0, EINVAL, "ftruncate");
	tap(lseek(fd, 0, SEEK_END) == (FRAME + PAGE - 1) / PAGE * PAGE,
	    "lseek to the end tells the size, in whole pages");
	test_pipes(fd);
	/* Without CPU access there is nothing to synchronize, nor to refuse. */
	tap(!ioctl(fd, DMA_BUF_IOCTL_SYNC, &sync), "DMA_BUF_IOCTL_SYNC");
	close(fd);
}

static bool in_use(long long bytes, long long buffers)
{
	struct books books = books_read(heap);

	return books.bytes == bytes && books.buffers == buffers;
}

static void test_exhaustion(int node)
{
	struct books books = books_read(heap);
	long long most = books.size / FRAME;
	int fds[4096], count = 0, fd, i;

	while (count < 4096 && (fd = node_alloc(node, FRAME)) >= 0)
		fds[count++] = fd;
	tap(fd == -ENOMEM && count && count <= most,
	    "the pool is full after %d frames: ENOMEM", count);
	books = books_read(heap);
	tap(in_use((long long)count * ((FRAME + PAGE - 1) / PAGE * PAGE),
		   count) && books.high_water >= books.bytes,
	    "all of them are in the books");
	close(fds[0]);
	tap(eventually((fd = node_alloc(node, FRAME)) >= 0),
	    "one freed, one allocated");
	fds[0] = fd;
	for (i = 0; i < count; i++)
		close(fds[i]);
	tap(eventually(in_use(0, 0)), "all freed: the books are empty");

	fd = node_alloc(node, books.size);
	tap(fd >= 0, "the whole pool is one piece again");
	close(fd);
	tap(eventually(in_use(0, 0)) &&
	    books_read(heap).high_water == books.size,
	    "the high-water mark is the pool's size");
}

static int limit_pages(int pages)
{
	char text[16];

	snprintf(text, sizeof(text), "%d", pages * PAGE);
	return limit_write(heap, text);
}

static void test_limit(int node)
{
	int first, second;

	tap(!limit_pages(2), "a limit of two pages");
	first = node_alloc(node, PAGE + 1);
	tap(first >= 0, "two pages fit");
	second = node_alloc(node, 1);
	tap(second == -ENOMEM, "a third does not: ENOMEM");
	tap(!limit_pages(1) && in_use(2 * PAGE, 1),
	    "a limit below what is in use takes nothing away");
	close(first);
	tap(eventually((second = node_alloc(node, 1)) >= 0), "one page fits");
	close(second);
	tap(limit_write(heap, "-1") < 0 && limit_write(heap, "x") == -EINVAL &&
	    limit_write(heap, "18446744073709551615") == -ERANGE &&
	    books_read(heap).limit == PAGE, "limits that are no sizes");
	tap(!limit_write(heap, "0"), "no limit");
	tap(eventually(in_use(0, 0)), "the books are empty");
}

static int raise_limit(void)
{
	return limit_pages(1);
}

/* Fails where root in a container can take memory from those outside. */
static void test_limit_rights(void)
{
	int err = as_other(become_powerless, raise_limit);

	tap(err == -EPERM, "a limit by root without CAP_SYS_ADMIN: EPERM (got %d)",
	    err);
	err = as_other(become_nobody, raise_limit);
	tap(err == -EACCES, "and by others: EACCES (got %d)", err);
	tap(!books_read(heap).limit, "nothing came of it");
	limit_write(heap, "0");
}

static void test_dup_and_fork(int node)
{
	int fd = node_alloc(node, PAGE), copy = dup(fd);
	int ends[2];
	pid_t child;
	char byte;

	close(fd);
	usleep(50000);
	tap(in_use(PAGE, 1), "a dup keeps the buffer");

	if (pipe(ends))
		return;
	child = fork();
	if (!child) {
		close(ends[1]);
		_exit(read(ends[0], &byte, 1) != 0);
	}
	close(ends[0]);
	close(copy);
	usleep(50000);
	tap(in_use(PAGE, 1), "a forked child keeps the buffer");
	kill(child, SIGKILL);
	waitpid(child, NULL, 0);
	close(ends[1]);
	tap(eventually(in_use(0, 0)), "killing the child frees it");
}

static void test_rights(int node)
{
	int fd = node_alloc(node, PAGE), ends[2];

	if (socketpair(AF_UNIX, SOCK_STREAM, 0, ends))
		return;
	tap(!fd_send(ends[0], fd, 0), "SCM_RIGHTS");
	close(fd);
	usleep(50000);
	tap(in_use(PAGE, 1), "a descriptor in flight keeps the buffer");
	close(ends[0]);
	close(ends[1]);
	tap(eventually(in_use(0, 0)), "and is freed with the socket");
}

static void test_every_heap(void)
{
	int i;

	for (i = 0; i < 3; i++) {
		int node = node_open(&heaps[i]);
		int fd = node_alloc(node, PAGE);
		char path[64];

		snprintf(path, sizeof(path), "/proc/self/fdinfo/%d", fd);
		tap(fd >= 0 && file_has(path, heaps[i].exporter) &&
		    books_read(&heaps[i]).bytes == PAGE,
		    "%s allocates %s", heaps[i].node, heaps[i].exporter);
		tap(file_has("/sys/kernel/debug/rstmem/buffers",
			     heaps[i].exporter), "and debugfs says who has it");
		close(fd);
		close(node);
	}
}

/* Fails where two at a time confuse the books or get the same memory. */
static void test_many(int node)
{
	int i, j;

	for (i = 0; i < 4; i++) {
		if (fork())
			continue;
		for (j = 0; j < 300; j++) {
			int fd = node_alloc(node, (j % 9 + 1) * 65536);

			if (fd >= 0)
				close(fd);
		}
		_exit(0);
	}
	while (wait(NULL) > 0)
		;
	tap(eventually(in_use(0, 0)),
	    "after 1200 allocations of four processes the books are empty");
}

int main(int argc, char **argv)
{
	bool testpool = false;
	int node = node_open(heap);

	tap_start(argc, argv);
	if (node == -ENOENT) {
		testpool = !testpool_begin(true);
		node = node_open(heap);
	}
	if (tap(node >= 0, "%s is there", heap->node)) {
		TAP_CASE(test_bad_requests, node);
		TAP_CASE(test_bad_pointers, node);
		TAP_CASE(test_commands, node);
		TAP_CASE(test_descriptor, node);
		TAP_CASE(test_no_access, node);
		TAP_CASE(test_exhaustion, node);
		TAP_CASE(test_limit, node);
		TAP_CASE(test_limit_rights);
		TAP_CASE(test_dup_and_fork, node);
		TAP_CASE(test_rights, node);
		TAP_CASE(test_every_heap);
		TAP_CASE(test_many, node);
		close(node);
	}
	if (testpool)
		testpool_end();
	return tap_done();
}
