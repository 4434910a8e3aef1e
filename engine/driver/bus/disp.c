// SPDX-License-Identifier: GPL-2.0-only
/*
 * The display controller's command
 */
#include <linux/build_bug.h>
#include <linux/mm.h>
#include <linux/module.h>

#include "engine.h"

int rst_engine_disp_scanout(struct rst_engine_session *session,
			    const struct rst_engine_memory *layers,
			    struct rst_disp_job *job)
{
	struct tee_param params[RST_ENGINE_PARAMS] = {};
	struct rst_disp_job answer;
	unsigned int i;
	int ret;

	static_assert(sizeof(answer) <= PAGE_SIZE);
	static_assert(RST_DISP_MAX_LAYERS < RST_ENGINE_PARAMS);

	for (i = 0; i < RST_DISP_MAX_LAYERS; i++) {
		ret = rst_engine_set_memory(&params[i],
					    TEE_IOCTL_PARAM_ATTR_TYPE_MEMREF_INPUT,
					    &layers[i]);
		if (ret)
			return ret;
	}

	ret = rst_engine_command(session, RST_DISP_CMD_SCANOUT, params,
				 RST_DISP_MAX_LAYERS, &job->msg, &answer,
				 sizeof(answer));
	if (ret)
		return ret;

	/* Any value is a CRC; nothing else comes back. */
	job->crc = answer.crc;
	for (i = 0; i < RST_DISP_MAX_LAYERS; i++)
		job->layers[i].crc = answer.layers[i].crc;
	return 0;
}
EXPORT_SYMBOL_GPL(rst_engine_disp_scanout);
