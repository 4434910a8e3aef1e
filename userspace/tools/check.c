// SPDX-License-Identifier: LGPL-2.1-or-later
/* rstctl check: could a film play here, and if not, why */
#include <errno.h>
#include <getopt.h>
#include <signal.h>
#include <stdarg.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <sys/mman.h>
#include <sys/wait.h>
#include <time.h>
#include <unistd.h>

#include "check.h"
#include "json.h"
#include "rstctl.h"

/* From the bottom up: what is missing explains what is missing further down. */
static const struct step {
	const char *what;
	void (*run)(void);
	unsigned int seconds;	/* that it may take */
} steps[] = {
	{ "modules", check_modules, 10 },
	{ "heap", check_heaps, 10 },
	{ "tee", check_tee, 10 },
	{ "application", check_application, 10 },
	{ "decoder", check_decoder, 10 },
	{ "display", check_display, 10 },
	/* GStreamer looks at all of its plugins if it has not done so yet. */
	{ "player", check_player, 60 },
};

#define NUM_STEPS (sizeof(steps) / sizeof(steps[0]))

/* A step's exit status. */
#define MISSING	1
#define UNKNOWN	2

static int found;

/*
 * With --json, a file in memory that the steps' processes share: each adds whole
 * findings, so that one that is killed leaves none half written.
 */
static FILE *findings;

static void add_finding(const char *verdict, const char *what, const char *text)
{
	fprintf(findings, ",\n  {\"verdict\": \"%s\", ", verdict);
	json_string(findings, "what", what);
	fputs(", ", findings);
	json_string(findings, "text", text);
	putc('}', findings);
	fflush(findings);
}

static void print_finding(const char *verdict, const char *what,
			  const char *format, va_list args)
{
	char *text = NULL;

	if (vasprintf(&text, format, args) < 0)
		text = NULL;
	if (findings)
		add_finding(verdict, what, text ? text : format);
	else
		printf("%-8s %-12s %s\n", verdict, what, text ? text : format);
	fflush(stdout);
	free(text);
}

#define DEFINE_FINDING(name, verdict, flag) \
void name(const char *what, const char *format, ...) \
{ \
	va_list args; \
	\
	va_start(args, format); \
	print_finding(verdict, what, format, args); \
	va_end(args); \
	found |= flag; \
}

DEFINE_FINDING(check_ok, "ok", 0)
DEFINE_FINDING(check_missing, "missing", MISSING)
DEFINE_FINDING(check_unknown, "unknown", UNKNOWN)
DEFINE_FINDING(check_note, "note", 0)

/* False: it still runs when its time is up. */
static bool wait_for(pid_t pid, unsigned int seconds, int *status)
{
	const struct timespec pause = { .tv_nsec = 10 * 1000 * 1000 };
	unsigned int rounds = seconds * 100;

	while (waitpid(pid, status, WNOHANG) == 0) {
		if (!rounds--)
			return false;
		nanosleep(&pause, NULL);
	}
	return true;
}

/* What hangs in the kernel cannot be killed, and is left behind. */
static int run_step(const struct step *step)
{
	int status;
	pid_t pid;

	pid = fork();
	if (pid < 0)
		return fail("cannot start a process: %s", strerror(errno));
	if (!pid) {
		setpgid(0, 0);
		step->run();
		exit(found);
	}

	if (!wait_for(pid, step->seconds, &status)) {
		kill(-pid, SIGKILL);
		check_missing(step->what,
			      "no answer within %u seconds: dmesg may say what hangs",
			      step->seconds);
		return MISSING;
	}
	if (!WIFEXITED(status)) {
		check_missing(step->what, "the check itself died (%s)",
			      strsignal(WTERMSIG(status)));
		return MISSING;
	}
	return WEXITSTATUS(status);
}

static int parse(int argc, char **argv, bool *json)
{
	static const struct option known[] = {
		{ "json", no_argument, NULL, 'j' },
		{ }
	};
	int c;

	opterr = 0;
	while ((c = getopt_long(argc, argv, "", known, NULL)) != -1) {
		if (c != 'j')
			return usage_error(&check_command,
					   "unknown option '%s'",
					   argv[optind - 1]);
		*json = true;
	}
	if (optind < argc)
		return usage_error(&check_command, "unexpected argument '%s'",
				   argv[optind]);
	return 0;
}

static int collect_findings(void)
{
	int fd = memfd_create("findings", MFD_CLOEXEC);

	findings = fd < 0 ? NULL : fdopen(fd, "w+");
	return findings ? 0 : fail("no memory for the findings");
}

/* All but the comma in front of the first */
static void print_findings(bool plays)
{
	int c;

	rewind(findings);
	getc(findings);
	printf("{\"plays\": %s, \"findings\": [", plays ? "true" : "false");
	while ((c = getc(findings)) != EOF)
		putchar(c);
	puts("]}");
	fclose(findings);
}

static void conclude(int all)
{
	if (findings) {
		print_findings(!all);
		return;
	}
	if (all & UNKNOWN)
		puts("What is unknown, root sees: run 'rstctl check' as root.");
	puts(all ? "No film can play here." : "A film can play here.");
}

static int run(int argc, char **argv)
{
	bool json = false;
	int all = 0, status;
	size_t i;

	status = parse(argc, argv, &json);
	if (!status && json)
		status = collect_findings();
	if (status)
		return status;
	for (i = 0; i < NUM_STEPS; i++)
		all |= run_step(&steps[i]);
	conclude(all);
	return all ? 1 : 0;
}

const struct command check_command = {
	.name = "check",
	.run = run,
	.help = "rstctl check [--json]\n"
		"    Say whether a protected film could play on this machine, for this user,\n"
		"    and what is missing: modules, heaps, TEE, trusted applications, decoder,\n"
		"    display, GStreamer.\n",
};
