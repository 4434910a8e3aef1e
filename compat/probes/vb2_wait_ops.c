// SPDX-License-Identifier: GPL-2.0-only
// exported: vb2_ops_wait_prepare
#include <media/videobuf2-v4l2.h>

const struct vb2_ops probe = {
	.wait_prepare = vb2_ops_wait_prepare,
	.wait_finish = vb2_ops_wait_finish,
};
