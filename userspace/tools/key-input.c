// SPDX-License-Identifier: LGPL-2.1-or-later
/* Keys that are not to be seen in a list of processes, or in a history */
#include <ctype.h>
#include <errno.h>
#include <fcntl.h>
#include <signal.h>
#include <string.h>
#include <termios.h>
#include <unistd.h>

#include "key-input.h"
#include "rstctl.h"

/* A key with dashes and a line's end is shorter. */
#define MAX_TEXT 128

/* Has the terminal show what is typed, or not; no terminal: nothing to do. */
static void show_typing(int fd, bool show)
{
	struct termios settings;

	if (tcgetattr(fd, &settings))
		return;
	if (show)
		settings.c_lflag |= ECHO;
	else
		settings.c_lflag &= ~ECHO;
	tcsetattr(fd, TCSAFLUSH, &settings);
}

/* A terminal's line ends what is read; all else ends at its end. */
static ssize_t read_text(int fd, char text[MAX_TEXT])
{
	bool terminal = isatty(fd);
	size_t length = 0;
	ssize_t got;

	do {
		got = read(fd, text + length, MAX_TEXT - 1 - length);
		if (got > 0)
			length += got;
	} while (got > 0 && length < MAX_TEXT - 1 && !terminal);
	if (got < 0)
		return -1;

	while (length && isspace((unsigned char)text[length - 1]))
		length--;
	text[length] = '\0';
	return length;
}

static int read_from(int fd, const char *name, uint8_t key[ID_SIZE])
{
	char text[MAX_TEXT];
	int status = 0;

	if (read_text(fd, text) < 0)
		status = fail("cannot read a key from %s: %s", name,
			      strerror(errno));
	else if (!parse_id(text, key))
		status = fail("%s holds no key: 32 hexadecimal digits, and nothing else, are wanted",
			      name);
	explicit_bzero(text, sizeof(text));
	return status;
}

/* What ends rstctl while the terminal does not show what is typed */
static const int endings[] = { SIGINT, SIGTERM, SIGHUP, SIGQUIT };

#define NUM_ENDINGS (sizeof(endings) / sizeof(endings[0]))

static volatile sig_atomic_t ending;

static void remember_ending(int number)
{
	ending = number;
}

/* A signal ends the read, and rstctl only when the terminal is as it was. */
static int read_unseen(uint8_t key[ID_SIZE])
{
	struct sigaction remember = { .sa_handler = remember_ending };
	struct sigaction before[NUM_ENDINGS];
	int status;
	size_t i;

	for (i = 0; i < NUM_ENDINGS; i++)
		sigaction(endings[i], &remember, &before[i]);
	show_typing(STDIN_FILENO, false);
	status = read_from(STDIN_FILENO, "what was typed", key);
	show_typing(STDIN_FILENO, true);
	(void)!write(STDERR_FILENO, "\n", 1);
	for (i = 0; i < NUM_ENDINGS; i++)
		sigaction(endings[i], &before[i], NULL);
	if (ending)
		raise(ending);
	return status;
}

static int read_input(uint8_t key[ID_SIZE])
{
	static const char prompt[] = "Key (32 hexadecimal digits): ";

	if (!isatty(STDIN_FILENO))
		return read_from(STDIN_FILENO, "standard input", key);

	(void)!write(STDERR_FILENO, prompt, sizeof(prompt) - 1);
	return read_unseen(key);
}

int read_key(const char *file, uint8_t key[ID_SIZE])
{
	int fd, status;

	if (!file)
		return read_input(key);

	fd = open(file, O_RDONLY | O_CLOEXEC | O_NOCTTY);
	if (fd < 0)
		return fail("cannot open the key file %s: %s", file,
			    strerror(errno));
	status = read_from(fd, file, key);
	close(fd);
	return status;
}
