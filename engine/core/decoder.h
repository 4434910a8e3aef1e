/* SPDX-License-Identifier: BSD-2-Clause */
/*
 * The decoder: libavcodec behind engine/protocol.h's decode job
 *
 * One struct rst_decoder is one stream. Not thread-safe, even across streams.
 */
#ifndef RST_DECODER_H
#define RST_DECODER_H

#include <stddef.h>
#include <stdint.h>

#include "../protocol.h"
#include "nv12.h"
#include "stamp.h"
#include "status.h"

struct rst_decoder;

#define RST_DECODER_MAX_STREAMS 8

/*
 * Tells how many bytes of memory there are for all streams. Without it a stream
 * is never refused for the sake of others.
 */
void rst_decoder_set_budget(size_t bytes);

/*
 * @codec: RST_VDEC_CODEC_*; BAD_PARAMETERS for any other. NO_MEMORY also where there
 * are as many streams as there may be.
 */
enum rst_status rst_decoder_open(uint32_t codec, struct rst_decoder **decoder);
void rst_decoder_close(struct rst_decoder *decoder);

/**
 * rst_decoder_decode() - carry out one job
 * @decoder:	the stream
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
 * the other streams leave no room for the sequence, which is not taken. A unit that
 * is not consumed is to come again: a frame of an earlier one goes out first. One
 * that comes before DRAINED was reported, and ACCEPT_SEQUENCE, forget frames not yet
 * fetched.
 */
enum rst_status rst_decoder_decode(struct rst_decoder *decoder, const void *unit,
				size_t unit_size, const struct rst_nv12 *frame,
				struct rst_vdec_job *job);

/*
 * The same of a unit in restricted memory, as cenc has written it: DENIED unless
 * the copy ends in its stamp. It changes nothing then.
 */
enum rst_status rst_decoder_decode_stamped(struct rst_decoder *decoder,
					const struct rst_mac *mac,
					const void *unit, size_t unit_size,
					const struct rst_nv12 *frame,
					struct rst_vdec_job *job);

/* Forgets references and pending frames, keeps the sequence. */
void rst_decoder_flush(struct rst_decoder *decoder);

#endif /* RST_DECODER_H */
