/* SPDX-License-Identifier: GPL-2.0-only */
/* Operations of TEE drivers, and drivers of the TEE bus */
#ifndef _COMPAT_TEE_H
#define _COMPAT_TEE_H

#include <linux/errno.h>
#include <linux/module.h>
#include <linux/tee_core.h>
#include <linux/tee_drv.h>

/*
 * RST_DEFINE_TEE_CLIENT_DRIVER() defines @name, a driver of which @prefix starts
 * the names of probe, remove and shutdown, and is the name below /sys.
 */
#ifdef HAVE_TEE_CLIENT_DRIVER
#define RST_DEFINE_TEE_CLIENT_DRIVER(name_, ids, prefix)		\
static struct tee_client_driver name_ = {				\
	.probe = prefix##_probe,					\
	.remove = prefix##_remove,					\
	.shutdown = prefix##_shutdown,					\
	.id_table = ids,						\
	.driver.name = #prefix,						\
}
#else
#define RST_DEFINE_TEE_CLIENT_DRIVER(name_, ids, prefix)		\
static int prefix##_device_probe(struct device *dev)			\
{									\
	return prefix##_probe(to_tee_client_device(dev));		\
}									\
									\
static int prefix##_device_remove(struct device *dev)			\
{									\
	prefix##_remove(to_tee_client_device(dev));			\
	return 0;							\
}									\
									\
static void prefix##_device_shutdown(struct device *dev)		\
{									\
	prefix##_shutdown(to_tee_client_device(dev));			\
}									\
									\
static struct tee_client_driver name_ = {				\
	.id_table = ids,						\
	.driver.name = #prefix,						\
	.driver.probe = prefix##_device_probe,				\
	.driver.remove = prefix##_device_remove,			\
	.driver.shutdown = prefix##_device_shutdown,			\
}

/* The driver core calls the driver's own operations. */
#define tee_client_driver_register(drv) \
	__tee_client_driver_register(drv, THIS_MODULE)

static inline int __tee_client_driver_register(struct tee_client_driver *drv,
					       struct module *owner)
{
	drv->driver.owner = owner;
	drv->driver.bus = &tee_bus_type;
	return driver_register(&drv->driver);
}

static inline void tee_client_driver_unregister(struct tee_client_driver *drv)
{
	driver_unregister(&drv->driver);
}
#endif

static inline void tee_driver_close_context(struct tee_context *ctx)
{
#ifdef HAVE_TEE_CLOSE_CONTEXT
	if (ctx->teedev->desc->ops->close_context)
		ctx->teedev->desc->ops->close_context(ctx);
#endif
}

#ifndef HAVE_TEE_REVISION
#define TEE_REVISION_STR_SIZE	128
#endif

/* @buf has TEE_REVISION_STR_SIZE bytes; NULL asks whether there is anything. */
static inline int tee_driver_revision(struct tee_device *teedev, char *buf)
{
#ifdef HAVE_TEE_REVISION
	if (!teedev->desc->ops->get_tee_revision)
		return -EOPNOTSUPP;
	if (!buf)
		return 0;
	return teedev->desc->ops->get_tee_revision(teedev, buf,
						   TEE_REVISION_STR_SIZE);
#else
	return -EOPNOTSUPP;
#endif
}

#endif /* _COMPAT_TEE_H */
