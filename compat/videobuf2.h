/* SPDX-License-Identifier: GPL-2.0-only */
#ifndef _COMPAT_VIDEOBUF2_H
#define _COMPAT_VIDEOBUF2_H

#include <media/videobuf2-v4l2.h>

/* Letting go of a queue's lock while waiting was the driver's business. */
#ifdef HAVE_VB2_WAIT_OPS
#define RST_VB2_WAIT_OPS \
	.wait_prepare = vb2_ops_wait_prepare, \
	.wait_finish = vb2_ops_wait_finish,
#else
#define RST_VB2_WAIT_OPS
#endif

#endif /* _COMPAT_VIDEOBUF2_H */
