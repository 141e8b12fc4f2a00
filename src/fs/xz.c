/* SPDX-License-Identifier: BSD-2-Clause */
/*
 * .xz files (format 1.2.0) in pieces, over the LZMA SDK's LZMA2 decoder. The container around it is
 * read here: the reader in the SDK 9.22 uses memory after it was freed when blocks have different
 * filters. All checks and sizes are compared. Several streams in a row are one file, zeros between
 * them and after the last one are skipped. Of the filters x86 can be undone, which is found around
 * programs; the others are for other processors. Dictionaries up to 64 MiB, the most that xz makes
 * with its presets: one is memory that a server can make us allocate.
 */
#include <Bra.h>
#include <Lzma2Dec.h>
#include <stdbool.h>
#include <stdlib.h>
#include <string.h>
#include <zlib.h>

#include "core/status.h"
#include "core/util.h"
#include "fs/decoders.h"
#include "fs/xz_check.h"
#include "fs/xz_index.h"

#define DICT_MAX      (64u << 20)
#define DICT_CODE_MAX 40 /* 4 GiB less one byte */
#define MAGIC_LEN     6
#define HEAD_LEN      12 /* of a stream, and its foot */
#define BLOCK_MAX     1024
#define FILTER_X86    0x04
#define FILTER_LZMA2  0x21
#define BLOCK_FILTERS 0x03 /* flags of a block: filters, less one */
#define BLOCK_PACKED  0x40 /* sizes are told */
#define BLOCK_LENGTH  0x80
#define BLOCK_UNKNOWN 0x3c

enum xz_place {
	AT_HEAD, /* of a stream */
	AT_BLOCK,
	IN_BLOCK,
	AT_BLOCK_END, /* padding and check */
	IN_INDEX,
	AT_INDEX_END, /* padding and CRC */
	AT_FOOT,
	IN_PADDING,
};

struct block {
	uint64_t told_packed, told_length; /* UINT64_MAX: not told */
	uint64_t packed, length;
	size_t head, padding;
	bool x86;
};

struct decoder {
	enum xz_place place;
	uint64_t n_in; /* bytes taken so far, for messages */
	uint8_t buf[BLOCK_MAX];
	size_t n_buf, n_padding;
	uint8_t flags[2]; /* of the stream */
	struct xz_check check;
	struct xz_blocks blocks;
	struct xz_index index;
	struct block block;
	CLzma2Dec lzma;
	size_t dict_size;
	struct {
		UInt32 ip, state;
		size_t n;
		uint8_t bytes[DECODER_PIECE];
	} x86;
};

static const uint8_t magic[MAGIC_LEN] = {0xfd, '7', 'z', 'X', 'Z', 0};

static void *sdk_alloc(void *p, size_t size)
{
	(void)p;
	return malloc(size);
}

static void sdk_free(void *p, void *address)
{
	(void)p;
	free(address);
}

static ISzAlloc sdk = {sdk_alloc, sdk_free};

static struct decoder *xz_open(void)
{
	struct decoder *d = calloc(1, sizeof(*d));

	if (d)
		Lzma2Dec_Construct(&d->lzma);
	return d;
}

static void xz_close(struct decoder *d)
{
	if (!d)
		return;
	Lzma2Dec_FreeProbs(&d->lzma, &sdk);
	free(d->lzma.decoder.dic);
	xz_check_free(&d->check);
	free(d);
}

static int xz_broken(const struct decoder *d, const char *what)
{
	return fail(ERR_PROTO, "xz: %s near byte %llu", what, (unsigned long long)d->n_in);
}

/* Collects (need) bytes; true once they are there. Then the next ones are collected anew. */
static bool gather(struct decoder *d, size_t need, const uint8_t *in, size_t len, size_t *ret_used)
{
	size_t n = MIN(need - d->n_buf, len);

	memcpy(d->buf + d->n_buf, in, n);
	d->n_buf += n;
	*ret_used = n;
	return d->n_buf == need;
}

static void enter(struct decoder *d, enum xz_place place)
{
	d->place = place;
	d->n_buf = 0;
}

/* ---- streams ---- */

