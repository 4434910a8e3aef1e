/* SPDX-License-Identifier: GPL-2.0-only */
/*
 * Ordinary memory as a dma-buf: what an attack does to it shows that the attack
 * would have worked.
 */
#ifndef TESTS_UDMABUF_H
#define TESTS_UDMABUF_H

#include <stddef.h>

/* Both return a descriptor or -errno. */
int udmabuf_create(size_t size);
int udmabuf_from(int memfd, size_t size);

#endif /* TESTS_UDMABUF_H */
