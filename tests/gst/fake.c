// SPDX-License-Identifier: GPL-2.0-only
/*
 * A TEE and heaps that are not there, for LD_PRELOAD
 *
 * Stands in for libteec and for librstmem's heaps, so that the plugin can be
 * tested where there is no TEE, and in situations that a working one does not
 * get into. "Restricted" memory is memfds here: tests may look into them to see
 * what was decrypted. RST_FAKE in the environment is read anew at each call and
 * holds words: no-tee, no-ta, no-heap, dies, foreign (the TEE does not take the
 * buffers), described (any memory is restricted), pool=BYTES, foreign-picture (the camera did not capture it), large
 * (a compressed picture is).
 */
#include <errno.h>
#include <fcntl.h>
#include <stdbool.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <sys/mman.h>
#include <sys/stat.h>
#include <unistd.h>

#include <tee_client_api.h>
#include <tee_client_api_extensions.h>

#include <protocol.h>
#include <rstmem.h>

#include "aes-ctr.h"

#define DEFAULT_POOL ((size_t)5 * 1024 * 1024)
#define FIRST_FD 256		/* of the memfds that are tracked */
#define NUM_FDS 256		/* those of registrations follow */

static bool fake_is(const char *word)
{
	const char *words = getenv("RST_FAKE");

	return words && strstr(words, word);
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

int rstmem_books_read(enum rstmem_use_case use_case, struct rstmem_books *books)
{
	(void)use_case;
	memset(books, 0, sizeof(*books));
	books->size = pool_size();
	books->bytes = bytes_in_use();
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

int rstmem_info_use_case(const struct rstmem_info *info)
{
	(void)info;
	return RSTMEM_SECURE_VIDEO;
}

void rstmem_info_free(struct rstmem_info *info)
{
	free(info);
}

/* The client API */

TEEC_Result TEEC_InitializeContext(const char *name, TEEC_Context *context)
{
	(void)name;
	(void)context;
	return fake_is("no-tee") ? TEEC_ERROR_ITEM_NOT_FOUND : TEEC_SUCCESS;
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
	(void)session;
	(void)uuid;
	(void)method;
	(void)data;
	(void)operation;
	(void)origin;
	return fake_is("no-ta") ? TEEC_ERROR_ITEM_NOT_FOUND : TEEC_SUCCESS;
}

void TEEC_CloseSession(TEEC_Session *session)
{
	(void)session;
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

/* The trusted application */

static struct rst_cenc_lab_key keys[RST_CENC_MAX_KEYS];
static unsigned int num_keys;

static struct rst_cenc_lab_key *find_key(const uint8_t kid[16])
{
	unsigned int i;

	for (i = 0; i < num_keys; i++)
		if (!memcmp(keys[i].kid, kid, 16))
			return &keys[i];
	return NULL;
}

static TEEC_Result set_key(const struct rst_cenc_lab_key *message)
{
	struct rst_cenc_lab_key *entry = find_key(message->kid);

	if (message->msg.version != RST_PROTOCOL_VERSION ||
	    message->msg.size < sizeof(*message))
		return TEEC_ERROR_BAD_PARAMETERS;
	if (!entry && num_keys == RST_CENC_MAX_KEYS)
		return TEEC_ERROR_OUT_OF_MEMORY;
	if (!entry)
		entry = &keys[num_keys++];
	*entry = *message;
	return TEEC_SUCCESS;
}

#define LIST_KEYS_TYPES TEEC_PARAM_TYPES(TEEC_MEMREF_TEMP_INOUT, TEEC_NONE, \
					 TEEC_NONE, TEEC_NONE)

static TEEC_Result remove_key(const struct rst_cenc_lab_key *message)
{
	struct rst_cenc_lab_key *entry = find_key(message->kid);

	if (!entry)
		return TEEC_ERROR_ITEM_NOT_FOUND;
	*entry = keys[--num_keys];
	return TEEC_SUCCESS;
}

static TEEC_Result list_keys(struct rst_cenc_key_list *list)
{
	unsigned int i;

	list->num_keys = num_keys;
	for (i = 0; i < num_keys; i++) {
		memcpy(list->keys[i].kid, keys[i].kid, sizeof(keys[i].kid));
		list->keys[i].usage = keys[i].usage;
	}
	return TEEC_SUCCESS;
}

static TEEC_Result decrypt(const struct rst_cenc_request *request,
			   const struct rst_cenc_subsample *map,
			   uint8_t *sample, size_t size)
{
	const struct rst_cenc_subsample whole = { 0, size };
	uint32_t count = request->num_subsamples;
	const struct rst_cenc_lab_key *entry = find_key(request->kid);
	struct aes_ctr ctr;
	uint64_t sum = 0;
	uint32_t i;

	if (!entry)
		return TEEC_ERROR_ITEM_NOT_FOUND;
	if (!count) {
		map = &whole;
		count = 1;
	}
	for (i = 0; i < count; i++)
		sum += (uint64_t)map[i].clear + map[i].encrypted;
	if (sum != size)
		return TEEC_ERROR_BAD_PARAMETERS;

	aes_ctr_init(&ctr, entry->key, request->iv, request->iv_size);
	for (i = 0; i < count; i++) {
		sample += map[i].clear;
		aes_ctr_crypt(&ctr, sample, map[i].encrypted);
		sample += map[i].encrypted;
	}
	return TEEC_SUCCESS;
}

/* Are these bytes of a sample outside what its map says is encrypted? */
static bool is_clear(const struct rst_cenc_request *request,
		     const struct rst_cenc_subsample *map, size_t at,
		     size_t size)
{
	size_t start = 0;
	uint32_t i;

	if (request->scheme != RST_CENC_SCHEME_CENC)
		return true;
	for (i = 0; i < request->num_subsamples; i++) {
		start += map[i].clear;
		if (at < start + map[i].encrypted && at + size > start)
			return false;
		start += map[i].encrypted;
	}
	return i > 0;
}

/* Length-prefixed NAL units to a byte-stream; returns the size, or 0. */
static size_t to_byte_stream(const struct rst_cenc_request *request,
			     const struct rst_cenc_subsample *map,
			     const uint8_t *sample, size_t size,
			     uint8_t *output)
{
	static const uint8_t start_code[] = { 0, 0, 0, 1 };
	const uint8_t *begin = sample;
	unsigned int length_size = request->nal_length_size;
	size_t length, written = 0;
	unsigned int i;

	while (size) {
		if (size < length_size + 1 ||
		    !is_clear(request, map, sample - begin, length_size + 1))
			return 0;
		for (i = 0, length = 0; i < length_size; i++)
			length = length << 8 | sample[i];
		sample += length_size;
		size -= length_size;
		if (!length || length > size)
			return 0;
		memcpy(output + written, start_code, sizeof(start_code));
		memcpy(output + written + 4, sample, length);
		written += 4 + length;
		sample += length;
		size -= length;
	}
	return written;
}

static TEEC_Result run_request(TEEC_Parameter *p, uint8_t *sample,
			       uint8_t *output)
{
	const uint8_t *message = (const uint8_t *)p[2].memref.parent->buffer +
				 p[2].memref.offset;
	struct rst_cenc_request request;
	const struct rst_cenc_subsample *map;
	size_t size = p[0].memref.size, map_size, written;
	TEEC_Result result = TEEC_SUCCESS;

	memcpy(&request, message, sizeof(request));
	map = (const void *)(message + sizeof(request));
	map_size = request.num_subsamples * sizeof(*map);
	if (request.msg.version != RST_PROTOCOL_VERSION ||
	    request.msg.size != p[2].memref.size ||
	    request.msg.size != sizeof(request) + map_size +
				request.prefix_size)
		return TEEC_ERROR_BAD_PARAMETERS;

	if (request.scheme == RST_CENC_SCHEME_CENC)
		result = decrypt(&request, map, sample, size);
	if (result != TEEC_SUCCESS)
		return result;

	memcpy(output, message + sizeof(request) + map_size,
	       request.prefix_size);
	written = to_byte_stream(&request, map, sample, size,
				 output + request.prefix_size);
	if (!written)
		return TEEC_ERROR_BAD_FORMAT;
	p[3].value.a = request.prefix_size + written;
	return p[3].value.a <= p[1].memref.size ? TEEC_SUCCESS :
						  TEEC_ERROR_SHORT_BUFFER;
}

static TEEC_Result run_decrypt(TEEC_Parameter *p)
{
	size_t size = p[0].memref.size;
	TEEC_Result result;
	uint8_t *sample, *output;

	/* Room for any growth; the size is checked afterwards. */
	sample = malloc(size);
	output = malloc(3 * size + RST_CENC_MAX_PREFIX);
	memcpy(sample, (uint8_t *)p[0].memref.parent->buffer +
		       p[0].memref.offset, size);

	result = run_request(p, sample, output);
	if (result == TEEC_SUCCESS &&
	    pwrite(p[1].memref.parent->imp.registered_fd, output,
		   p[3].value.a, p[1].memref.offset) < 0)
		result = TEEC_ERROR_GENERIC;
	free(output);
	free(sample);
	return result;
}

/*
 * The camera's application. A picture is compressed to bytes that count up from
 * what its quality is, a hundred for each of it.
 */
static TEEC_Result encrypt(struct rst_cam_encode *request, uint8_t *out,
			   size_t size)
{
	static uint8_t next_iv = 1;
	const struct rst_cenc_lab_key *entry = find_key(request->kid);
	struct aes_ctr ctr;
	size_t i;

	if (!entry)
		return TEEC_ERROR_ITEM_NOT_FOUND;
	if (entry->usage != RST_CENC_USAGE_RECORD)
		return TEEC_ERROR_ACCESS_DENIED;

	memset(request->iv, 0, sizeof(request->iv));
	request->iv[sizeof(request->iv) - 1] = next_iv++;
	for (i = 0; i < size; i++)
		out[i] = request->quality + i;
	aes_ctr_init(&ctr, entry->key, request->iv, sizeof(request->iv));
	aes_ctr_crypt(&ctr, out, size);
	return TEEC_SUCCESS;
}

static TEEC_Result run_encode(TEEC_Parameter *p)
{
	struct rst_cam_encode request;
	uint8_t *message = (uint8_t *)p[2].memref.parent->buffer +
			   p[2].memref.offset;
	uint64_t picture;
	TEEC_Result result;
	size_t size;

	memcpy(&request, message, sizeof(request));
	picture = (uint64_t)request.stride * (request.lines + request.height / 2);
	if (request.msg.version != RST_PROTOCOL_VERSION ||
	    request.stride < request.width || request.lines < request.height ||
	    rst_cam_trailer_offset(picture) + RST_CAM_TRAILER_SIZE >
		    p[0].memref.size)
		return TEEC_ERROR_BAD_PARAMETERS;
	if (fake_is("foreign-picture"))
		return TEEC_ERROR_ACCESS_DENIED;

	size = request.quality * 100 * (fake_is("large") ? 50 : 1);
	if (size > p[1].memref.size) {
		p[1].memref.size = size;
		return TEEC_ERROR_SHORT_BUFFER;
	}
	result = encrypt(&request, (uint8_t *)p[1].memref.parent->buffer +
				   p[1].memref.offset, size);
	if (result != TEEC_SUCCESS)
		return result;
	/* A picture whose registration went while it was encoded. */
	if (fcntl(p[0].memref.parent->imp.registered_fd, F_GETFD) < 0)
		return TEEC_ERROR_GENERIC;
	request.bytes = size;
	p[1].memref.size = size;
	memcpy(message, &request, sizeof(request));
	return TEEC_SUCCESS;
}

TEEC_Result TEEC_InvokeCommand(TEEC_Session *session, uint32_t command,
			       TEEC_Operation *operation, uint32_t *origin)
{
	(void)session;
	(void)origin;
	if (fake_is("dies")) {
		num_keys = 0;
		return TEEC_ERROR_TARGET_DEAD;
	}
	switch (command) {
	case RST_CENC_CMD_LAB_SET_KEY:
		return set_key(operation->params[0].tmpref.buffer);
	case RST_CENC_CMD_LAB_REMOVE_KEY:
		return remove_key(operation->params[0].tmpref.buffer);
	case RST_CENC_CMD_DECRYPT:
		return run_decrypt(operation->params);
	case RST_CAM_CMD_ENCODE:
		/* Another application's command may have its number. */
		if (operation->paramTypes == LIST_KEYS_TYPES)
			return list_keys(operation->params[0].tmpref.buffer);
		return run_encode(operation->params);
	default:
		return TEEC_ERROR_NOT_SUPPORTED;
	}
}
