/* SPDX-License-Identifier: LGPL-2.1-or-later */
/**
 * SECTION:gstrstallocator
 * @title: GstRstAllocator
 * @short_description: Restricted memory
 *
 * Allocates restricted memory: dma-bufs that no CPU in the normal world can
 * read. Such memory is passed on, to a decoder, a display or the TEE, by the
 * descriptor that gst_dmabuf_memory_get_fd() returns. It cannot be mapped, and
 * not be copied: gst_memory_map() fails.
 *
 * gst_is_restricted_memory() tells whether some memory is of this kind, whoever
 * has allocated it.
 */
#include "gstrstallocator-private.h"

#include <errno.h>
#include <rstmem.h>
#include <unistd.h>

/**
 * GstRstAllocator:
 *
 * An allocator that has a heap open. Its memory outlives it.
 */

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

  /**
   * GstRstAllocator::map-refused:
   * @self: the allocator
   *
   * Somebody has tried to map memory of this allocator's, in the thread that
   * this is emitted in. Whoever maps gets a %NULL and says no more than that, if
   * anything; an application or an element that knows who it was can say so.
   */
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

/**
 * gst_rst_allocator_new:
 * @heap: the heap that memory comes from
 * @error: where to put what is wrong
 *
 * Opens @heap. An error is a #GstResourceError, with a message that says what
 * to do.
 *
 * Returns: (transfer full): a #GstRstAllocator, or %NULL
 */
GstAllocator *
gst_rst_allocator_new (GstRstHeap heap, GError ** error)
{
  const enum rstmem_use_case use_case = (gint) heap;
  struct rstmem_heap *opened;
  GstRstAllocator *self;

  opened = rstmem_heap_open (use_case);
  if (!opened)
    goto open_failed;

  self = g_object_new (GST_TYPE_RST_ALLOCATOR, NULL);
  self->heap = opened;
  return GST_ALLOCATOR (gst_object_ref_sink (self));

  /* ERRORS */
open_failed:
  {
    if (errno == EINVAL)
      g_set_error (error, GST_RESOURCE_ERROR, GST_RESOURCE_ERROR_SETTINGS,
          "There is no heap of number %d.", heap);
    else if (errno == ENOENT && rstmem_kernel_supplies ())
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

/**
 * gst_rst_allocator_alloc:
 * @self: a #GstRstAllocator
 * @size: in bytes
 * @error: where to put what is wrong
 *
 * Allocates memory of @size bytes. Its maximal size is the dma-buf's: whole
 * pages. It is the memory's size that counts for elements, and the dma-buf's
 * that does for drivers.
 *
 * Returns: (transfer full): the memory, or %NULL with a #GstResourceError: of
 * %GST_RESOURCE_ERROR_NO_SPACE_LEFT if the heap has no room for it,
 * %GST_RESOURCE_ERROR_NOT_FOUND if the memory behind the heap has gone
 */
GstMemory *
gst_rst_allocator_alloc (GstRstAllocator * self, gsize size, GError ** error)
{
  GstMemory *mem;
  gint fd;

  g_return_val_if_fail (GST_IS_RST_ALLOCATOR (self) && self->heap, NULL);

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

/**
 * gst_is_restricted_memory:
 * @mem: some memory
 *
 * Whether no CPU in the normal world can read @mem: a #GstRstAllocator's, or a
 * dma-buf that somebody else has allocated from one of the heaps, a driver for
 * instance. The kernel is asked, and the answer kept with the memory.
 *
 * Returns: %TRUE if @mem is restricted
 */
gboolean
gst_is_restricted_memory (GstMemory * mem)
{
  static const gchar *const answers[] = { "no", "yes" };
  const gchar *answer;
  GQuark quark;

  g_return_val_if_fail (mem != NULL, FALSE);

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
