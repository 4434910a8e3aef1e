// SPDX-License-Identifier: GPL-2.0-only
#include <media/v4l2-fh.h>

void (*probe_add)(struct v4l2_fh *fh, struct file *file) = v4l2_fh_add;
void (*probe_del)(struct v4l2_fh *fh, struct file *file) = v4l2_fh_del;
struct v4l2_fh *(*probe_of)(struct file *file) = file_to_v4l2_fh;
