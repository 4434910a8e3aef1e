// SPDX-License-Identifier: GPL-2.0-only
#include <linux/capability.h>
#include <linux/device.h>
#include <linux/string.h>
#include <linux/sysfs.h>

#include "pool.h"
#include "proof-sysfs.h"
#include "proof.h"

static ssize_t protected_show(struct device *dev, struct device_attribute *attr,
			      char *to)
{
	struct rstmem_pool *pool = dev_get_drvdata(dev);
	struct rstmem_proof proof = rstmem_proof_read(&pool->proof);

	return sysfs_emit(to, "%s\n", rstmem_verdict_name(proof.verdict));
}

struct device_attribute rstmem_protected_attr = __ATTR(protected, 0444,
						       protected_show, NULL);

static ssize_t protected_dma_show(struct device *dev,
				  struct device_attribute *attr, char *to)
{
	struct rstmem_pool *pool = dev_get_drvdata(dev);
	struct rstmem_proof proof = rstmem_proof_read(&pool->proof);

	return sysfs_emit(to, "%s\n", rstmem_verdict_name(proof.dma));
}

struct device_attribute rstmem_protected_dma_attr =
	__ATTR(protected_dma, 0444, protected_dma_show, NULL);

/* Addresses, so not for everybody. */
static ssize_t firewall_show(struct device *dev, struct device_attribute *attr,
			     char *to)
{
	struct rstmem_pool *pool = dev_get_drvdata(dev);
	struct rstmem_proof proof = rstmem_proof_read(&pool->proof);

	return sysfs_emit(to, "%s\n", proof.detail);
}

/* Root in a container may own the file, but may not stop the machine's films. */
static ssize_t firewall_store(struct device *dev, struct device_attribute *attr,
			      const char *from, size_t count)
{
	int err;

	if (!capable(CAP_SYS_RAWIO))
		return -EPERM;
	if (!sysfs_streq(from, "check"))
		return -EINVAL;
	err = rstmem_proof_renew(dev_get_drvdata(dev));
	return err ?: count;
}

struct device_attribute rstmem_firewall_attr = __ATTR(firewall, 0600,
						      firewall_show,
						      firewall_store);

static ssize_t firewall_dma_show(struct device *dev,
				 struct device_attribute *attr, char *to)
{
	struct rstmem_pool *pool = dev_get_drvdata(dev);
	struct rstmem_proof proof = rstmem_proof_read(&pool->proof);

	return sysfs_emit(to, "%s\n", proof.dma_detail);
}

struct device_attribute rstmem_firewall_dma_attr =
	__ATTR(firewall_dma, 0400, firewall_dma_show, NULL);
