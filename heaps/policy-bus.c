// SPDX-License-Identifier: GPL-2.0-only
/* Which buses tell the policy that a device was unbound, or has gone */
#include <linux/device/bus.h>
#include <linux/list.h>
#include <linux/mutex.h>
#include <linux/notifier.h>
#include <linux/slab.h>

#include "policy.h"

/**
 * struct bus_watch - a bus on which a device was named
 * @list:	in watches, for good
 * @bus:	compared, and looked up by its address; may have gone
 * @notifiers:	ours, in turn
 * @current_one: which of them the bus knows
 */
struct bus_watch {
	struct list_head list;
	const struct bus_type *bus;
	struct notifier_block notifiers[2];
	unsigned int current_one;
};

/* Never taken by a notifier, as it is held while they come and go. */
static DEFINE_MUTEX(watches_lock);	/* guards watches */
static LIST_HEAD(watches);

static int bus_changed(struct notifier_block *notifier, unsigned long event,
		       void *data)
{
	switch (event) {
	case BUS_NOTIFY_UNBOUND_DRIVER:
	case BUS_NOTIFY_DRIVER_NOT_BOUND:
		rstmem_policy_unbound(data);
		return NOTIFY_OK;
	case BUS_NOTIFY_REMOVED_DEVICE:
		rstmem_policy_gone(data);
		return NOTIFY_OK;
	default:
		return NOTIFY_DONE;
	}
}

static struct bus_watch *watch_get(const struct bus_type *bus)
{
	struct bus_watch *watch;

	lockdep_assert_held(&watches_lock);
	list_for_each_entry(watch, &watches, list) {
		if (watch->bus == bus)
			return watch;
	}
	watch = kzalloc(sizeof(*watch), GFP_KERNEL);
	if (!watch)
		return NULL;
	watch->bus = bus;
	watch->notifiers[0].notifier_call = bus_changed;
	watch->notifiers[1].notifier_call = bus_changed;
	list_add_tail(&watch->list, &watches);
	return watch;
}

/*
 * A bus whose module went and came back may be at its old address, and has
 * forgotten us: so it is asked anew each time, after a word that it may not
 * understand. It knows the other one by then, so that nothing is missed.
 */
int rstmem_policy_watch(const struct bus_type *bus)
{
	struct bus_watch *watch;
	unsigned int other;
	int ret;

	guard(mutex)(&watches_lock);
	watch = watch_get(bus);
	if (!watch)
		return -ENOMEM;
	other = !watch->current_one;
	ret = bus_register_notifier(bus, &watch->notifiers[other]);
	if (ret)
		return ret;
	bus_unregister_notifier(bus, &watch->notifiers[watch->current_one]);
	watch->current_one = other;
	return 0;
}

void rstmem_policy_unwatch_all(void)
{
	struct bus_watch *watch, *next;

	guard(mutex)(&watches_lock);
	list_for_each_entry_safe(watch, next, &watches, list) {
		bus_unregister_notifier(watch->bus,
					&watch->notifiers[watch->current_one]);
		list_del(&watch->list);
		kfree(watch);
	}
}
