// SPDX-License-Identifier: GPL-2.0-only
/*
 * What is allocated of a vendor's pool: pieces, which stay whole in quarantine
 */
#include <linux/cleanup.h>
#include <linux/slab.h>

#include "vendor-pieces.h"

#define to_piece(n) rb_entry(n, struct tee_vendor_piece, node)

void tee_vendor_pieces_init(struct tee_vendor_pieces *pieces)
{
	mutex_init(&pieces->lock);
	pieces->root = RB_ROOT;
	pieces->dirty = 0;
}

/* Nobody uses them any more. */
void tee_vendor_pieces_free(struct tee_vendor_pieces *pieces)
{
	struct tee_vendor_piece *piece, *next;

	rbtree_postorder_for_each_entry_safe(piece, next, &pieces->root, node)
		kfree(piece);
}

static bool starts_earlier(struct rb_node *node, const struct rb_node *other)
{
	return to_piece(node)->range.start < to_piece(other)->range.start;
}

/* Its range overlaps no other's. */
void tee_vendor_piece_add(struct tee_vendor_pieces *pieces,
			  struct tee_vendor_piece *piece)
{
	guard(mutex)(&pieces->lock);

	rb_add(&piece->node, &pieces->root, starts_earlier);
}

/* Return: the first piece at @from or above, or NULL. */
static struct tee_vendor_piece *piece_from(struct tee_vendor_pieces *pieces,
					   phys_addr_t from)
{
	struct rb_node *node = pieces->root.rb_node;
	struct tee_vendor_piece *found = NULL;

	lockdep_assert_held(&pieces->lock);
	while (node) {
		struct tee_vendor_piece *piece = to_piece(node);

		if (piece->range.start < from) {
			node = node->rb_right;
			continue;
		}
		found = piece;
		node = node->rb_left;
	}
	return found;
}

static struct tee_vendor_piece *piece_at(struct tee_vendor_pieces *pieces,
					 phys_addr_t start)
{
	struct tee_vendor_piece *piece = piece_from(pieces, start);

	return piece && piece->range.start == start ? piece : NULL;
}

/* Return: the piece that starts there, which now is the caller's, or NULL. */
struct tee_vendor_piece *
tee_vendor_piece_remove(struct tee_vendor_pieces *pieces, phys_addr_t start)
{
	struct tee_vendor_piece *piece;

	guard(mutex)(&pieces->lock);

	piece = piece_at(pieces, start);
	if (piece)
		rb_erase(&piece->node, &pieces->root);
	return piece;
}

/* Return: whether there is a piece that starts there. */
bool tee_vendor_piece_quarantine(struct tee_vendor_pieces *pieces,
				 phys_addr_t start)
{
	struct tee_vendor_piece *piece;

	guard(mutex)(&pieces->lock);

	piece = piece_at(pieces, start);
	if (!piece)
		return false;
	piece->dirty = true;
	pieces->dirty += piece->range.size;
	return true;
}

/* Takes the first one at @from or above out of quarantine, if there is one. */
bool tee_vendor_piece_dequarantine(struct tee_vendor_pieces *pieces,
				   phys_addr_t from, struct rstmem_range *range)
{
	struct tee_vendor_piece *piece;
	struct rb_node *next;

	guard(mutex)(&pieces->lock);

	piece = piece_from(pieces, from);
	while (piece && !piece->dirty) {
		next = rb_next(&piece->node);
		piece = next ? to_piece(next) : NULL;
	}
	if (!piece)
		return false;
	piece->dirty = false;
	pieces->dirty -= piece->range.size;
	*range = piece->range;
	return true;
}

size_t tee_vendor_pieces_dirty(struct tee_vendor_pieces *pieces)
{
	guard(mutex)(&pieces->lock);

	return pieces->dirty;
}
