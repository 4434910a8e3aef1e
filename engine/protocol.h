/* SPDX-License-Identifier: BSD-2-Clause */
/*
 * The secure media engine's commands, as both worlds see them
 *
 * Included by the trusted applications, the kernel driver and user space: only
 * fixed-width types, no pointers, explicit padding, little-endian as the
 * machine is. Every message begins with struct rst_msg; the receiver refuses
 * (BAD_PARAMETERS) another version, or a size below the structure's. Memrefs
 * are named by parameter number, p0 to p3. The normal world may change shared
 * memory at any time: the secure side copies a message before it looks at it.
 *
 * Five trusted applications, so that what parses hostile bitstreams holds no
 * keys, and a panic in one leaves the others alive:
 *
 *	cenc	keys and what is done with them; opened by user space (rstcencdec)
 *	vdec	decoder; kernel clients only; one session is one stream
 *	disp	display controller; kernel clients only
 *	cam	camera; kernel clients only, but for commands that say otherwise
 *	ui	trusted user interface; opened by user space
 *
 * All but ui are single-instance, multi-session; cenc is kept alive, so that keys
 * stay. Of ui each session is an instance.
 * Those for kernel clients are enumerated on Linux's TEE bus.
 */
#ifndef RST_ENGINE_PROTOCOL_H
#define RST_ENGINE_PROTOCOL_H

#ifdef __KERNEL__
#include <linux/types.h>
#include <linux/uuid.h>
#define RST_U8 u8
#define RST_U32 u32
#define RST_S32 s32
#define RST_U64 u64
#define RST_UUID(...) UUID_INIT(__VA_ARGS__)
#else
#include <stdint.h>
#define RST_U8 uint8_t
#define RST_U32 uint32_t
#define RST_S32 int32_t
#define RST_U64 uint64_t
#define RST_UUID(a, b, c, ...) a, b, c, { __VA_ARGS__ }
#endif

#define RST_PROTOCOL_VERSION 6

/* The kernel's uuid_t; elsewhere the fields of TEEC_UUID and TEE_UUID. */
#define RST_TA_CENC_UUID \
	RST_UUID(0x6d2f0c5e, 0x3b1a, 0x4f7c, \
		 0x9a, 0x41, 0x0e, 0x52, 0x7d, 0xc4, 0x18, 0xb1)
#define RST_TA_VDEC_UUID \
	RST_UUID(0x6d2f0c5e, 0x3b1a, 0x4f7c, \
		 0x9a, 0x41, 0x0e, 0x52, 0x7d, 0xc4, 0x18, 0xb2)
#define RST_TA_DISP_UUID \
	RST_UUID(0x6d2f0c5e, 0x3b1a, 0x4f7c, \
		 0x9a, 0x41, 0x0e, 0x52, 0x7d, 0xc4, 0x18, 0xb3)
#define RST_TA_CAM_UUID \
	RST_UUID(0x6d2f0c5e, 0x3b1a, 0x4f7c, \
		 0x9a, 0x41, 0x0e, 0x52, 0x7d, 0xc4, 0x18, 0xb4)
#define RST_TA_UI_UUID \
	RST_UUID(0x6d2f0c5e, 0x3b1a, 0x4f7c, \
		 0x9a, 0x41, 0x0e, 0x52, 0x7d, 0xc4, 0x18, 0xb5)

#define RST_FOURCC(a, b, c, d) \
	((RST_U32)(a) | (RST_U32)(b) << 8 | (RST_U32)(c) << 16 | \
	 (RST_U32)(d) << 24)

struct rst_msg {
	RST_U32 version;	/* RST_PROTOCOL_VERSION */
	RST_U32 size;		/* of the whole message, in bytes */
};

