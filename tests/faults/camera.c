// SPDX-License-Identifier: GPL-2.0-only
/* Faults in the camera's calls */
#include <fcntl.h>
#include <poll.h>
#include <unistd.h>

#include "lib/camera.h"
#include "fault.h"
#include "plain.h"
#include "queue.h"

#define TYPE	V4L2_BUF_TYPE_VIDEO_CAPTURE

static struct camera camera;
static char node[32];

static int act_open(void)
{
	return result_of(open(node, O_RDWR | O_CLOEXEC));
}

static void questions(void)
{
	static const struct v4l2_capability capability;
	static const struct v4l2_input input;
	static const int index;
	static const struct v4l2_fmtdesc description = { .type = TYPE };
	static const struct v4l2_format format = { .type = TYPE };
	static const struct v4l2_streamparm parm = { .type = TYPE };
	const struct v4l2_frmsizeenum size = {
		.pixel_format = camera.format.pixelformat,
	};
	const struct v4l2_frmivalenum interval = {
		.pixel_format = camera.format.pixelformat,
		.width = camera.format.width, .height = camera.format.height,
	};
	const struct plain calls[] = {
		{ "QUERYCAP", VIDIOC_QUERYCAP, &capability },
		{ "ENUMINPUT", VIDIOC_ENUMINPUT, &input },
		{ "G_INPUT", VIDIOC_G_INPUT, &index },
		{ "S_INPUT", VIDIOC_S_INPUT, &index },
		{ "ENUM_FMT", VIDIOC_ENUM_FMT, &description },
		{ "G_FMT", VIDIOC_G_FMT, &format },
		{ "TRY_FMT", VIDIOC_TRY_FMT, &format },
		{ "S_FMT", VIDIOC_S_FMT, &format },
		{ "ENUM_FRAMESIZES", VIDIOC_ENUM_FRAMESIZES, &size },
		{ "ENUM_FRAMEINTERVALS", VIDIOC_ENUM_FRAMEINTERVALS, &interval },
		{ "G_PARM", VIDIOC_G_PARM, &parm },
		{ "S_PARM", VIDIOC_S_PARM, &parm },
	};

	plain_calls(camera.fd, calls, sizeof(calls) / sizeof(calls[0]));
}

static bool frame_ready(const struct queue *queue)
{
	return queue_wait(queue, POLLIN);
}

static void queue_calls(void)
{
	struct queue queue = {
		.name = "camera:", .fd = camera.fd, .type = TYPE,
		.ready = frame_ready,
	};

	if (tap(queue_allocate(&queue, HEAP_RECORD, camera.format.sizeimage),
		"frames")) {
		queue_buffer_calls(&queue);
		if (tap(queue_set_up(&queue), "a queue with buffers")) {
			queue_stream_calls(&queue);
			queue_fetch_calls(&queue);
		}
		queue_tear_down(&queue);
	}
	queue_free(&queue);
}

int main(int argc, char **argv)
{
	static const struct fault_call open_call = {
		"open of the camera", act_open, undo_fd
	};

	tap_start(argc, argv);
	if (!fault_begin())
		return tap_done();
	camera_open(&camera);
	if (tap(fd_path(camera.fd, node, sizeof(node)), "a camera"))
		fault_run(&open_call);
	questions();
	queue_calls();
	camera_close(&camera);
	return tap_done();
}
