// SPDX-License-Identifier: LGPL-2.1-or-later
/* rstctl check: the trusted application that decrypts */
#include "application.h"
#include "check.h"

#define WHAT "application"

static void say_failed(enum cenc_status status)
{
	const char *hint = application_hint(status);

	check_missing(WHAT, "%s%s%s", cenc_status_text(status),
		      hint ? ": " : "", hint ? hint : "");
}

static void ask(struct cenc_client *client)
{
	struct rst_cenc_key_entry keys[RST_CENC_MAX_KEYS];
	enum cenc_status status;
	unsigned int count = 0;

	status = cenc_client_list_keys(client, keys, &count);
	if (status == CENC_BAD_REQUEST || status == CENC_NO_COMMAND)
		check_missing(WHAT, "the one that decrypts speaks another version of the protocol than rstctl: firmware and user space must be of the same rstmem");
	else if (status != CENC_OK)
		say_failed(status);
	else
		check_ok(WHAT, "the one that decrypts answers, and has %u of %u keys",
			 count, RST_CENC_MAX_KEYS);
}

void check_application(void)
{
	struct cenc_client *client;
	enum cenc_status status;

	status = cenc_client_open(&client);
	if (status == CENC_OK) {
		ask(client);
		cenc_client_unref(client);
	} else if (status == CENC_NO_ACCESS) {
		check_unknown(WHAT, "what the TEE has cannot be seen without opening it");
	} else {
		say_failed(status);
	}
}
