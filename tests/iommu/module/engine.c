// SPDX-License-Identifier: GPL-2.0-only
/* The engine: copies between memory and the device's own page */
#include <linux/dma-mapping.h>
#include <linux/err.h>
#include <linux/io.h>
#include <linux/iopoll.h>
#include <linux/mutex.h>
#include <linux/pci.h>
#include <linux/random.h>
#include <linux/slab.h>
#include <linux/string.h>

#include "engine.h"

#define SOURCE		0x80
#define DESTINATION	0x88
#define LENGTH		0x90
#define COMMAND		0x98

#define RUN		BIT(0)
#define TO_MEMORY	BIT(1)

/* The device's own page, as the engine addresses it, and its size. */
#define OWN		0x40000
#define BYTES		4096

/* A copy takes the device 100 ms. */
#define TIMEOUT_US	(5 * USEC_PER_SEC)

/**
 * struct engine - the device's registers, and ordinary memory
 * @dev:	the device
 * @registers:	its registers
 * @memory:	two pieces of BYTES: what is sent, and what comes back
 * @address:	where the device sees @memory
 * @turn:	who copies
 */
struct engine {
	struct device *dev;
	void __iomem *registers;
	u8 *memory;
	dma_addr_t address;
	struct mutex turn; /* guards the rest */
};

static int engine_run(struct engine *engine, u64 source, u64 destination,
		      size_t size, u64 command)
{
	u32 state;

	writeq(source, engine->registers + SOURCE);
	writeq(destination, engine->registers + DESTINATION);
	writeq(size, engine->registers + LENGTH);
	writeq(RUN | command, engine->registers + COMMAND);
	return readl_poll_timeout(engine->registers + COMMAND, state,
				  !(state & RUN), 10000, TIMEOUT_US);
}

static int engine_load(struct engine *engine, dma_addr_t from)
{
	return engine_run(engine, from, OWN, BYTES, 0);
}

static int engine_store(struct engine *engine, dma_addr_t to)
{
	return engine_run(engine, OWN, to, BYTES, TO_MEMORY);
}

int engine_copy(struct engine *engine, dma_addr_t from, dma_addr_t to,
		size_t size)
{
	guard(mutex)(&engine->turn);
	return engine_run(engine, from, OWN, size, 0) ?:
	       engine_run(engine, OWN, to, size, TO_MEMORY);
}

/* Between the two ways the device's own page is overwritten. */
int engine_carry(struct engine *engine, dma_addr_t address)
{
	u8 *sent = engine->memory, *back = engine->memory + BYTES;
	int err;

	guard(mutex)(&engine->turn);
	get_random_bytes(sent, BYTES);
	memset(back, 0, BYTES);
	err = engine_load(engine, engine->address) ?:
	      engine_store(engine, address) ?:
	      engine_load(engine, engine->address + BYTES) ?:
	      engine_load(engine, address) ?:
	      engine_store(engine, engine->address + BYTES);
	if (err)
		return err;
	return memcmp(sent, back, BYTES) ? -EILSEQ : 0;
}

struct engine *engine_create(struct pci_dev *pdev)
{
	struct engine *engine = kzalloc(sizeof(*engine), GFP_KERNEL);

	if (!engine)
		return ERR_PTR(-ENOMEM);
	mutex_init(&engine->turn);
	engine->dev = &pdev->dev;
	engine->registers = pci_iomap(pdev, 0, 0);
	if (!engine->registers)
		goto err_engine;
	engine->memory = dma_alloc_coherent(engine->dev, 2 * BYTES,
					    &engine->address, GFP_KERNEL);
	if (!engine->memory)
		goto err_registers;
	return engine;

err_registers:
	pci_iounmap(pdev, engine->registers);
err_engine:
	kfree(engine);
	return ERR_PTR(-ENOMEM);
}

void engine_destroy(struct engine *engine)
{
	dma_free_coherent(engine->dev, 2 * BYTES, engine->memory,
			  engine->address);
	pci_iounmap(to_pci_dev(engine->dev), engine->registers);
	kfree(engine);
}
