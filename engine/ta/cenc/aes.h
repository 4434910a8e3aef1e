/* SPDX-License-Identifier: BSD-2-Clause */
#ifndef RST_TA_AES_H
#define RST_TA_AES_H

#include <tee_internal_api.h>

#include "../../core/cipher.h"

#define RST_AES_MODES 2

/* AES by the TEE's crypto; a state for one sample at a time. */
struct rst_aes {
	TEE_OperationHandle operations[RST_AES_MODES];	/* by mode */
	TEE_OperationHandle keyed;	/* the one that has a key, or none */
	TEE_ObjectHandle key;
	struct rst_cipher cipher;
};

TEE_Result rst_aes_open(struct rst_aes *aes);
void rst_aes_close(struct rst_aes *aes);

/* Forgets the key of the last sample, if there was one. */
void rst_aes_forget(struct rst_aes *aes);

#endif /* RST_TA_AES_H */
