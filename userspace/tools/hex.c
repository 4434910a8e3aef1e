// SPDX-License-Identifier: LGPL-2.1-or-later
/* Key identifiers and keys, as people write them */
#include <ctype.h>
#include <stddef.h>
#include <stdio.h>

#include "hex.h"

static int hex_digit(char c)
{
	if (isdigit((unsigned char)c))
		return c - '0';
	c = tolower((unsigned char)c);
	return c >= 'a' && c <= 'f' ? c - 'a' + 10 : -1;
}

bool parse_id(const char *text, uint8_t bytes[ID_SIZE])
{
	size_t n = 0;
	int digit;

	for (; *text; text++) {
		if (*text == '-')
			continue;
		digit = hex_digit(*text);
		if (digit < 0 || n >= 2 * ID_SIZE)
			return false;
		if (n % 2)
			bytes[n / 2] |= digit;
		else
			bytes[n / 2] = digit << 4;
		n++;
	}
	return n == 2 * ID_SIZE;
}

void format_id(const uint8_t bytes[ID_SIZE], char text[ID_TEXT_SIZE])
{
	for (size_t i = 0; i < ID_SIZE; i++)
		snprintf(text + 2 * i, 3, "%02x", bytes[i]);
}
