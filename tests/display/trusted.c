// SPDX-License-Identifier: GPL-2.0-only
/*
 * Attacks on a trusted user interface, by a client of the display that is root
 * and may call whatever trusted application it likes. For each thing that it puts
 * on the panel there is a line
 *
 *	# panel FROM TO lit|dark WHAT
 *
 * with times in ns: the host judges by the panel's record whether the strip was
 * lit then (trusted.sh), and by one with "after" in the place of "panel", whether
 * it was before the next frame came. What must not get to the panel is judged here.
 */
#include <errno.h>
#include <inttypes.h>
#include <linux/rstmem.h>
#include <stdlib.h>
#include <string.h>
#include <sys/wait.h>
#include <time.h>
#include <unistd.h>

#include "../drm-glue/log.h"
#include "application.h"
#include "capture.h"
#include "engine/client/cenc-client.h"
#include "engine/core/pad.h"

#define WIDTH	160
#define HEIGHT	128
#define SIZE	(WIDTH * HEIGHT * 4)
#define OPAQUE	0xffff

/* A restricted buffer, and the framebuffer that it is. */
struct canvas {
	int buffer;
	uint32_t handle;
	uint32_t fb;
};

static struct display display;

static uint64_t now(void)
{
	struct timespec time;

	clock_gettime(CLOCK_MONOTONIC, &time);
	return time.tv_sec * 1000000000ull + time.tv_nsec;
}

static uint32_t add_fb(uint32_t handle)
{
	uint32_t handles[4] = { handle }, pitches[4] = { WIDTH * 4 };
	uint32_t offsets[4] = { 0 }, fb = 0;

	if (drmModeAddFB2(display.fd, WIDTH, HEIGHT, DRM_FORMAT_XRGB8888,
			  handles, pitches, offsets, &fb, 0))
		return 0;
	return fb;
}

static struct canvas canvas_new(void)
{
	struct canvas canvas = {
		.buffer = heap_alloc(RSTMEM_HEAP_TRUSTED_UI, SIZE),
	};

	drmPrimeFDToHandle(display.fd, canvas.buffer, &canvas.handle);
	canvas.fb = add_fb(canvas.handle);
	tap(canvas.fb, "a framebuffer in trusted-ui memory");
	return canvas;
}

static void canvas_free(struct canvas *canvas)
{
	drmModeRmFB(display.fd, canvas->fb);
	close_handle(&display, canvas->handle);
	close(canvas->buffer);
}

static struct rst_ui_picture picture_of(uint32_t kind, uint32_t number)
{
	return (struct rst_ui_picture){
		.kind = kind, .number = number, .width = WIDTH, .height = HEIGHT,
	};
}

/* The application opens, and draws: everything begins with this. */
static void draws(struct application *application, const struct canvas *canvas,
		  uint32_t kind, uint32_t number)
{
	struct rst_ui_picture picture = picture_of(kind, number);
	TEEC_Result result = application_open(application);

	if (!result)
		result = application_show(application, canvas->buffer,
					  &picture);
	tap(!result, "the application draws (%#x)", result);
}

/* The primary plane's picture is at 0, 0; a smaller one leaves the rest dark. */
static struct request alone(uint32_t plane, uint32_t fb, int x, int y)
{
	struct request request = { 0 };

	request_mode(&request, &display, &display.mode);
	request_plane(&request, &display, display.primary,
		      plane == display.primary ? fb : 0, x, y, WIDTH, HEIGHT);
	request_plane(&request, &display, display.overlay,
		      plane == display.overlay ? fb : 0, x, y, WIDTH, HEIGHT);
	request_add(&request, display.overlay, "alpha", OPAQUE);
	return request;
}

static int commit(const struct request *request, uint32_t flags)
{
	return request_commit(request, &display,
			      flags | DRM_MODE_ATOMIC_ALLOW_MODESET, NULL);
}

/* The last thing that was put on the panel. */
static struct {
	uint64_t from;
	uint64_t to;
} last;

static void expect(bool lit, const struct request *request, const char *what)
{
	int ret;

	last.from = now();
	ret = commit(request, 0);
	last.to = now();
	tap(!ret, "on the panel: %s (%s)", what, strerror(-ret));
	printf("# panel %" PRIu64 " %" PRIu64 " %s %s\n", last.from, last.to,
	       lit ? "lit" : "dark", what);
}

