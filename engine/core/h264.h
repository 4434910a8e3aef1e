/* SPDX-License-Identifier: BSD-2-Clause */
/*
 * The H.264 decoder: libavcodec behind engine/protocol.h's decode job
 *
 * One struct rst_h264 is one stream. Not thread-safe, even across streams.
 */
#ifndef RST_H264_H
#define RST_H264_H

#include <stddef.h>
#include <stdint.h>

#include "../protocol.h"
#include "nv12.h"
#include "stamp.h"
#include "status.h"

struct rst_h264;

#define RST_H264_MAX_STREAMS 8

/*
 * Tells how many bytes of memory there are for all streams. Without it a stream
 * is never refused for the sake of others.
 */
void rst_h264_set_budget(size_t bytes);

/* NO_MEMORY also where there are as many streams as there may be. */
enum rst_status rst_h264_open(struct rst_h264 **h264);
void rst_h264_close(struct rst_h264 *h264);

/**
 * rst_h264_decode() - carry out one job
 * @h264:	the stream
 * @unit:	one access unit as byte-stream, copied before it is looked at;
 *		NULL with DRAIN
 * @unit_size:	in bytes
 * @frame:	where a frame goes; NULL while the sequence is not known
 * @job:	a private copy of the job; the answer is filled in
 *
 * OK, also for damaged or unsupported content: see @job->status.
 * BAD_PARAMETERS: a missing unit or frame, or flags that make no sense.
 * SHORT_BUFFER: @frame does not hold the coded size; nothing was consumed.
 * NO_MEMORY: the unit is lost, the stream goes on; with ACCEPT_SEQUENCE, that
 * the other streams leave no room for the sequence, which is not taken. A unit that comes before
 * DRAINED was reported, and ACCEPT_SEQUENCE, forget frames not yet fetched.
 */
enum rst_status rst_h264_decode(struct rst_h264 *h264, const void *unit,
				size_t unit_size, const struct rst_nv12 *frame,
				struct rst_vdec_job *job);

/*
 * The same of a unit in restricted memory, as cenc has written it: DENIED unless
 * the copy ends in its stamp. It changes nothing then.
 */
enum rst_status rst_h264_decode_stamped(struct rst_h264 *h264,
					const struct rst_mac *mac,
					const void *unit, size_t unit_size,
					const struct rst_nv12 *frame,
					struct rst_vdec_job *job);

/* Forgets references and pending frames, keeps the sequence. */
void rst_h264_flush(struct rst_h264 *h264);

#endif /* RST_H264_H */
