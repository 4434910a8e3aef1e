// SPDX-License-Identifier: GPL-2.0-only
/* Fuzzes what reads the W3C's ClearKey licences, and JSON with escapes by it. */
#include <stdlib.h>
#include <string.h>

#include <clearkey.h>

int LLVMFuzzerTestOneInput(const uint8_t *data, size_t size);

enum cenc_status cenc_client_set_lab_key(struct cenc_client *client, const uint8_t kid[16],
					 const uint8_t key[16], uint32_t usage)
{
	return CENC_OK;
}

enum cenc_status cenc_client_set_session_key(struct cenc_client *client, const uint8_t kid[16],
					     const uint8_t key[16], uint32_t usage)
{
	return CENC_OK;
}

int LLVMFuzzerTestOneInput(const uint8_t *data, size_t size)
{
	char error[CLEARKEY_ERROR_SIZE];
	struct clearkey licence;
	char *text = malloc(size + 1);
	bool good;

	memcpy(text, data, size);
	good = clearkey_parse(text, size, &licence, error);
	/* It has keys, or it is said why not, and there is nothing left of them. */
	if (good != !*error || good != !!licence.count || licence.count > CLEARKEY_MAX_KEYS ||
	    strlen(error) >= sizeof(error))
		abort();
	free(text);

	return 0;
}
