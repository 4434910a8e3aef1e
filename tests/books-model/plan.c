// SPDX-License-Identifier: GPL-2.0-only
/* Random operations, each with what it should do */
#include <errno.h>

#include "worker.h"

/* How often, roughly in a thousand. What isn't possible at a moment is drawn again. */
static const int weights[OP_KINDS] = {
	[OP_ALLOC] = 180, [OP_ALLOC_TEE] = 30, [OP_ALLOC_FAULT] = 5,
	[OP_REGISTER] = 120, [OP_OPEN_DRM] = 15, [OP_IMPORT] = 80,
	[OP_DROP_IMPORT] = 30, [OP_ATTACH] = 30, [OP_DETACH] = 20,
	[OP_POLICY] = 5, [OP_DUP] = 120, [OP_CLOSE] = 260, [OP_SEND] = 40,
	[OP_RECEIVE] = 40, [OP_LIMIT] = 10, [OP_FORK] = 4, [OP_KILL] = 2,
	[OP_FDINFO] = 20,
};

uint32_t random_below(uint64_t *state, uint32_t limit)
{
	*state ^= *state << 13;
	*state ^= *state >> 7;
	*state ^= *state << 17;
	return (uint32_t)(*state >> 32) % limit;
}

static enum op_kind random_kind(uint64_t *random)
{
	int sum = 0, kind, draw;

	for (kind = 0; kind < OP_KINDS; kind++)
		sum += weights[kind];
	draw = random_below(random, sum);
	for (kind = 0; draw >= weights[kind]; kind++)
		draw -= weights[kind];
	return kind;
}

/* Mostly what decoders ask for, sometimes what nobody should. */
static uint64_t random_size(const struct model *model, uint64_t *random)
{
	uint64_t page = model->pool.page_size;
	uint64_t all = model->pool.pages * page;

	switch (random_below(random, 40)) {
	case 0:
		return 0;
	case 1:
		return UINT64_MAX - random_below(random, 2 * page);
	case 2:
		return all + random_below(random, 2) * page;
	case 3:
		return 1 + random_below(random, all);
	case 4 ... 7:
		return 640 * 360 * 3 / 2;
	case 8 ... 12:
		return 1 + random_below(random, 40 * page);
	default:
		return 1 + random_below(random, 6 * page);
	}
}

static int random_slot(const struct model *model, int worker, bool used,
		       uint64_t *random)
{
	int start = random_below(random, SLOTS), i;

	for (i = 0; i < SLOTS; i++) {
		int slot = (start + i) % SLOTS;
		bool in_use = model->slots[worker][slot] != NONE;

		if (in_use == used)
			return slot;
	}
	return NONE;
}

static int drm_slot(const struct model *model, int worker, uint64_t *random)
{
	int start = random_below(random, SLOTS), i;

	for (i = 0; i < SLOTS; i++) {
		int slot = (start + i) % SLOTS;
		int file = model->slots[worker][slot];

		if (file != NONE && model->files[file].kind == FILE_DRM)
			return slot;
	}
	return NONE;
}

static int random_worker(const struct model *model, bool alive,
			 uint64_t *random)
{
	int start = random_below(random, WORKERS), i;

	for (i = 0; i < WORKERS; i++) {
		int worker = (start + i) % WORKERS;

		if (model->alive[worker] == alive)
			return worker;
	}
	return NONE;
}

static int count_alive(const struct model *model)
{
	int i, count = 0;

	for (i = 0; i < WORKERS; i++)
		count += model->alive[i];
	return count;
}

/* The buffer that an import names, where the file in @drm has any. */
static int random_import(const struct file *drm, uint64_t *random)
{
	int start = random_below(random, BUFFERS), i;

	for (i = 0; i < BUFFERS; i++) {
		if (drm->imported[(start + i) % BUFFERS])
			return (start + i) % BUFFERS;
	}
	return start;
}

/* Arguments that are possible now. False: there are none. */
static bool choose(struct model *model, struct op *op, uint64_t *random)
{
	int worker = op->worker;
	struct channel *channel;

	op->heap = random_below(random, HEAPS);
	op->value = random_below(random, CHANNELS);
	channel = &model->channels[op->value];
	op->slot = random_slot(model, worker, true, random);

	switch (op->kind) {
	case OP_ALLOC:
	case OP_ALLOC_TEE:
	case OP_ALLOC_FAULT:
		op->size = random_size(model, random);
		op->slot = random_slot(model, worker, false, random);
		return op->slot != NONE;
	case OP_REGISTER:
	case OP_DUP:
		op->other = op->slot;
		op->slot = random_slot(model, worker, false, random);
		return op->slot != NONE && op->other != NONE;
	case OP_OPEN_DRM:
		op->slot = random_slot(model, worker, false, random);
		return op->slot != NONE &&
		       drm_slot(model, worker, random) == NONE;
	case OP_IMPORT:
	case OP_DROP_IMPORT:
		op->other = drm_slot(model, worker, random);
		if (op->slot == NONE || op->other == NONE)
			return false;
		op->value = random_import(model_file(model, worker, op->other),
					  random);
		return true;
	case OP_RECEIVE:
		op->slot = random_slot(model, worker, false, random);
		return op->slot != NONE && channel->count;
	case OP_SEND:
		return op->slot != NONE && channel->count < CHANNEL_DEPTH;
	case OP_ATTACH:
	case OP_CLOSE:
		return op->slot != NONE;
	case OP_FDINFO:
		return op->slot != NONE &&
		       model_file(model, worker, op->slot)->kind == FILE_BUFFER;
	case OP_DETACH:
		return true;
	case OP_POLICY:
		op->value = 2 * random_below(random, 8);
		return true;
	case OP_LIMIT:
		op->size = random_below(random, 3) ? 0 :
			   random_below(random, model->pool.pages) *
			   model->pool.page_size;
		op->worker = COORDINATOR;
		return true;
	case OP_FORK:
		op->value = random_worker(model, false, random);
		return op->value != NONE;
	case OP_KILL:
		op->value = worker;
		op->worker = COORDINATOR;
		return count_alive(model) > 2;
	default:
		return false;
	}
}

