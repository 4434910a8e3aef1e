// SPDX-License-Identifier: GPL-2.0-only
/*
 * A program of somebody else's, built with what pkg-config says: fails where the
 * headers, the library or what both need is not found by that.
 */
#include <gst/rstmem/gstrstmem.h>

int main(int argc, char **argv)
{
	GstVideoAlignment align;
	GstAllocator *allocator;
	GError *error = NULL;

	gst_init(&argc, &argv);
	gst_video_alignment_reset(&align);
	allocator = gst_rst_allocator_new(GST_RST_HEAP_TRUSTED_UI, &error);
	if (!allocator) {
		g_print("%s\n", error->message);
		return !g_error_matches(error, GST_RESOURCE_ERROR,
					GST_RESOURCE_ERROR_NOT_FOUND);
	}
	gst_rst_buffer_pool_expect_alignment(
		GST_RST_BUFFER_POOL(gst_rst_buffer_pool_new(
			GST_RST_ALLOCATOR(allocator))), &align);
	return 0;
}
