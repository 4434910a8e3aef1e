/* SPDX-License-Identifier: GPL-2.0-only */
/* A decoder where there is none: it passes units on as pictures */
#ifndef DECODER_H
#define DECODER_H

#include <gst/gst.h>

/* The factory that register_decoder() adds. */
#define DECODER "rsttestdecoder"

void register_decoder (void);

#endif /* DECODER_H */
