// SPDX-License-Identifier: GPL-2.0-only
#define _GNU_SOURCE
#include <drm.h>
#include <drm_mode.h>
#include <fcntl.h>
#include <linux/dma-heap.h>
#include <linux/tee.h>
#include <linux/videodev2.h>
#include <string.h>
#include <sys/mman.h>
#include <unistd.h>

#include "lib/tee.h"
#include "random.h"

#define SIZE	16384	/* what an argument may have, and more than a page */

static uint32_t state;
static uint8_t *first, *second;	/* SIZE each; behind them there is nothing */

static uint8_t *memory(void)
{
	uint8_t *start = mmap(NULL, 2 * SIZE, PROT_READ | PROT_WRITE,
			      MAP_PRIVATE | MAP_ANONYMOUS, -1, 0);

	munmap(start + SIZE, SIZE);
	return start;
}

void random_seed(unsigned int seed)
{
	state = seed * 2654435761u | 1;
	first = memory();
	second = memory();
}

uint32_t random_below(uint32_t end)
{
	state ^= state << 13;
	state ^= state >> 17;
	state ^= state << 5;
	return state % end;
}

int random_slot(void)
{
	return slots[random_below(SLOTS)];
}

/* Numbers that mean something to somebody: sizes, ids, descriptors, places. */
static uint64_t number(void)
{
	switch (random_below(16)) {
	case 0:
		return random_slot();
	case 1:
		return (uintptr_t)second + random_below(64) * 8;
	case 2:
		return (uint64_t)PAGE << random_below(12);
	case 3:
		return (uint64_t)-1 >> random_below(64);
	case 4:
		return 1ULL << random_below(64);
	case 5:
		return (uint64_t)random_below(~0u) << 32 | random_below(~0u);
	case 6:
		return 640 | 368ULL << 32;
	case 7:	/* a fourcc, a type of buffer */
		return 0x3231564e | (uint64_t)random_below(16) << 32;
	default:
		return random_below(2) ? 0 : random_below(12);
	}
}

static void fill(uint8_t *to, size_t size)
{
	uint64_t value;
	size_t i;

	for (i = 0; i + 8 <= size; i += 8) {
		value = random_below(3) ? number() :
					  (uint32_t)number() | number() << 32;
		memcpy(to + i, &value, 8);
	}
}

static uint64_t pick(uint64_t likely)
{
	return random_below(16) ? likely : number();
}

/* A call that the TEE may take, of one of two applications */
static void fill_call(uint8_t *to, size_t *size)
{
	struct tee_ioctl_invoke_arg *arg = (void *)to;
	struct tee_ioctl_param *params = (void *)(arg + 1);
	uint32_t count = random_below(5), i;

	/* not RESTRICTED_TA_WAIT, which may take for ever */
	arg->func = pick(random_below(RESTRICTED_TA_WAIT));
	arg->session = pick(1 + random_below(4));
	arg->num_params = pick(count);
	for (i = 0; i < count; i++) {
		params[i].attr = pick(random_below(8));
		params[i].a = pick(0);
		params[i].b = pick(random_below(3 * PAGE));
		params[i].c = pick(random_below(8));
	}
	*size = sizeof(*arg) + count * sizeof(*params);
}

static void fill_session(uint8_t *to, size_t *size)
{
	struct tee_ioctl_open_session_arg *arg = (void *)to;

	memset(arg, 0, sizeof(*arg));
	memcpy(arg->uuid, random_below(2) ? uuid_devices : uuid_restricted_ta,
	       sizeof(arg->uuid));
	arg->clnt_login = pick(0);
	*size = sizeof(*arg);
}

static void fill_tee(uint8_t *to, unsigned long command)
{
	struct tee_ioctl_buf_data *data = (void *)to;
	size_t size = 0;

	if (command == TEE_IOC_INVOKE)
		fill_call(second, &size);
	else if (command == TEE_IOC_OPEN_SESSION)
		fill_session(second, &size);
	else
		return;
	data->buf_ptr = pick((uintptr_t)second);
	data->buf_len = pick(size);
}

/* A buffer that is there: what most calls are about */
static uint64_t descriptor(void)
{
	return pick((uint32_t)random_slot());
}

static void fill_alloc(uint8_t *to)
{
	struct dma_heap_allocation_data *data = (void *)to;

	*data = (struct dma_heap_allocation_data) {
		.len = pick(PAGE << random_below(8)),
		.fd_flags = pick(O_RDWR | O_CLOEXEC),
		.heap_flags = pick(0), .fd = pick(0),
	};
}

static void fill_reserve(uint8_t *to)
{
	struct rstmem_reserve_data *data = (void *)to;

	*data = (struct rstmem_reserve_data) {
		.size = pick(PAGE << random_below(8)),
		.count = pick(random_below(6)), .flags = pick(0),
	};
}

static void fill_restricted(uint8_t *to)
{
	struct tee_ioctl_rstmem_alloc_data *data = (void *)to;

	*data = (struct tee_ioctl_rstmem_alloc_data) {
		.size = pick(PAGE << random_below(8)), .flags = pick(0),
		.use_case = pick(random_below(4)), .pad = pick(0),
	};
}

