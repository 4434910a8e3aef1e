// SPDX-License-Identifier: LGPL-2.1-or-later
/* rstctl device-key: the key that licences for this device are sealed with */
#include <stdio.h>
#include <stdlib.h>

#include <licence-client.h>

#include "application.h"
#include "rstctl.h"

static int print(struct cenc_client *client)
{
	struct rst_cenc_device_key key;
	enum cenc_status result;
	char *text;

	result = cenc_client_device_key(client, &key);
	if (result == CENC_FAILED)
		return fail("the TEE has no key for licences, and cannot make one: its secure storage needs tee-supplicant, with a place to write");
	if (result != CENC_OK)
		return application_failed("cannot ask for the device's key",
					  result);
	text = cenc_device_key_text(&key);
	if (!text)
		return fail("out of memory");
	puts(text);
	free(text);
	return 0;
}

static int run(int argc, char **argv)
{
	struct cenc_client *client;
	enum cenc_status result;
	int status;

	if (argc > 1)
		return usage_error(&device_key_command,
				   "unexpected argument '%s'", argv[1]);
	result = cenc_client_open(&client);
	if (result != CENC_OK)
		return application_failed("cannot ask for the device's key",
					  result);
	status = print(client);
	cenc_client_unref(client);
	return status;
}

const struct command device_key_command = {
	.name = "device-key",
	.run = run,
	.help =
		"rstctl device-key\n"
		"    Print the public half of the key that licences for this device are sealed\n"
		"    with, as a JSON Web Key. The TEE makes it when it is first asked for.\n",
};
