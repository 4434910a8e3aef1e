// SPDX-License-Identifier: BSD-2-Clause
#include "../../core/wipe.h"
#include "../common/client.h"
#include "../common/hmac.h"
#include "stamp.h"

_Static_assert(RST_CENC_STAMP_KEY_SIZE == RST_HMAC_KEY_SIZE, "it is a key");

/* All zero: none. */
static uint8_t key[RST_HMAC_KEY_SIZE];
static bool opened;

static TEE_Result ask(struct rst_cenc_stamp_key *message)
{
	static const TEE_UUID uuid = { RST_TA_CENC_UUID };
	TEE_Param params[TEE_NUM_PARAMS] = {
		[0].memref = { message, sizeof(*message) },
	};
	TEE_TASessionHandle cenc;
	TEE_Result res;

	res = TEE_OpenTASession(&uuid, TEE_TIMEOUT_INFINITE, 0, NULL, &cenc,
				NULL);
	if (res)
		return res;
	res = TEE_InvokeTACommand(cenc, TEE_TIMEOUT_INFINITE,
				  RST_CENC_CMD_STAMP_KEY,
				  TEE_PARAM_TYPES(TEE_PARAM_TYPE_MEMREF_INOUT,
						  TEE_PARAM_TYPE_NONE,
						  TEE_PARAM_TYPE_NONE,
						  TEE_PARAM_TYPE_NONE),
				  params, NULL);
	TEE_CloseTASession(cenc);

	return res;
}

/* Whatever goes wrong, what cannot be checked is refused. */
static TEE_Result get_key(bool refused)
{
	struct rst_cenc_stamp_key message = {
		.msg = { RST_PROTOCOL_VERSION, sizeof(message) },
		.refused = refused,
	};
	bool changed;
	TEE_Result res;

	opened = false;
	res = ask(&message);
	if (!res) {
		changed = TEE_MemCompare(key, message.key, sizeof(key));
		TEE_MemMove(key, message.key, sizeof(key));
		res = rst_hmac_open(key);
		opened = !res;
		if (refused && !changed)
			res = TEE_ERROR_ACCESS_DENIED;
	}
	rst_wipe(&message, sizeof(message));

	return res ? TEE_ERROR_ACCESS_DENIED : TEE_SUCCESS;
}

TEE_Result rst_vdec_stamp_open(const struct rst_mac **mac)
{
	*mac = rst_hmac();

	return opened ? TEE_SUCCESS : get_key(false);
}

TEE_Result rst_vdec_stamp_refused(const struct rst_mac **mac)
{
	*mac = rst_hmac();

	return get_key(true);
}

void rst_vdec_stamp_close(void)
{
	rst_hmac_close();
	rst_wipe(key, sizeof(key));
	opened = false;
}
