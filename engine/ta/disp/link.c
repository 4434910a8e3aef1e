// SPDX-License-Identifier: BSD-2-Clause
#include <tee_internal_api.h>

#include "../common/semihosting.h"
#include "link.h"

/* 0: not looked for; -1: there is none */
static int64_t file;

void disp_link_read(struct rst_link *link)
{
	char text[2 * RST_LINK_LINE];
	int64_t size;
	uint64_t from;

	*link = (struct rst_link) { 0 };
	if (!file) {
		file = rst_semihosting_open(RST_LINK_FILE);
		if (file > 0)
			IMSG("host file " RST_LINK_FILE " says what the link is");
	}
	if (file < 0)
		return;

	*link = RST_LINK_UNKNOWN;
	size = rst_semihosting_size(file);
	if (size <= 0)
		return;
	from = size > (int64_t)sizeof(text) ? size - sizeof(text) : 0;
	if (rst_semihosting_read(file, from, text, size - from))
		rst_link_parse_end(link, text, size - from);
}

void disp_link_close(void)
{
	if (file > 0)
		rst_semihosting_close(file);
}
