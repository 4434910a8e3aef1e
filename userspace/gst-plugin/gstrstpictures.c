/* SPDX-License-Identifier: LGPL-2.1-or-later */
/* What a decoder of restricted memory gives out: pictures that cannot be
 * mapped, under caps that say so */
#include "gstrstpictures.h"

#include <gst/allocators/allocators.h>
#include <gst/rstmem/gstrstmem.h>
#include <gst/video/video.h>

#define WAY_OUT "what is linked to it must import dma-bufs, as kmssink, " \
    "waylandsink and encoders of the same TEE do"

/* A probe or an allocator may outlive the element. */
typedef struct
{
  GWeakRef element;
  gboolean strict;
  gint refused;                 /* atomic; downstream takes no dma-bufs */
  gint told;                    /* atomic; so much for mapping */
  gboolean asking;              /* of the streaming thread */
  gpointer ordinary;            /* an allocator of memory that can be mapped */
} Watch;

struct _GstRstPictures
{
  Watch *watch;
  GstPad *pad;
  gulong probe;
};

/* What an allocator did before its memory was found to be restricted. */
typedef struct
{
  GstMemoryMapFunction map;
  GstMemoryMapFullFunction map_full;
  Watch *watch;
} Original;

static GQuark
original_quark (void)
{
  return g_quark_from_static_string ("GstRstPicturesOriginal");
}

static void
watch_clear (gpointer data)
{
  g_weak_ref_clear (&((Watch *) data)->element);
}

static void
watch_unref (gpointer data)
{
  g_atomic_rc_box_release_full (data, watch_clear);
}

static void
original_free (gpointer data)
{
  watch_unref (((Original *) data)->watch);
  g_free (data);
}

static GQuark
asking_quark (void)
{
  return g_quark_from_static_string ("GstRstPicturesAsking");
}

/* While a decoder asks downstream for pools, a sink like kmssink copies what it
 * shows, to give it back, and does without where it cannot. That may be the
 * picture of an earlier stream, with another watch of the same element. */
static void
set_asking (Watch * watch, gboolean asking)
{
  GstElement *element;

  if (watch->asking == asking)
    return;
  watch->asking = asking;
  element = g_weak_ref_get (&watch->element);
  if (!element)
    return;
  g_object_set_qdata (G_OBJECT (element), asking_quark (),
      GINT_TO_POINTER (asking));
  gst_object_unref (element);
}

static void
post_mapped (Watch * watch)
{
  GstElement *element = g_weak_ref_get (&watch->element);

  if (!element)
    return;
  if (g_object_get_qdata (G_OBJECT (element), asking_quark ()) ||
      !g_atomic_int_compare_and_exchange (&watch->told, FALSE, TRUE)) {
    gst_object_unref (element);
    return;
  }
  GST_ELEMENT_ERROR (element, RESOURCE, READ,
      ("An element behind %s tried to read a picture in restricted memory, "
          "which no CPU can: " WAY_OUT ".", GST_OBJECT_NAME (element)), (NULL));
  gst_object_unref (element);
}

static gpointer
refuse_map_full (GstMemory * mem, GstMapInfo * info, gsize maxsize)
{
  Original *original = g_object_get_qdata (G_OBJECT (mem->allocator),
      original_quark ());

  if (gst_is_restricted_memory (mem)) {
    post_mapped (original->watch);
    return NULL;
  }
  if (original->map_full)
    return original->map_full (mem, info, maxsize);
  return original->map (mem, maxsize, info->flags);
}

static void
map_refused_cb (GstRstAllocator * allocator, Watch * watch)
{
  post_mapped (watch);
}

static void
watch_unref_closure (gpointer data, GClosure * closure)
{
  watch_unref (data);
}

/* One of ours refuses by itself, and tells. */
static void
listen_to (Watch * watch, GstAllocator * allocator)
{
  g_object_set_qdata (G_OBJECT (allocator), original_quark (), watch);
  g_signal_connect_data (allocator, "map-refused",
      G_CALLBACK (map_refused_cb), g_atomic_rc_box_acquire (watch),
      watch_unref_closure, 0);
}

/* The decoder's pool has an allocator of its own. Where somebody maps its
 * memory, the kernel refuses; this says so in words. */
static void
guard (Watch * watch, GstMemory * mem)
{
  GstAllocator *allocator = mem->allocator;
  Original *original;

  if (g_object_get_qdata (G_OBJECT (allocator), original_quark ()))
    return;
  if (GST_IS_RST_ALLOCATOR (allocator)) {
    listen_to (watch, allocator);
    return;
  }
  if (!gst_is_restricted_memory (mem)) {
    watch->ordinary = allocator;
    return;
  }

  original = g_new (Original, 1);
  *original = (Original) {
    .map = allocator->mem_map,
    .map_full = allocator->mem_map_full,
    .watch = g_atomic_rc_box_acquire (watch),
  };
  g_object_set_qdata_full (G_OBJECT (allocator), original_quark (), original,
      original_free);
  allocator->mem_map_full = refuse_map_full;
}