/* It stays on the panel, and the strip gets dark. */
static void expect_after(const char *what)
{
	printf("# after %" PRIu64 " %" PRIu64 " dark %s\n", last.from, last.to,
	       what);
}

static void expect_fb(bool lit, uint32_t fb, const char *what)
{
	struct request request = alone(display.overlay, fb, 20, 30);

	expect(lit, &request, what);
}

/* @flaw is what drm.debug is to say of it. */
static void refuse(const struct request *request, const char *flaw,
		   const char *what)
{
	int tested, ret;

	log_begin();
	tested = commit(request, DRM_MODE_ATOMIC_TEST_ONLY);
	ret = commit(request, 0);
	tap(log_has("the trusted user interface", flaw),
	    "drm.debug says that it %s", flaw);
	log_end();
	tap(tested == -EINVAL && ret == -EINVAL, "refused: %s (%s, %s)", what,
	    strerror(-tested), strerror(-ret));
}

static void test_genuine(void)
{
	struct canvas canvas = canvas_new();
	struct application application;
	struct request primary = alone(display.primary, canvas.fb, 0, 0);

	draws(&application, &canvas, RST_UI_PIN_PAD, 0);
	expect_fb(true, canvas.fb, "what the application has drawn");
	expect(true, &primary, "the same on the primary plane");
	expect_fb(true, canvas.fb, "and on the overlay again");
	application_close(&application);
	canvas_free(&canvas);
}

static void draw(uint8_t *to, size_t pitch, uint32_t kind, uint32_t number)
{
	const struct rst_ui_picture picture = picture_of(kind, number);
	const uint32_t random[RST_PAD_DIGITS] = { 3, 1, 4, 1, 5, 9, 2, 6, 5 };
	struct rst_pad pad;

	rst_pad_init(&pad, &picture, random);
	for (uint32_t y = 0; y < HEIGHT; y++)
		rst_pad_line(&pad, y, to + y * pitch);
}

/* (a) Drawn by the attacker, in its own memory. */
static void test_look_alike(void)
{
	struct canvas canvas = canvas_new();
	struct application application;
	struct display small = display;
	struct dumb dumb;

	draws(&application, &canvas, RST_UI_PIN_PAD, 0);
	small.mode.hdisplay = WIDTH;
	small.mode.vdisplay = HEIGHT;
	expect_fb(true, canvas.fb, "a PIN pad");
	if (dumb_create(&small, &dumb)) {
		draw(dumb.pixels, dumb.pitch, RST_UI_PIN_PAD, 0);
		expect_fb(false, dumb.fb, "a look-alike in ordinary memory");
		expect_fb(true, canvas.fb, "the PIN pad again");
		dumb_destroy(&small, &dumb);
	}
	application_close(&application);
	canvas_free(&canvas);
}

/* The cenc application writes what its client likes to restricted memory. */
static bool write_to(const struct canvas *canvas, const void *data, size_t size)
{
	struct cenc_job job = {
		.scheme = RST_CENC_SCHEME_CLEAR, .format = RST_CENC_FORMAT_RAW,
		.size = size,
	};
	struct cenc_buffer *buffer = NULL;
	struct cenc_client *client;
	enum cenc_status status;
	size_t written = 0;
	void *input;

	if (cenc_client_open(&client))
		return false;
	status = cenc_buffer_register(client, canvas->buffer, &buffer);
	if (!status)
		status = cenc_client_input(client, size, &input);
	if (!status) {
		memcpy(input, data, size);
		status = cenc_client_decrypt(client, &job, buffer, &written);
	}
	cenc_buffer_free(buffer);
	cenc_client_unref(client);
	return tap(!status && written == size, "an attacker writes there (%s)",
		   cenc_status_text(status));
}

/* (a) Drawn by the attacker, in memory that is as it should be. */
static void test_restricted_look_alike(void)
{
	struct canvas canvas = canvas_new(), own = canvas_new();
	struct application application;
	uint8_t *pixels = malloc(SIZE);

	draws(&application, &canvas, RST_UI_CONFIRM, 5);
	draw(pixels, WIDTH * 4, RST_UI_CONFIRM, 50000);
	write_to(&own, pixels, SIZE);
	expect_fb(true, canvas.fb, "confirm 5");
	expect_fb(false, own.fb, "confirm 50000, in restricted memory");
	draw(pixels, WIDTH * 4, RST_UI_CONFIRM, 5);
	write_to(&own, pixels, SIZE);
	expect_fb(true, own.fb, "a copy, bit by bit, of what the user shall see");
	free(pixels);
	application_close(&application);
	canvas_free(&own);
	canvas_free(&canvas);
}

