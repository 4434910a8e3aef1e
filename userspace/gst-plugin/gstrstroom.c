/* SPDX-License-Identifier: LGPL-2.1-or-later */
/* Room in a heap for the pictures that a V4L2 decoder allocates */
#include "gstrstroom.h"

#include <errno.h>
#include <fcntl.h>
#include <sys/file.h>
#include <unistd.h>

#include "gstrstv4l2.h"

GST_DEBUG_CATEGORY_STATIC (gst_rst_room_debug);
#define GST_CAT_DEFAULT gst_rst_room_debug

/* Pads don't tell when they are flushing, nor do older modules when memory comes
 * back: both are looked at every now and then. */
#define TRY_AGAIN_AFTER (25 * G_TIME_SPAN_MILLISECOND)

/* What gstv4l2object.c allocates beyond the needs of driver and downstream, and
 * what it adds where downstream says nothing. */
#define OWN_PICTURES 2
#define PICTURES_FOR_SILENT 2

struct _GstRstRoom
{
  GstPad *pad;                  /* the bin's */
  gint stopping;                /* atomic */

  GMutex lock;                  /* guards what follows */
  gint fd;                      /* of the decoder's device, locked; or -1 */
  gchar *lack;                  /* why it found no room */
  gboolean sent_away;
};

/* One wait */
typedef struct
{
  enum rstmem_use_case heap;
  guint count;                  /* pictures */
  gsize size;                   /* of each */
  gint timeout;                 /* ms */
  gint64 since;
  struct rstmem_books books;
} Demand;

static void
init_debug (void)
{
  static gsize once;

  if (g_once_init_enter (&once)) {
    GST_DEBUG_CATEGORY_INIT (gst_rst_room_debug, "rstroom", 0,
        "room for a decoder's pictures");
    g_once_init_leave (&once, 1);
  }
}

GstRstRoom *
gst_rst_room_new (GstPad * pad)
{
  GstRstRoom *self = g_atomic_rc_box_new0 (GstRstRoom);

  init_debug ();
  self->pad = pad;
  self->fd = -1;
  g_mutex_init (&self->lock);
  return self;
}

/* The lock is held. */
static void
let_next_in (GstRstRoom * self)
{
  if (self->fd < 0)
    return;
  flock (self->fd, LOCK_UN);
  close (self->fd);
  self->fd = -1;
}

static void
clear (gpointer data)
{
  GstRstRoom *self = data;

  let_next_in (self);
  g_free (self->lack);
  g_mutex_clear (&self->lock);
}

/* A probe may outlive the element. */
static void
unref (gpointer data)
{
  g_atomic_rc_box_release_full (data, clear);
}

void
gst_rst_room_free (GstRstRoom * self)
{
  unref (self);
}

static void
reset (GstRstRoom * self)
{
  g_mutex_lock (&self->lock);
  let_next_in (self);
  g_clear_pointer (&self->lack, g_free);
  self->sent_away = FALSE;
  g_mutex_unlock (&self->lock);
}

void
gst_rst_room_leave (GstRstRoom * self)
{
  reset (self);
}

void
gst_rst_room_set_stopping (GstRstRoom * self, gboolean stopping)
{
  g_atomic_int_set (&self->stopping, stopping);
}

gboolean
gst_rst_room_is_stopping (GstRstRoom * self)
{
  return g_atomic_int_get (&self->stopping);
}

static gboolean
is_over (GstRstRoom * self, GstPad * srcpad)
{
  return gst_rst_room_is_stopping (self) ||
      (srcpad && GST_PAD_IS_FLUSHING (srcpad));
}

static GstPadProbeReturn
first_picture_cb (GstPad * pad, GstPadProbeInfo * info, gpointer self)
{
  reset (self);
  return GST_PAD_PROBE_REMOVE;
}

static guint64
give_at_most (const struct rstmem_books *books)
{
  return books->limit && books->limit < books->size ? books->limit :
      books->size;
}

static guint64
wanted (const Demand * demand)
{
  return (guint64) demand->count * demand->size;
}

/* Where the books cannot be read, the decoder finds out. Quarantined memory is
 * room: it is cleared when somebody wants it. What others have of the pool, or
 * are promised, is not. */
static gboolean
has_room (Demand * demand)
{
  struct rstmem_books *books = &demand->books;

  if (rstmem_books_read (demand->heap, books, sizeof (*books)) < 0)
    return TRUE;
  return wanted (demand) <= books->room;
}

static gboolean
could_have_room (const Demand * demand)
{
  return wanted (demand) <= give_at_most (&demand->books);
}

static gboolean
is_patient (const Demand * demand)
{
  gint64 waited = g_get_monotonic_time () - demand->since;

  return demand->timeout < 0 ||
      waited < demand->timeout * G_TIME_SPAN_MILLISECOND;
}

/* Two decoders that open the same device are different to flock(). */
static gboolean
is_first (gint fd)
{
  return flock (fd, LOCK_EX | LOCK_NB) == 0 || errno != EWOULDBLOCK;
}

static gchar *
describe (const Demand * demand)
{
  const struct rstmem_books *books = &demand->books;

  return g_strdup_printf ("The heap %s has no room for the decoder's %u "
      "pictures of %" G_GSIZE_FORMAT " bytes: %" G_GUINT64_FORMAT " of %"
      G_GUINT64_FORMAT " bytes are in use by %" G_GUINT64_FORMAT " buffers, "
      "and %" G_GUINT64_FORMAT " are left that other heaps do not have or are "
      "promised, after a wait of %.1f s. Stop other users of the memory, or "
      "wait longer for them (memory-timeout).", rstmem_use_case_name (demand->heap),
      demand->count, demand->size, (guint64) books->bytes,
      give_at_most (books), (guint64) books->buffers, (guint64) books->room,
      (g_get_monotonic_time () - demand->since) / (gdouble)
      G_TIME_SPAN_SECOND);
}

