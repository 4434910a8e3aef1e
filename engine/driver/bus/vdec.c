// SPDX-License-Identifier: GPL-2.0-only
/*
 * The decoder's commands
 */
#include <linux/build_bug.h>
#include <linux/device.h>
#include <linux/mm.h>
#include <linux/module.h>

#include "engine.h"

#define RST_VDEC_STATUS_KNOWN \
	(RST_VDEC_CONSUMED | RST_VDEC_FRAME | RST_VDEC_SEQUENCE | \
	 RST_VDEC_DRAINED | RST_VDEC_DAMAGED | RST_VDEC_UNSUPPORTED | \
	 RST_VDEC_FRAME_DAMAGED | RST_VDEC_STARVED)

/* What takes a stream on. */
#define RST_VDEC_STATUS_PROGRESS \
	(RST_VDEC_CONSUMED | RST_VDEC_FRAME | RST_VDEC_SEQUENCE | \
	 RST_VDEC_DRAINED | RST_VDEC_UNSUPPORTED)

/* No codec's largest frame is above this in either direction. */
#define RST_VDEC_SIZE_LIMIT	16384
#define RST_VDEC_REORDER_LIMIT	16

static bool rst_vdec_span_fits(u32 start, u32 size, u32 bound)
{
	return size && size <= bound && start <= bound - size;
}

static bool rst_vdec_sequence_sane(const struct rst_vdec_sequence *sequence)
{
	return sequence->coded_width && sequence->coded_height &&
	       sequence->coded_width <= RST_VDEC_SIZE_LIMIT &&
	       sequence->coded_height <= RST_VDEC_SIZE_LIMIT &&
	       sequence->coded_width % 16 == 0 &&
	       sequence->coded_height % 16 == 0 &&
	       rst_vdec_span_fits(sequence->crop_left, sequence->crop_width,
				  sequence->coded_width) &&
	       rst_vdec_span_fits(sequence->crop_top, sequence->crop_height,
				  sequence->coded_height) &&
	       sequence->reorder_frames <= RST_VDEC_REORDER_LIMIT;
}

static bool rst_vdec_answer_sane(const struct rst_vdec_job *answer, u32 flags,
				 const struct rst_engine_memory *unit,
				 const struct rst_engine_memory *frame,
				 const struct rst_engine_memory *chroma)
{
	u32 status = answer->status;

	/* A call that brings nothing on would be repeated for ever. */
	if (!(status & RST_VDEC_STATUS_PROGRESS) ||
	    status & ~RST_VDEC_STATUS_KNOWN)
		return false;
	if (status & RST_VDEC_FRAME &&
	    (!frame || !answer->frame_bytes ||
	     answer->frame_bytes > frame->size ||
	     answer->chroma_bytes > (chroma ? chroma->size : 0)))
		return false;
	if (status & RST_VDEC_CONSUMED && !unit)
		return false;
	if (status & RST_VDEC_SEQUENCE &&
	    (!unit || status & RST_VDEC_CONSUMED ||
	     !rst_vdec_sequence_sane(&answer->sequence)))
		return false;
	if (status & RST_VDEC_STARVED && !(status & RST_VDEC_DAMAGED))
		return false;
	if (status & RST_VDEC_DRAINED && !(flags & RST_VDEC_JOB_DRAIN))
		return false;
	return true;
}

struct rst_engine_session *rst_engine_vdec_open(struct auxiliary_device *adev,
						u32 codec)
{
	u64 value = codec;

	/* An application that decodes nothing else knows of no codecs. */
	return rst_engine_open_with(adev, codec == RST_VDEC_CODEC_H264 ?
				    NULL : &value);
}
EXPORT_SYMBOL_GPL(rst_engine_vdec_open);

int rst_engine_vdec_decode(struct rst_engine_session *session,
			   const struct rst_engine_memory *unit,
			   const struct rst_engine_memory *frame,
			   const struct rst_engine_memory *chroma,
			   struct rst_vdec_job *job)
{
	struct tee_param params[RST_ENGINE_PARAMS] = {};
	struct rst_vdec_job answer;
	int ret;

	static_assert(sizeof(answer) <= PAGE_SIZE);

	ret = rst_engine_set_memory(&params[0],
				    TEE_IOCTL_PARAM_ATTR_TYPE_MEMREF_INPUT,
				    unit);
	if (ret)
		return ret;
	ret = rst_engine_set_memory(&params[1],
				    TEE_IOCTL_PARAM_ATTR_TYPE_MEMREF_OUTPUT,
				    frame);
	if (ret)
		return ret;
	ret = rst_engine_set_memory(&params[3],
				    TEE_IOCTL_PARAM_ATTR_TYPE_MEMREF_OUTPUT,
				    chroma);
	if (ret)
		return ret;

	ret = rst_engine_command(session, RST_VDEC_CMD_DECODE, params, 2,
				 &job->msg, &answer, sizeof(answer));
	if (ret)
		return ret;
	if (!rst_vdec_answer_sane(&answer, job->flags, unit, frame,
				  chroma)) {
		dev_err_ratelimited(&session->engine->adev.dev,
				    "decoder's answer makes no sense: status %#x, %u bytes\n",
				    answer.status, answer.frame_bytes);
		return -EIO;
	}

	job->status = answer.status;
	job->frame_bytes = answer.frame_bytes;
	job->chroma_bytes = answer.chroma_bytes;
	job->frame_cookie = answer.frame_cookie;
	job->frame_key = answer.frame_key;
	job->sequence = answer.sequence;
	return 0;
}
EXPORT_SYMBOL_GPL(rst_engine_vdec_decode);

int rst_engine_vdec_flush(struct rst_engine_session *session)
{
	struct tee_param params[RST_ENGINE_PARAMS] = {};

	return rst_engine_command(session, RST_VDEC_CMD_FLUSH, params, 0, NULL,
				  NULL, 0);
}
EXPORT_SYMBOL_GPL(rst_engine_vdec_flush);
