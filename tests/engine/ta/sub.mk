# SPDX-License-Identifier: BSD-2-Clause
srcs-y += sum_ta.c
global-incdirs-y += . $(if $(filter %02,$(BINARY)),plain,secure) ../../lib
