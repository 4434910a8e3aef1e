// SPDX-License-Identifier: BSD-2-Clause
#include <limits.h>
#include <stdbool.h>
#include <stdlib.h>
#include <string.h>

#include <libavcodec/avcodec.h>
#include <libavutil/log.h>

#include "budget.h"
#include "codec.h"
#include "decoder.h"
#include "headers.h"
#include "unitstamp.h"

#define JOB_FLAGS (RST_VDEC_JOB_DRAIN | RST_VDEC_JOB_ACCEPT_SEQUENCE)

/* Units whose frames are in the decoder: reordering holds back 16 at most. */
#define MAX_PENDING 32

#define LAST_HEVC_SLICE 31

struct rst_decoder {
	const struct rst_codec *codec;
	AVCodecContext *context;
	AVPacket *packet;
	AVFrame *picture;
	struct rst_headers headers;
	struct rst_sps active;
	bool has_sequence;
	bool draining;
	bool broken;			/* references have errors */
	bool broken_before;		/* those of pictures that are leading */
	RST_U64 damaged[MAX_PENDING];	/* cookies of units with errors */
	unsigned int num_damaged;	/* ever; the latest are kept */
	struct rst_share share;		/* of the budget */
};

static unsigned int streams;

void rst_decoder_set_budget(size_t bytes)
{
	rst_budget_set(bytes, rst_codec_spare());
}

/* For parameter sets that came along since the last claim. */
static bool claim_parameters(struct rst_decoder *d)
{
	size_t bytes = rst_codec_bytes(d->codec, &d->headers,
				       d->has_sequence ? &d->active : NULL);

	return bytes <= d->share.claimed || rst_budget_claim(&d->share, bytes);
}

/* A cookie travels through libavcodec in the packet's opaque pointer. */
_Static_assert(sizeof(void *) == sizeof(RST_U64), "cookies are 64 bits");

/*
 * Errors that libavcodec papers over are only in its log. It has one log for
 * all streams; they are decoded one at a time.
 */
static unsigned int complaints;

/* Of a slice that it gives up, HEVC's decoder may say nothing but this. */
static bool is_lost_slice(const char *format, va_list args)
{
	static const char words[] = "Skipping invalid undecodable NALU";

	return !strncmp(format, words, strlen(words)) &&
	       va_arg(args, int) <= LAST_HEVC_SLICE;
}

