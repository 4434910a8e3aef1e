/* SPDX-License-Identifier: GPL-2.0-only WITH Linux-syscall-note */
/*
 * rstmem: TEE-restricted memory, the contract with user space
 *
 * Restricted memory cannot be read or written by any CPU in the normal
 * world: the TEE's firewall refuses the access. It is handed out as dma-bufs.
 *
 * 1. Allocating from a heap
 *
 *	/dev/dma_heap/protected,secure-video		secure video playback
 *	/dev/dma_heap/protected,trusted-ui		trusted user interface
 *	/dev/dma_heap/protected,secure-video-record	secure video recording
 *
 *    take DMA_HEAP_IOCTL_ALLOC of <linux/dma-heap.h>, unchanged. Sizes are
 *    rounded up to whole pages. Errors: EINVAL (size 0 or absurd, unknown
 *    flags), ENOMEM (the pool or the heap's limit is exhausted), ENODEV (the
 *    pool behind the heap has been unregistered).
 *
 *    The dma-buf that is returned has no mmap, read, write or CPU access:
 *    those operations do not exist for it. Its fdinfo names the exporter,
 *    "rstmem:secure-video" and so on, which tells a process what a buffer is
 *    for.
 *
 * 2. Books and policy
 *
 *    Each heap has a folder /sys/class/rstmem/HEAP/, where HEAP is the part of
 *    the node's name after "protected,". It contains the heap's books, as
 *    decimal numbers:
 *
 *	use_case	one of RSTMEM_USE_CASE_*
 *	size		bytes in the pool altogether; 0 without a pool
 *	bytes, buffers	what is in use
 *	high_water	the highest value that bytes has had
 *	failures	valid allocation requests that failed
 *	refused		attachments that were denied
 *	quarantined	bytes of the pool that must not be allocated before the
 *			TEE has scrubbed them
 *	limit		bytes, writable; 0 means no limit
 *
 *    Pools may come and go; the books and the limit stay.
 *
 *    The folder also contains the policy: which devices may attach to the
 *    heap's buffers. None may, except those whose driver asks for it in the
 *    kernel, and those that the administrator names. What the administrator
 *    says overrides the driver.
 *
 *	allow	Lists the devices that may attach, one a line: BUS/DEVICE, then
 *		"driver", "administrator" or both, depending on who allows it.
 *		Writing a device's name allows the device.
 *	deny	Lists the devices that may not attach, whatever their drivers
 *		say, one a line: BUS/DEVICE. Writing a device's name denies the
 *		device.
 *	forget	Writing a device's name takes back what was written to allow or
 *		deny: the driver decides again. Cannot be read.
 *
 *    A name is BUS/DEVICE, as below /sys/bus/BUS/devices
 *    ("platform/38300000.video-codec", "pci/0000:00:02.0",
 *    "auxiliary/rst_engine.disp.0"), or the device's path, with or without
 *    /sys ("/devices/pci0000:00/0000:00:02.0", as udevadm info -q path prints
 *    it). What was written holds until the device is removed or the module is
 *    unloaded; a device that appears under the same name later is another one.
 *    If the whole list does not fit into a sysfs file, its last line is "...".
 *
 *    The files belong to root, and writing needs CAP_SYS_ADMIN (EPERM). Other
 *    errors: EINVAL (not a name as above), ENODEV (no such device, or it is on
 *    no bus), ENOMEM.
 *
 *    A device that may not attach gets EACCES. It is counted (refused), and
 *    the trace event rstmem:rstmem_refused names it. A device that is denied
 *    while it is attached keeps what it has mapped, but can map nothing more.
 *
 * 3. Registering a restricted buffer with the TEE: TEE_IOC_SHM_REGISTER_FD
 *
 *    On a TEE device. @fd is a restricted dma-buf of that TEE, and @flags must
 *    be 0. The call returns a new file descriptor that holds the shared
 *    memory, and fills in @size and @id; @id is for memory references of
 *    TEE_IOC_INVOKE. The dma-buf's fd may be closed at once; closing the
 *    returned fd releases everything. Both fds may be passed to other
 *    processes, but the id belongs to the context (the open TEE device) that
 *    registered the buffer.
 *
 *    Errors: EBADF (@fd is not open), EINVAL (flags, not a dma-buf, not a
 *    restricted buffer of this TEE), EACCES (@fd is a restricted buffer of this
 *    TEE, but is not open for reading and writing: trusted applications may
 *    write to what is registered), ENODEV (the TEE or the pool is gone),
 *    ENOMEM, EMFILE and ENFILE (no file descriptor is left), EFAULT. After an
 *    error no file descriptor is left behind.
 *
 * 4. Allocating from the TEE device: TEE_IOC_RSTMEM_ALLOC
 *
 *    Allocates @size bytes for @use_case and registers the buffer. The call
 *    returns the dma-buf's fd and fills in @id, which names the shared memory,
 *    and @size, rounded up to whole pages. @flags and @pad must be 0.
 *    Use-case 0 is reserved (EINVAL). The shared memory lives as long as the
 *    dma-buf. A call into the TEE that uses it holds the dma-buf, too, so
 *    closing the fd never waits for such a call.
 *
 *    Errors: EINVAL (@size is 0 or absurd, flags, pad, use-case), ENODEV (the
 *    TEE has no pool for the use-case, or is gone), ENOMEM (the pool or the
 *    limit is exhausted, or the pool's memory cannot be scrubbed), EMFILE,
 *    ENFILE, EFAULT.
 *
 * A TEE device that supports 3 and 4 sets TEE_GEN_CAP_RSTMEM in gen_caps of
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

/* Use-cases, with the values of mainline's enum tee_dma_heap_id. */
#define RSTMEM_USE_CASE_RESERVED		0
#define RSTMEM_USE_CASE_SECURE_VIDEO_PLAY	1
#define RSTMEM_USE_CASE_TRUSTED_UI		2
#define RSTMEM_USE_CASE_SECURE_VIDEO_RECORD	3

/*
 * Mainline assigns these bits from the lowest up (bit 4 is TEE_GEN_CAP_OBJREF);
 * the highest bit will not clash with one of them soon.
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
 * Mainline uses number 10 for TEE_IOC_OBJECT_INVOKE. Its argument has another
 * size, so the two commands differ.
 */
#define TEE_IOC_RSTMEM_ALLOC	_IOWR(TEE_IOC_MAGIC, TEE_IOC_BASE + 10, \
				      struct tee_ioctl_rstmem_alloc_data)

#endif /* _UAPI_LINUX_RSTMEM_H */
