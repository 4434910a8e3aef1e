/* SPDX-License-Identifier: GPL-2.0-only */
/* A device node below /dev/dma_heap, from which user space allocates */
#ifndef _HEAPS_NODE_H
#define _HEAPS_NODE_H

struct rstmem_heap;
struct rstmem_node;

int rstmem_nodes_init(void);
void rstmem_nodes_exit(void);

/* Return: the node, or ERR_PTR. */
struct rstmem_node *rstmem_node_add(struct rstmem_heap *heap);

/*
 * @node may be NULL. Files that are open stay open, but get -ENODEV from now
 * on, even after another pool has been registered for the same heap.
 */
void rstmem_node_remove(struct rstmem_node *node);

#endif /* _HEAPS_NODE_H */
