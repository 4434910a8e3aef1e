// SPDX-License-Identifier: GPL-2.0-only
/*
 * Types keys at a program, on a terminal of its own.
 *
 *	keys STEP… -- COMMAND…
 *
 * A step is a number, of seconds to wait; a key's name, left, right, space or
 * zero; or another word, which is typed. Prints what the program prints, and ends with its
 * status, or with 124 if it goes on for half a minute after the last step.
 */
#include <errno.h>
#include <poll.h>
#include <pty.h>
#include <signal.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <sys/wait.h>
#include <time.h>
#include <unistd.h>

#define PATIENCE 30.0

static double now(void)
{
	struct timespec ts;

	clock_gettime(CLOCK_MONOTONIC, &ts);
	return ts.tv_sec + ts.tv_nsec / 1e9;
}

/* Copies what the program prints. False: it has closed the terminal. */
static int copy_for(int terminal, double seconds)
{
	double end = now() + seconds;
	char text[4096];

	for (;;) {
		struct pollfd fd = { .fd = terminal, .events = POLLIN };
		double left = end - now();
		ssize_t size;

		if (left <= 0)
			return 1;
		if (poll(&fd, 1, left * 1000) <= 0)
			continue;
		size = read(terminal, text, sizeof(text));
		if (size <= 0)
			return 0;
		if (fwrite(text, 1, size, stdout) != (size_t)size)
			return 0;
	}
}

static const char *typed(const char *step)
{
	if (!strcmp(step, "left"))
		return "\033[D";
	if (!strcmp(step, "right"))
		return "\033[C";
	if (!strcmp(step, "space"))
		return " ";
	if (!strcmp(step, "zero"))
		return "0";
	return step;
}

static int type(int terminal, char **steps, int count)
{
	for (int i = 0; i < count; i++) {
		const char *keys;
		char *rest;
		double seconds = strtod(steps[i], &rest);

		if (rest != steps[i] && !*rest) {
			if (!copy_for(terminal, seconds))
				return 0;
			continue;
		}
		keys = typed(steps[i]);
		if (write(terminal, keys, strlen(keys)) < 0)
			return 0;
	}
	return copy_for(terminal, PATIENCE);
}

int main(int argc, char **argv)
{
	int terminal, status, steps = 1;
	pid_t child;

	while (steps < argc && strcmp(argv[steps], "--"))
		steps++;
	if (steps >= argc - 1) {
		fprintf(stderr, "usage: keys STEP… -- COMMAND…\n");
		return 2;
	}
	child = forkpty(&terminal, NULL, NULL, NULL);
	if (child < 0) {
		fprintf(stderr, "no terminal: %s\n", strerror(errno));
		return 2;
	}
	if (!child) {
		execvp(argv[steps + 1], argv + steps + 1);
		_exit(127);
	}
	if (type(terminal, argv + 1, steps - 1)) {
		kill(child, SIGKILL);
		waitpid(child, &status, 0);
		return 124;
	}
	waitpid(child, &status, 0);
	fflush(stdout);
	return WIFEXITED(status) ? WEXITSTATUS(status) :
				   128 + WTERMSIG(status);
}
