// SPDX-License-Identifier: GPL-2.0-only
#include <string.h>
#include <sys/ioctl.h>

#include "lib/v4l2.h"
#include "fault.h"
#include "plain.h"

static int plain_fd;
static const struct plain *plain;

static int act_plain(void)
{
	static char copy[1 << _IOC_SIZEBITS];

	memcpy(copy, plain->argument, _IOC_SIZE(plain->request));
	return device_ioctl(plain_fd, plain->request, copy);
}

void plain_calls(int fd, const struct plain *calls, size_t count)
{
	plain_fd = fd;
	for (plain = calls; plain < calls + count; plain++) {
		struct fault_call call = {
			plain->name, act_plain, undo_nothing
		};

		fault_run(&call);
	}
}
