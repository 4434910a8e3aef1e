/* SPDX-License-Identifier: GPL-2.0-only */
/*
 * rst_carveout.ko: the range manager of static pools, checked
 *
 * insmod checks it, and ends with "ok" and "not ok" lines in the kernel log.
 *
 *	double_free=1	frees a range twice, which must warn and do nothing else
 *
 * No memory is ever touched: addresses are only numbers here.
 */
#ifndef RST_CARVEOUT_H
#define RST_CARVEOUT_H

/* Both return 0, or an error if a check failed. */
int check_carveout(void);
int check_double_free(void);

void check_places(void);
void check_large(void);

#endif /* RST_CARVEOUT_H */
