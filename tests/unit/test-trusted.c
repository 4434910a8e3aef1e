// SPDX-License-Identifier: GPL-2.0-only
/*
 * Attacks on trusted user interfaces, by a normal world that says what it likes
 * to the display application: it has the whole job in its hands, and restricted
 * memory filled with anything but what only trusted applications know. Judged by
 * the panel: it is lost where the mark is lit beside, above, or because of what
 * the normal world has drawn.
 */
#include <string.h>

#include <openssl/evp.h>
#include <openssl/sha.h>

#include "../../engine/core/scanout.h"
#include "../../engine/panel.h"
#include "../lib/tap.h"

#define WIDTH 16
#define HEIGHT 8
#define SIZE (WIDTH * HEIGHT * 4)
#define MODE_WIDTH 64
#define MODE_HEIGHT 36

#define MARK 0x87654321

/* Sessions of trusted applications. */
static const int alice, bob;

static EVP_MD_CTX *context;
static void (*meanwhile)(void);

static enum rst_status hash_start(void *priv)
{
	return EVP_DigestInit_ex(context, EVP_sha256(), NULL) == 1 ? RST_OK : RST_FAILED;
}

static enum rst_status hash_update(void *priv, const void *data, size_t size)
{
	bool ok = EVP_DigestUpdate(context, data, size) == 1;

	if (meanwhile)
		meanwhile();

	return ok ? RST_OK : RST_FAILED;
}

static enum rst_status hash_finish(void *priv, uint8_t digest[RST_DISP_DIGEST_SIZE])
{
	return EVP_DigestFinal_ex(context, digest, NULL) == 1 ? RST_OK : RST_FAILED;
}

static const struct rst_hash hash = {
	.start = hash_start, .update = hash_update, .finish = hash_finish,
};

/*
 * The panel's end of the cable; the mark that it was last told, and whether
 * anything else came while that was lit. It may take so many bytes.
 */
static uint8_t sent[1 << 16];
static size_t sent_size;
static size_t room = sizeof(sent);
static uint32_t mark;
static int marks;
static bool exposed;

static enum rst_status cable_write(void *priv, const void *data, size_t size)
{
	struct rst_panel_mark record;

	if (size > room - sent_size)
		return RST_NO_CABLE;
	memcpy(sent + sent_size, data, size);
	sent_size += size;
	record = (struct rst_panel_mark) { 0 };
	if (size == sizeof(record))
		memcpy(&record, data, sizeof(record));
	if (record.magic == RST_PANEL_MARK_MAGIC) {
		mark = record.mark;
		marks++;
	} else if (mark) {
		exposed = true;
	}

	return RST_OK;
}

static const struct rst_cable cable = { .write = cable_write };

/* The machine: its panel, and three memories. */
static struct rst_scanout scanout;
static uint8_t pixels[RST_DISP_MAX_MEMORIES][SIZE + 64];
static struct rst_scanout_memory memory[RST_DISP_MAX_MEMORIES];

static void draw(int to, uint8_t seed)
{
	for (int i = 0; i < SIZE; i++)
		pixels[to][i] = i * 7 + i / 64 + seed;
}

static enum rst_status seal(const void *owner, int from)
{
	struct rst_disp_seal message = { .width = WIDTH, .height = HEIGHT };

	SHA256(pixels[from], SIZE, message.digest);

	return rst_seals_put(&scanout.trusted.seals, owner, &message);
}

static struct rst_disp_layer layer(uint32_t in, uint32_t flags)
{
	return (struct rst_disp_layer) {
		.format = RST_DISP_FORMAT_XRGB,
		.flags = flags,
		.memory = in,
		.stride = { WIDTH * 4 },
		.width = WIDTH,
		.height = HEIGHT,
		.x = 20,
		.y = 10,
		.zpos = 1,
		.alpha = RST_DISP_MAX_ALPHA,
	};
}

/* A trusted picture in memory 0, sealed, and a job that shows it as layer 2. */
static struct rst_disp_job begin(void)
{
	struct rst_disp_job job = { .mode_width = MODE_WIDTH, .mode_height = MODE_HEIGHT };

	memset(&scanout, 0, sizeof(scanout));
	scanout.trusted.hash = &hash;
	scanout.trusted.mark = MARK;
	meanwhile = NULL;
	for (int i = 0; i < RST_DISP_MAX_MEMORIES; i++) {
		memory[i] = (struct rst_scanout_memory) {
			.data = pixels[i], .size = sizeof(pixels[i]), .ordinary = i == 2,
		};
		draw(i, i);
	}
	tap(!seal(&alice, 0), "an application seals its picture");
	job.layers[2] = layer(0, RST_DISP_LAYER_TRUSTED);

