// SPDX-License-Identifier: GPL-2.0-only
/*
 * Looking for a pattern by DMA
 *
 * Firewalls know masters apart, so an engine may be let in where no CPU is. Of each
 * device that copies memory one channel is taken, for as long as a trial takes, if
 * nobody else uses it. An engine that copies nothing would find nothing either. So
 * each has to copy a page of ordinary memory first, and a copy that does not end is
 * no answer.
 */
#define pr_fmt(fmt) "rst_firewall: " fmt

#include <linux/bitops.h>
#include <linux/completion.h>
#include <linux/dma-mapping.h>
#include <linux/dmaengine.h>
#include <linux/mm.h>
#include <linux/module.h>
#include <linux/random.h>
#include <linux/slab.h>
#include <linux/string.h>
#include <rstmem/reach.h>

#include "dma.h"

/* As much is copied, to the page's beginning; the second half is for the trial. */
#define BYTES	64
#define TRIAL	(PAGE_SIZE / 2)

/* Any engine is faster by far. */
#define TIMEOUT	HZ

/* An engine could not be stopped: none is asked any more, or each look would lose one. */
static bool engine_is_lost;

/* Refers to nothing but itself, as its engine may end it at any time. */
struct copy {
	struct completion ended;
	enum dmaengine_tx_result result;
};

static void copy_ended(void *param, const struct dmaengine_result *result)
{
	struct copy *copy = param;

	copy->result = result ? result->result : DMA_TRANS_NOERROR;
	complete(&copy->ended);
}

static struct device *device_of(const struct rst_firewall_engine *engine)
{
	return dmaengine_get_dma_device(engine->chan);
}

/*
 * What has not ended may still be written to by an engine that can't be stopped,
 * and what has been called back may be this module: all of that stays.
 */
static int copy_give_up(struct rst_firewall_engine *engine)
{
	if (dmaengine_terminate_sync(engine->chan)) {
		pr_err("%s: a copy can't be stopped; its memory is lost\n",
		       dma_chan_name(engine->chan));
		__module_get(THIS_MODULE);
		WRITE_ONCE(engine_is_lost, true);
		engine->chan = NULL;
		return -EBUSY;
	}
	return -ETIMEDOUT;
}

static int copy_start(struct rst_firewall_engine *engine, struct copy *copy,
		      dma_addr_t from)
{
	struct dma_async_tx_descriptor *tx;

	tx = dmaengine_prep_dma_memcpy(engine->chan, engine->address, from,
				       BYTES, DMA_PREP_INTERRUPT | DMA_CTRL_ACK);
	if (!tx)
		return -EIO;
	tx->callback_result = copy_ended;
	tx->callback_param = copy;
	if (dma_submit_error(dmaengine_submit(tx)))
		return -EIO;
	dma_async_issue_pending(engine->chan);
	return 0;
}

/* Return: 0; 1 if the engine says that it was refused; or an error. */
static int copy_to_page(struct rst_firewall_engine *engine, dma_addr_t from)
{
	struct copy *copy = kzalloc(sizeof(*copy), GFP_KERNEL);
	int err;

	if (!copy)
		return -ENOMEM;
	init_completion(&copy->ended);
	err = copy_start(engine, copy, from);
	if (!err && !wait_for_completion_timeout(&copy->ended, TIMEOUT))
		err = copy_give_up(engine);
	else if (!err)
		err = copy->result != DMA_TRANS_NOERROR;
	/* -EBUSY: the engine still has it */
	if (err != -EBUSY)
		kfree(copy);
	return err;
}

/* Return: 0, or why this engine's finding nothing would mean nothing. */
static int engine_try(struct rst_firewall_engine *engine)
{
	int err;

	get_random_bytes(engine->page + TRIAL, BYTES);
	memset(engine->page, 0, BYTES);
	err = copy_to_page(engine, engine->address + TRIAL);
	if (err > 0)
		return -EIO;
	if (!err && memcmp(engine->page, engine->page + TRIAL, BYTES))
		err = -EILSEQ;
	return err;
}

static void note(struct rstmem_dma_sight *sight,
		 const struct rst_firewall_engine *engine)
{
	strscpy(sight->name, dev_name(device_of(engine)));
}

static void engine_open(struct rst_firewall_engine *engine,
			struct rstmem_dma_sight *sight)
{
	if (!sight->error)
		note(sight, engine);
	engine->page = dma_alloc_coherent(device_of(engine), PAGE_SIZE,
					  &engine->address, GFP_KERNEL);
	engine->error = engine->page ? engine_try(engine) : -ENOMEM;
	if (engine->error)
		sight->error = engine->error;
}

