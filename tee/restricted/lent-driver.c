// SPDX-License-Identifier: GPL-2.0-only
/*
 * Calls into the pool of a driver that lends memory
 *
 * The driver lends memory when the first buffer is allocated, and takes it back
 * when the last one is freed. In some drivers these two race, so there is one
 * call at a time.
 *
 * Each of them may ask the TEE, which need not answer while others have all of
 * its threads, and drivers wait for that where no signal reaches them. So a
 * worker makes the calls: who wants memory can be killed while it waits for the
 * worker, and who has no use for it any more waits for nothing.
 *
 * They count as calls of the kernel's clients. When these are refused, since
 * the machine goes down or the driver is unbound, memory is no longer
 * allocated, and what is to be freed is left to tee_lent_pool_cut().
 */
#define pr_fmt(fmt) KBUILD_MODNAME ": " fmt

#include <linux/err.h>
#include <linux/pfn.h>
#include <linux/slab.h>
#include <linux/wait.h>
#include <linux/workqueue.h>

#include "compat/tee-protmem.h"
#include "tee/calls.h"
#include "tee/core.h"

#include "lent.h"
#include "lent-driver.h"
#include "lent-pool.h"

/**
 * struct lent_request - memory that somebody waits for; &tee_lent_pool.lock
 *			 protects it
 * @node:	in &tee_lent_pool.requests, or by itself once the worker has it
 * @size:	bytes
 * @align:	of the physical address
 * @result:	the memory, or ERR_PTR; NULL for as long as there is neither
 * @abandoned:	nobody waits any more: the worker frees it
 */
struct lent_request {
	struct list_head node;
	size_t size;
	size_t align;
	struct lent_range *result;
	bool abandoned;
};

static struct workqueue_struct *workers;

int lent_driver_init(void)
{
	/* A pool has one work item, and so never more than one worker. */
	workers = alloc_workqueue("rst_lent", WQ_UNBOUND, 0);
	return workers ? 0 : -ENOMEM;
}

void lent_driver_exit(void)
{
	destroy_workqueue(workers);
}

/* The driver's memory must be one piece, and part of what was lent here. */
static int range_adopt(struct tee_lent_pool *pool, struct lent_range *r,
		       size_t size, size_t align)
{
	struct tee_protmem_pool *driver = pool->driver;
	struct scatterlist *sg = r->table.sgl;
	struct tee_shm shm = { .size = size, .id = -1 };
	struct tee_shm *parent = NULL;
	int rc;

	rc = driver->ops->update_shm(driver, &r->table, r->offset, &shm,
				     &parent);
	if (rc)
		return rc;

	r->lent = tee_lent_of(parent);
	if (!r->lent || r->table.orig_nents != 1 || sg->length < size)
		return -EOPNOTSUPP;

	r->range.start = sg_phys(sg);
	r->range.size = size;
	return IS_ALIGNED(r->range.start, align) ? 0 : -ENOMEM;
}

static int range_insert(struct tee_lent_pool *pool, struct lent_range *r)
{
	guard(mutex)(&pool->lock);

	return xa_insert(&pool->ranges, PHYS_PFN(r->range.start), r,
			 GFP_KERNEL);
}

struct lent_range *lent_range_create(struct tee_lent_pool *pool, size_t size,
				     size_t align)
{
	struct tee_protmem_pool *driver = pool->driver;
	struct lent_range *r;
	int rc;

	lockdep_assert_held(&pool->turn);

	r = kzalloc(sizeof(*r), GFP_KERNEL);
	if (!r)
		return ERR_PTR(-ENOMEM);

	rc = driver->ops->alloc(driver, &r->table, size, &r->offset);
	/* some drivers pass the firmware's error on as it is */
	if (rc > 0)
		rc = -EIO;
	if (rc)
		goto err_range;

	rc = range_adopt(pool, r, size, align);
	if (rc)
		goto err_table;

	tee_lent_get(r->lent);
	rc = range_insert(pool, r);
	if (rc)
		goto err_lent;

	return r;

err_lent:
	tee_lent_put(r->lent);
err_table:
	driver->ops->free(driver, &r->table);
err_range:
	kfree(r);
	return ERR_PTR(rc);
}

