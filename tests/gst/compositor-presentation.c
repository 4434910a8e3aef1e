/* SPDX-License-Identifier: GPL-2.0-only */
/* What reaches the panel, and which panel: presentation-time,
 * weston-content-protection */
#include "compositor-private.h"

#include <presentation-time-server-protocol.h>
#include <weston-content-protection-server-protocol.h>

static void
get_feedback (struct wl_client *client, struct wl_resource *resource,
    struct wl_resource *surface_resource, uint32_t id)
{
  Surface *surface = wl_resource_get_user_data (surface_resource);

  surface->feedbacks = g_list_append (surface->feedbacks,
      compositor_new_resource (client, &wp_presentation_feedback_interface, 1,
          id, NULL, &surface->feedbacks, compositor_forget_cb));
}

static const struct wp_presentation_interface presentation_interface = {
  compositor_destroy_cb, get_feedback
};

/* All but the last have been overtaken. */
void
compositor_present (Compositor * self, Surface * surface)
{
  guint flags = self->flags & COMPOSITOR_NO_PLANE ? 0 :
      WP_PRESENTATION_FEEDBACK_KIND_ZERO_COPY;
  struct wl_resource *feedback;

  while (surface->feedbacks) {
    feedback = surface->feedbacks->data;
    if (surface->feedbacks->next) {
      wp_presentation_feedback_send_discarded (feedback);
    } else {
      wp_presentation_feedback_send_presented (feedback, 0, 0, 0,
          COMPOSITOR_REFRESH * 1000000, 0, 0, flags);
      g_mutex_lock (&self->lock);
      self->record.presented++;
      g_mutex_unlock (&self->lock);
    }
    wl_resource_destroy (feedback);
  }
}

static void
bind_presentation (struct wl_client *client, void *data, uint32_t version,
    uint32_t id)
{
  compositor_new_resource (client, &wp_presentation_interface, version, id,
      &presentation_interface, data, NULL);
}

static void
set_type (struct wl_client *client, struct wl_resource *resource,
    uint32_t type)
{
  Compositor *self = wl_resource_get_user_data (resource);

  g_mutex_lock (&self->lock);
  self->record.protection = type;
  g_mutex_unlock (&self->lock);
}

static void
enforce (struct wl_client *client, struct wl_resource *resource)
{
  Compositor *self = wl_resource_get_user_data (resource);

  g_mutex_lock (&self->lock);
  self->record.enforced = TRUE;
  g_mutex_unlock (&self->lock);
}

static const struct weston_protected_surface_interface protected_interface = {
  .destroy = compositor_destroy_cb,
  .set_type = set_type,
  .enforce = enforce,
  .relax = compositor_nothing_cb,
};

static void
get_protection (struct wl_client *client, struct wl_resource *resource,
    uint32_t id, struct wl_resource *surface)
{
  compositor_new_resource (client, &weston_protected_surface_interface, 1, id,
      &protected_interface, wl_resource_get_user_data (resource), NULL);
}

static const struct weston_content_protection_interface protection_interface = {
  compositor_destroy_cb, get_protection
};

static void
bind_protection (struct wl_client *client, void *data, uint32_t version,
    uint32_t id)
{
  compositor_new_resource (client, &weston_content_protection_interface,
      version, id, &protection_interface, data, NULL);
}

void
compositor_add_presentation (Compositor * self)
{
  wl_global_create (self->display, &wp_presentation_interface, 1, self,
      bind_presentation);
  if (!(self->flags & COMPOSITOR_NO_PROTECTION))
    wl_global_create (self->display, &weston_content_protection_interface, 1,
        self, bind_protection);
}
