# SPDX-License-Identifier: BSD-2-Clause
srcs-y += sum_ta.c
cppflags-y += $(SUM_TA_CPPFLAGS)
global-incdirs-y += .