	return job;
}

/* What the panel's strip shows after the frame; the answer goes to @status. */
static uint32_t show_as(const struct rst_disp_job *job, enum rst_status *status)
{
	marks = 0;
	exposed = false;
	sent_size = 0;
	*status = rst_scanout_frame(&scanout, &cable, job, memory);

	return mark;
}

static uint32_t show(const struct rst_disp_job *job)
{
	enum rst_status status;
	uint32_t shown = show_as(job, &status);

	tap(!status, "a frame is shown (%d)", status);
	tap(!exposed, "and the strip is dark while it comes");

	return shown;
}

static void test_marked(void)
{
	struct rst_disp_job job = begin();

	tap(show(&job) == MARK && marks == 2, "what is sealed is marked");
	job.layers[2].flags |= RST_DISP_LAYER_UNCHANGED;
	tap(show(&job) == MARK, "and still is where it is unchanged");
	job.layers[2].x = 0;
	job.layers[2].y = MODE_HEIGHT - HEIGHT;
	tap(show(&job) == MARK, "and elsewhere");
	job.layers[2].flags = RST_DISP_LAYER_TRUSTED | RST_DISP_LAYER_REPEATED;
	tap(show(&job) == MARK, "and where it is repeated");
	job.layers[2].flags = RST_DISP_LAYER_UNCHANGED;
	tap(!show(&job), "and is not where it is kept, and not said to be one any more");
	job.layers[5] = layer(2, 0);
	tap(!show(&job), "nor below something else");
	job.layers[5].format = RST_DISP_FORMAT_NONE;
	job.layers[2] = layer(0, 0);
	tap(!show(&job), "nor where it was never said to be one");
	job.layers[2].flags = RST_DISP_LAYER_TRUSTED | RST_DISP_LAYER_UNCHANGED;
	tap(!show(&job), "nor where that is said too late");
}

/* Another picture, in each kind of memory, in the place of the sealed one. */
static void test_look_alike(void)
{
	struct rst_disp_job job = begin();

	job.layers[2].memory = 1;
	tap(!show(&job), "restricted memory with another picture");
	memcpy(pixels[1], pixels[0], SIZE);
	pixels[1][SIZE - 1] ^= 1;
	tap(!show(&job), "one with another bit");
	job.layers[2].memory = 2;
	tap(!show(&job), "ordinary memory with another picture");
	memcpy(pixels[2], pixels[0], SIZE);
	tap(!show(&job), "ordinary memory with the same");
	job.layers[2].flags |= RST_DISP_LAYER_UNCHANGED;
	tap(!show(&job), "that, unchanged");
}

/* Pixels of other memory, of the same memory, or of fewer lines. */
static void test_cut(void)
{
	struct rst_disp_job job = begin();

	job.layers[2].offset[0] = 4;
	tap(!show(&job), "a picture that begins a pixel later");
	job = begin();
	job.layers[2].height--;
	tap(!show(&job), "one without its last line");
	job = begin();
	job.layers[2].width /= 2;
	job.layers[2].stride[0] = WIDTH * 2;
	job.layers[2].height *= 2;
	tap(!show(&job), "the same bytes in another shape");
}

static void expect_conflict(const struct rst_disp_job *job, const char *what)
{
	enum rst_status status;

	show_as(job, &status);
	tap(status == RST_CONFLICT && !sent_size, "refused: %s (%d)", what, status);
}

#define CONFLICT(set, what) do { \
	struct rst_disp_job job = begin(); \
	struct rst_disp_layer *ui = &job.layers[2], *other = &job.layers[5]; \
	(void)ui; \
	*other = (struct rst_disp_layer) { 0 }; \
	set; \
	expect_conflict(&job, what); \
	show(&(struct rst_disp_job) { .mode_width = 64, .mode_height = 36 }); \
} while (0)

static void test_covered(void)
{
	CONFLICT((*other = layer(2, 0), other->zpos = 8), "a layer above");
	CONFLICT((*other = layer(2, 0), other->zpos = 0), "a layer below");
	CONFLICT((*other = layer(2, 0), other->x = -60), "a layer that isn't to be seen");
	CONFLICT((*other = layer(1, RST_DISP_LAYER_TRUSTED), other->y = 25),
		 "two at a time");
	CONFLICT((*other = *ui, *ui = layer(2, 0)), "a layer with a lower number");
	CONFLICT(ui->alpha--, "one that can be seen through");
	CONFLICT(ui->format = RST_DISP_FORMAT_ARGB, "one with alpha");
	CONFLICT((ui->format = RST_DISP_FORMAT_NV12, ui->stride[1] = WIDTH), "a film");
	CONFLICT(ui->x = -1, "beyond the left edge");
	CONFLICT(ui->y = -1, "beyond the upper edge");
	CONFLICT(ui->x = MODE_WIDTH - WIDTH + 1, "beyond the right edge");
	CONFLICT(ui->y = MODE_HEIGHT - HEIGHT + 1, "beyond the lower edge");
	CONFLICT(job.mode_height = 17, "a mode that is too small");
}

