/* SPDX-License-Identifier: GPL-2.0-only */
#ifndef PANEL_COMMANDS_H
#define PANEL_COMMANDS_H

#include <stdio.h>

/*
 * Each returns the exit status: 0, 1 where what was read is not as it should
 * be, 2 where it could not be read. Complaints go to stderr.
 */
int panel_info(const char *path, FILE *out);
int panel_frames(const char *path, int layer, FILE *out);
int panel_compare(const char *path, const char *reference, int layer,
		  FILE *out);
int panel_crcs(const char *path, FILE *out);
int panel_link(const char *path, const char *states, FILE *out);
int panel_layers(const char *path, FILE *out);
int panel_marks(const char *path, FILE *out);
int panel_picture(const char *path, const char *png);
int panel_sheet(const char *path, const char *png, int count, int columns);

#endif /* PANEL_COMMANDS_H */