/* (b) Something above it, or beside it. */
static void test_covered(void)
{
	struct canvas canvas = canvas_new(), other = canvas_new();
	struct application application;
	struct request request = { 0 };
	struct dumb dumb;

	draws(&application, &canvas, RST_UI_PIN_PAD, 0);
	expect_fb(true, canvas.fb, "a PIN pad");
	if (!dumb_create(&display, &dumb))
		return;
	request_plane(&request, &display, display.primary, dumb.fb, 0, 0,
		      display.mode.hdisplay, display.mode.vdisplay);
	refuse(&request, "is not alone on the panel", "a desktop below it");
	request.count = 0;
	request_plane(&request, &display, display.primary, dumb.fb, 300, 200, 16,
		      16);
	refuse(&request, "is not alone on the panel", "something beside it");
	request = alone(display.primary, canvas.fb, 0, 0);
	request_plane(&request, &display, display.overlay, dumb.fb, 40, 40, 16,
		      16);
	refuse(&request, "is not alone on the panel", "something above it");
	request = alone(display.primary, canvas.fb, 0, 0);
	request_plane(&request, &display, display.overlay, other.fb, 200, 200,
		      WIDTH, HEIGHT);
	refuse(&request, "is not alone on the panel", "a second one");
	tap(drmModeSetCursor(display.fd, display.crtc, dumb.handle, 64, 64),
	    "refused: a cursor above it");
	drmModeSetCursor(display.fd, display.crtc, 0, 0, 0);
	expect_fb(true, canvas.fb, "the PIN pad after all that");
	dumb_destroy(&display, &dumb);
	application_close(&application);
	canvas_free(&other);
	canvas_free(&canvas);
}

/* (c) Another picture in its place, or other pixels in its memory. */
static void test_overwritten(void)
{
	static const uint8_t pixels[256] = { 0x55, 0xaa };
	struct canvas canvas = canvas_new(), other = canvas_new();
	struct application application;

	draws(&application, &canvas, RST_UI_PIN_PAD, 0);
	expect_fb(true, canvas.fb, "a PIN pad");
	expect_fb(false, other.fb, "another buffer in its place");
	expect_fb(true, canvas.fb, "the PIN pad again");
	write_to(&canvas, pixels, sizeof(pixels));
	expect_fb(false, canvas.fb, "its buffer, overwritten by decryption");
	application_close(&application);
	canvas_free(&other);
	canvas_free(&canvas);
}

static void refuse_place(const struct canvas *canvas, int x, int y,
			 const char *what)
{
	struct request request = alone(display.overlay, canvas->fb, x, y);

	refuse(&request, "is not shown whole", what);
}

/* (d) Moved is well; cut off or seen through isn't. */
static void test_moved(void)
{
	int right = display.mode.hdisplay - WIDTH;
	int lower = display.mode.vdisplay - HEIGHT;
	struct canvas canvas = canvas_new();
	struct application application;
	struct request corner = alone(display.overlay, canvas.fb, right, lower);
	struct request request;

	draws(&application, &canvas, RST_UI_PIN_PAD, 0);
	expect_fb(true, canvas.fb, "a PIN pad");
	expect(true, &corner, "it, in the lower right corner");
	refuse_place(&canvas, -1, 0, "cut by the left edge");
	refuse_place(&canvas, 0, -1, "cut by the upper edge");
	refuse_place(&canvas, right + 1, 0, "cut by the right edge");
	refuse_place(&canvas, 0, lower + 1, "cut by the lower edge");
	request = alone(display.overlay, canvas.fb, 0, 0);
	request_add(&request, display.overlay, "alpha", OPAQUE / 2);
	refuse(&request, "is not opaque", "half transparent");
	request = alone(display.overlay, canvas.fb, 0, 0);
	request_add(&request, display.overlay, "SRC_H", (HEIGHT / 2) << 16);
	request_add(&request, display.overlay, "CRTC_H", HEIGHT / 2);
	refuse(&request, "is not shown whole", "half of it");
	application_close(&application);
	canvas_free(&canvas);
}

