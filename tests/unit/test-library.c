// SPDX-License-Identifier: GPL-2.0-only
/* librstmem without a device: what its callers may hand to it by mistake */
#include <errno.h>
#include <limits.h>
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
	refused(rstmem_books_read(use_case, NULL,
				  sizeof(struct rstmem_books)) == -1);
	refused(rstmem_policy_decide(use_case, RSTMEM_ALLOW, NULL) == -1);
	refused(rstmem_tee_alloc(-1, use_case, NULL, NULL) == -1);
	refused(rstmem_heap_alloc_wait(NULL, 4096, 0) == -1);
	refused(rstmem_heap_reserve(NULL, 4096, 1) == -1);

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
		size_t size;

		tap(!rstmem_use_case_name(use_case), "%d has no name",
		    wrong[i]);
		refused(!rstmem_heap_open(use_case));
		refused(rstmem_heap_supplier(use_case) == -1);
		refused(rstmem_books_read(use_case, &books, sizeof(books)) ==
			-1);
		refused(!rstmem_policy_list(use_case, RSTMEM_ALLOW));
		refused(rstmem_policy_decide(use_case, RSTMEM_ALLOW, "a/b") ==
			-1);
		size = 4096;
		refused(rstmem_tee_alloc(-1, use_case, &size, NULL) == -1);
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
	tap(rstmem_books_read(RSTMEM_TRUSTED_UI, &books, sizeof(books)) == -1 &&
	    errno == ENOENT, "and has no books: ENOENT");
	errno = 0;
	tap(!rstmem_policy_list(RSTMEM_TRUSTED_UI, RSTMEM_ALLOW) &&
	    errno == ENOENT, "nor a policy: ENOENT");
	tap(!rstmem_tee_takes_restricted(2), "what is no TEE takes no buffer");
}

