// SPDX-License-Identifier: BSD-2-Clause
#include <limits.h>
#include <stdbool.h>
#include <stdlib.h>
#include <string.h>

#include <libavcodec/avcodec.h>
#include <libavutil/log.h>

#include "h264.h"
#include "headers.h"
#include "budget.h"
#include "unitstamp.h"

#define JOB_FLAGS (RST_VDEC_JOB_DRAIN | RST_VDEC_JOB_ACCEPT_SEQUENCE)

/* Units whose frames are in the decoder: reordering holds back 16 at most. */
#define MAX_PENDING 32

struct rst_h264 {
	AVCodecContext *codec;
	AVPacket *packet;
	AVFrame *picture;
	struct rst_headers headers;
	struct rst_sps active;
	bool has_sequence;
	bool draining;
	bool broken;			/* references have errors */
	RST_U64 damaged[MAX_PENDING];	/* cookies of units with errors */
	unsigned int num_damaged;	/* ever; the latest are kept */
	struct rst_share share;		/* of the budget */
};

/*
 * What libavcodec takes, above what was seen: for a stream (its contexts 125
 * KiB, the zeros that it wants behind a unit 256, sequence parameter sets and
 * scratch memory), for each picture parameter set, and for each macroblock of a
 * frame (samples, vectors, types). It has the frames of the DPB, the one that it
 * decodes and one that is on its way out.
 */
#define STREAM_BYTES (480 * 1024)
#define PPS_BYTES (173 * 1024)
#define MB_BYTES 560
#define MORE_FRAMES 2

static unsigned int streams;

/* A parameter set that replaces another is there twice for a moment. */
void rst_h264_set_budget(size_t bytes)
{
	rst_budget_set(bytes, PPS_BYTES);
}

/* @sps: NULL before there is a sequence */
static size_t bytes_for(const struct rst_headers *headers,
			const struct rst_sps *sps)
{
	size_t bytes = STREAM_BYTES + PPS_BYTES;
	size_t mbs;

	/* One was claimed before any was seen. */
	if (headers->num_pps > 1)
		bytes += (headers->num_pps - 1) * PPS_BYTES;
	if (!sps)
		return bytes;
	mbs = (size_t)(sps->sequence.coded_width / 16) *
	      (sps->sequence.coded_height / 16);

	return bytes + (sps->dpb_frames + MORE_FRAMES) * mbs * MB_BYTES;
}

/* For parameter sets that came along since the last claim. */
static bool claim_parameters(struct rst_h264 *h)
{
	size_t bytes = bytes_for(&h->headers, h->has_sequence ? &h->active : NULL);

	return bytes <= h->share.claimed || rst_budget_claim(&h->share, bytes);
}

/* A cookie travels through libavcodec in the packet's opaque pointer. */
_Static_assert(sizeof(void *) == sizeof(RST_U64), "cookies are 64 bits");

/*
 * Errors that libavcodec papers over are only in its log. It has one log for
 * all streams; they are decoded one at a time.
 */
static unsigned int complaints;

static void count_complaints(void *object, int level, const char *format,
			     va_list args)
{
	(void)object;
	(void)format;
	(void)args;
	if (level <= AV_LOG_ERROR)
		complaints++;
}

static AVCodecContext *open_codec(const AVCodec *codec)
{
	AVCodecContext *context = avcodec_alloc_context3(codec);

	if (!context)
		return NULL;

	context->thread_count = 1;
	context->apply_cropping = 0;	/* the coded picture goes out */
	context->flags |= AV_CODEC_FLAG_COPY_OPAQUE;
	/* Pictures as they are decoded; film grain is the display's to add. */
	context->export_side_data |= AV_CODEC_EXPORT_DATA_FILM_GRAIN;
	/* Hold back what the level allows where the VUI does not say less. */
	context->strict_std_compliance = FF_COMPLIANCE_STRICT;

	if (avcodec_open2(context, codec, NULL) < 0)
		avcodec_free_context(&context);

	return context;
}

