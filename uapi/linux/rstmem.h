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
 *    take DMA_HEAP_IOCTL_ALLOC of <linux/dma-heap.h>, unchanged, and as the
 *    kernel's own heaps do, with a structure of any size that has room for the
 *    descriptor: what a shorter one lacks is 0; what a longer one has besides
 *    is neither looked at nor changed, even if it is not 0, so that a program
 *    for a newer kernel is served here whenever it is on the kernel's heaps.
 *    Sizes are rounded up to whole pages. Errors: EINVAL (size 0 or absurd,
 *    unknown flags), ENOMEM (the pools, the heap's limit or the user's are
 *    exhausted, or what is left is kept for another heap), ENODEV (the pools
 *    behind the heap have been unregistered), EIO (the driver of a pool failed;
 *    the kernel's log says how).
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
 *	size		bytes in the heap's pools altogether; 0 without a pool
 *	bytes, buffers	what is in use, or reserved
 *	reserved	bytes that are reserved, and part of the former
 *	high_water	the highest value that bytes has had
 *	failures	valid allocation requests that failed
 *	refused		attachments that were denied
 *	quarantined	bytes of the pools that must not be allocated before the
 *			TEE has scrubbed them
 *	limit		bytes, writable; 0 means no limit
 *	user_limit	bytes, writable; the most that the processes of one user
 *			(by real user id) may have, root's, too; 0 means no
 *			limit. Memory counts for whoever allocated or reserved
 *			it, until it is released, wherever it was passed. What a
 *			driver allocates counts for who had it do so
 *	minimum		bytes, writable; they are kept for this heap in its
 *			pools, whatever other heaps ask for: less what it has in
 *			use. Writing fails with ENOSPC if it is more than the
 *			pools have, with what is kept for others. What pools
 *			cannot give, or the limit forbids, is not kept.
 *			It is a number of bytes, not a piece
 *	room		bytes that the heap could still be given: without what
 *			is kept for others, and within the limit
 *	largest		the largest buffer that could be among these
 *
 *    Writing needs CAP_SYS_ADMIN (EPERM); ERANGE above 2^63-1.
 *
 *    room and largest count what has to be scrubbed first. Pools may come and
 *    go; the books, the limits and the minimum stay.
 *
 *    room can be polled, as sysfs files are: whoever has read it since it was
 *    opened is woken (POLLPRI) when there is more room than before, for
 *    whatever reason; when memory can be scrubbed that could not be before;
 *    and when a pool of the heap comes or goes. To wait for memory: open room;
 *    then read it at offset 0, allocate, and poll if that fails with ENOMEM,
 *    in this order and again until it doesn't. What others get first, or what
 *    is not in one piece, is no failure of the wait. An allocation that fails
 *    wakes nobody, unless somebody looked meanwhile.
 *
 *    The folder also contains the policy: which devices may attach to the
 *    heap's buffers. None may, except those whose driver asks for it in the
 *    kernel, and those that the administrator names. What the administrator
 *    says overrides the driver.
 *
 *	allow	Lists the devices that may attach, one a line: BUS/DEVICE, then
 *		"driver", "administrator" or both, depending on who allows it,
 *		then "pages" if it was written to allow_pages.
 *		Writing a device's name allows the device.
 *	deny	Lists the devices that may not attach, whatever their drivers
 *		say, one a line: BUS/DEVICE. Writing a device's name denies the
 *		device.
 *	allow_pages
 *		Writing a device's name allows the device, and lets its driver
 *		see the memory's pages: for drivers that map buffers in an
 *		IOMMU's domain of their own. If the memory has no pages, mapping
 *		it fails with EIO. Cannot be read.
 *	forget	Writing a device's name takes back what was written to the
 *		others: the driver decides again. Cannot be read.
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
 *    Each pool has a folder /sys/class/rstmem_pool/poolN/, with
 *
 *	name		who supplies it
 *	heaps		the heaps that it serves, separated by spaces
 *	size, bytes	altogether, and in use by any heap. Pools that serve few
 *			heaps are used before others
 *	largest, quarantined	as above
 *	granule		what the firewall can tell apart: bytes in use are
 *			multiples of it
 *	protected	"protected" if the normal world was seen not to read the
 *			pool, "leaks", or "unknown"
 *	protected_dma	what DMA engines found: "protected", "leaks", "blocked"
 *			(they saw nothing, but an IOMMU may be what refuses), or
 *			"unknown". If it is "leaks" so is "protected"
 *	firewall, firewall_dma	how that is known. Writing "check" to firewall has
 *			it tried: EPERM
 *			without CAP_SYS_RAWIO, ENOPKG without rst_firewall.ko,
 *			EINTR if a signal came first, EINVAL for other words
 *
 *    Where the kernel's control groups count device memory (6.14 on, with
 *    CONFIG_CGROUP_DMEM), a pool is the region rstmem/poolN: memory counts for
 *    the group of who allocated or reserved it until it is released, and what
 *    is beyond dmem.max fails as if the pool were exhausted.
 *
 * 3. Reserving from a heap: RSTMEM_IOC_RESERVE
 *
 *    On an open heap node. Reserves @count buffers of @size bytes each, rounded
 *    up to whole pages: all of them, or none. It waits for nobody who has
 *    memory, at most for the TEE to scrub what has been released. Further calls
 *    reserve more, so a film that needs frames and buffers for its stream can
 *    ask for both. @flags must be 0.
 *
 *    The reservation belongs to the open file, and so to all who share its
 *    descriptors (dup, fork, SCM_RIGHTS). DMA_HEAP_IOCTL_ALLOC on this file, of
 *    the same number of pages, takes a reserved buffer as long as there is one.
 *    For its memory it cannot fail, unless the pool has been unregistered.
 *    Other sizes, and other files, are served from what is not reserved. What
 *    drivers and TEE_IOC_RSTMEM_ALLOC allocate is never drawn from here.
 *
 *    A buffer that was drawn is like any other: when it is released, its memory
 *    is everybody's. What was not drawn is given back when the last descriptor
 *    of the file is closed, also by the end of the process.
 *
 *    Reserved memory is in all books as if it had been allocated, and counts
 *    against both limits. A reservation is no way to more memory than that, or
 *    past what is kept for other heaps.
 *
 *    Errors: ENOSPC (there is less, or it is not in such pieces; or more than
 *    1024 buffers of one file would be reserved), EINVAL (@size is 0 or absurd,
 *    @count is 0, flags), ENODEV, EINTR (the process is being killed), EFAULT.
 *
 * 4. Registering a restricted buffer with the TEE: TEE_IOC_SHM_REGISTER_FD
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
 * 5. Allocating from the TEE device: TEE_IOC_RSTMEM_ALLOC
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
 *    ENFILE, EFAULT, EIO (the driver of the pool failed).
 *
 * A TEE device that supports 4 and 5 sets TEE_GEN_CAP_RSTMEM in gen_caps of
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

/**
 * struct rstmem_reserve_data - reserve buffers for an open heap node
 * @size:	[in] bytes of each buffer
 * @count:	[in] how many buffers
 * @flags:	[in] must be 0
 */
struct rstmem_reserve_data {
	__u64 size;
	__u32 count;
	__u32 flags;
};

/* Of the magic of <linux/dma-heap.h>, which assigns numbers from 0 up. */
#define RSTMEM_IOC_RESERVE	_IOW('H', 0x40, struct rstmem_reserve_data)

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
