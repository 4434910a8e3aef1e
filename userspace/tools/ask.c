// SPDX-License-Identifier: LGPL-2.1-or-later
/* Asking somebody else for a licence: a program, or whoever sits there */
#include <errno.h>
#include <fcntl.h>
#include <signal.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <sys/wait.h>
#include <unistd.h>

#include "ask.h"
#include "rstctl.h"

/* Far above a licence; what is longer is something else. */
#define MAX_ANSWER	65536

static char *read_all(FILE *file, const char *whose, size_t *size)
{
	char *text = malloc(MAX_ANSWER + 1);

	if (!text) {
		fail("out of memory");
		return NULL;
	}
	*size = fread(text, 1, MAX_ANSWER, file);
	text[*size] = '\0';
	if (ferror(file))
		fail("cannot read the answer of %s: %s", whose,
		     strerror(errno));
	else if (*size == MAX_ANSWER)
		fail("%s goes on and on: that is no licence", whose);
	else
		return text;
	free(text);
	return NULL;
}

static int end_of(pid_t pid, const char *command)
{
	int status;

	while (waitpid(pid, &status, 0) < 0) {
		if (errno != EINTR)
			return fail("cannot wait for '%s': %s", command,
				    strerror(errno));
	}
	if (WIFSIGNALED(status))
		return fail("'%s' was ended by signal %d", command,
			    WTERMSIG(status));
	if (WEXITSTATUS(status))
		return fail("'%s' failed with status %d", command,
			    WEXITSTATUS(status));
	return 0;
}

static void become(const char *command, int in, int out)
{
	if (dup2(in, STDIN_FILENO) >= 0 && dup2(out, STDOUT_FILENO) >= 0) {
		signal(SIGPIPE, SIG_DFL);
		execl("/bin/sh", "sh", "-c", command, NULL);
	}
	_exit(127);
}

/* Whoever started rstctl without standard input or output would have a pipe there:
 * dup2() onto itself leaves O_CLOEXEC, and one end may hide the other. */
static void open_standard(void)
{
	int fd;

	do {
		fd = open("/dev/null", O_RDWR);
	} while (fd >= 0 && fd <= STDERR_FILENO);
	if (fd >= 0)
		close(fd);
}

/* Pipes with O_CLOEXEC: [0] is read from, [1] is written to. */
static pid_t start(const char *command, int *to, int *from)
{
	int in[2], out[2];
	pid_t pid;

	if (pipe2(in, O_CLOEXEC))
		return -1;
	if (pipe2(out, O_CLOEXEC)) {
		close(in[0]);
		close(in[1]);
		return -1;
	}
	pid = fork();
	if (!pid)
		become(command, in[0], out[1]);
	close(in[0]);
	close(out[1]);
	*to = in[1];
	*from = out[0];
	if (pid < 0) {
		close(*to);
		close(*from);
	}
	return pid;
}

/* A command that does not read is told by its answer. */
static void send_request(int fd, const char *request)
{
	FILE *file = fdopen(fd, "w");

	if (!file) {
		close(fd);
		return;
	}
	fprintf(file, "%s\n", request);
	fclose(file);
}

char *ask(const char *command, const char *request, size_t *size)
{
	char *text = NULL;
	int to, from;
	FILE *file;
	pid_t pid;

	signal(SIGPIPE, SIG_IGN);
	open_standard();
	pid = start(command, &to, &from);
	if (pid < 0) {
		fail("cannot run '%s': %s", command, strerror(errno));
		return NULL;
	}
	send_request(to, request);
	file = fdopen(from, "r");
	if (file) {
		text = read_all(file, command, size);
		fclose(file);
	} else {
		fail("cannot read what '%s' says: %s", command,
		     strerror(errno));
		close(from);
	}
	if (end_of(pid, command)) {
		free(text);
		return NULL;
	}
	return text;
}

char *ask_terminal(const char *request, size_t *size)
{
	puts(request);
	fflush(stdout);
	if (isatty(STDIN_FILENO))
		fputs("Give this to a licence server, and type its answer; Ctrl-D ends it.\n",
		      stderr);
	return read_all(stdin, "standard input", size);
}
