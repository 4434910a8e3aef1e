// SPDX-License-Identifier: GPL-2.0-only
#define _GNU_SOURCE
/*
 * What the other programs that are built for 32 bits do not call: a supplicant's
 * two ioctls, in the place of tee-supplicant, which must not run meanwhile; and
 * those of dma-bufs.
 */
#include <errno.h>
#include <fcntl.h>
#include <linux/dma-buf.h>
#include <signal.h>
#include <stdint.h>
#include <string.h>
#include <sys/ioctl.h>
#include <sys/prctl.h>
#include <sys/wait.h>
#include <unistd.h>

#include "lib/heap.h"
#include "lib/tee.h"

#define PARAMS		5
#define LOAD_TA		0
#define SHM_ALLOC	6
#define ITEM_NOT_FOUND	0xffff0008

union message {
	struct tee_iocl_supp_recv_arg request;
	struct tee_iocl_supp_send_arg answer;
	uint8_t bytes[sizeof(struct tee_iocl_supp_recv_arg) +
		      PARAMS * sizeof(struct tee_ioctl_param)];
};

/* An application that nobody has */
static const uint8_t uuid_nobodys[TEE_IOCTL_UUID_LEN] = {
	0x32, 0x91, 0xa2, 0xb3, 0xc4, 0xd5, 0x46, 0xe7,
	0x88, 0x99, 0xaa, 0xbb, 0xcc, 0xdd, 0xee, 0xff,
};

/* In a child: waits until a supplicant has refused all that OP-TEE asks for. */
static pid_t ask(void)
{
	uint32_t session, ret = 0;
	pid_t child = fork();
	int tee, err;

	if (child)
		return child;
	prctl(PR_SET_PDEATHSIG, SIGKILL);
	tee = client_open(TEE_DEVICE);
	err = client_open_session(tee, uuid_nobodys, &session, &ret);
	_exit(err || !ret);
}

static int receive(int supplicant, union message *message)
{
	struct tee_ioctl_buf_data buf = {
		.buf_ptr = (uintptr_t)message, .buf_len = sizeof(*message),
	};

	memset(message, 0, sizeof(*message));
	message->request.num_params = PARAMS;
	return client_ioctl(supplicant, TEE_IOC_SUPPL_RECV, &buf);
}

static int answer(int supplicant, uint32_t params)
{
	union message message = { .answer = {
		.ret = ITEM_NOT_FOUND, .num_params = params } };
	struct tee_ioctl_buf_data buf = {
		.buf_ptr = (uintptr_t)&message,
		.buf_len = sizeof(message.answer) +
			   params * sizeof(struct tee_ioctl_param),
	};

	return client_ioctl(supplicant, TEE_IOC_SUPPL_SEND, &buf);
}

/* Memory for what comes next, or the application by its name */
static bool makes_sense(const union message *message)
{
	const struct tee_ioctl_param *first =
		(void *)(message->bytes + sizeof(message->request));
	uint8_t uuid[TEE_IOCTL_UUID_LEN];

	memcpy(uuid, &first->a, 8);
	memcpy(uuid + 8, &first->b, 8);
	if (message->request.func == SHM_ALLOC)
		return message->request.num_params == 1 && first->b &&
		       first->b <= 1 << 20;
	return message->request.func == LOAD_TA &&
	       message->request.num_params == 2 &&
	       !memcmp(uuid, uuid_nobodys, sizeof(uuid));
}

/* In another child: how many requests made sense, and how many answers failed. */
static pid_t supply(int supplicant, int to)
{
	pid_t child = fork();
	union message message;
	char word;

	if (child)
		return child;
	prctl(PR_SET_PDEATHSIG, SIGKILL);
	while (!receive(supplicant, &message)) {
		word = makes_sense(&message) ? 'r' : 'R';
		if (answer(supplicant, message.request.num_params))
			word = 'S';
		if (write(to, &word, 1) != 1)
			break;
	}
	_exit(0);
}

/* Fails where a request or its answer is other than a 64-bit supplicant's. */
static void test_supplicant(void)
{
	int supplicant = client_open(TEE_PRIV_DEVICE), ends[2], status = 1;
	char words[64] = "";
	pid_t server, child;

	if (!tap(supplicant >= 0 && !pipe2(ends, O_NONBLOCK),
		 "in tee-supplicant's place (%d)", supplicant))
		return;
	server = supply(supplicant, ends[1]);
	child = ask();
	waitpid(child, &status, 0);
	kill(server, SIGKILL);
	waitpid(server, NULL, 0);
	close(supplicant);
	if (read(ends[0], words, sizeof(words) - 1) < 0)
		words[0] = '\0';
	tap(words[0] && !strpbrk(words, "R"),
	    "TEE_IOC_SUPPL_RECV: what is asked for makes sense (%s)", words);
	tap(words[0] && !strpbrk(words, "S") && !status,
	    "TEE_IOC_SUPPL_SEND: refused, and the client hears of it (%d)",
	    status);
	close(ends[0]);
	close(ends[1]);
}

static bool sync_files(int buffer)
{
	struct dma_buf_export_sync_file from = {
		.flags = DMA_BUF_SYNC_RW, .fd = -1 };
	struct dma_buf_import_sync_file to = { .flags = DMA_BUF_SYNC_RW };
	bool done = !ioctl(buffer, DMA_BUF_IOCTL_EXPORT_SYNC_FILE, &from);

	to.fd = from.fd;
	done = done && from.fd >= 0 &&
	       !ioctl(buffer, DMA_BUF_IOCTL_IMPORT_SYNC_FILE, &to);
	close(from.fd);
	return done;
}

static bool named(int buffer, unsigned long command, const char *name)
{
	char path[64];

	snprintf(path, sizeof(path), "/proc/self/fdinfo/%d", buffer);
	return !ioctl(buffer, command, name) && file_has(path, name);
}

static void test_buffers(void)
{
	struct dma_buf_sync sync = {
		.flags = DMA_BUF_SYNC_START | DMA_BUF_SYNC_READ };
	int node = node_open(&heaps[0]), buffer = node_alloc(node, PAGE);

	tap(buffer >= 0 && !ioctl(buffer, DMA_BUF_IOCTL_SYNC, &sync),
	    "DMA_BUF_IOCTL_SYNC");
	tap(named(buffer, DMA_BUF_SET_NAME_A, "film") &&
	    named(buffer, DMA_BUF_SET_NAME_B, "other film"),
	    "DMA_BUF_SET_NAME_A and DMA_BUF_SET_NAME_B");
	tap(sync_files(buffer), "DMA_BUF_IOCTL_EXPORT_SYNC_FILE, and IMPORT");
	close(buffer);
	close(node);
}

int main(int argc, char **argv)
{
	tap_start(argc, argv);
	TAP_CASE(test_supplicant);
	TAP_CASE(test_buffers);
	return tap_done();
}