/* Who takes memory:DMABuf looks at the layout that buffers come with; most say
 * so only by that. */
static void
offer_meta (GstQuery * query)
{
  if (!gst_query_find_allocation_meta (query, GST_VIDEO_META_API_TYPE, NULL))
    gst_query_add_allocation_meta (query, GST_VIDEO_META_API_TYPE, NULL);
}

/* One of downstream's own says more. */
static void
drop_doubled_meta (GstQuery * query)
{
  guint first, i;

  if (!gst_query_find_allocation_meta (query, GST_VIDEO_META_API_TYPE, &first))
    return;
  for (i = first + 1; i < gst_query_get_n_allocation_metas (query); i++)
    if (gst_query_parse_nth_allocation_meta (query, i, NULL) ==
        GST_VIDEO_META_API_TYPE) {
      gst_query_remove_nth_allocation_meta (query, first);
      return;
    }
}

static void
restrict_caps (Watch * watch, GstQuery * query)
{
  GstCaps *dmabuf = gst_caps_from_string (GST_RST_PICTURES_CAPS);
  GstCaps *caps, *restricted;

  gst_query_parse_caps_result (query, &caps);
  restricted = gst_caps_intersect_full (caps, dmabuf,
      GST_CAPS_INTERSECT_FIRST);
  g_atomic_int_set (&watch->refused, gst_caps_is_empty (restricted));
  gst_query_set_caps_result (query, restricted);
  gst_caps_unref (restricted);
  gst_caps_unref (dmabuf);
}

static void
take_query (Watch * watch, GstQuery * query, gboolean answered)
{
  if (GST_QUERY_TYPE (query) == GST_QUERY_ALLOCATION ||
      GST_QUERY_TYPE (query) == GST_QUERY_DRAIN)
    set_asking (watch, !answered);
  if (GST_QUERY_TYPE (query) == GST_QUERY_CAPS && answered && watch->strict)
    restrict_caps (watch, query);
  else if (GST_QUERY_TYPE (query) == GST_QUERY_ALLOCATION && !answered)
    offer_meta (query);
  else if (GST_QUERY_TYPE (query) == GST_QUERY_ALLOCATION)
    drop_doubled_meta (query);
}

static GstPadProbeReturn
probe_cb (GstPad * pad, GstPadProbeInfo * info, gpointer data)
{
  Watch *watch = data;

  if (info->type & GST_PAD_PROBE_TYPE_BUFFER) {
    GstBuffer *buffer = GST_PAD_PROBE_INFO_BUFFER (info);
    GstMemory *mem = gst_buffer_n_memory (buffer) ?
        gst_buffer_peek_memory (buffer, 0) : NULL;

    /* A query that nobody answered comes back to no probe. */
    set_asking (watch, FALSE);
    if (mem && mem->allocator != watch->ordinary)
      guard (watch, mem);
  } else {
    take_query (watch, GST_PAD_PROBE_INFO_QUERY (info),
        info->type & GST_PAD_PROBE_TYPE_PULL);
  }
  return GST_PAD_PROBE_OK;
}

GstRstPictures *
gst_rst_pictures_new (GstElement * element, GstPad * pad, gboolean strict)
{
  GstRstPictures *self = g_new0 (GstRstPictures, 1);

  self->watch = g_atomic_rc_box_new0 (Watch);
  g_weak_ref_init (&self->watch->element, element);
  self->watch->strict = strict;
  self->pad = gst_object_ref (pad);
  self->probe = gst_pad_add_probe (pad, GST_PAD_PROBE_TYPE_BUFFER |
      GST_PAD_PROBE_TYPE_QUERY_DOWNSTREAM, probe_cb,
      g_atomic_rc_box_acquire (self->watch), watch_unref);
  return self;
}

void
gst_rst_pictures_free (GstRstPictures * self)
{
  gst_pad_remove_probe (self->pad, self->probe);
  gst_object_unref (self->pad);
  watch_unref (self->watch);
  g_free (self);
}

void
gst_rst_pictures_reset (GstRstPictures * self)
{
  g_atomic_int_set (&self->watch->told, FALSE);
  g_atomic_int_set (&self->watch->refused, FALSE);
}

gboolean
gst_rst_pictures_explain (GstRstPictures * self)
{
  GstElement *element;

  if (!g_atomic_int_get (&self->watch->refused))
    return FALSE;
  element = g_weak_ref_get (&self->watch->element);
  if (!element)
    return TRUE;
  GST_ELEMENT_ERROR (element, CORE, NEGOTIATION,
      ("Nothing behind %s takes pictures in restricted memory: " WAY_OUT ".",
          GST_OBJECT_NAME (element)), ("it must take " GST_RST_PICTURES_CAPS));
  gst_object_unref (element);
  return TRUE;
}
