// SPDX-License-Identifier: BSD-2-Clause
#include <tee_internal_api.h>

#include "../../panel.h"
#include "../common/semihosting.h"
#include "cable.h"

enum cable_state {
	CABLE_UNPLUGGED,
	CABLE_PLUGGED,
	CABLE_BROKEN,
};

static enum cable_state state;
static int64_t file;
static uint64_t position;	/* of the next byte */
static uint64_t frame;		/* of the frame's first byte */

/* Frames of an instance before this one stay: tests judge those, too. */
static enum rst_status plug(void)
{
	int64_t size;

	IMSG("opening the panel's cable, host file " RST_PANEL_FILE
	     "; an undefined instruction now means no semihosting");
	file = rst_semihosting_keep(RST_PANEL_FILE);
	size = file < 0 ? -1 : rst_semihosting_size(file);
	if (size < 0 || !rst_semihosting_seek(file, size)) {
		EMSG("the host does not let " RST_PANEL_FILE " be written");
		if (file >= 0)
			rst_semihosting_close(file);
		return RST_NO_CABLE;
	}
	state = CABLE_PLUGGED;
	position = size;

	return RST_OK;
}

/*
 * Half a frame is in the file, and none of it can be taken back. Its beginning
 * is overwritten with how much of it is to be skipped.
 */
static enum rst_status mend(void)
{
	struct rst_panel_cut cut = { .magic = RST_PANEL_CUT };
	uint64_t end = frame + sizeof(cut);

	if (position > end)
		end = position;
	cut.size = end - frame - sizeof(cut);
	if (!rst_semihosting_seek(file, frame) ||
	    rst_semihosting_write(file, &cut, sizeof(cut)) != sizeof(cut) ||
	    !rst_semihosting_seek(file, end))
		return RST_NO_CABLE;
	state = CABLE_PLUGGED;
	position = end;

	return RST_OK;
}

enum rst_status disp_cable_begin(void)
{
	enum rst_status status = RST_OK;

	if (state == CABLE_UNPLUGGED)
		status = plug();
	else if (state == CABLE_BROKEN)
		status = mend();
	frame = position;

	return status;
}

bool disp_cable_is_whole(void)
{
	return state == CABLE_PLUGGED;
}

static enum rst_status cable_write(void *priv, const void *data, size_t size)
{
	size_t written;

	(void)priv;
	if (state != CABLE_PLUGGED)
		return RST_NO_CABLE;

	written = rst_semihosting_write(file, data, size);
	position += written;
	if (written != size) {
		EMSG("the host took %zu of %zu bytes of " RST_PANEL_FILE,
		     written, size);
		state = CABLE_BROKEN;
		return RST_NO_CABLE;
	}

	return RST_OK;
}

const struct rst_cable disp_cable = { .write = cable_write };

/* Of half a frame, the next instance would not know where it began. */
void disp_cable_close(void)
{
	if (state == CABLE_BROKEN)
		mend();
	if (state != CABLE_UNPLUGGED)
		rst_semihosting_close(file);
}
