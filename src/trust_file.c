/* SPDX-License-Identifier: BSD-2-Clause */
/*
 * hawser-ca.pem beside the file we were loaded from: trust anchors without building anything.
 * Looked for once, when the first server has to be verified; that there is none is normal.
 */
#include "trust_file.h"

#include <string.h>

#include "core/clock.h"
#include "core/log.h"
#include "core/status.h"
#include "core/transfer.h"
#include "core/uri.h"
#include "core/util.h"
#include "crypt/trust_list.h"

#define TRUST_FILE_NAME "hawser-ca.pem"
#define PATIENCE_US     (5 * US_PER_S)

static struct {
	struct uri *uri; /* NULL: nowhere to look */
	struct transfer *transfer;
	uint64_t until_us;
} file;

static int done(const char *how)
{
	log_info("trust: %s: %s", uri_text(file.uri), how);
	transfer_free(TAKE(file.transfer));
	uri_free(TAKE(file.uri));
	return 0;
}

static int look(void)
{
	struct transfer *t;

	if (!file.uri)
		return 0;
	if (!file.transfer) {
		file.until_us = plat_now_us() + PATIENCE_US;
		if (transfer_start(file.uri, NULL, &file.transfer))
			return done(fail_last()->text);
		file.transfer->ahead = true; /* nothing to show */
		return -ERR_RUNNING;
	}
	t = file.transfer;
	if (t->status == -ERR_RUNNING)
		return plat_now_us() < file.until_us ? -ERR_RUNNING : done("no answer in time");
	if (t->status)
		return done(t->failure.text);
	if (trust_list_add_file(uri_text(file.uri), t->data.data, t->data.len) < 0)
		log_warn("%s", fail_last()->text);
	return done("has been read");
}

void trust_file_set(const struct uri *loader)
{
	_cleanup_(uri_freep) struct uri *ref = NULL;

	/* What would have to be verified cannot say whom to trust. */
	if (!loader || !loader->scheme || strcmp(loader->scheme, "https") == 0)
		return;
	uri_free(TAKE(file.uri));
	if (uri_parse(TRUST_FILE_NAME, &ref) || uri_resolve(loader, ref, &file.uri))
		return;
	trust_list_set_file(look);
}