static void name_files(struct model *model, struct op *op)
{
	struct file *file;

	if (op->kind != OP_IMPORT && op->kind != OP_DROP_IMPORT &&
	    op->kind != OP_FDINFO)
		return;
	file = model_file(model, op->worker, op->slot);
	op->buffer = op->kind == OP_DROP_IMPORT ? op->value : file->buffer;
	if (op->kind != OP_FDINFO)
		op->file = model->slots[op->worker][op->other];
}

/* Have the model do it. */
static int predict(struct model *model, struct op *op)
{
	int worker = op->worker;

	switch (op->kind) {
	case OP_ALLOC:
	case OP_ALLOC_TEE:
		return model_alloc(model, worker, op->slot, op->heap,
				   op->size);
	case OP_ALLOC_FAULT:
		return model_alloc_fault(model, op->heap, op->size);
	case OP_REGISTER:
		return model_register(model, worker, op->other, op->slot);
	case OP_OPEN_DRM:
		return model_open_drm(model, worker, op->slot);
	case OP_IMPORT:
		return model_import(model, worker, op->other, op->slot);
	case OP_DROP_IMPORT:
		return model_drop_import(model, worker, op->other, op->value);
	case OP_ATTACH:
		return model_attach(model, worker, op->slot);
	case OP_DETACH:
		return model_detach(model);
	case OP_POLICY:
		model->policy = op->value;
		return 0;
	case OP_DUP:
		model_dup(model, worker, op->other, op->slot);
		return 0;
	case OP_CLOSE:
		model_close(model, worker, op->slot);
		return 0;
	case OP_SEND:
		model_send(model, worker, op->slot, op->value);
		return 0;
	case OP_RECEIVE:
		model_receive(model, worker, op->slot, op->value);
		return 0;
	case OP_LIMIT:
		model->books[op->heap].limit = op->size;
		return 0;
	case OP_FORK:
		model_fork(model, worker, op->value);
		return 0;
	case OP_KILL:
		model_kill(model, op->value);
		return 0;
	case OP_FDINFO:
		op->heap = model->buffers[op->buffer].heap;
		op->size = model->buffers[op->buffer].pages *
			   model->pool.page_size;
		return 0;
	default:
		return -EINVAL;
	}
}

static void add(struct model *model, struct op op)
{
	name_files(model, &op);
	op.want = predict(model, &op);
	op.got = 1;
	shared->ops[shared->count++] = op;
}

void plan_batch(struct model *model, uint64_t *random)
{
	int worker = NONE;

	shared->count = 0;
	while (shared->count < BATCH) {
		struct op op = { .kind = random_kind(random) };

		/* A few in a row, as changing processes takes time. */
		if (worker == NONE || !model->alive[worker] ||
		    !random_below(random, 4))
			worker = random_worker(model, true, random);
		op.worker = worker;
		if (choose(model, &op, random))
			add(model, op);
	}
}

bool plan_release(struct model *model)
{
	int worker, slot, i;

	shared->count = 0;
	for (i = 0; i < CHANNELS; i++) {
		for (worker = 0; !model->alive[worker]; worker++)
			;
		while (model->channels[i].count) {
			uint64_t random = 1;

			slot = random_slot(model, worker, false, &random);
			if (slot == NONE) {
				slot = 0;
				add(model, (struct op) { .kind = OP_CLOSE,
				    .worker = worker, .slot = slot });
			}
			add(model, (struct op) { .kind = OP_RECEIVE,
			    .worker = worker, .slot = slot, .value = i });
		}
	}
	for (i = 0; i < HEAPS; i++) {
		if (model->books[i].limit)
			add(model, (struct op) { .kind = OP_LIMIT,
			    .worker = COORDINATOR, .heap = i });
	}
	if (model->importer != NONE) {
		for (worker = 0; !model->alive[worker]; worker++)
			;
		add(model, (struct op) { .kind = OP_DETACH,
		    .worker = worker });
	}
	for (worker = 0; worker < WORKERS; worker++) {
		for (slot = 0; slot < SLOTS; slot++) {
			if (model->slots[worker][slot] == NONE)
				continue;
			if (shared->count == BATCH)
				return true;
			add(model, (struct op) { .kind = OP_CLOSE,
			    .worker = worker, .slot = slot });
		}
	}
	return shared->count;
}
