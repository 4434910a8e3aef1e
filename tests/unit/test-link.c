// SPDX-License-Identifier: GPL-2.0-only
/* The cable's protection: what the secure side is told of it, and what becomes of layers. */
#include <stdlib.h>
#include <string.h>

#include "../../engine/core/link.h"
#include "../../engine/core/scanout.h"
#include "../../engine/panel.h"
#include "../lib/tap.h"
#include "panel.h"

#define NONE RST_DISP_PROTECTION_NONE
#define TYPE0 RST_DISP_PROTECTION_TYPE0
#define TYPE1 RST_DISP_PROTECTION_TYPE1

static bool is_unknown(const struct rst_link *link)
{
	return !link->time && link->needed == TYPE1 && link->capable == NONE && !link->holds;
}

static struct rst_link line(const char *text)
{
	struct rst_link link;

	rst_link_parse(&link, text, strlen(text));

	return link;
}

static void test_lines(void)
{
	static const char *const nonsense[] = {
		"", " ", "12", "12 any", "12 any none", "12 any none goo", "12 any none good x",
		"-1 any none good", "12x any none good", "any none good", "12 any none good\n",
		"12 type2 none good", "12 any 2 good", "12\tany none good",
		"99999999999999999999 any none good",
	};
	struct rst_link link = line("123 type1 1.4 good");

	tap(link.time == 123 && link.needed == TYPE1 && link.capable == TYPE0 && link.holds,
	    "a line");
	link = line("0 any 2.2  broken ");
	tap(!link.time && link.needed == NONE && link.capable == TYPE1 && !link.holds,
	    "a line with more spaces");
	for (size_t i = 0; i < sizeof(nonsense) / sizeof(nonsense[0]); i++) {
		memset(&link, 0xff, sizeof(link));
		tap(!rst_link_parse(&link, nonsense[i], strlen(nonsense[i])) && is_unknown(&link),
		    "nonsense %zu says nothing", i);
	}
}

static void test_ends(void)
{
	static const struct {
		const char *text;
		uint64_t time;
	} ends[] = {
		{ "1 any none good\n", 1 },
		{ "1 any none good\n2 any none good\n", 2 },
		{ "1 any none good\n2 any none good\n3 any none go", 2 },
		{ "ny none good\n2 any none good\n", 2 },
	};
	struct rst_link link;

	for (size_t i = 0; i < sizeof(ends) / sizeof(ends[0]); i++)
		tap(rst_link_parse_end(&link, ends[i].text, strlen(ends[i].text)) &&
		    link.time == ends[i].time, "the last whole line, %zu", i);
	tap(!rst_link_parse_end(&link, "", 0) && is_unknown(&link), "no text");
	tap(!rst_link_parse_end(&link, "1 any none good", 15) && is_unknown(&link),
	    "no whole line");
	tap(!rst_link_parse_end(&link, "1 any none good\n\n", 17) && is_unknown(&link),
	    "an empty line is not skipped");
}

/* Fails if a client's wish lowers what is needed, or lifts it above what the sink can. */
static void test_protection(void)
{
	struct rst_link link = { .needed = TYPE0, .capable = TYPE1, .holds = true };

	tap(rst_link_protection(&link, NONE) == TYPE0, "what is needed comes unasked");
	tap(rst_link_protection(&link, TYPE1) == TYPE1, "what is wanted comes, too");
	tap(rst_link_protection(&link, UINT32_MAX) == TYPE1, "but no more than the sink can");
	link.holds = false;
	tap(rst_link_protection(&link, TYPE1) == NONE, "and nothing, where the link is lost");
	link = (struct rst_link) { .needed = TYPE1, .capable = TYPE0, .holds = true };
	tap(rst_link_protection(&link, TYPE1) == TYPE0, "an old sink gives what it can");
	link.needed = NONE;
	tap(rst_link_protection(&link, NONE) == NONE, "nobody wants any: there is none");
}

static const size_t records = sizeof(struct rst_panel_frame) +
			      2 * (sizeof(struct rst_panel_layer) + sizeof(struct rst_panel_mark));

/* An ordinary layer below a restricted one, 4x2 pixels each. */
static enum rst_status show(struct rst_scanout *scanout, uint32_t flags, bool with_memory)
{
	uint8_t pixels[32];
	struct rst_scanout_memory memory[RST_DISP_MAX_MEMORIES] = {
		{ pixels, sizeof(pixels), true }, { pixels, sizeof(pixels), false },
	};
	struct rst_disp_job job = { .mode_width = 64, .mode_height = 32 };

	memset(pixels, 0x5a, sizeof(pixels));
	for (int i = 0; i < 2; i++) {
		job.layers[i] = (struct rst_disp_layer) {
			.format = RST_DISP_FORMAT_XRGB,
			.memory = i,
			.stride[0] = 16,
			.width = 4,
			.height = 2,
			.flags = i ? flags : 0,
		};
	}
	if (!with_memory)
		memory[1] = (struct rst_scanout_memory) { 0 };
	panel.size = 0;

