// SPDX-License-Identifier: GPL-2.0-only
/* librstmem without a device: what its callers may hand to it by mistake */
#include <errno.h>
#include <stdlib.h>
#include <string.h>

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
	    !rstmem_info_use_case(NULL), "nothing is known of no buffer");
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
		refused(rstmem_books_read(use_case, &books) == -1);
		refused(!rstmem_policy_list(use_case, RSTMEM_ALLOW));
		refused(rstmem_policy_decide(use_case, RSTMEM_ALLOW, "a/b") ==
			-1);
	}
	refused(!rstmem_policy_list(RSTMEM_SECURE_VIDEO,
				    (enum rstmem_verdict)3));
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

int main(int argc, char **argv)
{
	tap_start(argc, argv);
	TAP_CASE(test_null);
	TAP_CASE(test_use_cases);
	TAP_CASE(test_names);
	TAP_CASE(test_describe);
	return tap_done();
}
