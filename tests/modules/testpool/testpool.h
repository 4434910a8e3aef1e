/* SPDX-License-Identifier: GPL-2.0-only */
/*
 * rst_testpool.ko: a backend and an importer for tests of the heaps
 *
 * Everything is in /sys/module/rst_testpool/parameters:
 *
 *	base, size	of the pool, at load time; the memory is never touched
 *	more_base, more_size	another range of the pool, at load time
 *	granule		of its firewall, at load time; 0 is a page
 *	use_cases	mask, at load time
 *	registered	1 registers the pool, 0 takes it away (also at load time)
 *	bind_error	if not 0, what binding a range returns
 *	scrub_error	if not 0, what scrubbing a range returns
 *	scrub_ms	how long that takes
 *	scrub_hangs	if 1, calls that scrub don't return until it is 0
 *	scrub_fails	write how many of the next calls that scrub fail
 *	alloc_hangs	allocations of so many bytes don't return until it is 0
 *	crowd		with each attempt to allocate so many bytes, somebody else
 *			has allocated a page; or tried to, see bind_error
 *	crowded		how often
 *	bound		ranges that the pretended TEE knows
 *	scrubbed	ranges that were scrubbed
 *	tried		ranges that were to be scrubbed
 *	batches		how often scrubbing was begun
 *	released	how often the heaps released the pool
 *	policy		mask of use-cases the test's device may attach to
 *	dma_bits	what the device can address
 *	attach		write the fd of a dma-buf: attach the device and map.
 *			Reads "attached entries cpu_entries address length"
 *	entries		reads "address length" of each entry
 *	limits		write "segment boundary", of the device's entries
 *	spoil		write how often: as an importer that writes to the table,
 *			unmap, and map again
 *	detach		write anything: unmap and detach
 */
#ifndef RST_TESTPOOL_H
#define RST_TESTPOOL_H

int testpool_backend_init(void);
void testpool_backend_exit(void);
int testpool_device_init(void);
void testpool_device_exit(void);

#endif /* RST_TESTPOOL_H */