enum rst_status rst_h264_open(struct rst_h264 **h264)
{
	const AVCodec *codec = avcodec_find_decoder(AV_CODEC_ID_H264);
	struct rst_h264 *h;

	if (!codec)
		return RST_FAILED;
	if (streams == RST_H264_MAX_STREAMS)
		return RST_NO_MEMORY;
	h = calloc(1, sizeof(*h));
	if (!h)
		return RST_NO_MEMORY;
	if (!rst_budget_claim(&h->share, bytes_for(&h->headers, NULL))) {
		free(h);
		return RST_NO_MEMORY;
	}

	streams++;
	rst_budget_set_taker(&h->share);
	av_log_set_callback(count_complaints);
	h->codec = open_codec(codec);
	h->packet = av_packet_alloc();
	h->picture = av_frame_alloc();
	if (!h->codec || !h->packet || !h->picture) {
		rst_h264_close(h);
		return RST_NO_MEMORY;
	}
	*h264 = h;

	return RST_OK;
}

void rst_h264_close(struct rst_h264 *h)
{
	av_frame_free(&h->picture);
	av_packet_free(&h->packet);
	avcodec_free_context(&h->codec);
	rst_budget_claim(&h->share, 0);
	rst_budget_set_taker(NULL);
	streams--;
	free(h);
}

void rst_h264_flush(struct rst_h264 *h)
{
	rst_budget_set_taker(&h->share);
	avcodec_flush_buffers(h->codec);
	h->draining = false;
	h->broken = false;
	h->num_damaged = 0;
}

static bool is_damaged(const struct rst_h264 *h, RST_U64 cookie)
{
	unsigned int i;

	for (i = 0; i < h->num_damaged && i < MAX_PENDING; i++)
		if (h->damaged[i] == cookie)
			return true;
	return false;
}

static enum rst_status emit(struct rst_h264 *h, const struct rst_nv12 *frame,
			    struct rst_vdec_job *job)
{
	const AVFrame *picture = h->picture;
	struct rst_planar planar = {
		.width = picture->width,
		.height = picture->height,
	};
	enum rst_status status;

	/* What the decoder made of a damaged SPS must not reach the buffer. */
	if (planar.width != h->active.sequence.coded_width ||
	    planar.height != h->active.sequence.coded_height ||
	    (picture->format != AV_PIX_FMT_YUV420P &&
	     picture->format != AV_PIX_FMT_YUVJ420P)) {
		job->status |= RST_VDEC_DAMAGED;
		return RST_OK;
	}

	for (int i = 0; i < 3; i++) {
		planar.planes[i] = picture->data[i];
		planar.strides[i] = picture->linesize[i];
	}
	status = rst_nv12_write(frame, &planar);
	if (status)
		return status;

	job->status |= RST_VDEC_FRAME;
	if (picture->decode_error_flags ||
	    picture->flags & AV_FRAME_FLAG_CORRUPT ||
	    is_damaged(h, (RST_U64)(uintptr_t)picture->opaque))
		job->status |= RST_VDEC_FRAME_DAMAGED;
	job->frame_bytes = rst_nv12_bytes(frame, planar.width, planar.height);
	job->chroma_bytes = rst_nv12_chroma_bytes(frame, planar.width,
						  planar.height);
	job->frame_cookie = (RST_U64)(uintptr_t)picture->opaque;
	job->frame_key = !!(picture->flags & AV_FRAME_FLAG_KEY);

	return RST_OK;
}

/* Takes a frame that is ready, if one is; @end tells that none will come. */
static enum rst_status receive(struct rst_h264 *h, const struct rst_nv12 *frame,
			       struct rst_vdec_job *job, bool *end)
{
	int ret = avcodec_receive_frame(h->codec, h->picture);
	enum rst_status status;

	*end = ret == AVERROR_EOF;
	if (ret == AVERROR(ENOMEM))
		return RST_NO_MEMORY;
	if (ret == AVERROR(EAGAIN) || ret == AVERROR_EOF)
		return RST_OK;
	if (ret < 0) {
		job->status |= RST_VDEC_DAMAGED;
		return RST_OK;
	}

