/* SPDX-License-Identifier: BSD-2-Clause */
/*
 * The camera's cable: what its sensor sees, frame by frame
 *
 * Only the secure world reads it (in the laboratory: a host file, through
 * semihosting): the panel's cable in the other direction. The file is a struct
 * rst_sensor_header, then num_frames frames without anything between them. A
 * frame is NV12: height lines of width bytes of luma, then height / 2 lines of
 * width bytes of chroma. After the last frame comes the first again.
 * Little-endian.
 */
#ifndef RST_ENGINE_SENSOR_H
#define RST_ENGINE_SENSOR_H

#include <stdint.h>

#define RST_SENSOR_MAGIC 0x52534e53	/* "SNSR" */
#define RST_SENSOR_FILE "sensor.bin"

struct rst_sensor_header {
	uint32_t magic;
	uint32_t width;			/* pixels, even */
	uint32_t height;		/* likewise */
	uint32_t rate_numerator;	/* frames per second */
	uint32_t rate_denominator;
	uint32_t num_frames;
	uint32_t reserved[2];		/* 0 */
};

#endif /* RST_ENGINE_SENSOR_H */
