// SPDX-License-Identifier: GPL-2.0-only
#define _GNU_SOURCE
/*
 * All processes at once, on an empty pool: what the books say then does not
 * depend on the order, as nobody holds so much that another could not be served
 */
#include <errno.h>
#include <linux/futex.h>
#include <sched.h>
#include <signal.h>
#include <stdio.h>
#include <string.h>
#include <sys/syscall.h>
#include <sys/wait.h>
#include <unistd.h>

#include "system.h"
#include "worker.h"

#define MAX_HELD	20
#define MAX_PAGES	4
#define STEPS		200
#define SQUEEZES	25

/*
 * Of a pool of P pages, n buffers of at most 4 leave P - 4n free in at most
 * n + 1 holes. While that is more than 3 in each, there is a place for 4.
 */
static int max_held(const struct model *model)
{
	int all = (model->pool.pages - MAX_PAGES) / (2 * MAX_PAGES - 1);

	return all / WORKERS < MAX_HELD ? all / WORKERS : MAX_HELD;
}

/* Never fails, by what is said above. */
static void hold(struct holding *holdings, int *fd, int *heap, int *pages,
		 uint64_t *random)
{
	*heap = random_below(random, HEAPS);
	*pages = 1 + random_below(random, MAX_PAGES);
	*fd = system_alloc(*heap, *pages * getpagesize());
	if (*fd < 0)
		return;
	holdings[*heap].buffers++;
	holdings[*heap].bytes += *pages * getpagesize();
}

static void let_go(struct holding *holdings, int *fd, int heap, int pages)
{
	close(*fd);
	*fd = NONE;
	holdings[heap].buffers--;
	holdings[heap].bytes -= pages * getpagesize();
}

/* Failures and refusals, which the books count. */
static void fail(struct holding *holdings, int drm, int fd, int heap,
		 uint64_t *random)
{
	uint32_t handle = 0;
	int registration;

	switch (random_below(random, 3)) {
	case 0:
		system_alloc(heap, pool_size() + 1);
		holdings[heap].failures++;
		break;
	case 1:
		registration = tee_register(fd);
		if (registration >= 0)
			close(registration);
		break;
	default:
		if (drm_import(drm, fd, &handle) == -EACCES)
			holdings[heap].refused++;
		else
			drm_drop(drm, handle);
	}
}

static void arrive(void)
{
	__atomic_add_fetch(&shared->arrived, 1, __ATOMIC_ACQ_REL);
	syscall(SYS_futex, &shared->arrived, FUTEX_WAKE, 1, NULL, NULL, 0);
}

/* What a victim fails at could not be known: it only holds, and lets go. */
static void moderate_member(int me)
{
	struct holding *holdings = shared->holdings[me];
	uint64_t random = shared->crowd_seed + me + 1;
	int fds[MAX_HELD], heaps[MAX_HELD], pages[MAX_HELD], i, step;
	bool victim = shared->victim == me;
	int drm = drm_open();

	memset(fds, 0xff, sizeof(fds));
	for (step = 0; step < STEPS || victim; step++) {
		i = random_below(&random, shared->max_held);
		if (fds[i] < 0)
			hold(holdings, &fds[i], &heaps[i], &pages[i], &random);
		else if (victim || random_below(&random, 2))
			let_go(holdings, &fds[i], heaps[i], pages[i]);
		else
			fail(holdings, drm, fds[i], heaps[i], &random);
	}
	arrive();
	while (!wait_while(&shared->phase, PHASE_BUSY))
		;
	for (i = 0; i < MAX_HELD; i++) {
		if (fds[i] >= 0)
			let_go(holdings, &fds[i], heaps[i], pages[i]);
	}
	close(drm);
	arrive();
}

/* All want the whole pool: at most one has it, and nobody's books say more. */
static void squeeze_member(int me)
{
	struct holding *holdings = shared->holdings[me];
	long long size = pool_size();
	int step, fd;

	for (step = 0; step < SQUEEZES; step++) {
		fd = system_alloc(0, size);
		if (fd < 0)
			holdings[0].failures++;
		else
			close(fd);
	}
	arrive();
	while (!wait_while(&shared->phase, PHASE_BUSY))
		;
	arrive();
}

