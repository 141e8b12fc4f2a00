/* SPDX-License-Identifier: BSD-2-Clause */
/* gzip, zlib, zstd and xz: whole, byte by byte, cut short everywhere, damaged everywhere. */
#include <stdbool.h>
#include <stdlib.h>

#include "core/status.h"
#include "core/util.h"
#include "fake/xz_mend.h"
#include "fs/decoders.h"
#include "unit/check.h"
#include "unit/decoder_samples.h"

#define GZIP_TEXT_HEAD 35 /* bytes of header, its CRC included */

struct output {
	size_t len, largest, stop_at;
	uint8_t bytes[1 << 18];
};

static struct output output;

static int sink(void *arg, const void *data, size_t len)
{
	struct output *o = arg;

	if (len > sizeof(o->bytes) - o->len)
		return -ERR_TOOBIG;
	memcpy(o->bytes + o->len, data, len);
	o->len += len;
	o->largest = MAX(o->largest, len);
	return o->stop_at && o->len >= o->stop_at ? -ERR_CANCELED : 0;
}

/* Feeds (len) bytes, (piece) at a time, and ends. The result is in output. */
static int decode(const struct decoder_type *type, const void *in, size_t len, size_t piece)
{
	struct decoder *d = type->open();
	size_t used = 0;
	int r = 0;

	if (!d)
		return -ERR_NOMEM;
	output.len = output.largest = 0;
	for (size_t off = 0; off < len && r == 0; off += piece) {
		size_t n = MIN(piece, len - off);
		r = type->feed(d, (const uint8_t *)in + off, n, &used, sink, &output);
		if (r == 0 && used != n)
			r = -ERR_INVAL;
	}
	r = r ? r : type->finish(d);
	type->close(d);
	return r;
}

struct sample {
	const struct decoder_type *type;
	const uint8_t *data;
	size_t len;
	const char *text; /* NULL: (text_len) zeros */
	size_t text_len;
};

#define SAMPLE(kind, name, text, text_len)                                                         \
	{                                                                                          \
		&kind##_decoder, kind##_##name, sizeof(kind##_##name), text, text_len              \
	}

static const struct sample samples[] = {
	SAMPLE(gzip, text, sample_text, sizeof(sample_text) - 1),
	SAMPLE(gzip, two, sample_text, sizeof(sample_text) - 1),
	SAMPLE(gzip, zeros, NULL, 200000),
	SAMPLE(gzip, empty, "", 0),
	SAMPLE(zlib, text, sample_text, sizeof(sample_text) - 1),
	SAMPLE(zlib, zeros, NULL, 200000),
	SAMPLE(zlib, empty, "", 0),
	SAMPLE(zstd, text, sample_text, sizeof(sample_text) - 1),
	SAMPLE(zstd, frames, sample_text, sizeof(sample_text) - 1),
	SAMPLE(zstd, zeros, NULL, 200000),
	SAMPLE(zstd, empty, "", 0),
	SAMPLE(zstd, widest, "a", 1),
	SAMPLE(xz, text, sample_text, sizeof(sample_text) - 1),
	SAMPLE(xz, streams, sample_text, sizeof(sample_text) - 1),
	SAMPLE(xz, zeros, NULL, 200000),
	SAMPLE(xz, empty, "", 0),
	SAMPLE(xz, x86, sample_calls, sizeof(sample_calls) - 1),
};

static bool output_is(const struct sample *s)
{
	if (output.len != s->text_len)
		return false;
	for (size_t i = 0; i < s->text_len; i++)
		if (output.bytes[i] != (s->text ? (uint8_t)s->text[i] : 0))
			return false;
	return true;
}

static void test_pieces(void)
{
	static const size_t pieces[] = {1, 2, 3, 7, 64, 1000};

	for (size_t i = 0; i < ARRAY_SIZE(samples); i++) {
		const struct sample *s = &samples[i];
		for (size_t k = 0; k < ARRAY_SIZE(pieces); k++) {
			CHECK_EQ(decode(s->type, s->data, s->len, pieces[k]), 0);
			CHECK(output_is(s));
			CHECK(output.largest <= DECODER_PIECE);
		}
		CHECK(memcmp(s->data, s->type->magic, s->type->magic_len) == 0);
	}
}

static size_t good_cuts(const struct sample *s)
{
	if (s->data == gzip_two)
		return 1; /* two members */
	if (s->data == zstd_frames)
		return 2; /* a frame, a skippable frame and a frame */
	if (s->data == xz_streams)
		return 3; /* a stream, padding of 8 bytes and a stream */
	return 0;
}

