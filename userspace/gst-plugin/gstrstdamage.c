/* SPDX-License-Identifier: LGPL-2.1-or-later */
/* Damaged samples: which ones are dropped, and when it is too many */
#include "gstrstdamage.h"

/* A stream that is refreshed bit by bit has no second key frame: that many
 * samples have then passed through a decoder that recovers by itself. */
#define MAX_UNTIL_KEY 500

void
gst_rst_damage_init (GstRstDamage * self)
{
  *self = (GstRstDamage) { 0 };
}

gboolean
gst_rst_damage_take (GstRstDamage * self, gint max_errors)
{
  self->until_key = TRUE;
  self->in_a_row++;
  return max_errors < 0 || self->in_a_row <= (guint) max_errors;
}

gboolean
gst_rst_damage_pass (GstRstDamage * self, gboolean is_key)
{
  self->in_a_row = 0;
  if (!self->until_key)
    return TRUE;

  if (is_key || self->dropped++ >= MAX_UNTIL_KEY) {
    self->until_key = FALSE;
    self->dropped = 0;
  }
  return !self->until_key;
}