/* What is above comes in another part of the frame, or is kept from before. */
static void test_parts(void)
{
	struct rst_disp_job job = begin(), part = job;

	part.flags = RST_DISP_JOB_MORE;
	tap(!show(&part), "a part of a frame marks nothing");
	job.layers[2].flags |= RST_DISP_LAYER_UNCHANGED;
	tap(show(&job) == MARK, "the frame does");

	part = job;
	part.flags = RST_DISP_JOB_MORE;
	part.layers[2].format = RST_DISP_FORMAT_NONE;
	part.layers[5] = layer(2, 0);
	show(&part);
	job.layers[5] = layer(0, RST_DISP_LAYER_UNCHANGED);
	expect_conflict(&job, "a frame that keeps a layer of a part");
	part.layers[5].format = RST_DISP_FORMAT_NONE;
	part.layers[2] = layer(1, 0);
	show(&part);
	job.layers[5].format = RST_DISP_FORMAT_NONE;
	tap(!show(&job), "a part that brought another picture");
}

static uint32_t show_again(void)
{
	rst_trusted_show_again(&scanout.trusted, &cable);

	return mark;
}

/* The strip is told anew, by another session's end, when the panel has no whole frame. */
static void test_between_parts(void)
{
	struct rst_disp_job job = begin(), part = job;
	enum rst_status status;

	tap(!show_again(), "nothing is marked before the first frame");
	part.flags = RST_DISP_JOB_MORE;
	job.layers[2].memory = 1;
	tap(!show(&job), "a look-alike");
	show(&part);
	tap(!show_again(), "it isn't marked for a part that brings what is sealed");

	job.layers[2].memory = 0;
	tap(show(&job) == MARK, "what is sealed");
	part.layers[2] = layer(1, 0);
	show(&part);
	tap(!show_again(), "it isn't marked when another picture has begun");

	room = sizeof(struct rst_panel_frame) + sizeof(struct rst_panel_layer) + SIZE +
	       2 * sizeof(struct rst_panel_mark) - 1;
	show_as(&job, &status);
	room = sizeof(sent);
	tap(status == RST_NO_CABLE && !show_again(), "nor what was cut off before its mark");

	tap(show(&job) == MARK, "what is sealed, again");
	room = sent_size;
	show_again();
	room = sizeof(sent);
	tap(!show_again(), "it isn't marked after a mark that was cut off");
}

static void test_overwritten(void)
{
	struct rst_disp_job job = begin();

	tap(show(&job) == MARK, "marked");
	pixels[0][100]++;
	tap(!show(&job), "not any more when a byte was written");
	pixels[0][100]--;
	tap(show(&job) == MARK, "again when it is as it was");
}

/* Another core has the decoder write when the display has had its look. */
static void overwrite(void)
{
	draw(0, 77);
}

static void test_overwritten_meanwhile(void)
{
	struct rst_disp_job job = begin();
	uint8_t own[SIZE];
	const uint8_t *shown = sent + sizeof(struct rst_panel_mark) +
			       sizeof(struct rst_panel_frame) +
			       sizeof(struct rst_panel_layer);

	memcpy(own, pixels[0], SIZE);
	meanwhile = overwrite;
	tap(show(&job) == MARK && !memcmp(shown, own, SIZE), "what is marked is what went out");
}

static void test_replayed(void)
{
	struct rst_disp_job job = begin();

	tap(show(&job) == MARK, "marked");
	rst_seals_drop(&scanout.trusted.seals, &alice);
	tap(!show_again(), "the mark goes at once when the session ends");
	tap(!show(&job), "its picture is not marked again");
	job.layers[2].flags |= RST_DISP_LAYER_UNCHANGED;
	tap(!show(&job), "nor if it is unchanged");

	job = begin();
	memcpy(pixels[1], pixels[0], SIZE);
	draw(0, 5);
	tap(!seal(&alice, 0) && show(&job) == MARK, "a second picture is marked");
	job.layers[2].memory = 1;
	tap(!show(&job), "the first, which was kept, isn't");
}

