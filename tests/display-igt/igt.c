// SPDX-License-Identifier: GPL-2.0-only
#include <stdarg.h>
#include <stdlib.h>
#include <string.h>
#include <sys/mman.h>
#include <sys/wait.h>
#include <unistd.h>

#include "igt.h"
#include "lib/heap.h"
#include "reset.h"

#define TIMEOUT_S	100

/* What a subtest's process tells the one that runs it */
static struct report {
	unsigned int needs;
	char why[128];
	char wrong[256];
} *report;

enum { PASSED, FAILED, SKIPPED };

void igt_need(bool condition, const char *file, int line, const char *format,
	      ...)
{
	int length;
	va_list args;

	__atomic_add_fetch(&report->needs, 1, __ATOMIC_SEQ_CST);
	if (condition)
		return;
	length = snprintf(report->wrong, sizeof(report->wrong), "%s:%d: ", file,
			  line);
	va_start(args, format);
	vsnprintf(report->wrong + length, sizeof(report->wrong) - length,
		  format, args);
	va_end(args);
	_exit(FAILED);
}

void igt_skip(const char *why)
{
	snprintf(report->why, sizeof(report->why), "%s", why);
	_exit(SKIPPED);
}

void igt_fork(void (*run)(const struct display *display, long arg),
	      const struct display *display, long arg)
{
	int status = -1;
	pid_t pid = fork();

	if (!pid) {
		run(display, arg);
		_exit(PASSED);
	}
	waitpid(pid, &status, 0);
	if (WIFEXITED(status) && WEXITSTATUS(status) != PASSED)
		_exit(WEXITSTATUS(status));
	need(WIFEXITED(status), "a child died of signal %d", WTERMSIG(status));
}

#define SLEEP_MODULE	"rst_sleep_test"

void igt_suspend_and_resume(void)
{
	if (access("/sys/power/state", F_OK))
		igt_skip("this kernel does not sleep");
	need(!module_load(SLEEP_MODULE, "device=rst_engine.disp.0"),
	     "suspend the display");
	need(!module_unload(SLEEP_MODULE), "resume it");
}

static void run_in_child(const struct subtest *subtest)
{
	struct display display;

	alarm(TIMEOUT_S);
	display_open(&display);
	planes_reset(&display);
	subtest->run(&display, subtest->arg);
	_exit(PASSED);
}

/* Ends like the child. */
static int run(const struct subtest *subtest)
{
	int status = -1;
	pid_t pid;

	memset(report, 0, sizeof(*report));
	fflush(stdout);
	pid = fork();
	if (!pid)
		run_in_child(subtest);
	waitpid(pid, &status, 0);
	if (WIFEXITED(status))
		return WEXITSTATUS(status);
	snprintf(report->wrong, sizeof(report->wrong), "died of signal %d%s",
		 WTERMSIG(status),
		 WTERMSIG(status) == SIGALRM ? " (it took too long)" : "");
	return FAILED;
}

static void run_and_tell(const char *program, const struct subtest *subtest)
{
	char name[128];
	int result;

	snprintf(name, sizeof(name), "%s@%s", program, subtest->name);
	if (!subtest->run) {
		tap_skip(name, subtest->why);
		return;
	}
	result = run(subtest);
	if (result == SKIPPED) {
		tap_skip(name, report->why);
		return;
	}
	/* What asks for nothing has not tested anything. */
	if (!tap(result == PASSED && report->needs, "%s", name))
		printf("# %s\n", report->wrong[0] ? report->wrong :
		       "it asked for nothing");
}

int igt_main(const char *program, const struct subtest *subtests, size_t count,
	     int argc, char **argv)
{
	report = mmap(NULL, sizeof(*report), PROT_READ | PROT_WRITE,
		      MAP_SHARED | MAP_ANONYMOUS, -1, 0);
	if (report == MAP_FAILED)
		return 1;
	tap_start(argc, argv);
	for (size_t i = 0; i < count; i++)
		if (tap_case(subtests[i].name))
			run_and_tell(program, &subtests[i]);
	return tap_done();
}