/*
 * cenc
 *
 * LAB_SET_KEY: p0 in, struct rst_cenc_lab_key. The laboratory's way to bring a
 * content key in, in the clear, from the normal world. A product gets its keys
 * from a licence inside the TEE and must not build this command in. The key is
 * everybody's and stays, or the session's alone and goes with it. A second key for
 * the same KID and owner replaces the first. When the table or the session's share
 * is full, the playing key of these that was unused longest makes room, never one for
 * recording, which could not go on: STORAGE_NO_SPACE if there are only such.
 * LAB_REMOVE_KEY: the same message, of which only the KID is looked at; takes a key
 * from everybody; ITEM_NOT_FOUND where they have none.
 *
 * LIST_KEYS: p0 inout, struct rst_cenc_key_list: which keys there are, whose and
 * how long, the last used first. KIDs stand in the films; keys are not told.
 *
 * DEVICE_KEY: p0 inout, struct rst_cenc_device_key: the public half of the key that
 * licences are for, which is made when it is first asked for. Secure storage's
 * answers, where there is none (no tee-supplicant, a full disk).
 *
 * CHALLENGE: p0 inout, struct rst_cenc_challenge: a random number, which a licence
 * of this session must answer. The last eight stay open.
 *
 * LICENCE: p0 in, text: a JWE (engine/core/jwe.h), in it a licence
 * (engine/core/licence.h); p1 inout, struct rst_cenc_licence. What is wrong with it
 * is in its result, with TEE_SUCCESS. The keys are the session's, and go with it, but
 * for those that say otherwise: these are everybody's, too, and stay, if everybody has
 * no other by that KID. Sessions have RST_CENC_SESSION_KEYS at most, and as many are
 * left to everybody by licences: the oldest makes room. A challenge is answered once,
 * by a licence that is taken; a time counts from the challenge on, so that a licence
 * that is held back gains nothing. BAD_PARAMETERS: text of more than RST_CENC_MAX_LICENCE bytes.
 *
 * A key is for playing or for recording. Both decrypt, into restricted memory;
 * only a recording key encrypts. Encryption with a film's key, at the IV of
 * the film's choice, would be the film's keystream.
 *
 * DECRYPT: p0 in, the sample (ciphertext); p1 out, restricted memory; p2 in,
 * struct rst_cenc_request followed by num_subsamples of rst_cenc_subsample and
 * by prefix_size bytes; p3 out value, a = bytes written. The IV is the sample's
 * own or the constant one; one of 8 bytes is followed by zeros. The prefix
 * (parameter sets as byte-stream) is put in front of the output, of an access unit
 * (FORMAT_AVC, FORMAT_HEVC) behind the delimiter with which it begins. Its
 * output ends in a stamp of RST_CENC_STAMP_SIZE bytes, a NAL unit that is counted in
 * what is written: the decoder takes no unit from restricted memory without it, or
 * in parts. Units with encrypted bytes that are not slices are left out. Answers:
 * ACCESS_DENIED (p1 is not restricted, or p0 or p2 is), ACCESS_CONFLICT (the key is
 * for sound), ITEM_NOT_FOUND (no key for the KID), TIMEOUT (its time is over),
 * SHORT_BUFFER, BAD_PARAMETERS (the map does not fit the sample, a pattern that the
 * scheme does not have, an encrypted part of cbc1 that is not
 * of whole blocks, an unknown flag), BAD_FORMAT (the sample is not length-prefixed NAL units whose
 * lengths and headers are clear; where nal_length_size is 0 it is a byte-stream
 * already, of scheme CLEAR). What is answered does not depend on decrypted bytes.
 *
 * With the flag OWN_KEY a key that licences of other sessions have left to everybody
 * counts as missing: who asks a licence server for his own is not to be kept from it by
 * one that somebody has made up.
 *
 * DECRYPT_AUDIO: the same with p1 in ordinary memory, apart from p0, for a key that
 * is for sound; ACCESS_CONFLICT for any other. FORMAT_RAW, without a prefix, and
 * encrypted: BAD_PARAMETERS. What such a key decrypts the normal world sees.
 *
 * ENCRYPT: p0 in, what is recorded; p1 out, memory that is not restricted, at
 * least as large; p2 inout, struct rst_cenc_encrypt. Only for the camera's
 * trusted application, which knows where p0 comes from: ACCESS_DENIED to any
 * other, for a playing key, and for a p1 in restricted memory. ITEM_NOT_FOUND
 * (no key for the KID), TIMEOUT (its time is over), SHORT_BUFFER. The IV is chosen here and does not come
 * twice for a key; its block counter starts at 0.
 *
 * STAMP_KEY: p0 inout, struct rst_cenc_stamp_key: by what the decoder's trusted
 * application, alone, knows stamps. ACCESS_DENIED to any other, and where it tells
 * of more than RST_CENC_MAX_REFUSED stamps in all that it had to refuse.
 */
