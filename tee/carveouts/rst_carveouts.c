// SPDX-License-Identifier: GPL-2.0-only
/*
 * Pools that the device tree describes (docs/bindings/rstmem,pool.yaml). What may
 * have content, or be another's, firmware is never asked to open.
 */
#include <linux/arm-smccc.h>
#include <linux/module.h>
#include <linux/of.h>
#include <linux/of_reserved_mem.h>
#include <linux/overflow.h>
#include <linux/platform_device.h>
#include <linux/slab.h>
#include <linux/tee_core.h>
#include <rstmem/pool.h>
#include <rstmem/tee.h>

/* Of a node, until its pool's last buffer has been released. */
struct carveout {
	struct device *dev; /* a reference */
	const char *word; /* of the tree, if it is what is wrong */
	u32 smc[2]; /* to close a region and to open it; 0: it always is closed */
	u32 granule, use_cases, count;
	struct rstmem_range regions[8];
};

/* Bit of a call's number: it takes values of 64 bits, as no 32-bit kernel can. */
#define SMC_64	BIT(30)

static const char *const names[] = { /* of RSTMEM_USE_CASE_* */
	NULL, "secure-video", "trusted-ui", "secure-video-record"
};

static const char *region_read(struct carveout *c, struct device_node *np)
{
	const struct reserved_mem *rmem = of_reserved_mem_lookup(np);
	bool small = c->smc[0] && !(c->smc[0] & c->smc[1] & SMC_64);

	c->word = np->full_name;
	if (!rmem || !rmem->size)
		return "is empty, not in /reserved-memory, or was not free at boot";
	if (!of_property_read_bool(np, "no-map"))
		return "is mapped by the kernel: no-map is missing";
	if ((rmem->base | rmem->size) & (max(c->granule, PAGE_SIZE) - 1))
		return "is not made of whole granules (rstmem,granule) and pages";
	if (small && upper_32_bits((rmem->base + rmem->size - 1) | rmem->size))
		return "is beyond 4 GiB, which a 32-bit call can't name";
	if (overflows_type(rmem->size, size_t))
		return "is larger than this kernel can count";
	if (c->count == ARRAY_SIZE(c->regions))
		return "is one region too many";
	c->regions[c->count++] =
		(struct rstmem_range){ rmem->base, rmem->size };
	return NULL;
}

/* Return: what is wrong with the node, or with @word in it, or NULL. */
static const char *node_read(struct carveout *c, struct device_node *np)
{
	struct device_node *region;
	const char *fault = NULL;
	int i;

	c->word = "rstmem,use-cases";
	for (i = 1; i < ARRAY_SIZE(names); i++)
		if (of_property_match_string(np, c->word, names[i]) >= 0)
			c->use_cases |= BIT(i);
	if (hweight32(c->use_cases) != of_property_count_strings(np, c->word))
		return "must be of secure-video, trusted-ui, secure-video-record, each once";
	c->word = "rstmem,granule";
	of_property_read_u32(np, c->word, &c->granule);
	if (c->granule & (c->granule - 1))
		return "is no power of two";
	c->word = "rstmem,smc-ids";
	if (of_property_present(np, c->word) &&
	    (of_property_count_u32_elems(np, c->word) != 2 ||
	     of_property_read_u32_array(np, c->word, c->smc, 2) ||
	     !(c->smc[0] & c->smc[1] & BIT(31))))
		return "are not two fast calls, to protect and to unprotect";
	if (!IS_ENABLED(CONFIG_64BIT) && (c->smc[0] | c->smc[1]) & SMC_64)
		return "are 64-bit calls, which a 32-bit kernel can't make";
	for (i = 0; !fault; i++) {
		region = of_parse_phandle(np, "memory-region", i);
		if (!region)
			break;
		fault = region_read(c, region);
		of_node_put(region);
	}
	if (i)
		return fault;
	c->word = "memory-region";
	return "is missing, or names no node";
}

