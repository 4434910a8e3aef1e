// SPDX-License-Identifier: GPL-2.0-only
#include <tee_client_api_extensions.h>

#include "application.h"

static TEEC_Result open_session(struct application *application,
				const TEEC_UUID *uuid)
{
	TEEC_Result result = TEEC_InitializeContext(NULL, &application->context);
	uint32_t origin;

	if (result)
		return result;
	result = TEEC_OpenSession(&application->context, &application->session,
				  uuid, TEEC_LOGIN_PUBLIC, NULL, NULL, &origin);
	if (result)
		TEEC_FinalizeContext(&application->context);
	return result;
}

TEEC_Result application_open(struct application *application)
{
	static const TEEC_UUID uuid = { RST_TA_UI_UUID };

	return open_session(application, &uuid);
}

TEEC_Result application_open_display(struct application *application)
{
	static const TEEC_UUID uuid = { RST_TA_DISP_UUID };

	return open_session(application, &uuid);
}

void application_close(struct application *application)
{
	TEEC_CloseSession(&application->session);
	TEEC_FinalizeContext(&application->context);
}

TEEC_Result application_show(struct application *application, int buffer,
			     struct rst_ui_picture *picture)
{
	TEEC_SharedMemory memory = { .flags = TEEC_MEM_OUTPUT };
	TEEC_Operation operation = {
		.paramTypes = TEEC_PARAM_TYPES(TEEC_MEMREF_WHOLE,
					       TEEC_MEMREF_TEMP_INPUT,
					       TEEC_NONE, TEEC_NONE),
		.params[0].memref.parent = &memory,
		.params[1].tmpref = { picture, sizeof(*picture) },
	};
	TEEC_Result result;
	uint32_t origin;

	picture->msg = (struct rst_msg){
		RST_PROTOCOL_VERSION, sizeof(*picture),
	};
	picture->stride = picture->width * 4;
	result = TEEC_RegisterSharedMemoryFileDescriptor(&application->context,
							 &memory, buffer);
	if (result)
		return result;
	result = TEEC_InvokeCommand(&application->session, RST_UI_CMD_SHOW,
				    &operation, &origin);
	TEEC_ReleaseSharedMemory(&memory);
	return result;
}
