# SPDX-License-Identifier: BSD-2-Clause
srcs-y += copy_ta.c
global-incdirs-y += . ../../lib
