/* SPDX-License-Identifier: BSD-2-Clause */
/*
 * Common Encryption: a sample, decrypted by the request that describes it
 *
 * What is encrypted, and how, is in request.h and scheme.h. The sample itself
 * may lie in memory that the normal world changes meanwhile: each of its bytes
 * is read once.
 */
#ifndef RST_CENC_H
#define RST_CENC_H

#include "cipher.h"
#include "request.h"
#include "stamp.h"

/**
 * rst_cenc_decrypt() - decrypt a sample
 * @parsed:	from rst_cenc_parse()
 * @cipher:	unused with scheme CLEAR
 * @mac:	of the stamp that access units get; NULL: they get none
 * @key:	16 bytes; unused with scheme CLEAR
 * @sample:	the ciphertext
 * @sample_size: in bytes
 * @out:	restricted memory; written, never read
 * @out_size:	in bytes
 * @written:	where the output's size goes
 *
 * FORMAT_RAW: the prefix, and all of the sample behind it.
 *
 * FORMAT_AVC, FORMAT_HEVC: the sample's NAL units as a byte-stream, with the prefix
 * in front, or behind the access unit delimiter with which the sample begins, and at the end
 * the stamp (unitstamp.h). Where lengths have no bytes the sample is a byte-stream
 * already, in the clear. Of units with encrypted bytes only slices are taken, and
 * no start codes that these have in them; the rest is dropped. Lengths of 1 or 2
 * bytes make it grow, as each becomes a start code of 4. Lengths and NAL
 * unit headers must be clear by the map. What demuxers and muxers leave in
 * samples is dropped: units of length 0, and bytes at the end that are too few
 * for a unit. BAD_FORMAT: lengths or headers are encrypted, a unit goes beyond
 * the sample, ends amid an encrypted range or is shorter than its header, a header
 * that the standard forbids, or no unit at all.
 *
 * After an error @out holds rubbish.
 */
enum rst_status rst_cenc_decrypt(const struct rst_cenc_parsed *parsed,
				 const struct rst_cipher *cipher,
				 const struct rst_mac *mac, const uint8_t *key,
				 const uint8_t *sample, size_t sample_size,
				 uint8_t *out, size_t out_size,
				 size_t *written);

/**
 * rst_cenc_encrypt() - encrypt a sample, all of it, by the scheme 'cenc'
 * @cipher:	not NULL
 * @key:	16 bytes
 * @iv:		the counter block's high half; the low one starts at 0
 * @in:		in memory that only the caller can change
 * @size:	in bytes
 * @out:	@size bytes; written once each, never read
 */
enum rst_status rst_cenc_encrypt(const struct rst_cipher *cipher,
				 const uint8_t *key,
				 const uint8_t iv[RST_CENC_RECORD_IV_SIZE],
				 const uint8_t *in, size_t size, uint8_t *out);

#endif /* RST_CENC_H */
