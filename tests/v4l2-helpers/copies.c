// SPDX-License-Identifier: GPL-2.0-only
/* What is copied, and from where to where */
#include <err.h>
#include <errno.h>
#include <string.h>
#include <sys/mman.h>
#include <unistd.h>

#include <linux/rstmem.h>
#include "lib/udmabuf.h"
#include "lib/tee.h"
#undef OUT
#undef IN
#include "engine.h"
#include "tests.h"

static int open_engine(const char *driver)
{
	int fd = engine_open(driver);

	if (fd < 0)
		errx(1, "%s: %s", driver, strerror(-fd));
	return fd;
}

/* Clear pictures, as they were always copied. */
static void test_clear(int fd)
{
	uint8_t *from, *to;
	int ret;

	ret = engine_request(fd, OUTPUT, MMAP, 1) ?:
	      engine_request(fd, CAPTURE, MMAP, 1);
	from = engine_map(fd, OUTPUT, 0);
	to = engine_map(fd, CAPTURE, 0);
	if (!tap(!ret && from != MAP_FAILED && to != MAP_FAILED,
		 "clear buffers"))
		return;
	for (size_t i = 0; i < SIZE; i++)
		from[i] = 3 + i * 7;
	ret = engine_queue(fd, OUTPUT, 0) ?: engine_queue(fd, CAPTURE, 0) ?:
	      engine_stream(fd, true);
	if (!ret)
		ret = engine_dequeue(fd, CAPTURE, MMAP);
	tap(!ret && bytes_are_filled(to, 3), "clear to clear is copied (%d)",
	    ret);
	/* The mappings are the last users of the buffers. */
	engine_free(fd);
	tap(bytes_are_filled(to, 3), "a mapping outlives its queue");
	munmap(from, SIZE);
	munmap(to, SIZE);
}

static int try_queue(int fd, unsigned int type, int dmabuf)
{
	int ret = engine_request(fd, type, DMABUF, 1) ?:
		  engine_queue_dmabuf(fd, type, 0, dmabuf);

	engine_free(fd);
	return ret;
}

/* The driver asks for a kernel address, and there is none. */
void test_before(void)
{
	int fd = open_engine("rst_copy_before");
	int video = video_alloc(), ordinary = udmabuf_create(20 * 4096);

	test_clear(fd);
	tap(!try_queue(fd, OUTPUT, ordinary) &&
	    !try_queue(fd, CAPTURE, ordinary), "ordinary dma-bufs are taken");
	tap(try_queue(fd, OUTPUT, video) == -EFAULT &&
	    try_queue(fd, CAPTURE, video) == -EFAULT,
	    "restricted ones are refused: EFAULT");
	close(ordinary);
	close(video);
	tap(!video_bytes(0), "and nothing of them is kept");
	close(fd);
}

static void test_restricted(int fd)
{
	int from = video_alloc(), to = video_alloc(), ret;

	tap(!fill(from, 5) && !is_filled(to, 5), "pictures differ");
	ret = engine_request(fd, OUTPUT, DMABUF, 1) ?:
	      engine_request(fd, CAPTURE, DMABUF, 1) ?:
	      engine_stream(fd, true) ?: engine_copy(fd, 0, from, 0, to);
	tap(!ret && is_filled(to, 5),
	    "restricted to restricted is copied (%d)", ret);
	engine_free(fd);
	close(from);
	close(to);
}

static void test_clear_to_restricted(int fd)
{
	int to = video_alloc(), ret;
	uint8_t *from;

	ret = engine_request(fd, OUTPUT, MMAP, 1) ?:
	      engine_request(fd, CAPTURE, DMABUF, 1);
	from = engine_map(fd, OUTPUT, 0);
	if (ret || from == MAP_FAILED)
		errx(1, "clear input: %d", ret);
	for (size_t i = 0; i < SIZE; i++)
		from[i] = 9 + i * 7;
	ret = engine_queue(fd, OUTPUT, 0) ?:
	      engine_queue_dmabuf(fd, CAPTURE, 0, to) ?:
	      engine_stream(fd, true);
	if (!ret)
		ret = engine_dequeue(fd, CAPTURE, DMABUF);
	tap(!ret && is_filled(to, 9), "clear to restricted is copied (%d)",
	    ret);
	munmap(from, SIZE);
	engine_free(fd);
	close(to);
}

static void test_restricted_to_clear(int fd)
{
	int video = video_alloc(), in, out;
	uint8_t *to;

	fill(video, 11);
	if (engine_request(fd, OUTPUT, DMABUF, 1) ||
	    engine_request(fd, CAPTURE, MMAP, 1))
		errx(1, "REQBUFS");
	tap(engine_queue_dmabuf(fd, OUTPUT, 0, video) == -EACCES,
	    "restricted to clear is refused as soon as it is known: EACCES");
	engine_free(fd);

	/* The input is there first, so nobody can know yet. */
	if (engine_request(fd, OUTPUT, DMABUF, 1) ||
	    engine_queue_dmabuf(fd, OUTPUT, 0, video) ||
	    engine_request(fd, CAPTURE, MMAP, 1))
		errx(1, "the input first");
	to = engine_map(fd, CAPTURE, 0);
	if (to == MAP_FAILED || engine_queue(fd, CAPTURE, 0) ||
	    engine_stream(fd, true))
		errx(1, "the clear output");
	in = engine_dequeue(fd, OUTPUT, DMABUF);
	out = engine_dequeue(fd, CAPTURE, MMAP);
	tap(in == -EIO && out == -EIO && !bytes_are_filled(to, 11) &&
	    !to[0] && !memcmp(to, to + 1, SIZE - 1),
	    "and else by the job, which writes nothing (%d, %d)", in, out);
	munmap(to, SIZE);
	engine_free(fd);
	close(video);
}

static void test_other_memory(int fd)
{
	int ordinary = udmabuf_create(20 * 4096);
	int ui = heap_alloc(RSTMEM_HEAP_TRUSTED_UI, SIZE);
	int small = heap_alloc(RSTMEM_HEAP_SECURE_VIDEO_PLAY, 4096);

	tap(try_queue(fd, OUTPUT, ordinary) == -EINVAL &&
	    try_queue(fd, CAPTURE, ordinary) == -EINVAL,
	    "ordinary dma-bufs are refused: EINVAL");
	tap(try_queue(fd, OUTPUT, ui) == -EINVAL &&
	    try_queue(fd, CAPTURE, ui) == -EINVAL,
	    "those of another use-case are refused: EINVAL");
	tap(try_queue(fd, OUTPUT, small) == -EINVAL &&
	    try_queue(fd, CAPTURE, small) == -EINVAL,
	    "those that are too small are refused: EINVAL");
	close(ordinary);
	close(ui);
	close(small);
}

void test_after(void)
{
	int fd = open_engine("rst_copy_after");

	TAP_CASE(test_clear, fd);
	TAP_CASE(test_restricted, fd);
	TAP_CASE(test_clear_to_restricted, fd);
	TAP_CASE(test_restricted_to_clear, fd);
	TAP_CASE(test_other_memory, fd);
	tap(!video_bytes(0), "and nothing of them is kept");
	close(fd);
}
