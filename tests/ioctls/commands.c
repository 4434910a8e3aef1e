// SPDX-License-Identifier: GPL-2.0-only
#include <drm.h>
#include <drm_mode.h>
#include <linux/dma-buf.h>
#include <linux/dma-heap.h>
#include <linux/media.h>
#include <linux/tee.h>
#include <linux/videodev2.h>
#include <stdbool.h>

#include <linux/rstmem.h>

#include "random.h"

static const unsigned long heap[] = { DMA_HEAP_IOCTL_ALLOC, RSTMEM_IOC_RESERVE };

static const unsigned long tee[] = {
	TEE_IOC_VERSION, TEE_IOC_SHM_ALLOC, TEE_IOC_SHM_REGISTER,
	TEE_IOC_SHM_REGISTER_FD, TEE_IOC_RSTMEM_ALLOC, TEE_IOC_OPEN_SESSION,
	TEE_IOC_INVOKE, TEE_IOC_CANCEL, TEE_IOC_CLOSE_SESSION,
	TEE_IOC_SUPPL_RECV, TEE_IOC_SUPPL_SEND,
};

static const unsigned long video[] = {
	VIDIOC_QUERYCAP, VIDIOC_ENUM_FMT, VIDIOC_G_FMT, VIDIOC_S_FMT,
	VIDIOC_TRY_FMT, VIDIOC_REQBUFS, VIDIOC_QUERYBUF, VIDIOC_QBUF,
	VIDIOC_EXPBUF, VIDIOC_DQBUF, VIDIOC_STREAMON, VIDIOC_STREAMOFF,
	VIDIOC_CREATE_BUFS, VIDIOC_PREPARE_BUF, VIDIOC_REMOVE_BUFS,
	VIDIOC_G_SELECTION, VIDIOC_S_SELECTION, VIDIOC_G_CTRL, VIDIOC_S_CTRL,
	VIDIOC_G_EXT_CTRLS, VIDIOC_S_EXT_CTRLS, VIDIOC_TRY_EXT_CTRLS,
	VIDIOC_QUERY_EXT_CTRL, VIDIOC_QUERYMENU, VIDIOC_SUBSCRIBE_EVENT,
	VIDIOC_UNSUBSCRIBE_EVENT, VIDIOC_DQEVENT, VIDIOC_TRY_DECODER_CMD,
	VIDIOC_DECODER_CMD, VIDIOC_ENUM_FRAMESIZES, VIDIOC_ENUM_FRAMEINTERVALS,
	VIDIOC_G_PARM, VIDIOC_S_PARM, VIDIOC_G_INPUT, VIDIOC_S_INPUT,
	MEDIA_IOC_DEVICE_INFO, MEDIA_IOC_ENUM_ENTITIES, MEDIA_IOC_G_TOPOLOGY,
	MEDIA_IOC_REQUEST_ALLOC,
};

static const unsigned long card[] = {
	DRM_IOCTL_VERSION, DRM_IOCTL_GET_CAP, DRM_IOCTL_SET_CLIENT_CAP,
	DRM_IOCTL_GEM_CLOSE, DRM_IOCTL_PRIME_HANDLE_TO_FD,
	DRM_IOCTL_PRIME_FD_TO_HANDLE, DRM_IOCTL_MODE_GETRESOURCES,
	DRM_IOCTL_MODE_GETCRTC, DRM_IOCTL_MODE_SETCRTC,
	DRM_IOCTL_MODE_GETCONNECTOR, DRM_IOCTL_MODE_GETENCODER,
	DRM_IOCTL_MODE_GETPROPERTY, DRM_IOCTL_MODE_GETPROPBLOB,
	DRM_IOCTL_MODE_GETFB, DRM_IOCTL_MODE_GETFB2, DRM_IOCTL_MODE_ADDFB,
	DRM_IOCTL_MODE_ADDFB2, DRM_IOCTL_MODE_RMFB, DRM_IOCTL_MODE_CLOSEFB,
	DRM_IOCTL_MODE_PAGE_FLIP, DRM_IOCTL_MODE_DIRTYFB,
	DRM_IOCTL_MODE_CREATE_DUMB, DRM_IOCTL_MODE_MAP_DUMB,
	DRM_IOCTL_MODE_DESTROY_DUMB, DRM_IOCTL_MODE_GETPLANERESOURCES,
	DRM_IOCTL_MODE_GETPLANE, DRM_IOCTL_MODE_SETPLANE,
	DRM_IOCTL_MODE_CURSOR, DRM_IOCTL_MODE_CURSOR2,
	DRM_IOCTL_MODE_OBJ_GETPROPERTIES, DRM_IOCTL_MODE_OBJ_SETPROPERTY,
	DRM_IOCTL_MODE_ATOMIC, DRM_IOCTL_MODE_DESTROYPROPBLOB, DRM_IOCTL_MODE_CREATE_LEASE,
	DRM_IOCTL_MODE_LIST_LESSEES, DRM_IOCTL_MODE_REVOKE_LEASE,
	DRM_IOCTL_SET_MASTER, DRM_IOCTL_DROP_MASTER, DRM_IOCTL_SYNCOBJ_CREATE,
};

static const unsigned long buffer[] = {
	DMA_BUF_IOCTL_SYNC, DMA_BUF_SET_NAME_A, DMA_BUF_SET_NAME_B,
	DMA_BUF_IOCTL_EXPORT_SYNC_FILE, DMA_BUF_IOCTL_IMPORT_SYNC_FILE,
};

#define TABLE(name) { name, sizeof(name) / sizeof(name[0]) }

static const struct {
	const unsigned long *commands;
	size_t count;
} tables[KINDS] = {
	[HEAP] = TABLE(heap), [TEE] = TABLE(tee), [VIDEO] = TABLE(video),
	[CARD] = TABLE(card), [BUFFER] = TABLE(buffer),
};

/* Now and then a command that is no longer quite what it was */
static unsigned long changed(unsigned long command)
{
	switch (random_below(32)) {
	case 0:	/* another size */
		command &= ~((unsigned long)_IOC_SIZEMASK << _IOC_SIZESHIFT);
		return command | random_below(2048) << _IOC_SIZESHIFT;
	case 1:	/* another number */
		return command ^ 1UL << random_below(8);
	case 2:	/* anything */
		return command ^ 1UL << random_below(32);
	default:
		return command;
	}
}

/* The kernel's DRM core gives whoever asks a blob of any size, until it dies. */
static bool is_greedy(unsigned long command)
{
	return _IOC_TYPE(command) == DRM_IOCTL_BASE &&
	       _IOC_NR(command) == _IOC_NR(DRM_IOCTL_MODE_CREATEPROPBLOB);
}

unsigned long random_command(enum kind kind)
{
	unsigned long command;

	do {
		command = changed(tables[kind].commands[
				  random_below(tables[kind].count)]);
	} while (is_greedy(command));
	return command;
}