/*
 * Return the memory to the driver, which may take it back from the TEE. If the
 * driver has gone, only the table is left to be freed. Who releases the buffer
 * may destroy the range as soon as it is marked.
 */
void lent_range_return(struct tee_lent_pool *pool, struct lent_range *r)
{
	lockdep_assert_held(&pool->turn);

	if (r->returned)
		return;
	if (pool->driver)
		pool->driver->ops->free(pool->driver, &r->table);
	else
		sg_free_table(&r->table);

	guard(mutex)(&pool->lock);

	r->returned = true;
}

void lent_range_forget(struct tee_lent_pool *pool, struct lent_range *r)
{
	lockdep_assert_held(&pool->lock);

	xa_erase(&pool->ranges, PHYS_PFN(r->range.start));
	tee_lent_put(r->lent);
	kfree(r);
}

/* Nobody has the memory any more. */
void lent_range_end(struct tee_lent_pool *pool, struct lent_range *r)
{
	lent_range_return(pool, r);

	guard(mutex)(&pool->lock);

	lent_range_forget(pool, r);
}

static struct lent_range *next_return(struct tee_lent_pool *pool)
{
	struct lent_range *r;

	guard(mutex)(&pool->lock);

	r = list_first_entry_or_null(&pool->returns, struct lent_range, node);
	if (r)
		list_del(&r->node);
	return r;
}

static struct lent_request *next_request(struct tee_lent_pool *pool)
{
	struct lent_request *request;

	guard(mutex)(&pool->lock);

	request = list_first_entry_or_null(&pool->requests,
					   struct lent_request, node);
	if (request)
		list_del_init(&request->node);
	return request;
}

static bool request_answer(struct tee_lent_pool *pool,
			   struct lent_request *request,
			   struct lent_range *result)
{
	guard(mutex)(&pool->lock);

	if (request->abandoned)
		return false;
	request->result = result;
	wake_up_all(&pool->answered);
	return true;
}

/* If nobody waits for the answer, the memory goes back. */
static void request_finish(struct tee_lent_pool *pool,
			   struct lent_request *request,
			   struct lent_range *result)
{
	if (request_answer(pool, request, result))
		return;
	if (!IS_ERR(result))
		lent_range_end(pool, result);
	kfree(request);
}

static void request_serve(struct tee_lent_pool *pool,
			  struct lent_request *request)
{
	struct lent_range *r = ERR_PTR(-ENODEV);

	if (pool->driver)
		r = lent_range_create(pool, request->size, request->align);
	request_finish(pool, request, r);
}

/* What is freed may be what is wanted. Return: whether there was something. */
static bool serve_next(struct tee_lent_pool *pool)
{
	struct lent_range *r = next_return(pool);
	struct lent_request *request;

	lockdep_assert_held(&pool->turn);

	if (r) {
		lent_range_end(pool, r);
		return true;
	}
	request = next_request(pool);
	if (request)
		request_serve(pool, request);
	return request;
}

static void refuse_all(struct tee_lent_pool *pool)
{
	struct lent_request *request;

	while ((request = next_request(pool)))
		request_finish(pool, request, ERR_PTR(-ENODEV));
}

/* Return: whether there may be more to do. */
static bool step(struct tee_lent_pool *pool)
{
	struct tee_core_device *dev = to_core_device(pool->scrubbing.teedev);
	struct tee_calls *calls = &dev->kernel_clients.calls;
	bool counted, more;

	guard(mutex)(&pool->turn);

	counted = tee_call_enter(calls);
	if (pool->driver && !counted) {
		refuse_all(pool);
		return false;
	}
	more = serve_next(pool);
	if (counted)
		tee_call_exit(calls);
	return more;
}

