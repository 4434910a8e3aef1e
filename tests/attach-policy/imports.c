// SPDX-License-Identifier: GPL-2.0-only
#define _GNU_SOURCE
/*
 * What a stock kernel imports dma-bufs with, tried on a restricted buffer: vgem,
 * a display on the GEM-DMA helpers, vivid with both of its allocators, and
 * device memory of the network stack. All
 * of them are refused, and all of them get the buffer where the administrator
 * allows it: so a test fails without the policy, and where it tries nothing.
 */
#include <errno.h>
#include <fcntl.h>
#include <drm/drm.h>
#include <linux/videodev2.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <sys/ioctl.h>
#include <sys/mman.h>
#include <sys/wait.h>
#include <unistd.h>

#include "lib/tap.h"
#include "lib/policy.h"
#include "netdev.h"
#include "lib/udmabuf.h"

#define SIZE	(1 << 20)

static const struct heap *const heap = &heaps[0];
static int buffer, ordinary;

static bool attached_traced(const char *device)
{
	char word[128];

	snprintf(word, sizeof(word), "device=%s\n", device);
	return file_has(TRACING "/trace", "rstmem_attach: heap=") &&
	       file_has(TRACING "/trace", word);
}

static void traces_clear(void)
{
	trace_begin();
	text_write(TRACING "/events/rstmem/rstmem_attach/enable", "1");
}

/* @try returns 0 or -errno; @device is who attaches when it is called. */
static void check_importer(const char *what, const char *device,
			   int (*try)(int fd))
{
	long long refused = books_read(heap).refused;
	int err;

	traces_clear();
	err = try(buffer);
	tap(err == -EACCES, "%s: EACCES (got %d)", what, err);
	tap(books_read(heap).refused == refused + 1 && trace_refused(device),
	    "it is counted, and traced with %s", device);

	traces_clear();
	err = verdict_write(heap, "allow", device);
	if (!err)
		err = try(buffer);
	tap(err != -EACCES && attached_traced(device),
	    "without the policy it would have been attached (%d)", err);
	verdict_write(heap, "forget", device);
	tap(try(buffer) == -EACCES, "and is refused again");
}

/* A driver's node, by what @is says of it once it is open. */
static int node_find(const char *pattern, bool (*is)(int fd))
{
	char path[64];
	int i, fd;

	for (i = 0; i < 16; i++) {
		snprintf(path, sizeof(path), pattern, i);
		fd = open(path, O_RDWR | O_CLOEXEC | O_NONBLOCK);
		if (fd >= 0 && is(fd))
			return fd;
		if (fd >= 0)
			close(fd);
	}
	return -ENODEV;
}

static const char *card_driver;
static int card;

static bool is_card(int fd)
{
	char name[32] = "";
	struct drm_version version = { .name = name,
				       .name_len = sizeof(name) - 1 };

	return !ioctl(fd, DRM_IOCTL_VERSION, &version) &&
	       !strcmp(name, card_driver);
}

static bool card_open(const char *driver)
{
	card_driver = driver;
	card = node_find("/dev/dri/card%d", is_card);
	return tap(card >= 0, "%s's node (%d)", driver, card);
}

static int try_prime(int fd)
{
	struct drm_prime_handle prime = { .fd = fd };
	struct drm_mode_map_dumb map = { 0 };
	struct drm_gem_close gone = { 0 };
	void *address = MAP_FAILED;

	if (ioctl(card, DRM_IOCTL_PRIME_FD_TO_HANDLE, &prime))
		return -errno;
	map.handle = prime.handle;
	if (!ioctl(card, DRM_IOCTL_MODE_MAP_DUMB, &map))
		address = mmap(NULL, 4096, PROT_READ, MAP_SHARED, card,
			       map.offset);
	if (fd == buffer)
		tap(address == MAP_FAILED, "not even then can it be mapped");
	if (address != MAP_FAILED)
		munmap(address, 4096);
	gone.handle = prime.handle;
	ioctl(card, DRM_IOCTL_GEM_CLOSE, &gone);
	return 0;
}

static void test_vgem(void)
{
	if (system("modprobe vgem"))
		return (void)tap(false, "vgem.ko loads");
	if (!card_open("vgem"))
		return;
	tap(!try_prime(ordinary), "vgem imports ordinary memory");
	check_importer("PRIME import by vgem",
		       access("/sys/bus/platform/devices/vgem", F_OK) ?
		       "faux/vgem" : "platform/vgem", try_prime);
	close(card);
	system("modprobe -r vgem");
}

/* The kernel's own helpers, in a driver that does nothing else. */
static void test_gem_dma(void)
{
	int err = system("modprobe drm_dma_helper") ? -ENOENT :
		  module_load("rst_beam_before", "");

	if (!tap(!err, "a display on the GEM-DMA helpers (%d)", err))
		return;
	if (card_open("rst_beam_before")) {
		check_importer("PRIME import by the GEM-DMA helpers",
			       "platform/rst_beam_before", try_prime);
		close(card);
	}
	module_unload("rst_beam_before");
}

static bool is_vivid(int fd)
{
	struct v4l2_capability caps;

	return !ioctl(fd, VIDIOC_QUERYCAP, &caps) &&
	       !strcmp((char *)caps.driver, "vivid") &&
	       caps.device_caps & V4L2_CAP_VIDEO_CAPTURE;
}

static int vivid;

static int vivid_request(unsigned int count)
{
	struct v4l2_requestbuffers request = {
		.count = count,
		.type = V4L2_BUF_TYPE_VIDEO_CAPTURE,
		.memory = V4L2_MEMORY_DMABUF,
	};

	return ioctl(vivid, VIDIOC_REQBUFS, &request) ? -errno : 0;
}

