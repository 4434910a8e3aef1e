/* SPDX-License-Identifier: BSD-2-Clause */
/*
 * The camera's commands for the kernel's driver
 */
#ifndef RST_CAM_CAPTURE_H
#define RST_CAM_CAPTURE_H

#include <tee_internal_api.h>

TEE_Result rst_cam_query(uint32_t types, TEE_Param params[4]);
TEE_Result rst_cam_capture(uint32_t types, TEE_Param params[4]);

/* Lets go of the sensor. */
void rst_cam_capture_end(void);

#endif /* RST_CAM_CAPTURE_H */
