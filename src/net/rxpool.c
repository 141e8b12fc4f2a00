/* SPDX-License-Identifier: BSD-2-Clause */
/* The pool of received frames: custom pbufs of lwIP on page memory, kept in a free list. */
#include "net/rxpool.h"

#include <stdbool.h>
#include <stdint.h>

#include "core/list.h"
#include "core/log.h"
#include "core/pages.h"
#include "core/util.h"

#define SLAB_FRAMES 256
#define N_SLABS     (RXPOOL_MAX / SLAB_FRAMES)
#define IP_ALIGN    2 /* puts the IP header behind 14 bytes on a multiple of 16 */

struct frame {
	struct pbuf_custom pc;
	struct frame *next; /* while free */
	uint8_t data[] __attribute__((aligned(16)));
};

#define FRAME_SIZE ALIGN_UP(sizeof(struct frame) + IP_ALIGN + RXPOOL_FRAME_MAX, 64)
#define SLAB_PAGES (SLAB_FRAMES * FRAME_SIZE / PAGE_SIZE)
_Static_assert(SLAB_FRAMES *FRAME_SIZE % PAGE_SIZE == 0, "a slab is whole pages");

static struct {
	struct frame *free;
	void *slab[N_SLABS];
	unsigned n_slabs, n_used;
	bool warned; /* of memory, once: we are asked for every frame */
} pool;

static void frame_free(struct pbuf *p)
{
	struct frame *f = container_of((struct pbuf_custom *)p, struct frame, pc);

	f->next = pool.free;
	pool.free = f;
	pool.n_used--;
}

static void pool_grow(void)
{
	uint8_t *slab;

	if (pool.n_slabs == N_SLABS)
		return;
	slab = plat_pages_alloc(SLAB_PAGES, 0);
	if (!slab && !pool.warned)
		log_warn("net: no memory for received frames, %u KiB in use",
			(unsigned)(pool.n_slabs * SLAB_PAGES * (PAGE_SIZE / 1024)));
	pool.warned = !slab;
	if (!slab)
		return;
	pool.slab[pool.n_slabs++] = slab;
	for (size_t i = 0; i < SLAB_FRAMES; i++) {
		struct frame *f = (struct frame *)(slab + i * FRAME_SIZE);
		f->next = pool.free;
		pool.free = f;
	}
}

struct pbuf *rxpool_get(void)
{
	struct frame *f;

	if (!pool.free)
		pool_grow();
	f = pool.free;
	if (!f)
		return NULL;
	pool.free = f->next;
	pool.n_used++;
	f->pc.custom_free_function = frame_free;
	/* PBUF_RAM tells lwIP that headers taken off can be put on again. */
	return pbuf_alloced_custom(
		PBUF_RAW, RXPOOL_FRAME_MAX, PBUF_RAM, &f->pc, f->data + IP_ALIGN, RXPOOL_FRAME_MAX);
}

void rxpool_done(void)
{
	if (pool.n_used > 0) {
		log_debug("net: %u received frames are still in use", pool.n_used);
		return;
	}
	while (pool.n_slabs > 0)
		plat_pages_free(pool.slab[--pool.n_slabs], SLAB_PAGES);
	pool.free = NULL;
}
