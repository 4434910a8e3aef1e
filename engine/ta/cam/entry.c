// SPDX-License-Identifier: BSD-2-Clause
/*
 * The trusted application that is the camera
 *
 * Who may do what is decided command by command: the sensor belongs to the
 * kernel's driver. Any client may record what it has captured: it leaves
 * encrypted, under a key that the cenc application holds.
 */
#include <tee_internal_api.h>

#include "../../core/wipe.h"
#include "../common/client.h"
#include "../common/hmac.h"
#include "capture.h"
#include "encode.h"

/* A random key: what an instance before this one has stamped is not known again. */
TEE_Result TA_CreateEntryPoint(void)
{
	uint8_t key[RST_HMAC_KEY_SIZE];
	TEE_Result res;

	TEE_GenerateRandom(key, sizeof(key));
	res = rst_hmac_open(key);
	rst_wipe(key, sizeof(key));

	return res;
}

void TA_DestroyEntryPoint(void)
{
	rst_cam_capture_end();
	rst_cam_encode_end();
	rst_hmac_close();
}

TEE_Result TA_OpenSessionEntryPoint(uint32_t types, TEE_Param params[4],
				    void **session)
{
	(void)params;
	(void)session;
	if (types != TEE_PARAM_TYPES(TEE_PARAM_TYPE_NONE, TEE_PARAM_TYPE_NONE,
				     TEE_PARAM_TYPE_NONE, TEE_PARAM_TYPE_NONE))
		return TEE_ERROR_BAD_PARAMETERS;

	return TEE_SUCCESS;
}

void TA_CloseSessionEntryPoint(void *session)
{
	(void)session;
}

static TEE_Result kernel_command(uint32_t command, uint32_t types,
				 TEE_Param params[4])
{
	TEE_Result res = rst_require_kernel_client();

	if (res)
		return res;

	switch (command) {
	case RST_CAM_CMD_QUERY:
		return rst_cam_query(types, params);
	case RST_CAM_CMD_CAPTURE:
		return rst_cam_capture(types, params);
	default:
		TEE_Panic(TEE_ERROR_GENERIC);
		return TEE_ERROR_GENERIC;
	}
}

TEE_Result TA_InvokeCommandEntryPoint(void *session, uint32_t command,
				      uint32_t types, TEE_Param params[4])
{
	(void)session;
	switch (command) {
	case RST_CAM_CMD_QUERY:
	case RST_CAM_CMD_CAPTURE:
#ifdef RST_LAB
	case RST_CAM_CMD_LAB_PANIC:
#endif
		return kernel_command(command, types, params);
	case RST_CAM_CMD_ENCODE:
		return rst_cam_encode(types, params);
	default:
		return TEE_ERROR_NOT_SUPPORTED;
	}
}
