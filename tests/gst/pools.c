/* SPDX-License-Identifier: GPL-2.0-only */
#include "pools.h"

#include <gst/video/video.h>

GstBufferPool *
query_pool (GstHarness * h, const gchar * caps_str, guint * size, guint * min,
    guint * max)
{
  GstCaps *caps = gst_caps_from_string (caps_str);
  GstQuery *query = gst_query_new_allocation (caps, TRUE);
  GstBufferPool *pool = NULL;

  fail_unless (gst_pad_peer_query (h->srcpad, query));
  fail_unless_equals_int (gst_query_get_n_allocation_pools (query), 1);
  gst_query_parse_nth_allocation_pool (query, 0, &pool, size, min, max);
  fail_unless (pool != NULL);
  gst_query_unref (query);
  gst_caps_unref (caps);
  return pool;
}

gboolean
configure (GstBufferPool * pool, const gchar * caps_str, guint size,
    guint buffers)
{
  GstStructure *config = gst_buffer_pool_get_config (pool);
  GstCaps *caps = gst_caps_from_string (caps_str);
  gboolean ok;

  gst_buffer_pool_config_set_params (config, caps, size, buffers, buffers);
  gst_buffer_pool_config_add_option (config,
      GST_BUFFER_POOL_OPTION_VIDEO_META);
  ok = gst_buffer_pool_set_config (pool, config);
  gst_caps_unref (caps);
  return ok;
}

void
acquire (GstBufferPool * pool, GstBuffer ** buffer, GstFlowReturn expected)
{
  fail_unless_equals_int (gst_buffer_pool_acquire_buffer (pool, buffer, NULL),
      expected);
}
