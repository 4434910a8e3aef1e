/* SPDX-License-Identifier: LGPL-2.1-or-later */
/* The heaps that restricted memory comes from */
#include "gstrstheap.h"

#include <rstmem.h>

G_STATIC_ASSERT ((gint) GST_RST_HEAP_SECURE_VIDEO == RSTMEM_SECURE_VIDEO);
G_STATIC_ASSERT ((gint) GST_RST_HEAP_TRUSTED_UI == RSTMEM_TRUSTED_UI);
G_STATIC_ASSERT ((gint) GST_RST_HEAP_SECURE_VIDEO_RECORD ==
    RSTMEM_SECURE_VIDEO_RECORD);

GType
gst_rst_heap_get_type (void)
{
  static const GEnumValue heaps[] = {
    {GST_RST_HEAP_SECURE_VIDEO, "Films that are played", "secure-video"},
    {GST_RST_HEAP_TRUSTED_UI, "What a trusted application draws",
        "trusted-ui"},
    {GST_RST_HEAP_SECURE_VIDEO_RECORD, "What a camera captures",
        "secure-video-record"},
    {0, NULL, NULL}
  };
  static GType type;
  static gsize once;

  if (g_once_init_enter (&once)) {
    type = g_enum_register_static ("GstRstHeap", heaps);
    g_once_init_leave (&once, 1);
  }
  return type;
}
