/* SPDX-License-Identifier: GPL-2.0-only */
/*
 * What a monitor says of itself: E-EDID 1.4, one block
 */
#ifndef _RST_DISP_EDID_H
#define _RST_DISP_EDID_H

#include <linux/types.h>

#define RST_DISP_EDID_SIZE	128
#define RST_DISP_EDID_TIMINGS	2

/* Bits of struct rst_disp_monitor's @established. */
#define RST_DISP_ESTABLISHED_640X480	BIT(5)
#define RST_DISP_ESTABLISHED_800X600	BIT(0)
#define RST_DISP_ESTABLISHED_1024X768	BIT(11)

/**
 * struct rst_disp_timing - a mode, in pixels and lines
 * @clock:	kHz, a multiple of ten
 * @width:	shown pixels; 0 is no timing
 * @hfront:	between them and the sync pulse
 * @hsync:	its length
 * @htotal:	all of a line
 * @height:	shown lines; what follows it as for a line
 * @vfront:	as @hfront
 * @vsync:	as @hsync
 * @vtotal:	as @htotal
 * @positive:	sync pulses are; else the horizontal one isn't
 */
struct rst_disp_timing {
	u32 clock;
	u16 width;
	u16 hfront;
	u16 hsync;
	u16 htotal;
	u16 height;
	u16 vfront;
	u16 vsync;
	u16 vtotal;
	bool positive;
};

/**
 * struct rst_disp_monitor - a monitor
 * @name:	up to 12 characters
 * @product:	its number
 * @width_mm:	of the picture
 * @height_mm:	of the picture
 * @established: RST_DISP_ESTABLISHED_*
 * @timings:	the first one is preferred
 */
struct rst_disp_monitor {
	const char *name;
	u16 product;
	u16 width_mm;
	u16 height_mm;
	u16 established;
	struct rst_disp_timing timings[RST_DISP_EDID_TIMINGS];
};

void rst_disp_edid_make(const struct rst_disp_monitor *monitor, u8 *edid);

#endif /* _RST_DISP_EDID_H */
