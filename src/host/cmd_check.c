/* SPDX-License-Identifier: BSD-2-Clause */
/* `hawser-host check`: what is wrong with scripts and configurations, without running
 * them. */
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
#include "host/configs.h"
#include "host/network.h"
#include "host/schemes.h"

static int fetch(const struct uri *uri, struct blob *ret)
{
	int rc = network_start();

	return rc ? rc : transfer_fetch(uri, NULL, 0, ret, NULL);
}

/* All that is checked. */
struct checked {
	struct program p;
	struct configs c;
	struct findings f;
	int as; /* a config_kind, or -1: what each file looks like */
};

static int load_script(struct checked *k, const char *what)
{
	int at = chains_load(&k->p, what, fetch);

	if (at < 0)
		return at;
	k->p.v[at].given = true;
	return 0;
}

/* A script is loaded, and checked later together with the others; all else is checked. */
static int load(struct checked *k, const char *what)
{
	enum config_kind kind;
	size_t len;
	char *text;

	if (k->as == CONFIG_SCRIPT)
		return load_script(k, what);
	text = configs_read(&k->c, what, &len);
	if (!text)
		return -fail_last()->code;
	kind = k->as < 0 ? config_kind_of(what, text, len) : (enum config_kind)k->as;
	if (kind == CONFIG_PXELINUX)
		check_pxelinux(&k->c, what, text, len);
	else if (kind == CONFIG_GRUB)
		check_grub(&k->c, what, text, len);
	else if (kind == CONFIG_BLS)
		check_bls(&k->c, what, text, len);
	free(text);
	return kind == CONFIG_SCRIPT ? load_script(k, what) : 0;
}

static int load_all(struct checked *k, unsigned n, char **what)
{
	int failed = 0;

	for (unsigned i = 0; i < n; i++) {
		if (load(k, what[i])) {
			fprintf(stderr, "hawser-host: %s\n", fail_last()->text);
			failed++;
		}
	}
	chains_follow(&k->p, fetch);
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

static void print_all(struct checked *k, bool json)
{
	unsigned n = k->p.n + k->c.n_names;
	const char **files = host_alloc(n + 1, sizeof(*files));

	for (unsigned i = 0; i < n; i++)
		files[i] = i < k->p.n ? k->p.v[i].file : k->c.names[i - k->p.n];
	findings_sort(&k->f, files, n);
	if (json)
		findings_print_json(&k->f, stdout);
	else
		findings_print(&k->f, stdout);
	free(files);
}

static int start(const struct host_options *o)
{
	int rc = settings_init();

	if (!rc && o->trust)
		rc = network_trust(o->trust);
	if (rc)
		fprintf(stderr, "hawser-host: %s\n", fail_last()->text);
	return rc;
}

int cmd_check(const struct host_options *o, unsigned n, char **what)
{
	bool json = o->format && strcmp(o->format, "json") == 0;
	struct checked k = {.as = o->as ? config_kind_named(o->as) : -1};
	int failed, rc;

	k.p = (struct program){.f = &k.f, .root = o->root};
	k.c = (struct configs){.f = &k.f, .root = o->root, .fetch = fetch};
	if (o->format && !json && strcmp(o->format, "text") != 0) {
		fprintf(stderr, "hawser-host: --format is text or json, not %s\n", o->format);
		return EXIT_USAGE;
	}
	if (start(o))
		return EXIT_USAGE;
	schemes_set_root(o->root);
	failed = load_all(&k, n, what);
	check_all(&k.p, &k.f);
	print_all(&k, json);
	rc = failed ? EXIT_USAGE : k.f.n_errors || (o->strict && k.f.n) ? EXIT_FOUND : 0;
	findings_free(&k.f);
	configs_free(&k.c);
	program_free(&k.p);
	return rc;
}
