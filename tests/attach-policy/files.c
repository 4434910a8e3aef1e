// SPDX-License-Identifier: GPL-2.0-only
#define _GNU_SOURCE
/*
 * Who may attach, as drivers and administrators say it: /sys/class/rstmem
 *
 * Every "may" and "may not" is an attempt to attach and map by rst_importer.ko,
 * so a test fails where the files say one thing and the heaps do another.
 */
#include <errno.h>
#include <fcntl.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <sys/stat.h>
#include <sys/wait.h>
#include <unistd.h>

#include "lib/people.h"
#include "lib/policy.h"
#include "lib/tap.h"

#define DRIVER	"/sys/bus/platform/drivers/rst_importer/"

static const struct heap *const heap = &heaps[0];
static int buffer;

/* What the device gets when it tries. */
static int attempt(void)
{
	int err = importer_give("attach", buffer);

	importer_write("detach", "1");
	return err;
}

static void test_modes(void)
{
	static const struct { const char *name; mode_t mode; } files[] = {
		{ "allow", 0600 }, { "allow_pages", 0200 }, { "deny", 0600 },
		{ "forget", 0200 },
	};
	struct stat status;
	char path[128];
	int i, j;

	for (i = 0; i < 3; i++) {
		for (j = 0; j < 4; j++) {
			snprintf(path, sizeof(path), "/sys/class/rstmem/%s/%s",
				 heaps[i].name, files[j].name);
			tap(!stat(path, &status) &&
			    (status.st_mode & 07777) == files[j].mode &&
			    !status.st_uid, "%s/%s: root only, mode %04o",
			    heaps[i].name, files[j].name, files[j].mode);
		}
	}
}

static void test_default(void)
{
	long long refused = books_read(heap).refused;
	int err;

	tap(!verdict_has(heap, "allow", DEVICE), "nobody has allowed the device");
	trace_begin();
	err = attempt();
	tap(err == -EACCES, "so it may not attach: EACCES (got %d)", err);
	tap(books_read(heap).refused == refused + 1, "that is counted");
	tap(trace_refused(DEVICE), "and the trace names the device");
}

static void test_administrator(void)
{
	int err, other, node = node_open(&heaps[1]);

	err = verdict_write(heap, "allow", DEVICE);
	tap(!err, "the administrator allows %s (%d)", DEVICE, err);
	tap(verdict_has(heap, "allow", DEVICE " administrator\n"),
	    "the list says who did");
	err = attempt();
	tap(!err, "it may attach (%d)", err);

	other = node_alloc(node, 4096);
	err = importer_give("attach", other);
	tap(other >= 0 && err == -EACCES,
	    "but not to another use-case's buffer: EACCES (got %d)", err);
	close(other);
	close(node);

	tap(!verdict_write(heap, "forget", DEVICE) &&
	    !verdict_has(heap, "allow", DEVICE) && attempt() == -EACCES,
	    "forgotten: EACCES again");
}

static void test_names(void)
{
	static const char * const names[] = {
		DEVICE, DEVICE "\n", " " DEVICE "\t\n",
		"/devices/platform/rst_importer",
		"/sys/devices/platform/rst_importer\n",
	};
	static const struct { const char *name; int err; } bad[] = {
		{ "\n", EINVAL }, { "rst_importer", EINVAL },
		{ "/", EINVAL }, { "platform/", EINVAL },
		{ "platform/rst_importer/driver", EINVAL },
		{ "/sys/bus/platform/devices/rst_importer", EINVAL },
		{ "/dev/null", EINVAL }, { "/devices/", ENODEV },
		{ "platform/rst_importe", ENODEV },
		{ "platform/rst_importer2", ENODEV },
		{ "platfor/rst_importer", ENODEV },
		{ "platformx/rst_importer", ENODEV },
		{ "pci/rst_importer", ENODEV },
		{ "/rst_importer", EINVAL },
		{ "/devices/rst_importer", ENODEV },
		{ "/devices/platform", ENODEV },
		{ "/devices/platform/rst_importer/", ENODEV },
		{ "/devices//platform/rst_importer", ENODEV },
		{ "/devices/platform/../platform/rst_importer", ENODEV },
		{ "/devices/virtual/mem/null", ENODEV },
		{ DEVICE " " DEVICE, EINVAL },
	};
	char name[4096];
	size_t i;
	int err;

	for (i = 0; i < sizeof(names) / sizeof(*names); i++) {
		err = verdict_write(heap, "allow", names[i]);
		tap(!err && verdict_has(heap, "allow", DEVICE) && !attempt(),
		    "a device by the name of %.*s (%d)",
		    (int)strcspn(names[i], "\n"), names[i], err);
		verdict_write(heap, "forget", names[i]);
	}
	for (i = 0; i < sizeof(bad) / sizeof(*bad); i++) {
		err = verdict_write(heap, "allow", bad[i].name);
		tap(err == -bad[i].err, "'%.*s': %s (got %d)",
		    (int)strcspn(bad[i].name, "\n"), bad[i].name,
		    strerrorname_np(bad[i].err), err);
	}
	memset(name, 'x', sizeof(name));
	memcpy(name, "platform/", 9);
	name[4000] = 0;
	tap(verdict_write(heap, "allow", name) == -ENODEV,
	    "a name of 4000 letters: ENODEV");
	tap(!verdict_has(heap, "allow", "x administrator"),
	    "none of them is in the list");
}