/*
 * The channels of controllers that serve devices belong to those devices, whose
 * drivers may just be asking for them; and what can't be stopped is not begun.
 */
static bool is_for_copies(struct dma_device *device)
{
	return !dma_has_cap(DMA_SLAVE, device->cap_mask) &&
	       !dma_has_cap(DMA_CYCLIC, device->cap_mask) &&
	       device->device_terminate_all;
}

/* dmaengine asks with a lock held, so no device goes meanwhile. */
static bool is_of_another_device(struct dma_chan *chan, void *data)
{
	struct rst_firewall_engines *engines = data;
	unsigned int i;

	if (!is_for_copies(chan->device))
		return false;

	for (i = 0; i < engines->count; i++) {
		if (engines->engine[i].chan &&
		    engines->engine[i].chan->device == chan->device)
			return false;
	}
	return true;
}

void rst_firewall_engines_open(struct rst_firewall_engines *engines,
			       struct rstmem_dma_sight *sight)
{
	struct rst_firewall_engine *engine;
	dma_cap_mask_t copies;

	dma_cap_zero(copies);
	dma_cap_set(DMA_MEMCPY, copies);
	while (engines->count < RST_FIREWALL_ENGINES &&
	       !READ_ONCE(engine_is_lost)) {
		engine = &engines->engine[engines->count];
		*engine = (struct rst_firewall_engine){ };
		engine->chan = dma_request_channel(copies, is_of_another_device,
						   engines);
		if (!engine->chan)
			break;
		engines->count++;
		engine_open(engine, sight);
	}
}

void rst_firewall_engines_close(struct rst_firewall_engines *engines)
{
	struct rst_firewall_engine *engine;

	while (engines->count) {
		engine = &engines->engine[--engines->count];
		/* It still copies to the page. */
		if (!engine->chan)
			continue;
		if (engine->page) {
			memzero_explicit(engine->page, PAGE_SIZE);
			dma_free_coherent(device_of(engine), PAGE_SIZE,
					  engine->page, engine->address);
		}
		dma_release_channel(engine->chan);
	}
}

/*
 * The page has random bytes before: if it still has them, nothing came. What came
 * counts, whether the engine said so or not. Return: as copy_to_page().
 */
static int engine_see(struct rst_firewall_engine *engine, dma_addr_t from,
		      const u64 pattern[2], bool *seen, u64 *value)
{
	u64 before[2], *words = (u64 *)engine->page;
	int err;

	get_random_bytes(before, sizeof(before));
	memcpy(words, before, sizeof(before));
	err = copy_to_page(engine, from);
	*seen = words[0] == pattern[0] && words[1] == pattern[1];
	*value = err || words[0] == before[0] ? 0 : words[0];
	memset(words, 0, BYTES);
	return err;
}

static bool engine_look(struct rst_firewall_engine *engine, phys_addr_t place,
			const u64 pattern[2], bool own,
			struct rstmem_dma_sight *sight)
{
	struct device *dev = device_of(engine);
	struct rstmem_reach reach;
	bool seen = false;
	u64 value = 0;
	int err;

	err = rstmem_reach_map(dev, place & PAGE_MASK, PAGE_SIZE, DMA_TO_DEVICE,
			       &reach);
	if (err) {
		if (own && !sight->unreached)
			sight->unreached = err;
		return false;
	}
	err = engine_see(engine, reach.address + offset_in_page(place), pattern,
			 &seen, &value);
	/* One that can't be stopped may still read. */
	if (engine->chan)
		rstmem_reach_unmap(dev, PAGE_SIZE, DMA_TO_DEVICE, &reach);
	if (err < 0) {
		sight->error = err;
		engine->error = err;
		if (seen)
			strscpy(sight->name, dev_name(dev));
		return seen;
	}
	sight->translated |= reach.way != 0;
	sight->engines += own;
	if (own)
		sight->value = rol64(sight->value, 1) ^ value;
	return seen;
}

bool rst_firewall_engines_look(struct rst_firewall_engines *engines,
			       phys_addr_t place, const u64 pattern[2],
			       bool own, struct rstmem_dma_sight *sight)
{
	struct rst_firewall_engine *engine;
	unsigned int i;
	bool seen;

	for (i = 0; i < engines->count; i++) {
		engine = &engines->engine[i];
		if (engine->error)
			continue;
		seen = engine_look(engine, place, pattern, own, sight);
		if (engine->chan && (seen || engine->error))
			note(sight, engine);
		if (seen)
			return true;
	}
	return false;
}