#define RST_CENC_CMD_DECRYPT		1
#define RST_CENC_CMD_ENCRYPT		2
#define RST_CENC_CMD_LIST_KEYS		3
#define RST_CENC_CMD_DEVICE_KEY		4
#define RST_CENC_CMD_CHALLENGE		5
#define RST_CENC_CMD_LICENCE		6
#define RST_CENC_CMD_DECRYPT_AUDIO	7
#define RST_CENC_CMD_STAMP_KEY		8
#define RST_CENC_CMD_LAB_SET_KEY	0x1ab00001
#define RST_CENC_CMD_LAB_REMOVE_KEY	0x1ab00004

#define RST_CENC_SCHEME_CLEAR	0	/* clear sample of a protected stream */
#define RST_CENC_SCHEME_CENC	RST_FOURCC('c', 'e', 'n', 'c')
#define RST_CENC_SCHEME_CENS	RST_FOURCC('c', 'e', 'n', 's')
#define RST_CENC_SCHEME_CBC1	RST_FOURCC('c', 'b', 'c', '1')
#define RST_CENC_SCHEME_CBCS	RST_FOURCC('c', 'b', 'c', 's')

#define RST_CENC_FORMAT_RAW	0
#define RST_CENC_FORMAT_AVC	1	/* length-prefixed NALs to byte-stream */
#define RST_CENC_FORMAT_HEVC	2	/* the same of HEVC's */

/* rst_cenc_request.flags */
#define RST_CENC_OWN_KEY	(1u << 0)

#define RST_CENC_USAGE_PLAY	0
#define RST_CENC_USAGE_RECORD	1
#define RST_CENC_USAGE_AUDIO	2

#define RST_CENC_RECORD_IV_SIZE	8

#define RST_CENC_MAX_SUBSAMPLES	1024
#define RST_CENC_MAX_PREFIX	4096
#define RST_CENC_MAX_PATTERN	15	/* blocks, each */
#define RST_CENC_MAX_KEYS	16
#define RST_CENC_SESSION_KEYS	8
#define RST_CENC_MAX_SESSIONS	64	/* more: BUSY */
#define RST_CENC_MAX_LICENCE	8192	/* bytes */
#define RST_CENC_STAMP_SIZE	48	/* bytes */
#define RST_CENC_STAMP_KEY_SIZE	32
#define RST_CENC_MAX_REFUSED	256	/* stamps, until the TEE is booted again */
#define RST_CENC_LICENCE_KEYS	8

/* rst_cenc_licence.result */
#define RST_LICENCE_TAKEN	0
#define RST_LICENCE_MALFORMED	1	/* no JWE, no licence, or cut off */
#define RST_LICENCE_UNSUPPORTED	2	/* of other algorithms, or another use */
#define RST_LICENCE_FOREIGN	3	/* for another device's key */
#define RST_LICENCE_CHANGED	4	/* damaged, or by somebody else's hand */
#define RST_LICENCE_UNASKED	5	/* this session has no open challenge */
#define RST_LICENCE_STALE	6	/* answers another challenge: replayed */
#define RST_LICENCE_EXPIRED	7	/* its time is over already */
#define RST_LICENCE_NO_CLOCK	8	/* has a time, and the TEE's is not its own */
#define RST_LICENCE_NO_SPACE	9	/* recording keys leave no room for all */

struct rst_cenc_lab_key {
	struct rst_msg msg;
	RST_U8 kid[16];
	RST_U8 key[16];
	RST_U32 usage;		/* RST_CENC_USAGE_* */
	RST_U32 session;	/* 1: the key is the session's alone */
};

/* rst_cenc_key_entry.whose */
#define RST_CENC_WHOSE_ALL	0	/* everybody's */
#define RST_CENC_WHOSE_OWN	1	/* the session's that asks */
#define RST_CENC_WHOSE_OTHER	2	/* another session's */

struct rst_cenc_key_entry {
	RST_U8 kid[16];
	RST_U32 usage;		/* RST_CENC_USAGE_* */
	RST_U32 whose;		/* RST_CENC_WHOSE_* */
	RST_U32 seconds;	/* that are left; 0: for ever, or it is over */
	RST_U32 expired;	/* 1: its time is over, and the key is gone */
	RST_U32 licensed;	/* 1: by a licence, which anybody may make up */
};

struct rst_cenc_key_list {
	struct rst_msg msg;
	/* out */
	RST_U32 num_keys;
	RST_U32 reserved;
	struct rst_cenc_key_entry keys[RST_CENC_MAX_KEYS];
};

