// SPDX-License-Identifier: BSD-2-Clause
/*
 * The trusted application that drives the panel
 *
 * One instance is one display controller with one panel on its cable. The
 * cable is opened by the first frame.
 */
#include <tee_internal_api.h>
#include <tee_internal_api_extensions.h>

#include "../../core/convert.h"
#include "../../core/copy.h"
#include "../../core/scanout.h"
#include "../common/client.h"
#include "cable.h"
#include "link.h"
#include "seal.h"

static struct rst_scanout scanout;

TEE_Result TA_CreateEntryPoint(void)
{
	rst_disp_seal_init(&scanout.trusted);

	return TEE_SUCCESS;
}

void TA_DestroyEntryPoint(void)
{
	rst_disp_seal_fini();
	disp_cable_close();
	disp_link_close();
}

TEE_Result TA_OpenSessionEntryPoint(uint32_t types, TEE_Param params[4],
				    void **session)
{
	(void)params;
	if (types != TEE_PARAM_TYPES(TEE_PARAM_TYPE_NONE, TEE_PARAM_TYPE_NONE,
				     TEE_PARAM_TYPE_NONE, TEE_PARAM_TYPE_NONE))
		return TEE_ERROR_BAD_PARAMETERS;

	/* The kernel's sessions are all alike. */
	if (!rst_require_kernel_client())
		return TEE_SUCCESS;

	return rst_disp_seal_open(session);
}

/* Seals have changed. Where the cable is broken, the next frame says it. */
static void tell_strip(void)
{
	if (disp_cable_is_whole() && !disp_cable_begin())
		rst_trusted_show_again(&scanout.trusted, &disp_cable);
}

void TA_CloseSessionEntryPoint(void *session)
{
	if (!session)
		return;

	rst_disp_seal_close(&scanout.trusted, session);
	tell_strip();
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

/* Decides what restricted layers may do until it is asked again, and answers. */
static void follow_link(struct rst_disp_link *told)
{
	struct rst_link link;

	disp_link_read(&link);
	*told = (struct rst_disp_link) {
		.wanted = told->wanted,
		.capable = link.capable,
		.needed = link.needed,
		.protection = rst_link_protection(&link, told->wanted),
		.dark = rst_scanout_dark(&scanout),
	};
	scanout.protect = link.needed;
	scanout.hold = told->protection < link.needed;
}

static TEE_Result scan_out(uint32_t types, TEE_Param *params)
{
	struct rst_scanout_memory memory[RST_DISP_MAX_MEMORIES] = { 0 };
	struct rst_disp_job job = { 0 };
	enum rst_status status;
	TEE_Result res;

	if (!types_are(types, TEE_PARAM_TYPE_MEMREF_INPUT))
		return TEE_ERROR_BAD_PARAMETERS;
	res = rst_copy_message(&params[3], &job, sizeof(job));
	if (res)
		return res;

	find_memory(types, params, memory);
	follow_link(&job.link);
	status = disp_cable_begin();
	if (!status)
		status = rst_scanout_frame(&scanout, &disp_cable, &job, memory);
	if (status)
		return rst_result(status);

	job.link.dark = rst_scanout_dark(&scanout);
	TEE_MemMove(params[3].memref.buffer, &job, sizeof(job));

	return TEE_SUCCESS;
}

static TEE_Result tell_link(uint32_t types, TEE_Param *params)
{
	struct rst_disp_link_message message = { 0 };
	TEE_Result res;

	if (types != TEE_PARAM_TYPES(TEE_PARAM_TYPE_NONE, TEE_PARAM_TYPE_NONE,
				     TEE_PARAM_TYPE_NONE,
				     TEE_PARAM_TYPE_MEMREF_INOUT))
		return TEE_ERROR_BAD_PARAMETERS;
	res = rst_copy_message(&params[3], &message, sizeof(message));
	if (res)
		return res;

	follow_link(&message.link);
	message.link.stale = rst_scanout_is_stale(&scanout);
	TEE_MemMove(params[3].memref.buffer, &message, sizeof(message));

	return TEE_SUCCESS;
}

/* What a copy is drawn into. */
struct target {
	uint8_t *data;
	size_t size;
	bool ordinary;
};

static TEE_Result find_copy(uint32_t types, TEE_Param *params, void *job,
			    size_t job_size, struct target *to,
			    struct rst_scanout_memory *memory)
{
	TEE_Result res;

	if (!types_are(types, TEE_PARAM_TYPE_MEMREF_INOUT) ||
	    TEE_PARAM_TYPE_GET(types, 0) == TEE_PARAM_TYPE_NONE)
		return TEE_ERROR_BAD_PARAMETERS;
	res = rst_copy_message(&params[3], job, job_size);
	if (res)
		return res;

	find_memory(types, params, memory);
	to->data = params[0].memref.buffer;
	to->size = params[0].memref.size;
	to->ordinary = is_ordinary(to->data, to->size, TEE_MEMORY_ACCESS_WRITE);

	return TEE_SUCCESS;
}

static TEE_Result compose(uint32_t types, TEE_Param *params)
{
	struct rst_scanout_memory memory[RST_DISP_MAX_MEMORIES] = { 0 };
	struct rst_disp_copy job = { 0 };
	struct target to = { 0 };
	TEE_Result res;

	res = find_copy(types, params, &job, sizeof(job), &to, memory);
	if (res)
		return res;

	res = rst_result(rst_copy_layers(&job, to.data, to.size, to.ordinary,
					 memory));
	if (!res)
		TEE_MemMove(params[3].memref.buffer, &job, sizeof(job));

	return res;
}

static TEE_Result convert(uint32_t types, TEE_Param *params)
{
	struct rst_scanout_memory memory[RST_DISP_MAX_MEMORIES] = { 0 };
	struct rst_disp_convert job = { 0 };
	struct target to = { 0 };
	TEE_Result res;

	if (TEE_PARAM_TYPE_GET(types, 2) != TEE_PARAM_TYPE_NONE)
		return TEE_ERROR_BAD_PARAMETERS;
	res = find_copy(types, params, &job, sizeof(job), &to, memory);
	if (res)
		return res;

	return rst_result(rst_convert_picture(&job, to.data, to.size,
					      to.ordinary, &memory[1]));
}

TEE_Result TA_InvokeCommandEntryPoint(void *session, uint32_t command,
				      uint32_t types, TEE_Param params[4])
{
	TEE_Result res;

	if (session) {
		res = rst_disp_seal_command(&scanout.trusted, session, command,
					    types, params);
		if (!res)
			tell_strip();
		return res;
	}

	switch (command) {
	case RST_DISP_CMD_SCANOUT:
		return scan_out(types, params);
	case RST_DISP_CMD_COMPOSE:
		return compose(types, params);
	case RST_DISP_CMD_CONVERT:
		return convert(types, params);
	case RST_DISP_CMD_LINK:
		return tell_link(types, params);
#ifdef RST_LAB
	case RST_DISP_CMD_LAB_PANIC:
		TEE_Panic(TEE_ERROR_GENERIC);
		return TEE_ERROR_GENERIC;
#endif
	default:
		return TEE_ERROR_NOT_SUPPORTED;
	}
}
