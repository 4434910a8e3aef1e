// SPDX-License-Identifier: GPL-2.0-only
/*
 * Decides whether a device may attach to a use-case's buffers. Each device that
 * its driver or the administrator named has an entry; one without an entry may
 * not attach. What a driver allowed is forgotten when the driver is unbound.
 */
#include <linux/bits.h>
#include <linux/device.h>
#include <linux/device/bus.h>
#include <linux/module.h>
#include <linux/mutex.h>
#include <linux/notifier.h>
#include <linux/rculist.h>
#include <linux/slab.h>
#include <linux/sysfs.h>
#include <rstmem/buffer.h>
#include <rstmem/pool.h>

#include "policy-bus.h"
#include "policy.h"
#include "trace.h"

/**
 * struct policy_words - masks of use-cases
 * @driver:	those that the device's driver allows
 * @allowed:	those that the administrator allows
 * @denied:	those that the administrator denies; @allowed has none of them
 * @pages:	those of @allowed whose pages the driver sees
 */
struct policy_words {
	u32 driver;
	u32 allowed;
	u32 denied;
	u32 pages;
};

/**
 * struct policy_entry - what driver and administrator said about a device
 * @list:	entry in entries, which are in the order in which devices were
 *		first named
 * @rcu:	attaching reads the list without a lock
 * @dev:	the device. The entry has a reference, so no other device can
 *		get the same address, and with it the rights, while it exists
 * @words:	never empty
 */
struct policy_entry {
	struct list_head list;
	struct rcu_head rcu;
	struct device *dev;
	struct policy_words words;
};

/*
 * Taken while devices are locked (drivers call from probe, and buses when they
 * unbind), so no device may be locked or put under it.
 */
static DEFINE_MUTEX(entries_lock);	/* guards entries */
static LIST_HEAD(entries);

static struct policy_entry *entry_find(const struct device *dev)
{
	struct policy_entry *entry;

	list_for_each_entry_rcu(entry, &entries, list,
				lockdep_is_held(&entries_lock)) {
		if (entry->dev == dev)
			return entry;
	}
	return NULL;
}

static struct policy_entry *entry_get(struct device *dev)
{
	struct policy_entry *entry = entry_find(dev);

	lockdep_assert_held(&entries_lock);
	if (entry)
		return entry;
	entry = kzalloc(sizeof(*entry), GFP_KERNEL);
	if (!entry)
		return NULL;
	entry->dev = get_device(dev);
	list_add_tail_rcu(&entry->list, &entries);
	return entry;
}

/* Not under the lock: the last put calls the device's release function. */
static void entry_free(struct policy_entry *entry)
{
	if (!entry)
		return;
	put_device(entry->dev);
	kfree_rcu(entry, rcu);
}

static struct policy_entry *entry_unlink(struct policy_entry *entry)
{
	lockdep_assert_held(&entries_lock);
	list_del_rcu(&entry->list);
	return entry;
}

static bool words_are_empty(const struct policy_words *words)
{
	return !words->driver && !words->allowed && !words->denied;
}

/* Return: NULL, or the entry, which is empty now: the caller must free it. */
static struct policy_entry *entry_change(struct policy_entry *entry,
					 const struct policy_words *clear,
					 const struct policy_words *set)
{
	struct policy_words *words = &entry->words;

	lockdep_assert_held(&entries_lock);
	WRITE_ONCE(words->denied, (words->denied & ~clear->denied) |
		   set->denied);
	WRITE_ONCE(words->allowed, (words->allowed & ~clear->allowed) |
		   set->allowed);
	WRITE_ONCE(words->pages, (words->pages & ~clear->pages) | set->pages);
	WRITE_ONCE(words->driver, (words->driver & ~clear->driver) |
		   set->driver);
	trace_rstmem_policy(entry->dev, words->driver, words->allowed,
			    words->denied, words->pages);
	return words_are_empty(words) ? entry_unlink(entry) : NULL;
}

static int policy_change(struct device *dev, const struct policy_words *clear,
			 const struct policy_words *set)
{
	struct policy_entry *entry, *dropped = NULL;

	mutex_lock(&entries_lock);
	entry = words_are_empty(set) ? entry_find(dev) : entry_get(dev);
	if (entry)
		dropped = entry_change(entry, clear, set);
	mutex_unlock(&entries_lock);
	entry_free(dropped);
	return entry || words_are_empty(set) ? 0 : -ENOMEM;
}

static struct policy_entry *take_stale(void)
{
	struct policy_entry *entry;

	guard(mutex)(&entries_lock);
	list_for_each_entry(entry, &entries, list) {
		if (!device_is_registered(entry->dev))
			return entry_unlink(entry);
	}
	return NULL;
}

/*
 * A bus tells when a device is removed. A device on no bus, or one that was
 * removed while it was being named, leaves an entry that has to be found here.
 */
static void drop_stale(void)
{
	struct policy_entry *entry;

	while ((entry = take_stale()))
		entry_free(entry);
}

static void drop_driver_words(struct device *dev)
{
	static const struct policy_words clear = { .driver = ~0U };
	static const struct policy_words set;

	policy_change(dev, &clear, &set);
}