static void fill_register(uint8_t *to)
{
	struct tee_ioctl_shm_register_data *data = (void *)to;

	*data = (struct tee_ioctl_shm_register_data) {
		.addr = pick((uintptr_t)second + random_below(PAGE)),
		.length = pick(random_below(2 * PAGE)), .flags = pick(0),
	};
}

static void fill_register_fd(uint8_t *to)
{
	struct tee_ioctl_shm_register_fd_data *data = (void *)to;

	*data = (struct tee_ioctl_shm_register_fd_data) {
		.fd = descriptor(), .flags = pick(0),
	};
}

static void fill_prime(uint8_t *to)
{
	struct drm_prime_handle *data = (void *)to;

	*data = (struct drm_prime_handle) {
		.handle = pick(1 + random_below(4)), .fd = descriptor(),
		.flags = pick(O_RDWR | O_CLOEXEC),
	};
}

static void fill_fb(uint8_t *to)
{
	struct drm_mode_fb_cmd2 *data = (void *)to;
	uint32_t handle = 1 + random_below(4);

	*data = (struct drm_mode_fb_cmd2) {
		.width = pick(640), .height = pick(360),
		.pixel_format = pick(0x3231564e), .flags = pick(0),
		.handles = { handle, handle }, .pitches = { 640, 640 },
		.offsets = { 0, pick(640 * 360) },
	};
}

static uint32_t queue(void)
{
	static const uint32_t types[] = {
		V4L2_BUF_TYPE_VIDEO_CAPTURE, V4L2_BUF_TYPE_VIDEO_CAPTURE_MPLANE,
		V4L2_BUF_TYPE_VIDEO_OUTPUT_MPLANE,
	};

	return pick(types[random_below(3)]);
}

static void fill_reqbufs(uint8_t *to)
{
	struct v4l2_requestbuffers *data = (void *)to;

	*data = (struct v4l2_requestbuffers) {
		.count = pick(random_below(5)), .type = queue(),
		.memory = pick(random_below(2) ? V4L2_MEMORY_MMAP :
						 V4L2_MEMORY_DMABUF),
	};
}

static void fill_qbuf(uint8_t *to)
{
	struct v4l2_plane *planes = (void *)second;
	struct v4l2_buffer *data = (void *)to;

	memset(planes, 0, 2 * sizeof(*planes));
	planes[0].m.fd = descriptor();
	planes[0].bytesused = planes[0].length = pick(PAGE);
	*data = (struct v4l2_buffer) {
		.index = pick(random_below(4)), .type = queue(),
		.memory = pick(random_below(2) ? V4L2_MEMORY_MMAP :
						 V4L2_MEMORY_DMABUF),
		.length = pick(1), .m.planes = planes,
	};
}

static void fill_expbuf(uint8_t *to)
{
	struct v4l2_exportbuffer *data = (void *)to;

	*data = (struct v4l2_exportbuffer) {
		.type = queue(), .index = pick(random_below(4)),
		.flags = pick(O_RDWR | O_CLOEXEC),
	};
}

static void fill_type(uint8_t *to)
{
	*(uint32_t *)to = queue();
}

static const struct {
	unsigned long command;
	void (*fill)(uint8_t *to);
} likely[] = {
	{ DMA_HEAP_IOCTL_ALLOC, fill_alloc },
	{ RSTMEM_IOC_RESERVE, fill_reserve },
	{ TEE_IOC_RSTMEM_ALLOC, fill_restricted },
	{ TEE_IOC_SHM_REGISTER, fill_register },
	{ TEE_IOC_SHM_REGISTER_FD, fill_register_fd },
	{ DRM_IOCTL_PRIME_FD_TO_HANDLE, fill_prime },
	{ DRM_IOCTL_PRIME_HANDLE_TO_FD, fill_prime },
	{ DRM_IOCTL_MODE_ADDFB2, fill_fb },
	{ VIDIOC_REQBUFS, fill_reqbufs }, { VIDIOC_QBUF, fill_qbuf },
	{ VIDIOC_PREPARE_BUF, fill_qbuf }, { VIDIOC_DQBUF, fill_qbuf },
	{ VIDIOC_EXPBUF, fill_expbuf }, { VIDIOC_STREAMON, fill_type },
	{ VIDIOC_STREAMOFF, fill_type }, { VIDIOC_G_FMT, fill_type },
};

/* Mostly of the right kind; otherwise as it is */
static void fill_likely(uint8_t *to, unsigned long command)
{
	size_t i;

	for (i = 0; i < sizeof(likely) / sizeof(likely[0]); i++)
		if (likely[i].command == command && random_below(8))
			likely[i].fill(to);
	fill_tee(to, command);
}

void *random_argument(unsigned long command)
{
	size_t size = _IOC_SIZE(command);
	uint8_t *at = first;

	switch (random_below(32)) {
	case 0:
		return (void *)(uintptr_t)number();
	case 1:	/* its last bytes are not there */
		at = first + SIZE - random_below(size + 1) / 8 * 8;
		fill(at, first + SIZE - at);
		return at;
	default:
		fill(first, SIZE / 4);
		fill(second, SIZE / 16);
		fill_likely(first, command);
		return first;
	}
}