static int stream_head(struct decoder *d)
{
	if (memcmp(d->buf, magic, MAGIC_LEN) != 0)
		return xz_broken(d, "not a stream");
	if (crc32_z(0, d->buf + MAGIC_LEN, 2) != get_le32(d->buf + 8))
		return xz_broken(d, "damaged head of a stream");
	if (d->buf[MAGIC_LEN] || d->buf[MAGIC_LEN + 1] > 15)
		return fail(ERR_NOTSUP, "xz: a stream of an unknown kind, 0x%02x%02x",
			d->buf[MAGIC_LEN], d->buf[MAGIC_LEN + 1]);
	memcpy(d->flags, d->buf + MAGIC_LEN, 2);
	d->blocks = (struct xz_blocks){};
	enter(d, AT_BLOCK);
	return 0;
}

static int stream_foot(struct decoder *d)
{
	const uint64_t index = ((uint64_t)get_le32(d->buf + 4) + 1) * 4;

	if (d->buf[10] != 'Y' || d->buf[11] != 'Z' ||
		crc32_z(0, d->buf + 4, 6) != get_le32(d->buf) ||
		memcmp(d->buf + 8, d->flags, 2) != 0 ||
		index != d->index.size + xz_index_padding(&d->index) + 4)
		return xz_broken(d, "damaged end of a stream");
	d->n_padding = 0;
	enter(d, IN_PADDING);
	return 0;
}

static int padding_feed(struct decoder *d, const uint8_t *in, size_t len, size_t *ret_used)
{
	size_t n = 0;

	while (n < len && in[n] == 0)
		n++;
	d->n_padding += n;
	*ret_used = n;
	if (n == len)
		return 0;
	if (d->n_padding % 4)
		return xz_broken(d, "padding of a wrong length");
	enter(d, AT_HEAD);
	return 0;
}

/* ---- blocks ---- */

static int set_dictionary(struct decoder *d, uint8_t code)
{
	uint64_t size;

	if (code > DICT_CODE_MAX)
		return xz_broken(d, "a dictionary of no size");
	size = (uint64_t)(2 | (code & 1)) << (code / 2 + 11);
	if (size > DICT_MAX)
		return fail(ERR_TOOBIG,
			"xz: needs a dictionary of %llu MiB, more than %u MiB are not given to it",
			(unsigned long long)(size >> 20), DICT_MAX >> 20);
	if (!d->lzma.decoder.dic || d->dict_size != size) {
		free(d->lzma.decoder.dic);
		d->lzma.decoder.dic = malloc(size);
		d->dict_size = size;
	}
	if (!d->lzma.decoder.dic || Lzma2Dec_AllocateProbs(&d->lzma, code, &sdk) != SZ_OK)
		return fail(ERR_NOMEM, "xz: no memory for a dictionary of %llu KiB",
			(unsigned long long)(size >> 10));
	d->lzma.decoder.dicBufSize = size;
	Lzma2Dec_Init(&d->lzma);
	return 0;
}

static int set_filter(struct decoder *d, uint64_t id, bool last, const uint8_t *props, size_t len)
{
	if (id == FILTER_LZMA2 && last && len == 1)
		return set_dictionary(d, props[0]);
	if (id == FILTER_X86 && !last && !d->block.x86 && (len == 0 || len == 4)) {
		d->block.x86 = true;
		d->x86.ip = len ? get_le32(props) : 0;
		d->x86.n = 0;
		x86_Convert_Init(d->x86.state);
		return 0;
	}
	return fail(ERR_NOTSUP, "xz: filter 0x%llx cannot be undone here, only x86 and LZMA2",
		(unsigned long long)id);
}

/* The filters at (p), of which there are (n). */
static int read_filters(struct decoder *d, const uint8_t *p, size_t len, unsigned n)
{
	uint64_t id, size;
	size_t used, off = 0;
	int r;

	for (unsigned i = 0; i < n; i++) {
		used = xz_vli(p + off, len - off, &id);
		off += used;
		if (!used)
			return xz_broken(d, "bad head of a block");
		used = xz_vli(p + off, len - off, &size);
		off += used;
		if (!used || size > len - off)
			return xz_broken(d, "bad head of a block");
		r = set_filter(d, id, i + 1 == n, p + off, size);
		if (r)
			return r;
		off += size;
	}
	for (; off < len; off++)
		if (p[off])
			return xz_broken(d, "bad head of a block");
	return 0;
}

