/* SPDX-License-Identifier: BSD-2-Clause */
/* `hawser-host check`: what is wrong with scripts, without running them. */
#include <stdlib.h>
#include <string.h>

#include "core/settings.h"
#include "core/status.h"
#include "core/transfer.h"
#include "host/alloc.h"
#include "host/check_chains.h"
#include "host/check_flow.h"
#include "host/check_order.h"
#include "host/check_settings.h"
#include "host/check_words.h"
#include "host/commands.h"
#include "host/network.h"
#include "host/schemes.h"

static int fetch(const struct uri *uri, struct blob *ret)
{
	int rc = network_start();

	return rc ? rc : transfer_fetch(uri, NULL, 0, ret, NULL);
}

static int load_all(struct program *p, unsigned n, char **what)
{
	int failed = 0;

	for (unsigned i = 0; i < n; i++) {
		int at = chains_load(p, what[i], fetch);

		if (at < 0) {
			fprintf(stderr, "hawser-host: %s\n", fail_last()->text);
			failed++;
		} else {
			p->v[at].given = true;
		}
	}
	chains_follow(p, fetch);
	return failed;
}

static void check_all(struct program *p, struct findings *f)
{
	for (unsigned i = 0; i < p->n; i++) {
		check_words(&p->v[i].l, f);
		check_flow(p, i, f);
		check_settings(p, i, f);
	}
	check_order(p, f);
	check_chains(p, f);
}

static void print_all(const struct program *p, struct findings *f, bool json)
{
	const char **files = host_alloc(p->n, sizeof(*files));

	for (unsigned i = 0; i < p->n; i++)
		files[i] = p->v[i].file;
	findings_sort(f, files, p->n);
	if (json)
		findings_print_json(f, stdout);
	else
		findings_print(f, stdout);
	free(files);
}

int cmd_check(const struct host_options *o, unsigned n, char **what)
{
	bool json = o->format && strcmp(o->format, "json") == 0;
	struct findings f = {};
	struct program p = {.f = &f, .root = o->root};
	int failed, rc;

	if (o->format && !json && strcmp(o->format, "text") != 0) {
		fprintf(stderr, "hawser-host: --format is text or json, not %s\n", o->format);
		return EXIT_USAGE;
	}
	rc = settings_init();
	if (!rc && o->trust)
		rc = network_trust(o->trust);
	if (rc) {
		fprintf(stderr, "hawser-host: %s\n", fail_last()->text);
		return EXIT_USAGE;
	}
	schemes_set_root(o->root);
	failed = load_all(&p, n, what);
	check_all(&p, &f);
	print_all(&p, &f, json);
	rc = failed ? EXIT_USAGE : f.n_errors || (o->strict && f.n) ? EXIT_FOUND : 0;
	findings_free(&f);
	program_free(&p);
	return rc;
}