struct rst_cenc_device_key {
	struct rst_msg msg;
	/* out */
	RST_U8 x[32];		/* the point, on P-256 */
	RST_U8 y[32];
	RST_U8 thumbprint[32];	/* RFC 7638, by SHA-256: the licence's "kid" */
};

struct rst_cenc_challenge {
	struct rst_msg msg;
	RST_U8 nonce[16];	/* out */
};

struct rst_cenc_licence_key {
	RST_U8 kid[16];
	RST_U32 usage;		/* RST_CENC_USAGE_* */
	RST_U32 seconds;	/* that are left; 0: for ever */
	RST_U32 retained;	/* 1: everybody's; 0: it goes with the session */
	RST_U32 reserved;
};

struct rst_cenc_licence {
	struct rst_msg msg;
	/* out */
	RST_U32 result;		/* RST_LICENCE_* */
	RST_U32 num_keys;	/* that were taken */
	struct rst_cenc_licence_key keys[RST_CENC_LICENCE_KEYS];
};

struct rst_cenc_subsample {
	RST_U32 clear;		/* bytes */
	RST_U32 encrypted;	/* bytes */
};

struct rst_cenc_request {
	struct rst_msg msg;
	RST_U32 scheme;
	RST_U32 format;
	RST_U8 kid[16];
	RST_U8 iv[16];
	RST_U32 iv_size;	/* 8 or 16 */
	RST_U32 nal_length_size;	/* of access units: 1, 2 or 4, or 0 */
	RST_U32 num_subsamples;	/* 0: the whole sample is encrypted */
	RST_U32 prefix_size;
	RST_U32 crypt_blocks;	/* cens, cbcs: the pattern; 0 and 0: none */
	RST_U32 skip_blocks;
	RST_U32 flags;		/* RST_CENC_OWN_KEY, or 0 */
};

struct rst_cenc_stamp_key {
	struct rst_msg msg;
	RST_U32 refused;	/* in: 1: a stamp, by the key as it was */
	RST_U32 reserved;
	RST_U8 key[RST_CENC_STAMP_KEY_SIZE];	/* out */
};

struct rst_cenc_encrypt {
	struct rst_msg msg;
	RST_U8 kid[16];
	RST_U8 iv[RST_CENC_RECORD_IV_SIZE];	/* out */
};

/*
 * vdec
 *
 * A session is opened with p0 in value, a = RST_VDEC_CODEC_* of its stream, or NONE:
 * H264. BAD_PARAMETERS: a codec that is not decoded.
 *
 * DECODE: p0 in, one access unit (byte-stream), in ordinary memory or as cenc has
 * stamped it for the stream's codec, the stamp included (ACCESS_DENIED without), or
 * NONE with DRAIN; p1 out, an NV12 frame buffer in restricted memory, or NONE
 * while the sequence is not known; p2 inout, struct rst_vdec_job; p3 out, the
 * frame's chroma in restricted memory, where p1 is to hold luma alone, or NONE.
 * At most one frame comes out of a call, in output order. A unit that is not
 * consumed is to come again.
 *
 * A new sequence (first SPS, or another size or DPB size) is reported with
 * SEQUENCE and the access unit is not consumed, until the job says
 * ACCEPT_SEQUENCE. Frames of the old sequence are fetched with DRAIN jobs
 * first. Access units before the first SPS are consumed and dropped.
 *
 * The decoder never uses a frame buffer again after the call: references are
 * kept in the decoder's own secure memory.
 *
 * FLUSH: no parameters; forgets references and pending frames (a seek), keeps
 * the sequence.
 *
 * LAB_PANIC: no parameters; the trusted application dies, with all of its
 * sessions. The laboratory's way to test what comes after that.
 */
#define RST_VDEC_CODEC_H264	0
#define RST_VDEC_CODEC_HEVC	1

#define RST_VDEC_CMD_DECODE	1
#define RST_VDEC_CMD_FLUSH	2
#define RST_VDEC_CMD_LAB_PANIC	0x1ab00002

/* job flags, in */
#define RST_VDEC_JOB_DRAIN		(1u << 0)
#define RST_VDEC_JOB_ACCEPT_SEQUENCE	(1u << 1)

