// SPDX-License-Identifier: GPL-2.0-only
/*
 * Faults in the calls of tee-supplicant, which must not run meanwhile: this
 * process is in its place. A child opens sessions with an application that
 * OP-TEE asks the supplicant for, and is told each time that there is none.
 */
#include <err.h>
#include <errno.h>
#include <signal.h>
#include <stdlib.h>
#include <string.h>
#include <sys/prctl.h>
#include <sys/wait.h>
#include <unistd.h>

#include "lib/tee.h"
#include "fault.h"

/* As many parameters as a request may have */
#define PARAMS		5
#define ITEM_NOT_FOUND	0xffff0008

union message {
	struct tee_iocl_supp_recv_arg request;
	struct tee_iocl_supp_send_arg answer;
	uint8_t bytes[sizeof(struct tee_iocl_supp_recv_arg) +
		      PARAMS * sizeof(struct tee_ioctl_param)];
};

static int supplicant;
static union message request;

static int act_open(void)
{
	return client_open(TEE_PRIV_DEVICE);
}

static int act_receive(void)
{
	struct tee_ioctl_buf_data buf = {
		.buf_ptr = (uintptr_t)&request, .buf_len = sizeof(request),
	};

	memset(&request, 0, sizeof(request));
	request.request.num_params = PARAMS;
	return client_ioctl(supplicant, TEE_IOC_SUPPL_RECV, &buf);
}

/* Whoever holds a request and closes has refused it; the next one comes. */
static void undo_receive(int result)
{
	(void)result;
	close(supplicant);
	supplicant = act_open();
	if (supplicant < 0)
		errx(1, "%s: %s", TEE_PRIV_DEVICE, strerror(-supplicant));
}

static int act_send(void)
{
	union message message = request;
	struct tee_ioctl_buf_data buf = {
		.buf_ptr = (uintptr_t)&message,
		.buf_len = sizeof(message.answer) + request.request.num_params *
			   sizeof(struct tee_ioctl_param),
	};

	message.answer.ret = ITEM_NOT_FOUND;
	message.answer.num_params = request.request.num_params;
	return client_ioctl(supplicant, TEE_IOC_SUPPL_SEND, &buf);
}

static void undo_send(int result)
{
	(void)result;
	act_receive();
}

/* The parent's death must not leave it waiting. */
static void ask_forever(void)
{
	uint32_t session, ret;
	int tee = client_open(TEE_DEVICE);

	prctl(PR_SET_PDEATHSIG, SIGKILL);
	while (tee >= 0)
		client_open_session(tee, uuid_restricted_ta, &session, &ret);
	_exit(1);
}

static void requests(void)
{
	static const struct fault_call receive = {
		"TEE_IOC_SUPPL_RECV", act_receive, undo_receive,
		.late = true, .supplicant = true,
	};
	static const struct fault_call send = {
		"TEE_IOC_SUPPL_SEND", act_send, undo_send, .supplicant = true,
	};
	pid_t child = fork();

	if (!child)
		ask_forever();
	supplicant = act_open();
	if (tap(child > 0 && supplicant >= 0, "somebody asks for a supplicant")) {
		fault_run(&receive);
		if (tap(!act_receive(), "a request"))
			fault_run(&send);
	}
	/* Without a supplicant, who waits for one may be interrupted. */
	close(supplicant);
	kill(child, SIGKILL);
	waitpid(child, NULL, 0);
}

int main(int argc, char **argv)
{
	static const struct fault_call open_call = {
		"open of the supplicant's device", act_open, undo_fd
	};

	tap_start(argc, argv);
	if (!fault_begin())
		return tap_done();
	fault_run(&open_call);
	requests();
	return tap_done();
}
