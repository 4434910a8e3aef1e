/* SPDX-License-Identifier: LGPL-2.1-or-later */
/* The properties of rstwaylandsink */
#include "gstrstwaylandsettings.h"

#include <weston-content-protection-client-protocol.h>

#define DEFAULT_PROTECTION WESTON_PROTECTED_SURFACE_TYPE_UNPROTECTED

enum
{
  PROP_0,
  PROP_DISPLAY,
  PROP_FULLSCREEN,
  PROP_SCALE,
  PROP_CONTENT_PROTECTION,
  PROP_REQUIRE_DIRECT_DISPLAY
};

#define GST_TYPE_RST_CONTENT_PROTECTION (content_protection_get_type ())
static GType
content_protection_get_type (void)
{
  static const GEnumValue values[] = {
    {WESTON_PROTECTED_SURFACE_TYPE_UNPROTECTED, "Any output", "none"},
    {WESTON_PROTECTED_SURFACE_TYPE_HDCP_0, "Outputs under HDCP",
        "hdcp-type-0"},
    {WESTON_PROTECTED_SURFACE_TYPE_HDCP_1, "Outputs under HDCP 2.2 and up",
        "hdcp-type-1"},
    {0, NULL, NULL}
  };
  static GType type;
  static gsize once;

  if (g_once_init_enter (&once)) {
    type = g_enum_register_static ("GstRstContentProtection", values);
    g_once_init_leave (&once, 1);
  }
  return type;
}

void
gst_rst_wayland_settings_install (GObjectClass * object_class, guint stats_id)
{
  const GParamFlags ready = G_PARAM_READWRITE | G_PARAM_STATIC_STRINGS |
      GST_PARAM_MUTABLE_READY;

  gst_type_mark_as_plugin_api (GST_TYPE_RST_CONTENT_PROTECTION, 0);
  g_object_class_install_property (object_class, PROP_DISPLAY,
      g_param_spec_string ("display", "Display",
          "Name of the compositor's socket, unless the application shares its "
          "connection; none: that of WAYLAND_DISPLAY", NULL, ready));
  g_object_class_install_property (object_class, PROP_FULLSCREEN,
      g_param_spec_boolean ("fullscreen", "Fullscreen",
          "Have the window cover the screen; the picture is in its middle",
          FALSE, G_PARAM_READWRITE | G_PARAM_STATIC_STRINGS |
          GST_PARAM_MUTABLE_PLAYING));
  g_object_class_install_property (object_class, PROP_SCALE,
      g_param_spec_boolean ("scale", "Scale",
          "Scale the picture to the window, which the display's planes must be "
          "able to do; else it keeps its size", FALSE, ready));
  g_object_class_install_property (object_class, PROP_CONTENT_PROTECTION,
      g_param_spec_enum ("content-protection", "Content protection",
          "Outputs that the compositor may show the film on",
          GST_TYPE_RST_CONTENT_PROTECTION, DEFAULT_PROTECTION, ready));
  g_object_class_install_property (object_class, PROP_REQUIRE_DIRECT_DISPLAY,
      g_param_spec_boolean ("require-direct-display",
          "Require direct display", "Send restricted pictures to no compositor "
          "without weston-direct-display, which could crash", TRUE, ready));
  g_object_class_install_property (object_class, stats_id,
      g_param_spec_boxed ("display-stats", "Display statistics",
          "Frames shown, those of them by the display alone (zero-copy), "
          "both again from a second after the first frame on (settled), "
          "dropped ones, and buffers imported", GST_TYPE_STRUCTURE,
          G_PARAM_READABLE | G_PARAM_STATIC_STRINGS));
}

void
gst_rst_wayland_settings_init (GstRstWaylandSettings * self)
{
  self->require_direct_display = TRUE;
  self->protection = DEFAULT_PROTECTION;
}

void
gst_rst_wayland_settings_clear (GstRstWaylandSettings * self)
{
  g_clear_pointer (&self->display, g_free);
}

void
gst_rst_wayland_settings_set (GstRstWaylandSettings * self, GObject * object,
    guint prop_id, const GValue * value, GParamSpec * pspec)
{
  GST_OBJECT_LOCK (object);
  switch (prop_id) {
    case PROP_DISPLAY:
      g_free (self->display);
      self->display = g_value_dup_string (value);
      break;
    case PROP_FULLSCREEN:
      self->fullscreen = g_value_get_boolean (value);
      break;
    case PROP_SCALE:
      self->scale = g_value_get_boolean (value);
      break;
    case PROP_CONTENT_PROTECTION:
      self->protection = g_value_get_enum (value);
      break;
    case PROP_REQUIRE_DIRECT_DISPLAY:
      self->require_direct_display = g_value_get_boolean (value);
      break;
    default:
      G_OBJECT_WARN_INVALID_PROPERTY_ID (object, prop_id, pspec);
      break;
  }
  GST_OBJECT_UNLOCK (object);
}

void
gst_rst_wayland_settings_get (GstRstWaylandSettings * self, GObject * object,
    guint prop_id, GValue * value, GParamSpec * pspec)
{
  GST_OBJECT_LOCK (object);
  switch (prop_id) {
    case PROP_DISPLAY:
      g_value_set_string (value, self->display);
      break;
    case PROP_FULLSCREEN:
      g_value_set_boolean (value, self->fullscreen);
      break;
    case PROP_SCALE:
      g_value_set_boolean (value, self->scale);
      break;
    case PROP_CONTENT_PROTECTION:
      g_value_set_enum (value, self->protection);
      break;
    case PROP_REQUIRE_DIRECT_DISPLAY:
      g_value_set_boolean (value, self->require_direct_display);
      break;
    default:
      G_OBJECT_WARN_INVALID_PROPERTY_ID (object, prop_id, pspec);
      break;
  }
  GST_OBJECT_UNLOCK (object);
}
