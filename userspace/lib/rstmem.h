/* SPDX-License-Identifier: LGPL-2.1-or-later */
/*
 * librstmem: TEE-restricted memory for user space
 *
 * Restricted memory is handed out as dma-bufs that no CPU can read: there is
 * nothing to map. This library allocates them, makes them known to the TEE,
 * tells what a buffer is for, and reads the heaps' books.
 *
 * Errors: functions that return int return -1 and set errno, functions that
 * return a pointer return NULL and set errno; the errno values that mean
 * something to a caller are listed at each function. After an error nothing is
 * left open or allocated. A pointer that must not be NULL, and is, is EINVAL;
 * functions that only read a field of an object answer 0 or NULL for NULL.
 *
 * The kernel's own heaps: some kernels have protected heaps themselves
 * (CONFIG_TEE_DMABUF_HEAPS, Linux 6.18 on). This library works on those, too,
 * except for what they lack: books, policy, waiting and reservations. The
 * functions for these fail with EOPNOTSUPP there; rstmem_heap_supplier() tells
 * beforehand.
 *
 * Ownership: every file descriptor that is returned is the caller's, is
 * close-on-exec, and is given back with close(). Objects have their own
 * function to free them, which takes NULL.
 *
 * Threads: an object may be used by several threads, except for freeing it.
 *
 * Growth: a program that was built with this header runs with later libraries
 * of the same soname. Objects are opaque; the one structure that a caller has
 * himself only grows at its end, and its size is handed over with it. Functions
 * have the version of the library that brought them (librstmem.map).
 */
#ifndef RSTMEM_H
#define RSTMEM_H

#include <stddef.h>
#include <stdint.h>
#include <sys/types.h>