/* One of the sizes in a block's head, if (told). */
static bool read_size(const uint8_t *p, size_t len, size_t *off, bool told, uint64_t *ret)
{
	size_t used;

	*ret = UINT64_MAX;
	if (!told)
		return true;
	used = xz_vli(p + *off, len - *off, ret);
	*off += used;
	return used > 0;
}

static int block_head(struct decoder *d)
{
	const size_t len = d->n_buf - 4;
	const uint8_t flags = d->buf[1];
	size_t off = 2;
	int r;

	if (crc32_z(0, d->buf, len) != get_le32(d->buf + len))
		return xz_broken(d, "damaged head of a block");
	if (flags & BLOCK_UNKNOWN)
		return fail(ERR_NOTSUP, "xz: a block of an unknown kind, 0x%02x", flags);
	d->block = (struct block){.head = d->n_buf};
	if (!read_size(d->buf, len, &off, flags & BLOCK_PACKED, &d->block.told_packed) ||
		!read_size(d->buf, len, &off, flags & BLOCK_LENGTH, &d->block.told_length))
		return xz_broken(d, "bad head of a block");
	r = read_filters(d, d->buf + off, len - off, (flags & BLOCK_FILTERS) + 1u);
	if (!r)
		r = xz_check_begin(&d->check, d->flags[1]);
	if (!r)
		enter(d, IN_BLOCK);
	return r;
}

/* What comes where a block or the index begins. */
static int block_or_index(struct decoder *d, const uint8_t *in, size_t len, size_t *ret_used)
{
	const size_t need = d->n_buf ? (d->buf[0] + 1u) * 4 : 1;

	if (!gather(d, need, in, len, ret_used))
		return 0;
	if (need > 1)
		return block_head(d);
	if (d->buf[0] == 0) {
		xz_index_begin(&d->index);
		enter(d, IN_INDEX);
	}
	return 0;
}

static int give_out(struct decoder *d, const void *data, size_t len, decoder_sink sink, void *arg)
{
	if (len == 0)
		return 0;
	d->block.length += len;
	xz_check_feed(&d->check, data, len);
	return sink(arg, data, len);
}

/* Undoes the x86 filter, which lags behind by a few bytes, before the data is given out. */
static int x86_feed(
	struct decoder *d, const uint8_t *data, size_t len, decoder_sink sink, void *arg)
{
	size_t n, done;
	int r;

	while (len > 0) {
		n = MIN(len, sizeof(d->x86.bytes) - d->x86.n);
		memcpy(d->x86.bytes + d->x86.n, data, n);
		d->x86.n += n;
		data += n;
		len -= n;
		done = x86_Convert(d->x86.bytes, d->x86.n, d->x86.ip, &d->x86.state, 0);
		r = give_out(d, d->x86.bytes, done, sink, arg);
		if (r)
			return r;
		d->x86.ip += (UInt32)done;
		d->x86.n -= done;
		memmove(d->x86.bytes, d->x86.bytes + done, d->x86.n);
	}
	return 0;
}

static int block_end(struct decoder *d)
{
	const struct block *b = &d->block;

	for (size_t i = 0; i < b->padding; i++)
		if (d->buf[i])
			return xz_broken(d, "padding that is not zero");
	if ((b->told_packed != UINT64_MAX && b->told_packed != b->packed) ||
		(b->told_length != UINT64_MAX && b->told_length != b->length))
		return xz_broken(d, "a block of another length than its head tells");
	if (!xz_check_end(&d->check, d->buf + b->padding))
		return xz_broken(d, "the data's checksum does not match");
	xz_blocks_add(&d->blocks, b->head + b->packed + xz_check_size(d->flags[1]), b->length);
	enter(d, AT_BLOCK);
	return 0;
}

/* The last of a block's data has been decoded. */
static int block_over(struct decoder *d, decoder_sink sink, void *arg)
{
	int r = 0;

	if (d->block.x86)
		r = give_out(d, d->x86.bytes, d->x86.n, sink, arg);
	d->block.padding = -d->block.packed & 3;
	enter(d, AT_BLOCK_END);
	if (!r && d->block.padding + xz_check_size(d->flags[1]) == 0)
		r = block_end(d);
	return r;
}

