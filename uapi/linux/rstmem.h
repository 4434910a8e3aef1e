/* SPDX-License-Identifier: GPL-2.0-only WITH Linux-syscall-note */
/*
 * rstmem: TEE-restricted memory, the contract with user space
 *
 * Restricted memory cannot be read or written by any CPU in the normal
 * world; the TEE's firewall refuses it. It is handed out as dma-bufs.
 *
 * 1. Allocating from a heap
 *
 *	/dev/dma_heap/protected,secure-video		secure video playback
 *	/dev/dma_heap/protected,trusted-ui		trusted user interface
 *	/dev/dma_heap/protected,secure-video-record	secure video recording
 *
 *    take DMA_HEAP_IOCTL_ALLOC of <linux/dma-heap.h>, unchanged. Sizes are
 *    rounded up to pages. Errors: EINVAL (size 0 or absurd, unknown flags),
 *    ENOMEM (the pool or the heap's limit is exhausted), ENODEV (the pool
 *    behind the heap has gone away).
 *
 *    The dma-buf that comes back has no mmap, no read, no write, no CPU
 *    access: those operations do not exist for it. Its fdinfo names the
 *    exporter, "rstmem:secure-video" and so on, which is how a process asks
 *    what a buffer is for.
 *
 * 2. Books
 *
 *    /sys/class/rstmem/HEAP/, where HEAP is what follows "protected," in the
 *    node's name, holds for each heap: use_case, size (bytes the pool has in
 *    all; 0 without a pool), bytes and buffers in use, high_water (bytes),
 *    failures (valid requests that were not served), refused (attachments
 *    denied), quarantined (bytes of the pool that are not handed out before
 *    the TEE has cleared them), limit (bytes, writable; 0 is "no limit").
 *    Numbers are decimal. Pools may come and go; the books, and the limit,
 *    stay.
 *
 *    Beside them is who may attach devices to the heap's buffers: nobody, but
 *    for the devices whose driver says so in the kernel, and those that the
 *    administrator names. What the administrator says weighs more.
 *
 *	allow	the devices that may attach, a line each: BUS/DEVICE, then
 *		"driver", "administrator" or both, who allows it. To write a
 *		device's name allows it.
 *	deny	the devices that may not, whatever their drivers say, a line
 *		each: BUS/DEVICE. To write a device's name denies it.
 *	forget	to write a device's name takes back what was written to allow
 *		or deny: the driver decides again. Cannot be read.
 *
 *    A name is BUS/DEVICE ("platform/rst-vdec", "pci/0000:00:02.0": names below
 *    /sys/bus/BUS/devices), or the device's path, with or without /sys
 *    ("/devices/platform/rst-vdec", as udevadm info -q path prints it). What
 *    was written lasts until the device or the module goes; a device that comes
 *    under the same name later is another one. Where sysfs has no room for the
 *    whole list, the last line is "...".
 *
 *    The files are root's alone, and writing takes CAP_SYS_ADMIN (EPERM). Other
 *    errors: EINVAL (not a name as above), ENODEV (no such device, or it is on
 *    no bus), ENOMEM.
 *
 *    A device that may not attach gets EACCES; it is counted (refused), and the
 *    trace event rstmem:rstmem_refused names it. A device that was denied while
 *    it was attached keeps what it has mapped, and maps nothing any more.
 *
 * 3. Registering a restricted buffer with the TEE: TEE_IOC_SHM_REGISTER_FD
 *
 *    On a TEE device. @fd is a restricted dma-buf of that TEE, @flags must be
 *    0. The call returns a new file descriptor that holds the shared memory;
 *    @size and @id are filled in, @id goes into memory references of
 *    TEE_IOC_INVOKE. The dma-buf's fd may be closed at once; closing the
 *    returned fd releases everything. Both may be passed to other processes;
 *    the id belongs to the context (the open TEE device) that registered.
 *    Errors: EBADF (@fd is not open), EINVAL (flags, not a dma-buf, not a
 *    restricted buffer of this TEE), EACCES (@fd is a restricted buffer of this
 *    TEE, but not open for reading and writing: trusted applications may write
 *    to what is registered), ENODEV (TEE or pool gone), ENOMEM, EMFILE and
 *    ENFILE (no descriptor left), EFAULT. After an error no descriptor is left
 *    behind.
 *
 * 4. Allocating from the TEE device: TEE_IOC_RSTMEM_ALLOC
 *
 *    Allocates @size bytes for @use_case, and registers the buffer. Returns
 *    the dma-buf's fd, @id names the shared memory. @flags and @pad must be 0.
 *    @size is rounded up to pages on return. The shared memory lives as long
 *    as the dma-buf: a call that is going on with it holds the dma-buf, too, and
 *    closing the fd never waits for one. Use-case 0 is reserved (EINVAL).
 *    Errors: EINVAL (@size 0 or absurd, flags, pad, use-case), ENODEV (no pool
 *    of this TEE for the use-case, or the TEE is gone), ENOMEM (pool or limit
 *    exhausted, or its memory cannot be scrubbed), EMFILE, ENFILE, EFAULT.
 *
 * A TEE device that has 3 and 4 sets TEE_GEN_CAP_RSTMEM in gen_caps of
 * TEE_IOC_VERSION.
 */
