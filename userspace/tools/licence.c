// SPDX-License-Identifier: LGPL-2.1-or-later
/* rstctl licence: ask for keys, and bring the answer into the TEE */
#include <getopt.h>
#include <stdbool.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

#include <licence-client.h>

#include "application.h"
#include "ask.h"
#include "hex.h"
#include "rstctl.h"

struct options {
	const char *command;
	uint8_t kids[RST_CENC_LICENCE_KEYS][ID_SIZE];
	unsigned int count;
};

static int take_option(struct options *options, int option,
		       const char *argument)
{
	switch (option) {
	case 'a':
		options->command = argument;
		return 0;
	case 'i':
		if (options->count == RST_CENC_LICENCE_KEYS)
			return usage_error(&licence_command,
					   "a licence has %d keys at most",
					   RST_CENC_LICENCE_KEYS);
		if (!parse_id(argument, options->kids[options->count]))
			return usage_error(&licence_command,
					   "--kid wants 32 hexadecimal digits");
		options->count++;
		return 0;
	default:
		return usage_error(&licence_command,
				   "unknown or incomplete option '%s'",
				   argument);
	}
}

static int parse(int argc, char **argv, struct options *options)
{
	static const struct option known[] = {
		{ "ask", required_argument, NULL, 'a' },
		{ "kid", required_argument, NULL, 'i' },
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
		return usage_error(&licence_command, "unexpected argument '%s'",
				   argv[optind]);
	if (!options->count)
		return usage_error(&licence_command, "--kid must be given");
	return 0;
}

static void print_keys(const struct rst_cenc_licence *licence)
{
	char text[ID_TEXT_SIZE];

	for (unsigned int i = 0; i < licence->num_keys; i++) {
		const struct rst_cenc_licence_key *key = &licence->keys[i];

		format_id(key->kid, text);
		printf("Key %s for %s", text, usage_name(key->usage));
		if (key->seconds)
			printf(", for %u s", key->seconds);
		if (!key->retained)
			fputs(", and gone again: the licence does not say \"retain\", or everybody has another key by that KID",
			      stdout);
		puts(".");
	}
}

static int bring(struct cenc_client *client, const struct options *options,
		 struct rst_cenc_licence *licence)
{
	enum cenc_status result;
	char *request, *answer;
	size_t size;

	result = cenc_client_licence_request(client, options->kids,
					     options->count, &request);
	if (result != CENC_OK)
		return application_failed("cannot ask for a licence", result);
	answer = options->command ? ask(options->command, request, &size) :
				    ask_terminal(request, &size);
	free(request);
	if (!answer)
		return 1;

	result = cenc_client_licence(client, answer, size, licence);
	free(answer);
	if (result == CENC_BAD_REQUEST)
		return fail("the answer is too long for a licence");
	if (result != CENC_OK)
		return application_failed("the licence is not taken", result);
	if (licence->result != RST_LICENCE_TAKEN)
		return fail("the licence is not taken: %s",
			    cenc_licence_text(licence->result));
	return 0;
}

static int run(int argc, char **argv)
{
	struct options options = { 0 };
	struct rst_cenc_licence licence;
	struct cenc_client *client;
	enum cenc_status result;
	int status;

	status = parse(argc, argv, &options);
	if (status)
		return status;
	result = cenc_client_open(&client);
	if (result != CENC_OK)
		return application_failed("cannot ask for a licence", result);
	status = bring(client, &options, &licence);
	cenc_client_unref(client);
	if (!status)
		print_keys(&licence);
	return status;
}

const struct command licence_command = {
	.name = "licence",
	.run = run,
	.help =
		"rstctl licence --kid KID... [--ask COMMAND]\n"
		"    Ask for a licence, and bring it into the TEE. COMMAND gets the request, JSON,\n"
		"    on its standard input, and prints the licence; without --ask they go over\n"
		"    rstctl's own output and input. Keys stay if the licence says \"retain\".\n",
};
