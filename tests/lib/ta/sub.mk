# SPDX-License-Identifier: BSD-2-Clause
srcs-y += restricted_ta.c
global-incdirs-y += . ..
