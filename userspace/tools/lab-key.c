// SPDX-License-Identifier: LGPL-2.1-or-later
/* rstctl lab-key: bring a content key into the laboratory's TEE, in the clear */
#include <ctype.h>
#include <getopt.h>
#include <stdbool.h>
#include <stdio.h>
#include <string.h>

#include <cenc-client.h>

#include "rstctl.h"

#define ID_SIZE 16

static int hex_digit(char c)
{
	if (isdigit((unsigned char)c))
		return c - '0';
	c = tolower((unsigned char)c);
	return c >= 'a' && c <= 'f' ? c - 'a' + 10 : -1;
}

/* 32 digits; dashes, as in a UUID, are skipped. */
static bool parse_hex(const char *text, uint8_t bytes[ID_SIZE])
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

static int parse(int argc, char **argv, uint8_t kid[ID_SIZE],
		 uint8_t key[ID_SIZE], uint32_t *usage)
{
	static const struct option known[] = {
		{ "kid", required_argument, NULL, 'i' },
		{ "key", required_argument, NULL, 'k' },
		{ "record", no_argument, NULL, 'r' },
		{ }
	};
	bool has_kid = false, has_key = false;
	int c;

	opterr = 0;
	while ((c = getopt_long(argc, argv, "", known, NULL)) != -1) {
		switch (c) {
		case 'i':
			has_kid = parse_hex(optarg, kid);
			if (!has_kid)
				return usage_error(&lab_key_command,
						   "--kid wants 32 hexadecimal digits");
			break;
		case 'k':
			has_key = parse_hex(optarg, key);
			if (!has_key)
				return usage_error(&lab_key_command,
						   "--key wants 32 hexadecimal digits");
			break;
		case 'r':
			*usage = RST_CENC_USAGE_RECORD;
			break;
		default:
			return usage_error(&lab_key_command,
					   "unknown or incomplete option '%s'",
					   argv[optind - 1]);
		}
	}
	if (optind < argc || !has_kid || !has_key)
		return usage_error(&lab_key_command,
				   "--kid and --key must be given, and nothing else");
	return 0;
}

static int client_failed(enum cenc_status status)
{
	const char *text = cenc_status_text(status);

	switch (status) {
	case CENC_NO_TEE:
		return fail("%s: is optee.ko loaded?", text);
	case CENC_NO_ACCESS:
		return fail("%s, /dev/tee0", text);
	case CENC_NO_TA:
		return fail("%s: the firmware was built without it", text);
	case CENC_NO_COMMAND:
		return fail("%s: it was not built for a laboratory", text);
	default:
		return fail("cannot set the key: %s", text);
	}
}

static int run(int argc, char **argv)
{
	uint8_t kid[ID_SIZE], key[ID_SIZE];
	uint32_t usage = RST_CENC_USAGE_PLAY;
	struct cenc_client *client;
	enum cenc_status result;
	int status;

	status = parse(argc, argv, kid, key, &usage);
	if (status)
		return status;

	result = cenc_client_open(&client);
	if (result == CENC_OK) {
		result = cenc_client_set_lab_key(client, kid, key, usage);
		cenc_client_unref(client);
	}
	explicit_bzero(key, sizeof(key));
	if (result != CENC_OK)
		return client_failed(result);

	puts("The key is set. This command is for laboratories only: the key went to the TEE\n"
	     "in the clear, through the normal world. A product gets its keys from a licence\n"
	     "inside the TEE, and its trusted application has no such command.");
	return 0;
}

const struct command lab_key_command = {
	.name = "lab-key",
	.run = run,
	.help = "rstctl lab-key [--record] --kid HEX --key HEX\n"
		"    For laboratories only: hand a content key to the TEE, in the clear.\n"
		"    Both are 32 hexadecimal digits. With --record the key is for recording,\n"
		"    otherwise for playing only.\n",
};
