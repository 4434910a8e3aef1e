// SPDX-License-Identifier: GPL-2.0-only
/* The devices, what they can do, and sessions: arguments good and bad. */
#include <errno.h>
#include <string.h>
#include <unistd.h>

#include "lib/tee.h"

#define ITEM_NOT_FOUND	0xffff0008

static void versions(int tee)
{
	struct tee_ioctl_version_data v = {}, priv = {};
	int fd;

	tap(!client_ioctl(tee, TEE_IOC_VERSION, &v) &&
	    v.impl_id == TEE_IMPL_ID_OPTEE, "tee0 is OP-TEE's");
	tap(v.gen_caps & TEE_GEN_CAP_RSTMEM,
	    "tee0 announces restricted memory (0x%x)", v.gen_caps);
	tap(v.gen_caps & TEE_GEN_CAP_REG_MEM,
	    "tee0 announces registered memory");
	tap(!(v.gen_caps & TEE_GEN_CAP_PRIVILEGED), "tee0 is not privileged");
	tap(client_ioctl(tee, TEE_IOC_VERSION, NULL) == -EFAULT,
	    "version to a bad address: EFAULT");
	tap(client_ioctl(tee, _IO(TEE_IOC_MAGIC, 31), NULL) == -EINVAL,
	    "an unknown command: EINVAL");

	/* one supplicant at a time: busy where tee-supplicant runs */
	fd = client_open(TEE_PRIV_DEVICE);
	if (fd == -EBUSY) {
		tap(true, "teepriv0 is taken by tee-supplicant");
		return;
	}
	tap(!client_ioctl(fd, TEE_IOC_VERSION, &priv) &&
	    (priv.gen_caps & TEE_GEN_CAP_PRIVILEGED), "teepriv0 is privileged");
	tap(client_open(TEE_PRIV_DEVICE) == -EBUSY,
	    "a second supplicant: EBUSY");
	tap(client_ioctl(fd, TEE_IOC_OPEN_SESSION, NULL) == -EINVAL,
	    "a session on teepriv0: EINVAL");
	close(fd);
}

static int session_with(int tee, const struct tee_ioctl_open_session_arg *head,
			uint64_t len)
{
	uint8_t bytes[2 * TEE_MAX_ARG_SIZE] = {};
	struct tee_ioctl_buf_data buf = {
		.buf_ptr = (uintptr_t)bytes, .buf_len = len,
	};

	memcpy(bytes, head, sizeof(*head));
	return client_ioctl(tee, TEE_IOC_OPEN_SESSION, &buf);
}

static bool supplicant_runs(void)
{
	int fd = client_open(TEE_PRIV_DEVICE);

	if (fd >= 0)
		close(fd);
	return fd == -EBUSY;
}

/* Without a supplicant the call would wait for one to be started. */
static void unknown_application(int tee)
{
	static const uint8_t unknown[TEE_IOCTL_UUID_LEN] = { 1 };
	uint32_t session, ret;

	if (!supplicant_runs())
		return;
	tap(!client_open_session(tee, unknown, &session, &ret) &&
	    ret == ITEM_NOT_FOUND, "an application that does not exist: 0x%x",
	    ret);
}

