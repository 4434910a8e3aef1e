/* SPDX-License-Identifier: GPL-2.0-only */
/*
 * As much of the kernel as heaps/carveout.c and heaps/runs.c need, to build them
 * as a program; the Makefile makes the headers by whose names they ask for this.
 * PHYS_BITS says how wide a physical address is. The trees aren't balanced,
 * which changes how long a search takes and not what it finds.
 */
#ifndef UNIT_KERNEL_H
#define UNIT_KERNEL_H

#include <errno.h>
#include <limits.h>
#include <stdbool.h>
#include <stddef.h>
#include <stdint.h>
#include <stdlib.h>

typedef uint8_t u8;
typedef uint32_t u32;
typedef uint64_t u64;
typedef int64_t s64;
typedef unsigned int gfp_t;
typedef struct { int unused; } spinlock_t;

#if PHYS_BITS == 64
typedef u64 phys_addr_t;
#else
typedef u32 phys_addr_t;
#endif
#define PHYS_ADDR_MAX	((phys_addr_t)-1)

#define SZ_4K		0x1000
#define SZ_64K		0x10000
#define SZ_1M		0x100000
#define SZ_2M		0x200000
#define SZ_8M		0x800000
#define PAGE_SIZE	4096ul

#define GFP_KERNEL	0u
#define __GFP_NOFAIL	0u
#define EXPORT_SYMBOL_GPL(name)	struct kernel_no_symbol
#define __acquires(lock)
#define lockdep_assert_held(lock)	((void)(lock))
#define spin_lock_init(lock)	((void)(lock))
#define spin_lock(lock)		((void)(lock))
#define spin_unlock(lock)	((void)(lock))

#define BIT(nr)		(1ul << (nr))
#define GENMASK(high, low) \
	((~0ul << (low)) & (~0ul >> (sizeof(long) * CHAR_BIT - 1 - (high))))
#define ARRAY_SIZE(array)	(sizeof(array) / sizeof((array)[0]))
#define IS_ALIGNED(x, a)	(((x) & ((__typeof__(x))(a) - 1)) == 0)
#define PAGE_ALIGNED(x)		IS_ALIGNED(x, PAGE_SIZE)
#define is_power_of_2(n)	((n) && !((n) & ((n) - 1)))
#define ilog2(n)		(63 - __builtin_clzll(n))
#define min(a, b)		((a) < (b) ? (a) : (b))
#define max(a, b)		((a) > (b) ? (a) : (b))
#define min_t(type, a, b)	min((type)(a), (type)(b))

#define kmalloc(size, flags)	malloc(size)
#define kzalloc(size, flags)	calloc(1, size)
#define kfree(memory)		free(memory)

#define ERR_PTR(error)		((void *)(long)(error))
#define PTR_ERR(pointer)	((long)(pointer))
#define IS_ERR(pointer)		((unsigned long)(pointer) >= -4095ul)

/* How often the kernel would have warned */
extern int kernel_warnings;
#define WARN_ONCE(condition, ...)	(kernel_warnings += !!(condition))

struct rb_node {
	struct rb_node *rb_left, *rb_right, *parent;
};

struct rb_root {
	struct rb_node *rb_node;
};

struct rb_augment_callbacks {
	void (*propagate)(struct rb_node *node, struct rb_node *stop);
};

#define RB_ROOT	((struct rb_root){ NULL })
#define rb_entry_safe(node, type, member) \
	((node) ? (type *)((char *)(node) - offsetof(type, member)) : NULL)

struct rb_node *rb_first(const struct rb_root *root);
struct rb_node *rb_next(const struct rb_node *node);
struct rb_node *rb_prev(const struct rb_node *node);
void rb_link_node(struct rb_node *node, struct rb_node *parent,
		  struct rb_node **link);
void rb_erase_augmented(struct rb_node *node, struct rb_root *root,
			const struct rb_augment_callbacks *augment);

#define rb_insert_color(node, root)	((void)(node))
#define rb_insert_augmented(node, root, augment) \
	(augment)->propagate(node, NULL)
#define rb_erase(node, root)	rb_erase_augmented(node, root, NULL)

#define RB_DECLARE_CALLBACKS_MAX(scope, name, type, member, value, field, of) \
scope void name##_propagate(struct rb_node *node, struct rb_node *stop)	\
{									\
	for (; node != stop; node = node->parent) {			\
		type *entry = rb_entry_safe(node, type, member);	\
		type *left = rb_entry_safe(node->rb_left, type, member);	\
		type *right = rb_entry_safe(node->rb_right, type, member);	\
									\
		entry->field = of(entry);				\
		if (left)						\
			entry->field = max(entry->field, left->field);	\
		if (right)						\
			entry->field = max(entry->field, right->field);	\
	}								\
}									\
scope const struct rb_augment_callbacks name = { name##_propagate };

#define rbtree_postorder_for_each_entry_safe(pos, next, root, member) \
	for (; (pos = rb_entry_safe(rb_first(root), __typeof__(*pos),	\
				    member)) &&				\
	       (rb_erase_augmented(&pos->member, root, NULL), true);	\
	     (void)(next))

#endif /* UNIT_KERNEL_H */
