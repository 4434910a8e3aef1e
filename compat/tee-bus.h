/* SPDX-License-Identifier: GPL-2.0-only */
/*
 * Operations of the TEE bus, for kernels in which its drivers have their own
 *
 * In others the driver core calls a driver's operations itself, and demands that
 * the bus has none.
 */
#ifndef _COMPAT_TEE_BUS_H
#define _COMPAT_TEE_BUS_H

struct device;

/* tee/bus-driver.c */
#ifdef HAVE_TEE_CLIENT_DRIVER
int tee_bus_probe(struct device *dev);
void tee_bus_remove(struct device *dev);
void tee_bus_shutdown(struct device *dev);
#else
#define tee_bus_probe		NULL
#define tee_bus_remove		NULL
#define tee_bus_shutdown	NULL
#endif

#endif /* _COMPAT_TEE_BUS_H */