/* job status, out */
#define RST_VDEC_CONSUMED	(1u << 0)	/* the access unit is used up */
#define RST_VDEC_FRAME		(1u << 1)	/* p1 holds a frame */
#define RST_VDEC_SEQUENCE	(1u << 2)	/* sequence is valid and new */
#define RST_VDEC_DRAINED	(1u << 3)	/* DRAIN: no frame was left */
#define RST_VDEC_DAMAGED	(1u << 4)	/* no frame comes of the unit */
#define RST_VDEC_UNSUPPORTED	(1u << 5)	/* coded in a way not decoded here */
#define RST_VDEC_FRAME_DAMAGED	(1u << 6)	/* FRAME: it has errors */
#define RST_VDEC_STARVED	(1u << 7)	/* DAMAGED: memory has run out */

/* why a sequence is UNSUPPORTED */
#define RST_VDEC_INTERLACED	(1u << 0)
#define RST_VDEC_CHROMA		(1u << 1)	/* it is not 4:2:0 */
#define RST_VDEC_DEPTH		(1u << 2)	/* more than 8 bits a sample */

struct rst_vdec_sequence {
	RST_U32 coded_width;	/* luma samples, rounded up to 16 */
	RST_U32 coded_height;
	RST_U32 crop_left;	/* visible rectangle */
	RST_U32 crop_top;
	RST_U32 crop_width;
	RST_U32 crop_height;
	RST_U32 profile_idc;
	RST_U32 level_idc;	/* ten times the level */
	RST_U32 reorder_frames;	/* frames held back for output order */
	RST_U32 unsupported;	/* RST_VDEC_INTERLACED and so on */
};

struct rst_vdec_job {
	struct rst_msg msg;
	/* in */
	RST_U32 flags;
	RST_U32 frame_stride;	/* bytes, luma and chroma lines of p1 */
	RST_U32 frame_lines;	/* luma lines in p1; chroma follows, or is p3 */
	RST_U32 reserved_in;
	RST_U64 cookie;		/* comes back with the unit's frame */
	/* out */
	RST_U32 status;
	RST_U32 frame_bytes;	/* of p1 that were written */
	RST_U64 frame_cookie;
	RST_U32 frame_key;	/* 1: a key frame */
	RST_U32 chroma_bytes;	/* of p3 that were written */
	struct rst_vdec_sequence sequence;
};

/*
 * disp
 *
 * Kernel clients have all commands but SEAL, trusted applications that draw user
 * interfaces that one alone.
 *
 * SCANOUT: p0 to p2 in, memory that layers are in, or NONE; p3 inout, struct
 * rst_disp_job, of which the link's state comes back. The frame goes to the panel
 * (see engine/panel.h). Layers are not scaled. When the call returns the engine is
 * done with the memory. Answers: COMMUNICATION (the panel cannot be written),
 * ACCESS_CONFLICT (a TRUSTED layer, as follows).
 *
 * TRUSTED says that a layer shows a trusted user interface. It must be XRGB8888,
 * alone on the panel, opaque, and not be cut off at an edge: what is beside it
 * would be taken for a part of it. Where it is the picture that a trusted
 * application has sealed, down to the last pixel, in restricted memory, the panel
 * shows a mark that no layer can show. Whether it is, is not answered.
 *
 * OP-TEE maps memory for the length of a call, so that what changes comes with
 * each frame; what is UNCHANGED is not mapped again. Where layers in more than
 * three memories change, the first ones go ahead in jobs with MORE, which bring
 * only the layers they name (the others are NONE, and stay as they are). The
 * panel shows nothing of it before the job without MORE.
 *
 * COMPOSE: p0 inout, ordinary memory; p1 and p2 in, memory that layers are in,
 * or NONE; p3 inout, struct rst_disp_copy. Draws layers over the picture in p0,
 * XRGB8888: the normal world's copy of what the panel shows, for screenshots and
 * CRCs. Layers in more than two memories take several calls, bottom to top; the
 * first has BEGIN. Restricted pixels are not read: where a layer is not in
 * ordinary memory, or in none, its rectangle is black, at the layer's own alpha.
 * Answers: ACCESS_DENIED (p0 is not ordinary), BAD_PARAMETERS.
 *
 * CONVERT: p0 inout and p1 in, both ordinary memory; p2 NONE; p3 inout, struct
 * rst_disp_convert, of which nothing comes back. Makes NV12, in p0, of a copy that
 * COMPOSE made, in p1. Results are rounded to the nearest, halves up; a chroma
 * sample is that of the mean of its pixels, which are fewer than four at an odd
 * edge. Answers: ACCESS_DENIED (one of them is not ordinary), BAD_PARAMETERS.
 *
 * A pixel c with alpha a, in a layer with alpha A (both of 1), over b becomes
 *
 *	A c + (1 - A) b		format without alpha, or BLEND_NONE
 *	A c + (1 - A a) b	BLEND_PREMULTI
 *	A a c + (1 - A a) b	BLEND_COVERAGE
 *
 * for each of red, green and blue, rounded to the nearest of 0 to 255 after each
 * layer. NV12 is converted to that first, rounded alike; a chroma sample is
 * valid for all of its pixels. Below all layers the panel is black.
 *
 * Nothing that is computed from restricted pixels is told, with a key or
 * without: a client that puts bytes of its own around and in place of a secret
 * one finds that by trying, as soon as it sees which pictures are equal.
 *
 * LINK: p3 inout, struct rst_disp_link_message. What the cable's protection is (HDCP),
 * without a frame. Protection is what the client wants or what restricted layers
 * need, whichever is more, and at most what the sink can. What they need is the
 * secure side's to say, and never the client's. Restricted layers are dark (black
 * on the panel, and their pixels don't go out) while there is less: from the first
 * frame on that finds the link lost, and until the first one that finds it back and
 * brings their pixels. No answer says so: the frame is shown, and the client is
 * told which layers are dark.
 *
 * SEAL: p0 in, struct rst_disp_seal: a picture that the calling application has
 * drawn, in place of what it sealed before in its session. The seal goes with
 * the session. ACCESS_DENIED to all but the applications that the display knows.
 * Answers: BAD_PARAMETERS, STORAGE_NO_SPACE (as many sessions as can have sealed
 * one).
 *
 * LAB_PANIC: as for vdec.
 */
