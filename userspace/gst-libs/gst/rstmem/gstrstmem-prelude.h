/* SPDX-License-Identifier: LGPL-2.1-or-later */
#ifndef __GST_RSTMEM_PRELUDE_H__
#define __GST_RSTMEM_PRELUDE_H__

#include <gst/gst.h>

#ifndef GST_RSTMEM_API
#ifdef BUILDING_GST_RSTMEM
#define GST_RSTMEM_API GST_API_EXPORT
#else
#define GST_RSTMEM_API GST_API_IMPORT
#endif
#endif

#endif /* __GST_RSTMEM_PRELUDE_H__ */
