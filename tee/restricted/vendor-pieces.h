/* SPDX-License-Identifier: GPL-2.0-only */
/* What is allocated of a vendor's pool, piece by piece. */
#ifndef TEE_VENDOR_PIECES_H
#define TEE_VENDOR_PIECES_H

#include <linux/mutex.h>
#include <linux/rbtree.h>
#include <linux/types.h>
#include <rstmem/pool.h>

/**
 * struct tee_vendor_piece - what was allocated at once
 * @node:	in the pool's pieces
 * @range:	in whole granules
 * @dirty:	in quarantine
 */
struct tee_vendor_piece {
	struct rb_node node;
	struct rstmem_range range;
	bool dirty;
};

/**
 * struct tee_vendor_pieces - the pieces of a pool
 * @lock:	guards what follows; taken last
 * @root:	the pieces, by place
 * @dirty:	bytes in quarantine
 */
struct tee_vendor_pieces {
	struct mutex lock; /* see above */
	struct rb_root root;
	size_t dirty;
};

void tee_vendor_pieces_init(struct tee_vendor_pieces *pieces);
void tee_vendor_pieces_free(struct tee_vendor_pieces *pieces);
void tee_vendor_piece_add(struct tee_vendor_pieces *pieces,
			  struct tee_vendor_piece *piece);
struct tee_vendor_piece *
tee_vendor_piece_remove(struct tee_vendor_pieces *pieces, phys_addr_t start);
bool tee_vendor_piece_quarantine(struct tee_vendor_pieces *pieces,
				 phys_addr_t start);
bool tee_vendor_piece_dequarantine(struct tee_vendor_pieces *pieces,
				   phys_addr_t from, struct rstmem_range *range);
size_t tee_vendor_pieces_dirty(struct tee_vendor_pieces *pieces);

#endif /* TEE_VENDOR_PIECES_H */
