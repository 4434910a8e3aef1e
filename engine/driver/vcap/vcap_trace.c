// SPDX-License-Identifier: GPL-2.0-only
/*
 * Trace events, instantiated
 */
#define CREATE_TRACE_POINTS
#include "vcap_trace.h"
