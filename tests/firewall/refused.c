// SPDX-License-Identifier: GPL-2.0-only
#define _GNU_SOURCE
/*
 * Attacks every dma-buf that a running process holds
 *
 *	refused PID [--module] [CASE…]
 *
 * The buffers are taken from the process with pidfd_getfd(), so that they are
 * the very buffers of the running film. A test fails where an attack works,
 * and where the process held no restricted buffer at all. --module adds the
 * attacks from inside the kernel (rst_attack.ko). Lines that begin with
 * "refused: " are for the demo's summary.
 */
#include <dirent.h>
#include <errno.h>
#include <fcntl.h>
#include <limits.h>
#include <setjmp.h>
#include <signal.h>
#include <stdint.h>
#include <stdlib.h>
#include <string.h>
#include <sys/ioctl.h>
#include <sys/mman.h>
#include <sys/sendfile.h>
#include <sys/syscall.h>
#include <sys/uio.h>
#include <unistd.h>

#include "modules/attack/rst_attack.h"
#include "lib/tap.h"

#define MAX_BUFFERS 256

struct buffer {
	int fd;
	unsigned long inode;
	char exporter[64];
};

static struct buffer buffers[MAX_BUFFERS];
static unsigned int num_buffers;

static bool read_fdinfo(int pid, int number, struct buffer *buffer)
{
	char path[64], line[128];
	FILE *file;

	snprintf(path, sizeof(path), "/proc/%d/fdinfo/%d", pid, number);
	file = fopen(path, "r");
	if (!file)
		return false;
	while (fgets(line, sizeof(line), file)) {
		sscanf(line, "ino: %lu", &buffer->inode);
		sscanf(line, "exp_name: %63s", buffer->exporter);
	}
	fclose(file);
	return buffer->exporter[0];
}

static bool known(unsigned long inode)
{
	for (unsigned int i = 0; i < num_buffers; i++)
		if (buffers[i].inode == inode)
			return true;
	return false;
}

static void take_buffers(int pid)
{
	int pidfd = syscall(SYS_pidfd_open, pid, 0);
	struct dirent *entry;
	char path[64];
	DIR *dir;

	snprintf(path, sizeof(path), "/proc/%d/fd", pid);
	dir = opendir(path);
	if (pidfd < 0 || !dir)
		return;
	while ((entry = readdir(dir)) && num_buffers < MAX_BUFFERS) {
		struct buffer *buffer = &buffers[num_buffers];
		int number = atoi(entry->d_name);

		memset(buffer, 0, sizeof(*buffer));
		if (!read_fdinfo(pid, number, buffer) || known(buffer->inode))
			continue;
		buffer->fd = syscall(SYS_pidfd_getfd, pidfd, number, 0);
		if (buffer->fd >= 0)
			num_buffers++;
	}
	closedir(dir);
	close(pidfd);
}

static int try_mmap(int fd, int prot, int flags)
{
	void *address = mmap(NULL, 4096, prot, flags, fd, 0);

	if (address == MAP_FAILED)
		return -errno;
	munmap(address, 4096);
	return 0;
}

static int try_map_read(int fd) { return try_mmap(fd, PROT_READ, MAP_SHARED); }

static int try_map_private(int fd)
{
	return try_mmap(fd, PROT_READ | PROT_WRITE, MAP_PRIVATE);
}

static int try_read(int fd)
{
	char word[64];

	return pread(fd, word, sizeof(word), 0) < 0 &&
	       read(fd, word, sizeof(word)) < 0 ? -errno : 0;
}

static int try_write(int fd)
{
	return write(fd, "word", 4) < 0 ? -errno : 0;
}

static int try_sendfile(int fd)
{
	int out = memfd_create("loot", 0);
	int ret = sendfile(out, fd, NULL, 4096) < 0 ? -errno : 0;

	close(out);
	return ret;
}

static int try_splice(int fd)
{
	int ends[2], ret;

	if (pipe(ends))
		return 0;
	ret = splice(fd, NULL, ends[1], NULL, 4096, 0) < 0 ? -errno : 0;
	close(ends[0]);
	close(ends[1]);
	return ret;
}

static int try_copy_range(int fd)
{
	int out = memfd_create("loot", 0);
	int ret = copy_file_range(fd, NULL, out, NULL, 4096, 0) < 0 ?
		  -errno : 0;

	close(out);
	return ret;
}

/* vmsplice() takes memory, not a file: the way there is a mapping. */
static int try_vmsplice(int fd)
{
	void *address = mmap(NULL, 4096, PROT_READ, MAP_SHARED, fd, 0);
	struct iovec vector = { .iov_base = address, .iov_len = 4096 };
	int ends[2], ret;

	if (address == MAP_FAILED)
		return -errno;
	if (pipe(ends))
		return 0;
	ret = vmsplice(ends[1], &vector, 1, 0) < 0 ? -errno : 0;
	close(ends[0]);
	close(ends[1]);
	munmap(address, 4096);
	return ret;
}

