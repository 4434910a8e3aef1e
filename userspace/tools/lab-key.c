// SPDX-License-Identifier: LGPL-2.1-or-later
/* rstctl lab-key: bring content keys into the laboratory's TEE, in the clear */
#include <getopt.h>
#include <stdbool.h>
#include <stdio.h>
#include <string.h>

#include "application.h"
#include "clearkey-input.h"
#include "key-input.h"
#include "rstctl.h"

/* Keys of a ClearKey licence, or one that was given in hexadecimal digits */
struct request {
	bool has_kid, has_key, has_licence;
	uint8_t kid[ID_SIZE];
	uint8_t key[ID_SIZE];
	struct clearkey licence;
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

static int take_licence(struct request *request, const char *file)
{
	if (request->has_licence)
		return usage_error(&lab_key_command, "there are two licences");
	request->has_licence = true;
	return read_clearkey(file, &request->licence);
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
	case 'c':
		return take_licence(request, argument);
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

/* One key becomes a licence with one key. */
static int finish(struct request *request)
{
	struct clearkey *licence = &request->licence;

	if (request->has_licence && (request->has_kid || request->has_key))
		return usage_error(&lab_key_command,
				   "--clearkey brings its keys, and takes no other");
	if (request->has_licence)
		return 0;
	if (!request->has_kid || !request->has_key)
		return usage_error(&lab_key_command,
				   "--kid, and --key or --key-file, or --clearkey must be given");
	licence->count = 1;
	memcpy(licence->keys[0].kid, request->kid, ID_SIZE);
	memcpy(licence->keys[0].key, request->key, ID_SIZE);
	return 0;
}

static int parse(int argc, char **argv, struct request *request)
{
	static const struct option known[] = {
		{ "kid", required_argument, NULL, 'i' },
		{ "key", required_argument, NULL, 'k' },
		{ "key-file", required_argument, NULL, 'f' },
		{ "clearkey", required_argument, NULL, 'c' },
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
	return finish(request);
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

/* Everybody's key by that KID, or a session's */
static bool has(const struct keys *keys, const uint8_t kid[ID_SIZE],
		bool everybodys)
{
	for (unsigned int i = 0; i < keys->count; i++) {
		const struct rst_cenc_key_entry *entry = &keys->entries[i];

		if (!memcmp(entry->kid, kid, ID_SIZE) &&
		    everybodys == (entry->whose == RST_CENC_WHOSE_ALL))
			return true;
	}
	return false;
}

/*
 * Somebody will miss what made room, if it was not over, and if that was why it
 * went: a session may have ended meanwhile, but then a place is free.
 */
static void report_lost(const struct keys *before, const struct keys *after)
{
	char text[ID_TEXT_SIZE];

	if (after->count < RST_CENC_MAX_KEYS)
		return;
	for (unsigned int i = 0; i < before->count; i++) {
		const struct rst_cenc_key_entry *entry = &before->entries[i];

		if (entry->expired ||
		    has(after, entry->kid, entry->whose == RST_CENC_WHOSE_ALL))
			continue;
		format_id(entry->kid, text);
		printf("The TEE holds %u keys: %s, unused for longest, made room.\n",
		       RST_CENC_MAX_KEYS, text);
	}
}

static enum cenc_status set_keys(const struct request *request,
				 struct keys *after)
{
	struct cenc_client *client;
	enum cenc_status result;
	struct keys before;

	result = cenc_client_open(&client);
	if (result != CENC_OK)
		return result;

	list(client, &before);
	result = clearkey_set(client, &request->licence, request->usage, false);
	list(client, after);
	cenc_client_unref(client);
	report_lost(&before, after);
	return result;
}

static int failed(const struct request *request, enum cenc_status result)
{
	if (request->has_licence && result == CENC_NO_COMMAND)
		return fail("%s: see 'rstctl licence'", clearkey_no_laboratory);
	return application_failed(request->licence.count > 1 ?
				  "not all keys are set" :
				  "the key is not set", result);
}

/* Where recording keys fill the table, one that is set may push out the one before. */
static int report(const struct request *request, const struct keys *after)
{
	char text[ID_TEXT_SIZE];
	int status = 0;

	for (unsigned int i = 0; i < request->licence.count; i++) {
		const uint8_t *kid = request->licence.keys[i].kid;

		format_id(kid, text);
		if (after->count && !has(after, kid, true))
			status = fail("the TEE holds %u keys, and those for recording stay: %s made room for another of these",
				      RST_CENC_MAX_KEYS, text);
		else
			printf("Key %s is set, for %s (a laboratory's way: in the clear).\n",
			       text, usage_name(request->usage));
	}
	return status;
}

static int run(int argc, char **argv)
{
	struct request request = { .usage = RST_CENC_USAGE_PLAY };
	struct keys after = { 0 };
	enum cenc_status result;
	int status;

	status = parse(argc, argv, &request);
	if (!status) {
		result = set_keys(&request, &after);
		status = result == CENC_OK ? report(&request, &after) :
					     failed(&request, result);
	}
	explicit_bzero(&request, sizeof(request));
	return status;
}

const struct command lab_key_command = {
	.name = "lab-key",
	.run = run,
	.help = "rstctl lab-key [--record | --audio] --kid HEX --key HEX | --key - | --key-file FILE\n"
		"rstctl lab-key [--record | --audio] --clearkey FILE | --clearkey -\n"
		"    For laboratories only: hand content keys to the TEE, in the clear: one, of\n"
		"    which both are 32 hexadecimal digits, or those of a ClearKey licence, the JSON\n"
		"    of the W3C. '-' reads from standard input; neither that nor a file shows keys\n"
		"    in lists of processes. With --record the keys are for recording, with --audio\n"
		"    for sound, which is decrypted into ordinary memory; otherwise for pictures\n"
		"    only.\n",
};
