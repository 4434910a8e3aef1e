// SPDX-License-Identifier: GPL-2.0-only
/*
 * The kernel's commands of the camera, from user space
 *
 * Fails where a client that is not the kernel's driver makes the camera capture,
 * asks about the sensor, or kills it.
 */
#include <err.h>
#include <string.h>

#include <tee_client_api.h>

#include "engine/protocol.h"
#include "lib/tap.h"

static TEEC_Result invoke(TEEC_Session *session, uint32_t command)
{
	char frame[4096] = "", message[64] = "";
	TEEC_Operation operation = {
		.paramTypes = TEEC_PARAM_TYPES(TEEC_MEMREF_TEMP_OUTPUT,
					       TEEC_MEMREF_TEMP_INOUT,
					       TEEC_NONE, TEEC_NONE),
		.params[0].tmpref = { frame, sizeof(frame) },
		.params[1].tmpref = { message, sizeof(message) },
	};

	return TEEC_InvokeCommand(session, command, &operation, NULL);
}

int main(void)
{
	static const TEEC_UUID uuid = { RST_TA_CAM_UUID };
	TEEC_Context context;
	TEEC_Session session;
	uint32_t origin;

	if (TEEC_InitializeContext(NULL, &context))
		errx(1, "no TEE");
	if (TEEC_OpenSession(&context, &session, &uuid, TEEC_LOGIN_PUBLIC, NULL,
			     NULL, &origin))
		errx(1, "no session");
	tap(invoke(&session, RST_CAM_CMD_QUERY) == TEEC_ERROR_ACCESS_DENIED,
	    "QUERY is not for user space: ACCESS_DENIED");
	tap(invoke(&session, RST_CAM_CMD_CAPTURE) == TEEC_ERROR_ACCESS_DENIED,
	    "nor is CAPTURE: ACCESS_DENIED");
	tap(invoke(&session, RST_CAM_CMD_LAB_PANIC) == TEEC_ERROR_ACCESS_DENIED,
	    "nor is LAB_PANIC: ACCESS_DENIED");
	tap(invoke(&session, 0) == TEEC_ERROR_NOT_SUPPORTED,
	    "and the application lives");
	TEEC_CloseSession(&session);
	TEEC_FinalizeContext(&context);
	return tap_done();
}
