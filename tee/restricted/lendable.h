/* SPDX-License-Identifier: GPL-2.0-only */
/* Where memory that a driver lends comes from. */
#ifndef TEE_LENDABLE_H
#define TEE_LENDABLE_H

struct tee_lent;

void tee_lendable_init(void);
void tee_lendable_exit(void);
int tee_lendable_get(struct tee_lent *lent);
void tee_lendable_put(struct tee_lent *lent);

#endif /* TEE_LENDABLE_H */
