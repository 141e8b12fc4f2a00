/* SPDX-License-Identifier: BSD-2-Clause */
/*
 * Unpacking a file in memory, by the decoders of core/decoder.h. It is decoded twice, to learn the
 * length first: so the memory is claimed once.
 */
#include "image/unpack.h"

#include <string.h>

#include "core/decoder.h"
#include "core/pages.h"
#include "core/status.h"
#include "core/util.h"
#include "core/wait.h"

#define COUNT_FACTOR 8u /* times free memory: up to there it is told how much there is */
#define DECODE_PIECE (256u << 10)

const struct decoder_type *unpack_find(const struct blob *data, bool guess)
{
	for (const struct decoder_type *const *t = decoders; *t; t++)
		if ((guess || !(*t)->is_guess) && data->len >= (*t)->magic_len &&
			memcmp(data->data, (*t)->magic, (*t)->magic_len) == 0)
			return *t;
	return NULL;
}

int unpack_check(const struct blob *data, const char *name)
{
	static const struct {
		const char *magic, *name;
	} others[] = {
		{"BZh", "bzip2"},
		{"PK\x03\x04", "zip"},
		{"\x04\x22M\x18", "lz4"},
	};

	for (size_t i = 0; i < ARRAY_SIZE(others); i++) {
		size_t n = strlen(others[i].magic);

		if (data->len >= n && memcmp(data->data, others[i].magic, n) == 0)
			return fail(ERR_NOTSUP,
				"%s: it is packed by %s; only gzip, xz and zstd can be unpacked "
				"here",
				name, others[i].name);
	}
	return 0;
}

/* Unpacking in progress, in two rounds. */
struct unpacking {
	struct wait_work work; /* counts packed bytes */
	uint64_t len, max;     /* decoded bytes, of the first round */
	struct blob *out;
};

static int breathe(void)
{
	return wait_breathe() ? fail(ERR_CANCELED, "cancelled with Ctrl-C while unpacking") : 0;
}

static int decode(const struct decoder_type *type, const struct blob *in, decoder_sink sink,
	struct unpacking *u)
{
	struct decoder *d = type->open();
	uint64_t off = 0;
	size_t n, used;
	int rc = 0;

	if (!d)
		return fail(ERR_NOMEM, "%s: no memory to unpack it", type->name);
	while (rc == 0 && off < in->len) {
		n = MIN(in->len - off, (uint64_t)DECODE_PIECE);
		used = 0;
		rc = type->feed(d, in->data + off, n, &used, sink, u);
		off += n;
		u->work.done += n;
		if (!rc)
			rc = breathe();
	}
	if (rc >= 0)
		rc = type->finish(d);
	type->close(d);
	return rc;
}

static int sink_count(void *arg, const void *data, size_t len)
{
	struct unpacking *u = arg;

	(void)data;
	u->len += len;
	if (u->len > u->max)
		return fail(ERR_TOOBIG,
			"more than %llu MiB do not fit into memory, %llu MiB are free",
			(unsigned long long)(u->max >> 20),
			(unsigned long long)(plat_mem_free() >> 20));
	return breathe();
}

static int sink_append(void *arg, const void *data, size_t len)
{
	struct unpacking *u = arg;
	int rc = blob_append(u->out, data, len);

	return rc ? rc : breathe();
}

/* Claims memory for what is in (packed). */
static int expect(struct unpacking *u, const struct blob *packed)
{
	int rc = blob_expect(u->out, u->len);

	if (rc != -ERR_TOOBIG)
		return rc;
	return fail(ERR_TOOBIG,
		"unpacked it has %llu MiB, which must fit beside the %llu MiB it is packed in, "
		"and %llu MiB are free; serve it unpacked, or give the machine more memory",
		(unsigned long long)(u->len >> 20), (unsigned long long)(packed->len >> 20),
		(unsigned long long)(plat_mem_free() >> 20));
}

int unpack_blob(const struct decoder_type *type, const struct blob *packed, const char *name,
	struct blob *ret)
{
	struct unpacking u = {
		.work = {.name = name, .activity = "unpacking", .total = 2 * packed->len},
		.max = plat_mem_free() * COUNT_FACTOR,
		.out = ret,
	};
	int rc;

	wait_show_work(&u.work);
	rc = decode(type, packed, sink_count, &u);
	if (!rc)
		rc = expect(&u, packed);
	if (!rc)
		rc = decode(type, packed, sink_append, &u);
	if (!rc)
		rc = blob_seal(ret);
	wait_show_work(NULL);
	if (rc) {
		const struct failure why = *fail_last();

		blob_free(ret);
		return fail(why.code, "%s: %s", name, why.text);
	}
	return 0;
}
