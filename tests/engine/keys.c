// SPDX-License-Identifier: GPL-2.0-only
/*
 * The table of keys, by the client that tools and plugin have
 *
 * Whoever comes later sets keys of its own: those that were there make room.
 */
#include <string.h>
#include <sys/wait.h>
#include <unistd.h>

#include "engine/client/cenc-client.h"
#include "lib/tap.h"

static struct cenc_client *client;

static const uint8_t *kid(unsigned int n)
{
	static uint8_t kid[16] = "table of keys";

	kid[15] = n;
	return kid;
}

static enum cenc_status set(unsigned int n, uint32_t usage)
{
	static const uint8_t key[16] = "some key";

	return cenc_client_set_lab_key(client, kid(n), key, usage);
}

static bool has(unsigned int n)
{
	struct rst_cenc_key_entry keys[RST_CENC_MAX_KEYS];
	unsigned int count = 0, i;

	cenc_client_list_keys(client, keys, &count);
	for (i = 0; i < count; i++) {
		if (!memcmp(keys[i].kid, kid(n), 16))
			return true;
	}
	return false;
}

static void remove_all(void)
{
	for (unsigned int n = 0; n <= RST_CENC_MAX_KEYS; n++)
		cenc_client_remove_lab_key(client, kid(n));
}

/* Fails if a player that comes late gets no key in, until the TEE restarts. */
static void test_one_more(void)
{
	enum cenc_status status = CENC_OK;

	for (unsigned int n = 0; n < RST_CENC_MAX_KEYS && !status; n++)
		status = set(n, RST_CENC_USAGE_PLAY);
	tap(!status, "%d keys (%s)", RST_CENC_MAX_KEYS, cenc_status_text(status));
	set(0, RST_CENC_USAGE_PLAY);
	status = set(RST_CENC_MAX_KEYS, RST_CENC_USAGE_PLAY);
	tap(!status && has(RST_CENC_MAX_KEYS), "one more (%s)",
	    cenc_status_text(status));
	tap(has(0) && !has(1), "that which was unused longest made room");
	status = cenc_client_remove_lab_key(client, kid(1));
	tap(status == CENC_NO_KEY, "it cannot be removed again (%s)",
	    cenc_status_text(status));
	remove_all();
	tap(!has(0) && !has(RST_CENC_MAX_KEYS), "all are removed");
}

/* Fails if players take a recorder's key, or if nothing says why they fail. */
static void test_recorders(void)
{
	enum cenc_status status = CENC_OK;

	for (unsigned int n = 0; n < RST_CENC_MAX_KEYS && !status; n++)
		status = set(n, RST_CENC_USAGE_RECORD);
	tap(!status && has(0), "%d recording keys (%s)", RST_CENC_MAX_KEYS,
	    cenc_status_text(status));
	status = set(RST_CENC_MAX_KEYS, RST_CENC_USAGE_PLAY);
	tap(status == CENC_NO_SPACE && has(0), "none of them makes room (%s)",
	    cenc_status_text(status));
	remove_all();
}

/* Fails if idle clients leave those that play without memory in the TEE. */
static void test_sessions(void)
{
	static struct cenc_client *others[RST_CENC_MAX_SESSIONS + 1];
	enum cenc_status status = CENC_OK;
	unsigned int count = 0;

	while (count <= RST_CENC_MAX_SESSIONS && !status) {
		status = cenc_client_open(&others[count]);
		count += !status;
	}
	tap(status == CENC_BUSY && count > RST_CENC_MAX_SESSIONS / 2,
	    "beside %u clients there is place for no other (%s)", count,
	    cenc_status_text(status));
	status = set(0, RST_CENC_USAGE_PLAY);
	tap(!status && has(0), "those that are there go on (%s)",
	    cenc_status_text(status));
	cenc_client_unref(others[--count]);
	status = cenc_client_open(&others[count]);
	tap(!status, "who goes makes place (%s)", cenc_status_text(status));
	count += !status;
	while (count)
		cenc_client_unref(others[--count]);
	remove_all();
}

/* Fails if a user without rights is told that there is no TEE. */
static void test_no_access(void)
{
	struct cenc_client *other;
	int status = 0;
	pid_t child = fork();

	if (!child) {
		if (setegid(65534) || seteuid(65534))
			_exit(99);
		_exit(cenc_client_open(&other));
	}
	waitpid(child, &status, 0);
	tap(WIFEXITED(status) && WEXITSTATUS(status) == CENC_NO_ACCESS,
	    "a user that may not open the device is told so (%s)",
	    WEXITSTATUS(status) <= CENC_FAILED ?
		    cenc_status_text(WEXITSTATUS(status)) : "no such user");
}

int main(int argc, char **argv)
{
	enum cenc_status status = cenc_client_open(&client);

	tap_start(argc, argv);
	if (!tap(!status, "a client (%s)", cenc_status_text(status)))
		return tap_done();
	TAP_CASE(test_one_more);
	TAP_CASE(test_recorders);
	TAP_CASE(test_sessions);
	TAP_CASE(test_no_access);
	cenc_client_unref(client);
	return tap_done();
}