/* What the library itself has to look at, as the kernel would say another. */
static void test_arguments(void)
{
	char device[PATH_MAX + 1];
	size_t size = 0;

	refused(rstmem_tee_alloc(-1, RSTMEM_SECURE_VIDEO, &size, NULL) == -1);
	memset(device, 'a', sizeof(device) - 1);
	device[PATH_MAX] = '\0';
	refused(rstmem_policy_decide(RSTMEM_SECURE_VIDEO, RSTMEM_ALLOW,
				     device) == -1);
	refused(rstmem_policy_decide(RSTMEM_SECURE_VIDEO, RSTMEM_ALLOW, "") ==
		-1);
	size = 4096;
	errno = 0;
	tap(rstmem_tee_alloc(-1, RSTMEM_SECURE_VIDEO, &size, NULL) == -1 &&
	    errno == EBADF && size == 4096,
	    "a TEE that is not open gives nothing: EBADF");
	errno = 0;
	tap(rstmem_tee_alloc(2, RSTMEM_SECURE_VIDEO, &size, NULL) == -1 &&
	    errno == EOPNOTSUPP, "nor does what is no TEE: EOPNOTSUPP");
	errno = 0;
	tap(rstmem_tee_register(-1, -1, NULL, NULL) == -1 && errno == EBADF,
	    "nor does it register anything: EBADF");
	errno = 0;
	tap(rstmem_tee_takes_restricted(-1) == -1 && errno == EBADF,
	    "and whether it takes buffers, nobody can tell: EBADF");
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

/* The books of a heap, as a module keeps them: names and numbers in turn */
static bool keep_books(const char *const *books)
{
	char path[96];
	FILE *file;

	for (; *books; books += 2) {
		snprintf(path, sizeof(path),
			 "/sys/class/rstmem/secure-video/%s", books[0]);
		file = fopen(path, "w");
		if (!file || fprintf(file, "%s\n", books[1]) < 0 ||
		    fclose(file))
			return false;
	}
	return true;
}

/* What a caller has who was built with a later version of the structure. */
struct later_books {
	struct rstmem_books books;
	uint64_t later[3];
};

/* In a process to itself: 0 if that is what is read of these books. */
static int read_of(const char *const *books, int error,
		   const struct rstmem_books *expected)
{
	struct later_books got;
	int ret;

	if (unshare(CLONE_NEWNS) ||
	    mount(NULL, "/", NULL, MS_REC | MS_PRIVATE, NULL) ||
	    mount("none", "/sys/class", "tmpfs", 0, NULL))
		return 100;
	if (make_class("rstmem") || make_class("rstmem/secure-video") ||
	    !keep_books(books))
		return 101;

	memset(&got, 0xff, sizeof(got));
	errno = 0;
	ret = rstmem_books_read(RSTMEM_SECURE_VIDEO, &got.books, sizeof(got));
	if (error)
		return ret != -1 || errno != error ||
		       got.books.size != UINT64_MAX;
	if (ret || memcmp(&got.books, expected, sizeof(*expected)))
		return 1;
	if (got.later[0] || got.later[1] || got.later[2])
		return 2;

	memset(&got, 0xff, sizeof(got));
	if (rstmem_books_read(RSTMEM_SECURE_VIDEO, &got.books,
			      sizeof(got.books)) ||
	    memcmp(&got.books, expected, sizeof(*expected)))
		return 3;
	return got.later[0] == UINT64_MAX ? 0 : 4;
}

static void books(const char *what, int error,
		  struct rstmem_books expected, const char *const *kept)
{
	int status = -1;
	pid_t pid = fork();

	if (!pid)
		_exit(read_of(kept, error, &expected));
	if (pid < 0 || waitpid(pid, &status, 0) != pid || !WIFEXITED(status))
		tap(false, "%s: no process", what);
	else if (WEXITSTATUS(status) == 100)
		tap_skip(what, "nobody but root can mount");
	else
		tap(!WEXITSTATUS(status), "%s: %d", what, WEXITSTATUS(status));
}

#define KEPT(...) ((const char *const[]) { __VA_ARGS__, NULL })

/*
 * Fails where one book that a module does not keep hides the others, where what
 * a caller's structure has more is left as it was, or less is written beyond.
 */
static void test_books(void)
{
	books("all books", 0, (struct rstmem_books) {
		1, 2, 3, 4, 5, 6, 7, 8, 9, 10, 11, 12, 13 },
	      KEPT("size", "1", "bytes", "2", "buffers", "3",
		   "high_water", "4", "failures", "5", "refused", "6",
		   "quarantined", "7", "limit", "8", "minimum", "9",
		   "room", "10", "largest", "11", "reserved", "12",
		   "user_limit", "13", "next_year", "14"));
	books("a module without most of them", 0, (struct rstmem_books) {
		.size = 100, .bytes = 30, .room = 70, .largest = 70 },
	      KEPT("size", "100", "bytes", "30"));
	books("a module without room, and a limit", 0, (struct rstmem_books) {
		.size = 100, .bytes = 30, .limit = 40, .room = 10,
		.largest = 10, .refused = 1 },
	      KEPT("size", "100", "bytes", "30", "limit", "40",
		   "refused", "1"));
	books("a book that is no number", EIO, (struct rstmem_books) { 0 },
	      KEPT("size", "100", "bytes", "30", "refused", "many"));
	books("no size", ENOENT, (struct rstmem_books) { 0 },
	      KEPT("bytes", "30"));
}

/* Fails where a structure that is not the first version's is filled. */
static void test_books_size(void)
{
	struct rstmem_books got;

	refused(rstmem_books_read(RSTMEM_SECURE_VIDEO, &got, 0) == -1);
	refused(rstmem_books_read(RSTMEM_SECURE_VIDEO, &got, 103) == -1);
}

int main(int argc, char **argv)
{
	tap_start(argc, argv);
	TAP_CASE(test_null);
	TAP_CASE(test_arguments);
	TAP_CASE(test_use_cases);
	TAP_CASE(test_names);
	TAP_CASE(test_absent);
	TAP_CASE(test_describe);
	TAP_CASE(test_fdinfo);
	TAP_CASE(test_supplier);
	TAP_CASE(test_books);
	TAP_CASE(test_books_size);
	return tap_done();
}