	status = emit(h, frame, job);
	av_frame_unref(h->picture);

	return status;
}

static bool frame_fits(const struct rst_h264 *h, const struct rst_nv12 *frame)
{
	return rst_nv12_bytes(frame, h->active.sequence.coded_width,
			      h->active.sequence.coded_height);
}

static enum rst_status drain(struct rst_h264 *h, const struct rst_nv12 *frame,
			     struct rst_vdec_job *job)
{
	enum rst_status status;
	bool end;

	if (!h->has_sequence) {
		job->status |= RST_VDEC_DRAINED;
		return RST_OK;
	}
	if (!frame)
		return RST_BAD_PARAMETERS;
	if (!frame_fits(h, frame))
		return RST_SHORT_BUFFER;

	if (!h->draining) {
		avcodec_send_packet(h->codec, NULL);
		h->draining = true;
	}
	do {
		status = receive(h, frame, job, &end);
	} while (!status && !end && !(job->status & RST_VDEC_FRAME));
	if (!end)
		return status;

	rst_h264_flush(h);
	job->status |= RST_VDEC_DRAINED;

	return RST_OK;
}

static enum rst_status decode_packet(struct rst_h264 *h,
				     const struct rst_unit *unit,
				     const struct rst_nv12 *frame,
				     struct rst_vdec_job *job)
{
	unsigned int before = complaints;
	unsigned int refused = h->share.refused;
	bool end, complained;
	int ret;

	if (h->draining)
		rst_h264_flush(h);

	h->packet->opaque = (void *)(uintptr_t)job->cookie;
	ret = avcodec_send_packet(h->codec, h->packet);
	if (ret == AVERROR(ENOMEM))
		return RST_NO_MEMORY;
	if (ret != AVERROR(EAGAIN))
		job->status |= RST_VDEC_CONSUMED;

	/*
	 * That headers alone are no frame is not an error. Where libavcodec
	 * complains and goes on, it is the unit's frame that has errors; it may
	 * come out now or, reordered, later.
	 */
	complained = unit->has_slice && complaints != before;
	if (ret == AVERROR_PATCHWELCOME)
		job->status |= RST_VDEC_UNSUPPORTED;
	else if (complained && ret < 0 && ret != AVERROR(EAGAIN))
		job->status |= RST_VDEC_DAMAGED;
	if (job->status & RST_VDEC_DAMAGED && h->share.refused != refused)
		job->status |= RST_VDEC_STARVED;

	/* What is predicted from errors has errors, up to a whole key frame. */
	if (unit->has_slice && (complained || unit->key))
		h->broken = complained;
	if (unit->has_slice && h->broken)
		h->damaged[h->num_damaged++ % MAX_PENDING] = job->cookie;

	return receive(h, frame, job, &end);
}

static enum rst_status take_sequence(struct rst_h264 *h,
				     const struct rst_sps *sps)
{
	if (!rst_budget_claim(&h->share, bytes_for(&h->headers, sps)))
		return RST_NO_MEMORY;

	rst_h264_flush(h);
	h->codec->has_b_frames = 0;
	h->active = *sps;
	h->has_sequence = true;

	return RST_OK;
}

/*
 * Takes the unit's sequence as the current one where it may. @ready where the
 * unit can be decoded now; else @job->status says what is to be done.
 */
static enum rst_status settle_sequence(struct rst_h264 *h,
				       const struct rst_unit *unit,
				       struct rst_vdec_job *job, bool *ready)
{
	const struct rst_sps *sps = unit->sps;

	*ready = false;
	if (!sps) {
		if (!h->has_sequence)
			job->status |= RST_VDEC_CONSUMED;
		*ready = h->has_sequence;
		return RST_OK;
	}
	if (h->has_sequence && rst_sps_same_sequence(sps, &h->active)) {
		*ready = true;
		return RST_OK;
	}

