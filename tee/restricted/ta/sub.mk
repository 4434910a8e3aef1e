# SPDX-License-Identifier: BSD-2-Clause
global-incdirs-y += .
cflags-y += -std=gnu11 -Wextra
srcs-y += entry.c
