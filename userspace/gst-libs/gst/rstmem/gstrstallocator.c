/* SPDX-License-Identifier: LGPL-2.1-or-later */
/* Restricted dma-bufs as GstMemory: can be passed on, cannot be mapped */
#include "gstrstallocator.h"

#include <errno.h>
#include <unistd.h>

GST_DEBUG_CATEGORY_STATIC (gst_rst_allocator_debug);
#define GST_CAT_DEFAULT gst_rst_allocator_debug

struct _GstRstAllocator
{
  GstDmaBufAllocator parent;

  struct rstmem_heap *heap;
};

enum
{
  SIGNAL_MAP_REFUSED,
  NUM_SIGNALS
};

static guint signals[NUM_SIGNALS];

#define gst_rst_allocator_parent_class parent_class
G_DEFINE_TYPE_WITH_CODE (GstRstAllocator, gst_rst_allocator,
    GST_TYPE_DMABUF_ALLOCATOR,
    GST_DEBUG_CATEGORY_INIT (gst_rst_allocator_debug, "rstallocator", 0,
        "restricted memory allocator"));

/* gst_memory_map() looks at no flag that would forbid it, so that this is the
 * only place where a mapping can be refused. */
static gpointer
gst_rst_allocator_mem_map (GstMemory * mem, GstMapInfo * info, gsize maxsize)
{
  GST_INFO_OBJECT (mem->allocator,
      "refusing to map memory %p: it is restricted", mem);
  g_signal_emit (mem->allocator, signals[SIGNAL_MAP_REFUSED], 0);
  /* Any other error is logged as if something had gone wrong. */
  errno = EACCES;
  return NULL;
}

static GstMemory *
gst_rst_allocator_mem_copy (GstMemory * mem, gssize offset, gssize size)
{
  GST_INFO_OBJECT (mem->allocator,
      "refusing to copy memory %p: it is restricted", mem);
  return NULL;
}

static void
gst_rst_allocator_finalize (GObject * object)
{
  GstRstAllocator *self = GST_RST_ALLOCATOR (object);

  rstmem_heap_close (self->heap);

  G_OBJECT_CLASS (parent_class)->finalize (object);
}

static void
gst_rst_allocator_class_init (GstRstAllocatorClass * klass)
{
  GObjectClass *object_class = G_OBJECT_CLASS (klass);

  object_class->finalize = gst_rst_allocator_finalize;

  /* Whoever maps gets a NULL and says no more than that, if anything. */
  signals[SIGNAL_MAP_REFUSED] = g_signal_new ("map-refused",
      G_TYPE_FROM_CLASS (klass), G_SIGNAL_RUN_LAST, 0, NULL, NULL, NULL,
      G_TYPE_NONE, 0);
}

static void
gst_rst_allocator_init (GstRstAllocator * self)
{
  GstAllocator *allocator = GST_ALLOCATOR (self);

  allocator->mem_map_full = gst_rst_allocator_mem_map;
  allocator->mem_copy = gst_rst_allocator_mem_copy;
}

GstAllocator *
gst_rst_allocator_new (enum rstmem_use_case use_case, GError ** error)
{
  GstRstAllocator *self;
  struct rstmem_heap *heap;

  heap = rstmem_heap_open (use_case);
  if (!heap)
    goto open_failed;

  self = g_object_new (GST_TYPE_RST_ALLOCATOR, NULL);
  self->heap = heap;
  return GST_ALLOCATOR (gst_object_ref_sink (self));

  /* ERRORS */
open_failed:
  {
    if (errno == ENOENT && rstmem_kernel_supplies ())
      g_set_error (error, GST_RESOURCE_ERROR, GST_RESOURCE_ERROR_NOT_FOUND,
          "There is no heap %s: the heaps are the kernel's own, and it has "
          "none of that use.", rstmem_use_case_name (use_case));
    else if (errno == ENOENT)
      g_set_error (error, GST_RESOURCE_ERROR, GST_RESOURCE_ERROR_NOT_FOUND,
          "There is no heap %s: rstmem.ko is not loaded, or OP-TEE has no "
          "restricted pool.", rstmem_use_case_name (use_case));
    else
      g_set_error (error, GST_RESOURCE_ERROR,
          GST_RESOURCE_ERROR_OPEN_READ_WRITE,
          "The heap %s cannot be opened: %s.",
          rstmem_use_case_name (use_case), g_strerror (errno));
    return NULL;
  }
}

