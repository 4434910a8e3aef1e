// SPDX-License-Identifier: GPL-2.0-only
/* librstmem without a device: what its callers may hand to it by mistake */
#include <errno.h>
#include <sched.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <sys/mount.h>
#include <sys/stat.h>
#include <sys/wait.h>
#include <unistd.h>

#include "../../userspace/lib/private.h"
#include "../../userspace/lib/rstmem.h"
#include "../lib/tap.h"

/* Fails if CALL, with errno cleared, does anything but be refused. */
#define refused(call) \
	(errno = 0, tap((call) && errno == EINVAL, #call ": %s", \
			strerror(errno)))

/* Each of these crashed, or told less than the header promises. */
static void test_null(void)
{
	static const enum rstmem_use_case use_case = RSTMEM_SECURE_VIDEO;

	refused(rstmem_use_case_from_name(NULL) == -1);
	refused(rstmem_heap_alloc(NULL, 4096) == -1);
	refused(rstmem_books_read(use_case, NULL) == -1);
	refused(rstmem_policy_decide(use_case, RSTMEM_ALLOW, NULL) == -1);
	refused(rstmem_tee_alloc(-1, use_case, NULL, NULL) == -1);

	rstmem_heap_close(NULL);
	rstmem_info_free(NULL);
	tap(!rstmem_heap_use_case(NULL), "no heap is of no use-case");
	tap(!rstmem_info_size(NULL) && !rstmem_info_exporter(NULL) &&
	    !rstmem_info_use_case(NULL) && !rstmem_info_is_restricted(NULL),
	    "nothing is known of no buffer");
}

static void test_use_cases(void)
{
	static const int wrong[] = { -1, 0, 4, 1000 };

	for (size_t i = 0; i < sizeof(wrong) / sizeof(wrong[0]); i++) {
		enum rstmem_use_case use_case = wrong[i];
		struct rstmem_books books;

		tap(!rstmem_use_case_name(use_case), "%d has no name",
		    wrong[i]);
		refused(!rstmem_heap_open(use_case));
		refused(rstmem_heap_supplier(use_case) == -1);
		refused(rstmem_books_read(use_case, &books) == -1);
		refused(!rstmem_policy_list(use_case, RSTMEM_ALLOW));
		refused(rstmem_policy_decide(use_case, RSTMEM_ALLOW, "a/b") ==
			-1);
	}
	refused(!rstmem_policy_list(RSTMEM_SECURE_VIDEO, RSTMEM_FORGET));
	refused(!rstmem_policy_list(RSTMEM_SECURE_VIDEO, RSTMEM_ALLOW_PAGES));
	refused(rstmem_policy_decide(RSTMEM_SECURE_VIDEO,
				     (enum rstmem_verdict)4, "a/b") == -1);
	refused(!rstmem_policy_list(RSTMEM_SECURE_VIDEO,
				    (enum rstmem_verdict)-1));
}

static void test_names(void)
{
	static const char *const wrong[] = {
		"", "protected,", "secure", "secure-video ", "Secure-Video",
		"protected,protected,secure-video", "secure-video-recorder",
	};

	for (int i = RSTMEM_SECURE_VIDEO; i <= RSTMEM_SECURE_VIDEO_RECORD; i++)
		tap(rstmem_use_case_from_name(rstmem_use_case_name(i)) == i,
		    "%s is number %d", rstmem_use_case_name(i), i);
	tap(rstmem_use_case_from_name("protected,trusted-ui") ==
	    RSTMEM_TRUSTED_UI, "a heap's own name will do");
	for (size_t i = 0; i < sizeof(wrong) / sizeof(wrong[0]); i++)
		tap(rstmem_use_case_from_name(wrong[i]) == -1 &&
		    errno == EINVAL, "'%s' is no use-case", wrong[i]);
}

