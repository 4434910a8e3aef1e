/* SPDX-License-Identifier: LGPL-2.1-or-later */
/* What the machine has that protected films need */
#include "gstrstmachine.h"

#include <unistd.h>

#define HEAPS "/dev/dma_heap"
#define HEAP "protected,secure-video"
#define TEES "/dev"
#define TEE "tee0"

guint
gst_rst_machine_rank (GstPlugin * plugin, guint rank)
{
  static const gchar *heap[] = { HEAP, NULL }, *heaps[] = { HEAPS, NULL };
  static const gchar *tee[] = { TEE, NULL }, *tees[] = { TEES, NULL };

  /* The registry is a cache: it looks again where one of them comes or goes. */
  gst_plugin_add_dependency (plugin, NULL, heaps, heap,
      GST_PLUGIN_DEPENDENCY_FLAG_NONE);
  gst_plugin_add_dependency (plugin, NULL, tees, tee,
      GST_PLUGIN_DEPENDENCY_FLAG_NONE);
  return access (HEAPS "/" HEAP, F_OK) == 0 && access (TEES "/" TEE,
      F_OK) == 0 ? rank : GST_RANK_NONE;
}