#ifdef __cplusplus
extern "C" {
#endif

enum rstmem_use_case {
	RSTMEM_SECURE_VIDEO = 1,
	RSTMEM_TRUSTED_UI = 2,
	RSTMEM_SECURE_VIDEO_RECORD = 3,
};

/*
 * "secure-video", "trusted-ui", "secure-video-record"; NULL for anything that
 * is not a use-case. The string is constant.
 */
const char *rstmem_use_case_name(enum rstmem_use_case use_case);

/*
 * The use-case of a name as above, or of a heap's ("protected,secure-video").
 * -1: EINVAL (no such use-case).
 */
int rstmem_use_case_from_name(const char *name);

enum rstmem_supplier {
	RSTMEM_SUPPLIER_RSTMEM = 1,	/* rstmem.ko */
	RSTMEM_SUPPLIER_KERNEL = 2,	/* the kernel itself */
};

/*
 * Whose the heap for a use-case is; one may be there and the other not. What the
 * kernel's heaps lack is in docs/addon.md: besides the functions that fail, no
 * device is kept from attaching, and memory is not cleared for its next owner.
 * -1: EINVAL (use-case), ENOENT (no such heap).
 */
int rstmem_heap_supplier(enum rstmem_use_case use_case);

/*
 * Are this machine's heaps the kernel's own? 1: at least one is, and none is
 * rstmem's. 0: they are rstmem's, or there are none. What is missing for a
 * use-case then is not a module. Leaves errno alone.
 */
int rstmem_kernel_supplies(void);

/* A heap that is open for allocations. */
struct rstmem_heap;

/*
 * Errors: EINVAL (use-case), ENOENT (no such heap: rstmem.ko is not loaded or
 * no TEE has lent it memory; or the kernel's own TEE driver has none for this
 * use-case), EACCES (permissions of the device node), ENOMEM.
 */
struct rstmem_heap *rstmem_heap_open(enum rstmem_use_case use_case);
void rstmem_heap_close(struct rstmem_heap *heap);

enum rstmem_use_case rstmem_heap_use_case(const struct rstmem_heap *heap);

/*
 * Allocates a buffer of at least size bytes (rounded up to pages) and returns
 * its dma-buf. The buffer outlives the heap object. Errors: EINVAL (size is 0
 * or absurd), ENOMEM (pool or limit exhausted), ENODEV (the pool has gone
 * away: open the heap anew), EIO (the driver of the pool failed).
 */
int rstmem_heap_alloc(struct rstmem_heap *heap, size_t size);

/*
 * The same, but where memory is lacking it waits until others give some back:
 * timeout_ms milliseconds, or for ever if that is negative. The first attempt is
 * made at once. Errors: as above, ENOMEM after the timeout; EINTR (a signal came
 * while it waited); ENOENT (rstmem.ko is older than 0.2: it tells nobody);
 * EOPNOTSUPP (neither do the kernel's own heaps).
 */
int rstmem_heap_alloc_wait(struct rstmem_heap *heap, size_t size,
			   int timeout_ms);

/*
 * Reserves count buffers of at least size bytes each, or none, for allocations
 * through this heap object: rstmem_heap_alloc() of the same size takes them, one
 * by one, and cannot fail for want of memory. What is left is given back by
 * rstmem_heap_close(). May be called again, for more or for other sizes. Errors:
 * ENOSPC (there is less, or in smaller pieces), EINVAL (size or count), ENODEV,
 * ENOTTY (rstmem.ko is older than 0.2), EOPNOTSUPP (the kernel's own heaps).
 */
int rstmem_heap_reserve(struct rstmem_heap *heap, size_t size,
			unsigned int count);

/*
 * What a heap has given out; in bytes where nothing else is said. A module that
 * does not keep one of these books yet has 0 in it, or what is said below.
 */
struct rstmem_books {
	uint64_t size;		/* of the pools */
	uint64_t bytes;		/* in use */
	uint64_t buffers;	/* in use, a number */
	uint64_t high_water;
	uint64_t failures;	/* allocations that failed, a number */
	uint64_t refused;	/* attachments denied, a number */
	uint64_t quarantined;	/* of the pools, until the TEE has cleared them */
	uint64_t limit;		/* 0: none */
	uint64_t minimum;	/* kept for this heap */
	/* or else what limit and size leave */
	uint64_t room;		/* not in use, nor kept for others */
	uint64_t largest;	/* of that, in one piece */
	uint64_t reserved;	/* of bytes, not allocated yet */
	uint64_t user_limit;	/* for each user; 0: none */
	/* later versions go on here */
};

/*
 * size is sizeof(*books). A library that knows more than the caller leaves that
 * out, one that knows less writes 0 into the rest; after an error books is as it
 * was. Errors: EINVAL (use-case, or a size below that of the structure above),
 * ENOENT (no such heap), EOPNOTSUPP (it is the kernel's own), EIO (not
 * understood).
 */
int rstmem_books_read(enum rstmem_use_case use_case,
		      struct rstmem_books *books, size_t size);

/* What an administrator says of a device that would attach to buffers. */
enum rstmem_verdict {
	RSTMEM_ALLOW,	/* it may */
	RSTMEM_DENY,	/* it may not, whatever its driver says */
	RSTMEM_FORGET,	/* its driver decides */
	RSTMEM_ALLOW_PAGES,	/* it may, and its driver sees the pages */
};

/*
 * device is "BUS/DEVICE" or a path below /sys/devices, as in the kernel's
 * contract. Lasts until the device goes. Errors: EINVAL (use-case, verdict, or
 * not a name), ENODEV (no such device), ENOENT (rstmem.ko is not loaded),
 * EOPNOTSUPP (the kernel's own heaps: any device may attach), EACCES or EPERM
 * (not root).
 */
int rstmem_policy_decide(enum rstmem_use_case use_case,
			 enum rstmem_verdict verdict, const char *device);

/*
 * The devices that may attach (RSTMEM_ALLOW: "BUS/DEVICE", then "driver",
 * "administrator" or both, then "pages" if its driver sees them) or are denied
 * (RSTMEM_DENY: "BUS/DEVICE"), a line each; to be freed with free(). Errors:
 * EINVAL (use-case, or another verdict), ENOENT, EOPNOTSUPP, EACCES, ENOMEM.
 */
char *rstmem_policy_list(enum rstmem_use_case use_case,
			 enum rstmem_verdict verdict);

/* What a dma-buf is. */
struct rstmem_info;

/*
 * Describes descriptor fd of process pid; pid 0 is the caller. Any dma-buf can
 * be described, restricted or not. Errors: EBADF (not open, or no such
 * process), EINVAL (not a dma-buf), EACCES (somebody else's process), ENOMEM.
 */
struct rstmem_info *rstmem_describe(pid_t pid, int fd);
void rstmem_info_free(struct rstmem_info *info);

uint64_t rstmem_info_size(const struct rstmem_info *info);
/*
 * The exporter's name, "rstmem:secure-video" for example, or "tee" for all of
 * the kernel's own heaps; lives with info.
 */
const char *rstmem_info_exporter(const struct rstmem_info *info);
/*
 * 1: no CPU may read the buffer, as it is from a heap of rstmem's or the
 * kernel's own. 0: it is ordinary memory, or another exporter's. The exporter
 * alone decides, not the name that a process gave the buffer.
 */
int rstmem_info_is_restricted(const struct rstmem_info *info);
/*
 * A use-case, or 0: the buffer is not restricted, or it is of one of several
 * heaps of the kernel's own. Where /sys does not show which of these there are,
 * RSTMEM_SECURE_VIDEO.
 */
int rstmem_info_use_case(const struct rstmem_info *info);

/*
 * Opens the first TEE device that takes restricted buffers, or the only one if
 * nobody can tell (below). Errors: ENODEV (no TEE device), EOPNOTSUPP (there are,
 * but none of them takes restricted buffers), EACCES; and if there are several,
 * and nobody can tell, what rstmem_tee_takes_restricted() fails with.
 */
int rstmem_tee_open(void);

/*
 * Does the TEE device take restricted buffers? 1 or 0. On the kernel's own
 * heaps, this tries it with a page of memory. -1: nobody can tell, as there was
 * none to try it with: ENOMEM (the heaps are exhausted: try again when they have
 * memory), EACCES (this user may not open them), ENODEV (the TEE behind them has
 * gone), EMFILE, ENFILE. EBADF: it is no device's.
 */
int rstmem_tee_takes_restricted(int tee_fd);

/*
 * Registers a restricted dma-buf with the TEE behind tee_fd. Returns a
 * descriptor that holds the registration; id names the memory in memory
 * references, size is the buffer's (either may be NULL). The dma-buf's own
 * descriptor may be closed. Errors: EBADF, EINVAL (not a restricted buffer of
 * this TEE), EACCES, ENODEV, ENOMEM.
 *
 * Who works with a TEEC_Context calls TEEC_RegisterSharedMemoryFileDescriptor()
 * of libteec instead, which ends in the same ioctl.
 */
int rstmem_tee_register(int tee_fd, int dmabuf_fd, int32_t *id, size_t *size);

/*
 * Allocates from the TEE device: returns the dma-buf, which is registered as
 * long as it lives; id is its name in memory references, size is rounded up
 * to pages. Errors: EINVAL (size, use-case), EBADF, ENOMEM, ENODEV, EOPNOTSUPP
 * (the device is no TEE's, or this TEE has no restricted memory to give).
 */
int rstmem_tee_alloc(int tee_fd, enum rstmem_use_case use_case, size_t *size,
		     int32_t *id);

#ifdef __cplusplus
}
#endif

#endif /* RSTMEM_H */