static void bad_sessions(int tee)
{
	struct tee_ioctl_open_session_arg arg = {};
	struct tee_ioctl_buf_data buf = { .buf_len = sizeof(arg) };
	struct tee_ioctl_close_session_arg close_arg = { .session = 4711 };
	struct tee_ioctl_cancel_arg cancel_arg = { .session = 4711 };
	struct tee_ioctl_param none = {};
	uint32_t ret;

	memcpy(arg.uuid, uuid_devices, sizeof(arg.uuid));
	tap(session_with(tee, &arg, sizeof(arg) - 1) == -EINVAL,
	    "an argument too short: EINVAL");
	tap(session_with(tee, &arg, TEE_MAX_ARG_SIZE + 1) == -EINVAL,
	    "an argument too long: EINVAL");
	tap(session_with(tee, &arg, UINT64_MAX) == -EINVAL,
	    "an absurd length: EINVAL");
	tap(session_with(tee, &arg, sizeof(arg) + 1) == -EINVAL,
	    "a byte more than the parameters: EINVAL");
	arg.num_params = 1;
	tap(session_with(tee, &arg, sizeof(arg)) == -EINVAL,
	    "more parameters than bytes: EINVAL");
	arg.num_params = UINT32_MAX;
	tap(session_with(tee, &arg, sizeof(arg)) == -EINVAL,
	    "four billion parameters: EINVAL");
	arg.num_params = 0;
	tap(client_ioctl(tee, TEE_IOC_OPEN_SESSION, &buf) == -EFAULT,
	    "an argument nowhere: EFAULT");
	tap(client_ioctl(tee, TEE_IOC_OPEN_SESSION, NULL) == -EFAULT,
	    "a description nowhere: EFAULT");

	tap(client_invoke(tee, 4711, 0, &none, 0, &ret) == -EINVAL,
	    "invoke without a session: EINVAL");
	tap(client_ioctl(tee, TEE_IOC_CLOSE_SESSION, &close_arg) == -EINVAL,
	    "close without a session: EINVAL");
	tap(client_ioctl(tee, TEE_IOC_CANCEL, &cancel_arg) == -EINVAL,
	    "cancel without a session: EINVAL");
	tap(client_ioctl(tee, TEE_IOC_SUPPL_RECV, NULL) == -EINVAL &&
	    client_ioctl(tee, TEE_IOC_SUPPL_SEND, NULL) == -EINVAL,
	    "the supplicant's commands on tee0: EINVAL");
}

static int login(int tee, uint32_t method, gid_t gid)
{
	struct tee_ioctl_open_session_arg arg = { .clnt_login = method };

	memcpy(arg.uuid, uuid_devices, sizeof(arg.uuid));
	memcpy(arg.clnt_uuid, &gid, sizeof(gid));
	return session_with(tee, &arg, sizeof(arg));
}

static void logins(int tee)
{
	tap(!login(tee, TEE_IOCTL_LOGIN_PUBLIC, 0), "login: public");
	tap(!login(tee, TEE_IOCTL_LOGIN_USER, 0), "login: user");
	tap(!login(tee, TEE_IOCTL_LOGIN_GROUP, getegid()), "login: own group");
	tap(login(tee, TEE_IOCTL_LOGIN_GROUP, 47110) == -EPERM,
	    "login: a group that one is not in: EPERM");
	tap(login(tee, TEE_IOCTL_LOGIN_GROUP, (gid_t)-1) == -EPERM,
	    "login: no group: EPERM");
	tap(login(tee, TEE_IOCTL_LOGIN_REE_KERNEL, 0) == -EPERM,
	    "login: as the kernel: EPERM");
	tap(login(tee, TEE_IOCTL_LOGIN_REE_KERNEL_MAX, 0) == -EPERM,
	    "login: the end of the kernel's range: EPERM");
	tap(login(tee, TEE_IOCTL_LOGIN_APPLICATION, 0) == -EINVAL,
	    "login: application: EINVAL");
	tap(login(tee, 3, 0) == -EINVAL, "login: an unknown method: EINVAL");
}

/* A stock client: the list of devices, asked twice as the kernel does it. */
static void enumerate(int tee)
{
	struct tee_ioctl_param list;
	uint32_t session, ret;
	int shm, id;
	void *map;

	if (!tap(!client_open_session(tee, uuid_devices, &session, &ret) &&
		 !ret, "a session with the device enumeration (0x%x)", ret))
		return;
	shm = client_shm_alloc(tee, PAGE, &id, &map);
	list = memref(OUT, id, 0, PAGE);
	tap(shm >= 0 &&
	    !client_invoke(tee, session, DEVICES_GET, &list, 1, &ret) &&
	    !ret && list.b && list.b % TEE_IOCTL_UUID_LEN == 0,
	    "%llu devices enumerated (0x%x)",
	    (unsigned long long)list.b / TEE_IOCTL_UUID_LEN, ret);
	close(shm);
}

int main(int argc, char **argv)
{
	int tee = client_open(TEE_DEVICE);

	tap_start(argc, argv);
	if (!tap(tee >= 0, TEE_DEVICE " can be opened"))
		return tap_done();
	TAP_CASE(versions, tee);
	TAP_CASE(unknown_application, tee);
	TAP_CASE(bad_sessions, tee);
	TAP_CASE(logins, tee);
	TAP_CASE(enumerate, tee);
	close(tee);
	return tap_done();
}
