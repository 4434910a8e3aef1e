/* SPDX-License-Identifier: GPL-2.0-only */
/* Atomic commits, a property a line */
#ifndef ATOMIC_H
#define ATOMIC_H

#include "lib/drm.h"

struct value {
	uint32_t object;
	const char *property;
	uint64_t value;
};

/* What a commit may name: far more than one display has. */
#define REQUEST_MAX 128

struct request {
	unsigned int count;
	struct value values[REQUEST_MAX];
};

void request_add(struct request *request, uint32_t object, const char *property,
		 uint64_t value);
/* A plane with the whole of a framebuffer, at a place; fb 0 takes it off. */
void request_plane(struct request *request, const struct display *display,
		   uint32_t plane, uint32_t fb, int x, int y, uint32_t width,
		   uint32_t height);
/* The CRTC with a mode, or off where @mode is NULL; not its planes. */
void request_mode(struct request *request, const struct display *display,
		  const drmModeModeInfo *mode);

/* 0 or -errno; @data is what an event comes with. */
int request_commit(const struct request *request, const struct display *display,
		   uint32_t flags, void *data);

#endif /* ATOMIC_H */
