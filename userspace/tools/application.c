// SPDX-License-Identifier: LGPL-2.1-or-later
/* The trusted application that holds the keys, as the commands see it */
#include "application.h"
#include "rstctl.h"

const char *application_hint(enum cenc_status status)
{
	switch (status) {
	case CENC_NO_TEE:
		return "is optee.ko loaded, and OP-TEE in the firmware?";
	case CENC_NO_ACCESS:
		return "try as root, or see 'rstctl check'";
	case CENC_NO_TA:
		return "the firmware was built without it, or tee-supplicant does not find it";
	case CENC_NO_COMMAND:
		return "it was not built for a laboratory, or is older than rstctl";
	case CENC_BAD_REQUEST:
		return "it speaks another version of the protocol than rstctl";
	case CENC_BUSY:
		return "each player, and each run of rstctl, is one";
	case CENC_TA_DIED:
		return "its keys are gone with it";
	default:
		return NULL;
	}
}

const char *usage_name(uint32_t usage)
{
	switch (usage) {
	case RST_CENC_USAGE_PLAY:
		return "playing";
	case RST_CENC_USAGE_RECORD:
		return "recording";
	case RST_CENC_USAGE_AUDIO:
		return "sound";
	default:
		return "unknown";
	}
}

int application_failed(const char *what, enum cenc_status status)
{
	const char *hint = application_hint(status);

	/* The status says what came of a sample; here there is none. */
	if (status == CENC_BAD_REQUEST)
		return fail("%s: the trusted application does not understand: %s",
			    what, hint);
	return fail("%s: %s%s%s", what, cenc_status_text(status),
		    hint ? ": " : "", hint ? hint : "");
}
