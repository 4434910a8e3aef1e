// SPDX-License-Identifier: GPL-2.0-only
/*
 * A second TEE, rst_faketee.ko, which has no memory of its own, takes long to
 * begin, may be too busy to let go, may be of a driver that is built in, and has
 * an object.
 */
#include <errno.h>
#include <signal.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <sys/mman.h>
#include <sys/wait.h>

#include "lib/heap.h"
#include "lib/tee.h"

#define SECOND		"/dev/tee1"
#define MODULE		"rst_faketee"
#define BYSTANDER	MODULE "_bystander"
#define PARAMETERS	"/sys/module/" MODULE "/parameters/"

/* What 6.12's headers lack */
#define GEN_CAP_OBJREF	(1 << 4)
#define UBUF_INOUT	10
#define OBJREF_INOUT	13
#define OBJECT_INVOKE \
	_IOR(TEE_IOC_MAGIC, TEE_IOC_BASE + 10, struct tee_ioctl_buf_data)

struct object_call {
	uint64_t id;
	uint32_t op, ret, num_params, pad;
	struct tee_ioctl_param params[3];
};

/* rst_faketee.ko's, and what it adds to another one's name */
#define OBJECT		0x1000000007ULL
#define FURTHER		0x2000000000ULL
#define BAD_PARAMETERS	0xffff0006

static int begin(const char *options)
{
	int err = module_load(MODULE, options);

	return err ?: client_open(SECOND);
}

static bool end(int tee)
{
	close(tee);
	return eventually(!module_unload(MODULE));
}

static long long registered(void)
{
	return number_read(PARAMETERS "registered");
}

static void refuse(const char *error)
{
	text_write(PARAMETERS "refuse", error);
}

/* Pages that are pinned, of all processes */
static long long pinned(void)
{
	long long sum = 0, number;
	char name[64];
	FILE *file;

	/* each CPU has some that it has not added yet */
	text_write("/proc/sys/vm/stat_refresh", "1");
	file = fopen("/proc/vmstat", "r");

	while (file && fscanf(file, "%63s %lld", name, &number) == 2) {
		if (!strcmp(name, "nr_foll_pin_acquired"))
			sum += number;
		else if (!strcmp(name, "nr_foll_pin_released"))
			sum -= number;
	}
	if (file)
		fclose(file);
	return sum;
}

static int reg(int tee, size_t pages)
{
	void *memory = mmap(NULL, pages * PAGE, PROT_READ | PROT_WRITE,
			    MAP_PRIVATE | MAP_ANONYMOUS, -1, 0);
	struct tee_ioctl_shm_register_data data = {
		.addr = (uintptr_t)memory, .length = pages * PAGE,
	};

	return client_ioctl(tee, TEE_IOC_SHM_REGISTER, &data);
}

/*
 * CVE-2026-99024: OP-TEE's driver registers its device before it has set up
 * what an open of it needs.
 */
static void test_cve_2026_99024(void)
{
	pid_t child = fork();
	int tee = -ENOENT, status;

	if (!child)
		_exit(-module_load(MODULE, "probe_ms=1500"));
	while (tee == -ENOENT && !waitpid(child, &status, WNOHANG)) {
		usleep(10000);
		tee = client_open(SECOND);
	}
	waitpid(child, &status, 0);
	tap(tee >= 0 && !number_read(PARAMETERS "early"),
	    "who opens a TEE before its driver is ready waits (%d)", tee);
	close(tee);
	tee = client_open(SECOND);
	tap(tee >= 0, "and who comes later does not");
	tap(end(tee), "the TEE can go");
}

/* Nobody waits for a driver whose probe goes on for ever. */
static void test_impatient(void)
{
	pid_t loader = fork(), opener;
	int status, i;

	if (!loader)
		_exit(-module_load(MODULE, "probe_ms=2000"));
	for (i = 0; i < 100 && access(SECOND, F_OK); i++)
		usleep(10000);
	opener = fork();
	if (!opener)
		_exit(client_open(SECOND) < 0);
	usleep(300000);
	kill(opener, SIGTERM);
	waitpid(opener, &status, 0);
	tap(WIFSIGNALED(status) && !waitpid(loader, &status, WNOHANG),
	    "who waits can be killed meanwhile");
	waitpid(loader, &status, 0);
	tap(end(-1), "the TEE can go");
}