#define RST_DISP_CMD_SCANOUT	1
#define RST_DISP_CMD_COMPOSE	2
#define RST_DISP_CMD_CONVERT	3
#define RST_DISP_CMD_LINK	4
#define RST_DISP_CMD_SEAL	5
#define RST_DISP_CMD_LAB_PANIC	0x1ab00003

#define RST_DISP_MAX_LAYERS	8
#define RST_DISP_MAX_MEMORIES	3	/* p0 to p2 */
#define RST_DISP_MAX_SIZE	4096	/* pixels, each way */
#define RST_DISP_MAX_ALPHA	0xffff
#define RST_DISP_MAX_SEALS	8
#define RST_DISP_DIGEST_SIZE	32

#define RST_DISP_FORMAT_NONE	0	/* the layer is off */
#define RST_DISP_FORMAT_XRGB	RST_FOURCC('X', 'R', '2', '4')
#define RST_DISP_FORMAT_ARGB	RST_FOURCC('A', 'R', '2', '4')
#define RST_DISP_FORMAT_NV12	RST_FOURCC('N', 'V', '1', '2')

#define RST_DISP_LAYER_UNCHANGED	(1u << 0)	/* as in the frame before */
#define RST_DISP_LAYER_REPEATED	(1u << 1)	/* no new picture, if it is the same */
#define RST_DISP_LAYER_TRUSTED	(1u << 2)	/* a trusted user interface */

#define RST_DISP_MEMORY_NONE	0xffffffff	/* COMPOSE: the layer is black */

#define RST_DISP_BLEND_PREMULTI	0	/* DRM's numbers, as those that follow */
#define RST_DISP_BLEND_COVERAGE	1
#define RST_DISP_BLEND_NONE	2

#define RST_DISP_ENCODING_BT601	0
#define RST_DISP_ENCODING_BT709	1

#define RST_DISP_RANGE_LIMITED	0	/* luma 16 to 235, chroma 16 to 240 */
#define RST_DISP_RANGE_FULL	1

struct rst_disp_layer {
	RST_U32 format;		/* RST_DISP_FORMAT_*, DRM's fourccs */
	RST_U32 flags;
	RST_U32 memory;		/* number of the parameter that it is in */
	RST_U32 zpos;		/* over all lower ones; equals by their index */
	RST_U32 stride[2];	/* bytes, of each plane */
	RST_U32 offset[2];	/* bytes from the memref's start */
	RST_U32 width;		/* pixels shown, from the offsets on */
	RST_U32 height;
	RST_S32 x;		/* where on the panel */
	RST_S32 y;
	RST_U32 alpha;		/* up to RST_DISP_MAX_ALPHA, which is opaque */
	RST_U32 blend;		/* RST_DISP_BLEND_*; ARGB only */
	RST_U32 encoding;	/* RST_DISP_ENCODING_*; NV12 only */
	RST_U32 range;		/* RST_DISP_RANGE_*; NV12 only */
	RST_U32 phase[2];	/* NV12: 1 where the first pixel, by x and by y,
				 * is the second of its chroma sample's */
};

