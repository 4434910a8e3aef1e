// SPDX-License-Identifier: GPL-2.0-only
/*
 * The display's trusted application, called by a kernel that is not on the side
 * of who looks at a trusted user interface
 *
 * Results are "ok …" and "not ok …" in the kernel's log; the module does not
 * load where one is bad. What gets to the panel has a line "panel FROM TO
 * lit|dark WHAT" there, as those of trusted.c, which the host judges.
 */
#define pr_fmt(fmt) KBUILD_MODNAME ": " fmt

#include <linux/dma-buf.h>
#include <linux/err.h>
#include <linux/math64.h>
#include <linux/mm.h>
#include <linux/module.h>
#include <linux/string.h>
#include <linux/tee.h>
#include <linux/tee_drv.h>
#include <linux/timekeeping.h>
#include <linux/uuid.h>

#include <rstmem/buffer.h>
#include <rstmem/tee.h>
#include <uapi/linux/rstmem.h>

#include "compat/module.h"
#include "engine/protocol.h"
#include "tests/lib/check.h"

#define ACCESS_DENIED	0xffff0001
#define ACCESS_CONFLICT	0xffff0003
#define BAD_PARAMETERS	0xffff0006
#define NOT_SUPPORTED	0xffff000a

#define WIDTH	160
#define HEIGHT	128
#define SIZE	(WIDTH * HEIGHT * 4)

#define IN	TEE_IOCTL_PARAM_ATTR_TYPE_MEMREF_INPUT
#define OUT	TEE_IOCTL_PARAM_ATTR_TYPE_MEMREF_OUTPUT
#define INOUT	TEE_IOCTL_PARAM_ATTR_TYPE_MEMREF_INOUT

static const uuid_t display_uuid = RST_TA_DISP_UUID, ui_uuid = RST_TA_UI_UUID;
DEFINE_CHECKS;

static struct tee_context *tee;
static u32 display, ui;		/* sessions */
static struct tee_shm *page;	/* of messages */
static struct tee_shm *drawn;	/* restricted, with the application's picture */
static struct tee_shm *other;	/* restricted, with nothing */
static struct tee_shm *ordinary;
static struct rst_disp_job job;	/* too large for the stack */

static int match_optee(struct tee_ioctl_version_data *version, const void *data)
{
	return version->impl_id == TEE_IMPL_ID_OPTEE;
}

static u32 invoke(u32 session, u32 command, struct tee_param *params)
{
	struct tee_ioctl_invoke_arg arg = {
		.func = command, .session = session, .num_params = 4,
	};

	return tee_client_invoke_func(tee, &arg, params) ? U32_MAX : arg.ret;
}

static struct tee_param memref(u64 type, struct tee_shm *shm, size_t size)
{
	return (struct tee_param) {
		.attr = type,
		.u.memref = { .shm = shm, .size = size },
	};
}

static u32 open_session(const uuid_t *uuid)
{
	struct tee_ioctl_open_session_arg arg = {
		.clnt_login = TEE_IOCTL_LOGIN_REE_KERNEL,
	};

	export_uuid(arg.uuid, uuid);
	if (tee_client_open_session(tee, &arg, NULL) || arg.ret)
		return 0;
	return arg.session;
}

static u32 have_drawn(u32 number)
{
	struct rst_ui_picture picture = {
		.msg = { RST_PROTOCOL_VERSION, sizeof(picture) },
		.kind = RST_UI_CONFIRM, .number = number,
		.width = WIDTH, .height = HEIGHT, .stride = WIDTH * 4,
	};
	struct tee_param params[4] = {
		memref(OUT, drawn, SIZE), memref(IN, page, sizeof(picture)),
	};

	memcpy(tee_shm_get_va(page, 0), &picture, sizeof(picture));
	return invoke(ui, RST_UI_CMD_SHOW, params);
}

/* Memories 0 to 2 are what was drawn, ordinary memory, and other restricted. */
static u32 scan_out(void)
{
	struct tee_param params[4] = {
		memref(IN, drawn, SIZE), memref(IN, ordinary, SIZE),
		memref(IN, other, SIZE), memref(INOUT, page, sizeof(job)),
	};

	job.timestamp = ktime_get_ns();
	memcpy(tee_shm_get_va(page, 0), &job, sizeof(job));
	return invoke(display, RST_DISP_CMD_SCANOUT, params);
}

