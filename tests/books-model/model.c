// SPDX-License-Identifier: GPL-2.0-only
#include <errno.h>
#include <stdlib.h>
#include <string.h>

#include "model.h"

/* What the display's driver is allowed: playback and the trusted interface. */
#define DISPLAY_HEAPS	0x3

void model_init(struct model *model, long page_size, long pages)
{
	memset(model, 0, sizeof(*model));
	memset(model->slots, 0xff, sizeof(model->slots));
	model->importer = NONE;
	model->pool.page_size = page_size;
	model->pool.pages = pages;
	model->pool.taken = calloc(pages, sizeof(bool));
}

struct file *model_file(struct model *model, int worker, int slot)
{
	int file = model->slots[worker][slot];

	return file == NONE ? NULL : &model->files[file];
}

static int file_new(struct model *model, enum file_kind kind, int buffer)
{
	int i = 0;

	while (model->files[i].kind != FILE_UNUSED)
		i++;
	memset(&model->files[i], 0, sizeof(model->files[i]));
	model->files[i].kind = kind;
	model->files[i].buffer = buffer;
	model->files[i].refs = 1;
	return i;
}

static void buffer_put(struct model *model, int index)
{
	struct buffer *buffer = &model->buffers[index];
	struct books *books = &model->books[buffer->heap];

	if (--buffer->refs)
		return;
	pool_free(&model->pool, buffer->first, buffer->pages);
	books->bytes -= buffer->pages * model->pool.page_size;
	books->buffers--;
	model->events[buffer->heap].free++;
}

static void buffer_detach(struct model *model, int index)
{
	model->buffers[index].attached--;
	buffer_put(model, index);
}

static void buffer_attach(struct model *model, int index)
{
	struct buffer *buffer = &model->buffers[index];

	buffer->attached++;
	buffer->refs++;
	model->events[buffer->heap].attach++;
}

static int refuse(struct model *model, int heap)
{
	model->books[heap].refused++;
	model->events[heap].refused++;
	return -EACCES;
}

static void file_put(struct model *model, int index)
{
	struct file *file = &model->files[index];
	int i;

	if (--file->refs)
		return;
	for (i = 0; i < BUFFERS && file->kind == FILE_DRM; i++) {
		if (file->imported[i])
			buffer_detach(model, i);
	}
	if (file->kind != FILE_DRM)
		buffer_put(model, file->buffer);
	file->kind = FILE_UNUSED;
}

static int fail(struct model *model, int heap)
{
	model->books[heap].failures++;
	return -ENOMEM;
}

/* A buffer with one reference, or -errno. */
static int buffer_new(struct model *model, int heap, uint64_t size)
{
	struct books *books = &model->books[heap];
	uint64_t page = model->pool.page_size, pages;
	struct buffer *buffer = model->buffers;
	long first;

	if (!size || size > UINT64_MAX - page + 1)
		return -EINVAL;
	pages = (size + page - 1) / page;
	if (pages > (uint64_t)model->pool.pages)
		return fail(model, heap);
	if (books->limit &&
	    books->bytes + (long long)(pages * page) > books->limit)
		return fail(model, heap);
	first = pool_alloc(&model->pool, pages);
	if (first == NONE)
		return fail(model, heap);

	while (buffer->refs)
		buffer++;
	*buffer = (struct buffer) {
		.refs = 1, .heap = heap, .first = first, .pages = pages,
	};
	books->bytes += pages * page;
	books->buffers++;
	if (books->high_water < books->bytes)
		books->high_water = books->bytes;
	model->events[heap].alloc++;
	return buffer - model->buffers;
}

int model_alloc(struct model *model, int worker, int slot, int heap,
		uint64_t size)
{
	int buffer = buffer_new(model, heap, size);

	if (buffer < 0)
		return buffer;
	model->slots[worker][slot] = file_new(model, FILE_BUFFER, buffer);
	return 0;
}

