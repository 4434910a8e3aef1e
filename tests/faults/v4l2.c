// SPDX-License-Identifier: GPL-2.0-only
/* Faults in the decoder's calls */
#include <errno.h>
#include <fcntl.h>
#include <poll.h>
#include <unistd.h>

#include "lib/v4l2.h"
#include "fault.h"
#include "plain.h"
#include "queue.h"

#define WIDTH		320
#define HEIGHT		192
#define FRAME_SIZE	(WIDTH * HEIGHT * 3 / 2)
#define UNIT_SIZE	(1 << 18)

static int decoder;
static char node[32];

static int act_open(void)
{
	return result_of(open(node, O_RDWR | O_CLOEXEC | O_NONBLOCK));
}

static void questions(void)
{
	static const struct v4l2_capability capability;
	static const struct v4l2_fmtdesc description = { .type = CAPTURE };
	static const struct v4l2_format capture = { .type = CAPTURE };
	static const struct v4l2_frmsizeenum size = {
		.pixel_format = V4L2_PIX_FMT_H264,
	};
	static const struct v4l2_selection selection = {
		.type = V4L2_BUF_TYPE_VIDEO_CAPTURE,
		.target = V4L2_SEL_TGT_COMPOSE,
	};
	static const struct v4l2_control control = {
		.id = V4L2_CID_MIN_BUFFERS_FOR_CAPTURE,
	};
	static const struct v4l2_queryctrl query = {
		.id = V4L2_CID_MIN_BUFFERS_FOR_CAPTURE,
	};
	struct v4l2_ext_control value = {
		.id = V4L2_CID_MIN_BUFFERS_FOR_CAPTURE,
	};
	const struct v4l2_ext_controls values = {
		.count = 1, .controls = &value,
	};
	struct v4l2_format output = { .type = OUTPUT };
	const struct plain calls[] = {
		{ "QUERYCAP", VIDIOC_QUERYCAP, &capability },
		{ "ENUM_FMT", VIDIOC_ENUM_FMT, &description },
		{ "ENUM_FRAMESIZES", VIDIOC_ENUM_FRAMESIZES, &size },
		{ "G_FMT", VIDIOC_G_FMT, &output },
		{ "TRY_FMT of OUTPUT", VIDIOC_TRY_FMT, &output },
		{ "TRY_FMT of CAPTURE", VIDIOC_TRY_FMT, &capture },
		{ "S_FMT of OUTPUT", VIDIOC_S_FMT, &output },
		{ "S_FMT of CAPTURE", VIDIOC_S_FMT, &capture },
		{ "G_SELECTION", VIDIOC_G_SELECTION, &selection },
		{ "QUERYCTRL", VIDIOC_QUERYCTRL, &query },
		{ "G_CTRL", VIDIOC_G_CTRL, &control },
		{ "G_EXT_CTRLS", VIDIOC_G_EXT_CTRLS, &values },
	};

	if (tap(!device_ioctl(decoder, VIDIOC_G_FMT, &output), "a format"))
		plain_calls(decoder, calls, sizeof(calls) / sizeof(calls[0]));
}

/* The first value is an event by itself, and so one is there to be fetched. */
static const struct v4l2_event_subscription subscription = {
	.type = V4L2_EVENT_CTRL, .id = V4L2_CID_MIN_BUFFERS_FOR_CAPTURE,
	.flags = V4L2_EVENT_SUB_FL_SEND_INITIAL,
};

static int subscribe(unsigned long request)
{
	struct v4l2_event_subscription copy = subscription;

	return device_ioctl(decoder, request, &copy);
}

static int act_subscribe(void)
{
	return subscribe(VIDIOC_SUBSCRIBE_EVENT);
}

static int act_unsubscribe(void)
{
	return subscribe(VIDIOC_UNSUBSCRIBE_EVENT);
}

static void undo_subscribe(int result)
{
	(void)result;
	act_unsubscribe();
}

static void undo_unsubscribe(int result)
{
	(void)result;
	act_subscribe();
}

static int act_event(void)
{
	struct v4l2_event event;

	return device_ioctl(decoder, VIDIOC_DQEVENT, &event);
}

static void undo_event(int result)
{
	undo_subscribe(result);
	act_subscribe();
}

