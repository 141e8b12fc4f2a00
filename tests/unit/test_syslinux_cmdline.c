/* SPDX-License-Identifier: BSD-2-Clause */
/* What SYSLINUX configurations start without anybody pressing a key: the same command line, to the
 * byte, as from ISOLINUX and PXELINUX. */
#include <stdlib.h>

#include "core/status.h"
#include "core/strbuf.h"
#include "core/util.h"
#include "menu/syslinux.h"
#include "unit/check.h"
#include "unit/syslinux_measured.h"

static int read_config(void *arg, const char *path, char **ret, size_t *ret_len)
{
	const char *name = strrchr(path, '/');

	if (strcmp(name, "/isolinux.cfg") != 0 && strcmp(name, "/default") != 0)
		return fail(ERR_NOENT, "test: there is no %s", path);
	*ret = str_dup(arg);
	*ret_len = strlen(arg);
	return *ret ? 0 : fail(ERR_NOMEM, "test: no memory");
}

static bool exists(void *arg, const char *path)
{
	static const char *const there[] = {"/vmlinuz", "/boot/kernel", "/a", "/b", "/c"};

	(void)arg;
	for (size_t i = 0; i < ARRAY_SIZE(there); i++)
		if (strcmp(there[i], path) == 0)
			return true;
	return false;
}

/* What is taken when nothing is done: of the menu shown first, the highlighted entry. */
static struct bootmenu_entry *first_entry(struct bootmenu *m)
{
	struct bootmenu_entry *e;

	if (m->is_immediate)
		return m->initial;
	if (m->on_timeout)
		return m->on_timeout;
	if (m->start)
		m = m->start;
	if (m->initial)
		return m->initial;
	list_for_each(e, &m->entries, node)
		if (e->name && !e->is_hidden && !e->is_disabled)
			return e;
	return NULL;
}

static void check(const char *config, enum syslinux_variant variant, const char *want)
{
	struct bootmenu_files files = {
		.read = read_config, .exists = exists, .arg = (void *)config};
	struct syslinux_options o = {.variant = variant};
	struct bootmenu_entry *e;
	struct bootplan p = {};
	struct bootmenu *m;

	if (!want)
		return;
	if (variant == SYSLINUX_PXE) {
		o.facts[SYSLINUX_IP] = "10.0.2.15:10.0.2.2:10.0.2.2:255.255.255.0";
		o.facts[SYSLINUX_BOOTIF] = "01-52-54-00-12-34-56";
		o.facts[SYSLINUX_SYSUUID] = "33221100-5544-7766-8899-aabbccddeeff";
	}
	if (syslinux_read(&files,
		    variant == SYSLINUX_PXE ? "/pxelinux.cfg/default" : "/isolinux.cfg", &o, &m)) {
		CHECK_STR(fail_last()->text, want);
		return;
	}
	e = first_entry(m);
	if (!e || m->ops->plan(e, &p))
		CHECK_STR(fail_last()->text, want);
	else
		CHECK_STR(p.cmdline, want);
	bootplan_free(&p);
	bootmenu_free(m);
}

int main(void)
{
	for (size_t i = 0; i < ARRAY_SIZE(measured); i++) {
		check(measured[i].config, SYSLINUX_ISO, measured[i].iso);
		check(measured[i].config, SYSLINUX_PXE, measured[i].pxe);
	}
	return check_done();
}