static int block_feed(struct decoder *d, const uint8_t *in, size_t len, size_t *ret_used,
	decoder_sink sink, void *arg)
{
	CLzmaDec *z = &d->lzma.decoder;
	ELzmaStatus status;
	size_t from, n, used = 0;
	int r;

	do {
		if (z->dicPos == z->dicBufSize)
			z->dicPos = 0;
		from = z->dicPos;
		n = len - used;
		if (Lzma2Dec_DecodeToDic(&d->lzma, from + MIN(z->dicBufSize - from, DECODER_PIECE),
			    in + used, &n, LZMA_FINISH_ANY, &status) != SZ_OK ||
			n > len - used)
			return xz_broken(d, "bad data");
		used += n;
		d->block.packed += n;
		/* a part of it that has no more bytes wants some all the same */
		if (status == LZMA_STATUS_NEEDS_MORE_INPUT && n == 0 && z->dicPos == from &&
			used < len)
			return xz_broken(d, "bad data");
		r = d->block.x86 ? x86_feed(d, z->dic + from, z->dicPos - from, sink, arg)
				 : give_out(d, z->dic + from, z->dicPos - from, sink, arg);
		if (r)
			return r;
	} while (status == LZMA_STATUS_NOT_FINISHED ||
		(status == LZMA_STATUS_NEEDS_MORE_INPUT && used < len));
	*ret_used = used;
	return status == LZMA_STATUS_FINISHED_WITH_MARK ? block_over(d, sink, arg) : 0;
}

/* ---- the index ---- */

static int index_feed(struct decoder *d, const uint8_t *in, size_t len, size_t *ret_used)
{
	size_t n = 0;
	int r = 0;

	while (r == 0 && n < len)
		r = xz_index_feed(&d->index, in[n++]);
	*ret_used = n;
	if (r < 0 ||
		(r == 1 &&
			(d->index.seen.n != d->blocks.n ||
				d->index.seen.digest != d->blocks.digest)))
		return xz_broken(d, "an index that does not match the data");
	if (r == 1)
		enter(d, AT_INDEX_END);
	return 0;
}

static int index_end(struct decoder *d)
{
	if (!xz_index_end(&d->index, d->buf))
		return xz_broken(d, "damaged index");
	enter(d, AT_FOOT);
	return 0;
}

/* ---- the decoder ---- */

/* Collects what has a length of its own, and reads it. */
static int gathered_feed(struct decoder *d, const uint8_t *in, size_t len, size_t *ret_used)
{
	size_t need = HEAD_LEN;

	if (d->place == AT_BLOCK_END)
		need = d->block.padding + xz_check_size(d->flags[1]);
	else if (d->place == AT_INDEX_END)
		need = xz_index_padding(&d->index) + 4;
	if (!gather(d, need, in, len, ret_used))
		return 0;
	switch (d->place) {
	case AT_HEAD:
		return stream_head(d);
	case AT_BLOCK_END:
		return block_end(d);
	case AT_INDEX_END:
		return index_end(d);
	default:
		return stream_foot(d);
	}
}

static int xz_feed(struct decoder *d, const void *in, size_t len, size_t *ret_used,
	decoder_sink sink, void *arg)
{
	const uint8_t *p = in;
	size_t off = 0, n = 0;
	int r = 0;

	while (off < len) {
		switch (d->place) {
		case AT_BLOCK:
			r = block_or_index(d, p + off, len - off, &n);
			break;
		case IN_BLOCK:
			r = block_feed(d, p + off, len - off, &n, sink, arg);
			break;
		case IN_INDEX:
			r = index_feed(d, p + off, len - off, &n);
			break;
		case IN_PADDING:
			r = padding_feed(d, p + off, len - off, &n);
			break;
		default:
			r = gathered_feed(d, p + off, len - off, &n);
		}
		if (r)
			return r;
		off += n;
		d->n_in += n;
	}
	*ret_used = len;
	return 0;
}

static int xz_finish(struct decoder *d)
{
	if (d->place == IN_PADDING && d->n_padding % 4 == 0)
		return 0;
	return fail(ERR_PROTO, "xz: data cut short after %llu bytes", (unsigned long long)d->n_in);
}

const struct decoder_type xz_decoder = {
	.name = "xz",
	.alias = NULL,
	.magic = {0xfd, '7', 'z', 'X'},
	.magic_len = 4,
	.open = xz_open,
	.feed = xz_feed,
	.finish = xz_finish,
	.close = xz_close,
};
