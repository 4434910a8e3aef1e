// SPDX-License-Identifier: GPL-2.0-only
/*
 * The camera's trusted application, called by a kernel that is not on its side
 *
 * Results are "ok …" and "not ok …" in the kernel's log; the module does not
 * load where one is bad. With kill=1 it makes the application die instead.
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
#include <linux/uuid.h>

#include <rstmem/buffer.h>
#include <rstmem/tee.h>
#include <uapi/linux/rstmem.h>

#include "compat/module.h"
#include "engine/protocol.h"
#include "tests/lib/check.h"

#define ACCESS_DENIED	0xffff0001
#define BAD_PARAMETERS	0xffff0006
#define SHORT_BUFFER	0xffff0010
#define TARGET_DEAD	0xffff3024

#define BUFFER_SIZE	SZ_512K

static bool kill;
module_param(kill, bool, 0);
MODULE_PARM_DESC(kill, "make the trusted application die");

static const uuid_t uuid = RST_TA_CAM_UUID;
DEFINE_CHECKS;

static struct tee_context *tee;
static u32 session;
static struct tee_shm *page;	/* of messages */
static struct tee_shm *frame;	/* restricted */
static struct rst_cam_sensor sensor;

static int match_optee(struct tee_ioctl_version_data *version, const void *data)
{
	return version->impl_id == TEE_IMPL_ID_OPTEE;
}

static u32 invoke(u32 command, struct tee_param *params)
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

static u32 query(struct rst_cam_sensor *message, size_t size)
{
	struct tee_param params[4] = {
		memref(TEE_IOCTL_PARAM_ATTR_TYPE_MEMREF_INOUT, page, size),
	};
	u32 ret;

	memcpy(tee_shm_get_va(page, 0), message, sizeof(*message));
	ret = invoke(RST_CAM_CMD_QUERY, params);
	memcpy(message, tee_shm_get_va(page, 0), sizeof(*message));
	return ret;
}

static u32 capture(struct tee_shm *to, size_t size, struct rst_cam_job *job)
{
	struct tee_param params[4] = {
		memref(TEE_IOCTL_PARAM_ATTR_TYPE_MEMREF_OUTPUT, to, size),
		memref(TEE_IOCTL_PARAM_ATTR_TYPE_MEMREF_INOUT, page,
		       sizeof(*job)),
	};
	u32 ret;

	memcpy(tee_shm_get_va(page, 0), job, sizeof(*job));
	ret = invoke(RST_CAM_CMD_CAPTURE, params);
	memcpy(job, tee_shm_get_va(page, 0), sizeof(*job));
	return ret;
}

static struct rst_cam_job good_job(void)
{
	return (struct rst_cam_job) {
		.msg = { RST_PROTOCOL_VERSION, sizeof(struct rst_cam_job) },
		.stride = sensor.width,
		.lines = sensor.height,
	};
}

static size_t picture_size(void)
{
	return sensor.width * sensor.height * 3 / 2;
}

static u32 capture_laid_out(u32 stride, u32 lines, size_t size)
{
	struct rst_cam_job job = good_job();

	job.stride = stride;
	job.lines = lines;
	return capture(frame, size, &job);
}

static void test_query(void)
{
	struct rst_cam_sensor old = {
		.msg = { RST_PROTOCOL_VERSION + 1, sizeof(old) },
	};

	sensor.msg = (struct rst_msg) { RST_PROTOCOL_VERSION, sizeof(sensor) };
	check(!query(&sensor, sizeof(sensor)) && sensor.num_frames,
	      "there is a sensor");
	check(query(&old, sizeof(old)) == BAD_PARAMETERS,
	      "a message of another version");
	old.msg = (struct rst_msg) { RST_PROTOCOL_VERSION, sizeof(old) };
	check(query(&old, sizeof(old) - 1) == BAD_PARAMETERS,
	      "a message that ends before its size");
}

/* Fails where a picture would be written where the normal world can read. */
static void test_ordinary(void)
{
	struct tee_shm *shm = tee_shm_alloc_kernel_buf(tee, BUFFER_SIZE);
	struct rst_cam_job job = good_job();

	if (IS_ERR(shm)) {
		check(false, "ordinary memory to try with");
		return;
	}
	memset(tee_shm_get_va(shm, 0), 0, BUFFER_SIZE);
	check(capture(shm, BUFFER_SIZE, &job) == ACCESS_DENIED &&
	      !memchr_inv(tee_shm_get_va(shm, 0), 0, BUFFER_SIZE),
	      "a frame into ordinary memory is refused, and nothing written");
	job = good_job();
	check(capture(shm, 0, &job) == BAD_PARAMETERS,
	      "and so is one into none of it");
	tee_shm_free(shm);
}