static void event_calls(void)
{
	static const struct fault_call calls[] = {
		{ "UNSUBSCRIBE_EVENT", act_unsubscribe, undo_unsubscribe },
		{ "DQEVENT", act_event, undo_event, .late = true },
	};
	static const struct fault_call subscribing = {
		"SUBSCRIBE_EVENT", act_subscribe, undo_subscribe
	};

	fault_run(&subscribing);
	if (!tap(!act_subscribe(), "an event"))
		return;
	fault_run(&calls[0]);
	fault_run(&calls[1]);
	act_unsubscribe();
}

static int act_stop(void)
{
	return device_command(decoder, V4L2_DEC_CMD_STOP);
}

static int act_start(void)
{
	return device_command(decoder, V4L2_DEC_CMD_START);
}

static int act_stream(void)
{
	return device_stream(decoder, OUTPUT, 1);
}

/* Ends the drain, too */
static void undo_stop(int result)
{
	(void)result;
	device_stream(decoder, OUTPUT, 0);
	act_stream();
}

static void command_calls(void)
{
	static const struct v4l2_decoder_cmd command = {
		.cmd = V4L2_DEC_CMD_STOP,
	};
	static const struct plain plain = {
		"TRY_DECODER_CMD", VIDIOC_TRY_DECODER_CMD, &command
	};
	static const struct fault_call calls[] = {
		{ "DECODER_CMD, STOP", act_stop, undo_stop, .late = true },
		{ "DECODER_CMD, START", act_start, undo_nothing },
	};

	plain_calls(decoder, &plain, 1);
	if (!tap(!act_stream(), "OUTPUT streams"))
		return;
	fault_run(&calls[0]);
	fault_run(&calls[1]);
	device_stream(decoder, OUTPUT, 0);
	device_request(decoder, OUTPUT, V4L2_MEMORY_MMAP, 0);
}

/* The engine's session is opened by the first STREAMON, and kept. */
static void undo_stream(int result)
{
	(void)result;
	close(decoder);
	decoder = act_open();
	device_request(decoder, OUTPUT, V4L2_MEMORY_MMAP, 1);
}

static void first_stream_call(void)
{
	static const struct fault_call call = {
		"OUTPUT STREAMON, the first of a file", act_stream, undo_stream,
		.late = true,
	};

	undo_stream(0);
	fault_run(&call);
}

static bool unit_ready(const struct queue *queue)
{
	return queue_wait(queue, POLLOUT);
}

/* Without a unit left the end of a drain is a frame of no bytes. */
static bool frame_ready(const struct queue *queue)
{
	struct pollfd fd = { .fd = queue->fd, .events = POLLIN };

	act_start();
	if (poll(&fd, 1, 0) > 0 && fd.revents & POLLIN)
		return true;
	return !act_stop() && queue_wait(queue, POLLIN);
}

static void fetch_calls(struct queue *units, struct queue *frames)
{
	if (!tap(queue_set_up(units) && queue_set_up(frames),
		 "queues with buffers"))
		return;
	queue_stream_calls(frames);
	queue_stream_calls(units);
	queue_fetch_calls(units);
	if (tap(!act_stream(), "OUTPUT streams"))
		queue_fetch_calls(frames);
	device_stream(decoder, OUTPUT, 0);
}

static void queue_calls(void)
{
	struct queue units = {
		.name = "OUTPUT", .fd = decoder, .type = OUTPUT, .used = 64,
		.ready = unit_ready,
	};
	struct queue frames = {
		.name = "CAPTURE", .fd = decoder, .type = CAPTURE,
		.ready = frame_ready,
	};

	if (tap(!device_set_output(decoder, WIDTH, HEIGHT, 0) &&
		queue_allocate(&units, HEAP_VIDEO, UNIT_SIZE) &&
		queue_allocate(&frames, HEAP_VIDEO, FRAME_SIZE),
		"units and frames")) {
		queue_buffer_calls(&units);
		queue_buffer_calls(&frames);
		fetch_calls(&units, &frames);
		queue_tear_down(&units);
		queue_tear_down(&frames);
	}
	queue_free(&units);
	queue_free(&frames);
}

int main(int argc, char **argv)
{
	static const struct fault_call open_call = {
		"open of the decoder", act_open, undo_fd
	};

	tap_start(argc, argv);
	if (!fault_begin())
		return tap_done();
	decoder = device_open("rst_vdec");
	if (!tap(fd_path(decoder, node, sizeof(node)), "a decoder"))
		return tap_done();
	fault_run(&open_call);
	questions();
	event_calls();
	first_stream_call();
	command_calls();
	queue_calls();
	close(decoder);
	return tap_done();
}