/* more is stronger */
#define RST_DISP_PROTECTION_NONE	0
#define RST_DISP_PROTECTION_TYPE0	1	/* HDCP 1.4 or newer */
#define RST_DISP_PROTECTION_TYPE1	2	/* HDCP 2.2 */

struct rst_disp_link {
	RST_U32 wanted;		/* in: RST_DISP_PROTECTION_*, by the client */
	/* out */
	RST_U32 capable;	/* the most that the sink can */
	RST_U32 needed;		/* by restricted layers */
	RST_U32 protection;	/* what there is */
	RST_U32 dark;		/* SCANOUT: bit i: layer i is dark */
	RST_U32 stale;		/* LINK, 1: a frame would darken, light or encrypt layers */
};

struct rst_disp_link_message {
	struct rst_msg msg;
	struct rst_disp_link link;
};

/* job flags */
#define RST_DISP_JOB_MORE	(1u << 0)	/* the frame goes on */

struct rst_disp_job {
	struct rst_msg msg;
	RST_U32 mode_width;	/* pixels */
	RST_U32 mode_height;
	RST_U64 sequence;	/* counts frames, kept by the driver */
	RST_U64 timestamp;	/* ns, the driver's clock */
	RST_U32 flags;		/* RST_DISP_JOB_* */
	RST_U32 reserved;
	struct rst_disp_link link;
	struct rst_disp_layer layers[RST_DISP_MAX_LAYERS];
};

/* copy flags */
#define RST_DISP_COPY_BEGIN	(1u << 0)	/* p0 is black first */

struct rst_disp_copy {
	struct rst_msg msg;
	RST_U32 width;		/* of the copy: the mode's */
	RST_U32 height;
	RST_U32 stride;		/* bytes, in p0 */
	RST_U32 offset;		/* bytes, into p0 */
	RST_U32 flags;		/* RST_DISP_COPY_* */
	RST_U32 crc;		/* out: CRC-32 of the lines, 4 bytes a pixel */
	struct rst_disp_layer layers[RST_DISP_MAX_LAYERS];
};

struct rst_disp_convert {
	struct rst_msg msg;
	RST_U32 width;		/* of the picture */
	RST_U32 height;
	RST_U32 from_stride;	/* bytes, in p1 */
	RST_U32 from_offset;	/* bytes, into p1 */
	RST_U32 stride[2];	/* bytes, of luma and of chroma, in p0 */
	RST_U32 offset[2];	/* bytes, into p0 */
	RST_U32 encoding;	/* RST_DISP_ENCODING_* */
	RST_U32 range;		/* RST_DISP_RANGE_* */
};

struct rst_disp_seal {
	struct rst_msg msg;
	RST_U32 width;		/* pixels */
	RST_U32 height;
	RST_U8 digest[RST_DISP_DIGEST_SIZE];	/* SHA-256 of the XRGB pixels */
};

/*
 * ui
 *
 * SHOW: p0 out, restricted memory; p1 in, struct rst_ui_picture. Draws a picture
 * into p0, XRGB8888, and seals it, so that the display knows it from what anybody
 * else draws; it lasts until the next SHOW that gets as far as to draw, whether
 * that can seal its picture or not, or until the session ends. Nothing of it is
 * answered. Answers: ACCESS_DENIED (p0 is not restricted), SHORT_BUFFER,
 * BAD_PARAMETERS, STORAGE_NO_SPACE (too many sessions show one), COMMUNICATION
 * (there is no display).
 *
 * The normal world chooses a kind and a number, never words: whatever has the
 * mark on the panel is what the application says.
 */
#define RST_UI_CMD_SHOW		1

#define RST_UI_PIN_PAD		0	/* digits, each time in other places */
#define RST_UI_CONFIRM		1	/* is it that number? */

#define RST_UI_MIN_SIZE		128	/* pixels, each way */

