/* SPDX-License-Identifier: BSD-2-Clause */
/*
 * From a frame in restricted memory to a JPEG file in the engine's own
 */
#ifndef RST_RECORD_H
#define RST_RECORD_H

#include <stddef.h>
#include <stdint.h>

#include "../protocol.h"
#include "nv12.h"
#include "stamp.h"
#include "status.h"

/* A file; clear content, in memory that only the engine reaches. */
struct rst_record {
	uint8_t *data;
	size_t size;
	size_t room;
};

/**
 * rst_record_frame() - encode a frame that the camera has captured
 * @request:	a private copy; hostile, looked at here
 * @frame:	the frame buffer, with the request's stride and lines; others may
 *		write to it meanwhile: each byte is read once, and what is
 *		encoded is what was checked
 * @mac:	with the camera's key
 * @record:	where the file goes; freed by rst_record_free()
 *
 * BAD_PARAMETERS: the request makes no sense, or the frame is no such picture
 * with a trailer. DENIED: the camera did not capture it. NO_MEMORY, FAILED.
 */
enum rst_status rst_record_frame(const struct rst_cam_encode *request,
				 const struct rst_nv12 *frame,
				 const struct rst_mac *mac,
				 struct rst_record *record);

/* Wipes and frees; also what failed. */
void rst_record_free(struct rst_record *record);

#endif /* RST_RECORD_H */
