/* SPDX-License-Identifier: BSD-2-Clause */
/* The digest of a download, computed while it comes. */
#include <stdio.h>
#include <string.h>

#include "core/download_priv.h"
#include "core/log.h"
#include "core/util.h"

#define HASH_PIECE (256u << 10) /* between two looks at the network */

static void hex(const uint8_t *in, char *out)
{
	for (unsigned i = 0; i < SHA256_LEN; i++)
		(void)snprintf(out + 2 * i, 3, "%02x", in[i]);
}

void download_check_digest(struct transfer *t)
{
	uint8_t got[SHA256_LEN];
	char want_text[2 * SHA256_LEN + 1], got_text[2 * SHA256_LEN + 1];

	sha256_finish(t->hash, got);
	if (memcmp(got, t->sha256, SHA256_LEN) == 0) {
		download_end(t, 0);
		return;
	}
	hex(t->sha256, want_text);
	hex(got, got_text);
	(void)fail(
		ERR_VERIFY, "%s: the sha256 is %s, not %s", uri_text(t->uri), got_text, want_text);
	/* Parts of two versions, or a bad mirror: once more, in one piece, from the next one. */
	if (!t->verified_again && (t->parts > 1 || t->sources.n > 1)) {
		log_warn("%s; once more", fail_last()->text);
		t->verified_again = true;
		t->hopeless = true;
		t->whole = false;
		t->restarts++;
		t->sources.current = (t->sources.current + 1) % t->sources.n;
		download_forget(t);
		return;
	}
	download_end(t, -ERR_VERIFY);
}

/* Hashes what is there in one piece from the beginning. True if all of the file is done. */
bool download_hash_some(struct transfer *t)
{
	uint64_t end, cap, there;
	const uint8_t *data;

	if (t->have.bytes == 0 && download_is_whole(t) && t->received) {
		if (download_seal(t)) { /* of unknown length until now */
			download_end(t, -fail_last()->code);
			return false;
		}
		data = t->data.data;
		there = t->received;
	} else {
		there = extents_gap(&t->have, 0, &end);
		data = blob_peek(&t->data, &cap);
	}
	if (data && t->hashed < there) {
		uint64_t n = MIN(there - t->hashed, (uint64_t)HASH_PIECE);

		sha256_feed(t->hash, data + t->hashed, n);
		t->hashed += n;
	}
	return download_is_whole(t) && t->hashed == t->received;
}