static void test_two_applications(void)
{
	struct rst_disp_job job = begin();
	struct rst_disp_seal nothing = { 0 };
	int owners[RST_DISP_MAX_SEALS], full = 0;

	tap(!seal(&bob, 1), "another application seals another picture");
	tap(show(&job) == MARK, "the first one's");
	job.layers[2].memory = 1;
	tap(show(&job) == MARK, "the other's");
	rst_seals_drop(&scanout.trusted.seals, &alice);
	tap(show(&job) == MARK, "and after the first has gone");
	rst_seals_drop(&scanout.trusted.seals, &alice);
	for (int i = 0; i < RST_DISP_MAX_SEALS; i++)
		full += seal(&owners[i], 0) == RST_NO_SPACE;
	tap(full == 1, "there is room for %d", RST_DISP_MAX_SEALS);
	tap(!seal(&bob, 0), "who has one may have another");
	tap(rst_seals_put(&scanout.trusted.seals, &bob, &nothing) == RST_BAD_PARAMETERS,
	    "a picture without pixels is refused");
}

/*
 * The attacker knows the sealed picture, and puts a secret byte in the place of
 * one of its: what it is told, and how much work there is, must be the same
 * whether the byte fits or not. (The panel is told; the attacker doesn't see it.)
 */
static void test_no_oracle(void)
{
	enum rst_status status[2];
	size_t sizes[2];
	int records[2];

	for (int fits = 0; fits < 2; fits++) {
		struct rst_disp_job job = begin();

		pixels[0][40] += !fits;
		show_as(&job, &status[fits]);
		tap(show_again() == (fits ? MARK : 0), "the panel knows");
		sizes[fits] = sent_size;
		records[fits] = marks;
	}
	tap(status[0] == status[1] && sizes[0] == sizes[1] && records[0] == records[1],
	    "the answer is the same, and so is what goes to the panel");
}

/* The link is lost, and the picture with it; it is back when it comes anew. */
static void test_held(void)
{
	struct rst_disp_job job = begin();

	tap(show(&job) == MARK, "marked");
	scanout.protect = true;
	scanout.hold = true;
	job.layers[2].flags |= RST_DISP_LAYER_UNCHANGED;
	tap(!show(&job), "a picture that becomes dark isn't");
	scanout.hold = false;
	tap(!show(&job), "nor while it is");
	job.layers[2].flags = RST_DISP_LAYER_TRUSTED;
	tap(show(&job) == MARK, "but when it comes again");
	scanout.hold = true;
	tap(!show(&job), "and isn't where it comes dark");
}

/* Without a hash, or with one that fails, nothing is trusted. */
static enum rst_status hash_fails(void *priv, const void *data, size_t size)
{
	return RST_FAILED;
}

static void test_no_hash(void)
{
	const struct rst_hash broken = {
		.start = hash_start, .update = hash_fails, .finish = hash_finish,
	};
	struct rst_disp_job job = begin();

	struct rst_disp_seal zero = { .width = WIDTH, .height = HEIGHT };

	tap(!rst_seals_put(&scanout.trusted.seals, &bob, &zero), "a seal of zeros");
	scanout.trusted.hash = NULL;
	tap(!show(&job), "no hash, no mark");
	scanout.trusted.hash = &broken;
	tap(!show(&job), "a hash that fails, no mark");
}

/* Fails if two keys often have one mark, or a field stays dark. */
static void test_mark(void)
{
	uint8_t key[RST_MARK_KEY_SIZE] = { 0 };
	uint32_t zero = rst_trusted_mark(key);
	bool differ = true;

	for (int i = 0; i < RST_PANEL_FIELDS; i++) {
		key[i] = 1;
		differ &= rst_trusted_mark(key) != zero;
		key[i] = 0;
	}
	tap(zero == 0x11111111 && differ, "each byte of the key counts");
	memset(key, 0xff, sizeof(key));
	tap(rst_trusted_mark(key) == 0x88888888, "of eight colours");
}

int main(int argc, char **argv)
{
	tap_start(argc, argv);
	context = EVP_MD_CTX_new();
	TAP_CASE(test_marked);
	TAP_CASE(test_look_alike);
	TAP_CASE(test_cut);
	TAP_CASE(test_covered);
	TAP_CASE(test_parts);
	TAP_CASE(test_between_parts);
	TAP_CASE(test_overwritten);
	TAP_CASE(test_overwritten_meanwhile);
	TAP_CASE(test_replayed);
	TAP_CASE(test_two_applications);
	TAP_CASE(test_no_oracle);
	TAP_CASE(test_held);
	TAP_CASE(test_no_hash);
	TAP_CASE(test_mark);
	EVP_MD_CTX_free(context);

	return tap_done();
}
