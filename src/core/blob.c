/* SPDX-License-Identifier: BSD-2-Clause */
/* Bytes of a file on its way into memory. */
#include "core/blob.h"

#include <string.h>

#include "core/pages.h"
#include "core/status.h"
#include "core/util.h"

#define ROOM_FIRST  (256u << 10)
#define ROOM_DOUBLE (4u << 20) /* rooms up to this double, larger ones take what there is */
#define LEFT_ALONE  (8u << 20) /* for everything else, while one blob has all the memory */
#define KEPT_SPARE  (4u << 20) /* room a blob keeps when others need memory */
#define N_GROWING   8

/* Those that have more memory than they use. One too many does without. */
static struct blob *growing[N_GROWING];

static size_t pages_of(uint64_t len)
{
	return (len + PAGE_SIZE - 1) / PAGE_SIZE;
}

static void set_growing(struct blob *from, struct blob *to)
{
	for (unsigned i = 0; i < N_GROWING; i++) {
		if (growing[i] == from) {
			growing[i] = to;
			return;
		}
	}
}

static bool is_growing(const struct blob *b)
{
	for (unsigned i = 0; i < N_GROWING; i++)
		if (growing[i] == b)
			return true;
	return false;
}

static void trim(struct blob *b, uint64_t keep)
{
	size_t n = pages_of(b->cap), kept = pages_of(MAX(keep, (uint64_t)1));

	if (kept >= n)
		return;
	plat_pages_trim(b->room, n, kept);
	b->cap = kept * PAGE_SIZE;
}

/* Takes from all that grow what they do not need soon. */
static void trim_growing(const struct blob *but)
{
	for (unsigned i = 0; i < N_GROWING; i++) {
		struct blob *b = growing[i];

		if (b && b != but)
			trim(b, b->len + b->len / 4 + KEPT_SPARE);
	}
}

static uint8_t *claim(uint64_t len, const struct blob *but)
{
	uint8_t *p = plat_pages_alloc(pages_of(len), 0);

	if (p)
		return p;
	trim_growing(but);
	return plat_pages_alloc(pages_of(len), 0);
}

/* Pages for the contents of a disk of (len) bytes. */
static uint8_t *claim_disk(uint64_t len)
{
	size_t n = pages_of(len);
	uint8_t *p = plat_disk_pages_alloc(n);

	if (!p) {
		trim_growing(NULL);
		p = plat_disk_pages_alloc(n);
	}
	if (p)
		memset(p + len, 0, n * PAGE_SIZE - len);
	return p;
}

static void release(uint8_t *p, uint64_t len, bool disk)
{
	if (disk)
		plat_disk_pages_free(p, pages_of(len));
	else
		plat_pages_free(p, pages_of(len));
}

/* The largest piece of memory of more than (least) pages, if there is one. */
static uint8_t *claim_largest(size_t least, size_t *ret_n)
{
	uint64_t spare = plat_mem_free();
	size_t low = least, high = pages_of(spare > LEFT_ALONE ? spare - LEFT_ALONE : 0);
	uint8_t *p = high > low ? plat_pages_alloc(high, 0) : NULL;

	*ret_n = high;
	if (p)
		return p;
	while (low + 1 < high) {
		size_t middle = low + (high - low) / 2;

		p = plat_pages_alloc(middle, 0);
		if (p) {
			plat_pages_free(p, middle);
			low = middle;
		} else {
			high = middle;
		}
	}
	*ret_n = low;
	return low > least ? plat_pages_alloc(low, 0) : NULL;
}

static uint8_t *claim_more(struct blob *b, size_t *ret_n)
{
	size_t n = pages_of(b->cap);
	uint8_t *p;

	if (b->cap < ROOM_DOUBLE) {
		*ret_n = b->cap ? 2 * n : pages_of(ROOM_FIRST);
		return claim(*ret_n * PAGE_SIZE, b);
	}
	p = claim_largest(n, ret_n);
	if (p)
		return p;
	trim_growing(b);
	return claim_largest(n, ret_n);
}

