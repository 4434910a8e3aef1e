// SPDX-License-Identifier: GPL-2.0-only
#define _GNU_SOURCE
#include <errno.h>
#include <fcntl.h>
#include <linux/futex.h>
#include <sched.h>
#include <signal.h>
#include <stdlib.h>
#include <string.h>
#include <sys/mman.h>
#include <sys/prctl.h>
#include <sys/socket.h>
#include <sys/syscall.h>
#include <sys/wait.h>
#include <time.h>
#include <unistd.h>

#include "lib/fds.h"
#include "system.h"
#include "worker.h"

/* Nothing here takes as long, however slow the machine. */
#define HANG	60

struct shared *shared;
int channels[CHANNELS][2];

/* The descriptors of this process; a fork has its parent's. */
static int fds[SLOTS];

const char *const op_names[OP_KINDS] = {
	[OP_ALLOC] = "alloc", [OP_ALLOC_TEE] = "alloc from the TEE device",
	[OP_ALLOC_FAULT] = "alloc into read-only memory",
	[OP_REGISTER] = "register", [OP_OPEN_DRM] = "open the display",
	[OP_IMPORT] = "import", [OP_DROP_IMPORT] = "drop an import",
	[OP_ATTACH] = "attach", [OP_DETACH] = "detach",
	[OP_POLICY] = "policy", [OP_DUP] = "dup", [OP_CLOSE] = "close",
	[OP_SEND] = "send", [OP_RECEIVE] = "receive", [OP_LIMIT] = "limit",
	[OP_FORK] = "fork", [OP_KILL] = "kill", [OP_FDINFO] = "fdinfo",
};

bool wait_while(uint32_t *word, uint32_t value)
{
	const struct timespec hang = { .tv_sec = HANG };

	while (__atomic_load_n(word, __ATOMIC_ACQUIRE) == value) {
		if (syscall(SYS_futex, word, FUTEX_WAIT, value, &hang, NULL,
			    0) && errno == ETIMEDOUT)
			return false;
	}
	return true;
}

void set_and_wake(uint32_t *word, uint32_t value)
{
	__atomic_store_n(word, value, __ATOMIC_RELEASE);
	syscall(SYS_futex, word, FUTEX_WAKE, WORKERS + 1, NULL, NULL, 0);
}

static int keep(int slot, int fd)
{
	if (fd < 0)
		return fd;
	fds[slot] = fd;
	return 0;
}

static int duplicate(int fd)
{
	int copy = fcntl(fd, F_DUPFD_CLOEXEC, 0);

	return copy < 0 ? -errno : copy;
}

static int import(const struct op *op)
{
	uint32_t *handle = &shared->handles[op->file][op->buffer];

	return drm_import(fds[op->other], fds[op->slot], handle);
}

/* A handle of 0 is none: the kernel is to say so. */
static int drop_import(const struct op *op)
{
	uint32_t *handle = &shared->handles[op->file][op->buffer];
	int err = drm_drop(fds[op->other], *handle);

	*handle = 0;
	return err;
}

static int kill_worker(int worker)
{
	pid_t pid = shared->pids[worker];

	kill(pid, SIGKILL);
	return waitpid(pid, NULL, 0) == pid ? 0 : -errno;
}

static int fork_worker(int worker)
{
	pid_t pid = worker_start(worker);

	return pid < 0 ? -errno : 0;
}

int op_execute(const struct op *op)
{
	switch (op->kind) {
	case OP_ALLOC:
		system_settle();
		return keep(op->slot, system_alloc(op->heap, op->size));
	case OP_ALLOC_TEE:
		system_settle();
		return keep(op->slot, tee_alloc(op->heap, op->size));
	case OP_ALLOC_FAULT:
		return system_alloc_fault(op->heap, op->size);
	case OP_REGISTER:
		return keep(op->slot, tee_register(fds[op->other]));
	case OP_OPEN_DRM:
		return keep(op->slot, drm_open());
	case OP_IMPORT:
		return import(op);
	case OP_DROP_IMPORT:
		return drop_import(op);
	case OP_ATTACH:
		return importer_write("attach", fds[op->slot]);
	case OP_DETACH:
		return importer_write("detach", 1);
	case OP_POLICY:
		return importer_write("policy", op->value);
	case OP_DUP:
		return keep(op->slot, duplicate(fds[op->other]));
	case OP_CLOSE:
		return close(fds[op->slot]) ? -errno : 0;
	case OP_SEND:
		return fd_send(channels[op->value][0], fds[op->slot],
			       MSG_DONTWAIT);
	case OP_RECEIVE:
		return keep(op->slot, fd_receive(channels[op->value][1],
						 MSG_DONTWAIT));
	case OP_LIMIT:
		return limit_write(op->heap, op->size);
	case OP_FORK:
		return fork_worker(op->value);
	case OP_KILL:
		return kill_worker(op->value);
	case OP_FDINFO:
		return fdinfo_check(fds[op->slot], op->heap, op->size);
	default:
		return -ENOSYS;
	}
}

static int whose_turn(void)
{
	int next = __atomic_load_n(&shared->next, __ATOMIC_ACQUIRE);

	return next < shared->count ? shared->ops[next].worker : COORDINATOR;
}

/* Whoever has the turn goes on until it is somebody else's. */
static void execute_plan(int me)
{
	while (shared->next < shared->count && whose_turn() == me) {
		struct op *op = &shared->ops[shared->next];

		op->got = op_execute(op);
		__atomic_add_fetch(&shared->next, 1, __ATOMIC_ACQ_REL);
	}
}

static void worker_loop(int me)
{
	for (;;) {
		while (!wait_while(&shared->turn[me], 0))
			;
		shared->turn[me] = 0;
		if (shared->phase != PHASE_PLAN) {
			crowd_member(me);
			continue;
		}
		execute_plan(me);
		set_and_wake(&shared->turn[whose_turn()], 1);
	}
}

/* All are children of the first process, which can wait for any of them. */
pid_t worker_start(int worker)
{
	pid_t parent = getpid();
	pid_t pid = syscall(SYS_clone,
			    (parent == shared->pids[WORKERS] ? 0 :
			     CLONE_PARENT) | SIGCHLD, 0, 0, 0, 0);

	if (!pid) {
		prctl(PR_SET_PDEATHSIG, SIGKILL);
		worker_loop(worker);
	}
	if (pid > 0)
		shared->pids[worker] = pid;
	return pid;
}

bool workers_start(void)
{
	int i;

	shared = mmap(NULL, sizeof(*shared), PROT_READ | PROT_WRITE,
		      MAP_SHARED | MAP_ANONYMOUS, -1, 0);
	if (shared == MAP_FAILED)
		return false;
	shared->pids[WORKERS] = getpid();
	for (i = 0; i < CHANNELS; i++) {
		if (socketpair(AF_UNIX, SOCK_SEQPACKET | SOCK_CLOEXEC, 0,
			       channels[i]))
			return false;
	}
	return worker_start(0) > 0 && worker_start(1) > 0;
}

void workers_end(void)
{
	pid_t pid;
	int i;

	for (i = 0; i < WORKERS; i++) {
		if (shared->pids[i])
			kill(shared->pids[i], SIGKILL);
	}
	do {
		pid = wait(NULL);
	} while (pid > 0);
}

bool workers_run(void)
{
	shared->next = 0;
	while (execute_plan(COORDINATOR), shared->next < shared->count) {
		set_and_wake(&shared->turn[whose_turn()], 1);
		if (!wait_while(&shared->turn[COORDINATOR], 0))
			return false;
		shared->turn[COORDINATOR] = 0;
	}
	return true;
}