static void test_driver(void)
{
	importer_write("policy", "0x2");
	tap(verdict_has(heap, "allow", DEVICE " driver\n") && !attempt(),
	    "the driver allows: the list says so, and the device may attach");
	tap(!verdict_has(&heaps[1], "allow", DEVICE), "for its use-case only");
	verdict_write(heap, "allow", DEVICE);
	tap(verdict_has(heap, "allow", DEVICE " driver administrator\n"),
	    "both may say it");
	importer_write("policy", "0");
	tap(!attempt(), "the driver revokes: the administrator's word stays");

	importer_write("policy", "0x2");
	tap(!verdict_write(heap, "deny", DEVICE) &&
	    !verdict_has(heap, "allow", DEVICE) &&
	    verdict_has(heap, "deny", DEVICE "\n") && attempt() == -EACCES,
	    "the administrator denies, whatever the driver says: EACCES");
	importer_write("policy", "0x2");
	tap(attempt() == -EACCES, "also when the driver says it again");
	tap(!verdict_write(heap, "forget", DEVICE) &&
	    verdict_has(heap, "allow", DEVICE " driver\n") &&
	    !verdict_has(heap, "deny", DEVICE) && !attempt(),
	    "forgotten: the driver decides again");
	importer_write("policy", "0");
	tap(attempt() == -EACCES, "and revokes: EACCES");
}

static void test_denied_while_attached(void)
{
	int err;

	verdict_write(heap, "allow", DEVICE);
	importer_give("attach", buffer);
	tap(!importer_write("again", "1"), "attached, a device may map again");
	verdict_write(heap, "deny", DEVICE);
	err = importer_write("again", "1");
	tap(err == -EACCES, "denied meanwhile, it may not: EACCES (got %d)",
	    err);
	importer_write("detach", "1");
	verdict_write(heap, "forget", DEVICE);
}

/* Fails where a right outlives what it was given to. */
static void test_gone(void)
{
	int err;

	importer_write("policy", "0x2");
	verdict_write(&heaps[1], "allow", DEVICE);
	err = text_write(DRIVER "unbind", "rst_importer");
	tap(!err && !verdict_has(heap, "allow", DEVICE) &&
	    attempt() == -EACCES,
	    "the driver is unbound and forgot to revoke: EACCES (%d)", err);
	tap(verdict_has(&heaps[1], "allow", DEVICE " administrator\n"),
	    "what the administrator said stays");
	text_write(DRIVER "bind", "rst_importer");
	tap(attempt() == -EACCES, "bound again, it has to ask again");

	verdict_write(heap, "allow", DEVICE);
	verdict_write(&heaps[2], "deny", DEVICE);
	importer_write("device", "0");
	tap(!verdict_has(heap, "allow", DEVICE) &&
	    !verdict_has(&heaps[1], "allow", DEVICE) &&
	    !verdict_has(&heaps[2], "deny", DEVICE),
	    "the device goes: nothing is left of it");
	tap(verdict_write(heap, "allow", DEVICE) == -ENODEV,
	    "nobody can allow it now: ENODEV");
	importer_write("device", "1");
	tap(attempt() == -EACCES, "what comes under its name may not attach");
}

static int write_allow(void)
{
	return verdict_write(heap, "allow", DEVICE);
}

static int read_allow(void)
{
	int fd = open("/sys/class/rstmem/secure-video/allow", O_RDONLY);

	return fd < 0 ? -errno : 0;
}

