/* SPDX-License-Identifier: GPL-2.0-only */
/* A node below /dev/dma_heap, from which user space allocates */
#ifndef _HEAPS_NODE_H
#define _HEAPS_NODE_H

struct rstmem_heap;
struct rstmem_node;

int rstmem_nodes_init(void);
void rstmem_nodes_exit(void);

/* Return: the node, or ERR_PTR. */
struct rstmem_node *rstmem_node_add(struct rstmem_heap *heap);

/*
 * @node may be NULL. Whoever has it open keeps it, and gets -ENODEV from then
 * on, also when another pool brings the name back.
 */
void rstmem_node_remove(struct rstmem_node *node);

#endif /* _HEAPS_NODE_H */
