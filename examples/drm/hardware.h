/* SPDX-License-Identifier: GPL-2.0-only */
/*
 * The controller's registers
 *
 * No machine has this controller: the registers are memory, which debugfs
 * shows, and nothing fetches what they point to. A driver has such functions
 * for the registers that it maps, too, with writel().
 */
#ifndef BEAM_HARDWARE_H
#define BEAM_HARDWARE_H

#include <linux/seq_file.h>
#include <linux/types.h>

#define BEAM_PLANES	2

/**
 * struct beam_hardware - what the controller fetches, and to where
 * @enabled:	it fetches
 * @format:	fourcc code
 * @address:	of each plane's first pixel
 * @pitch:	of each plane, in bytes
 * @width:	of the picture in memory
 * @height:	of the picture in memory
 * @panel_width: of what becomes of it; if larger, the scaler is on
 * @panel_height: of what becomes of it
 */
struct beam_hardware {
	bool enabled;
	u32 format;
	u64 address[BEAM_PLANES];
	u32 pitch[BEAM_PLANES];
	u32 width, height;
	u32 panel_width, panel_height;
};

static inline void beam_hardware_fetch(struct beam_hardware *hardware,
				       unsigned int plane, u64 address,
				       u32 pitch)
{
	hardware->address[plane] = address;
	hardware->pitch[plane] = pitch;
}

static inline void beam_hardware_start(struct beam_hardware *hardware,
				       u32 format, u32 width, u32 height,
				       u32 panel_width, u32 panel_height)
{
	hardware->format = format;
	hardware->width = width;
	hardware->height = height;
	hardware->panel_width = panel_width;
	hardware->panel_height = panel_height;
	hardware->enabled = true;
}

static inline void beam_hardware_stop(struct beam_hardware *hardware)
{
	*hardware = (struct beam_hardware){};
}

static inline void beam_hardware_show(const struct beam_hardware *hardware,
				      struct seq_file *file)
{
	seq_printf(file, "enabled %u\naddress %#llx\nchroma %#llx\n",
		   hardware->enabled, hardware->address[0],
		   hardware->address[1]);
	seq_printf(file, "width %u\npanel_width %u\n", hardware->width,
		   hardware->panel_width);
}

#endif /* BEAM_HARDWARE_H */