static void test_people(void)
{
	int err;

	err = as_other(become_nobody, write_allow);
	tap(err == -EACCES, "others may not write: EACCES (got %d)", err);
	err = as_other(become_nobody, read_allow);
	tap(err == -EACCES, "nor read: EACCES (got %d)", err);
	err = as_other(become_powerless, write_allow);
	tap(err == -EPERM, "nor root without CAP_SYS_ADMIN: EPERM (got %d)",
	    err);
	tap(!verdict_has(heap, "allow", DEVICE), "nothing came of it");
}

/* How often notifiers of any kind have been added since it was armed */
static long chain_hits(void)
{
	char text[256];
	long hits = -1;

	if (text_read(TRACING "/kprobe_profile", text, sizeof(text)) < 0 ||
	    sscanf(text, " rst_chain %ld", &hits) != 1)
		return -1;
	return hits;
}

/*
 * Adding one waits for those that run, and everybody who adds or binds a device
 * to the bus waits behind it: tee.ko's takes seconds while a TEE's driver goes.
 */
static void test_no_waiting(void)
{
	if (text_write(TRACING "/kprobe_events",
		       "p:rst_chain blocking_notifier_chain_register")) {
		tap_skip("verdicts do not wait for a bus", "no kprobes");
		return;
	}
	verdict_write(heap, "allow", DEVICE);
	text_write(TRACING "/events/kprobes/rst_chain/enable", "1");
	tap(!chain_hits() && !verdict_write(heap, "deny", DEVICE) &&
	    !verdict_write(heap, "allow", DEVICE) &&
	    !verdict_write(heap, "forget", DEVICE) && !chain_hits(),
	    "only the first verdict on a bus adds a notifier to it (%ld more)",
	    chain_hits());
	text_write(TRACING "/events/kprobes/rst_chain/enable", "0");
	text_write(TRACING "/kprobe_events", "-:rst_chain");
}

static void change_for_ever(unsigned int seed)
{
	static const char * const verdicts[] = {
		"allow", "deny", "forget", "allow_pages",
	};

	srand(seed);
	for (;;) {
		switch (rand() % 8) {
		case 0:
			importer_write("policy", rand() % 2 ? "0xe" : "0");
			break;
		case 1:
			importer_write("device", rand() % 8 ? "1" : "0");
			break;
		case 2:
			verdict_has(heap, "allow", "");
			break;
		case 3:
			attempt();
			break;
		default:
			verdict_write(&heaps[rand() % 3],
				      verdicts[rand() % 4], DEVICE);
		}
	}
}

/* Fails by a report of the kernel, a hang, or what is left. */
static void test_at_once(void)
{
	pid_t children[4];
	int i;

	for (i = 0; i < 4; i++) {
		children[i] = fork();
		if (!children[i])
			change_for_ever(i);
	}
	sleep(4);
	for (i = 0; i < 4; i++)
		kill(children[i], SIGKILL);
	for (i = 0; i < 4; i++)
		waitpid(children[i], NULL, 0);
	importer_write("detach", "1");
	importer_write("device", "0");
	for (i = 0; i < 3; i++)
		tap(!verdict_has(&heaps[i], "allow", DEVICE) &&
		    !verdict_has(&heaps[i], "deny", DEVICE),
		    "%s: four changed it at once, and nothing is left",
		    heaps[i].name);
	importer_write("device", "1");
	tap(attempt() == -EACCES, "the next device may not attach");
}

int main(int argc, char **argv)
{
	int node = node_open(heap), err = importer_begin();

	tap_start(argc, argv);
	buffer = node_alloc(node, 3 * 4096);
	if (!tap(!err && buffer >= 0, "a device and a buffer (%d, %d)", err,
		 buffer))
		return tap_done();
	TAP_CASE(test_modes);
	TAP_CASE(test_default);
	TAP_CASE(test_administrator);
	TAP_CASE(test_names);
	TAP_CASE(test_driver);
	TAP_CASE(test_denied_while_attached);
	TAP_CASE(test_gone);
	TAP_CASE(test_people);
	TAP_CASE(test_no_waiting);
	TAP_CASE(test_at_once);
	importer_write("policy", "0x2");
	close(buffer);
	close(node);
	err = module_unload("rst_importer");
	tap(!err && !verdict_has(heap, "allow", DEVICE),
	    "a module goes with its device, and its rights go too (%d)", err);
	return tap_done();
}