static void test_no_memory(void)
{
	struct tee_ioctl_version_data version = {};
	int tee = begin(""), id;

	tap(tee >= 0 && !client_ioctl(tee, TEE_IOC_VERSION, &version) &&
	    !(version.gen_caps & TEE_GEN_CAP_RSTMEM),
	    "a TEE without memory of its own does not announce any (0x%x)",
	    version.gen_caps);
	tap(client_rstmem_alloc(tee, RSTMEM_USE_CASE_SECURE_VIDEO_PLAY, PAGE,
				&id) == -ENODEV, "and has none: ENODEV");
	tap(end(tee), "the TEE can go");
}

/* Fails where memory is lost though the TEE never said that it keeps it. */
static void test_not_asked(void)
{
	int tee = begin(""), other = client_open(SECOND);
	long long before = pinned();
	struct tee_ioctl_shm_alloc_data data = { .size = 3 * PAGE };
	int memory = reg(tee, 4);
	int pool = client_ioctl(tee, TEE_IOC_SHM_ALLOC, &data);

	tap(memory >= 0 && pool >= 0 && registered() == 2 &&
	    pinned() == before + 4, "two pieces are registered");
	refuse("-12");
	close(memory);
	close(pool);
	tap(registered() == 2 && pinned() == before + 4,
	    "the driver had no memory to ask with: the TEE keeps them");
	close(tee);

	refuse("0");
	memory = reg(other, 1);
	tap(memory >= 0 && registered() == 1 && pinned() == before + 1,
	    "asked again by who comes next, the TEE has let go (%lld, %lld)",
	    registered(), pinned() - before);
	close(memory);
	tap(!registered() && pinned() == before, "nothing is left");
	tap(end(other), "the TEE can go");
}

static void test_not_asked_at_the_end(void)
{
	long long before = pinned();
	int tee = begin(""), memory = reg(tee, 4);

	refuse("-12");
	close(memory);
	refuse("0");
	tap(pinned() == before + 4, "four pages, of which the TEE does not know that they are free");
	tap(end(tee) && pinned() == before,
	    "they are asked for before its driver goes (%lld)",
	    pinned() - before);
}

/* This one has been asked. It costs a page until the next boot. */
static void test_kept(void)
{
	long long before = pinned();
	int tee = begin(""), memory = reg(tee, 1), other;

	refuse("-22");
	close(memory);
	refuse("0");
	other = reg(tee, 1);
	close(other);
	tap(registered() == 1 && pinned() == before + 1,
	    "what the TEE says that it keeps is not asked for again");
	tap(end(tee) && pinned() == before + 1,
	    "and stays when its driver goes");
}

/*
 * By FF-A, OP-TEE's driver forgets what the memory is called before it may lack
 * memory for the call: nobody can tell whether the TEE was asked, and it can't be
 * asked again. Fails where it is, by no name. Costs a page, too.
 */
static void test_forgotten(void)
{
	long long before = pinned();
	int tee = begin("forgets=1"), memory = reg(tee, 1), other;

	refuse("-12");
	close(memory);
	refuse("0");
	other = reg(tee, 1);
	close(other);
	tap(registered() == 1 && pinned() == before + 1,
	    "what has lost its name is not asked for again (%lld, %lld)",
	    registered(), pinned() - before);
	tap(end(tee) && pinned() == before + 1,
	    "and stays with the TEE when its driver goes");
}

static int unbind(const char *driver, const char *device)
{
	char path[128];

	snprintf(path, sizeof(path), "/sys/bus/platform/drivers/%s/unbind",
		 driver);
	return text_write(path, device);
}

/* Of drivers without an owner, too: one with data, and one without. */
static void unbind_bystanders(void)
{
	tap(!unbind(BYSTANDER, BYSTANDER ".0") &&
	    !unbind(BYSTANDER, BYSTANDER ".1"),
	    "two devices of another driver are unbound");
	tap(registered() == 1, "what users have registered stays");
}

/*
 * Fails where users' memory stays with a TEE whose driver is built in, and goes,
 * and where it is taken from them when another driver goes.
 */
static void test_ownerless(void)
{
	int tee = begin("ownerless=1"), memory = reg(tee, 1), status = 1;
	pid_t child;

	tap(memory >= 0 && registered() == 1,
	    "a TEE whose driver is of no module, and memory");
	unbind_bystanders();
	child = fork();
	if (!child) {
		/* who waits must not have it open */
		close(memory);
		close(tee);
		_exit(!!unbind(MODULE, MODULE));
	}
	tap(eventually(!registered()),
	    "its own driver is unbound: it lets go of what users have");
	tap(!waitpid(child, &status, WNOHANG),
	    "and waits until they have closed the device");
	close(memory);
	close(tee);
	tap(eventually(waitpid(child, &status, WNOHANG) == child) && !status,
	    "and no longer");
	tap(end(-1), "the TEE can go");
}

