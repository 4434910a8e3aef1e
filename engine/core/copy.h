/* SPDX-License-Identifier: BSD-2-Clause */
/*
 * The normal world's copy of what the panel shows, with restricted layers black
 */
#ifndef RST_COPY_H
#define RST_COPY_H

#include "../protocol.h"
#include "scanout.h"
#include "status.h"

/**
 * rst_copy_layers() - draw layers over the copy
 * @job:	a private copy of the job; the CRC is filled in
 * @to:		memory that the copy is in; NULL is "none"
 * @size:	bytes of it
 * @ordinary:	the client can read all of it; otherwise the answer is DENIED
 * @memory:	RST_DISP_MAX_MEMORIES, which the layers name; the first one is not
 *		looked at
 *
 * Reads ordinary memory only, so that neither the copy nor the time it takes
 * tells of restricted pixels. Answers BAD_PARAMETERS, before anything is written,
 * if the job makes no sense or reaches beyond its memory.
 */
enum rst_status rst_copy_layers(struct rst_disp_copy *job, uint8_t *to,
				size_t size, bool ordinary,
				const struct rst_scanout_memory *memory);

#endif /* RST_COPY_H */
