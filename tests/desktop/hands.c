// SPDX-License-Identifier: GPL-2.0-only
/*
 * Somebody at the desktop: a mouse that knows places on the screen, and a
 * keyboard. Reads what to do from stdin, a line each:
 *
 *	move X Y	the pointer, in steps, as a hand does
 *	press NAME	left, right, super, ctrl, alt, or f1 to f12
 *	release NAME
 *	wait MS
 */
#include <errno.h>
#include <fcntl.h>
#include <linux/uinput.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <sys/ioctl.h>
#include <unistd.h>

#define WIDTH	1280
#define HEIGHT	720
#define STEPS	8
/* A desktop that is computed by a CPU needs time to follow. */
#define PAUSE	30000

static const struct key {
	const char *name;
	int code;
} keys[] = {
	{ "left", BTN_LEFT }, { "right", BTN_RIGHT }, { "super", KEY_LEFTMETA },
	{ "ctrl", KEY_LEFTCTRL }, { "alt", KEY_LEFTALT }, { "f1", KEY_F1 },
	{ "f2", KEY_F2 }, { "f3", KEY_F3 }, { "f4", KEY_F4 },
	{ "f5", KEY_F5 }, { "f6", KEY_F6 }, { "f7", KEY_F7 },
	{ "f8", KEY_F8 }, { "f9", KEY_F9 }, { "f10", KEY_F10 },
	{ "f11", KEY_F11 }, { "f12", KEY_F12 },
};

/*
 * One device for both hands: of two, a compositor reads one after the other,
 * and would see a button before the key that was pressed first.
 */
static int hands;

static void die(const char *what)
{
	fprintf(stderr, "hands: %s: %s\n", what, strerror(errno));
	exit(1);
}

static void axis(int code, int size)
{
	struct uinput_abs_setup setup = {
		.code = code, .absinfo = { .maximum = size - 1 },
	};

	if (ioctl(hands, UI_SET_ABSBIT, code) ||
	    ioctl(hands, UI_ABS_SETUP, &setup))
		die("axis");
}

/* udev takes for a keyboard what has all of the first keys. */
static void create(void)
{
	struct uinput_setup setup = {
		.id.bustype = BUS_VIRTUAL, .name = "hands",
	};

	hands = open("/dev/uinput", O_WRONLY | O_CLOEXEC);
	if (hands < 0)
		die("/dev/uinput (is uinput.ko loaded?)");
	ioctl(hands, UI_SET_EVBIT, EV_KEY);
	for (int code = KEY_ESC; code <= KEY_LEFTMETA; code++)
		ioctl(hands, UI_SET_KEYBIT, code);
	ioctl(hands, UI_SET_KEYBIT, BTN_LEFT);
	ioctl(hands, UI_SET_KEYBIT, BTN_RIGHT);
	ioctl(hands, UI_SET_EVBIT, EV_ABS);
	axis(ABS_X, WIDTH);
	axis(ABS_Y, HEIGHT);
	if (ioctl(hands, UI_DEV_SETUP, &setup) || ioctl(hands, UI_DEV_CREATE))
		die("device");
}

static void emit(int type, int code, int value)
{
	struct input_event event = {
		.type = type, .code = code, .value = value,
	};

	if (write(hands, &event, sizeof(event)) != sizeof(event))
		die("event");
}

static void move(int x, int y)
{
	static int from_x = WIDTH / 2, from_y = HEIGHT / 2;

	for (int i = 1; i <= STEPS; i++) {
		emit(EV_ABS, ABS_X, from_x + (x - from_x) * i / STEPS);
		emit(EV_ABS, ABS_Y, from_y + (y - from_y) * i / STEPS);
		emit(EV_SYN, SYN_REPORT, 0);
		usleep(PAUSE);
	}
	from_x = x;
	from_y = y;
}

static int press(const char *name, int down)
{
	for (size_t i = 0; i < sizeof(keys) / sizeof(keys[0]); i++) {
		if (strcmp(keys[i].name, name))
			continue;
		emit(EV_KEY, keys[i].code, down);
		emit(EV_SYN, SYN_REPORT, 0);
		usleep(PAUSE);
		return 0;
	}
	return -1;
}

static int act(const char *line)
{
	char name[8];
	int x, y;

	if (sscanf(line, "move %d %d", &x, &y) == 2)
		return move(x, y), 0;
	if (sscanf(line, "press %7s", name) == 1)
		return press(name, 1);
	if (sscanf(line, "release %7s", name) == 1)
		return press(name, 0);
	if (sscanf(line, "wait %d", &x) == 1)
		return usleep(1000 * x);
	return -1;
}

int main(void)
{
	char line[64];

	create();
	while (fgets(line, sizeof(line), stdin))
		if (act(line)) {
			fprintf(stderr, "hands: what is %s", line);
			return 1;
		}
	return 0;
}
