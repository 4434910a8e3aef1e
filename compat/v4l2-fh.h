/* SPDX-License-Identifier: GPL-2.0-only */
#ifndef _COMPAT_V4L2_FH_H
#define _COMPAT_V4L2_FH_H

#include <linux/fs.h>
#include <media/v4l2-fh.h>

/* V4L2 looks after private_data itself later on. */
#ifndef HAVE_V4L2_FH_FILE
static inline struct v4l2_fh *file_to_v4l2_fh(struct file *file)
{
	return file->private_data;
}

static inline void rst_v4l2_fh_add(struct v4l2_fh *fh, struct file *file)
{
	file->private_data = fh;
	v4l2_fh_add(fh);
}

static inline void rst_v4l2_fh_del(struct v4l2_fh *fh, struct file *file)
{
	v4l2_fh_del(fh);
	file->private_data = NULL;
}

#define v4l2_fh_add	rst_v4l2_fh_add
#define v4l2_fh_del	rst_v4l2_fh_del
#endif

#endif /* _COMPAT_V4L2_FH_H */
