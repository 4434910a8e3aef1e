// SPDX-License-Identifier: GPL-2.0-only
/*
 * Trace events, instantiated
 */
#define CREATE_TRACE_POINTS
#include "vdec_trace.h"