/* A cut at the end of a member or a frame leaves a good file; no other cut does. */
static void test_cut_short(void)
{
	for (size_t i = 0; i < ARRAY_SIZE(samples); i++) {
		const struct sample *s = &samples[i];
		size_t n_good = 0;
		for (size_t len = 0; len < s->len; len++) {
			int r = decode(s->type, s->data, len, 16);
			n_good += r == 0;
			CHECK(r == 0 || r == -ERR_PROTO);
			if (r)
				CHECK_EQ(fail_last()->code, ERR_PROTO);
		}
		CHECK_EQ(n_good, good_cuts(s));
	}
}

/* Damage is found, or does not matter (a time stamp, an unused bit): wrong bytes never pass. The
 * samples without any checksum are left out. */
static void test_damage(void)
{
	static const uint8_t flips[] = {0x01, 0x10, 0x80, 0xff};
	uint8_t copy[512];

	for (size_t i = 0; i < ARRAY_SIZE(samples); i++) {
		const struct sample *s = &samples[i];
		unsigned n_found = 0, n_head = 0;
		if (s->len > sizeof(copy) || s->data == zstd_frames || s->data == zstd_widest ||
			s->data == xz_streams)
			continue;
		for (size_t at = 0; at < s->len * ARRAY_SIZE(flips); at++) {
			memcpy(copy, s->data, s->len);
			copy[at / ARRAY_SIZE(flips)] ^= flips[at % ARRAY_SIZE(flips)];
			int r = decode(s->type, copy, s->len, 50);
			CHECK(r < 0 || output_is(s));
			n_found += r < 0;
			n_head += r < 0 && at < GZIP_TEXT_HEAD * ARRAY_SIZE(flips);
		}
		CHECK(n_found * 3 > s->len * ARRAY_SIZE(flips));
		/* a header with a CRC of its own leaves nothing unfound */
		if (s->data == gzip_text)
			CHECK_EQ(n_head, GZIP_TEXT_HEAD * ARRAY_SIZE(flips));
	}
	/* without checksums it must only not crash */
	for (size_t at = 0; at < sizeof(zstd_frames); at++) {
		memcpy(copy, zstd_frames, sizeof(zstd_frames));
		copy[at] ^= 0xff;
		int r = decode(&zstd_decoder, copy, sizeof(zstd_frames), 50);
		CHECK(r <= 0);
	}
	for (size_t at = 0; at < sizeof(xz_streams); at++) {
		memcpy(copy, xz_streams, sizeof(xz_streams));
		copy[at] ^= 0xff;
		int r = decode(&xz_decoder, copy, sizeof(xz_streams), 50);
		CHECK(r <= 0);
	}
}

static void test_padding(void)
{
	uint8_t padded[sizeof(gzip_text) + 600] = {0};

	memcpy(padded, gzip_text, sizeof(gzip_text));
	CHECK_EQ(decode(&gzip_decoder, padded, sizeof(padded), 100), 0);
	CHECK(output_is(&samples[0]));
	padded[sizeof(padded) - 1] = 'x';
	CHECK_EQ(decode(&gzip_decoder, padded, sizeof(padded), 100), -ERR_PROTO);
	CHECK_STR(fail_last()->text, "gzip: byte 0x78 at 739, after the end of the data");
	padded[sizeof(gzip_text)] = 'x';
	CHECK_EQ(decode(&gzip_decoder, padded, sizeof(gzip_text) + 1, 100), -ERR_PROTO);
	CHECK_EQ(decode(&gzip_decoder, padded, sizeof(gzip_text) + 2, 1), -ERR_PROTO);
}

static void test_zstd_limits(void)
{
	CHECK_EQ(decode(&zstd_decoder, zstd_wide, sizeof(zstd_wide), 3), -ERR_TOOBIG);
	CHECK_STR(fail_last()->text, "zstd: needs a window of more than 128 MiB");
	CHECK_EQ(decode(&zstd_decoder, zstd_dict, sizeof(zstd_dict), 3), -ERR_PROTO);
	CHECK_STR(fail_last()->text, "zstd: needs a dictionary near byte 6");
	CHECK_EQ(decode(&zstd_decoder, "plain text", 10, 10), -ERR_PROTO);
	for (size_t piece = 1; piece < 20; piece++) {
		CHECK_EQ(decode(&zstd_decoder, zstd_less, sizeof(zstd_less), piece), -ERR_PROTO);
		CHECK_STR(fail_last()->text, "zstd: 0 bytes in a frame of 64");
	}
	CHECK_EQ(decode(&gzip_decoder, "plain text", 10, 10), -ERR_PROTO);
	CHECK_STR(fail_last()->text, "gzip: incorrect header check near byte 2");
}

