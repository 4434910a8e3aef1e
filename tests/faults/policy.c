// SPDX-License-Identifier: GPL-2.0-only
/* Faults while the administrator says who may attach */
#include <errno.h>
#include <fcntl.h>
#include <stdio.h>
#include <string.h>
#include <unistd.h>

#include "lib/heap.h"
#include "fault.h"

/* Its driver allows it another heap than this. */
#define DEVICE		"auxiliary/rst_engine.cam.0"

static int allow, deny, forget;

static int verdict_open(const char *file)
{
	char path[64];

	snprintf(path, sizeof(path), "/sys/class/rstmem/%s/%s", heaps[0].name,
		 file);
	return open(path, O_WRONLY | O_CLOEXEC);
}

static int verdict_write(int file)
{
	return result_of(pwrite(file, DEVICE, strlen(DEVICE), 0));
}

static int act_allow(void)
{
	return verdict_write(allow);
}

static int act_deny(void)
{
	return verdict_write(deny);
}

static int act_forget(void)
{
	return verdict_write(forget);
}

static void undo_verdict(int result)
{
	(void)result;
	act_forget();
}

static void undo_forget(int result)
{
	(void)result;
	act_allow();
}

int main(int argc, char **argv)
{
	static const struct fault_call calls[] = {
		{ "a device is allowed", act_allow, undo_verdict },
		{ "a device is denied", act_deny, undo_verdict },
	};
	static const struct fault_call forgetting = {
		"a verdict is forgotten", act_forget, undo_forget
	};

	tap_start(argc, argv);
	if (!fault_begin())
		return tap_done();
	allow = verdict_open("allow");
	deny = verdict_open("deny");
	forget = verdict_open("forget");
	fault_run(&calls[0]);
	fault_run(&calls[1]);
	if (tap(act_allow() >= 0, "a verdict"))
		fault_run(&forgetting);
	act_forget();
	return tap_done();
}
