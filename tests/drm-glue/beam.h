/* SPDX-License-Identifier: GPL-2.0-only */
#ifndef BEAM_H
#define BEAM_H

#include "frames.h"

#define BEFORE	"rst_beam_before"
#define AFTER	"rst_beam_after"

/* A value of the driver's registers, -1 if there is none */
long long beam_register(const struct display *display, const char *name);
/* Sets the mode, with a dumb buffer that is destroyed by dumb_destroy(). */
bool beam_open(const char *driver, struct display *display, struct dumb *dumb);
void beam_close(struct display *display, struct dumb *dumb);
/* In a mode that VIDEO_WIDTH and VIDEO_HEIGHT fill */
int beam_show(const struct display *display, uint32_t fb);

void test_before(void);
void test_after(void);
void test_scaled(void);
void test_refused(void);
void test_counted(void);
void test_unbound(void);
void test_pool_gone(void);

#endif /* BEAM_H */
