/* SPDX-License-Identifier: GPL-2.0-only */
#include <linux/linkage.h>

/*
 * int rst_firewall_load(const void __iomem *from, u64 *to)
 *
 * Loads a word, and waits until the bus has answered. Return: 0, or 1 if it was
 * refused; then survive.c goes on at rst_firewall_refused.
 */
SYM_FUNC_START(rst_firewall_load)
SYM_INNER_LABEL(rst_firewall_at, SYM_L_GLOBAL)
	ldr	x2, [x0]
	dsb	sy
	isb
	str	x2, [x1]
	mov	w0, #0
	ret
SYM_INNER_LABEL(rst_firewall_refused, SYM_L_GLOBAL)
	mov	w0, #1
	ret
SYM_FUNC_END(rst_firewall_load)