static struct rst_disp_layer layer(u32 memory, u32 flags)
{
	return (struct rst_disp_layer) {
		.format = RST_DISP_FORMAT_XRGB, .flags = flags,
		.memory = memory, .stride = { WIDTH * 4 }, .width = WIDTH,
		.height = HEIGHT, .alpha = RST_DISP_MAX_ALPHA,
	};
}

static void set_job(u32 memory, u32 flags)
{
	static u64 sequence = 1000000;

	job = (struct rst_disp_job) {
		.msg = { RST_PROTOCOL_VERSION, sizeof(struct rst_disp_job) },
		.mode_width = 640, .mode_height = 360, .sequence = sequence++,
		.layers[3] = layer(memory, flags),
	};
}

static void expect(const char *lit, const char *what)
{
	u64 from = ktime_get_ns();
	u32 result = scan_out();

	check(!result, "on the panel: %s (%#x)", what, result);
	pr_info("panel %llu %llu %s %s\n", from, ktime_get_ns(), lit, what);
}

static void expect_with(u32 memory, u32 flags, const char *lit,
			const char *what)
{
	set_job(memory, flags);
	expect(lit, what);
}

static void expect_conflict(const char *what)
{
	u32 result = scan_out();

	check(result == ACCESS_CONFLICT, "refused: %s (%#x)", what, result);
}

/* Fails where the kernel has an ordinary picture taken for a trusted one. */
static void test_claims(void)
{
	expect_with(0, RST_DISP_LAYER_TRUSTED, "lit",
		    "what the application has drawn");
	expect_with(0, 0, "dark", "the same, which nobody says is trusted");
	expect_with(1, RST_DISP_LAYER_TRUSTED, "dark",
		    "ordinary memory that is said to be trusted");
	expect_with(2, RST_DISP_LAYER_TRUSTED, "dark",
		    "other restricted memory that is said to be");
	expect_with(2, RST_DISP_LAYER_TRUSTED | RST_DISP_LAYER_UNCHANGED,
		    "dark", "that, unchanged");
}

/* Fails where something is above or beside what the mark is lit for. */
static void test_covered(void)
{
	set_job(0, RST_DISP_LAYER_TRUSTED);
	job.layers[7] = layer(1, 0);
	job.layers[7].width = 16;
	expect_conflict("a layer above");
	job.layers[7].x = 300;
	expect_conflict("a layer beside");
	set_job(0, RST_DISP_LAYER_TRUSTED);
	job.layers[3].alpha--;
	expect_conflict("one that is seen through");
	set_job(0, RST_DISP_LAYER_TRUSTED);
	job.layers[3].y = -1;
	expect_conflict("one that is cut off");
	set_job(0, 0);
	job.layers[7] = layer(1, 0);
	job.layers[7].width = 16;
	expect("dark", "a layer above one that nobody says is trusted");
}

/* Fails where the kernel can seal, or draw in memory that it can read. */
static void test_calls(void)
{
	struct rst_disp_seal seal = {
		.msg = { RST_PROTOCOL_VERSION, sizeof(seal) },
		.width = WIDTH, .height = HEIGHT,
	};
	struct tee_param params[4] = { memref(IN, page, sizeof(seal)) };
	struct tee_shm *own = drawn;
	u32 result;

	memcpy(tee_shm_get_va(page, 0), &seal, sizeof(seal));
	result = invoke(display, RST_DISP_CMD_SEAL, params);
	check(result == NOT_SUPPORTED, "refused: the kernel seals (%#x)",
	      result);
	drawn = ordinary;
	result = have_drawn(1);
	drawn = own;
	check(result == ACCESS_DENIED, "refused: to draw in ordinary memory (%#x)",
	      result);
	expect_with(0, RST_DISP_LAYER_TRUSTED, "lit",
		    "what was drawn before");
}

/*
 * Fails where a look-alike is marked for what a part brings of the next frame,
 * when a session ends meanwhile. The host sees it in the panel's record, which
 * must not have a strip that is lit there.
 */
static void test_between_parts(void)
{
	u32 first = ui, result;

	expect_with(2, RST_DISP_LAYER_TRUSTED, "dark", "a look-alike");
	set_job(0, RST_DISP_LAYER_TRUSTED);
	job.flags = RST_DISP_JOB_MORE;
	result = scan_out();
	check(!result, "a part with what was drawn (%#x)", result);
	ui = open_session(&ui_uuid);
	swap(drawn, other);
	result = have_drawn(8);
	swap(drawn, other);
	check(!result, "another session draws (%#x)", result);
	if (ui)
		tee_client_close_session(tee, ui);
	ui = first;
	expect_with(0, RST_DISP_LAYER_TRUSTED, "lit", "what was drawn, whole");
}

