// SPDX-License-Identifier: LGPL-2.1-or-later
/* rstctl firewall: can the normal world read restricted memory? */
#include <dirent.h>
#include <errno.h>
#include <fcntl.h>
#include <getopt.h>
#include <stdbool.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <unistd.h>

#include <rstmem.h>

#include "json.h"
#include "rstctl.h"
#include "supplier.h"

#define POOLS "/sys/class/rstmem_pool"

/* 1 is a leak, and 2 is wrong usage, as everywhere. */
#define STATUS_UNKNOWN 3

struct pool {
	char *dir;	/* pool0 */
	char name[64], heaps[128], result[16], detail[256];
	char dma[16], dma_detail[256];	/* by DMA engines alone */
};

static int read_file(int dir, const char *name, char *text, size_t size)
{
	int fd = openat(dir, name, O_RDONLY | O_CLOEXEC);
	ssize_t length;

	if (fd < 0)
		return -1;
	length = read(fd, text, size - 1);
	close(fd);
	if (length < 0)
		return -1;
	text[length] = '\0';
	text[strcspn(text, "\n")] = '\0';
	return 0;
}

static int ask(int dir)
{
	static const char check[] = "check";
	int fd = openat(dir, "firewall", O_WRONLY | O_CLOEXEC);
	int ret;

	if (fd < 0)
		return -1;
	ret = write(fd, check, strlen(check)) < 0 ? -1 : 0;
	close(fd);
	return ret;
}

static const char *why_not(int error)
{
	switch (error) {
	case ENOPKG:
		return "rst_firewall.ko can't be loaded";
	case ENOENT:
		return "this rstmem.ko doesn't know how to; update it";
	case EACCES:
	case EPERM:
		return "only root may ask; run it as root";
	default:
		return strerror(error);
	}
}

static void set_unknown(struct pool *pool, int error)
{
	strcpy(pool->result, "unknown");
	snprintf(pool->detail, sizeof(pool->detail), "%s", why_not(error));
	strcpy(pool->dma, pool->result);
	strcpy(pool->dma_detail, pool->detail);
}

/*
 * One that has been unregistered is no pool any more; of any other that can't be
 * read, nothing is known.
 */
static int not_read(struct pool *pool)
{
	if (errno == ENOENT || errno == ENODEV)
		return -1;
	set_unknown(pool, errno);
	if (!*pool->name)
		snprintf(pool->name, sizeof(pool->name), "%s", pool->dir);
	if (!*pool->heaps)
		strcpy(pool->heaps, "unknown");
	return 0;
}

/* An older rstmem.ko asks no engine. */
static void read_dma(int dir, struct pool *pool)
{
	if (!read_file(dir, "protected_dma", pool->dma, sizeof(pool->dma)) &&
	    !read_file(dir, "firewall_dma", pool->dma_detail,
		       sizeof(pool->dma_detail)))
		return;
	strcpy(pool->dma, "unknown");
	snprintf(pool->dma_detail, sizeof(pool->dma_detail), "%s",
		 why_not(errno));
}

/* Return: 0, or -1: it has been unregistered. */
static int look_in(int dir, struct pool *pool)
{
	if (read_file(dir, "name", pool->name, sizeof(pool->name)) ||
	    read_file(dir, "heaps", pool->heaps, sizeof(pool->heaps)))
		return not_read(pool);
	if (ask(dir) ||
	    read_file(dir, "protected", pool->result, sizeof(pool->result)) ||
	    read_file(dir, "firewall", pool->detail, sizeof(pool->detail)))
		set_unknown(pool, errno);
	else
		read_dma(dir, pool);
	return 0;
}

static int look(int pools, struct pool *pool)
{
	int dir = openat(pools, pool->dir, O_RDONLY | O_DIRECTORY | O_CLOEXEC);
	int err;

	if (dir < 0)
		return not_read(pool);
	err = look_in(dir, pool);
	close(dir);
	return err;
}

