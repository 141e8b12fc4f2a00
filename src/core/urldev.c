/* SPDX-License-Identifier: BSD-2-Clause */
/* A file on a server as a block device. */
#include "core/urldev.h"

#include <stdlib.h>
#include <string.h>

#include "core/log.h"
#include "core/util.h"

#define PIECE      (32u << 10) /* what a single read fetches at least, and the unit of the cache */
#define AHEAD_MOST (1u << 20)  /* what one of a row of reads fetches at most */
#define N_KEPT     128u        /* pieces kept, 4 MiB */

/* One piece of the file. */
struct piece {
	struct list node; /* the last used is last */
	uint64_t number;
	size_t len; /* shorter at the file's end */
	uint8_t data[PIECE];
};

struct urldev {
	struct blockdev dev;
	struct uri *uri;
	char *name;
	struct uri **mirrors;
	size_t n_mirrors;
	struct file_version version;
	struct blob whole; /* when there are no parts */
	bool is_whole;
	struct list pieces;
	unsigned n_pieces;
	uint64_t next;  /* the piece behind the last one fetched */
	uint64_t ahead; /* bytes to fetch if that is wanted next */
	uint64_t fetched;
	uint64_t stall_ms; /* as transfer_wait() takes it */
};

/* ---- fetching ---- */

static int fetch_part(struct urldev *u, const struct transfer_part *part, struct blob *ret,
	struct file_version *v)
{
	struct transfer_options o = {.mirrors = (const struct uri *const *)u->mirrors,
		.n_mirrors = u->n_mirrors,
		.part = part};
	struct transfer *t;
	int rc = transfer_start(u->uri, &o, &t);

	if (rc)
		return rc;
	rc = transfer_wait(t, u->stall_ms);
	if (!rc) {
		*ret = t->data;
		t->data = (struct blob){0};
		u->fetched += ret->len;
		if (v)
			transfer_version(t, v);
	}
	transfer_free(t);
	return rc;
}

int urldev_fetch(struct urldev *u, uint64_t off, uint64_t len, struct blob *ret)
{
	struct transfer_part part = {off, len, &u->version};

	*ret = (struct blob){0};
	if (off > u->dev.size || len > u->dev.size - off)
		return fail(ERR_RANGE, "%s: has %llu bytes, %llu at %llu are not within it",
			u->name, (unsigned long long)u->dev.size, (unsigned long long)len,
			(unsigned long long)off);
	if (!len)
		return 0;
	if (u->is_whole)
		return blob_copy(ret, u->whole.data + off, (size_t)len);
	return fetch_part(u, &part, ret, NULL);
}

static int fetch_whole(struct urldev *u, const uint8_t *sha256)
{
	struct transfer_options o = {.mirrors = (const struct uri *const *)u->mirrors,
		.n_mirrors = u->n_mirrors,
		.sha256 = sha256};
	int rc = transfer_fetch(u->uri, &o, u->stall_ms, &u->whole, NULL);

	if (rc)
		return rc;
	u->is_whole = true;
	u->dev.size = u->version.total = u->fetched = u->whole.len;
	return 0;
}

/* ---- the cache ---- */

static struct piece *find_piece(struct urldev *u, uint64_t number)
{
	struct piece *p;

	list_for_each(p, &u->pieces, node) {
		if (p->number == number) {
			list_remove(&p->node);
			list_add_tail(&p->node, &u->pieces);
			return p;
		}
	}
	return NULL;
}

/* A new piece, or the one that was not used for the longest time. */
static struct piece *take_piece(struct urldev *u)
{
	struct piece *p = u->n_pieces < N_KEPT ? malloc(sizeof(*p)) : NULL;

	if (p) {
		u->n_pieces++;
	} else {
		if (list_empty(&u->pieces))
			return NULL;
		p = list_entry(u->pieces.next, struct piece, node);
		list_remove(&p->node);
	}
	list_add_tail(&p->node, &u->pieces);
	return p;
}

static int keep_pieces(struct urldev *u, uint64_t number, const uint8_t *data, uint64_t len)
{
	while (len) {
		size_t n = (size_t)MIN(len, (uint64_t)PIECE);
		struct piece *p = find_piece(u, number);

		if (!p)
			p = take_piece(u);
		if (!p)
			return fail(ERR_NOMEM, "%s: no memory to read from it", u->name);
		p->number = number++;
		p->len = n;
		memcpy(p->data, data, n);
		data += n;
		len -= n;
	}
	return 0;
}

