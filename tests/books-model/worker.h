/* SPDX-License-Identifier: GPL-2.0-only */
/*
 * The processes: they carry out what was planned, one at a time, or all at once
 *
 * A plan lies in shared memory. Whoever has carried out an operation wakes the
 * one whose turn is next.
 */
#ifndef BOOKS_WORKER_H
#define BOOKS_WORKER_H

#include <stdint.h>
#include <sys/types.h>

#include "model.h"

#define BATCH		250
#define COORDINATOR	WORKERS

enum op_kind {
	OP_ALLOC,		/* heap, size: to slot */
	OP_ALLOC_TEE,		/* likewise, from the TEE device */
	OP_ALLOC_FAULT,		/* heap, size, into memory that is read-only */
	OP_REGISTER,		/* other: to slot */
	OP_OPEN_DRM,		/* to slot */
	OP_IMPORT,		/* slot into the display's file in other */
	OP_DROP_IMPORT,		/* value (a buffer) from the file in other */
	OP_ATTACH,		/* slot to the test's device */
	OP_DETACH,
	OP_POLICY,		/* value: of the test's device */
	OP_DUP,			/* other to slot */
	OP_CLOSE,		/* slot */
	OP_SEND,		/* slot to the channel in value */
	OP_RECEIVE,		/* to slot from the channel in value */
	OP_LIMIT,		/* heap, size */
	OP_FORK,		/* the worker in value */
	OP_KILL,		/* the worker in value */
	OP_FDINFO,		/* of slot: size is what it should say */
	OP_KINDS
};

/**
 * struct op - an operation of the plan
 * @kind:	with the arguments listed above
 * @worker:	who; COORDINATOR for what only it can do
 * @file, @buffer: the model's numbers of @other and of @slot
 * @want:	what the model says
 * @got:	what the kernel says
 */
struct op {
	enum op_kind kind;
	int worker, slot, other, heap, value, file, buffer;
	uint64_t size;
	int want, got;
};

/* See crowd.c. */
enum crowd_kind { CROWD_MODERATE, CROWD_SQUEEZE };
enum crowd_phase { PHASE_PLAN, PHASE_BUSY, PHASE_RELEASE };

/* What a process of the crowd has when it stops; see crowd.c. */
struct holding {
	long long bytes, buffers, failures, refused;
};

struct shared {
	struct op ops[BATCH];
	int count, next;
	uint32_t turn[WORKERS + 1];
	pid_t pids[WORKERS + 1];	/* the last is the coordinator */
	uint32_t handles[FILES][BUFFERS];

	/* The crowd: its seed, its phase, who has reached it, what they hold. */
	uint64_t crowd_seed;
	enum crowd_kind crowd;
	uint32_t phase, arrived;
	int victim, max_held;
	struct holding holdings[WORKERS][HEAPS];
};

extern struct shared *shared;
extern int channels[CHANNELS][2];
extern const char *const op_names[OP_KINDS];

/* Opens what all processes share, and starts the first of them. */
bool workers_start(void);
void workers_end(void);
pid_t worker_start(int worker);

/* Returns when all of shared->ops are done; false where one hangs. */
bool workers_run(void);

int op_execute(const struct op *op);

/* All processes at once, for a while; @done is how many operations it was. */
void crowd_member(int worker);
void stay_on(int cpus);
bool crowd_run(struct model *model, enum crowd_kind kind, uint64_t seed,
	       long *done);

/* False: nothing has changed for a minute. */
bool wait_while(uint32_t *word, uint32_t value);
void set_and_wake(uint32_t *word, uint32_t value);

/* Numbers below @limit, the same for the same state. */
uint32_t random_below(uint64_t *state, uint32_t limit);

/* plan.c: fills shared->ops and has the model follow. */
void plan_batch(struct model *model, uint64_t *random);
/* A plan that gives everything back. False: there was nothing to do. */
bool plan_release(struct model *model);

#endif /* BOOKS_WORKER_H */
