// SPDX-License-Identifier: GPL-2.0-only
/*
 * A device behind an IOMMU, with a DMA engine (rst_edu.ko)
 *
 * How memory is mapped for it is read from the calls of the IOMMU's page tables,
 * by a kprobe: QEMU's SMMU ignores the attributes that a product's obeys.
 */
#include <errno.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <sys/mount.h>
#include <unistd.h>

#include "lib/heap.h"
#include "lib/policy.h"
#include "lib/tap.h"

#define ENGINE		"pci/0000:00:01.0"
#define PARAMETERS	"/sys/module/rst_edu/parameters/"
#define SIZE		(512 << 10)

/* lab/lib/qemu.sh reserves this, above what the device could reach directly. */
#define DRAM		0x5f000000ull
#define DRAM_BYTES	0x400000ull
#define REACH		(1ull << 28)

/* The kernel's IOMMU_* bits */
#define PROT_BOTH	0x3
#define PROT_CACHE	0x4
#define PROT_MMIO	0x10

#define KPROBE		TRACING "/events/rsttest/map/enable"

struct attached {
	unsigned int entries;
	unsigned long long address, bytes;
};

static int engine_write(const char *parameter, const char *text)
{
	char path[128];

	snprintf(path, sizeof(path), PARAMETERS "%s", parameter);
	return text_write(path, text);
}

static int engine_attach(int buffer)
{
	char text[16];

	snprintf(text, sizeof(text), "%d", buffer);
	return engine_write("attach", text);
}

static struct attached attached_read(void)
{
	FILE *file = fopen(PARAMETERS "attach", "r");
	struct attached now = { 0 };

	if (!file || fscanf(file, "%u %llx %llu", &now.entries, &now.address,
			    &now.bytes) != 3)
		now.entries = 0;
	if (file)
		fclose(file);
	return now;
}

static int engine_carry(unsigned long long address)
{
	char text[32];

	snprintf(text, sizeof(text), "%#llx", address);
	return engine_write("carry", text);
}

static bool mappings_watch(void)
{
	if (access(TRACING "/trace", F_OK))
		mount("tracefs", TRACING, "tracefs", 0, NULL);
	return !text_write(TRACING "/kprobe_events",
			   "p:rsttest/map arm_lpae_map_pages paddr=$arg3:x64 prot=$arg6:x32") &&
	       !text_write(KPROBE, "1") && !truncate(TRACING "/trace", 0);
}

static void mappings_forget(void)
{
	text_write(KPROBE, "0");
	text_write(TRACING "/kprobe_events", "-:rsttest/map");
}

/* How the range was mapped since: the attributes, or -1 if it was not. */
static int mapped_how(unsigned long long base, unsigned long long bytes)
{
	FILE *file = fopen(TRACING "/trace", "r");
	unsigned long long address;
	char line[512], *at;
	unsigned int how;
	int found = -1;

	while (file && fgets(line, sizeof(line), file)) {
		at = strstr(line, "paddr=");
		if (at && sscanf(at, "paddr=%llx prot=%x", &address, &how) == 2 &&
		    address >= base && address < base + bytes)
			found = how;
	}
	if (file)
		fclose(file);
	return found;
}

static void test_policy(int buffer)
{
	int err = engine_attach(buffer);

	tap(err == -EACCES, "a device nobody allowed: EACCES (got %d)", err);
}

static void test_attributes(int buffer)
{
	int how;

	if (!tap(mappings_watch(), "mappings are watched"))
		return;
	tap(!engine_attach(buffer), "a device behind the IOMMU: attached");
	how = mapped_how(DRAM, DRAM_BYTES);
	tap(how >= 0 && (how & PROT_BOTH) == PROT_BOTH && !(how & PROT_MMIO),
	    "DRAM is mapped as memory, not as registers (%#x)", how);
	tap(how >= 0 && how & PROT_CACHE, "coherently, as the device is (%#x)",
	    how);
	engine_write("detach", "1");
	mappings_forget();
}

