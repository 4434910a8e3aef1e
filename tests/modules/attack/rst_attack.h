/* SPDX-License-Identifier: GPL-2.0-only */
/*
 * /dev/rst_attack: tries, from inside the kernel, what must not be possible
 *
 * Every command answers in @result what the kernel's own function returned:
 * 0 where the attack worked, a negative errno where it was refused. It is in
 * tests/ and is never installed.
 */
#ifndef RST_ATTACK_H
#define RST_ATTACK_H

#include <linux/ioctl.h>
#include <linux/types.h>

struct rst_attack {
	__s32 fd;	/* in: a dma-buf */
	__s32 result;	/* out */
	__u64 address;	/* in for RST_ATTACK_LOAD: physical; else unused */
	__u64 value;	/* out: what was read */
};

/* A kernel address for the whole buffer. */
#define RST_ATTACK_VMAP		_IOWR('r', 0x40, struct rst_attack)
/* Any device may attach: the attacker brings one of its own. */
#define RST_ATTACK_ATTACH	_IOWR('r', 0x41, struct rst_attack)
/* begin_cpu_access(), then a page to kmap; -ENXIO: there is no page. */
#define RST_ATTACK_KMAP		_IOWR('r', 0x42, struct rst_attack)
/* The kernel's own mmap of the dma-buf. */
#define RST_ATTACK_MMAP		_IOWR('r', 0x43, struct rst_attack)
/* ioremap and load a word: the firewall ends it with an external abort. */
#define RST_ATTACK_LOAD		_IOWR('r', 0x44, struct rst_attack)
/*
 * As a device that somebody allowed: attach and map. @address is what the
 * device would be told, @result -ENXIO where the table holds no page.
 */
#define RST_ATTACK_MAP		_IOWR('r', 0x45, struct rst_attack)

#endif /* RST_ATTACK_H */
