/* SPDX-License-Identifier: GPL-2.0-only */
/* Devices that drivers register: the numbers of their nodes. */
#ifndef TEE_REGISTER_H
#define TEE_REGISTER_H

int tee_chrdev_init(void);
void tee_chrdev_exit(void);

#endif /* TEE_REGISTER_H */
