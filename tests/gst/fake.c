// SPDX-License-Identifier: GPL-2.0-only
/*
 * A TEE and heaps that are not there, for LD_PRELOAD
 *
 * Stands in for libteec and for librstmem's heaps, so that the plugin can be
 * tested where there is no TEE, and in situations that a working one does not
 * get into. Behind it is the trusted applications' own core (fake-ta.c).
 * "Restricted" memory is memfds here: tests may look into them to see what was
 * decrypted. RST_FAKE in the environment is read anew at each call and holds
 * words: no-tee, no-access, no-ta, no-heap, dies, foreign (the TEE does not take
 * the buffers), described (any memory is restricted), pool=BYTES,
 * kernels-heaps (they have no books),
 * foreign-picture (the camera did not capture it), large
 * (a compressed picture is), no-background (for a window: too many files),
 * by-licence (a key that is set comes so; everybody's is retained).
 */
#include <dlfcn.h>
#include <errno.h>
#include <fcntl.h>
#include <malloc.h>
#include <stdbool.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <sys/mman.h>
#include <sys/stat.h>
#include <sys/syscall.h>
#include <unistd.h>

#include <tee_client_api.h>
#include <tee_client_api_extensions.h>

#include <rstmem.h>

#include "fake-ta.h"

#define DEFAULT_POOL ((size_t)5 * 1024 * 1024)
#define FIRST_FD 256		/* of the memfds that are tracked */
#define NUM_FDS 256		/* those of registrations follow */

bool fake_is(const char *word)
{
	const char *words = getenv("RST_FAKE");

	return words && strstr(words, word);
}

/* What is freed, and should have been wiped */

static const char *secret;
static unsigned int found;

void fake_look_for(const char *text)
{
	found = 0;
	secret = text;
}

unsigned int fake_found(void)
{
	return found;
}

void free(void *memory)
{
	static void (*next)(void *);

	if (!next)
		next = (void (*)(void *))dlsym(RTLD_NEXT, "free");
	if (memory && secret &&
	    memmem(memory, malloc_usable_size(memory), secret, strlen(secret)))
		found++;
	next(memory);
}

/* Memory of rstwaylandsink's own */

int memfd_create(const char *name, unsigned int flags)
{
	if (!strcmp(name, "rstwaylandsink") && fake_is("no-background")) {
		errno = EMFILE;
		return -1;
	}
	return syscall(SYS_memfd_create, name, flags);
}

/* Heaps */

struct rstmem_heap {
	enum rstmem_use_case use_case;
};

/* A memfd is in use as long as it is open, which is found by looking. */
static size_t sizes[NUM_FDS];

static size_t bytes_in_use(void)
{
	struct stat st;
	size_t sum = 0;
	int i;

	for (i = 0; i < NUM_FDS; i++) {
		if (sizes[i] && fstat(FIRST_FD + i, &st) < 0)
			sizes[i] = 0;
		sum += sizes[i];
	}
	return sum;
}

static size_t pool_size(void)
{
	const char *words = getenv("RST_FAKE");
	const char *word = words ? strstr(words, "pool=") : NULL;

	return word ? strtoul(word + 5, NULL, 10) : DEFAULT_POOL;
}

struct rstmem_heap *rstmem_heap_open(enum rstmem_use_case use_case)
{
	struct rstmem_heap *heap;

	if (fake_is("no-heap")) {
		errno = ENOENT;
		return NULL;
	}
	heap = malloc(sizeof(*heap));
	if (heap)
		heap->use_case = use_case;
	return heap;
}

void rstmem_heap_close(struct rstmem_heap *heap)
{
	free(heap);
}

enum rstmem_use_case rstmem_heap_use_case(const struct rstmem_heap *heap)
{
	return heap->use_case;
}

int rstmem_heap_alloc(struct rstmem_heap *heap, size_t size)
{
	int memfd, fd;

	(void)heap;
	size = (size + 4095) / 4096 * 4096;
	if (bytes_in_use() + size > pool_size()) {
		errno = ENOMEM;
		return -1;
	}
	memfd = memfd_create("restricted", MFD_CLOEXEC);
	fd = fcntl(memfd, F_DUPFD_CLOEXEC, FIRST_FD);
	close(memfd);
	if (fd < 0 || ftruncate(fd, size) < 0) {
		close(fd);
		return -1;
	}
	if (fd < FIRST_FD + NUM_FDS)
		sizes[fd - FIRST_FD] = size;
	return fd;
}