static void
set_alloc_error (GstRstAllocator * self, gsize size, int errnum,
    GError ** error)
{
  enum rstmem_use_case use_case = rstmem_heap_use_case (self->heap);
  const gchar *name = rstmem_use_case_name (use_case);
  struct rstmem_books books;

  if (errnum == ENODEV) {
    g_set_error (error, GST_RESOURCE_ERROR, GST_RESOURCE_ERROR_NOT_FOUND,
        "The memory behind heap %s has gone away.", name);
  } else if (errnum == ENOMEM && rstmem_books_read (use_case, &books,
          sizeof (books)) == 0) {
    g_set_error (error, GST_RESOURCE_ERROR, GST_RESOURCE_ERROR_NO_SPACE_LEFT,
        "The heap %s has no room for another %" G_GSIZE_FORMAT " bytes: %"
        G_GUINT64_FORMAT " of %" G_GUINT64_FORMAT " bytes are in use by %"
        G_GUINT64_FORMAT " buffers, and %" G_GUINT64_FORMAT " are left that "
        "other heaps do not have or are promised, at most %" G_GUINT64_FORMAT
        " in one piece. Use fewer or smaller buffers, or stop other users of "
        "the memory.", name, size, (guint64) books.bytes,
        (guint64) (books.limit && books.limit < books.size ? books.limit :
            books.size), (guint64) books.buffers, (guint64) books.room,
        (guint64) books.largest);
  } else if (errnum == ENOMEM &&
      rstmem_heap_supplier (use_case) == RSTMEM_SUPPLIER_KERNEL) {
    g_set_error (error, GST_RESOURCE_ERROR, GST_RESOURCE_ERROR_NO_SPACE_LEFT,
        "The heap %s has no room for another %" G_GSIZE_FORMAT " bytes; how "
        "much it has, and who has it, the kernel tells nobody. Use fewer or "
        "smaller buffers, or stop other users of the memory.", name, size);
  } else {
    g_set_error (error, GST_RESOURCE_ERROR, errnum == ENOMEM ?
        GST_RESOURCE_ERROR_NO_SPACE_LEFT : GST_RESOURCE_ERROR_FAILED,
        "The heap %s has not given %" G_GSIZE_FORMAT " bytes: %s.", name,
        size, g_strerror (errnum));
  }
}

GstMemory *
gst_rst_allocator_alloc (GstRstAllocator * self, gsize size, GError ** error)
{
  GstMemory *mem;
  gint fd;

  fd = rstmem_heap_alloc (self->heap, size);
  if (fd < 0) {
    set_alloc_error (self, size, errno, error);
    return NULL;
  }

  /* Takes the descriptor. Importers go by the whole size, which may be more
   * than what was asked for. */
  mem = gst_dmabuf_allocator_alloc (GST_ALLOCATOR (self), fd,
      MAX ((gsize) lseek (fd, 0, SEEK_END), size));
  gst_memory_resize (mem, 0, size);
  GST_MINI_OBJECT_FLAG_SET (mem, GST_MEMORY_FLAG_NOT_MAPPABLE);
  GST_DEBUG_OBJECT (self, "memory %p: descriptor %d, %" G_GSIZE_FORMAT
      " bytes", mem, fd, size);
  return mem;
}

gboolean
gst_rst_allocator_could_give (GstRstAllocator * self, gsize size)
{
  struct rstmem_books books;

  if (rstmem_books_read (rstmem_heap_use_case (self->heap), &books,
          sizeof (books)) < 0)
    return TRUE;
  return size <= books.size && (!books.limit || size <= books.limit);
}

/* Whoever allocated it; it stays what it is. */
static gboolean
describe (GstMemory * mem)
{
  struct rstmem_info *info;
  gboolean restricted;

  info = rstmem_describe (0, gst_dmabuf_memory_get_fd (mem));
  if (!info)
    return FALSE;
  restricted = rstmem_info_is_restricted (info);
  rstmem_info_free (info);
  return restricted;
}

gboolean
gst_rst_memory_is_restricted (GstMemory * mem)
{
  static const gchar *const answers[] = { "no", "yes" };
  const gchar *answer;
  GQuark quark;

  if (GST_IS_RST_ALLOCATOR (mem->allocator))
    return TRUE;
  if (!gst_is_dmabuf_memory (mem))
    return FALSE;

  /* To ask the kernel takes several files, and a picture has no time for it. */
  quark = g_quark_from_static_string ("GstRstRestricted");
  answer = gst_mini_object_get_qdata (GST_MINI_OBJECT (mem), quark);
  if (!answer) {
    answer = answers[describe (mem)];
    gst_mini_object_set_qdata (GST_MINI_OBJECT (mem), quark,
        (gpointer) answer, NULL);
  }
  return answer == answers[TRUE];
}