static void test_dma(int buffer)
{
	struct attached now;
	int err;

	tap(!engine_attach(buffer), "attached");
	now = attached_read();
	tap(now.entries && now.bytes == SIZE &&
	    now.address + now.bytes <= REACH,
	    "an address that the device knows, of memory that it does not: %#llx",
	    now.address);
	err = engine_carry(now.address);
	tap(!err, "the engine writes there and reads back (%d)", err);
	err = engine_carry(now.address + SIZE - 4096);
	tap(!err, "and at the end (%d)", err);
	err = engine_carry(now.address + SIZE);
	tap(err == -EILSEQ, "but not behind it (%d)", err);
	engine_write("detach", "1");
	err = engine_carry(now.address);
	tap(err == -EILSEQ, "nor, once detached, there (%d)", err);
}

static bool own_domain_has(unsigned long long bytes)
{
	FILE *file = fopen(PARAMETERS "own_domain", "r");
	unsigned long long mapped = 0, address = 0;

	if (file && fscanf(file, "%llu %llx", &mapped, &address) != 2)
		mapped = 0;
	if (file)
		fclose(file);
	return mapped == bytes && address >= DRAM && address < DRAM + DRAM_BYTES;
}

static int engine_map_own(int buffer)
{
	char text[16];

	snprintf(text, sizeof(text), "%d", buffer);
	return engine_write("own_domain", text);
}

static void test_own_domain(int buffer)
{
	int err = engine_map_own(buffer);

	tap(err < 0, "a driver with a domain of its own finds no pages (%d)",
	    err);
	verdict_write(&heaps[0], "allow_pages", ENGINE);
	tap(verdict_has(&heaps[0], "allow", ENGINE " administrator pages\n"),
	    "the administrator lets it see them");
	err = engine_map_own(buffer);
	if (err == -EOPNOTSUPP)
		tap_skip("then it maps all of them",
			 "the kernel's DMABUF_DEBUG garbles pages");
	else
		tap(!err && own_domain_has(SIZE), "then it maps all of them (%d)",
		    err);
	verdict_write(&heaps[0], "allow", ENGINE);
	tap(engine_map_own(buffer) < 0, "allowed without: none again");
	verdict_write(&heaps[0], "allow_pages", ENGINE);
	verdict_write(&heaps[0], "deny", ENGINE);
	tap(engine_map_own(buffer) == -EACCES, "denied: EACCES");
	verdict_write(&heaps[0], "allow", ENGINE);
}

/* The memory of the lab's TEE, which the engine reaches through no mapping. */
static void test_firewall(void)
{
	int buffer = heap_alloc("protected,secure-video", SIZE), err;
	struct attached now;

	tap(buffer >= 0 && !engine_attach(buffer),
	    "memory behind the firewall: attached");
	now = attached_read();
	tap(now.entries && now.bytes == SIZE && now.address,
	    "and mapped for the engine, all of it");
	err = engine_carry(now.address);
	tap(err == -EILSEQ, "the IOMMU translates, the firewall refuses (%d)",
	    err);
	engine_write("detach", "1");
	verdict_write(&heaps[0], "allow_pages", ENGINE);
	err = engine_attach(buffer);
	tap(err == -EIO, "it has no pages that a driver could see: EIO (%d)",
	    err);
	close(buffer);
}

static void on_dram(void)
{
	char options[128];
	int buffer;

	snprintf(options, sizeof(options),
		 "registered=1 base=%#llx size=%llu", DRAM, DRAM_BYTES);
	if (!tap(!module_unload("optee_rstmem") &&
		 !module_load("rst_testpool", options), "a pool of DRAM"))
		return;
	buffer = heap_alloc("protected,secure-video", SIZE);
	if (tap(buffer >= 0, "a buffer (%d)", buffer)) {
		TAP_CASE(test_policy, buffer);
		verdict_write(&heaps[0], "allow", ENGINE);
		TAP_CASE(test_attributes, buffer);
		TAP_CASE(test_dma, buffer);
		TAP_CASE(test_own_domain, buffer);
		verdict_write(&heaps[0], "forget", ENGINE);
	}
	close(buffer);
	module_unload("rst_testpool");
	module_load("optee_rstmem", "");
}

int main(int argc, char **argv)
{
	tap_start(argc, argv);
	on_dram();
	verdict_write(&heaps[0], "allow", ENGINE);
	TAP_CASE(test_firewall);
	verdict_write(&heaps[0], "forget", ENGINE);
	return tap_done();
}
