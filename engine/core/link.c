// SPDX-License-Identifier: BSD-2-Clause
#include <string.h>

#include "link.h"

struct word {
	const char *text;
	uint32_t value;
};

static const struct word needs[] = {
	{ "any", RST_DISP_PROTECTION_NONE },
	{ "type0", RST_DISP_PROTECTION_TYPE0 },
	{ "type1", RST_DISP_PROTECTION_TYPE1 },
	{ 0 }
};

static const struct word sinks[] = {
	{ "none", RST_DISP_PROTECTION_NONE },
	{ "1.4", RST_DISP_PROTECTION_TYPE0 },
	{ "2.2", RST_DISP_PROTECTION_TYPE1 },
	{ 0 }
};

static const struct word states[] = {
	{ "broken", false },
	{ "good", true },
	{ 0 }
};

/* Cuts the next word off the line. */
static size_t next_word(const char **line, size_t *left, const char **word)
{
	size_t size = 0;

	while (*left && **line == ' ') {
		(*line)++;
		(*left)--;
	}
	*word = *line;
	while (*left && **line != ' ') {
		(*line)++;
		(*left)--;
		size++;
	}

	return size;
}

static bool take_word(const char **line, size_t *left,
		      const struct word *known, uint32_t *value)
{
	const char *word;
	size_t size = next_word(line, left, &word);

	for (; known->text; known++) {
		if (strlen(known->text) == size &&
		    !memcmp(known->text, word, size)) {
			*value = known->value;
			return true;
		}
	}

	return false;
}

static bool take_time(const char **line, size_t *left, uint64_t *time)
{
	const char *word;
	size_t size = next_word(line, left, &word);

	*time = 0;
	for (size_t i = 0; i < size; i++) {
		if (word[i] < '0' || word[i] > '9' ||
		    *time > (UINT64_MAX - 9) / 10)
			return false;
		*time = *time * 10 + (word[i] - '0');
	}

	return size;
}

bool rst_link_parse(struct rst_link *link, const char *line, size_t size)
{
	struct rst_link told = { 0 };
	const char *word;
	uint32_t holds;

	*link = RST_LINK_UNKNOWN;
	if (!take_time(&line, &size, &told.time) ||
	    !take_word(&line, &size, needs, &told.needed) ||
	    !take_word(&line, &size, sinks, &told.capable) ||
	    !take_word(&line, &size, states, &holds) ||
	    next_word(&line, &size, &word))
		return false;

	told.holds = holds;
	*link = told;

	return true;
}

bool rst_link_parse_end(struct rst_link *link, const char *text, size_t size)
{
	size_t end = size, begin;

	/* Somebody may be about to write the line after the last. */
	while (end && text[end - 1] != '\n')
		end--;
	if (!end) {
		*link = RST_LINK_UNKNOWN;
		return false;
	}
	begin = --end;
	while (begin && text[begin - 1] != '\n')
		begin--;

	return rst_link_parse(link, text + begin, end - begin);
}

uint32_t rst_link_protection(const struct rst_link *link, uint32_t wanted)
{
	uint32_t protection = wanted > link->needed ? wanted : link->needed;

	if (!link->holds)
		return RST_DISP_PROTECTION_NONE;

	return protection < link->capable ? protection : link->capable;
}
