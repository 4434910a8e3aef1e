// SPDX-License-Identifier: GPL-2.0-only
/*
 * play h264|hevc DIR NAME [SEED]: decodes DIR/NAME.h264, or DIR/NAME.h265, with the
 * engine's core, as a driver does, into DIR/NAME.ours (the visible pixels, in output order), and says what
 * became of its units. With a SEED, units of the second quarter are damaged
 * before: bits change, ends are missing, some are lost altogether.
 */
#include "../unit/player.h"

#define LARGEST	1920	/* each way */

static uint32_t dice(uint32_t *seed)
{
	*seed = *seed * 1664525 + 1013904223;
	return *seed >> 8;
}

static void damage(struct clip *clip, int i, uint32_t *seed)
{
	size_t size = clip->size[i];

	switch (dice(seed) % 4) {
	case 0:
		clip->size[i] = 1 + dice(seed) % size;
		break;
	case 1:
		/* four zeros are nothing to a decoder */
		memset(clip->data[i], 0, size);
		break;
	default:
		for (int flips = 0; flips < 4; flips++)
			clip->data[i][dice(seed) % size] ^= 1 << dice(seed) % 8;
	}
}

static void save(const struct player *p, const char *dir, const char *name)
{
	char path[512];
	FILE *file;

	snprintf(path, sizeof(path), "%s/%s.ours", dir, name);
	file = fopen(path, "wb");
	for (int i = 0; file && i < p->count; i++)
		fwrite(p->frames[i], 1, p->sizes[i], file);
	if (file)
		fclose(file);
}

int main(int argc, char **argv)
{
	uint32_t seed = argc > 4 ? atoi(argv[4]) : 0;
	struct player *p;
	struct clip *clip;
	int refused = 0;

	if (argc < 4)
		return 2;
	if (!strcmp(argv[1], "hevc")) {
		p = player_open_codec(RST_VDEC_CODEC_HEVC, LARGEST, LARGEST);
		clip = clip_open_codec(argv[2], argv[3], AV_CODEC_ID_HEVC, "h265");
	} else {
		p = player_open(LARGEST, LARGEST);
		clip = clip_open(argv[2], argv[3]);
	}
	for (int i = clip->units / 4; seed && i < clip->units / 2; i++)
		damage(clip, i, &seed);
	for (int i = 0; i < clip->units + 1; i++) {
		if (i == clip->units)
			drain(p);
		else
			play_unit(p, clip, i);
		refused += !!(p->job.status & RST_VDEC_UNSUPPORTED);
	}
	save(p, argv[2], argv[3]);
	printf("units %d frames %d refused %d damaged %d\n", clip->units,
	       p->count, refused, p->damaged);
	if (p->overwritten)
		puts("overwritten");
	player_close(p);
	clip_close(clip);
	return 0;
}
