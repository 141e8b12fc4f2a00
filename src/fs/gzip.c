/* SPDX-License-Identifier: BSD-2-Clause */
/*
 * gzip (RFC 1952) and zlib (RFC 1950) in pieces, over zlib's inflate, which checks the headers,
 * their CRC, the data's CRC and its length. Several members in a row are one file. After the last
 * one zeros may follow, as tapes and some servers pad with them; anything else is an error.
 */
#include <limits.h>
#include <stdlib.h>
#include <zlib.h>

#include "core/status.h"
#include "core/util.h"
#include "fs/decoders.h"

/* inflateInit2(): 32 KiB window, with headers of this kind and nothing else. */
#define WINDOW_ZLIB 15
#define WINDOW_GZIP (15 + 16)

enum gzip_place {
	IN_MEMBER,
	AFTER_MEMBER,
	IN_PADDING,
};

struct decoder {
	z_stream z;
	const char *name;
	enum gzip_place place;
	uint64_t n_in; /* bytes taken so far, for messages */
	uint8_t out[DECODER_PIECE];
};

static struct decoder *inflate_open(const char *name, int window)
{
	struct decoder *d = calloc(1, sizeof(*d));

	if (!d)
		return NULL;
	d->name = name;
	if (inflateInit2(&d->z, window) != Z_OK) {
		free(d);
		return NULL;
	}
	return d;
}

static struct decoder *gzip_open(void)
{
	return inflate_open("gzip", WINDOW_GZIP);
}

static struct decoder *zlib_open(void)
{
	return inflate_open("zlib", WINDOW_ZLIB);
}

static int gzip_broken(const struct decoder *d, int status)
{
	if (status == Z_MEM_ERROR)
		return fail(ERR_NOMEM, "%s: out of memory", d->name);
	return fail(ERR_PROTO, "%s: %s near byte %llu", d->name,
		d->z.msg ? d->z.msg : "bad data", (unsigned long long)d->n_in);
}

/* Inflates what of (in) belongs to this member; (ret_used) tells how much that is. */
static int member_feed(struct decoder *d, const uint8_t *in, size_t len, size_t *ret_used,
	decoder_sink sink, void *arg)
{
	size_t given = MIN(len, (size_t)INT_MAX), n;
	int status, r;

	d->z.next_in = (z_const Bytef *)in;
	d->z.avail_in = (uInt)given;
	do {
		d->z.next_out = d->out;
		d->z.avail_out = sizeof(d->out);
		status = inflate(&d->z, Z_NO_FLUSH);
		/* Z_BUF_ERROR: all was given out already when the last piece became full */
		if (status != Z_OK && status != Z_STREAM_END && status != Z_BUF_ERROR) {
			d->n_in += given - d->z.avail_in;
			return gzip_broken(d, status);
		}
		n = sizeof(d->out) - d->z.avail_out;
		r = n > 0 ? sink(arg, d->out, n) : 0;
		if (r)
			return r;
	} while (status == Z_OK && (d->z.avail_in > 0 || d->z.avail_out == 0));
	if (status == Z_STREAM_END)
		d->place = AFTER_MEMBER;
	*ret_used = given - d->z.avail_in;
	d->n_in += *ret_used;
	return 0;
}

/* What follows a member: another one, or zeros to the end. */
static int padding_feed(struct decoder *d, const uint8_t *in, size_t len, size_t *ret_used)
{
	size_t n = 0;

	while (n < len && in[n] == 0)
		n++;
	*ret_used = n;
	d->n_in += n;
	if (n > 0)
		d->place = IN_PADDING;
	if (n == len)
		return 0;
	if (d->place == IN_PADDING)
		return fail(ERR_PROTO, "%s: byte 0x%02x at %llu, after the end of the data",
			d->name, in[n], (unsigned long long)d->n_in);
	if (inflateReset(&d->z) != Z_OK)
		return gzip_broken(d, Z_STREAM_ERROR);
	d->place = IN_MEMBER;
	return 0;
}

static int gzip_feed(struct decoder *d, const void *in, size_t len, size_t *ret_used,
	decoder_sink sink, void *arg)
{
	const uint8_t *p = in;
	size_t off = 0, n = 0;
	int r;

	while (off < len) {
		r = d->place == IN_MEMBER ? member_feed(d, p + off, len - off, &n, sink, arg)
					  : padding_feed(d, p + off, len - off, &n);
		if (r)
			return r;
		off += n;
	}
	*ret_used = len;
	return 0;
}

static int gzip_finish(struct decoder *d)
{
	if (d->place != IN_MEMBER)
		return 0;
	return fail(ERR_PROTO, "%s: data cut short after %llu bytes", d->name,
		(unsigned long long)d->n_in);
}

static void gzip_close(struct decoder *d)
{
	if (!d)
		return;
	(void)inflateEnd(&d->z);
	free(d);
}

const struct decoder_type gzip_decoder = {
	.name = "gzip",
	.alias = "x-gzip", /* RFC 9110 8.4.1.3 */
	.is_coding = true,
	.magic = {0x1f, 0x8b},
	.magic_len = 2,
	.open = gzip_open,
	.feed = gzip_feed,
	.finish = gzip_finish,
	.close = gzip_close,
};

const struct decoder_type zlib_decoder = {
	.name = "zlib",
	.magic = {0x78}, /* deflate, a window of 32 KiB */
	.magic_len = 1,
	.is_guess = true,
	.open = zlib_open,
	.feed = gzip_feed,
	.finish = gzip_finish,
	.close = gzip_close,
};