int rstmem_heap_supplier(enum rstmem_use_case use_case)
{
	(void)use_case;
	return fake_is("kernels-heaps") ? RSTMEM_SUPPLIER_KERNEL :
					  RSTMEM_SUPPLIER_RSTMEM;
}

int rstmem_kernel_supplies(void)
{
	return fake_is("kernels-heaps");
}

int rstmem_books_read(enum rstmem_use_case use_case, struct rstmem_books *books,
		      size_t size)
{
	(void)use_case;
	if (fake_is("kernels-heaps")) {
		errno = EOPNOTSUPP;
		return -1;
	}
	memset(books, 0, size);
	books->size = pool_size();
	books->bytes = bytes_in_use();
	books->room = books->size > books->bytes ? books->size - books->bytes :
						   0;
	books->largest = books->room;
	return 0;
}

/* Without the word, what is not a dma-buf. */
struct rstmem_info *rstmem_describe(int pid, int fd)
{
	(void)pid;
	(void)fd;
	if (fake_is("described"))
		return calloc(1, sizeof(int));
	errno = EINVAL;
	return NULL;
}

int rstmem_info_is_restricted(const struct rstmem_info *info)
{
	(void)info;
	return 1;
}

void rstmem_info_free(struct rstmem_info *info)
{
	free(info);
}

/* The client API, and the device that it would open */

int faccessat(int folder, const char *path, int mode, int flags)
{
	if (!strncmp(path, "/dev/tee", 8)) {
		errno = fake_is("no-access") ? EACCES : ENOENT;
		return -1;
	}
	return syscall(SYS_faccessat2, folder, path, mode, flags);
}

TEEC_Result TEEC_InitializeContext(const char *name, TEEC_Context *context)
{
	(void)name;
	(void)context;
	return fake_is("no-tee") || fake_is("no-access") ?
	       TEEC_ERROR_ITEM_NOT_FOUND : TEEC_SUCCESS;
}

void TEEC_FinalizeContext(TEEC_Context *context)
{
	(void)context;
}

TEEC_Result TEEC_OpenSession(TEEC_Context *context, TEEC_Session *session,
			     const TEEC_UUID *uuid, uint32_t method,
			     const void *data, TEEC_Operation *operation,
			     uint32_t *origin)
{
	(void)context;
	(void)method;
	(void)data;
	(void)operation;
	(void)origin;
	if (fake_is("no-ta"))
		return TEEC_ERROR_ITEM_NOT_FOUND;
	session->imp.session_id = fake_ta_open(uuid);
	return TEEC_SUCCESS;
}

void TEEC_CloseSession(TEEC_Session *session)
{
	fake_ta_close(session->imp.session_id);
}

TEEC_Result TEEC_AllocateSharedMemory(TEEC_Context *context,
				      TEEC_SharedMemory *shm)
{
	(void)context;
	shm->buffer = malloc(shm->size);
	shm->imp.registered_fd = -1;
	return shm->buffer ? TEEC_SUCCESS : TEEC_ERROR_OUT_OF_MEMORY;
}

TEEC_Result TEEC_RegisterSharedMemoryFileDescriptor(TEEC_Context *context,
						    TEEC_SharedMemory *shm,
						    int fd)
{
	struct stat st;

	(void)context;
	if (fake_is("no-files")) {
		errno = EMFILE;
		return TEEC_ERROR_BAD_PARAMETERS;
	}
	if ((fake_is("foreign") && !fake_is("foreign-picture")) ||
	    fstat(fd, &st) < 0)
		return TEEC_ERROR_BAD_PARAMETERS;
	shm->buffer = NULL;
	shm->size = st.st_size;
	shm->imp.registered_fd = fcntl(fd, F_DUPFD_CLOEXEC,
				       FIRST_FD + NUM_FDS);
	return shm->imp.registered_fd < 0 ? TEEC_ERROR_OUT_OF_MEMORY :
					    TEEC_SUCCESS;
}

void TEEC_ReleaseSharedMemory(TEEC_SharedMemory *shm)
{
	free(shm->buffer);
	if (shm->imp.registered_fd >= 0)
		close(shm->imp.registered_fd);
}

TEEC_Result TEEC_InvokeCommand(TEEC_Session *session, uint32_t command,
			       TEEC_Operation *operation, uint32_t *origin)
{
	(void)origin;
	if (fake_is("dies")) {
		fake_ta_die();
		return TEEC_ERROR_TARGET_DEAD;
	}
	return fake_ta_invoke(session->imp.session_id, command,
			      operation->params);
}
