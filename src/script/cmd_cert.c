/* SPDX-License-Identifier: BSD-2-Clause */
/* certstore, certstat, certfree: the anchors that certificates of servers must lead to. */
#include <limits.h>
#include <stddef.h>

#include "core/console.h"
#include "core/status.h"
#include "crypt/trust_list.h"
#include "script/commands.h"
#include "script/fetch.h"
#include "script/interp.h"
#include "script/options.h"

struct cert_options {
	const char *subject;
	bool keep;
};
static const struct option_desc store_desc[] = {
	{"subject", 's', OPTION_STRING, offsetof(struct cert_options, subject)},
	{"keep", 'k', OPTION_FLAG, offsetof(struct cert_options, keep)},
	OPTIONS_END,
};
static const struct option_desc stat_desc[] = {
	{"subject", 's', OPTION_STRING, offsetof(struct cert_options, subject)},
	OPTIONS_END,
};
static const struct option_desc no_options[] = {OPTIONS_END};

static int store_one(const char *text, const struct cert_options *want)
{
	const struct fetch_options o = {.quiet = true};
	struct image *img;
	bool fresh;
	int rc = fetch_or_find(text, &o, &img, &fresh);

	if (rc)
		return rc;
	rc = trust_list_add_of(want->subject, img->name, img->data.data, img->data.len);
	if (rc >= 0)
		console_printf("%s: %d trust anchor%s added\n", img->name, rc, rc == 1 ? "" : "s");
	if (fresh && (rc < 0 || !want->keep))
		image_free(img);
	return rc < 0 ? rc : 0;
}

static int cmd_certstore(int argc, char **argv)
{
	struct cert_options o = {};
	int rc = 0, i = options_parse(argc, argv, store_desc, &o, 0, INT_MAX);

	if (i < 0)
		return i;
	for (; i < argc && !rc; i++)
		rc = store_one(argv[i], &o);
	return rc;
}

static void print_anchor(const struct trust_line *line, void *arg)
{
	const char *want = arg;

	if (want && !trust_line_has_name(line, want))
		return;
	console_printf("%s\n  issued by %s, valid %s to %s, from %s\n  sha256 ", line->subject,
		line->issuer, line->not_before, line->not_after, line->origin);
	for (unsigned i = 0; i < sizeof(line->sha256); i++)
		console_printf("%02x", line->sha256[i]);
	console_puts("\n");
}

static int cmd_certstat(int argc, char **argv)
{
	struct cert_options o = {};
	int i = options_parse(argc, argv, stat_desc, &o, 0, 0);

	if (i < 0)
		return i;
	if (trust_list_each(print_anchor, (void *)o.subject) == 0)
		console_puts("There are no trust anchors; `certstore URL` adds some\n");
	return 0;
}

static int cmd_certfree(int argc, char **argv)
{
	int i = options_parse(argc, argv, no_options, NULL, 0, 0);

	if (i < 0)
		return i;
	trust_list_clear();
	return 0;
}

const struct command cmd_cert_table[] = {
	{"certstore", cmd_certstore, "[--subject NAME] [--keep] [URL|IMAGE...]",
		"Adds trust anchors, PEM or DER, that certificates of servers may lead to"},
	{"certstat", cmd_certstat, "[--subject NAME]", "Lists the trust anchors"},
	{"certfree", cmd_certfree, "", "Forgets the trust anchors that certstore has added"},
	{},
};
