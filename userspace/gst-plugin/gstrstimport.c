/* SPDX-License-Identifier: LGPL-2.1-or-later */
/* Pictures for a decoder whose driver cannot allocate any */
#include "gstrstimport.h"

#include "gstrstpool.h"

/* Of a V4L2 decoder as GStreamer has them. */
#define IO_MODE "capture-io-mode"
#define IMPORT "dmabuf-import"

GstElement *
gst_rst_import_new (GstElement * decoder, enum rstmem_use_case heap,
    gint timeout)
{
  if (rstmem_heap_supplier (heap) != RSTMEM_SUPPLIER_KERNEL ||
      !g_object_class_find_property (G_OBJECT_GET_CLASS (decoder), IO_MODE))
    return NULL;

  gst_util_set_object_arg (G_OBJECT (decoder), IO_MODE, IMPORT);
  return g_object_new (GST_TYPE_RST_POOL, "heap", heap, "memory-timeout",
      timeout, NULL);
}
