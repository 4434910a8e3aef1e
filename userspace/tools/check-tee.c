// SPDX-License-Identifier: LGPL-2.1-or-later
/* rstctl check: the TEE's device */
#include <fcntl.h>
#include <stdio.h>
#include <unistd.h>

#include <rstmem.h>

#include "check.h"

#define WHAT "tee"
#define MAX_TEES 16
#define RULE "SUBSYSTEM==\"tee\", KERNEL==\"tee[0-9]*\", GROUP=\"video\", MODE=\"0660\""

static void check_device(const char *node)
{
	int fd = check_open(WHAT, node, O_RDWR, RULE);

	if (fd < 0)
		return;
	if (rstmem_tee_takes_restricted(fd))
		check_ok(WHAT, "%s takes restricted buffers, from this user",
			 node);
	else if (check_is_addon())
		check_missing(WHAT, "%s takes no buffers of the kernel's own heaps: they are another TEE's, or there are none",
			      node);
	else
		check_missing(WHAT, "%s takes no restricted buffers: the TEE core is not rstmem's, or OP-TEE was built without CFG_SECURE_DATA_PATH=y",
			      node);
	close(fd);
}

void check_tee(void)
{
	char node[32];
	int i;

	for (i = 0; i < MAX_TEES; i++) {
		snprintf(node, sizeof(node), "/dev/tee%d", i);
		if (access(node, F_OK))
			continue;
		check_device(node);
		return;
	}
	check_missing(WHAT, "there is no /dev/tee0: load optee.ko; dmesg says if the firmware has no OP-TEE, or its device tree no node for it");
}