/* xz_text with byte (at) changed to (value) and the checksums of the heads made right. */
static int decode_xz_changed(size_t at, uint8_t value)
{
	uint8_t copy[sizeof(xz_text)];

	memcpy(copy, xz_text, sizeof(copy));
	copy[at] = value;
	xz_mend(copy + 6, 2);
	xz_mend(copy + 12, (size_t)copy[12] * 4);
	return decode(&xz_decoder, copy, sizeof(copy), 11);
}

static void test_xz_limits(void)
{
	static const struct {
		size_t at;
		uint8_t value;
		int rc;
		const char *why;
	} changes[] = {
		{0, 0xfc, -ERR_PROTO, "xz: not a stream near byte 11"},
		{6, 0x01, -ERR_NOTSUP, "xz: a stream of an unknown kind, 0x0104"},
		{7, 0x10, -ERR_NOTSUP, "xz: a stream of an unknown kind, 0x0010"},
		{7, 0x05, -ERR_NOTSUP, "xz: checked in an unknown way, number 5"},
		{7, 0x01, -ERR_PROTO, NULL},
		{13, 0x04, -ERR_NOTSUP, "xz: a block of an unknown kind, 0x04"},
		{13, 0x01, -ERR_NOTSUP,
			"xz: filter 0x21 cannot be undone here, only x86 and LZMA2"},
		{13, 0x40, -ERR_PROTO, NULL},
		{13, 0x80, -ERR_PROTO, NULL},
		{15, 0x02, -ERR_NOTSUP, NULL},
		{15, 0x09, -ERR_PROTO, "xz: bad head of a block near byte 22"},
		{16, 41, -ERR_PROTO, "xz: a dictionary of no size near byte 22"},
		{16, 40, -ERR_TOOBIG, NULL},
		{16, 0, 0, NULL},
		{17, 1, -ERR_PROTO, "xz: bad head of a block near byte 22"},
	};

	for (size_t i = 0; i < ARRAY_SIZE(changes); i++) {
		CHECK_EQ(decode_xz_changed(changes[i].at, changes[i].value), changes[i].rc);
		if (changes[i].why)
			CHECK_STR(fail_last()->text, changes[i].why);
	}
	CHECK_EQ(decode(&xz_decoder, xz_wide, sizeof(xz_wide), 5), -ERR_TOOBIG);
	CHECK_STR(fail_last()->text,
		"xz: needs a dictionary of 96 MiB, more than 64 MiB are not given to it");
	CHECK_EQ(decode(&xz_decoder, xz_arm, sizeof(xz_arm), 5), -ERR_NOTSUP);
	CHECK_STR(fail_last()->text, "xz: filter 0x7 cannot be undone here, only x86 and LZMA2");
	CHECK_EQ(decode(&xz_decoder, "plain text", 10, 10), -ERR_PROTO);
	CHECK_STR(fail_last()->text, "xz: data cut short after 10 bytes");
}

/* What the sink says is what the caller hears, and a decoder that failed does not go on. */
static void test_stop(void)
{
	for (size_t i = 0; i < ARRAY_SIZE(samples); i++) {
		const struct sample *s = &samples[i];
		if (s->text_len == 0)
			continue;
		output.stop_at = 1;
		CHECK_EQ(decode(s->type, s->data, s->len, 1000), -ERR_CANCELED);
		output.stop_at = 0;
	}
	struct decoder *d = zstd_decoder.open();
	size_t used = 0;
	CHECK_EQ(zstd_decoder.feed(d, "xxxxxxxx", 8, &used, sink, &output), -ERR_PROTO);
	CHECK_EQ(zstd_decoder.feed(d, zstd_text, sizeof(zstd_text), &used, sink, &output),
		-ERR_PROTO);
	CHECK_EQ(zstd_decoder.finish(d), -ERR_PROTO);
	zstd_decoder.close(d);
	zstd_decoder.close(NULL);
	gzip_decoder.close(NULL);
	xz_decoder.close(NULL);
}

static void test_find(void)
{
	CHECK(decoder_find("gzip") == &gzip_decoder);
	CHECK(decoder_find("GZip") == &gzip_decoder);
	CHECK(decoder_find("X-GZIP") == &gzip_decoder);
	CHECK(decoder_find("zstd") == &zstd_decoder);
	CHECK(decoder_find("xz") == NULL); /* no content-coding */
	CHECK(decoder_find("br") == NULL);
	CHECK(decoder_find("") == NULL);
	CHECK(decoder_find("gzi") == NULL);
}

int main(void)
{
	test_pieces();
	test_cut_short();
	test_damage();
	test_padding();
	test_zstd_limits();
	test_xz_limits();
	test_stop();
	test_find();
	return check_done();
}
