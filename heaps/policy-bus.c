// SPDX-License-Identifier: GPL-2.0-only
/* The buses that tell the policy when a device is unbound or removed */
#include <linux/device/bus.h>
#include <linux/kobject.h>
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
 * @kset:	of the bus, as it was when @notifier was registered; held, so
 *		that no other bus has the same. NULL if it never was
 * @notifier:	registered with the bus
 */
struct bus_watch {
	struct list_head list;
	const struct bus_type *bus;
	struct kset *kset;
	struct notifier_block notifier;
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
	watch->notifier.notifier_call = changed;
	list_add_tail(&watch->list, &watches);
	return watch;
}

/*
 * If the bus's module was unloaded and loaded again, the bus may be at its old
 * address without knowing our notifier: its kset is another one then.
 */
static bool is_watched(const struct bus_watch *watch)
{
	return watch->kset && watch->kset == bus_get_kset(watch->bus);
}

static void kset_forget(struct bus_watch *watch)
{
	if (watch->kset)
		kset_put(watch->kset);
	watch->kset = NULL;
}

/*
 * Registers only where that has not been done: it locks the bus's chain of
 * notifiers for writing, and so waits for those that run (tee.ko's may take
 * seconds while a TEE's driver is unbound), and everybody else who wants to add
 * or bind a device to the bus would wait behind it.
 */
int rstmem_policy_watch(const struct bus_type *bus, notifier_fn_t changed)
{
	struct bus_watch *watch;
	int ret;

	guard(mutex)(&watches_lock);
	watch = watch_get(bus, changed);
	if (!watch)
		return -ENOMEM;
	if (is_watched(watch))
		return 0;
	ret = bus_register_notifier(bus, &watch->notifier);
	if (ret)
		return ret;
	kset_forget(watch);
	watch->kset = kset_get(bus_get_kset(bus));
	return 0;
}

void rstmem_policy_unwatch_all(void)
{
	struct bus_watch *watch, *next;

	guard(mutex)(&watches_lock);
	list_for_each_entry_safe(watch, next, &watches, list) {
		if (is_watched(watch))
			bus_unregister_notifier(watch->bus, &watch->notifier);
		kset_forget(watch);
		list_del(&watch->list);
		kfree(watch);
	}
}
