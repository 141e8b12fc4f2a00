/* SPDX-License-Identifier: BSD-2-Clause */
/* Bytes of a file on its way into memory. */
#include "core/blob.h"

#include <string.h>

#include "core/pages.h"
#include "core/status.h"
#include "core/util.h"

#define CHUNK_FIRST   (256u << 10)
#define CHUNK_LARGEST (64u << 20) /* chunks double up to this */

static uint8_t *bytes_alloc(size_t len, bool disk)
{
	size_t n = (len + PAGE_SIZE - 1) / PAGE_SIZE;
	uint8_t *p = disk ? plat_disk_pages_alloc(n) : plat_pages_alloc(n, 0);

	if (p && disk)
		memset(p + len, 0, n * PAGE_SIZE - len);
	return p;
}

static void bytes_free(uint8_t *p, size_t len, bool disk)
{
	size_t n = (len + PAGE_SIZE - 1) / PAGE_SIZE;

	if (disk)
		plat_disk_pages_free(p, n);
	else
		plat_pages_free(p, n);
}

static struct blob_chunk *chunk_add(struct blob *b, size_t cap, bool disk)
{
	struct blob_chunk *c = calloc(1, sizeof(*c));

	if (!c)
		return NULL;
	c->data = bytes_alloc(cap, disk);
	if (!c->data) {
		free(c);
		return NULL;
	}
	c->cap = cap;
	c->disk = disk;
	if (b->last)
		b->last->next = c;
	else
		b->first = c;
	b->last = c;
	b->last_used = 0;
	return c;
}

int blob_expect(struct blob *b, uint64_t total)
{
	if (b->first || b->len)
		return fail(ERR_INVAL, "blob: the length came after the data");
	if (total == 0)
		return 0;
	if (total > plat_mem_free() || total > SIZE_MAX - PAGE_SIZE)
		return fail(ERR_TOOBIG, "%llu MiB do not fit into memory, %llu MiB are free",
			(unsigned long long)(total >> 20),
			(unsigned long long)(plat_mem_free() >> 20));
	if (!chunk_add(b, (size_t)total, b->disk))
		return fail(ERR_TOOBIG,
			"%llu MiB do not fit into memory in one piece, %llu MiB are free in all",
			(unsigned long long)(total >> 20),
			(unsigned long long)(plat_mem_free() >> 20));
	return 0;
}

int blob_append(struct blob *b, const void *data, size_t len)
{
	const uint8_t *from = data;

	while (len) {
		size_t room = b->last ? b->last->cap - b->last_used : 0;
		size_t n = MIN(len, room);

		if (!room) {
			size_t cap = b->last ? MIN(b->last->cap * 2, (size_t)CHUNK_LARGEST)
					     : CHUNK_FIRST;

			if (!chunk_add(b, cap, false))
				return fail(ERR_TOOBIG, "memory is full after %llu MiB of the file",
					(unsigned long long)(b->len >> 20));
			continue;
		}
		memcpy(b->last->data + b->last_used, from, n);
		b->last_used += n;
		b->len += n;
		from += n;
		len -= n;
	}
	return 0;
}

int blob_put(struct blob *b, uint64_t off, const void *data, size_t len)
{
	struct blob_chunk *c = b->first;

	if (!len)
		return 0;
	if (!c || c->next || off > c->cap || len > c->cap - off)
		return fail(ERR_RANGE, "blob: %zu bytes at %llu do not fit the file", len,
			(unsigned long long)off);
	memcpy(c->data + off, data, len);
	b->len = MAX(b->len, off + len);
	return 0;
}

const uint8_t *blob_peek(const struct blob *b, uint64_t *ret_len)
{
	*ret_len = b->first && !b->first->next ? b->first->cap : 0;
	return *ret_len ? b->first->data : NULL;
}

static void chunks_free(struct blob *b)
{
	while (b->first) {
		struct blob_chunk *c = b->first;

		b->first = c->next;
		bytes_free(c->data, c->cap, c->disk);
		free(c);
	}
	b->last = NULL;
	b->last_used = 0;
}

/* Copies the chunks into one range. */
static int chunks_join(struct blob *b)
{
	uint8_t *all = bytes_alloc(b->len, b->disk), *to = all;
	uint64_t left = b->len;

	if (!all)
		return fail(ERR_TOOBIG,
			"memory has no %llu MiB in one piece for a file of unknown length",
			(unsigned long long)(b->len >> 20));
	for (struct blob_chunk *c = b->first; c; c = c->next) {
		size_t n = MIN((uint64_t)c->cap, left);

		memcpy(to, c->data, n);
		to += n;
		left -= n;
	}
	b->data = all;
	b->cap = b->len;
	chunks_free(b);
	return 0;
}

int blob_seal(struct blob *b)
{
	struct blob_chunk *c = b->first;

	if (b->data)
		return 0;
	if (b->len == 0) {
		chunks_free(b);
		return 0;
	}
	if (c->next || c->disk != b->disk)
		return chunks_join(b);
	b->data = c->data;
	b->cap = c->cap;
	b->first = b->last = NULL;
	free(c);
	return 0;
}

int blob_copy(struct blob *b, const void *data, size_t len)
{
	struct blob copy = {0};
	int rc = blob_expect(&copy, len);

	if (!rc)
		rc = blob_append(&copy, data, len);
	if (!rc)
		rc = blob_seal(&copy);
	if (rc) {
		blob_free(&copy);
		return rc;
	}
	*b = copy;
	return 0;
}

void blob_free(struct blob *b)
{
	chunks_free(b);
	if (b->data)
		bytes_free(b->data, b->cap, b->disk);
	*b = (struct blob){.disk = b->disk};
}

void blob_rewind(struct blob *b, uint64_t total)
{
	if (!b->first || b->first->next || b->first->cap != total)
		blob_free(b);
	b->len = 0;
	b->last_used = 0;
}
