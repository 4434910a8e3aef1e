/* SPDX-License-Identifier: BSD-2-Clause */
/*
 * Trusted user interfaces on the panel, and the mark by which they are known
 *
 * The normal world says which layer is one, and has it alone on the panel. What
 * was sent of it is compared with what trusted applications have sealed, and the
 * panel's strip is lit where they are the same. Only the panel is told: whether
 * restricted pixels are those of a known picture is something about them.
 */
#ifndef RST_TRUSTED_H
#define RST_TRUSTED_H

#include <stdbool.h>
#include <stddef.h>
#include <stdint.h>

#include "../protocol.h"
#include "cable.h"
#include "seals.h"
#include "status.h"

#define RST_MARK_KEY_SIZE 8

/**
 * struct rst_hash - SHA-256, as the platform has it
 * @start:	begins, forgets what was before
 * @update:	takes the bytes that follow
 * @finish:	gives the digest
 * @priv:	for the platform
 */
struct rst_hash {
	enum rst_status (*start)(void *priv);
	enum rst_status (*update)(void *priv, const void *data, size_t size);
	enum rst_status (*finish)(void *priv,
				  uint8_t digest[RST_DISP_DIGEST_SIZE]);
	void *priv;
};

/**
 * struct rst_trusted - what a panel knows of trusted user interfaces
 * @hash:	set before the first frame; NULL: nothing is ever marked
 * @mark:	what the strip shows then; not 0
 * @seals:	the pictures
 * @status:	of hashing what is being sent
 * @known:	@sent is what the panel has of @layer
 * @layer:	the last one of these that was sent
 * @sent:	its picture
 * @shown:	the panel shows @layer, alone and whole; not while a frame is on its
 *		way, of which some parts may be there
 */
struct rst_trusted {
	const struct rst_hash *hash;
	uint32_t mark;
	struct rst_seals seals;
	enum rst_status status;
	bool known;
	int layer;
	struct rst_seal sent;
	bool shown;
};

/* The mark that a secret stands for: eight colours of eight, none dark. */
uint32_t rst_trusted_mark(const uint8_t key[RST_MARK_KEY_SIZE]);

/*
 * CONFLICT where a layer is said to be trusted and isn't alone, opaque, and
 * inside of the panel. Looks at nothing but the job.
 */
enum rst_status rst_trusted_check(const struct rst_disp_job *job);

/*
 * Before the first byte of a frame, or of a part of one, whatever it brings: the
 * strip says nothing of pixels that come, however long they take.
 */
enum rst_status rst_trusted_darken(struct rst_trusted *trusted,
				   const struct rst_cable *cable);

/* The panel's picture of that layer becomes another. */
void rst_trusted_forget(struct rst_trusted *trusted, int layer);

/*
 * Between these two, rst_trusted_send() takes the pixels of a layer, and each is
 * read once: what goes out is what is known.
 */
void rst_trusted_begin(struct rst_trusted *trusted, int layer,
		       const struct rst_disp_layer *shape);
enum rst_status rst_trusted_send(struct rst_trusted *trusted,
				 const struct rst_cable *cable,
				 const void *data, size_t size);
void rst_trusted_end(struct rst_trusted *trusted);

/* Tells the strip what to show, after the layers of a complete frame. */
enum rst_status rst_trusted_show(struct rst_trusted *trusted,
				 const struct rst_cable *cable,
				 const struct rst_disp_job *job);

/*
 * The same when seals have changed, at any time between two calls of
 * rst_scanout_frame().
 */
enum rst_status rst_trusted_show_again(struct rst_trusted *trusted,
				       const struct rst_cable *cable);

#endif /* RST_TRUSTED_H */