static void drop_all_words(struct device *dev)
{
	static const struct policy_words clear = { ~0U, ~0U, ~0U, ~0U };
	static const struct policy_words set;

	policy_change(dev, &clear, &set);
}

/* What a driver allowed ends when it is unbound, or fails to bind. */
static int bus_changed(struct notifier_block *notifier, unsigned long event,
		       void *dev)
{
	switch (event) {
	case BUS_NOTIFY_UNBOUND_DRIVER:
	case BUS_NOTIFY_DRIVER_NOT_BOUND:
		drop_driver_words(dev);
		return NOTIFY_OK;
	case BUS_NOTIFY_REMOVED_DEVICE:
		drop_all_words(dev);
		return NOTIFY_OK;
	default:
		return NOTIFY_DONE;
	}
}

static int device_watch(struct device *dev)
{
	drop_stale();
	if (!device_is_registered(dev))
		return -ENODEV;
	return dev->bus ? rstmem_policy_watch(dev->bus, bus_changed) : 0;
}

int rstmem_policy_allow(struct device *dev, u32 use_cases)
{
	static const struct policy_words clear = { .driver = ~0U };
	const struct policy_words set = { .driver = use_cases };
	int err;

	if (use_cases & ~RSTMEM_ALL_USE_CASES)
		return -EINVAL;
	err = use_cases ? device_watch(dev) : 0;
	return err ?: policy_change(dev, &clear, &set);
}
EXPORT_SYMBOL_GPL(rstmem_policy_allow);

void rstmem_policy_revoke(struct device *dev)
{
	drop_driver_words(dev);
}
EXPORT_SYMBOL_GPL(rstmem_policy_revoke);

/* Return: 0, -ENODEV (the device is being removed), -ENOMEM. */
int rstmem_policy_decide(struct device *dev, u32 use_case,
			 enum rstmem_verdict verdict)
{
	const u32 bit = BIT(use_case);
	const struct policy_words clear = {
		.allowed = bit, .denied = bit, .pages = bit,
	};
	const bool pages = verdict == RSTMEM_ALLOW_PAGES;
	const struct policy_words set = {
		.allowed = verdict == RSTMEM_ALLOW || pages ? bit : 0,
		.denied = verdict == RSTMEM_DENY ? bit : 0,
		.pages = pages ? bit : 0,
	};
	int err = device_watch(dev);

	return err ?: policy_change(dev, &clear, &set);
}

static bool entry_allows(const struct policy_entry *entry, u32 bit)
{
	const struct policy_words *words = &entry->words;

	if (READ_ONCE(words->denied) & bit)
		return false;
	return (READ_ONCE(words->driver) | READ_ONCE(words->allowed)) & bit;
}

bool rstmem_policy_allows(struct device *dev, u32 use_case)
{
	const struct policy_entry *entry;

	guard(rcu)();
	entry = entry_find(dev);
	return entry && device_is_registered(dev) &&
	       entry_allows(entry, BIT(use_case));
}

/* Only the administrator can say so. */
bool rstmem_policy_shows_pages(struct device *dev, u32 use_case)
{
	const struct policy_entry *entry;

	guard(rcu)();
	entry = entry_find(dev);
	return entry && READ_ONCE(entry->words.pages) & BIT(use_case);
}

static int show_entry(const struct policy_entry *entry, u32 bit, char *to,
		      int at)
{
	const struct policy_words *words = &entry->words;

	at += sysfs_emit_at(to, at, "%s/%s", dev_bus_name(entry->dev),
			    dev_name(entry->dev));
	if (words->denied & bit)
		return at + sysfs_emit_at(to, at, "\n");
	return at + sysfs_emit_at(to, at, "%s%s%s\n",
				  words->driver & bit ? " driver" : "",
				  words->allowed & bit ? " administrator" : "",
				  words->pages & bit ? " pages" : "");
}

/* Space for the words after a device's name, and for a last line. */
#define LINE_REST	sizeof("/ driver administrator pages\n...\n")

/*
 * Print a line for each device that may attach, or that is denied. sysfs has a
 * page for them; if that isn't enough, the last line says so.
 */
int rstmem_policy_show(u32 use_case, enum rstmem_verdict verdict, char *to)
{
	const u32 bit = BIT(use_case);
	struct policy_entry *entry;
	int at = 0;

	drop_stale();
	guard(mutex)(&entries_lock);
	list_for_each_entry(entry, &entries, list) {
		struct device *dev = entry->dev;

		if (verdict == RSTMEM_DENY ? !(entry->words.denied & bit) :
					     !entry_allows(entry, bit))
			continue;
		if (at + strlen(dev_bus_name(dev)) + strlen(dev_name(dev)) +
		    LINE_REST > PAGE_SIZE)
			return at + sysfs_emit_at(to, at, "...\n");
		at = show_entry(entry, bit, to, at);
	}
	return at;
}

/* Nothing can call any more. What drivers forgot to revoke is still there. */
void rstmem_policy_exit(void)
{
	struct policy_entry *entry, *next;

	rstmem_policy_unwatch_all();
	list_for_each_entry_safe(entry, next, &entries, list) {
		list_del_rcu(&entry->list);
		entry_free(entry);
	}
}
