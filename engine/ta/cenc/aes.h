/* SPDX-License-Identifier: BSD-2-Clause */
#ifndef RST_TA_AES_H
#define RST_TA_AES_H

#include <stdbool.h>

#include "../../core/cenc.h"

/* AES-CTR by the TEE's crypto; a state for one sample at a time. */
struct rst_aes {
	TEE_OperationHandle operation;
	TEE_ObjectHandle key;
	bool keyed;		/* the operation has a key */
	struct rst_cipher cipher;
};

TEE_Result rst_aes_open(struct rst_aes *aes);
void rst_aes_close(struct rst_aes *aes);

/* Forgets the key of the last sample, if there was one. */
void rst_aes_forget(struct rst_aes *aes);

#endif /* RST_TA_AES_H */
