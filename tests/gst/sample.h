/* SPDX-License-Identifier: GPL-2.0-only */
/* Encrypted samples, and what must come out of them */
#ifndef SAMPLE_H
#define SAMPLE_H

#include <gst/gst.h>

/* Keys that the tests set, and one that they do not. */
extern const guint8 sample_kid[16];
extern const guint8 sample_key[16];
extern const guint8 sample_wrong_kid[16];       /* has another key */
extern const guint8 sample_wrong_key[16];
extern const guint8 sample_unknown_kid[16];

/* Caps as qtdemux gives them. */
GstCaps *sample_caps (void);

/* Start codes, SPS and PPS: what precedes a key frame. */
GBytes *sample_headers (void);

/* A sample of one NAL unit of @nal_size bytes behind its length; @subsamples:
 * length and header stay clear, otherwise all is encrypted. */
GstBuffer *sample_new (gsize nal_size, gboolean subsamples);
/* The same by cbcs: with subsamples, the pattern 1:9, and the IV of all. */
GstBuffer *sample_new_cbcs (gsize nal_size);
/* The same, not encrypted, and without metadata. */
GstBuffer *sample_new_clear (gsize nal_size);
/* What it is as a byte-stream. */
GBytes *sample_output (gsize nal_size, gboolean key_frame);

/* The structure of the sample's protection metadata, to be damaged. */
GstStructure *sample_info (GstBuffer * sample);
/* Replaces the map: pairs of clear and encrypted bytes, @stated of them. */
void sample_set_map (GstBuffer * sample, const guint32 * pairs, guint count,
    guint stated);
void sample_set_kid (GstBuffer * sample, const guint8 kid[16]);

/* En- or decrypts by cenc. */
void sample_crypt (const guint8 key[16], const guint8 * iv, gsize iv_size,
    guint8 * data, gsize size);

#endif /* SAMPLE_H */
