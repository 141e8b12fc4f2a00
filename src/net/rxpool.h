/* SPDX-License-Identifier: BSD-2-Clause */
/*
 * Memory of received frames. Each frame is one contiguous pbuf that the card's driver writes into
 * directly. The pool grows by slabs of page memory as frames stay in use (out-of-order TCP data, IP
 * fragments) and never shrinks before rxpool_done().
 */
#pragma once

#include <stddef.h>

#include "lwip/pbuf.h"

#define RXPOOL_FRAME_MAX 1522 /* 1500, Ethernet header, VLAN tag, FCS of some cards */
#define RXPOOL_MAX       4096 /* frames; a TCP window of 4 MiB is 2873 */

/* A pbuf of RXPOOL_FRAME_MAX bytes, or NULL when RXPOOL_MAX are in use or memory is out. Freed by
 * pbuf_free() as any other. Set the length with rxpool_trim() before use. */
struct pbuf *rxpool_get(void);

/* Only the first (len) bytes are filled. */
static inline void rxpool_trim(struct pbuf *p, size_t len)
{
	p->len = p->tot_len = (u16_t)len;
}

/* Returns the memory, unless frames are still in use. */
void rxpool_done(void);
