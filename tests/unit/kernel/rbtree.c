// SPDX-License-Identifier: GPL-2.0-only
/* Ordered trees, as kernel.h has them */
#include "kernel.h"

int kernel_warnings;

static struct rb_node *lowest(struct rb_node *node)
{
	while (node && node->rb_left)
		node = node->rb_left;
	return node;
}

static struct rb_node *highest(struct rb_node *node)
{
	while (node && node->rb_right)
		node = node->rb_right;
	return node;
}

struct rb_node *rb_first(const struct rb_root *root)
{
	return lowest(root->rb_node);
}

struct rb_node *rb_next(const struct rb_node *node)
{
	if (node->rb_right)
		return lowest(node->rb_right);
	while (node->parent && node->parent->rb_right == node)
		node = node->parent;
	return node->parent;
}

struct rb_node *rb_prev(const struct rb_node *node)
{
	if (node->rb_left)
		return highest(node->rb_left);
	while (node->parent && node->parent->rb_left == node)
		node = node->parent;
	return node->parent;
}

void rb_link_node(struct rb_node *node, struct rb_node *parent,
		  struct rb_node **link)
{
	*node = (struct rb_node){ .parent = parent };
	*link = node;
}

/* Put @with, or nothing, in the place of @node. */
static void replace(struct rb_root *root, struct rb_node *node,
		    struct rb_node *with)
{
	struct rb_node *parent = node->parent;

	if (!parent)
		root->rb_node = with;
	else if (parent->rb_left == node)
		parent->rb_left = with;
	else
		parent->rb_right = with;
	if (with)
		with->parent = parent;
}

void rb_erase_augmented(struct rb_node *node, struct rb_root *root,
			const struct rb_augment_callbacks *augment)
{
	struct rb_node *next, *changed = node->parent;

	if (!node->rb_left || !node->rb_right) {
		replace(root, node, node->rb_left ?: node->rb_right);
	} else {
		next = lowest(node->rb_right);
		changed = next;
		if (next->parent != node) {
			changed = next->parent;
			replace(root, next, next->rb_right);
			next->rb_right = node->rb_right;
			next->rb_right->parent = next;
		}
		replace(root, node, next);
		next->rb_left = node->rb_left;
		next->rb_left->parent = next;
	}
	if (augment)
		augment->propagate(changed, NULL);
}
