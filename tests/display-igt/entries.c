// SPDX-License-Identifier: GPL-2.0-only
#include <errno.h>
#include <fcntl.h>
#include <fts.h>
#include <limits.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <sys/mount.h>
#include <sys/stat.h>
#include <sys/sysmacros.h>
#include <unistd.h>

#include "entries.h"
#include "igt.h"

/* Far more than there is to say of a display */
#define MAX_LENGTH (1 << 20)

static char folder_path[PATH_MAX];

static unsigned int minor_of(const struct display *display)
{
	struct stat stat;

	need(!fstat(display->fd, &stat), "stat: %s", strerror(errno));
	return minor(stat.st_rdev);
}

const char *debugfs_of(const struct display *display)
{
	/* Mounted already is as good. */
	mount("debugfs", "/sys/kernel/debug", "debugfs", 0, NULL);
	snprintf(folder_path, sizeof(folder_path), "/sys/kernel/debug/dri/%u",
		 minor_of(display));
	return folder_path;
}

const char *sysfs_of(const struct display *display)
{
	char link[64];

	snprintf(link, sizeof(link), "/sys/dev/char/226:%u",
		 minor_of(display));
	need(realpath(link, folder_path), "%s: %s", link, strerror(errno));
	return folder_path;
}

/* What the kernel has no answer to at times, and what it says instead */
static const struct silence {
	const char *name;
	int error;
} silences[] = {
	/* where the device does not sleep by itself */
	{ "/power/autosuspend_delay_ms", EIO },
	/* of a CRTC that is off */
	{ "/crc/data", EIO },
	/* of a connector that has no monitor, as one for writeback never has */
	{ "/output_bpc", ENODEV },
	{ "/vrr_range", ENODEV },
};

static bool has_nothing(const char *path)
{
	const char *end = path + strlen(path);

	for (size_t i = 0; i < ARRAY_SIZE(silences); i++) {
		const struct silence *silence = &silences[i];
		size_t length = strlen(silence->name);

		if (errno == silence->error && end - path > (long)length &&
		    !strcmp(end - length, silence->name))
			return true;
	}
	return false;
}

static void read_to_end(const char *path)
{
	static char text[65536];
	size_t total = 0;
	ssize_t length;
	int fd;

	fd = open(path, O_RDONLY | O_NONBLOCK | O_CLOEXEC);
	if (fd < 0 && has_nothing(path))
		return;
	need(fd >= 0, "open %s: %s", path, strerror(errno));
	while ((length = read(fd, text, sizeof(text))) > 0) {
		total += length;
		need(total <= MAX_LENGTH, "%s does not end", path);
	}
	need(!length || errno == EAGAIN || has_nothing(path), "read %s: %s",
	     path, strerror(errno));
	close(fd);
}

void entries_read(const char *folder)
{
	char *const folders[] = { (char *)folder, NULL };
	FTS *tree = fts_open(folders, FTS_PHYSICAL | FTS_COMFOLLOW |
			     FTS_NOCHDIR, NULL);
	unsigned int count = 0;
	FTSENT *entry;

	need(tree, "%s: %s", folder, strerror(errno));
	while ((entry = fts_read(tree)) != NULL) {
		need(entry->fts_info != FTS_ERR && entry->fts_info != FTS_DNR &&
		     entry->fts_info != FTS_NS, "%s: %s", entry->fts_path,
		     strerror(entry->fts_errno));
		/* There are some to be written only. */
		if (entry->fts_info != FTS_F ||
		    !(entry->fts_statp->st_mode & 0444))
			continue;
		read_to_end(entry->fts_path);
		count++;
	}
	fts_close(tree);
	need(count, "%s has no files", folder);
}
