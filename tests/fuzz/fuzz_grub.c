/* SPDX-License-Identifier: BSD-2-Clause */
/*
 * A configuration of GRUB from anywhere, which may include itself: it ends within its limits, and
 * every entry says what it does or why it does nothing, or leads to another menu. The first byte
 * decides about the firmware, and whether it is on a server. Regular expressions are fed directly
 * as well.
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
	unsigned n_plans, n_followed;
} given;

static void must(int cond)
{
	if (!cond)
		abort();
}

static int read_given(void *arg, const char *path, char **ret, size_t *ret_len)
{
	(void)arg;
	must(*path == '/' || strstr(path, "://"));
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
	must(*path == '/' || strstr(path, "://"));
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

static void check_menu(struct bootmenu *m);

static void check_followed(struct bootmenu *m, const struct bootplan *p)
{
	struct bootmenu *next = NULL;

	if (p->kind != BOOTPLAN_CONFIG || given.n_followed++ || m->ops->follow(m, p, &next))
		return;
	check_menu(next);
	bootmenu_free(next);
}

static void check_menu(struct bootmenu *m)
{
	struct bootmenu_entry *e;

	must(!list_empty(&m->entries));
	must(m->n_fallbacks <= BOOTMENU_FALLBACKS);
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
		check_followed(m, &p);
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

static void say(void *arg, const char *text)
{
	(void)arg;
	must(text != NULL);
}

static int ask(void *arg, bool is_secret, char **ret)
{
	(void)arg;
	(void)is_secret;
	*ret = str_dup("typed");
	return *ret ? 0 : -ERR_NOMEM;
}

/* The values of settings, whatever they are asked for. */
static char *setting(void *arg, const char *name)
{
	(void)arg;
	return strstr(name, "hexraw") ? str_dup("0102f") : str_dup("value");
}

int LLVMFuzzerTestOneInput(const uint8_t *data, size_t len)
{
	static const struct grub_world world = {.say = say, .ask = ask, .setting = setting};
	static const char *const variables[] = {
		"iso_path=/x.iso", "net_default_server=192.0.2.1", NULL};
	struct bootmenu_files files = {.read = read_given, .exists = exists, .label = "LABEL"};
	struct grub_options o = {.root = "cd0", .variables = variables, .world = &world};
	struct bootmenu *m = NULL;

	if (len == 0)
		return 0;
	if (data[0] == 'r')
		fuzz_regexp(data + 1, len - 1);
	given.data = data + 1;
	given.len = len - 1;
	given.n_plans = given.n_followed = 0;
	files.is_efi = data[0] & 1;
	files.is_remote = data[0] & 2;
	if (files.is_remote) {
		o.root = "http,192.0.2.1";
		o.home = "http://192.0.2.1";
	}
	if (grub_read(&files,
		    files.is_remote ? "http://192.0.2.1/grub/grub.cfg" : "/boot/grub/grub.cfg", &o,
		    &m) == 0)
		check_menu(m);
	bootmenu_free(m);
	return 0;
}
