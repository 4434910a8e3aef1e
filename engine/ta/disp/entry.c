// SPDX-License-Identifier: BSD-2-Clause
/*
 * The trusted application that drives the panel
 *
 * One instance is one display controller with one panel on its cable. The
 * cable is opened by the first frame. After a failed write the stream is cut
 * in the middle of a record, so that nothing more is sent until the last
 * session is closed and the instance goes away.
 */
#include <tee_internal_api.h>
#include <tee_internal_api_extensions.h>

#include "../../core/copy.h"
#include "../../core/scanout.h"
#include "../../panel.h"
#include "../common/client.h"
#include "../common/semihosting.h"

enum cable_state {
	CABLE_UNPLUGGED,
	CABLE_PLUGGED,
	CABLE_BROKEN,
};

static enum cable_state cable_state;
static int64_t cable_file;
static struct rst_scanout scanout;

static enum rst_status plug_cable(void)
{
	IMSG("opening the panel's cable, host file " RST_PANEL_FILE
	     "; an undefined instruction now means no semihosting");
	cable_file = rst_semihosting_create(RST_PANEL_FILE);
	if (cable_file < 0) {
		EMSG("the host does not let " RST_PANEL_FILE " be written");
		return RST_NO_CABLE;
	}
	cable_state = CABLE_PLUGGED;

	return RST_OK;
}

static enum rst_status cable_write(void *priv, const void *data, size_t size)
{
	enum rst_status status = RST_OK;

	(void)priv;
	if (cable_state == CABLE_UNPLUGGED)
		status = plug_cable();
	if (status || cable_state == CABLE_BROKEN)
		return RST_NO_CABLE;

	if (!rst_semihosting_write(cable_file, data, size)) {
		EMSG("the host did not take %zu bytes of " RST_PANEL_FILE,
		     size);
		cable_state = CABLE_BROKEN;
		return RST_NO_CABLE;
	}

	return RST_OK;
}

TEE_Result TA_CreateEntryPoint(void)
{
	return TEE_SUCCESS;
}

void TA_DestroyEntryPoint(void)
{
	if (cable_state != CABLE_UNPLUGGED)
		rst_semihosting_close(cable_file);
}

TEE_Result TA_OpenSessionEntryPoint(uint32_t types, TEE_Param params[4],
				    void **session)
{
	(void)params;
	(void)session;
	if (types != TEE_PARAM_TYPES(TEE_PARAM_TYPE_NONE, TEE_PARAM_TYPE_NONE,
				     TEE_PARAM_TYPE_NONE, TEE_PARAM_TYPE_NONE))
		return TEE_ERROR_BAD_PARAMETERS;

	return rst_require_kernel_client();
}

void TA_CloseSessionEntryPoint(void *session)
{
	(void)session;
}

/* Each may be memory or nothing; the first one of a copy is the copy's. */
static bool types_are(uint32_t types, uint32_t first)
{
	for (int i = 0; i < RST_DISP_MAX_MEMORIES; i++) {
		uint32_t type = TEE_PARAM_TYPE_GET(types, i);

		if (type != TEE_PARAM_TYPE_NONE &&
		    type != (i ? TEE_PARAM_TYPE_MEMREF_INPUT : first))
			return false;
	}

	return TEE_PARAM_TYPE_GET(types, 3) == TEE_PARAM_TYPE_MEMREF_INOUT;
}

/* A failed check, whatever the reason, counts as restricted. */
static bool is_ordinary(void *data, size_t size, uint32_t rights)
{
	/* An empty range would pass the check without having been looked at. */
	return data && size &&
	       !TEE_CheckMemoryAccessRights(rights |
					    TEE_MEMORY_ACCESS_ANY_OWNER |
					    TEE_MEMORY_ACCESS_NONSECURE,
					    data, size);
}

static void find_memory(uint32_t types, TEE_Param *params,
			struct rst_scanout_memory *memory)
{
	for (int i = 0; i < RST_DISP_MAX_MEMORIES; i++) {
		if (TEE_PARAM_TYPE_GET(types, i) == TEE_PARAM_TYPE_NONE)
			continue;
		memory[i].data = params[i].memref.buffer;
		memory[i].size = params[i].memref.size;
		memory[i].ordinary = is_ordinary(params[i].memref.buffer,
						 params[i].memref.size,
						 TEE_MEMORY_ACCESS_READ);
	}
}

static TEE_Result scan_out(uint32_t types, TEE_Param *params)
{
	struct rst_scanout_memory memory[RST_DISP_MAX_MEMORIES] = { 0 };
	const struct rst_cable cable = { .write = cable_write };
	struct rst_disp_job job = { 0 };
	TEE_Result res;

	if (!types_are(types, TEE_PARAM_TYPE_MEMREF_INPUT))
		return TEE_ERROR_BAD_PARAMETERS;
	res = rst_copy_message(&params[3], &job, sizeof(job));
	if (res)
		return res;

	find_memory(types, params, memory);

	return rst_result(rst_scanout_frame(&scanout, &cable, &job, memory));
}

static TEE_Result compose(uint32_t types, TEE_Param *params)
{
	struct rst_scanout_memory memory[RST_DISP_MAX_MEMORIES] = { 0 };
	struct rst_disp_copy job = { 0 };
	TEE_Result res;
	uint8_t *to;
	size_t size;

	if (!types_are(types, TEE_PARAM_TYPE_MEMREF_INOUT) ||
	    TEE_PARAM_TYPE_GET(types, 0) == TEE_PARAM_TYPE_NONE)
		return TEE_ERROR_BAD_PARAMETERS;
	res = rst_copy_message(&params[3], &job, sizeof(job));
	if (res)
		return res;

	find_memory(types, params, memory);
	to = params[0].memref.buffer;
	size = params[0].memref.size;
	res = rst_result(rst_copy_layers(&job, to, size,
					 is_ordinary(to, size,
						     TEE_MEMORY_ACCESS_WRITE),
					 memory));
	if (!res)
		TEE_MemMove(params[3].memref.buffer, &job, sizeof(job));

	return res;
}

TEE_Result TA_InvokeCommandEntryPoint(void *session, uint32_t command,
				      uint32_t types, TEE_Param params[4])
{
	(void)session;
	switch (command) {
	case RST_DISP_CMD_SCANOUT:
		return scan_out(types, params);
	case RST_DISP_CMD_COMPOSE:
		return compose(types, params);
	case RST_DISP_CMD_LAB_PANIC:
		TEE_Panic(TEE_ERROR_GENERIC);
		return TEE_ERROR_GENERIC;
	default:
		return TEE_ERROR_NOT_SUPPORTED;
	}
}
