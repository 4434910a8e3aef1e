// SPDX-License-Identifier: LGPL-2.1-or-later
/* rstctl keys: which keys the TEE has; take one out */
#include <getopt.h>
#include <stdbool.h>
#include <stdio.h>

#include "application.h"
#include "hex.h"
#include "rstctl.h"

struct options {
	bool json;
	bool remove;
	uint8_t kid[ID_SIZE];
};

static int take_option(struct options *options, int option,
		       const char *argument)
{
	switch (option) {
	case 'j':
		options->json = true;
		return 0;
	case 'r':
		if (!RSTCTL_LAB_KEY)
			return usage_error(&keys_command,
					   "this rstctl was built without --remove");
		options->remove = parse_id(argument, options->kid);
		if (!options->remove)
			return usage_error(&keys_command,
					   "--remove wants a KID of 32 hexadecimal digits");
		return 0;
	default:
		return usage_error(&keys_command,
				   "unknown or incomplete option '%s'",
				   argument);
	}
}

static int parse(int argc, char **argv, struct options *options)
{
	static const struct option known[] = {
		{ "json", no_argument, NULL, 'j' },
		{ "remove", required_argument, NULL, 'r' },
		{ }
	};
	int c, status;

	opterr = 0;
	while ((c = getopt_long(argc, argv, "", known, NULL)) != -1) {
		status = take_option(options, c,
				     c == '?' ? argv[optind - 1] : optarg);
		if (status)
			return status;
	}
	if (optind < argc)
		return usage_error(&keys_command, "unexpected argument '%s'",
				   argv[optind]);
	if (options->json && options->remove)
		return usage_error(&keys_command,
				   "--remove prints nothing that --json could shape");
	return 0;
}

static const char *whose_name(uint32_t whose)
{
	return whose == RST_CENC_WHOSE_ALL ? "everybody" : "session";
}

static void print_table(const struct rst_cenc_key_entry *keys,
			unsigned int count)
{
	char text[ID_TEXT_SIZE];

	printf("%-32s %-9s %-9s %s\n", "KID", "FOR", "WHOSE", "SECONDS");
	for (unsigned int i = 0; i < count; i++) {
		format_id(keys[i].kid, text);
		printf("%s %-9s %-9s ", text, usage_name(keys[i].usage),
		       whose_name(keys[i].whose));
		if (keys[i].expired)
			puts("over");
		else if (keys[i].seconds)
			printf("%u\n", keys[i].seconds);
		else
			puts("-");
	}
}

static void print_json(const struct rst_cenc_key_entry *keys,
		       unsigned int count)
{
	char text[ID_TEXT_SIZE];

	printf("{\"places\": %u, \"keys\": [", RST_CENC_MAX_KEYS);
	for (unsigned int i = 0; i < count; i++) {
		format_id(keys[i].kid, text);
		printf("%s\n  {\"kid\": \"%s\", \"for\": \"%s\", \"whose\": \"%s\", \"seconds\": ",
		       i ? "," : "", text, usage_name(keys[i].usage),
		       whose_name(keys[i].whose));
		if (keys[i].seconds || keys[i].expired)
			printf("%u}", keys[i].seconds);
		else
			fputs("null}", stdout);
	}
	puts("]}");
}

static int print(struct cenc_client *client, bool json)
{
	struct rst_cenc_key_entry keys[RST_CENC_MAX_KEYS];
	enum cenc_status result;
	unsigned int count = 0;

	result = cenc_client_list_keys(client, keys, &count);
	if (result != CENC_OK)
		return application_failed("cannot list the keys", result);
	if (json)
		print_json(keys, count);
	else
		print_table(keys, count);
	return 0;
}

static int remove_key(struct cenc_client *client, const uint8_t kid[ID_SIZE])
{
	enum cenc_status result = cenc_client_remove_lab_key(client, kid);
	char text[ID_TEXT_SIZE];

	format_id(kid, text);
	if (result == CENC_NO_KEY)
		return fail("the TEE has no key %s: see 'rstctl keys'", text);
	if (result != CENC_OK)
		return application_failed("the key is not removed", result);
	return 0;
}

static int run(int argc, char **argv)
{
	struct options options = { 0 };
	struct cenc_client *client;
	enum cenc_status result;
	int status;

	status = parse(argc, argv, &options);
	if (status)
		return status;

	result = cenc_client_open(&client);
	if (result != CENC_OK)
		return application_failed("cannot look at the keys", result);
	status = RSTCTL_LAB_KEY && options.remove ?
		 remove_key(client, options.kid) :
				  print(client, options.json);
	cenc_client_unref(client);
	return status;
}

const struct command keys_command = {
	.name = "keys",
	.run = run,
	.help = RSTCTL_LAB_KEY ?
		"rstctl keys [--json | --remove KID]\n"
		"    List the keys that the TEE has, the last used first: their identifiers, what\n"
		"    they are for, whether they are everybody's or go with a session, and for how\n"
		"    many seconds. Or take one of everybody's out. The keys stay in the TEE.\n" :
		"rstctl keys [--json]\n"
		"    List the keys that the TEE has, the last used first: their identifiers, what\n"
		"    they are for, whether they are everybody's or go with a session, and for how\n"
		"    many seconds. The keys stay in the TEE.\n",
};
