// SPDX-License-Identifier: BSD-2-Clause
/*
 * The trusted application that draws a user interface
 *
 * Each session is an instance, with one picture. What it seals is what it has
 * drawn, never what it finds in the buffer: that belongs to the client, who can
 * have other trusted applications write there meanwhile.
 */
#include <tee_internal_api.h>
#include <tee_internal_api_extensions.h>

#include "../../core/pad.h"
#include "../common/client.h"

static TEE_OperationHandle hash;
static TEE_TASessionHandle display;

/* What was sealed goes with the session. */
static void close_display(void)
{
	TEE_CloseTASession(display);
	display = TEE_HANDLE_NULL;
}

TEE_Result TA_CreateEntryPoint(void)
{
	return TEE_AllocateOperation(&hash, TEE_ALG_SHA256, TEE_MODE_DIGEST, 0);
}

void TA_DestroyEntryPoint(void)
{
	TEE_FreeOperation(hash);
	close_display();
}

TEE_Result TA_OpenSessionEntryPoint(uint32_t types, TEE_Param params[4],
				    void **session)
{
	(void)params;
	(void)session;
	if (types != TEE_PARAM_TYPES(TEE_PARAM_TYPE_NONE, TEE_PARAM_TYPE_NONE,
				     TEE_PARAM_TYPE_NONE, TEE_PARAM_TYPE_NONE))
		return TEE_ERROR_BAD_PARAMETERS;

	return TEE_SUCCESS;
}

void TA_CloseSessionEntryPoint(void *session)
{
	(void)session;
}

static TEE_Result open_display(void)
{
	static const TEE_UUID uuid = { RST_TA_DISP_UUID };
	TEE_Result res;

	if (display)
		return TEE_SUCCESS;
	res = TEE_OpenTASession(&uuid, TEE_TIMEOUT_INFINITE, 0, NULL, &display,
				NULL);
	return res == TEE_ERROR_ITEM_NOT_FOUND ? TEE_ERROR_COMMUNICATION : res;
}

static TEE_Result seal(struct rst_disp_seal *message)
{
	TEE_Param params[TEE_NUM_PARAMS] = {
		[0].memref = { message, sizeof(*message) },
	};
	TEE_Result res = open_display();

	if (res)
		return res;
	res = TEE_InvokeTACommand(display, TEE_TIMEOUT_INFINITE,
				  RST_DISP_CMD_SEAL,
				  TEE_PARAM_TYPES(TEE_PARAM_TYPE_MEMREF_INPUT,
						  TEE_PARAM_TYPE_NONE,
						  TEE_PARAM_TYPE_NONE,
						  TEE_PARAM_TYPE_NONE),
				  params, NULL);

	return res == TEE_ERROR_TARGET_DEAD ? TEE_ERROR_COMMUNICATION : res;
}

/* Lines go out of memory that only this application has. */
static TEE_Result draw(const struct rst_pad *pad, uint8_t *to, uint32_t stride,
		       uint8_t digest[RST_DISP_DIGEST_SIZE])
{
	static uint8_t line[RST_DISP_MAX_SIZE * 4];
	size_t size = RST_DISP_DIGEST_SIZE;

	TEE_ResetOperation(hash);
	for (uint32_t y = 0; y < pad->height; y++) {
		rst_pad_line(pad, y, line);
		TEE_DigestUpdate(hash, line, pad->width * 4);
		TEE_MemMove(to + (size_t)y * stride, line, pad->width * 4);
	}

	return TEE_DigestDoFinal(hash, NULL, 0, digest, &size);
}

static bool fits(const struct rst_ui_picture *picture, size_t size)
{
	/* Numbers of 32 bits, lines at most 4096: 64 bits are enough. */
	return picture->stride >= picture->width * 4 &&
	       (uint64_t)picture->stride * (picture->height - 1) +
	       picture->width * 4 <= size;
}

static TEE_Result show(uint32_t types, TEE_Param params[4])
{
	struct rst_ui_picture picture = { 0 };
	struct rst_disp_seal message = {
		.msg = { RST_PROTOCOL_VERSION, sizeof(message) },
	};
	uint32_t random[RST_PAD_DIGITS];
	struct rst_pad pad;
	TEE_Result res;

	if (types != TEE_PARAM_TYPES(TEE_PARAM_TYPE_MEMREF_OUTPUT,
				     TEE_PARAM_TYPE_MEMREF_INPUT,
				     TEE_PARAM_TYPE_NONE, TEE_PARAM_TYPE_NONE))
		return TEE_ERROR_BAD_PARAMETERS;
	res = rst_copy_message(&params[1], &picture, sizeof(picture));
	if (res)
		return res;
	res = rst_require_restricted(params[0].memref.buffer,
				     params[0].memref.size);
	if (res)
		return res;

	TEE_GenerateRandom(random, sizeof(random));
	res = rst_result(rst_pad_init(&pad, &picture, random));
	if (res)
		return res;
	if (!fits(&picture, params[0].memref.size))
		return TEE_ERROR_SHORT_BUFFER;

	message.width = picture.width;
	message.height = picture.height;
	res = draw(&pad, params[0].memref.buffer, picture.stride,
		   message.digest);

	if (!res)
		res = seal(&message);
	/*
	 * The last picture's time is over, also without a next one; and
	 * a session with a dead application stays dead.
	 */
	if (res)
		close_display();

	return res;
}

TEE_Result TA_InvokeCommandEntryPoint(void *session, uint32_t command,
				      uint32_t types, TEE_Param params[4])
{
	(void)session;
	if (command == RST_UI_CMD_SHOW)
		return show(types, params);

	return TEE_ERROR_NOT_SUPPORTED;
}
