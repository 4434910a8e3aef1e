/* SPDX-License-Identifier: GPL-2.0-only */
/* Drivers that have registered a TEE before they are ready for it. */
#ifndef TEE_PROBING_H
#define TEE_PROBING_H

struct device;
struct module;

int tee_probing_init(void);
void tee_probing_exit(void);
struct device *tee_probing_by(const struct module *owner);
int tee_probing_wait(struct device *dev);

#endif /* TEE_PROBING_H */