static int is_pool(const struct dirent *entry)
{
	return entry->d_name[0] != '.';
}

static int status_of(const struct pool *pool)
{
	if (!strcmp(pool->result, "protected"))
		return 0;
	return strcmp(pool->result, "leaks") ? STATUS_UNKNOWN : 1;
}

/* A leak is worse than not to know of another pool. */
static int worse(int status, int other)
{
	if (status == 1 || other == 1)
		return 1;
	return status ? status : other;
}

static void print_pool(const struct pool *pool)
{
	printf("%-10s %s, for %s: %s\n", pool->result, pool->name, pool->heaps,
	       pool->detail);
	printf("  by DMA: %s: %s\n", pool->dma, pool->dma_detail);
}

static void print_json(const struct pool *pool, const char *comma)
{
	printf("%s\n  {", comma);
	json_string(stdout, "pool", pool->dir);
	printf(", ");
	json_string(stdout, "name", pool->name);
	printf(", ");
	json_string(stdout, "heaps", pool->heaps);
	printf(", ");
	json_string(stdout, "result", pool->result);
	printf(", ");
	json_string(stdout, "detail", pool->detail);
	printf(", ");
	json_string(stdout, "dma", pool->dma);
	printf(", ");
	json_string(stdout, "dma_detail", pool->dma_detail);
	putchar('}');
}

static int look_at_all(int pools, struct dirent **entries, int count, bool json)
{
	const char *comma = "";
	int status = 0, i;

	if (json)
		putchar('[');
	for (i = 0; i < count; i++) {
		struct pool pool = { .dir = entries[i]->d_name };

		/* it may have been unregistered */
		if (look(pools, &pool))
			continue;
		if (json)
			print_json(&pool, comma);
		else
			print_pool(&pool);
		fflush(stdout);
		comma = ",";
		status = worse(status, status_of(&pool));
	}
	if (json)
		puts("\n]");
	return *comma ? status : STATUS_UNKNOWN;
}

static int parse(int argc, char **argv, bool *json)
{
	static const struct option known[] = {
		{ "json", no_argument, NULL, 'j' },
		{ }
	};
	int c;

	opterr = 0;
	while ((c = getopt_long(argc, argv, "", known, NULL)) != -1) {
		if (c != 'j')
			return usage_error(&firewall_command,
					   "unknown option '%s'",
					   argv[optind - 1]);
		*json = true;
	}
	if (optind < argc)
		return usage_error(&firewall_command,
				   "unexpected argument '%s'", argv[optind]);
	return 0;
}

static void say_no_pools(void)
{
	if (addon_lacks_heap())
		no_kernels_heap();
	else if (rstmem_kernel_supplies())
		fail("the heaps are " KERNELS_OWN ", which lets nobody look for a pattern in their memory: whether the normal world can read it is unknown");
	else
		fail("no pools: rstmem.ko is not loaded, or the TEE has no restricted memory");
}

static int run(int argc, char **argv)
{
	struct dirent **entries = NULL;
	int pools, count, status, i;
	bool json = false;

	status = parse(argc, argv, &json);
	if (status)
		return status;
	pools = open(POOLS, O_RDONLY | O_DIRECTORY | O_CLOEXEC);
	count = pools < 0 ? 0 : scandir(POOLS, &entries, is_pool, alphasort);
	if (count <= 0) {
		say_no_pools();
		status = STATUS_UNKNOWN;
	} else {
		status = look_at_all(pools, entries, count, json);
	}
	for (i = 0; i < count; i++)
		free(entries[i]);
	free(entries);
	if (pools >= 0)
		close(pools);
	return status;
}

const struct command firewall_command = {
	.name = "firewall",
	.run = run,
	.help = "rstctl firewall [--json]\n"
		"    Find out whether the normal world can read restricted memory. Root only.\n"
		"    Exit status: 0 (all protected), 1 (some leaks), 3 (unknown, or no pools).\n",
};