/* Fails where the layout or a size makes the camera write beyond the buffer. */
static void test_layouts(void)
{
	size_t least = rst_cam_trailer_offset(picture_size()) +
		       RST_CAM_TRAILER_SIZE;
	struct rst_cam_job job = good_job();
	u32 last;

	check(!capture(frame, BUFFER_SIZE, &job) && job.bytes == picture_size(),
	      "a frame into restricted memory");
	job.number = U64_MAX;
	div_u64_rem(job.number, sensor.num_frames, &last);
	check(!capture(frame, BUFFER_SIZE, &job) && job.frame == last,
	      "a number beyond the sensor's last frame comes round");
	check(capture_laid_out(sensor.width, sensor.height, least - 1) ==
	      SHORT_BUFFER, "no room for the trailer");
	check(capture_laid_out(sensor.width, sensor.height, PAGE_SIZE) ==
	      SHORT_BUFFER, "no room for the picture");
	check(capture_laid_out(sensor.width - 1, sensor.height, BUFFER_SIZE) ==
	      SHORT_BUFFER, "lines too short");
	check(capture_laid_out(sensor.width, sensor.height - 1, BUFFER_SIZE) ==
	      SHORT_BUFFER, "too few lines");
	check(capture_laid_out(U32_MAX, sensor.height, BUFFER_SIZE) ==
	      SHORT_BUFFER &&
	      capture_laid_out(sensor.width, U32_MAX, BUFFER_SIZE) ==
	      SHORT_BUFFER &&
	      capture_laid_out(U32_MAX, U32_MAX, BUFFER_SIZE) == SHORT_BUFFER,
	      "layouts of exabytes");
}

static void test_parameters(void)
{
	struct tee_param params[4] = {
		memref(TEE_IOCTL_PARAM_ATTR_TYPE_MEMREF_INPUT, frame,
		       BUFFER_SIZE),
		memref(TEE_IOCTL_PARAM_ATTR_TYPE_MEMREF_INOUT, page,
		       sizeof(struct rst_cam_job)),
	};

	check(invoke(RST_CAM_CMD_CAPTURE, params) == BAD_PARAMETERS,
	      "a frame that is not for writing");
	memset(params, 0, sizeof(params));
	check(invoke(RST_CAM_CMD_CAPTURE, params) == BAD_PARAMETERS,
	      "no frame at all");
}

static void test_all(void)
{
	struct dma_buf *dmabuf;

	test_query();
	dmabuf = rstmem_buffer_alloc(RSTMEM_USE_CASE_SECURE_VIDEO_RECORD,
				     BUFFER_SIZE, 0);
	if (IS_ERR(dmabuf)) {
		check(false, "restricted memory to try with");
		return;
	}
	frame = tee_shm_get_from_dmabuf(tee, dmabuf);
	if (IS_ERR(frame)) {
		check(false, "the TEE knows restricted memory");
	} else {
		test_ordinary();
		test_layouts();
		test_parameters();
	}
	dma_buf_put(dmabuf);
}

static void test_kill(void)
{
	struct tee_param params[4] = {};

	check(invoke(RST_CAM_CMD_LAB_PANIC, params) == TARGET_DEAD,
	      "the trusted application dies");
}

static int open_session(void)
{
	struct tee_ioctl_open_session_arg arg = {
		.clnt_login = TEE_IOCTL_LOGIN_REE_KERNEL,
	};

	export_uuid(arg.uuid, &uuid);
	if (tee_client_open_session(tee, &arg, NULL) || arg.ret)
		return -ENODEV;
	session = arg.session;
	return 0;
}

static int __init camera_test_init(void)
{
	int ret;

	tee = tee_client_open_context(NULL, match_optee, NULL, NULL);
	if (IS_ERR(tee))
		return PTR_ERR(tee);
	ret = open_session();
	if (ret)
		goto close_context;
	page = tee_shm_alloc_kernel_buf(tee, PAGE_SIZE);
	if (IS_ERR(page)) {
		ret = PTR_ERR(page);
		goto close_session;
	}

	if (kill)
		test_kill();
	else
		test_all();
	ret = check_done();
	tee_shm_free(page);
close_session:
	tee_client_close_session(tee, session);
close_context:
	tee_client_close_context(tee);
	return ret;
}
module_init(camera_test_init);

static void __exit camera_test_exit(void)
{
}
module_exit(camera_test_exit);

RST_IMPORT_NS(DMA_BUF);
MODULE_DESCRIPTION("Test of the camera's trusted application");
MODULE_LICENSE("GPL");