int model_alloc_fault(struct model *model, int heap, uint64_t size)
{
	int buffer = buffer_new(model, heap, size);

	if (buffer < 0)
		return buffer;
	buffer_put(model, buffer);
	return -EFAULT;
}

int model_register(struct model *model, int worker, int from, int slot)
{
	struct file *file = model_file(model, worker, from);

	if (!file)
		return -EBADF;
	if (file->kind != FILE_BUFFER)
		return -EINVAL;
	model->buffers[file->buffer].refs++;
	model->slots[worker][slot] = file_new(model, FILE_REGISTRATION,
					      file->buffer);
	return 0;
}

int model_open_drm(struct model *model, int worker, int slot)
{
	model->slots[worker][slot] = file_new(model, FILE_DRM, NONE);
	return 0;
}

int model_import(struct model *model, int worker, int drm, int slot)
{
	struct file *display = model_file(model, worker, drm);
	struct file *file = model_file(model, worker, slot);
	int heap;

	if (!file || file->kind != FILE_BUFFER)
		return file ? -EINVAL : -EBADF;
	/* The second time it is the same handle. */
	if (display->imported[file->buffer])
		return 0;
	heap = model->buffers[file->buffer].heap;
	if (!(DISPLAY_HEAPS & 1 << heap))
		return refuse(model, heap);
	display->imported[file->buffer] = true;
	buffer_attach(model, file->buffer);
	return 0;
}

int model_drop_import(struct model *model, int worker, int drm, int buffer)
{
	struct file *display = model_file(model, worker, drm);

	if (!display->imported[buffer])
		return -EINVAL;
	display->imported[buffer] = false;
	buffer_detach(model, buffer);
	return 0;
}

int model_attach(struct model *model, int worker, int slot)
{
	struct file *file = model_file(model, worker, slot);
	int heap;

	if (model->importer != NONE)
		return -EBUSY;
	if (!file || file->kind != FILE_BUFFER)
		return file ? -EINVAL : -EBADF;
	heap = model->buffers[file->buffer].heap;
	/* A bit per use-case, and use-case 0 is none. */
	if (!(model->policy & 2U << heap))
		return refuse(model, heap);
	model->importer = file->buffer;
	buffer_attach(model, file->buffer);
	return 0;
}

int model_detach(struct model *model)
{
	if (model->importer != NONE)
		buffer_detach(model, model->importer);
	model->importer = NONE;
	return 0;
}

/* Another reference of an open dma-buf is one of its file, not of the buffer. */
void model_dup(struct model *model, int worker, int from, int slot)
{
	model->slots[worker][slot] = model->slots[worker][from];
	model_file(model, worker, slot)->refs++;
}

void model_close(struct model *model, int worker, int slot)
{
	file_put(model, model->slots[worker][slot]);
	model->slots[worker][slot] = NONE;
}

void model_send(struct model *model, int worker, int slot, int channel)
{
	struct channel *to = &model->channels[channel];

	to->files[to->count++] = model->slots[worker][slot];
	model_file(model, worker, slot)->refs++;
}

void model_receive(struct model *model, int worker, int slot, int channel)
{
	struct channel *from = &model->channels[channel];

	model->slots[worker][slot] = from->files[0];
	memmove(from->files, from->files + 1,
		--from->count * sizeof(from->files[0]));
}

void model_fork(struct model *model, int parent, int child)
{
	int slot;

	memcpy(model->slots[child], model->slots[parent],
	       sizeof(model->slots[child]));
	for (slot = 0; slot < SLOTS; slot++) {
		struct file *file = model_file(model, child, slot);

		if (file)
			file->refs++;
	}
	model->alive[child] = true;
}

void model_kill(struct model *model, int worker)
{
	int slot;

	for (slot = 0; slot < SLOTS; slot++) {
		if (model->slots[worker][slot] != NONE)
			model_close(model, worker, slot);
	}
	model->alive[worker] = false;
}
