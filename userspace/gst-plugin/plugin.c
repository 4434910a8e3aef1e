/* SPDX-License-Identifier: LGPL-2.1-or-later */
#include <gst/gst.h>

#include "gstrstcencaudio.h"
#include "gstrstcencdec.h"
#include "gstrstcencmux.h"
#include "gstrstjpegenc.h"
#include "gstrstmp4index.h"
#include "gstrstpool.h"
#include "gstrstvideodec.h"
#ifdef HAVE_WAYLAND
#include "gstrstwaylandsink.h"
#endif

static gboolean
plugin_init (GstPlugin * plugin)
{
#ifdef HAVE_WAYLAND
  if (!GST_ELEMENT_REGISTER (rstwaylandsink, plugin))
    return FALSE;
#endif
  return GST_ELEMENT_REGISTER (rstcencaudio, plugin) &&
      GST_ELEMENT_REGISTER (rstcencdec, plugin) &&
      GST_ELEMENT_REGISTER (rstcencmux, plugin) &&
      GST_ELEMENT_REGISTER (rstjpegenc, plugin) &&
      GST_ELEMENT_REGISTER (rstmp4index, plugin) &&
      GST_ELEMENT_REGISTER (rstpool, plugin) &&
      GST_ELEMENT_REGISTER (rstvideodec, plugin);
}

GST_PLUGIN_DEFINE (GST_VERSION_MAJOR, GST_VERSION_MINOR, rstmem,
    "Protected playback and recording through TEE-restricted memory",
    plugin_init, VERSION, "LGPL", PACKAGE_NAME, PACKAGE_ORIGIN);
