/* SPDX-License-Identifier: GPL-2.0-only */
/*
 * rst_testpool.ko: a backend and an importer for tests of the heaps
 *
 * Everything is in /sys/module/rst_testpool/parameters:
 *
 *	base, size	of the pool, at load time; the memory is never touched
 *	use_cases	mask, at load time
 *	registered	1 registers the pool, 0 takes it away (also at load time)
 *	bind_error	if not 0, what binding a range returns
 *	scrub_error	if not 0, what scrubbing a range returns
 *	bound		ranges that the pretended TEE knows
 *	scrubbed	ranges that were scrubbed
 *	released	how often the heaps released the pool
 *	policy		mask of use-cases the test's device may attach to
 *	dma_bits	what the device can address
 *	attach		write the fd of a dma-buf: attach the device and map.
 *			Reads "attached entries cpu_entries address length"
 *	detach		write anything: unmap and detach
 */
#ifndef RST_TESTPOOL_H
#define RST_TESTPOOL_H

int testpool_backend_init(void);
void testpool_backend_exit(void);
int testpool_device_init(void);
void testpool_device_exit(void);

#endif /* RST_TESTPOOL_H */