/* Fails where the display takes memory that the command has no use for. */
static void test_convert(void)
{
	const struct rst_disp_convert convert = {
		.msg = { RST_PROTOCOL_VERSION, sizeof(convert) },
		.width = 8, .height = 8, .from_stride = 32,
		.stride = { 8, 8 }, .offset = { 0, 64 },
	};
	/* With one for both, OP-TEE says that it may not be written. */
	struct tee_shm *from = tee_shm_alloc_kernel_buf(tee, PAGE_SIZE);
	u32 result;
	int memories;

	check(!IS_ERR(from), "a second ordinary buffer");
	if (IS_ERR(from))
		return;
	for (memories = 2; memories <= 3; memories++) {
		struct tee_param params[4] = {
			memref(INOUT, ordinary, SIZE),
			memref(IN, from, PAGE_SIZE),
			[3] = memref(INOUT, page, sizeof(convert)),
		};

		if (memories == 3)
			params[2] = memref(IN, from, PAGE_SIZE);
		memcpy(tee_shm_get_va(page, 0), &convert, sizeof(convert));
		result = invoke(display, RST_DISP_CMD_CONVERT, params);
		check(result == (memories == 2 ? 0 : BAD_PARAMETERS),
		      "a conversion with %d memories (%#x)", memories, result);
	}
	tee_shm_free(from);
}

/* What it costs; the time itself is nobody's to judge here. */
static void measure(void)
{
	u64 from, plain, looked;
	int i;

	set_job(2, 0);
	from = ktime_get_ns();
	for (i = 0; i < 20; i++)
		scan_out();
	plain = ktime_get_ns() - from;
	set_job(2, RST_DISP_LAYER_TRUSTED);
	from = ktime_get_ns();
	for (i = 0; i < 20; i++)
		scan_out();
	looked = ktime_get_ns() - from;
	pr_info("a picture of %u bytes: %llu us, with a look at its seal %llu us\n",
		SIZE, div_u64(plain, 20000), div_u64(looked, 20000));
}

static void test_all(void)
{
	u32 result = have_drawn(7);

	check(!result, "the application draws (%#x)", result);
	test_claims();
	test_covered();
	test_calls();
	test_convert();
	test_between_parts();
	measure();
}

static void with_memory(struct dma_buf **buffers)
{
	drawn = tee_shm_get_from_dmabuf(tee, buffers[0]);
	other = tee_shm_get_from_dmabuf(tee, buffers[1]);
	page = tee_shm_alloc_kernel_buf(tee, PAGE_SIZE);
	ordinary = tee_shm_alloc_kernel_buf(tee, SIZE);
	if (!IS_ERR(drawn) && !IS_ERR(other) && !IS_ERR(page) &&
	    !IS_ERR(ordinary))
		test_all();
	if (!IS_ERR(page))
		tee_shm_free(page);
	if (!IS_ERR(ordinary))
		tee_shm_free(ordinary);
}

static void with_sessions(void)
{
	struct dma_buf *buffers[2];
	int i;

	for (i = 0; i < 2; i++)
		buffers[i] = rstmem_buffer_alloc(RSTMEM_USE_CASE_TRUSTED_UI,
						 SIZE, 0);
	if (!IS_ERR(buffers[0]) && !IS_ERR(buffers[1]))
		with_memory(buffers);
	for (i = 0; i < 2; i++)
		if (!IS_ERR(buffers[i]))
			dma_buf_put(buffers[i]);
}

static int __init trusted_test_init(void)
{
	tee = tee_client_open_context(NULL, match_optee, NULL, NULL);
	if (IS_ERR(tee))
		return PTR_ERR(tee);

	display = open_session(&display_uuid);
	ui = open_session(&ui_uuid);
	if (display && ui)
		with_sessions();
	if (ui)
		tee_client_close_session(tee, ui);
	if (display)
		tee_client_close_session(tee, display);
	tee_client_close_context(tee);
	return check_done();
}
module_init(trusted_test_init);

static void __exit trusted_test_exit(void)
{
}
module_exit(trusted_test_exit);

RST_IMPORT_NS(DMA_BUF);
MODULE_DESCRIPTION("Test of the display's trusted application");
MODULE_LICENSE("GPL");
