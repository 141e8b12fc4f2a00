/* SPDX-License-Identifier: BSD-2-Clause */
/* Boot loader entries: every file is the same, and names anything. Their order is one. */
#include <stdlib.h>
#include <string.h>

#include "core/status.h"
#include "core/strbuf.h"
#include "menu/bls.h"

int LLVMFuzzerTestOneInput(const uint8_t *data, size_t len);

static struct {
	const uint8_t *data;
	size_t len;
} given;

static void must(int cond)
{
	if (!cond)
		abort();
}

static int read_given(void *arg, const char *path, char **ret, size_t *ret_len)
{
	(void)arg;
	if (strstr(path, "none"))
		return fail(ERR_NOENT, "there is no %s", path);
	*ret = str_ndup((const char *)given.data, given.len);
	must(*ret != NULL);
	*ret_len = strlen(*ret);
	return 0;
}

static bool exists(void *arg, const char *path)
{
	(void)arg;
	return !strstr(path, "none");
}

static void check_order(const char *text)
{
	_cleanup_(freep) char *a = str_dup(text);
	char *b = strchr(a, '\n');
	int d;

	if (!b)
		return;
	*b++ = '\0';
	d = bls_compare_versions(a, b);
	must((d > 0) == (bls_compare_versions(b, a) < 0));
	must(bls_compare_versions(a, a) == 0);
	must(bls_matches("*", a));
	(void)bls_matches(a, b);
}

int LLVMFuzzerTestOneInput(const uint8_t *data, size_t len)
{
	const struct bootmenu_files files = {
		.read = read_given, .exists = exists, .is_remote = true};
	_cleanup_(freep) char *text = str_ndup((const char *)data, len);
	struct bootmenu *m = NULL;
	struct bootmenu_entry *e;

	if (len > 4096) /* every line reads it all again */
		return 0;
	given.data = data;
	given.len = len;
	check_order(text);
	if (bls_read(&files, "http://h/loader/entries/index", &m))
		return 0;
	list_for_each(e, &m->entries, node) {
		struct bootplan p = {};

		must(m->ops->plan(e, &p) == 0 && p.file);
		bootplan_free(&p);
	}
	bootmenu_free(m);
	return 0;
}