	job->sequence = sps->sequence;
	if (sps->sequence.unsupported) {
		job->status |= RST_VDEC_UNSUPPORTED | RST_VDEC_CONSUMED;
		return RST_OK;
	}
	if (!(job->flags & RST_VDEC_JOB_ACCEPT_SEQUENCE)) {
		job->status |= RST_VDEC_SEQUENCE;
		return RST_OK;
	}
	*ready = true;

	return take_sequence(h, sps);
}

static enum rst_status decode_scanned(struct rst_h264 *h,
				      const struct rst_unit *unit,
				      const struct rst_nv12 *frame,
				      struct rst_vdec_job *job)
{
	enum rst_status status;
	bool ready;

	if (unit->damaged)
		job->status |= RST_VDEC_DAMAGED;
	status = settle_sequence(h, unit, job, &ready);
	if (status || !ready)
		return status;

	job->sequence = h->active.sequence;
	if (!frame)
		return RST_BAD_PARAMETERS;
	if (!frame_fits(h, frame))
		return RST_SHORT_BUFFER;

	return decode_packet(h, unit, frame, job);
}

/* libavcodec is told nothing of the stamp: it wants zeros behind a unit. */
static enum rst_status drop_stamp(struct rst_h264 *h,
				  const struct rst_mac *mac, uint32_t *clear)
{
	enum rst_status status;
	size_t size;

	status = rst_unit_stamp_check(mac, h->packet->data, h->packet->size,
				      &size, clear);
	if (!status)
		av_shrink_packet(h->packet, size);

	return status;
}

static enum rst_status decode_unit(struct rst_h264 *h,
				   const struct rst_mac *mac,
				   const struct rst_nv12 *frame,
				   struct rst_vdec_job *job)
{
	uint32_t clear = RST_UNIT_ALL_CLEAR;
	enum rst_status status;
	struct rst_unit unit;

	status = mac ? drop_stamp(h, mac, &clear) : RST_OK;
	if (status)
		return status;
	if (!h->packet->size) {	/* to libavcodec it would mean the end */
		job->status |= RST_VDEC_CONSUMED;
		return RST_OK;
	}
	rst_headers_scan(&h->headers, h->packet->data, h->packet->size, clear,
			 &unit);
	if (!claim_parameters(h))
		return RST_NO_MEMORY;

	return decode_scanned(h, &unit, frame, job);
}

static void clear_answer(struct rst_vdec_job *job)
{
	job->status = 0;
	job->frame_bytes = 0;
	job->frame_cookie = 0;
	job->frame_key = 0;
	job->chroma_bytes = 0;
	memset(&job->sequence, 0, sizeof(job->sequence));
}

/* @mac: NULL for what is in ordinary memory */
static enum rst_status decode(struct rst_h264 *h, const struct rst_mac *mac,
			      const void *unit, size_t unit_size,
			      const struct rst_nv12 *frame,
			      struct rst_vdec_job *job)
{
	enum rst_status status;

	rst_budget_set_taker(&h->share);
	clear_answer(job);
	if (job->flags & ~JOB_FLAGS ||
	    !unit != !!(job->flags & RST_VDEC_JOB_DRAIN))
		return RST_BAD_PARAMETERS;
	if (!unit)
		return drain(h, frame, job);

	if (unit_size > INT_MAX - AV_INPUT_BUFFER_PADDING_SIZE)
		return RST_BAD_PARAMETERS;
	if (av_new_packet(h->packet, unit_size) < 0)
		return RST_NO_MEMORY;
	memcpy(h->packet->data, unit, unit_size);

	status = decode_unit(h, mac, frame, job);
	av_packet_unref(h->packet);

	return status;
}

enum rst_status rst_h264_decode(struct rst_h264 *h, const void *unit,
				size_t unit_size, const struct rst_nv12 *frame,
				struct rst_vdec_job *job)
{
	return decode(h, NULL, unit, unit_size, frame, job);
}

enum rst_status rst_h264_decode_stamped(struct rst_h264 *h,
					const struct rst_mac *mac,
					const void *unit, size_t unit_size,
					const struct rst_nv12 *frame,
					struct rst_vdec_job *job)
{
	return decode(h, mac, unit, unit_size, frame, job);
}
