// SPDX-License-Identifier: GPL-2.0-only
#define _GNU_SOURCE
/*
 * books-model [--seed N] [--ops N] [--least N] [--seconds N]
 *
 * Processes allocate, import, register, pass on, die, and so on at random. A
 * model says beforehand what every call returns and what the books, debugfs and
 * the tracepoints say after every batch. The same seed does the same again.
 *
 * Needs the real pool and nobody else who uses it, and rst_testpool.ko.
 */
#include <getopt.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <time.h>
#include <unistd.h>

#include "lib/tap.h"
#include "system.h"
#include "worker.h"

/* After so many batches everything is given back, and the crowd comes. */
#define BATCHES		5

struct totals {
	long ops, batches, crowds;
	long kinds[OP_KINDS], errors;
};

static struct model model;

static void usage(void)
{
	fprintf(stderr, "usage: books-model [--seed N] [--ops N] [--least N] [--seconds N]\n");
	exit(2);
}

static double seconds(void)
{
	struct timespec now;

	clock_gettime(CLOCK_MONOTONIC, &now);
	return now.tv_sec + now.tv_nsec / 1e9;
}

static void print_op(long number, const struct op *op)
{
	printf("# operation %ld, %s: should return %d, returned %d\n", number,
	       op_names[op->kind], op->want, op->got);
	printf("# by process %d, slot %d, other %d, heap %d, value %d, size %llu\n",
	       op->worker, op->slot, op->other, op->heap, op->value,
	       (unsigned long long)op->size);
}

/* False: the model and the kernel are not in the same state any more. */
static bool run_planned(struct totals *totals)
{
	bool good = true;
	int i;

	if (!workers_run()) {
		printf("# a process hangs\n");
		print_op(totals->ops + shared->next, &shared->ops[shared->next]);
		return false;
	}
	for (i = 0; i < shared->count && good; i++) {
		const struct op *op = &shared->ops[i];

		totals->kinds[op->kind]++;
		totals->errors += op->want < 0;
		good = op->want == op->got;
		if (!good)
			print_op(totals->ops + i, op);
	}
	totals->ops += shared->count;
	totals->batches++;
	return books_match(&model) && debugfs_match(&model) &&
	       events_match(&model, true) && good;
}

static bool run_crowds(struct totals *totals, uint64_t *random)
{
	enum crowd_kind kind;

	while (plan_release(&model)) {
		if (!run_planned(totals))
			return false;
	}
	kind = random_below(random, 8) ? CROWD_MODERATE : CROWD_SQUEEZE;
	totals->crowds++;
	if (totals->crowds % 40 == 0) {
		printf("# %ld operations\n", totals->ops);
		fflush(stdout);
	}
	if (!crowd_run(&model, kind, *random, &totals->ops)) {
		printf("# this was a crowd, all processes at once\n");
		return false;
	}
	return events_match(&model, false) && debugfs_match(&model);
}

static bool run_round(struct totals *totals, uint64_t *random)
{
	int i;

	for (i = 0; i < BATCHES; i++) {
		plan_batch(&model, random);
		if (!run_planned(totals))
			return false;
	}
	return run_crowds(totals, random);
}

/* What was before stays in the books; the pool must be empty. */
static bool begin(void)
{
	long page = getpagesize();
	int i, all;

	if (!system_open())
		return false;
	model_init(&model, page, pool_size() / page);
	all = system_alloc(0, pool_size());
	if (all < 0)
		return false;
	close(all);
	for (i = 0; i < HEAPS; i++)
		model.books[i] = books_read(i);
	importer_write("policy", 0);
	events_match(&model, false);
	stay_on(1);
	return workers_start();
}

static void print_totals(const struct totals *totals, double took)
{
	int i;

	printf("# %ld operations in %.0f s, %ld batches, %ld crowds; %ld were to fail\n",
	       totals->ops, took, totals->batches, totals->crowds,
	       totals->errors);
	for (i = 0; i < OP_KINDS; i++)
		printf("# %7ld %s\n", totals->kinds[i], op_names[i]);
}

int main(int argc, char **argv)
{
	static const struct option options[] = {
		{ "seed", required_argument, NULL, 's' },
		{ "ops", required_argument, NULL, 'n' },
		{ "least", required_argument, NULL, 'l' },
		{ "seconds", required_argument, NULL, 't' },
		{ 0 }
	};
	uint64_t seed = time(NULL), random;
	long ops = 1000000, least = 0, limit = 0;
	struct totals totals = { 0 };
	double began = seconds();
	bool good = true;
	int option;

	while ((option = getopt_long(argc, argv, "", options, NULL)) != -1) {
		switch (option) {
		case 's':
			seed = strtoull(optarg, NULL, 0);
			break;
		case 'n':
			ops = atol(optarg);
			break;
		case 'l':
			least = atol(optarg);
			break;
		case 't':
			limit = atol(optarg);
			break;
		default:
			usage();
		}
	}
	printf("# seed %llu\n", (unsigned long long)seed);
	fflush(stdout);
	if (!tap(begin(), "the pool is there, and nobody uses it"))
		return tap_done();
	model.alive[0] = true;
	model.alive[1] = true;
	random = seed * 0x9e3779b97f4a7c15 | 1;
	while (good && totals.ops < ops &&
	       (!limit || seconds() - began < limit))
		good = run_round(&totals, &random);
	workers_end();
	print_totals(&totals, seconds() - began);
	tap(good, "%ld operations: answers, books, debugfs, tracepoints are as the model says (seed %llu)",
	    totals.ops, (unsigned long long)seed);
	tap(totals.ops >= least, "no fewer operations than %ld", least);
	return tap_done();
}
