/* SPDX-License-Identifier: GPL-2.0-only */
/* The applications' commands, with every parameter the attacker's. */
#ifndef ENGINE_H
#define ENGINE_H

#include <stddef.h>
#include <stdint.h>
#include <tee_client_api.h>
#include <tee_client_api_extensions.h>

#include "engine/protocol.h"

extern TEEC_Context context;

void engine_open(void);
void engine_close(void);

/* Restricted memory by its descriptor, or ordinary memory for -1. */
void engine_memory(TEEC_SharedMemory *memory, int dmabuf, size_t size);

TEEC_Result set_key(uint8_t kid, uint32_t usage);

/* Has @bytes of @value put where @memory begins: a sample that is not encrypted. */
TEEC_Result fill(TEEC_SharedMemory *memory, uint8_t value, size_t bytes);

/* @size: of the output, in and out. */
TEEC_Result encode(struct rst_cam_encode *request, TEEC_SharedMemory *frame,
		   TEEC_SharedMemory *out, size_t *size);

/* The cenc application's own command. */
TEEC_Result encrypt(uint8_t kid, TEEC_SharedMemory *out);

#endif /* ENGINE_H */
