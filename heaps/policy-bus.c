// SPDX-License-Identifier: GPL-2.0-only
/* The buses that tell the policy when a device is unbound or removed */
#include <linux/device/bus.h>
#include <linux/list.h>
#include <linux/mutex.h>
#include <linux/notifier.h>
#include <linux/slab.h>

#include "policy-bus.h"

/**
 * struct bus_watch - a bus on which a device was named
 * @list:	entry in watches, until the module is unloaded
 * @bus:	only compared, and looked up by its address: it may have been
 *		unregistered
 * @notifiers:	used in turn
 * @current_one: index of the notifier that is registered with the bus
 */
struct bus_watch {
	struct list_head list;
	const struct bus_type *bus;
	struct notifier_block notifiers[2];
	unsigned int current_one;
};

/* Held while notifiers are (un)registered, so no notifier may take it. */
static DEFINE_MUTEX(watches_lock);	/* guards watches */
static LIST_HEAD(watches);

static struct bus_watch *watch_get(const struct bus_type *bus,
				   notifier_fn_t changed)
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
	watch->notifiers[0].notifier_call = changed;
	watch->notifiers[1].notifier_call = changed;
	list_add_tail(&watch->list, &watches);
	return watch;
}

/*
 * If the bus's module was unloaded and loaded again, the bus may be at its old
 * address without knowing our notifier. So register one each time, and then
 * unregister the one from before, of which the bus may not know; with two that
 * take turns, no event is missed in between.
 */
int rstmem_policy_watch(const struct bus_type *bus, notifier_fn_t changed)
{
	struct bus_watch *watch;
	unsigned int other;
	int ret;

	guard(mutex)(&watches_lock);
	watch = watch_get(bus, changed);
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
