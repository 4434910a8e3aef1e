/* SPDX-License-Identifier: GPL-2.0-only */
/* What the machine says: sysfs, debugfs, tracefs, and the system calls */
#ifndef BOOKS_SYSTEM_H
#define BOOKS_SYSTEM_H

#include "model.h"

extern const char *const heap_names[HEAPS];

bool system_open(void);
/* Of the test's device, see rst_testpool.ko: 0 or -errno. */
int importer_write(const char *name, long long value);
int limit_write(int heap, uint64_t limit);
long long pool_size(void);

void system_settle(void);
int system_alloc(int heap, uint64_t size);
int system_alloc_fault(int heap, uint64_t size);
int tee_alloc(int heap, uint64_t size);
int tee_register(int dmabuf);
int drm_open(void);
int drm_import(int drm, int dmabuf, uint32_t *handle);
int drm_drop(int drm, uint32_t handle);
/* 0 where fdinfo says that @fd is a buffer of that heap and size. */
int fdinfo_check(int fd, int heap, uint64_t size);

struct books books_read(int heap);
/* Compare; both say what differs. */
bool books_match(const struct model *model);
bool debugfs_match(const struct model *model);
/* Also forgets the events, the model's as well. False: they differ. */
bool events_match(struct model *model, bool compare);

#endif /* BOOKS_SYSTEM_H */