static gint
get_device (GstElement * decoder)
{
  gint fd = -1;

  if (g_object_class_find_property (G_OBJECT_GET_CLASS (decoder),
          "device-fd"))
    g_object_get (decoder, "device-fd", &fd, NULL);
  return fd;
}

/* What gst_v4l2_object_decide_allocation() makes of the answer. */
static gboolean
measure (Demand * demand, GstElement * decoder, GstQuery * query)
{
  guint min = PICTURES_FOR_SILENT;
  gsize page = sysconf (_SC_PAGESIZE);
  gint fd = get_device (decoder);

  if (fd < 0 || !gst_rst_v4l2_get_pictures (fd, &demand->count, &demand->size))
    return FALSE;

  if (gst_query_get_n_allocation_pools (query) > 0)
    gst_query_parse_nth_allocation_pool (query, 0, NULL, NULL, &min, NULL);
  demand->count += min + OWN_PICTURES;
  demand->size = (demand->size + page - 1) / page * page;
  demand->since = g_get_monotonic_time ();
  return TRUE;
}

/* Who does not become the first in time goes on all the same: whoever is may
 * need no memory any more, and just not show its first picture. */
void
gst_rst_room_enter (GstRstRoom * self, GstElement * decoder, gint timeout)
{
  Demand demand = {.timeout = timeout,.since = g_get_monotonic_time () };
  GstPad *srcpad;
  gint fd = get_device (decoder);

  reset (self);
  fd = fd < 0 ? -1 : fcntl (fd, F_DUPFD_CLOEXEC, 0);
  if (fd < 0)
    return;
  srcpad = gst_element_get_static_pad (decoder, "src");
  while (!is_first (fd) && is_patient (&demand) && !is_over (self, srcpad))
    g_usleep (TRY_AGAIN_AFTER);
  gst_object_unref (srcpad);

  g_mutex_lock (&self->lock);
  self->fd = fd;
  g_mutex_unlock (&self->lock);
  gst_pad_add_probe (self->pad, GST_PAD_PROBE_TYPE_BUFFER, first_picture_cb,
      g_atomic_rc_box_acquire (self), unref);
}

static gboolean
is_inside (GstRstRoom * self)
{
  gboolean inside;

  g_mutex_lock (&self->lock);
  inside = self->fd >= 0;
  g_mutex_unlock (&self->lock);
  return inside;
}

/* Returns: whether there is room. */
static gboolean
wait_until_over (GstRstRoom * self, Demand * demand, GstPad * srcpad)
{
  gboolean room = has_room (demand), told = FALSE;

  while (!room && is_patient (demand) && could_have_room (demand) &&
      !is_over (self, srcpad)) {
    if (!told)
      GST_INFO_OBJECT (srcpad, "waiting for %u pictures of %" G_GSIZE_FORMAT
          " bytes", demand->count, demand->size);
    told = TRUE;
    g_usleep (TRY_AGAIN_AFTER);
    room = has_room (demand);
  }
  return room;
}

/* Where a driver gets memory for some of its pictures, a decoder goes on with
 * those, and may wait for another one for ever. */
gchar *
gst_rst_room_wait (GstRstRoom * self, GstElement * decoder, GstQuery * query,
    enum rstmem_use_case heap, gint timeout)
{
  Demand demand = {.heap = heap,.timeout = timeout };
  gboolean room, sent_away;
  gchar *lack = NULL;
  GstPad *srcpad;

  if (!measure (&demand, decoder, query))
    return NULL;
  /* The stream has changed: who plays already queues up again. */
  if (!is_inside (self))
    gst_rst_room_enter (self, decoder, timeout);
  srcpad = gst_element_get_static_pad (decoder, "src");
  room = wait_until_over (self, &demand, srcpad);
  sent_away = is_over (self, srcpad);
  if (!room)
    lack = describe (&demand);
  GST_INFO_OBJECT (decoder, "%s for %u pictures of %" G_GSIZE_FORMAT " bytes",
      room ? "room" : "no room", demand.count, demand.size);

  g_mutex_lock (&self->lock);
  self->sent_away = sent_away;
  g_free (self->lack);
  self->lack = g_strdup (lack);
  g_mutex_unlock (&self->lock);
  gst_object_unref (srcpad);
  if (sent_away || !could_have_room (&demand))
    g_clear_pointer (&lack, g_free);
  return lack;
}

GstRstRoomVerdict
gst_rst_room_judge (GstRstRoom * self, GstElement * decoder, gchar ** why)
{
  GstRstRoomVerdict verdict = GST_RST_ROOM_UNRELATED;
  GstPad *srcpad = gst_element_get_static_pad (decoder, "src");

  g_mutex_lock (&self->lock);
  if (self->sent_away && is_over (self, srcpad))
    verdict = GST_RST_ROOM_SENT_AWAY;
  else if (self->lack)
    verdict = GST_RST_ROOM_LACKING;
  *why = verdict == GST_RST_ROOM_LACKING ? g_strdup (self->lack) : NULL;
  g_mutex_unlock (&self->lock);
  gst_clear_object (&srcpad);
  return verdict;
}
