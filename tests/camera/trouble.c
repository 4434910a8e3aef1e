// SPDX-License-Identifier: GPL-2.0-only
/* Streams to which something happens. */
#include <errno.h>
#include <fcntl.h>
#include <poll.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <unistd.h>

#include "lib/camera.h"
#include "tests.h"

#define DRIVER	"/sys/bus/auxiliary/drivers/rst_vcap.vcap"
#define DEVICE	"rst_engine.cam.0"

static bool starts(struct camera *camera)
{
	camera_open(camera);
	return camera_set_up(camera) && !camera_stream(camera, 1) &&
	       frames_come(camera, 6);
}

static bool write_file(const char *path, const char *word)
{
	int fd = open(path, O_WRONLY | O_CLOEXEC);
	bool ok = fd >= 0 && write(fd, word, strlen(word)) > 0;

	if (fd >= 0)
		close(fd);
	return ok;
}

/* A client that goes on, until it hears why it cannot. */
static int last_words(struct camera *camera)
{
	struct v4l2_buffer buffer;
	unsigned int i;
	int ret = 0;

	for (i = 0; i < 100 && !ret; i++) {
		ret = camera_dequeue(camera, &buffer);
		if (!ret)
			ret = camera_queue(camera, buffer.index);
	}
	return ret;
}

/*
 * The sensor's file ends within the second frame of several. Fails where a
 * frame that is not whole is given out as one.
 */
void test_broken_sensor(void)
{
	unsigned int whole = 0, flagged = 0, i;
	struct v4l2_buffer buffer;
	struct camera camera;
	int ret = 0;

	camera_open(&camera);
	tap(camera_set_up(&camera) && !camera_stream(&camera, 1),
	    "a sensor that lacks frames streams");
	for (i = 0; i < 20 && !ret; i++) {
		ret = camera_dequeue(&camera, &buffer);
		if (ret)
			break;
		if (buffer.flags & V4L2_BUF_FLAG_ERROR)
			flagged += !buffer.bytesused;
		else
			whole += !!buffer.bytesused;
		ret = camera_queue(&camera, buffer.index);
	}
	tap(!ret && whole && flagged && whole + flagged == 20,
	    "%u frames are flagged and empty, %u are whole", flagged, whole);
	camera_close(&camera);
}

/* Fails where the death of the engine hangs a client, or lasts. */
void test_death(const char *command)
{
	struct pollfd events = { .events = POLLIN };
	struct camera camera;

	tap(starts(&camera), "the camera streams");
	tap(!system(command), "its trusted application dies");
	tap(last_words(&camera) == -EIO, "the client hears of it: EIO");
	events.fd = camera.fd;
	tap(poll(&events, 1, 0) == 1 && events.revents & POLLERR,
	    "and by poll()");
	camera_tear_down(&camera);
	tap(camera_set_up(&camera) && !camera_stream(&camera, 1) &&
	    frames_come(&camera, 6),
	    "it stops, starts another stream, and has frames");
	camera_close(&camera);
}

/* Fails where a client that waits holds the driver up, or is held up. */
void test_unbind(void)
{
	struct camera camera, again;
	int ret;

	tap(starts(&camera), "the camera streams");
	tap(write_file(DRIVER "/unbind", DEVICE), "its driver is unbound");
	ret = last_words(&camera);
	tap(ret == -ENODEV, "the client hears of it: %s", strerror(-ret));
	tap(write_file(DRIVER "/bind", DEVICE), "the driver is bound again");
	tap(starts(&again), "and its camera streams while the old file is open");
	camera_close(&camera);
	tap(frames_come(&again, 4), "and when that is closed");
	camera_close(&again);
	tap(heap_empties("secure-video-record"), "nothing is left of both");
}

/* Fails where a stream does not survive that its device sleeps. */
void test_sleep(const char *command)
{
	struct camera camera;

	tap(starts(&camera), "the camera streams");
	tap(!system(command), "it sleeps and wakes");
	tap(frames_come(&camera, 6), "and the stream goes on");
	camera_close(&camera);
}
