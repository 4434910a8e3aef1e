// SPDX-License-Identifier: GPL-2.0-only
/* Faults while a heap allocates, and while a device attaches */
#include <errno.h>
#include <fcntl.h>
#include <stdio.h>
#include <string.h>
#include <sys/ioctl.h>
#include <unistd.h>

#include <linux/dma-buf.h>

#include "lib/heap.h"
#include "fault.h"

#define SIZE		(5 * 4096)
#define PARAMETERS	"/sys/module/rst_testpool/parameters/"

static int node, buffer, parameter;
static char buffer_number[16];

static int act_open(void)
{
	return node_open(&heaps[0]);
}

static int act_alloc(void)
{
	return node_alloc(node, SIZE);
}

static int act_name(void)
{
	return result_of(ioctl(buffer, DMA_BUF_SET_NAME_B, "a name"));
}

static int act_sync_file(void)
{
	struct dma_buf_export_sync_file data = { .flags = DMA_BUF_SYNC_WRITE };

	return ioctl(buffer, DMA_BUF_IOCTL_EXPORT_SYNC_FILE, &data) ? -errno :
								      data.fd;
}

static void buffer_calls(void)
{
	static const struct fault_call calls[] = {
		{ "DMA_BUF_SET_NAME", act_name, undo_nothing },
		{ "DMA_BUF_IOCTL_EXPORT_SYNC_FILE", act_sync_file, undo_fd },
	};

	buffer = node_alloc(node, SIZE);
	if (tap(buffer >= 0, "a buffer")) {
		fault_run(&calls[0]);
		fault_run(&calls[1]);
	}
	close(buffer);
}

static int act_attach(void)
{
	return result_of(pwrite(parameter, buffer_number,
				strlen(buffer_number), 0));
}

static void undo_attach(int result)
{
	(void)result;
	parameter_write("detach", "1");
}

static void attach_calls(void)
{
	static const struct fault_call attach = {
		"attach and map", act_attach, undo_attach
	};

	buffer = node_alloc(node, SIZE);
	snprintf(buffer_number, sizeof(buffer_number), "%d", buffer);
	parameter = open(PARAMETERS "attach", O_WRONLY | O_CLOEXEC);
	if (tap(buffer >= 0 && parameter >= 0 &&
		!parameter_write("policy", "0x2"), "a device that may attach"))
		fault_run(&attach);
	close(parameter);
	close(buffer);
}

int main(int argc, char **argv)
{
	static const struct fault_call calls[] = {
		{ "open of a heap", act_open, undo_fd },
		{ "DMA_HEAP_IOCTL_ALLOC", act_alloc, undo_fd },
	};

	tap_start(argc, argv);
	if (!fault_begin())
		return tap_done();
	node = node_open(&heaps[0]);
	if (!tap(node >= 0, "a heap"))
		return tap_done();
	fault_run(&calls[0]);
	fault_run(&calls[1]);
	buffer_calls();
	if (tap(!testpool_begin(false), "rst_testpool.ko loads")) {
		attach_calls();
		testpool_end();
	}
	close(node);
	return tap_done();
}
