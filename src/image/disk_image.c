/* SPDX-License-Identifier: BSD-2-Clause */
/*
 * Files that are the contents of a disk. A CD has an ISO 9660 descriptor (ECMA-119 8.1) and a boot
 * catalogue (El Torito 1.0) or nothing else to boot from; a floppy has the size of one; all others are
 * hard disks. Packed ones are decoded twice, to learn the length first: so the memory is claimed once.
 */
#include "image/disk_image.h"

#include <string.h>

#include "core/decoder.h"
#include "core/pages.h"
#include "core/status.h"
#include "core/util.h"
#include "core/wait.h"

#define CD_SECTOR      2048u
#define CD_FIRST       16u /* sector of the first volume descriptor */
#define COUNT_FACTOR   8u  /* times free memory: up to there it is told how much there is */
#define CD_DESCRIPTORS 64u /* looked at, at most */
#define CD_BOOT        0   /* types of descriptors */
#define CD_END         255
#define BOOT_FLAG      510
#define DECODE_PIECE   (256u << 10)

static const char el_torito[] = "EL TORITO SPECIFICATION";

/* ---- the kind ---- */

/* The descriptor of sector (n); NULL if there is none. */
static const uint8_t *descriptor(const uint8_t *data, uint64_t len, unsigned n)
{
	const uint64_t off = (uint64_t)n * CD_SECTOR;

	if (len < CD_SECTOR || off > len - CD_SECTOR || memcmp(data + off + 1, "CD001", 5) != 0)
		return NULL;
	return data + off;
}

static bool is_cd(const uint8_t *data, uint64_t len)
{
	const uint8_t *d;

	if (!descriptor(data, len, CD_FIRST))
		return false;
	for (unsigned n = CD_FIRST; n < CD_FIRST + CD_DESCRIPTORS; n++) {
		d = descriptor(data, len, n);
		if (!d || d[0] == CD_END)
			break;
		if (d[0] == CD_BOOT && memcmp(d + 7, el_torito, sizeof(el_torito) - 1) == 0)
			return true;
	}
	return get_le16(data + BOOT_FLAG) != 0xaa55;
}

enum disk_kind disk_image_kind(const uint8_t *data, uint64_t len)
{
	static const uint16_t floppies_kib[] = {160, 180, 320, 360, 720, 1200, 1440, 1680, 2880};

	if (is_cd(data, len))
		return DISK_CD;
	for (size_t i = 0; i < ARRAY_SIZE(floppies_kib); i++)
		if (len == (uint64_t)floppies_kib[i] << 10)
			return DISK_FLOPPY;
	return DISK_HARD;
}

/* ---- unpacking ---- */

static const struct decoder_type *decoder_of(const struct blob *data)
{
	for (const struct decoder_type *const *t = decoders; *t; t++)
		if (data->len >= (*t)->magic_len &&
			memcmp(data->data, (*t)->magic, (*t)->magic_len) == 0)
			return *t;
	return NULL;
}

bool disk_image_is_packed(const struct blob *data)
{
	return decoder_of(data) != NULL;
}

int disk_image_check(const struct blob *data, const char *name)
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
	struct blob out;
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
	int rc = blob_append(&u->out, data, len);

	return rc ? rc : breathe();
}

/* Claims memory for what is in (packed). */
static int expect(struct unpacking *u, const struct blob *packed)
{
	int rc = blob_expect(&u->out, u->len);

	if (rc != -ERR_TOOBIG)
		return rc;
	return fail(ERR_TOOBIG,
		"unpacked it has %llu MiB, which must fit beside the %llu MiB it is packed in, "
		"and %llu MiB are free; serve it unpacked, or give the machine more memory",
		(unsigned long long)(u->len >> 20), (unsigned long long)(packed->len >> 20),
		(unsigned long long)(plat_mem_free() >> 20));
}

int disk_image_unpack(struct blob *data, const char *name)
{
	const struct decoder_type *type = decoder_of(data);
	struct unpacking u = {
		.work = {.name = name, .activity = "unpacking", .total = 2 * data->len},
		.max = plat_mem_free() * COUNT_FACTOR,
		.out = {.disk = data->disk},
	};
	int rc;

	wait_show_work(&u.work);
	rc = decode(type, data, sink_count, &u);
	if (!rc)
		rc = expect(&u, data);
	if (!rc)
		rc = decode(type, data, sink_append, &u);
	if (!rc)
		rc = blob_seal(&u.out);
	wait_show_work(NULL);
	if (rc) {
		const struct failure why = *fail_last();

		blob_free(&u.out);
		return fail(why.code, "%s: %s", name, why.text);
	}
	blob_free(data);
	*data = u.out;
	return 0;
}