struct rst_ui_picture {
	struct rst_msg msg;
	RST_U32 kind;		/* RST_UI_* */
	RST_U32 width;		/* pixels */
	RST_U32 height;
	RST_U32 stride;		/* bytes */
	RST_U32 number;		/* of RST_UI_CONFIRM */
	RST_U32 reserved;
};

/*
 * cam
 *
 * QUERY: p0 inout, struct rst_cam_sensor: what is on the camera's cable (see
 * engine/sensor.h); all zero where nothing is. BAD_FORMAT: something is, and it
 * makes no sense.
 *
 * CAPTURE: p0 out, an NV12 frame buffer in restricted memory; p1 inout, struct
 * rst_cam_job. Behind the picture the buffer must have room for the camera's
 * own trailer, see rst_cam_trailer_offset(). When the call returns the camera
 * is done with the memory. Answers: ACCESS_DENIED (p0 is not restricted),
 * SHORT_BUFFER (the picture, or the trailer, does not fit), COMMUNICATION (no
 * sensor), BAD_FORMAT (the sensor has less than it said).
 *
 * ENCODE: p0 in, a frame that CAPTURE has filled, in restricted memory, its
 * trailer included; p1 out, ordinary memory; p2 inout, struct rst_cam_encode.
 * The picture becomes a JPEG file, and that a sample of scheme 'cenc' without
 * subsamples, in p1. Any client may ask for it. Answers: ACCESS_DENIED (p0 is
 * not restricted or not what the camera captured, p1 is restricted, the key is
 * not for recording), ITEM_NOT_FOUND (no key for the KID), SHORT_BUFFER (p1's
 * size is what is needed, and nothing was written), BAD_PARAMETERS,
 * OUT_OF_MEMORY.
 *
 * LAB_PANIC: as for vdec.
 *
 * QUERY, CAPTURE and LAB_PANIC are for kernel clients only: ACCESS_DENIED.
 */
#define RST_CAM_CMD_QUERY	1
#define RST_CAM_CMD_CAPTURE	2
#define RST_CAM_CMD_ENCODE	3
#define RST_CAM_CMD_LAB_PANIC	0x1ab00005

#define RST_CAM_MAX_SIZE	4096	/* pixels, each way */
#define RST_CAM_MAX_RATE	1000	/* frames per second */
#define RST_CAM_MAX_SECONDS	3600	/* per frame */
#define RST_CAM_MAX_QUALITY	95	/* of JPEG */

#define RST_CAM_TRAILER_SIZE	64
#define RST_CAM_TRAILER_ALIGN	64

struct rst_cam_sensor {
	struct rst_msg msg;
	/* out */
	RST_U32 width;		/* pixels, even */
	RST_U32 height;
	RST_U32 rate_numerator;	/* frames per second */
	RST_U32 rate_denominator;
	RST_U32 num_frames;	/* after which it shows the first again */
	RST_U32 reserved;
};

struct rst_cam_job {
	struct rst_msg msg;
	/* in */
	RST_U32 stride;		/* bytes, luma and chroma lines of p0 */
	RST_U32 lines;		/* luma lines in p0; chroma follows them */
	RST_U64 number;		/* which of the sensor's frames; it goes on for ever */
	/* out */
	RST_U32 bytes;		/* of p0 that hold the picture */
	RST_U32 frame;		/* which of those in the sensor's file it is */
};

struct rst_cam_encode {
	struct rst_msg msg;
	/* in */
	RST_U32 width;		/* pixels, as captured */
	RST_U32 height;
	RST_U32 stride;		/* bytes, as with CAPTURE */
	RST_U32 lines;
	RST_U32 quality;	/* 1 to RST_CAM_MAX_QUALITY, see core/jpeg.h */
	RST_U32 reserved;
	RST_U8 kid[16];
	/* out */
	RST_U32 bytes;		/* of p1 */
	RST_U32 reserved_out;
	RST_U8 iv[RST_CENC_RECORD_IV_SIZE];
};

/*
 * Where the trailer lies in a frame buffer whose picture has that many bytes;
 * the buffer has RST_CAM_TRAILER_SIZE bytes from there on at the least.
 */
static inline RST_U64 rst_cam_trailer_offset(RST_U64 picture_bytes)
{
	return (picture_bytes + RST_CAM_TRAILER_ALIGN - 1) /
	       RST_CAM_TRAILER_ALIGN * RST_CAM_TRAILER_ALIGN;
}

#endif /* RST_ENGINE_PROTOCOL_H */
