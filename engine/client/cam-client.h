/* SPDX-License-Identifier: LGPL-2.1-or-later */
/*
 * Client of the trusted application that records what the camera captures
 *
 * A client like cenc-client.h's, with another application: buffers are
 * registered, and clients referenced, by the functions there.
 */
#ifndef CAM_CLIENT_H
#define CAM_CLIENT_H

#include "cenc-client.h"

enum cenc_status cam_client_open(struct cenc_client **client);

/**
 * struct cam_job - a frame, and what is to become of it
 * @width:	pixels, as captured
 * @height:	likewise
 * @stride:	bytes from line to line, luma and chroma
 * @lines:	luma lines that the buffer has; chroma follows them
 * @quality:	1 to RST_CAM_MAX_QUALITY
 * @kid:	of a recording key
 */
struct cam_job {
	uint32_t width;
	uint32_t height;
	uint32_t stride;
	uint32_t lines;
	uint32_t quality;
	uint8_t kid[16];
};

/* A JPEG file, encrypted; the bytes are the client's, until its next call. */
struct cam_sample {
	const uint8_t *data;
	size_t size;
	uint8_t iv[RST_CENC_RECORD_IV_SIZE];
};

/* DENIED: the camera did not capture the frame, or the key is no recording key. */
enum cenc_status cam_client_encode(struct cenc_client *client,
				   const struct cam_job *job,
				   const struct cenc_buffer *frame,
				   struct cam_sample *sample);

#endif /* CAM_CLIENT_H */