static int ask(struct carveout *c, u32 id, const char *what)
{
	struct arm_smccc_res res = { };
	unsigned int i;

	for (i = 0; i < c->count && id; i++) {
		arm_smccc_1_1_invoke(id, (unsigned long)c->regions[i].start,
				     c->regions[i].size, &res);
		if (res.a0)
			return dev_err_probe(c->dev, -EIO,
					     "%pOF: region %u is not %s: call %#x answers %d\n",
					     c->dev->of_node, i, what, id,
					     (int)res.a0);
		dev_dbg(c->dev, "region %u is %s\n", i, what);
	}
	return 0;
}

static void carveout_release(void *priv, bool clean)
{
	struct carveout *c = priv;

	if (clean)
		ask(c, c->smc[1], "unprotected");
	else
		dev_warn(c->dev, "stays protected: not all was scrubbed\n");
	put_device(c->dev);
	kfree(c);
}

static const struct tee_rstmem_pool_ops ops = { .release = carveout_release };

static int any_tee(struct tee_ioctl_version_data *vers, const void *data)
{
	return vers->gen_caps & TEE_GEN_CAP_GP;
}

/* The link has this device unbound before the TEE's, and bound after it. */
static int pool_add(struct carveout *c, struct tee_context *ctx)
{
	struct device *tee = tee_rstmem_driver_get(ctx);
	const struct tee_rstmem_pool_desc desc = {
		.name = dev_name(c->dev),
		.ops = &ops, .priv = c,
		.ranges = c->regions, .num_ranges = c->count,
		.granule = c->granule, .use_cases = c->use_cases,
	};
	struct rstmem_pool *pool;
	int rc;

	if (tee && !device_link_add(c->dev, tee, DL_FLAG_AUTOPROBE_CONSUMER))
		dev_warn(c->dev, "goes without the TEE's driver\n");
	put_device(tee);
	rc = ask(c, c->smc[0], "protected");
	if (rc)
		return rc;
	pool = tee_rstmem_pool_register(ctx, &desc);
	if (IS_ERR(pool))
		return dev_err_probe(c->dev, PTR_ERR(pool),
				     "%pOF: its memory is another's, in use, or Linux's own\n",
				     c->dev->of_node);
	dev_set_drvdata(get_device(c->dev), pool);
	return 0;
}

static int carveout_add(struct carveout *c, struct device_node *np)
{
	const char *fault = node_read(c, np);
	struct tee_context *ctx;
	int rc;

	if (fault)
		return dev_err_probe(c->dev, -EINVAL, "%pOF: %s %s\n", np,
				     c->word, fault);
	ctx = tee_client_open_context(NULL, any_tee, NULL, NULL);
	if (IS_ERR(ctx))
		return -EPROBE_DEFER;
	rc = pool_add(c, ctx);
	tee_client_close_context(ctx);
	return rc;
}

static int carveout_probe(struct platform_device *pdev)
{
	struct carveout *c = kzalloc(sizeof(*c), GFP_KERNEL);
	int rc;

	if (!c)
		return -ENOMEM;
	c->dev = &pdev->dev;
	rc = carveout_add(c, c->dev->of_node);
	if (rc)
		kfree(c);
	return rc;
}

static void carveout_remove(struct platform_device *pdev)
{
	rstmem_pool_unregister(platform_get_drvdata(pdev));
}

static const struct of_device_id carveout_ids[] = {
	{ .compatible = "rstmem,pool" }, { }
};
MODULE_DEVICE_TABLE(of, carveout_ids);

static struct platform_driver carveout_driver = {
	.probe = carveout_probe,
	.remove = carveout_remove,
	.driver = { .name = KBUILD_MODNAME, .of_match_table = carveout_ids },
};
module_platform_driver(carveout_driver);

MODULE_DESCRIPTION("Pools of restricted memory that the device tree describes");
MODULE_VERSION(RSTMEM_VERSION);
MODULE_LICENSE("GPL");