#ifndef _UAPI_LINUX_RSTMEM_H
#define _UAPI_LINUX_RSTMEM_H

#include <linux/ioctl.h>
#include <linux/tee.h>
#include <linux/types.h>

#define RSTMEM_HEAP_SECURE_VIDEO_PLAY	"protected,secure-video"
#define RSTMEM_HEAP_TRUSTED_UI		"protected,trusted-ui"
#define RSTMEM_HEAP_SECURE_VIDEO_RECORD	"protected,secure-video-record"

/* Use-cases; mainline's enum tee_dma_heap_id has the same values. */
#define RSTMEM_USE_CASE_RESERVED		0
#define RSTMEM_USE_CASE_SECURE_VIDEO_PLAY	1
#define RSTMEM_USE_CASE_TRUSTED_UI		2
#define RSTMEM_USE_CASE_SECURE_VIDEO_RECORD	3

/*
 * Bit 4 is mainline's TEE_GEN_CAP_OBJREF; the highest bit keeps clear of what
 * mainline may add from below.
 */
#define TEE_GEN_CAP_RSTMEM	(1U << 31)

#ifndef TEE_IOC_SHM_REGISTER_FD
/**
 * struct tee_ioctl_shm_register_fd_data - register a restricted dma-buf
 * @fd:		[in] the dma-buf
 * @size:	[out] its size in bytes
 * @flags:	[in] must be 0
 * @id:		[out] identifier of the shared memory
 */
struct tee_ioctl_shm_register_fd_data {
	__s64 fd;
	__u64 size;
	__u32 flags;
	__s32 id;
};

#define TEE_IOC_SHM_REGISTER_FD	_IOWR(TEE_IOC_MAGIC, TEE_IOC_BASE + 8, \
				      struct tee_ioctl_shm_register_fd_data)
#endif

/**
 * struct tee_ioctl_rstmem_alloc_data - allocate restricted memory
 * @size:	[in/out] bytes; rounded up to pages on return
 * @flags:	[in] must be 0
 * @use_case:	[in] one of RSTMEM_USE_CASE_*, not RESERVED
 * @id:		[out] identifier of the shared memory
 * @pad:	[in] must be 0
 */
struct tee_ioctl_rstmem_alloc_data {
	__u64 size;
	__u32 flags;
	__u32 use_case;
	__s32 id;
	__u32 pad;
};

/*
 * Mainline gives nr 10 to TEE_IOC_OBJECT_INVOKE, which has another size, so
 * that the two commands differ.
 */
#define TEE_IOC_RSTMEM_ALLOC	_IOWR(TEE_IOC_MAGIC, TEE_IOC_BASE + 10, \
				      struct tee_ioctl_rstmem_alloc_data)

#endif /* _UAPI_LINUX_RSTMEM_H */