/* Fetches piece (number), and more behind it the longer a row of reads has become. */
static int load(struct urldev *u, uint64_t number)
{
	struct transfer_part part = {.from = number * PIECE, .version = &u->version};
	struct blob data = {0};
	int rc;

	u->ahead = number == u->next ? MIN(2 * u->ahead, (uint64_t)AHEAD_MOST) : PIECE;
	part.len = MIN(u->ahead, u->dev.size - part.from);
	rc = fetch_part(u, &part, &data, NULL);
	if (rc)
		return rc;
	rc = keep_pieces(u, number, data.data, data.len);
	u->next = number + (data.len + PIECE - 1) / PIECE;
	blob_free(&data);
	return rc;
}

static int read_pieces(struct blockdev *dev, uint64_t off, void *buf, size_t len)
{
	struct urldev *u = container_of(dev, struct urldev, dev);
	uint8_t *to = buf;

	if (u->is_whole) {
		memcpy(buf, u->whole.data + off, len);
		return 0;
	}
	while (len) {
		uint64_t number = off / PIECE;
		struct piece *p = find_piece(u, number);
		size_t at = off % PIECE, n;

		if (!p) {
			int rc = load(u, number);

			if (rc)
				return rc;
			p = find_piece(u, number);
		}
		if (!p || at >= p->len)
			return fail(
				ERR_IO, "%s: came short at %llu", u->name, (unsigned long long)off);
		n = MIN(len, p->len - at);
		memcpy(to, p->data + at, n);
		to += n;
		off += n;
		len -= n;
	}
	return 0;
}

/* ---- opening ---- */

static int copy_mirrors(struct urldev *u, const struct transfer_options *o)
{
	if (!o || !o->n_mirrors)
		return 0;
	u->mirrors = calloc(o->n_mirrors, sizeof(*u->mirrors));
	for (size_t i = 0; u->mirrors && i < o->n_mirrors; i++) {
		u->mirrors[i] = uri_dup(o->mirrors[i]);
		u->n_mirrors += u->mirrors[i] != NULL;
	}
	return u->n_mirrors == o->n_mirrors ? 0 : -ERR_NOMEM;
}

/* The first pieces tell the size, the version, and whether there are parts at all. */
static int probe(struct urldev *u)
{
	struct transfer_part part = {.len = 2 * PIECE};
	struct blob data = {0};
	int rc = fetch_part(u, &part, &data, &u->version);

	if (rc)
		return rc;
	u->dev.size = u->version.total;
	u->next = (data.len + PIECE - 1) / PIECE;
	rc = keep_pieces(u, 0, data.data, data.len);
	blob_free(&data);
	return rc;
}

int urldev_open(const struct uri *uri, const struct transfer_options *o, uint64_t stall_ms,
	struct urldev **ret)
{
	static const struct blockdev_ops ops = {.read = read_pieces};
	struct urldev *u = calloc(1, sizeof(*u));
	int rc = u ? 0 : -ERR_NOMEM;

	if (u) {
		list_init(&u->pieces);
		u->uri = uri_dup(uri);
		u->name = str_dup(uri_text(uri));
		u->dev = (struct blockdev){.ops = &ops, .name = u->name};
		u->ahead = PIECE;
		u->stall_ms = stall_ms;
		rc = u->uri && u->name ? copy_mirrors(u, o) : -ERR_NOMEM;
	}
	if (rc) {
		urldev_close(u);
		return fail(ERR_NOMEM, "%s: no memory to open it", uri_text(uri));
	}
	rc = o && o->sha256 ? -ERR_NOTSUP : probe(u);
	if (rc == -ERR_NOTSUP) {
		log_info("%s: fetching all of it", u->name);
		rc = fetch_whole(u, o ? o->sha256 : NULL);
	}
	if (rc) {
		urldev_close(u);
		return rc;
	}
	*ret = u;
	return 0;
}

void urldev_close(struct urldev *u)
{
	struct piece *p, *tmp;

	if (!u)
		return;
	list_for_each_safe(p, tmp, &u->pieces, node)
		free(p);
	for (size_t i = 0; i < u->n_mirrors; i++)
		uri_free(u->mirrors[i]);
	free(u->mirrors);
	blob_free(&u->whole);
	uri_free(u->uri);
	free(u->name);
	free(u);
}

void urldev_set_stall(struct urldev *u, uint64_t ms)
{
	u->stall_ms = ms;
}

struct blockdev *urldev_blockdev(struct urldev *u)
{
	return &u->dev;
}

uint64_t urldev_fetched(const struct urldev *u)
{
	return u->fetched;
}

bool urldev_is_whole(const struct urldev *u)
{
	return u->is_whole;
}
