/* SPDX-License-Identifier: GPL-2.0-only */
/*
 * What the heaps' books should say: a model without a system call in it
 *
 * Buffers are held by open files (in slots of processes, or under way in a
 * socket) and by importers. An open file may be in many slots.
 */
#ifndef BOOKS_MODEL_H
#define BOOKS_MODEL_H

#include <stdbool.h>
#include <stdint.h>

#define HEAPS		3
#define WORKERS		6
#define SLOTS		24
#define CHANNELS	3
#define CHANNEL_DEPTH	4
#define FILES		512
#define BUFFERS		512
#define NONE		(-1)

/* As /sys/class/rstmem has them, in bytes. */
struct books {
	long long bytes, buffers, high_water, failures, refused, limit;
};

/* What happened to a heap since the tracepoints were last read. */
struct events {
	long long alloc, free, attach, refused;
};

/* Which pages are taken, by the documented policy of the carve-out. */
struct pool {
	long page_size, pages;
	bool *taken;
};

/* The first page, or NONE. */
long pool_alloc(struct pool *pool, long pages);
void pool_free(struct pool *pool, long first, long pages);

/* @refs: files (the dma-buf itself counts once a slot), importers */
struct buffer {
	int refs, heap, attached;
	long first, pages;
};

enum file_kind { FILE_UNUSED, FILE_BUFFER, FILE_REGISTRATION, FILE_DRM };

/* @refs: slots and channels. @imported: of a FILE_DRM, which buffers */
struct file {
	enum file_kind kind;
	int refs, buffer;
	bool imported[BUFFERS];
};

struct channel {
	int files[CHANNEL_DEPTH], count;
};

struct model {
	struct pool pool;
	struct books books[HEAPS];
	struct events events[HEAPS];
	struct buffer buffers[BUFFERS];
	struct file files[FILES];
	int slots[WORKERS][SLOTS];
	bool alive[WORKERS];
	struct channel channels[CHANNELS];
	int importer;		/* buffer that the test's device has */
	unsigned int policy;	/* mask of use-cases it may attach to */
};

void model_init(struct model *model, long page_size, long pages);

/*
 * Each returns what the system call should: 0 or -errno. What a slot gets is
 * put there, and must be free before.
 */
int model_alloc(struct model *model, int worker, int slot, int heap,
		uint64_t size);
/* The caller's memory cannot be written to: the buffer comes and goes. */
int model_alloc_fault(struct model *model, int heap, uint64_t size);
int model_register(struct model *model, int worker, int from, int slot);
int model_open_drm(struct model *model, int worker, int slot);
int model_import(struct model *model, int worker, int drm, int slot);
int model_drop_import(struct model *model, int worker, int drm, int buffer);
int model_attach(struct model *model, int worker, int slot);
int model_detach(struct model *model);
void model_dup(struct model *model, int worker, int from, int slot);
void model_close(struct model *model, int worker, int slot);
void model_send(struct model *model, int worker, int slot, int channel);
void model_receive(struct model *model, int worker, int slot, int channel);
void model_fork(struct model *model, int parent, int child);
void model_kill(struct model *model, int worker);

struct file *model_file(struct model *model, int worker, int slot);

#endif /* BOOKS_MODEL_H */