/* Where there is no heap at all, it is nobody's. */
static void test_absent(void)
{
	struct rstmem_books books;

	if (!access("/sys/class/rstmem", F_OK) ||
	    !access("/sys/class/dma_heap/protected,trusted-ui", F_OK)) {
		tap_skip("no heaps", "this machine has some");
		return;
	}
	errno = 0;
	tap(rstmem_heap_supplier(RSTMEM_TRUSTED_UI) == -1 && errno == ENOENT,
	    "no heap is nobody's: ENOENT");
	errno = 0;
	tap(rstmem_books_read(RSTMEM_TRUSTED_UI, &books) == -1 &&
	    errno == ENOENT, "and has no books: ENOENT");
	errno = 0;
	tap(!rstmem_policy_list(RSTMEM_TRUSTED_UI, RSTMEM_ALLOW) &&
	    errno == ENOENT, "nor a policy: ENOENT");
	tap(!rstmem_tee_takes_restricted(-1), "what is no TEE takes no buffer");
}

/* No buffers: this machine has none that are restricted. */
static void test_describe(void)
{
	errno = 0;
	tap(!rstmem_describe(0, 0x7fffff) && errno == EBADF,
	    "a descriptor that is not open: EBADF");
	errno = 0;
	tap(!rstmem_describe(0, -1) && errno == EBADF, "no descriptor: EBADF");
	errno = 0;
	tap(!rstmem_describe(0, 2) && errno == EINVAL,
	    "what is no dma-buf: EINVAL");
	errno = 0;
	tap(!rstmem_describe(0x7fffffff, 0) && errno == EBADF,
	    "a process that is not there: EBADF");
}

/* As the kernel prints it: what process and file have, then the dma-buf. */
static struct rstmem_info *parse(const char *exporter, const char *name)
{
	struct rstmem_info *info;
	char text[512];
	FILE *file;

	snprintf(text, sizeof(text),
		 "pos:\t0\nflags:\t02000002\nmnt_id:\t15\nino:\t77\n"
		 "size:\t8192\ncount:\t2\nexp_name:\t%s\n%s%s%s", exporter,
		 name ? "name:\t" : "", name ? name : "", name ? "\n" : "");
	file = fmemopen(text, strlen(text), "r");
	info = file ? rstmem_info_parse(file) : NULL;
	if (file)
		fclose(file);
	return info;
}

static void described(const char *exporter, const char *what,
		      const char *name, int use_case)
{
	struct rstmem_info *info = parse(exporter, name);

	tap(info && rstmem_info_size(info) == 8192 &&
	    !strcmp(rstmem_info_exporter(info), exporter) &&
	    rstmem_info_use_case(info) == use_case &&
	    rstmem_info_is_restricted(info) == !!use_case,
	    "%s, %s: %s", exporter, what,
	    use_case ? "restricted" : "ordinary");
	rstmem_info_free(info);
}

/* A buffer's name is its user's, and may have lines: at most 31 bytes. */
static void test_fdinfo(void)
{
	static const struct {
		const char *what, *name;
	} names[] = {
		{ "without a name", NULL },
		{ "named", "film" },
		{ "named like the kernel's", "x\nexp_name:\ttee" },
		{ "named like rstmem's", "\nexp_name:\trstmem:secure-video" },
		{ "named like another use's", "\nexp_name:\trstmem:trusted-ui" },
		{ "named like ordinary memory", "\nexp_name:\tsystem" },
		{ "named like a smaller one", "\nsize:\t4096" },
	};

	for (size_t i = 0; i < sizeof(names) / sizeof(names[0]); i++) {
		described("system", names[i].what, names[i].name, 0);
		described("rstmem:secure-video", names[i].what, names[i].name,
			  RSTMEM_SECURE_VIDEO);
		/* This machine's sysfs has none of the kernel's heaps. */
		described("tee", names[i].what, names[i].name,
			  RSTMEM_SECURE_VIDEO);
	}
}

static int make_class(const char *name)
{
	char path[96];

	snprintf(path, sizeof(path), "/sys/class/%s", name);
	return mkdir(path, 0755);
}

/* Beside a supplier, in a process's status */
#define ALL_KERNELS 16

