/* SPDX-License-Identifier: GPL-2.0-only */
/* AES-128 in counter mode: slow and not for secrets, enough to make samples */
#ifndef AES_CTR_H
#define AES_CTR_H

#include <stddef.h>
#include <stdint.h>

struct aes_ctr {
	uint8_t round_keys[11][16];
	uint8_t counter[16];
	uint8_t stream[16];
	unsigned int used;	/* bytes of stream */
};

/* An IV of 8 bytes is followed by a counter of zero. */
void aes_ctr_init(struct aes_ctr *ctr, const uint8_t key[16],
		  const uint8_t *iv, size_t iv_size);
void aes_ctr_crypt(struct aes_ctr *ctr, uint8_t *data, size_t size);

#endif /* AES_CTR_H */
