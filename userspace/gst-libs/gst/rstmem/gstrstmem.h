/* SPDX-License-Identifier: LGPL-2.1-or-later */
/* Restricted memory for GStreamer elements and applications: all of it */
#ifndef __GST_RSTMEM_H__
#define __GST_RSTMEM_H__

#include <gst/rstmem/gstrstallocator.h>
#include <gst/rstmem/gstrstbufferpool.h>
#include <gst/rstmem/gstrstheap.h>
#include <gst/rstmem/gstrstmem-prelude.h>

#endif /* __GST_RSTMEM_H__ */
