/* SPDX-License-Identifier: GPL-2.0-only */
#ifndef _COMPAT_SHA1_H
#define _COMPAT_SHA1_H

#include <crypto/sha1.h>

#ifndef HAVE_SHA1_LIBRARY
#include <crypto/hash.h>
#include <linux/err.h>
#include <linux/printk.h>
#endif

/*
 * The library needs nothing else. Without it a module may only ask for the
 * cipher API's, which a kernel may be configured not to have.
 */
static inline int rst_sha1(const u8 *data, size_t len,
			   u8 digest[SHA1_DIGEST_SIZE])
{
#ifdef HAVE_SHA1_LIBRARY
	sha1(data, len, digest);
	return 0;
#else
	struct crypto_shash *tfm = crypto_alloc_shash("sha1", 0, 0);
	int rc;

	if (IS_ERR(tfm)) {
		pr_err("no sha1: %ld\n", PTR_ERR(tfm));
		return PTR_ERR(tfm);
	}
	rc = crypto_shash_tfm_digest(tfm, data, len, digest);
	crypto_free_shash(tfm);
	return rc;
#endif
}

#endif /* _COMPAT_SHA1_H */
