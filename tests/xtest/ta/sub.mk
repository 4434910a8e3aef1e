# SPDX-License-Identifier: BSD-2-Clause
srcs-y += rng_ta.c
global-incdirs-y += . ../../lib