	return rst_scanout_frame(scanout, &cable, &job, memory);
}

static struct rst_panel_layer restricted_layer(void)
{
	struct rst_panel_layer layer;

	memcpy(&layer, panel.bytes + panel.size - sizeof(struct rst_panel_mark) - sizeof(layer) -
	       (panel.size > records + 32 ? 32 : 0), sizeof(layer));

	return layer;
}

static bool is_lit(const struct rst_scanout *scanout)
{
	return panel.size == records + 64 && !rst_scanout_dark(scanout) &&
	       restricted_layer().payload_size &&
	       restricted_layer().restricted == (RST_PANEL_RESTRICTED | RST_PANEL_PROTECTED);
}

static bool is_dark(const struct rst_scanout *scanout)
{
	struct rst_panel_layer layer = restricted_layer();

	return panel.size == records + 32 && rst_scanout_dark(scanout) == 2 &&
	       !layer.payload_size && !layer.crc &&
	       layer.restricted == (RST_PANEL_RESTRICTED | RST_PANEL_PROTECTED | RST_PANEL_DARK);
}

/* Fails if restricted pixels, or their CRC, go out while the link is lost. */
static void test_hold(void)
{
	static const uint32_t ways[] = { 0, RST_DISP_LAYER_REPEATED, RST_DISP_LAYER_UNCHANGED };
	struct rst_scanout scanout = { .protect = true };

	panel.room = sizeof(panel.bytes);
	for (size_t i = 0; i < 3; i++) {
		scanout.hold = false;
		tap(show(&scanout, 0, true) == RST_OK && is_lit(&scanout), "lit");
		tap(!rst_scanout_is_stale(&scanout), "as it may be");
		scanout.hold = true;
		tap(rst_scanout_is_stale(&scanout), "the link is lost");
		tap(show(&scanout, ways[i], ways[i] != RST_DISP_LAYER_UNCHANGED) == RST_OK &&
		    is_dark(&scanout), "dark, whatever the client says (%u)", ways[i]);
		tap(!rst_scanout_is_stale(&scanout), "as it must be");
		tap(show(&scanout, RST_DISP_LAYER_UNCHANGED, false) == RST_OK && is_dark(&scanout),
		    "and stays so");
		scanout.hold = false;
		tap(rst_scanout_is_stale(&scanout), "the link is back");
		tap(show(&scanout, RST_DISP_LAYER_UNCHANGED, false) == RST_OK && is_dark(&scanout),
		    "without pixels it is dark");
		tap(show(&scanout, RST_DISP_LAYER_REPEATED, true) == RST_OK && is_lit(&scanout),
		    "with them it is lit, and nothing new is left out");
	}
}

static bool is_encrypted(void)
{
	return restricted_layer().restricted == (RST_PANEL_RESTRICTED | RST_PANEL_PROTECTED);
}

/* Fails if a still picture goes on unencrypted after somebody began to need that. */
static void test_need(void)
{
	static const uint32_t ways[] = { RST_DISP_LAYER_REPEATED, RST_DISP_LAYER_UNCHANGED };

	panel.room = sizeof(panel.bytes);
	for (size_t i = 0; i < 2; i++) {
		struct rst_scanout scanout = { 0 };

		tap(show(&scanout, 0, true) == RST_OK && !is_encrypted() &&
		    !rst_scanout_is_stale(&scanout), "nothing is needed");
		scanout.protect = true;
		tap(rst_scanout_is_stale(&scanout), "now it is");
		tap(show(&scanout, ways[i], ways[i] != RST_DISP_LAYER_UNCHANGED) == RST_OK &&
		    is_encrypted(), "the next frame is encrypted (%u)", ways[i]);
		tap(!rst_scanout_is_stale(&scanout), "as it must be");
		scanout.protect = false;
		tap(!rst_scanout_is_stale(&scanout), "no need any more is no haste");
		tap(show(&scanout, 0, true) == RST_OK && !is_encrypted(), "but for a frame's");
		scanout.protect = true;
		tap(rst_scanout_is_stale(&scanout), "and it is needed again");
	}
}

/* Fails if the panel would be left with what it has not got. */
static void test_cut(void)
{
	struct rst_scanout scanout = { 0 };

	panel.room = sizeof(panel.bytes);
	tap(show(&scanout, 0, true) == RST_OK, "a frame");
	panel.room = records;
	tap(show(&scanout, 0, true) == RST_NO_CABLE, "one that is cut off");
	panel.room = sizeof(panel.bytes);
	tap(show(&scanout, RST_DISP_LAYER_UNCHANGED, false) == RST_BAD_PARAMETERS,
	    "what it brought has to come again");
	tap(show(&scanout, 0, true) == RST_OK && panel.size == records + 64, "and does");
}

int main(int argc, char **argv)
{
	tap_start(argc, argv);
	TAP_CASE(test_lines);
	TAP_CASE(test_ends);
	TAP_CASE(test_protection);
	TAP_CASE(test_hold);
	TAP_CASE(test_need);
	TAP_CASE(test_cut);

	return tap_done();
}
