/* SPDX-License-Identifier: LGPL-2.1-or-later */
/* What the library alone asks of an allocator */
#ifndef __GST_RST_ALLOCATOR_PRIVATE_H__
#define __GST_RST_ALLOCATOR_PRIVATE_H__

#include "gstrstallocator.h"

G_BEGIN_DECLS

/* Whether the heap could give @size bytes if nobody else used it. */
gboolean gst_rst_allocator_could_give (GstRstAllocator * self, gsize size);

G_END_DECLS

#endif /* __GST_RST_ALLOCATOR_PRIVATE_H__ */
