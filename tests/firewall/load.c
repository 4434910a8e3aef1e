// SPDX-License-Identifier: GPL-2.0-only
/*
 * Asks rst_attack.ko to load a word from a physical address: load ADDRESS
 *
 * Exit status 0 means that the load worked.
 */
#include <fcntl.h>
#include <stdio.h>
#include <stdlib.h>
#include <sys/ioctl.h>

#include "modules/attack/rst_attack.h"

int main(int argc, char **argv)
{
	struct rst_attack attack = { 0 };
	int fd = open("/dev/rst_attack", O_RDWR);

	if (argc < 2 || fd < 0)
		return 2;
	attack.address = strtoull(argv[1], NULL, 0);
	if (ioctl(fd, RST_ATTACK_LOAD, &attack) || attack.result)
		return 1;
	printf("loaded %#llx\n", (unsigned long long)attack.value);
	return 0;
}
