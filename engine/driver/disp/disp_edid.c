// SPDX-License-Identifier: GPL-2.0-only
/*
 * EDID blocks, by VESA's E-EDID standard, release A, revision 2 (EDID 1.4)
 *
 * Numbers in the comments are bytes' places in the block, or in a descriptor.
 */
#include <linux/bits.h>
#include <linux/string.h>
#include <linux/unaligned.h>

#include "disp_edid.h"

#define MANUFACTURER(a, b, c)	(((a) - '@') << 10 | ((b) - '@') << 5 | \
				 ((c) - '@'))

#define DESCRIPTORS	4
#define DESCRIPTOR_SIZE	18

#define TAG_NAME	0xfc
#define TAG_DUMMY	0x10

#define DIGITAL_8_BITS_DISPLAYPORT	0xa5
#define GAMMA_2_2			120
#define SRGB				BIT(2)
#define FIRST_IS_NATIVE			BIT(1)

#define SYNC_SEPARATE		0x18
#define VSYNC_POSITIVE		BIT(2)
#define HSYNC_POSITIVE		BIT(1)

/* The corners of sRGB and its white, ten bits each. */
static const u8 chromaticities[] = {
	0xee, 0x91, 0xa3, 0x54, 0x4c, 0x99, 0x26, 0x0f, 0x50, 0x54,
};

static void put_identity(u8 *edid, const struct rst_disp_monitor *monitor)
{
	static const u8 header[] = {
		0x00, 0xff, 0xff, 0xff, 0xff, 0xff, 0xff, 0x00,
	};

	memcpy(edid, header, sizeof(header));			/* 0 */
	put_unaligned_be16(MANUFACTURER('R', 'S', 'T'), edid + 8);
	put_unaligned_le16(monitor->product, edid + 10);
	put_unaligned_le32(1, edid + 12);			/* serial */
	edid[16] = 48;						/* week */
	edid[17] = 2026 - 1990;
	edid[18] = 1;						/* 1.4 */
	edid[19] = 4;
}

static void put_display(u8 *edid, const struct rst_disp_monitor *monitor)
{
	edid[20] = DIGITAL_8_BITS_DISPLAYPORT;
	edid[21] = (monitor->width_mm + 5) / 10;
	edid[22] = (monitor->height_mm + 5) / 10;
	edid[23] = GAMMA_2_2;
	edid[24] = SRGB | FIRST_IS_NATIVE;
	memcpy(edid + 25, chromaticities, sizeof(chromaticities));
	put_unaligned_le16(monitor->established, edid + 35);
	memset(edid + 38, 0x01, 16);		/* no standard timings */
}

static u8 high(u16 first, u16 second, unsigned int shift)
{
	return (first >> 8 << shift) | second >> 8;
}

static void put_timing(u8 *to, const struct rst_disp_timing *timing,
		       const struct rst_disp_monitor *monitor)
{
	u16 hblank = timing->htotal - timing->width;
	u16 vblank = timing->vtotal - timing->height;

	put_unaligned_le16(timing->clock / 10, to);		/* 0 */
	to[2] = timing->width;
	to[3] = hblank;
	to[4] = high(timing->width, hblank, 4);
	to[5] = timing->height;
	to[6] = vblank;
	to[7] = high(timing->height, vblank, 4);
	to[8] = timing->hfront;
	to[9] = timing->hsync;
	to[10] = (timing->vfront & 0xf) << 4 | (timing->vsync & 0xf);
	to[11] = high(timing->hfront, timing->hsync, 2) << 4 |
		 (timing->vfront >> 4) << 2 | timing->vsync >> 4;
	to[12] = monitor->width_mm;
	to[13] = monitor->height_mm;
	to[14] = high(monitor->width_mm, monitor->height_mm, 4);
	to[17] = SYNC_SEPARATE | VSYNC_POSITIVE;
	if (timing->positive)
		to[17] |= HSYNC_POSITIVE;
}

/* A line feed ends a text, and spaces fill it up. */
static void put_name(u8 *to, const char *name)
{
	size_t length = strlen(name);

	to[3] = TAG_NAME;
	memset(to + 5, ' ', DESCRIPTOR_SIZE - 5);
	memcpy(to + 5, name, length);
	to[5 + length] = '\n';
}

static u8 checksum(const u8 *edid)
{
	u8 sum = 0;
	int i;

	for (i = 0; i < RST_DISP_EDID_SIZE - 1; i++)
		sum += edid[i];

	return -sum;
}

/**
 * rst_disp_edid_make() - write a monitor's block
 * @monitor:	the monitor
 * @edid:	RST_DISP_EDID_SIZE bytes
 */
void rst_disp_edid_make(const struct rst_disp_monitor *monitor, u8 *edid)
{
	u8 *to = edid + 54;
	int i;

	memset(edid, 0, RST_DISP_EDID_SIZE);
	put_identity(edid, monitor);
	put_display(edid, monitor);

	for (i = 0; i < RST_DISP_EDID_TIMINGS && monitor->timings[i].width; i++)
		put_timing(to + i * DESCRIPTOR_SIZE, &monitor->timings[i],
			   monitor);
	put_name(to + i++ * DESCRIPTOR_SIZE, monitor->name);
	for (; i < DESCRIPTORS; i++)
		to[i * DESCRIPTOR_SIZE + 3] = TAG_DUMMY;

	edid[RST_DISP_EDID_SIZE - 1] = checksum(edid);
}