/*
 * Whose secure-video is where sysfs has these classes, and ALL_KERNELS if the
 * machine's heaps are the kernel's; in a process to itself.
 */
static int supplier_with(const char *const *classes)
{
	int all;

	if (unshare(CLONE_NEWNS) ||
	    mount(NULL, "/", NULL, MS_REC | MS_PRIVATE, NULL) ||
	    mount("none", "/sys/class", "tmpfs", 0, NULL))
		return 100;
	for (; *classes; classes++)
		if (make_class(*classes))
			return 101;
	errno = EIO;
	all = rstmem_kernel_supplies() ? ALL_KERNELS : 0;
	if (errno != EIO)
		return 103;
	switch (rstmem_heap_supplier(RSTMEM_SECURE_VIDEO)) {
	case RSTMEM_SUPPLIER_RSTMEM:
		return RSTMEM_SUPPLIER_RSTMEM | all;
	case RSTMEM_SUPPLIER_KERNEL:
		return RSTMEM_SUPPLIER_KERNEL | all;
	default:
		return errno == ENOENT ? all : 102;
	}
}

static void supplied(const char *what, int expected, const char *const *classes)
{
	int status = -1;
	pid_t pid = fork();

	if (!pid)
		_exit(supplier_with(classes));
	if (pid < 0 || waitpid(pid, &status, 0) != pid || !WIFEXITED(status))
		tap(false, "%s: no process", what);
	else if (WEXITSTATUS(status) == 100)
		tap_skip(what, "nobody but root can mount");
	else
		tap(WEXITSTATUS(status) == expected, "%s: %d, expected %d",
		    what, WEXITSTATUS(status), expected);
}

#define CLASSES(...) ((const char *const[]) { __VA_ARGS__, NULL })
#define BOOKS "rstmem", "rstmem/secure-video"
#define NODE "/protected,secure-video"

static void test_supplier(void)
{
	supplied("rstmem.ko without a pool", 0,
		 CLASSES(BOOKS, "rstmem_dma_heap"));
	supplied("rstmem.ko with a pool", RSTMEM_SUPPLIER_RSTMEM,
		 CLASSES(BOOKS, "rstmem_dma_heap", "rstmem_dma_heap" NODE));
	supplied("rstmem.ko with a pool, beside other heaps of the kernel's",
		 RSTMEM_SUPPLIER_RSTMEM,
		 CLASSES(BOOKS, "rstmem_dma_heap", "rstmem_dma_heap" NODE,
			 "dma_heap", "dma_heap/system"));
	supplied("rstmem.ko with a pool, where the kernel has no such class",
		 RSTMEM_SUPPLIER_RSTMEM,
		 CLASSES(BOOKS, "dma_heap", "dma_heap" NODE));
	supplied("the kernel", RSTMEM_SUPPLIER_KERNEL | ALL_KERNELS,
		 CLASSES("dma_heap", "dma_heap" NODE));
	supplied("the kernel, and rstmem.ko without a pool",
		 RSTMEM_SUPPLIER_KERNEL | ALL_KERNELS,
		 CLASSES(BOOKS, "rstmem_dma_heap", "dma_heap",
			 "dma_heap" NODE));
	supplied("the kernel, for another use", ALL_KERNELS,
		 CLASSES("dma_heap", "dma_heap/protected,trusted-ui"));
	supplied("rstmem.ko, and the kernel for another use",
		 RSTMEM_SUPPLIER_RSTMEM,
		 CLASSES(BOOKS, "rstmem_dma_heap", "rstmem_dma_heap" NODE,
			 "dma_heap", "dma_heap/protected,trusted-ui"));
}

int main(int argc, char **argv)
{
	tap_start(argc, argv);
	TAP_CASE(test_null);
	TAP_CASE(test_use_cases);
	TAP_CASE(test_names);
	TAP_CASE(test_absent);
	TAP_CASE(test_describe);
	TAP_CASE(test_fdinfo);
	TAP_CASE(test_supplier);
	return tap_done();
}
