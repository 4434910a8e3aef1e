// SPDX-License-Identifier: GPL-2.0-only
/* Faults in the calls of the TEE core */
#include <errno.h>
#include <stdlib.h>
#include <sys/ioctl.h>
#include <sys/mman.h>
#include <unistd.h>

#include "lib/tee.h"
#include "fault.h"

#define SIZE		(5 * PAGE)
#define OUT_OF_MEMORY	0xffff000c

static int tee, buffer, restricted_id;
static uint32_t session;
static void *user_memory;

static int act_open(void)
{
	return client_open(TEE_DEVICE);
}

static int act_shm_alloc(void)
{
	struct tee_ioctl_shm_alloc_data data = { .size = SIZE };

	return client_ioctl(tee, TEE_IOC_SHM_ALLOC, &data);
}

static int act_shm_register(void)
{
	struct tee_ioctl_shm_register_data data = {
		.addr = (uintptr_t)user_memory, .length = SIZE,
	};

	return client_ioctl(tee, TEE_IOC_SHM_REGISTER, &data);
}

static int act_register_fd(void)
{
	int id;

	return client_register_fd(tee, buffer, &id);
}

static int act_rstmem_alloc(void)
{
	int id;

	return client_rstmem_alloc(tee, 1, SIZE, &id);
}

/* The TEE itself may be who says that there is no memory. */
static int answer(int rc, uint32_t ret)
{
	if (rc || !ret)
		return rc;
	return ret == OUT_OF_MEMORY ? -ENOMEM : -EPROTO;
}

static int act_version(void)
{
	struct tee_ioctl_version_data data;

	return client_ioctl(tee, TEE_IOC_VERSION, &data);
}

static int act_open_session(void)
{
	uint32_t ret = 0;
	int rc = client_open_session(tee, uuid_restricted_ta, &session, &ret);

	return answer(rc, ret);
}

static int act_close_session(void)
{
	struct tee_ioctl_close_session_arg arg = { .session = session };

	return client_ioctl(tee, TEE_IOC_CLOSE_SESSION, &arg);
}

static void undo_session(int result)
{
	(void)result;
	act_close_session();
}

/* Where the argument could not be read, the session is still there. */
static void undo_close_session(int result)
{
	if (result != -EFAULT)
		act_open_session();
}

/* There is nothing to cancel, which the TEE is asked all the same. */
static int act_cancel(void)
{
	struct tee_ioctl_cancel_arg arg = { .cancel_id = 1, .session = session };

	return client_ioctl(tee, TEE_IOC_CANCEL, &arg);
}

static int act_invoke(void)
{
	struct tee_ioctl_param params[2] = {
		memref(OUT, restricted_id, PAGE, PAGE),
		{ .attr = TEE_IOCTL_PARAM_ATTR_TYPE_VALUE_INPUT, .a = 7 },
	};
	uint32_t ret = 0;
	int rc = client_invoke(tee, session, RESTRICTED_TA_FILL, params, 2,
			       &ret);

	return answer(rc, ret);
}

static void session_calls(void)
{
	static const struct fault_call calls[] = {
		{ "INVOKE with a restricted memref", act_invoke, undo_nothing },
		{ "TEE_IOC_CANCEL", act_cancel, undo_nothing },
		{ "TEE_IOC_CLOSE_SESSION", act_close_session,
		  undo_close_session, .late = true, .supplicant = true },
	};
	size_t i;
	int shm = client_register_fd(tee, buffer, &restricted_id);

	if (tap(shm >= 0 && !act_open_session(), "a session")) {
		for (i = 0; i < sizeof(calls) / sizeof(calls[0]); i++)
			fault_run(&calls[i]);
		undo_session(0);
	}
	close(shm);
}

int main(int argc, char **argv)
{
	static const struct fault_call calls[] = {
		{ "open of the TEE", act_open, undo_fd },
		{ "TEE_IOC_VERSION", act_version, undo_nothing },
		{ "TEE_IOC_SHM_ALLOC", act_shm_alloc, undo_fd },
		{ "TEE_IOC_SHM_REGISTER", act_shm_register, undo_fd },
		{ "TEE_IOC_SHM_REGISTER_FD", act_register_fd, undo_fd },
		{ "TEE_IOC_RSTMEM_ALLOC", act_rstmem_alloc, undo_fd },
		{ "TEE_IOC_OPEN_SESSION", act_open_session, undo_session,
		  .supplicant = true },
	};
	size_t i;

	tap_start(argc, argv);
	if (!fault_begin())
		return tap_done();
	tee = client_open(TEE_DEVICE);
	buffer = heap_alloc(RSTMEM_HEAP_SECURE_VIDEO_PLAY, SIZE);
	user_memory = mmap(NULL, SIZE, PROT_READ | PROT_WRITE,
			   MAP_PRIVATE | MAP_ANONYMOUS, -1, 0);
	if (!tap(tee >= 0 && buffer >= 0, "a TEE and a restricted buffer"))
		return tap_done();
	for (i = 0; i < sizeof(calls) / sizeof(calls[0]); i++)
		fault_run(&calls[i]);
	session_calls();
	close(buffer);
	close(tee);
	return tap_done();
}