/* Queuing attaches and maps; nothing is streamed. */
static int try_vivid(int fd)
{
	struct v4l2_buffer queued = {
		.type = V4L2_BUF_TYPE_VIDEO_CAPTURE,
		.memory = V4L2_MEMORY_DMABUF,
		.m.fd = fd,
	};
	int err = vivid_request(1);

	if (err)
		return err;
	if (ioctl(vivid, VIDIOC_QBUF, &queued))
		err = -errno;
	vivid_request(0);
	return err;
}

static bool vivid_begin(int allocator)
{
	struct v4l2_format format = { .type = V4L2_BUF_TYPE_VIDEO_CAPTURE };
	char command[128];

	snprintf(command, sizeof(command),
		 "modprobe vivid n_devs=1 node_types=0x1 allocators=%d",
		 allocator);
	if (system(command))
		return tap(false, "vivid.ko loads");
	vivid = node_find("/dev/video%d", is_vivid);
	if (!tap(vivid >= 0, "vivid's node (%d)", vivid))
		return false;
	ioctl(vivid, VIDIOC_G_FMT, &format);
	format.fmt.pix.width = 320;
	format.fmt.pix.height = 180;
	tap(!ioctl(vivid, VIDIOC_S_FMT, &format) &&
	    format.fmt.pix.sizeimage <= SIZE, "frames of %u bytes",
	    format.fmt.pix.sizeimage);
	return true;
}

static void vivid_end(void)
{
	close(vivid);
	system("modprobe -r vivid");
}

/* Ordinary memory of several pages is not contiguous, so no control here. */
static void test_vivid_contiguous(void)
{
	if (!vivid_begin(1))
		return;
	check_importer("vivid, contiguous allocator", "platform/vivid.0",
		       try_vivid);
	vivid_end();
}

/* It attaches nothing but asks for an address, and there is none. */
static void test_vivid_vmalloc(void)
{
	int err;

	if (!vivid_begin(0))
		return;
	err = try_vivid(ordinary);
	tap(!err, "vivid, vmalloc: takes ordinary memory (%d)", err);
	verdict_write(heap, "allow", "platform/vivid.0");
	err = try_vivid(buffer);
	tap(err < 0, "but no restricted buffer, allowed or not (%d)", err);
	verdict_write(heap, "forget", "platform/vivid.0");
	vivid_end();
}

static int try_bind_rx(int fd)
{
	struct netdev netdev;
	int err = netdev_open(&netdev, "rstnet0");

	if (err)
		return err;
	err = netdev_bind_rx(&netdev, fd);
	netdev_close(&netdev);
	return err;
}

static int try_bind_tx(int fd)
{
	struct netdev netdev;
	int err = netdev_open(&netdev, "rstnet0");

	if (err)
		return err;
	err = netdev_bind_tx(&netdev, fd);
	netdev_close(&netdev);
	return err;
}

/* Anybody may ask to send from a dma-buf. */
static int try_bind_tx_as_nobody(int fd)
{
	int status;
	pid_t child = fork();

	if (!child) {
		if (setgid(65534) || setuid(65534))
			_exit(99);
		_exit(-try_bind_tx(fd));
	}
	waitpid(child, &status, 0);
	return WIFEXITED(status) ? -WEXITSTATUS(status) : -EINTR;
}

static bool kernel_has(const char *function)
{
	FILE *symbols = fopen("/proc/kallsyms", "r");
	char line[256], name[128];
	bool found = false;

	while (symbols && !found && fgets(line, sizeof(line), symbols))
		found = sscanf(line, "%*s %*s %127s", name) == 1 &&
			!strcmp(name, function);
	if (symbols)
		fclose(symbols);
	return found;
}

/* The network stack's own code, for an interface of ours. */
static void test_network(void)
{
	int err;

	if (!kernel_has("net_devmem_bind_dmabuf")) {
		tap_skip("device memory of the network stack",
			 "this kernel has none");
		return;
	}
	check_importer("device memory to receive into (bind-rx)", DEVICE,
		       try_bind_rx);
	err = try_bind_tx(ordinary);
	if (err == -EOPNOTSUPP || err == -EINVAL) {
		tap_skip("device memory to send from",
			 "this kernel has no bind-tx");
		return;
	}
	tap(!err, "an interface sends from ordinary memory (%d)", err);
	check_importer("device memory to send from (bind-tx), by nobody",
		       DEVICE, try_bind_tx_as_nobody);
}

static int try_device(int fd)
{
	int err = importer_give("attach", fd);

	importer_write("detach", "1");
	return err;
}

static void test_platform_device(void)
{
	tap(!try_device(ordinary), "any device may have ordinary memory");
	check_importer("a platform device", DEVICE, try_device);
}

int main(int argc, char **argv)
{
	int node = node_open(heap), err = importer_begin();

	tap_start(argc, argv);
	buffer = node_alloc(node, SIZE);
	ordinary = udmabuf_create(SIZE);
	if (!tap(!err && buffer >= 0 && ordinary >= 0,
		 "a buffer, and ordinary memory (%d, %d, %d)", err, buffer,
		 ordinary))
		return tap_done();
	TAP_CASE(test_platform_device);
	TAP_CASE(test_vgem);
	TAP_CASE(test_gem_dma);
	TAP_CASE(test_vivid_contiguous);
	TAP_CASE(test_vivid_vmalloc);
	TAP_CASE(test_network);
	close(ordinary);
	close(buffer);
	close(node);
	module_unload("rst_importer");
	return tap_done();
}
