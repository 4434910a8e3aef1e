// SPDX-License-Identifier: LGPL-2.1-or-later
/* What --json prints */
#include "json.h"

/* Names come from drivers, and may hold anything: of bytes, ASCII is left. */
static void print_character(FILE *out, unsigned char c)
{
	if (c == '"' || c == '\\')
		putc('\\', out);
	putc(c < ' ' || c > '~' ? '?' : c, out);
}

void json_string(FILE *out, const char *name, const char *text)
{
	fprintf(out, "\"%s\": \"", name);
	for (; *text; text++)
		print_character(out, *text);
	putc('"', out);
}
