/* SPDX-License-Identifier: BSD-2-Clause */
/* Message digests by name, from mbedTLS, in pieces so that network and keyboard stay alive. */
#include "crypt/digest.h"

#include <string.h>

#include <mbedtls/md.h>

#include "core/list.h"
#include "core/status.h"
#include "core/util.h"
#include "core/wait.h"

#define PIECE (1024 * 1024)

static const struct digest {
	struct digest_type type;
	mbedtls_md_type_t md;
} digests[] = {
	{{"md5", 16}, MBEDTLS_MD_MD5},
	{{"sha1", 20}, MBEDTLS_MD_SHA1},
	{{"sha224", 28}, MBEDTLS_MD_SHA224},
	{{"sha256", 32}, MBEDTLS_MD_SHA256},
	{{"sha384", 48}, MBEDTLS_MD_SHA384},
	{{"sha512", 64}, MBEDTLS_MD_SHA512},
};

const struct digest_type *digest_find(const char *name)
{
	for (size_t i = 0; i < ARRAY_SIZE(digests); i++) {
		if (strcmp(digests[i].type.name, name) == 0)
			return &digests[i].type;
	}
	return NULL;
}

static int feed(mbedtls_md_context_t *md, const uint8_t *data, struct wait_work *work)
{
	int err = mbedtls_md_starts(md);

	while (work->done < work->total && !err) {
		size_t n = (size_t)MIN(work->total - work->done, (uint64_t)PIECE);

		err = mbedtls_md_update(md, data + work->done, n);
		work->done += n;
		if (work->done < work->total && wait_breathe())
			return fail(ERR_CANCELED, "digest: canceled");
	}
	return err ? fail(ERR_IO, "digest: mbedTLS error -0x%04x", (unsigned)-err) : 0;
}

int digest_compute(const struct digest_type *type, const void *data, uint64_t len, uint8_t *out)
{
	const struct digest *d = container_of(type, struct digest, type);
	struct wait_work work = {.name = type->name, .activity = "computing", .total = len};
	mbedtls_md_context_t md;
	int status;

	if (len > PIECE) /* only commands do that; pollers, too, make small ones */
		wait_show_work(&work);
	mbedtls_md_init(&md);
	if (mbedtls_md_setup(&md, mbedtls_md_info_from_type(d->md), 0))
		status = fail(ERR_NOMEM, "digest: out of memory for %s", type->name);
	else
		status = feed(&md, data, &work);
	if (len > PIECE)
		wait_show_work(NULL);
	if (status == 0 && mbedtls_md_finish(&md, out))
		status = fail(ERR_IO, "digest: mbedTLS cannot finish %s", type->name);
	mbedtls_md_free(&md);
	return status;
}