static void count_complaints(void *object, int level, const char *format,
			     va_list args)
{
	(void)object;
	if (level <= AV_LOG_ERROR ||
	    (level == AV_LOG_WARNING && is_lost_slice(format, args)))
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

enum rst_status rst_decoder_open(uint32_t codec, struct rst_decoder **decoder)
{
	const struct rst_codec *known = rst_codec_find(codec);
	const AVCodec *found;
	struct rst_decoder *d;

	if (!known)
		return RST_BAD_PARAMETERS;
	found = avcodec_find_decoder(known->id);
	if (!found)
		return RST_FAILED;
	if (streams == RST_DECODER_MAX_STREAMS)
		return RST_NO_MEMORY;
	d = calloc(1, sizeof(*d));
	if (!d)
		return RST_NO_MEMORY;
	d->codec = known;
	d->headers.codec = codec;
	if (!rst_budget_claim(&d->share,
			      rst_codec_bytes(known, &d->headers, NULL))) {
		free(d);
		return RST_NO_MEMORY;
	}

	streams++;
	rst_budget_set_taker(&d->share);
	av_log_set_callback(count_complaints);
	d->context = open_codec(found);
	d->packet = av_packet_alloc();
	d->picture = av_frame_alloc();
	if (!d->context || !d->packet || !d->picture) {
		rst_decoder_close(d);
		return RST_NO_MEMORY;
	}
	*decoder = d;

	return RST_OK;
}

void rst_decoder_close(struct rst_decoder *d)
{
	av_frame_free(&d->picture);
	av_packet_free(&d->packet);
	avcodec_free_context(&d->context);
	rst_budget_claim(&d->share, 0);
	rst_budget_set_taker(NULL);
	streams--;
	free(d);
}

/* What was ready before a flush may come after it: not all decoders forget it. */
static void drop_ready(struct rst_decoder *d)
{
	unsigned int count = 0;

	while (count++ < MAX_PENDING &&
	       !avcodec_receive_frame(d->context, d->picture))
		av_frame_unref(d->picture);
}

void rst_decoder_flush(struct rst_decoder *d)
{
	rst_budget_set_taker(&d->share);
	drop_ready(d);
	avcodec_flush_buffers(d->context);
	d->draining = false;
	d->broken = false;
	d->broken_before = false;
	d->num_damaged = 0;
}

static bool is_damaged(const struct rst_decoder *d, RST_U64 cookie)
{
	unsigned int i;

	for (i = 0; i < d->num_damaged && i < MAX_PENDING; i++)
		if (d->damaged[i] == cookie)
			return true;
	return false;
}

static enum rst_status emit(struct rst_decoder *d, const struct rst_nv12 *frame,
			    struct rst_vdec_job *job)
{
	const AVFrame *picture = d->picture;
	struct rst_planar planar = {
		.width = picture->width,
		.height = picture->height,
	};
	enum rst_status status;

	/* What the decoder made of a damaged SPS must not reach the buffer. */
	if (planar.width != d->active.width ||
	    planar.height != d->active.height ||
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
	    is_damaged(d, (RST_U64)(uintptr_t)picture->opaque))
		job->status |= RST_VDEC_FRAME_DAMAGED;
	job->frame_bytes =
		rst_nv12_bytes(frame, d->active.sequence.coded_width,
			       d->active.sequence.coded_height);
	job->chroma_bytes =
		rst_nv12_chroma_bytes(frame, d->active.sequence.coded_width,
				      d->active.sequence.coded_height);
	job->frame_cookie = (RST_U64)(uintptr_t)picture->opaque;
	job->frame_key = !!(picture->flags & AV_FRAME_FLAG_KEY);

	return RST_OK;
}

/* Takes a frame that is ready, if one is; @end tells that none will come. */
static enum rst_status receive(struct rst_decoder *d, const struct rst_nv12 *frame,
			       struct rst_vdec_job *job, bool *end)
{
	int ret = avcodec_receive_frame(d->context, d->picture);
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

	status = emit(d, frame, job);
	av_frame_unref(d->picture);

	return status;
}

static bool frame_fits(const struct rst_decoder *d, const struct rst_nv12 *frame)
{
	return rst_nv12_bytes(frame, d->active.sequence.coded_width,
			      d->active.sequence.coded_height);
}

static enum rst_status drain(struct rst_decoder *d, const struct rst_nv12 *frame,
			     struct rst_vdec_job *job)
{
	enum rst_status status;
	bool end;

	if (!d->has_sequence) {
		job->status |= RST_VDEC_DRAINED;
		return RST_OK;
	}
	if (!frame)
		return RST_BAD_PARAMETERS;
	if (!frame_fits(d, frame))
		return RST_SHORT_BUFFER;

	if (!d->draining) {
		avcodec_send_packet(d->context, NULL);
		d->draining = true;
	}
	do {
		status = receive(d, frame, job, &end);
	} while (!status && !end && !(job->status & RST_VDEC_FRAME));
	if (!end)
		return status;

	rst_decoder_flush(d);
	job->status |= RST_VDEC_DRAINED;

	return RST_OK;
}

/*
 * What is predicted from errors has errors, up to a whole key frame, and behind
 * that in pictures that are predicted from what was before it.
 */
static void note_damage(struct rst_decoder *d, const struct rst_unit *unit,
			bool complained, RST_U64 cookie)
{
	bool *broken = unit->leading ? &d->broken_before : &d->broken;

	if (!unit->has_slice)
		return;
	if (unit->key)
		d->broken_before = d->broken;
	if (complained || unit->key)
		*broken = complained;
	if (*broken)
		d->damaged[d->num_damaged++ % MAX_PENDING] = cookie;
}

/* The packet is decoded now: no frame is ready any more that it could wait for. */
static enum rst_status send(struct rst_decoder *d, const struct rst_unit *unit,
			    struct rst_vdec_job *job)
{
	unsigned int before = complaints;
	unsigned int refused = d->share.refused;
	bool complained;
	int ret;

	d->packet->opaque = (void *)(uintptr_t)job->cookie;
	ret = avcodec_send_packet(d->context, d->packet);
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
	if (job->status & RST_VDEC_DAMAGED && d->share.refused != refused)
		job->status |= RST_VDEC_STARVED;
	note_damage(d, unit, complained, job->cookie);

	return RST_OK;
}

/* A unit can make several frames ready, all but one of which others wait for. */
static enum rst_status decode_packet(struct rst_decoder *d,
				     const struct rst_unit *unit,
				     const struct rst_nv12 *frame,
				     struct rst_vdec_job *job)
{
	enum rst_status status;
	bool end;

	if (d->draining)
		rst_decoder_flush(d);
	status = receive(d, frame, job, &end);
	if (status || job->status & RST_VDEC_FRAME)
		return status;
	status = send(d, unit, job);

	return status ? status : receive(d, frame, job, &end);
}

static enum rst_status take_sequence(struct rst_decoder *d,
				     const struct rst_sps *sps)
{
	if (!rst_budget_claim(&d->share,
			      rst_codec_bytes(d->codec, &d->headers, sps)))
		return RST_NO_MEMORY;

	rst_decoder_flush(d);
	d->context->has_b_frames = 0;
	d->active = *sps;
	d->has_sequence = true;

	return RST_OK;
}

/*
 * Takes the unit's sequence as the current one where it may. @ready where the
 * unit can be decoded now; else @job->status says what is to be done.
 */
static enum rst_status settle_sequence(struct rst_decoder *d,
				       const struct rst_unit *unit,
				       struct rst_vdec_job *job, bool *ready)
{
	const struct rst_sps *sps = unit->sps;

	*ready = false;
	if (!sps) {
		if (!d->has_sequence)
			job->status |= RST_VDEC_CONSUMED;
		*ready = d->has_sequence;
		return RST_OK;
	}
	if (d->has_sequence && rst_sps_same_sequence(sps, &d->active)) {
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

	return take_sequence(d, sps);
}

static enum rst_status decode_scanned(struct rst_decoder *d,
				      const struct rst_unit *unit,
				      const struct rst_nv12 *frame,
				      struct rst_vdec_job *job)
{
	enum rst_status status;
	bool ready;

	if (unit->damaged)
		job->status |= RST_VDEC_DAMAGED;
	status = settle_sequence(d, unit, job, &ready);
	if (status || !ready)
		return status;

	job->sequence = d->active.sequence;
	if (!frame)
		return RST_BAD_PARAMETERS;
	if (!frame_fits(d, frame))
		return RST_SHORT_BUFFER;

	return decode_packet(d, unit, frame, job);
}

/* libavcodec is told nothing of the stamp: it wants zeros behind a unit. */
static enum rst_status drop_stamp(struct rst_decoder *d,
				  const struct rst_mac *mac, uint32_t *clear)
{
	enum rst_status status;
	size_t size;

	status = rst_unit_stamp_check(d->codec->nal, mac, d->packet->data,
				      d->packet->size, &size, clear);
	if (!status)
		av_shrink_packet(d->packet, size);

	return status;
}

static enum rst_status decode_unit(struct rst_decoder *d,
				   const struct rst_mac *mac,
				   const struct rst_nv12 *frame,
				   struct rst_vdec_job *job)
{
	uint32_t clear = RST_UNIT_ALL_CLEAR;
	enum rst_status status;
	struct rst_unit unit;

	status = mac ? drop_stamp(d, mac, &clear) : RST_OK;
	if (status)
		return status;
	if (!d->packet->size) {	/* to libavcodec it would mean the end */
		job->status |= RST_VDEC_CONSUMED;
		return RST_OK;
	}
	rst_headers_scan(&d->headers, d->packet->data, d->packet->size, clear,
			 &unit);
	if (!claim_parameters(d))
		return RST_NO_MEMORY;

	return decode_scanned(d, &unit, frame, job);
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
static enum rst_status decode(struct rst_decoder *d, const struct rst_mac *mac,
			      const void *unit, size_t unit_size,
			      const struct rst_nv12 *frame,
			      struct rst_vdec_job *job)
{
	enum rst_status status;

	rst_budget_set_taker(&d->share);
	clear_answer(job);
	if (job->flags & ~JOB_FLAGS ||
	    !unit != !!(job->flags & RST_VDEC_JOB_DRAIN))
		return RST_BAD_PARAMETERS;
	if (!unit)
		return drain(d, frame, job);

	if (unit_size > INT_MAX - AV_INPUT_BUFFER_PADDING_SIZE)
		return RST_BAD_PARAMETERS;
	if (av_new_packet(d->packet, unit_size) < 0)
		return RST_NO_MEMORY;
	memcpy(d->packet->data, unit, unit_size);

	status = decode_unit(d, mac, frame, job);
	av_packet_unref(d->packet);

	return status;
}

enum rst_status rst_decoder_decode(struct rst_decoder *d, const void *unit,
				size_t unit_size, const struct rst_nv12 *frame,
				struct rst_vdec_job *job)
{
	return decode(d, NULL, unit, unit_size, frame, job);
}

enum rst_status rst_decoder_decode_stamped(struct rst_decoder *d,
					const struct rst_mac *mac,
					const void *unit, size_t unit_size,
					const struct rst_nv12 *frame,
					struct rst_vdec_job *job)
{
	return decode(d, mac, unit, unit_size, frame, job);
}
