// SPDX-License-Identifier: GPL-2.0-only
/*
 * The engine as one of the kernel's, which copies memory: each copy goes through
 * the device's own page. One copy at a time.
 */
#include <linux/dmaengine.h>
#include <linux/err.h>
#include <linux/mm.h>
#include <linux/module.h>
#include <linux/mutex.h>
#include <linux/pci.h>
#include <linux/slab.h>
#include <linux/spinlock.h>
#include <linux/string.h>
#include <linux/workqueue.h>

#include "engine.h"

/* Settable at any time: see engine.h. */
static char copies[16] = "memory";
module_param_string(copies, copies, sizeof(copies), 0600);

static unsigned int begun;
module_param(begun, uint, 0600);

struct copy {
	struct dma_async_tx_descriptor tx;
	dma_addr_t from, to;
	size_t size;
};

/**
 * struct engine_dma - a DMA device with one channel
 * @device:	it
 * @channel:	its channel
 * @engine:	what copies
 * @work:	copies
 * @lock:	guards @prepared
 * @prepared:	the copy that was prepared, or submitted
 */
struct engine_dma {
	struct dma_device device;
	struct dma_chan channel;
	struct engine *engine;
	struct work_struct work;
	spinlock_t lock; /* guards what follows */
	struct copy *prepared;
};

static struct engine_dma *of_channel(struct dma_chan *chan)
{
	return container_of(chan, struct engine_dma, channel);
}

static struct copy *take(struct engine_dma *dma)
{
	struct copy *copy;

	spin_lock_irq(&dma->lock);
	copy = dma->prepared;
	dma->prepared = NULL;
	spin_unlock_irq(&dma->lock);
	return copy;
}

static dma_cookie_t submit(struct dma_async_tx_descriptor *tx)
{
	struct dma_chan *chan = tx->chan;

	chan->cookie = chan->cookie == INT_MAX ? DMA_MIN_COOKIE :
						 chan->cookie + 1;
	tx->cookie = chan->cookie;
	return tx->cookie;
}

static struct dma_async_tx_descriptor *prepare(struct dma_chan *chan,
					       dma_addr_t to, dma_addr_t from,
					       size_t size, unsigned long flags)
{
	struct engine_dma *dma = of_channel(chan);
	struct copy *copy = kzalloc(sizeof(*copy), GFP_NOWAIT);
	bool busy;

	if (!copy)
		return NULL;
	dma_async_tx_descriptor_init(&copy->tx, chan);
	copy->tx.tx_submit = submit;
	copy->tx.flags = flags;
	copy->from = from;
	copy->to = to;
	copy->size = size;
	spin_lock_irq(&dma->lock);
	begun++;
	busy = dma->prepared;
	if (!busy)
		dma->prepared = copy;
	spin_unlock_irq(&dma->lock);
	if (!busy)
		return &copy->tx;
	kfree(copy);
	return NULL;
}

static void do_copy(struct work_struct *work)
{
	struct engine_dma *dma = container_of(work, struct engine_dma, work);
	struct dmaengine_result result = { };
	struct copy *copy;

	if (sysfs_streq(copies, "never"))
		return;
	copy = take(dma);
	if (!copy)
		return;
	if (sysfs_streq(copies, "linux") && !page_is_ram(PHYS_PFN(copy->from)))
		result.result = DMA_TRANS_READ_FAILED;
	else if (!sysfs_streq(copies, "nothing") &&
		 engine_copy(dma->engine, copy->from, copy->to, copy->size))
		result.result = DMA_TRANS_ABORTED;
	dma->channel.completed_cookie = copy->tx.cookie;
	if (copy->tx.callback_result)
		copy->tx.callback_result(copy->tx.callback_param, &result);
	kfree(copy);
}

static void issue(struct dma_chan *chan)
{
	schedule_work(&of_channel(chan)->work);
}

static enum dma_status status(struct dma_chan *chan, dma_cookie_t cookie,
			      struct dma_tx_state *state)
{
	dma_set_tx_state(state, chan->completed_cookie, chan->cookie, 0);
	return dma_async_is_complete(cookie, chan->completed_cookie,
				     chan->cookie);
}

static int terminate(struct dma_chan *chan)
{
	kfree(take(of_channel(chan)));
	return 0;
}

static void synchronize(struct dma_chan *chan)
{
	cancel_work_sync(&of_channel(chan)->work);
}

static void free_resources(struct dma_chan *chan)
{
	terminate(chan);
	synchronize(chan);
}

struct engine_dma *engine_dma_register(struct engine *engine,
				       struct pci_dev *pdev)
{
	struct engine_dma *dma = kzalloc(sizeof(*dma), GFP_KERNEL);
	struct dma_device *device;
	int err;

	if (!dma)
		return ERR_PTR(-ENOMEM);
	dma->engine = engine;
	INIT_WORK(&dma->work, do_copy);
	spin_lock_init(&dma->lock);
	device = &dma->device;
	device->dev = &pdev->dev;
	dma_cap_set(DMA_MEMCPY, device->cap_mask);
	device->device_prep_dma_memcpy = prepare;
	device->device_issue_pending = issue;
	device->device_tx_status = status;
	device->device_terminate_all = terminate;
	device->device_synchronize = synchronize;
	device->device_free_chan_resources = free_resources;
	INIT_LIST_HEAD(&device->channels);
	dma->channel.device = device;
	dma->channel.cookie = DMA_MIN_COOKIE;
	dma->channel.completed_cookie = DMA_MIN_COOKIE;
	list_add_tail(&dma->channel.device_node, &device->channels);
	err = dma_async_device_register(device);
	if (err) {
		kfree(dma);
		return ERR_PTR(err);
	}
	return dma;
}

void engine_dma_unregister(struct engine_dma *dma)
{
	dma_async_device_unregister(&dma->device);
	kfree(dma);
}
