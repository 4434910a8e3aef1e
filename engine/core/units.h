/* SPDX-License-Identifier: BSD-2-Clause */
/* A sample's length-prefixed NAL units, as a byte-stream */
#ifndef RST_UNITS_H
#define RST_UNITS_H

#include "nal.h"
#include "walk.h"

/*
 * Takes all of the walk's sample, of FORMAT_AVC or FORMAT_HEVC, whose units @nal
 * knows; see rst_cenc_decrypt(). @out gets the request's prefix, too.
 */
enum rst_status rst_units_take(struct rst_walk *walk,
			       const struct rst_nal_syntax *nal,
			       struct rst_out *out);

#endif /* RST_UNITS_H */
