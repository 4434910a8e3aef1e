# SPDX-License-Identifier: BSD-2-Clause
srcs-y += sdp_ta.c
global-incdirs-y += . ../../lib