static int attack_device = -1;

static int try_kernel(int fd, unsigned long command)
{
	struct rst_attack attack = { .fd = fd };

	if (ioctl(attack_device, command, &attack))
		return 1;	/* not tried: that is no refusal */
	return attack.result;
}

static int try_vmap(int fd) { return try_kernel(fd, RST_ATTACK_VMAP); }
static int try_kmap(int fd) { return try_kernel(fd, RST_ATTACK_KMAP); }
static int try_attach(int fd) { return try_kernel(fd, RST_ATTACK_ATTACH); }
static int try_kernel_mmap(int fd) { return try_kernel(fd, RST_ATTACK_MMAP); }

static const struct attack {
	const char *name;
	int (*run)(int fd);
	bool module;
} attacks[] = {
	{ "mmap", try_map_read, false },
	{ "mmap, private and writable", try_map_private, false },
	{ "read", try_read, false },
	{ "write", try_write, false },
	{ "sendfile", try_sendfile, false },
	{ "splice", try_splice, false },
	{ "copy_file_range", try_copy_range, false },
	{ "vmsplice", try_vmsplice, false },
	{ "kernel vmap", try_vmap, true },
	{ "kernel kmap", try_kmap, true },
	{ "kernel mmap", try_kernel_mmap, true },
	{ "attach by a device that is not allowed", try_attach, true },
};

static void run_attack(const struct attack *attack)
{
	unsigned int refused = 0;
	int error = 0;

	for (unsigned int i = 0; i < num_buffers; i++) {
		int ret = attack->run(buffers[i].fd);

		if (ret < 0) {
			refused++;
			error = ret;
		} else {
			printf("# %s worked on %s, inode %lu\n", attack->name,
			       buffers[i].exporter, buffers[i].inode);
		}
	}
	if (tap(num_buffers && refused == num_buffers,
		"%s refused for %u of %u buffers (%s)", attack->name, refused,
		num_buffers, strerror(-error)))
		printf("refused: %s (%s)\n", attack->name, strerror(-error));
}

static sigjmp_buf after_abort;

static void on_abort(int number)
{
	siglongjmp(after_abort, number);
}

/* The memory itself, through its physical address and /dev/mem. */
static void attack_physical(uint64_t address)
{
	const volatile uint32_t *window;
	static uint32_t word;	/* survives the jump */
	int fd = open("/dev/mem", O_RDONLY | O_SYNC);
	int number;

	window = mmap(NULL, 4096, PROT_READ, MAP_SHARED, fd, address);
	if (window == MAP_FAILED) {
		tap(false, "mapping the pool's physical address: %s",
		    strerror(errno));
		return;
	}
	signal(SIGBUS, on_abort);
	signal(SIGSEGV, on_abort);
	number = sigsetjmp(after_abort, 1);
	if (!number)
		word = *window;
	if (tap(number == SIGBUS,
		"a load from %#llx through /dev/mem ends in an external abort",
		(unsigned long long)address))
		printf("refused: load from the physical address (external abort)\n");
	else
		printf("# loaded %#x, signal %d\n", word, number);
	munmap((void *)window, 4096);
	close(fd);
}

int main(int argc, char **argv)
{
	bool module = argc > 2 && !strcmp(argv[2], "--module");
	int pid = argc > 1 ? atoi(argv[1]) : 0;
	unsigned int restricted = 0;
	const char *pool;

	if (pid <= 0) {
		fprintf(stderr, "usage: refused PID [--module] [CASE…]\n");
		return 2;
	}
	tap_start(argc - 1 - module, argv + 1 + module);
	take_buffers(pid);
	for (unsigned int i = 0; i < num_buffers; i++)
		restricted += !strncmp(buffers[i].exporter, "rstmem:", 7);
	tap(restricted, "process %d holds restricted buffers: %u", pid,
	    restricted);
	tap(restricted == num_buffers, "and no other dma-bufs: %u",
	    num_buffers - restricted);
	if (module) {
		attack_device = open("/dev/rst_attack", O_RDWR | O_CLOEXEC);
		tap(attack_device >= 0, "rst_attack.ko is there");
	}
	for (size_t i = 0; i < sizeof(attacks) / sizeof(*attacks); i++)
		if ((module || !attacks[i].module) && tap_case(attacks[i].name))
			run_attack(&attacks[i]);
	pool = getenv("RSTMEM_POOL_ADDRESS");
	if (pool)
		TAP_CASE(attack_physical, strtoull(pool, NULL, 0));
	return tap_done();
}
