// SPDX-License-Identifier: LGPL-2.1-or-later
/* rstctl lab-key: bring a content key into the laboratory's TEE, in the clear */
#include <getopt.h>
#include <stdbool.h>
#include <stdio.h>
#include <string.h>

#include "application.h"
#include "key-input.h"
#include "rstctl.h"

struct request {
	bool has_kid, has_key;
	uint8_t kid[ID_SIZE];
	uint8_t key[ID_SIZE];
	uint32_t usage;
};

/*
 * "-" is standard input. A key that was typed goes out of the process's
 * arguments, which others may read.
 */
static int take_key(struct request *request, char *text)
{
	if (request->has_key)
		return usage_error(&lab_key_command, "there are two keys");
	request->has_key = true;
	if (!strcmp(text, "-"))
		return read_key(NULL, request->key);
	if (!parse_id(text, request->key))
		return usage_error(&lab_key_command,
				   "--key wants 32 hexadecimal digits, or '-'");
	explicit_bzero(text, strlen(text));
	return 0;
}

static int take_key_file(struct request *request, const char *file)
{
	if (request->has_key)
		return usage_error(&lab_key_command, "there are two keys");
	request->has_key = true;
	return read_key(file, request->key);
}

static int take_option(struct request *request, int option, char *argument)
{
	switch (option) {
	case 'i':
		request->has_kid = parse_id(argument, request->kid);
		if (!request->has_kid)
			return usage_error(&lab_key_command,
					   "--kid wants 32 hexadecimal digits");
		return 0;
	case 'k':
		return take_key(request, argument);
	case 'f':
		return take_key_file(request, argument);
	case 'r':
		request->usage = RST_CENC_USAGE_RECORD;
		return 0;
	case 'a':
		request->usage = RST_CENC_USAGE_AUDIO;
		return 0;
	default:
		return usage_error(&lab_key_command,
				   "unknown or incomplete option '%s'",
				   argument);
	}
}

static int parse(int argc, char **argv, struct request *request)
{
	static const struct option known[] = {
		{ "kid", required_argument, NULL, 'i' },
		{ "key", required_argument, NULL, 'k' },
		{ "key-file", required_argument, NULL, 'f' },
		{ "record", no_argument, NULL, 'r' },
		{ "audio", no_argument, NULL, 'a' },
		{ }
	};
	int c, status;

	opterr = 0;
	while ((c = getopt_long(argc, argv, "", known, NULL)) != -1) {
		status = take_option(request, c,
				     c == '?' ? argv[optind - 1] : optarg);
		if (status)
			return status;
	}
	if (optind < argc)
		return usage_error(&lab_key_command, "unexpected argument '%s'",
				   argv[optind]);
	if (!request->has_kid || !request->has_key)
		return usage_error(&lab_key_command,
				   "--kid, and --key or --key-file, must be given");
	return 0;
}

/* Which keys the TEE has; none where it does not tell. */
struct keys {
	struct rst_cenc_key_entry entries[RST_CENC_MAX_KEYS];
	unsigned int count;
};

static void list(struct cenc_client *client, struct keys *keys)
{
	if (cenc_client_list_keys(client, keys->entries, &keys->count))
		keys->count = 0;
}

static bool has(const struct keys *keys, const uint8_t kid[ID_SIZE])
{
	for (unsigned int i = 0; i < keys->count; i++)
		if (!memcmp(keys->entries[i].kid, kid, ID_SIZE))
			return true;
	return false;
}

/* The table is full, and somebody will miss what went. */
static void report_lost(const struct keys *before, const struct keys *after)
{
	char text[ID_TEXT_SIZE];

	for (unsigned int i = 0; after->count && i < before->count; i++) {
		if (has(after, before->entries[i].kid))
			continue;
		format_id(before->entries[i].kid, text);
		printf("The TEE holds %u keys: %s, unused for longest, made room.\n",
		       RST_CENC_MAX_KEYS, text);
	}
}

static enum cenc_status set_key(const struct request *request)
{
	struct keys before, after;
	struct cenc_client *client;
	enum cenc_status result;

	result = cenc_client_open(&client);
	if (result != CENC_OK)
		return result;

	list(client, &before);
	result = cenc_client_set_lab_key(client, request->kid, request->key,
					 request->usage);
	list(client, &after);
	cenc_client_unref(client);
	if (result == CENC_OK)
		report_lost(&before, &after);
	return result;
}

static int run(int argc, char **argv)
{
	struct request request = { .usage = RST_CENC_USAGE_PLAY };
	enum cenc_status result;
	char text[ID_TEXT_SIZE];
	int status;

	status = parse(argc, argv, &request);
	if (!status) {
		result = set_key(&request);
		if (result != CENC_OK)
			status = application_failed("the key is not set",
						    result);
	}
	explicit_bzero(request.key, sizeof(request.key));
	if (status)
		return status;

	format_id(request.kid, text);
	printf("Key %s is set, for %s (a laboratory's way: in the clear).\n",
	       text, usage_name(request.usage));
	return 0;
}

const struct command lab_key_command = {
	.name = "lab-key",
	.run = run,
	.help = "rstctl lab-key [--record | --audio] --kid HEX --key HEX | --key - | --key-file FILE\n"
		"    For laboratories only: hand a content key to the TEE, in the clear.\n"
		"    Both are 32 hexadecimal digits. '-' reads the key from standard input;\n"
		"    neither that nor a file shows it in lists of processes. With --record the\n"
		"    key is for recording, with --audio for sound, which is decrypted into ordinary\n"
		"    memory; otherwise for pictures only.\n",
};
