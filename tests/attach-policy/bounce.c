// SPDX-License-Identifier: GPL-2.0-only
/*
 * A device that everything bounces for (swiotlb=force): ordinary memory is
 * copied for it by the CPU. For restricted memory, which the CPU cannot copy, it
 * gets an error, although the policy allows the device.
 */
#include <errno.h>
#include <stdio.h>
#include <unistd.h>

#include "lib/tap.h"
#include "lib/policy.h"
#include "lib/udmabuf.h"

#define SIZE	65536
#define USED	"/sys/kernel/debug/swiotlb/io_tlb_used"

/* Slots of the bounce buffer that are in use, or -1. */
static long slots_used(void)
{
	FILE *file = fopen(USED, "r");
	long used = -1;

	if (!file)
		return -1;
	if (fscanf(file, "%ld", &used) != 1)
		used = -1;
	fclose(file);
	return used;
}

int main(void)
{
	int node = node_open(&heaps[0]), buffer = node_alloc(node, SIZE);
	int ordinary = udmabuf_create(SIZE), err = importer_begin();
	long before;

	if (!tap(!err && buffer >= 0 && ordinary >= 0 && slots_used() >= 0,
		 "a device, a buffer, ordinary memory, and a bounce buffer (%d, %d, %d, %ld)",
		 err, buffer, ordinary, slots_used()))
		return tap_done();
	verdict_write(&heaps[0], "allow", DEVICE);

	before = slots_used();
	err = importer_give("attach", ordinary);
	tap(!err && slots_used() > before,
	    "ordinary memory bounces for the device: %ld slots (%d)",
	    slots_used() - before, err);
	importer_write("detach", "1");

	before = slots_used();
	err = importer_give("attach", buffer);
	tap(err == -EIO, "restricted memory: EIO (got %d)", err);
	tap(slots_used() == before, "and no slot is used for it");
	tap(importer_says("attach", "0 0\n"), "the device has no address");

	verdict_write(&heaps[0], "forget", DEVICE);
	close(ordinary);
	close(buffer);
	close(node);
	module_unload("rst_importer");
	return tap_done();
}