/* (e) An older picture, when its time is over. */
static void test_replayed(void)
{
	struct canvas canvas = canvas_new(), second = canvas_new();
	struct application application;
	struct rst_ui_picture next = picture_of(RST_UI_CONFIRM, 2);

	draws(&application, &canvas, RST_UI_CONFIRM, 1);
	expect_fb(true, canvas.fb, "confirm 1");
	tap(!application_show(&application, second.buffer, &next),
	    "the application draws the next one");
	expect_after("confirm 1, when the next is sealed");
	expect_fb(false, canvas.fb, "confirm 1, kept");
	expect_fb(true, second.fb, "confirm 2");
	application_close(&application);
	expect_after("confirm 2, when the session ends");
	expect_fb(false, second.fb, "confirm 2, after the session");
	canvas_free(&second);
	canvas_free(&canvas);
}

/* A process that dies takes its session along. */
static void test_killed(void)
{
	struct canvas canvas = canvas_new();
	pid_t child = fork();

	if (!child) {
		struct application application;

		draws(&application, &canvas, RST_UI_PIN_PAD, 0);
		expect_fb(true, canvas.fb, "a PIN pad of a process");
		fflush(stdout);
		_exit(0);
	}
	waitpid(child, NULL, 0);
	expect_fb(false, canvas.fb, "its PIN pad when it has died");
	canvas_free(&canvas);
}

/* (f) The normal world seals by itself. The kernel's turn is rst_trusted_test.ko. */
static void test_sealed_by_user(void)
{
	struct application application;
	TEEC_Result result = application_open_display(&application);

	tap(result == TEEC_ERROR_ACCESS_DENIED,
	    "refused: a session with the display (%#x)", result);
	if (!result)
		application_close(&application);
}

/* Where the application must not draw. */
static void test_draws_elsewhere(void)
{
	struct canvas canvas = canvas_new();
	struct application application;
	struct rst_ui_picture picture = picture_of(RST_UI_PIN_PAD, 0);
	TEEC_Result result;

	draws(&application, &canvas, RST_UI_PIN_PAD, 0);
	picture.height++;
	result = application_show(&application, canvas.buffer, &picture);
	tap(result == TEEC_ERROR_SHORT_BUFFER,
	    "refused: a picture of one line too many (%#x)", result);
	picture.height = 0x40000000;
	result = application_show(&application, canvas.buffer, &picture);
	tap(result == TEEC_ERROR_BAD_PARAMETERS,
	    "refused: one of gigabytes (%#x)", result);
	picture = picture_of(7, 0);
	result = application_show(&application, canvas.buffer, &picture);
	tap(result == TEEC_ERROR_BAD_PARAMETERS,
	    "refused: an unknown kind (%#x)", result);
	expect_fb(true, canvas.fb, "what was drawn before");
	application_close(&application);
	canvas_free(&canvas);
}

/* (g) A screenshot: black where it is, and all around. */
static void test_screenshot(void)
{
	struct canvas canvas = canvas_new();
	struct application application;
	struct request request = alone(display.overlay, canvas.fb, 20, 30);
	uint64_t from = now(), bright = 0;
	struct dumb copy;
	int ret;

	draws(&application, &canvas, RST_UI_PIN_PAD, 0);
	if (!dumb_create(&display, &copy))
		return;
	memset(copy.pixels, 0x5a, copy.size);
	ret = capture(&display, &request, &copy);
	printf("# panel %" PRIu64 " %" PRIu64 " lit a PIN pad, captured\n", from,
	       now());
	for (unsigned int y = 0; y < display.mode.vdisplay; y++)
		for (unsigned int x = 0; x < display.mode.hdisplay; x++)
			bright += pixel_at(&copy, x, y) != 0;
	tap(!ret && !bright, "a screenshot is black (%s, %" PRIu64 " pixels)",
	    strerror(-ret), bright);
	expect_fb(true, canvas.fb, "the PIN pad, uncaptured");
	dumb_destroy(&display, &copy);
	application_close(&application);
	canvas_free(&canvas);
}

int main(int argc, char **argv)
{
	tap_start(argc, argv);
	display_open(&display);
	TAP_CASE(test_genuine);
	TAP_CASE(test_look_alike);
	TAP_CASE(test_restricted_look_alike);
	TAP_CASE(test_covered);
	TAP_CASE(test_overwritten);
	TAP_CASE(test_moved);
	TAP_CASE(test_replayed);
	TAP_CASE(test_killed);
	TAP_CASE(test_sealed_by_user);
	TAP_CASE(test_draws_elsewhere);
	TAP_CASE(test_screenshot);
	display_close(&display);
	return tap_done();
}