void lent_driver_work(struct work_struct *work)
{
	struct tee_lent_pool *pool = container_of(work, struct tee_lent_pool,
						  work);

	while (step(pool))
		cond_resched();
	kref_put(&pool->users, pool->last);
}

/* The caller has a reference, as the worker then has. */
void lent_driver_kick(struct tee_lent_pool *pool)
{
	kref_get(&pool->users);
	if (!queue_work(workers, &pool->work))
		kref_put(&pool->users, pool->last);
}

static bool is_answered(struct tee_lent_pool *pool,
			struct lent_request *request)
{
	return READ_ONCE(request->result) || READ_ONCE(pool->closing);
}

/*
 * The caller has stopped waiting, for whatever reason. Return: whether @request
 * is its own again; else the worker is at it.
 */
static bool request_end(struct tee_lent_pool *pool,
			struct lent_request *request, struct lent_range **r)
{
	guard(mutex)(&pool->lock);

	*r = request->result;
	if (*r)
		return true;
	*r = ERR_PTR(pool->closing ? -ENODEV : -EINTR);
	request->abandoned = list_empty(&request->node);
	list_del_init(&request->node);
	return !request->abandoned;
}

static void request_begin(struct tee_lent_pool *pool,
			  struct lent_request *request)
{
	mutex_lock(&pool->lock);
	list_add_tail(&request->node, &pool->requests);
	mutex_unlock(&pool->lock);
	lent_driver_kick(pool);
}

/**
 * lent_driver_alloc() - have the driver allocate memory
 * @pool:	the pool
 * @size:	bytes, whole pages
 * @align:	of the physical address
 * @range:	filled in, except on error
 *
 * Return: 0, -ENOMEM, -ENODEV (the driver goes), -EINTR (killed).
 */
int lent_driver_alloc(struct tee_lent_pool *pool, size_t size, size_t align,
		      struct rstmem_range *range)
{
	struct lent_request *request = kzalloc(sizeof(*request), GFP_KERNEL);
	struct lent_range *r;

	if (!request)
		return -ENOMEM;
	request->size = size;
	request->align = align;
	request_begin(pool, request);
	wait_event_killable(pool->answered, is_answered(pool, request));
	if (request_end(pool, request, &r))
		kfree(request);

	if (!IS_ERR(r)) {
		*range = r->range;
		return 0;
	}
	if (PTR_ERR(r) == -EINTR || PTR_ERR(r) == -ENODEV)
		return PTR_ERR(r);
	pr_debug("%s: no memory of %zu bytes: %ld\n",
		 pool->scrubbing.teedev->name, size, PTR_ERR(r));
	return -ENOMEM;
}

/**
 * lent_driver_free() - have the driver free memory that nobody has any more
 * @pool:	the pool
 * @r:		the memory
 *
 * Waits for nothing; who asks for memory after this may get it.
 */
void lent_driver_free(struct tee_lent_pool *pool, struct lent_range *r)
{
	mutex_lock(&pool->lock);
	if (r->returned) {
		lent_range_forget(pool, r);
		mutex_unlock(&pool->lock);
		return;
	}
	r->returning = true;
	list_add_tail(&r->node, &pool->returns);
	mutex_unlock(&pool->lock);
	lent_driver_kick(pool);
}

/**
 * lent_driver_close() - from now on nobody waits for memory
 * @pool:	the pool
 */
void lent_driver_close(struct tee_lent_pool *pool)
{
	mutex_lock(&pool->lock);
	WRITE_ONCE(pool->closing, true);
	mutex_unlock(&pool->lock);
	wake_up_all(&pool->answered);
}

/**
 * lent_driver_settle() - have the driver free all that it is to free
 * @pool:	the pool, with the turn
 */
void lent_driver_settle(struct tee_lent_pool *pool)
{
	struct lent_range *r;

	lockdep_assert_held(&pool->turn);

	while ((r = next_return(pool)))
		lent_range_end(pool, r);
}
