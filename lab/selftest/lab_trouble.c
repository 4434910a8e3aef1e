// SPDX-License-Identifier: GPL-2.0-only
/*
 * Trouble on demand, for the laboratory to notice: insmod lab_trouble.ko
 * kind=warn|oops|hang, and on debug kernels kind=beyond|freed|locks|sleep|leak
 */
#include <linux/delay.h>
#include <linux/mm.h>
#include <linux/module.h>
#include <linux/mutex.h>
#include <linux/slab.h>
#include <linux/spinlock.h>

#define OBJECT_SIZE	100

static char *kind = "warn";
module_param(kind, charp, 0);
MODULE_PARM_DESC(kind, "what goes wrong while the module loads");

static DEFINE_MUTEX(first);
static DEFINE_MUTEX(second);
static DEFINE_SPINLOCK(spin);

static void trouble_warn(void)
{
	WARN(1, "trouble on demand\n");
}

static void trouble_oops(void)
{
	WRITE_ONCE(*(int *)16, 1);
}

static void trouble_hang(void)
{
	msleep(3600 * MSEC_PER_SEC);
}

static void trouble_beyond(void)
{
	char *object = kmalloc(OBJECT_SIZE, GFP_KERNEL);
	size_t behind = OBJECT_SIZE;

	OPTIMIZER_HIDE_VAR(behind);
	if (object)
		WRITE_ONCE(object[behind], 1);
	kfree(object);
}

static void trouble_freed(void)
{
	char *object = kzalloc(OBJECT_SIZE, GFP_KERNEL);
	char *gone = object;

	OPTIMIZER_HIDE_VAR(gone);
	kfree(object);
	if (gone)
		pr_info("%d\n", READ_ONCE(gone[1]));
}

/* Never at the same time: lockdep alone can see it. */
static void trouble_locks(void)
{
	mutex_lock(&first);
	mutex_lock(&second);
	mutex_unlock(&second);
	mutex_unlock(&first);
	mutex_lock(&second);
	mutex_lock(&first);
	mutex_unlock(&first);
	mutex_unlock(&second);
}

static void trouble_sleep(void)
{
	spin_lock(&spin);
	might_sleep();
	spin_unlock(&spin);
}

static void trouble_leak(void)
{
	int i;

	/* Several, as a register or a stack may still know one. */
	for (i = 0; i < 8; i++)
		if (!kmalloc(OBJECT_SIZE, GFP_KERNEL))
			return;
}

static const struct {
	const char *kind;
	void (*make)(void);
} troubles[] = {
	{ "warn", trouble_warn },
	{ "oops", trouble_oops },
	{ "hang", trouble_hang },
	{ "beyond", trouble_beyond },
	{ "freed", trouble_freed },
	{ "locks", trouble_locks },
	{ "sleep", trouble_sleep },
	{ "leak", trouble_leak },
};

static int __init lab_trouble_init(void)
{
	size_t i;

	for (i = 0; i < ARRAY_SIZE(troubles); i++) {
		if (!sysfs_streq(kind, troubles[i].kind))
			continue;
		troubles[i].make();
		return 0;
	}
	return -EINVAL;
}
module_init(lab_trouble_init);

static void __exit lab_trouble_exit(void)
{
}
module_exit(lab_trouble_exit);

MODULE_DESCRIPTION("Trouble on demand");
MODULE_LICENSE("GPL");
