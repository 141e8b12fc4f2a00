/* SPDX-License-Identifier: BSD-2-Clause */
/*
 * A configuration of GRUB from anywhere, which may include itself: it ends within its limits, and
 * every entry says what it does or why it does nothing. The first byte decides about the firmware
 * and which files exist. Regular expressions are fed directly as well.
 */
#include <stdlib.h>
#include <string.h>

#include "core/status.h"
#include "menu/grub.h"
#include "menu/grub_priv.h"

int LLVMFuzzerTestOneInput(const uint8_t *data, size_t len);

#define PLANS_MAX 4

static struct {
	const uint8_t *data;
	size_t len;
	unsigned n_plans;
} given;

static void must(int cond)
{
	if (!cond)
		abort();
}

static int read_given(void *arg, const char *path, char **ret, size_t *ret_len)
{
	(void)arg;
	must(*path == '/');
	if (strstr(path, "none"))
		return fail(ERR_NOENT, "no %s", path);
	*ret = malloc(given.len + 1);
	must(*ret != NULL);
	if (given.len)
		memcpy(*ret, given.data, given.len);
	(*ret)[given.len] = '\0';
	*ret_len = given.len;
	return 0;
}

static bool exists(void *arg, const char *path)
{
	(void)arg;
	must(*path == '/');
	return !strstr(path, "none");
}

static void check_plan(const struct bootplan *p)
{
	bool has_file =
		p->kind == BOOTPLAN_FILE || p->kind == BOOTPLAN_DISK || p->kind == BOOTPLAN_CONFIG;

	must((p->file != NULL) == has_file);
	must(p->n_initrds <= BOOTPLAN_INITRDS);
	must(p->local == 0 || (p->kind == BOOTPLAN_LOCAL && p->local >= 0x80 && p->local <= 0xff));
	for (unsigned i = 0; i < p->n_initrds; i++)
		must(p->initrds[i][0] != '\0');
}

static void check_menu(struct bootmenu *m)
{
	struct bootmenu_entry *e;

	must(!list_empty(&m->entries));
	list_for_each(e, &m->entries, node) {
		struct bootplan p = {};

		must(e->title != NULL && e->body != NULL);
		if (e->submenu) {
			must(e->submenu->parent == m);
			check_menu(e->submenu);
		}
		if (given.n_plans++ >= PLANS_MAX)
			continue;
		if (m->ops->plan(e, &p))
			must(fail_last()->code != 0);
		else
			check_plan(&p);
		bootplan_free(&p);
	}
}

static void fuzz_regexp(const uint8_t *data, size_t len)
{
	_cleanup_(freep) char *pattern = str_ndup((const char *)data, len);
	const char *text = pattern ? strchr(pattern, '\n') : NULL;
	struct grub_match m;

	if (!text)
		return;
	pattern[text - pattern] = '\0';
	text++;
	if (grub_regexp(pattern, text, &m) != 1)
		return;
	must(m.start[0] <= m.end[0]);
	for (unsigned i = 0; i < GRUB_GROUPS; i++)
		must(m.start[i] > m.end[i] || m.end[i] <= strlen(text));
}

int LLVMFuzzerTestOneInput(const uint8_t *data, size_t len)
{
	static const char *const variables[] = {
		"iso_path=/x.iso", "net_default_server=192.0.2.1", NULL};
	struct bootmenu_files files = {.read = read_given, .exists = exists, .label = "LABEL"};
	const struct grub_options o = {.root = "cd0", .variables = variables};
	struct bootmenu *m = NULL;

	if (len == 0)
		return 0;
	if (data[0] == 'r')
		fuzz_regexp(data + 1, len - 1);
	given.data = data + 1;
	given.len = len - 1;
	given.n_plans = 0;
	files.is_efi = data[0] & 1;
	if (grub_read(&files, "/boot/grub/grub.cfg", &o, &m) == 0)
		check_menu(m);
	bootmenu_free(m);
	return 0;
}