/* In turn all are on one processor, where changing processes is cheap. */
void stay_on(int cpus)
{
	cpu_set_t set;
	int i;

	CPU_ZERO(&set);
	for (i = 0; i < cpus; i++)
		CPU_SET(i, &set);
	sched_setaffinity(0, sizeof(set), &set);
}

void crowd_member(int me)
{
	stay_on(CPU_SETSIZE);
	memset(shared->holdings[me], 0, sizeof(shared->holdings[me]));
	if (shared->crowd == CROWD_SQUEEZE)
		squeeze_member(me);
	else
		moderate_member(me);
	stay_on(1);
}

static bool all_arrived(uint32_t count)
{
	uint32_t now;

	while ((now = __atomic_load_n(&shared->arrived, __ATOMIC_ACQUIRE)) <
	       count) {
		if (!wait_while(&shared->arrived, now))
			return false;
	}
	return true;
}

/*
 * What the heap should say, but for the high-water mark, which depends on the
 * order: it is at least what we see, and at most what there is. Who is @killed
 * while it waits for memory has failed, too, once and on one heap.
 */
static void expect(struct model *model, int heap, bool first, bool *killed)
{
	struct books now = books_read(heap), *books = &model->books[heap];
	long long before = books->high_water;
	int i;

	books->bytes = 0;
	books->buffers = 0;
	for (i = 0; i < WORKERS; i++) {
		const struct holding *holding = &shared->holdings[i][heap];

		if (!model->alive[i])
			continue;
		books->bytes += holding->bytes;
		books->buffers += holding->buffers;
		if (first) {
			books->failures += holding->failures;
			books->refused += holding->refused;
		}
	}
	if (*killed && now.failures == books->failures + 1) {
		books->failures++;
		*killed = false;
	}
	if (now.high_water < before || now.high_water < books->bytes ||
	    now.high_water > model->pool.pages * model->pool.page_size)
		printf("# high_water of heap %d: %lld after %lld\n", heap,
		       now.high_water, before);
	else
		books->high_water = now.high_water;
}

static bool compare(struct model *model, bool first)
{
	bool killed = first && shared->victim != NONE;
	int i;

	for (i = 0; i < HEAPS; i++)
		expect(model, i, first, &killed);
	return books_match(model);
}

static int start_all(const struct model *model)
{
	int i, count = 0;

	for (i = 0; i < WORKERS; i++) {
		if (!model->alive[i])
			continue;
		set_and_wake(&shared->turn[i], 1);
		count++;
	}
	return count;
}

static void kill_victim(struct model *model, uint64_t *random)
{
	int victim = shared->victim;

	usleep(random_below(random, 20000));
	kill(shared->pids[victim], SIGKILL);
	waitpid(shared->pids[victim], NULL, 0);
	model_kill(model, victim);
}

static int choose_victim(const struct model *model, uint64_t *random)
{
	int victim = random_below(random, WORKERS), i, alive = 0;

	for (i = 0; i < WORKERS; i++)
		alive += model->alive[i];
	return alive > 2 && model->alive[victim] ? victim : NONE;
}

bool crowd_run(struct model *model, enum crowd_kind kind, uint64_t seed,
	       long *done)
{
	uint64_t random = seed;
	bool good;
	int count;

	shared->crowd = kind;
	shared->crowd_seed = seed;
	shared->arrived = 0;
	shared->max_held = max_held(model);
	shared->victim = kind == CROWD_SQUEEZE ? NONE :
			 choose_victim(model, &random);
	shared->phase = PHASE_BUSY;
	count = start_all(model);
	if (shared->victim != NONE) {
		kill_victim(model, &random);
		count--;
	}
	if (!all_arrived(count))
		return false;
	*done += count * (kind == CROWD_SQUEEZE ? SQUEEZES : STEPS);
	good = compare(model, true);

	shared->arrived = 0;
	set_and_wake(&shared->phase, PHASE_RELEASE);
	if (!all_arrived(count))
		return false;
	good = compare(model, false) && good;
	shared->phase = PHASE_PLAN;
	return good;
}
