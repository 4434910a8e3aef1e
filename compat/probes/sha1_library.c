// SPDX-License-Identifier: GPL-2.0-only
// exported: sha1
#include <crypto/sha1.h>

void probe(const u8 *data, size_t len, u8 digest[SHA1_DIGEST_SIZE]);
void probe(const u8 *data, size_t len, u8 digest[SHA1_DIGEST_SIZE])
{
	sha1(data, len, digest);
}
