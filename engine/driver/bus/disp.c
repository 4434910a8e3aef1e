// SPDX-License-Identifier: GPL-2.0-only
/*
 * The display controller's commands
 */
#include <linux/build_bug.h>
#include <linux/mm.h>
#include <linux/module.h>

#include "engine.h"

static int set_memories(struct tee_param *params,
			const struct rst_engine_memory *memory,
			unsigned int first)
{
	unsigned int i;
	int ret;

	for (i = first; i < RST_DISP_MAX_MEMORIES; i++) {
		ret = rst_engine_set_memory(&params[i],
					    TEE_IOCTL_PARAM_ATTR_TYPE_MEMREF_INPUT,
					    &memory[i - first]);
		if (ret)
			return ret;
	}

	return 0;
}

int rst_engine_disp_scanout(struct rst_engine_session *session,
			    const struct rst_engine_memory *memory,
			    struct rst_disp_job *job)
{
	struct tee_param params[RST_ENGINE_PARAMS] = {};
	struct rst_disp_job answer;
	int ret;

	static_assert(sizeof(*job) <= PAGE_SIZE);
	static_assert(RST_DISP_MAX_MEMORIES < RST_ENGINE_PARAMS);

	ret = set_memories(params, memory, 0);
	if (ret)
		return ret;

	ret = rst_engine_command(session, RST_DISP_CMD_SCANOUT, params,
				 RST_DISP_MAX_MEMORIES, &job->msg, &answer,
				 sizeof(answer));
	if (ret)
		return ret;

	job->link = answer.link;
	return 0;
}
EXPORT_SYMBOL_GPL(rst_engine_disp_scanout);

int rst_engine_disp_link(struct rst_engine_session *session,
			 struct rst_disp_link *link)
{
	struct tee_param params[RST_ENGINE_PARAMS] = {};
	struct rst_disp_link_message message = { .link = *link };
	struct rst_disp_link_message answer;
	int ret;

	ret = rst_engine_command(session, RST_DISP_CMD_LINK, params,
				 RST_DISP_MAX_MEMORIES, &message.msg, &answer,
				 sizeof(answer));
	if (ret)
		return ret;

	*link = answer.link;
	return 0;
}
EXPORT_SYMBOL_GPL(rst_engine_disp_link);

int rst_engine_disp_compose(struct rst_engine_session *session,
			    const struct rst_engine_memory *to,
			    const struct rst_engine_memory *memory,
			    struct rst_disp_copy *job)
{
	struct tee_param params[RST_ENGINE_PARAMS] = {};
	struct rst_disp_copy answer;
	int ret;

	static_assert(sizeof(answer) <= PAGE_SIZE);

	ret = rst_engine_set_memory(&params[0],
				    TEE_IOCTL_PARAM_ATTR_TYPE_MEMREF_INOUT, to);
	if (!ret)
		ret = set_memories(params, memory, 1);
	if (ret)
		return ret;

	ret = rst_engine_command(session, RST_DISP_CMD_COMPOSE, params,
				 RST_DISP_MAX_MEMORIES, &job->msg, &answer,
				 sizeof(answer));
	if (ret)
		return ret;

	/* Any value is a CRC; nothing else comes back. */
	job->crc = answer.crc;
	return 0;
}
EXPORT_SYMBOL_GPL(rst_engine_disp_compose);

int rst_engine_disp_convert(struct rst_engine_session *session,
			    const struct rst_engine_memory *to,
			    const struct rst_engine_memory *from,
			    struct rst_disp_convert *job)
{
	struct tee_param params[RST_ENGINE_PARAMS] = {};
	int ret;

	ret = rst_engine_set_memory(&params[0],
				    TEE_IOCTL_PARAM_ATTR_TYPE_MEMREF_INOUT, to);
	if (!ret)
		ret = rst_engine_set_memory(&params[1],
					    TEE_IOCTL_PARAM_ATTR_TYPE_MEMREF_INPUT,
					    from);
	if (ret)
		return ret;

	return rst_engine_command(session, RST_DISP_CMD_CONVERT, params,
				  RST_DISP_MAX_MEMORIES, &job->msg, NULL,
				  sizeof(*job));
}
EXPORT_SYMBOL_GPL(rst_engine_disp_convert);
