/* SPDX-License-Identifier: GPL-2.0-only */
#ifndef FAKETEE_H
#define FAKETEE_H

#include <linux/types.h>

struct tee_driver_ops;

/* Adds what invokes objects. Return: what the TEE then has in its gen_caps. */
u32 fake_objects(struct tee_driver_ops *ops);

#endif /* FAKETEE_H */
