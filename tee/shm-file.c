// SPDX-License-Identifier: GPL-2.0-only
/*
 * Shared memory as a file descriptor
 */
#include <linux/anon_inodes.h>
#include <linux/file.h>
#include <linux/fs.h>
#include <linux/mm.h>
#include <linux/module.h>
#include <linux/uaccess.h>

#include "shm.h"

static int tee_shm_file_release(struct inode *inode, struct file *file)
{
	tee_shm_put(file->private_data);
	return 0;
}

static int tee_shm_file_mmap(struct file *file, struct vm_area_struct *vma)
{
	const struct tee_shm *shm = file->private_data;
	size_t pages = shm->size >> PAGE_SHIFT;

	/* a process has its own mapping of what it registered itself */
	if (shm->flags & TEE_SHM_USER_MAPPED)
		return -EINVAL;

	if (vma->vm_pgoff > pages || vma_pages(vma) > pages - vma->vm_pgoff)
		return -EINVAL;

	return remap_pfn_range(vma, vma->vm_start,
			       PHYS_PFN(shm->paddr) + vma->vm_pgoff,
			       vma->vm_end - vma->vm_start, vma->vm_page_prot);
}

const struct file_operations tee_shm_fops = {
	.owner = THIS_MODULE,
	.release = tee_shm_file_release,
	.mmap = tee_shm_file_mmap,
};

/* Restricted memory can only be released. */
const struct file_operations tee_restricted_fops = {
	.owner = THIS_MODULE,
	.release = tee_shm_file_release,
};

/*
 * Give user space a descriptor for @shm, and copy @data to @uarg. The
 * descriptor takes over the caller's reference; on failure it is dropped. The
 * descriptor is installed last, so that an error leaves none behind.
 */
long tee_shm_hand_out(struct tee_shm *shm, const struct file_operations *fops,
		      unsigned int fd_flags, void __user *uarg,
		      const void *data, size_t size)
{
	struct file *file;
	int fd;

	fd = get_unused_fd_flags(fd_flags);
	if (fd < 0) {
		tee_shm_put(shm);
		return fd;
	}

	file = anon_inode_getfile("tee_shm", fops, shm, O_RDWR);
	if (IS_ERR(file)) {
		put_unused_fd(fd);
		tee_shm_put(shm);
		return PTR_ERR(file);
	}

	if (copy_to_user(uarg, data, size)) {
		put_unused_fd(fd);
		fput(file);
		return -EFAULT;
	}

	fd_install(fd, file);
	return fd;
}
