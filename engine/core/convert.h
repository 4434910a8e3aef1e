/* SPDX-License-Identifier: BSD-2-Clause */
/*
 * The normal world's copy of what the panel shows, from red, green and blue to
 * luma and chroma
 *
 * Results are the real numbers that BT.601 or BT.709 give, rounded to the
 * nearest integer, halves up. A chroma sample is that of the mean of its pixels.
 */
#ifndef RST_CONVERT_H
#define RST_CONVERT_H

#include "../protocol.h"
#include "scanout.h"
#include "status.h"

/**
 * rst_convert_picture() - make NV12 of a copy
 * @job:	a private copy of the job
 * @to:		memory that the NV12 picture goes to; NULL is "none"
 * @size:	bytes of it
 * @ordinary:	the client can read all of it; otherwise the answer is DENIED
 * @from:	memory that the copy is in, which must be ordinary, too
 *
 * Answers BAD_PARAMETERS, before anything is written, if the job makes no sense
 * or reaches beyond its memory.
 */
enum rst_status rst_convert_picture(const struct rst_disp_convert *job,
				    uint8_t *to, size_t size, bool ordinary,
				    const struct rst_scanout_memory *from);

#endif /* RST_CONVERT_H */
