// SPDX-License-Identifier: LGPL-2.1-or-later
/* rstctl check: the TEE's device */
#include <errno.h>
#include <fcntl.h>
#include <stdbool.h>
#include <stdio.h>
#include <string.h>
#include <unistd.h>

#include <rstmem.h>

#include "check.h"

#define WHAT "tee"
#define MAX_TEES 16
#define RULE "SUBSYSTEM==\"tee\", KERNEL==\"tee[0-9]*\", GROUP=\"video\", MODE=\"0660\""

static void say_refuses(const char *node)
{
	if (check_is_addon())
		check_missing(WHAT, "%s takes no buffers of the kernel's own heaps: they are another TEE's, or there are none",
			      node);
	else
		check_missing(WHAT, "%s takes no restricted buffers: the TEE core is not rstmem's, or OP-TEE was built without CFG_SECURE_DATA_PATH=y",
			      node);
}

static void say_unknown(const char *node, int error)
{
	if (error == ENOMEM)
		check_unknown(WHAT, "whether %s takes buffers of the kernel's own heaps: they have no memory to try it with",
			      node);
	else
		check_unknown(WHAT, "whether %s takes buffers of the kernel's own heaps: they give no memory to try it with: %s",
			      node, strerror(error));
}

/* Whether that is all there is to say; @last: of no other there is more. */
static bool check_device(const char *node, bool last)
{
	int fd = check_open(WHAT, node, O_RDWR, RULE);
	int takes, error;

	if (fd < 0)
		return true;
	takes = rstmem_tee_takes_restricted(fd);
	error = errno;
	close(fd);
	if (takes == 1)
		check_ok(WHAT, "%s takes restricted buffers, from this user",
			 node);
	else if (takes < 0)
		say_unknown(node, error);
	else if (last)
		say_refuses(node);
	return takes;
}

static bool tee_node(int index, char *node, size_t size)
{
	snprintf(node, size, "/dev/tee%d", index);
	return !access(node, F_OK);
}

/* The first that takes them, as librstmem does; else what the last one lacks. */
void check_tee(void)
{
	char nodes[MAX_TEES][16];
	int count = 0, i;

	for (i = 0; i < MAX_TEES; i++)
		count += tee_node(i, nodes[count], sizeof(nodes[count]));
	for (i = 0; i < count; i++)
		if (check_device(nodes[i], i == count - 1))
			return;
	if (!count)
		check_missing(WHAT, "there is no /dev/tee0: load optee.ko; dmesg says if the firmware has no OP-TEE, or its device tree no node for it");
}