static int grow(struct blob *b)
{
	size_t n;
	uint8_t *p = claim_more(b, &n);

	if (!p)
		return fail(ERR_TOOBIG,
			"memory is full after %llu MiB of the file, %llu MiB are free",
			(unsigned long long)(b->len >> 20),
			(unsigned long long)(plat_mem_free() >> 20));
	if (b->room) {
		memcpy(p, b->room, b->len);
		plat_pages_free(b->room, pages_of(b->cap));
	}
	b->room = p;
	b->cap = n * PAGE_SIZE;
	if (!is_growing(b))
		set_growing(NULL, b);
	if (!is_growing(b))
		trim(b, b->len + b->len / 4 + KEPT_SPARE);
	return 0;
}

int blob_expect(struct blob *b, uint64_t total)
{
	if (b->room || b->len)
		return fail(ERR_INVAL, "blob: the length came after the data");
	if (total == 0)
		return 0;
	if (total > plat_mem_free())
		trim_growing(NULL);
	if (total > plat_mem_free() || total > SIZE_MAX - PAGE_SIZE)
		return fail(ERR_TOOBIG, "%llu MiB do not fit into memory, %llu MiB are free",
			(unsigned long long)(total >> 20),
			(unsigned long long)(plat_mem_free() >> 20));
	b->room = b->disk ? claim_disk(total) : claim(total, NULL);
	if (!b->room)
		return fail(ERR_TOOBIG,
			"%llu MiB do not fit into memory in one piece, %llu MiB are free in all",
			(unsigned long long)(total >> 20),
			(unsigned long long)(plat_mem_free() >> 20));
	b->cap = (size_t)total;
	b->is_expected = true;
	return 0;
}

int blob_append(struct blob *b, const void *data, size_t len)
{
	const uint8_t *from = data;

	while (len) {
		size_t n = MIN((uint64_t)len, b->cap - b->len);

		if (!n) {
			int rc = grow(b);

			if (rc < 0)
				return rc;
			continue;
		}
		memcpy(b->room + b->len, from, n);
		b->len += n;
		from += n;
		len -= n;
	}
	return 0;
}

int blob_put(struct blob *b, uint64_t off, const void *data, size_t len)
{
	if (!len)
		return 0;
	if (!b->is_expected || off > b->cap || len > b->cap - off)
		return fail(ERR_RANGE, "blob: %zu bytes at %llu do not fit the file", len,
			(unsigned long long)off);
	memcpy(b->room + off, data, len);
	b->len = MAX(b->len, off + len);
	return 0;
}

const uint8_t *blob_peek(const struct blob *b, uint64_t *ret_len)
{
	*ret_len = b->is_expected ? b->cap : 0;
	return *ret_len ? b->room : NULL;
}

/* Moves what grew in plain memory to where disks lie. */
static int move_to_disk(struct blob *b)
{
	uint8_t *p = claim_disk(b->len);

	if (!p)
		return fail(ERR_TOOBIG,
			"%llu MiB of unknown length do not fit into memory a second time, %llu MiB "
			"are free in all",
			(unsigned long long)(b->len >> 20),
			(unsigned long long)(plat_mem_free() >> 20));
	memcpy(p, b->room, b->len);
	release(b->room, b->cap, false);
	b->room = NULL;
	b->data = p;
	b->cap = b->len;
	return 0;
}

int blob_seal(struct blob *b)
{
	if (b->data || !b->room)
		return 0;
	set_growing(b, NULL);
	if (!b->len) {
		blob_free(b);
		return 0;
	}
	if (!b->disk || !b->is_expected)
		trim(b, b->len);
	if (b->disk && !b->is_expected)
		return move_to_disk(b);
	b->data = b->room;
	b->room = NULL;
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
	set_growing(b, NULL);
	release(b->room, b->cap, b->disk && b->is_expected);
	release(b->data, b->cap, b->disk);
	*b = (struct blob){.disk = b->disk};
}

void blob_rewind(struct blob *b, uint64_t total)
{
	if (!b->is_expected || b->cap != total)
		blob_free(b);
	b->len = 0;
}
