/* SPDX-License-Identifier: BSD-2-Clause */
/*
 * Zstandard (RFC 8878) in pieces, over libzstd, which checks the frames' sizes and checksums.
 * Several frames in a row are one file; skippable frames are skipped. No dictionaries. Windows up
 * to 128 MiB, the most that zstd makes without --long: a window is memory that a server can make
 * us allocate.
 */
#include <stdbool.h>
#include <stdlib.h>
#include <string.h>
#include <zstd.h>
#include <zstd_errors.h>

#include "core/status.h"
#include "core/util.h"
#include "fs/decoders.h"

#define WINDOW_LOG_MAX 27
#define HEAD_MAX       18 /* RFC 8878 3.1.1: magic and frame header */

struct decoder {
	ZSTD_DStream *z;
	bool between; /* nothing of a frame is outstanding */
	bool broken;  /* the library's state is not good any more */
	uint64_t n_in;
	uint64_t n_frame;       /* decoded bytes of this frame */
	uint8_t head[HEAD_MAX]; /* how it begins */
	size_t n_head;
	uint8_t out[DECODER_PIECE];
};

static void zstd_close(struct decoder *d)
{
	if (!d)
		return;
	(void)ZSTD_freeDStream(d->z);
	free(d);
}

static struct decoder *zstd_open(void)
{
	struct decoder *d = calloc(1, sizeof(*d));

	if (!d)
		return NULL;
	d->z = ZSTD_createDStream();
	if (!d->z ||
		ZSTD_isError(ZSTD_DCtx_setParameter(d->z, ZSTD_d_windowLogMax, WINDOW_LOG_MAX))) {
		zstd_close(d);
		return NULL;
	}
	return d;
}

/* The library's own sentences are not built in. */
static const char *reason(ZSTD_ErrorCode code)
{
	static const struct {
		ZSTD_ErrorCode code;
		const char *text;
	} reasons[] = {
		{ZSTD_error_prefix_unknown, "not a frame"},
		{ZSTD_error_checksum_wrong, "checksum does not match"},
		{ZSTD_error_dictionary_wrong, "needs a dictionary"},
		{ZSTD_error_frameParameter_unsupported, "unknown kind of frame"},
		{ZSTD_error_version_unsupported, "frame of an old version"},
	};

	for (size_t i = 0; i < ARRAY_SIZE(reasons); i++)
		if (reasons[i].code == code)
			return reasons[i].text;
	return "bad data";
}

static int zstd_broken(struct decoder *d, ZSTD_ErrorCode code)
{
	d->broken = true;
	if (code == ZSTD_error_memory_allocation)
		return fail(ERR_NOMEM, "zstd: out of memory");
	if (code == ZSTD_error_frameParameter_windowTooLarge)
		return fail(ERR_TOOBIG, "zstd: needs a window of more than %u MiB",
			1u << (WINDOW_LOG_MAX - 20));
	return fail(
		ERR_PROTO, "zstd: %s near byte %llu", reason(code), (unsigned long long)d->n_in);
}

/* Keeps the beginning of the frame; (p) is what was just taken. */
static void head_add(struct decoder *d, const uint8_t *p, size_t len)
{
	size_t n = MIN(len, sizeof(d->head) - d->n_head);

	memcpy(d->head + d->n_head, p, n);
	d->n_head += n;
}

/* The library does not compare the size that the header promises when the last block is empty. */
static int frame_end(struct decoder *d)
{
	unsigned long long promised = ZSTD_getFrameContentSize(d->head, d->n_head);
	uint64_t got = d->n_frame;

	d->n_head = 0;
	d->n_frame = 0;
	if (promised == ZSTD_CONTENTSIZE_UNKNOWN || promised == got)
		return 0;
	d->broken = true;
	return fail(ERR_PROTO, "zstd: %llu bytes in a frame of %llu", (unsigned long long)got,
		promised);
}

static int zstd_feed(struct decoder *d, const void *in, size_t len, size_t *ret_used,
	decoder_sink sink, void *arg)
{
	ZSTD_inBuffer from = {in, len, 0};
	ZSTD_outBuffer to = {d->out, sizeof(d->out), 0};
	size_t want, before;
	int r;

	if (d->broken)
		return fail(ERR_PROTO, "zstd: fed after an error");
	/* Called without input only when a full piece may have left something behind: at the end of
	 * a frame that would begin another. */
	while (from.pos < len || (to.pos == to.size && !d->between)) {
		to.pos = 0;
		before = from.pos;
		/* given a whole frame at once the library is less strict with its header */
		from.size = d->n_head > 0 ? len : before + 1;
		want = ZSTD_decompressStream(d->z, &to, &from);
		d->n_in += from.pos - before;
		head_add(d, (const uint8_t *)in + before, from.pos - before);
		if (ZSTD_isError(want))
			return zstd_broken(d, ZSTD_getErrorCode(want));
		d->between = want == 0;
		r = to.pos > 0 ? sink(arg, d->out, to.pos) : 0;
		d->n_frame += to.pos;
		if (r == 0 && d->between)
			r = frame_end(d);
		if (r)
			return r;
	}
	*ret_used = len;
	return 0;
}

static int zstd_finish(struct decoder *d)
{
	if (d->between && !d->broken)
		return 0;
	return fail(
		ERR_PROTO, "zstd: data cut short after %llu bytes", (unsigned long long)d->n_in);
}

const struct decoder_type zstd_decoder = {
	.name = "zstd",
	.alias = NULL,
	.is_coding = true,
	.magic = {0x28, 0xb5, 0x2f, 0xfd},
	.magic_len = 4,
	.open = zstd_open,
	.feed = zstd_feed,
	.finish = zstd_finish,
	.close = zstd_close,
};