/* Fails where a TEE without data is taken for that of any driver without. */
static void test_dataless(void)
{
	int tee = begin("ownerless=1 dataless=1"), memory = reg(tee, 1);

	tap(memory >= 0 && registered() == 1,
	    "a TEE that has no data of its driver's, and memory");
	unbind_bystanders();
	close(memory);
	tap(end(tee), "the TEE can go");
}

static int invoke_object(int tee, struct object_call *call, size_t size)
{
	struct tee_ioctl_buf_data buf = {
		.buf_ptr = (uintptr_t)call, .buf_len = size,
	};

	return client_ioctl(tee, OBJECT_INVOKE, &buf);
}

static struct object_call object_call(uint64_t id, const void *buffer)
{
	return (struct object_call){
		.id = id, .op = 41, .ret = 1, .num_params = 3,
		.params = {
			{ .attr = TEE_IOCTL_PARAM_ATTR_TYPE_VALUE_INOUT,
			  .a = FURTHER, .b = 5 },
			{ .attr = UBUF_INOUT, .a = (uintptr_t)buffer, .b = 64 },
			{ .attr = OBJREF_INOUT, .a = OBJECT, .b = 8 },
		},
	};
}

/* Fails where a name, a number or an answer is lost on its way. */
static void answered(int tee)
{
	uint8_t buffer[64];
	struct object_call call = object_call(OBJECT, buffer);
	int err = invoke_object(tee, &call, sizeof(call));

	tap(!err && call.ret == 42,
	    "an object is invoked, and answers (%d, 0x%x)", err, call.ret);
	tap(call.params[0].a == FURTHER + 5, "it has changed a number (0x%llx)",
	    (unsigned long long)call.params[0].a);
	tap(call.params[1].b == 32, "the size of what is in a buffer (%llu)",
	    (unsigned long long)call.params[1].b);
	tap(call.params[2].a == OBJECT + FURTHER && call.params[2].b == 9,
	    "and an object's name (0x%llx, %llu)",
	    (unsigned long long)call.params[2].a,
	    (unsigned long long)call.params[2].b);
}

static void refused(int tee)
{
	struct object_call call = object_call(OBJECT + 1, "");
	int err = invoke_object(tee, &call, sizeof(call));

	tap(!err && call.ret == BAD_PARAMETERS &&
	    call.params[0].a == FURTHER,
	    "an object that there is not: the TEE says so (%d, 0x%x)", err,
	    call.ret);
	call = object_call(OBJECT, "");
	tap(invoke_object(tee, &call, sizeof(call) - 1) == -EINVAL,
	    "less than the parameters: EINVAL");
	call.num_params = 2;
	tap(invoke_object(tee, &call, sizeof(call)) == -EINVAL,
	    "fewer of them than there are: EINVAL");
	call = object_call(OBJECT, "");
	call.params[1].a = 1ULL << 63;
	tap(invoke_object(tee, &call, sizeof(call)) == -EFAULT,
	    "a buffer where no process has memory: EFAULT");
}

static void test_objects(void)
{
	struct tee_ioctl_version_data version = {};
	int tee = begin("");

	if (!tap(tee >= 0 && !client_ioctl(tee, TEE_IOC_VERSION, &version),
		 "a TEE that may have an object (%d)", tee))
		return;
	if (version.gen_caps & GEN_CAP_OBJREF) {
		answered(tee);
		refused(tee);
	} else {
		tap_skip("TEE_IOC_OBJECT_INVOKE",
			 "this kernel's TEEs have no objects");
	}
	tap(end(tee), "the TEE can go");
}

int main(int argc, char **argv)
{
	tap_start(argc, argv);
	if (!tap(client_open(SECOND) == -ENOENT, "there is one TEE"))
		return tap_done();
	TAP_CASE(test_cve_2026_99024);
	TAP_CASE(test_impatient);
	TAP_CASE(test_no_memory);
	TAP_CASE(test_not_asked);
	TAP_CASE(test_not_asked_at_the_end);
	TAP_CASE(test_kept);
	TAP_CASE(test_forgotten);
	TAP_CASE(test_ownerless);
	TAP_CASE(test_dataless);
	TAP_CASE(test_objects);
	return tap_done();
}
