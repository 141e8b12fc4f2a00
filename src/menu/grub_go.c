/* SPDX-License-Identifier: BSD-2-Clause */
/*
 * The commands of GRUB's language that go on elsewhere: with another configuration, or out of GRUB.
 */
#include <string.h>

#include "core/status.h"
#include "menu/grub_priv.h"

/* ---- out ---- */

/* Commands that leave. Two uses that are no wish to turn the machine off are told apart: a script
 * that looked for a system's loader on disks, which are not read, leaves to the firmware, which
 * does look there; and one that could not load something ends with the reason. */
static int leave(struct grub_run *r, enum bootplan_kind kind)
{
	bool gives_up = kind == BOOTPLAN_POWEROFF || kind == BOOTPLAN_REBOOT;
	bool has_reason = r->problem_code && !r->is_problem_minor;

	r->leaving = LEAVE_ALL;
	if (gives_up && has_reason && (!r->is_loaded || r->lacks_initrd))
		return 1;
	gives_up = gives_up && r->sought_loader && !r->is_loaded;
	grub_forget(r);
	r->plan.kind = gives_up ? BOOTPLAN_LOCAL : kind;
	r->is_loaded = r->is_final = true;
	return 0;
}

static int cmd_exit(struct grub_run *r, const struct grub_node *node, const struct grub_args *a)
{
	(void)node;
	(void)a;
	return leave(r, BOOTPLAN_LOCAL);
}

static int cmd_reboot(struct grub_run *r, const struct grub_node *node, const struct grub_args *a)
{
	(void)node;
	(void)a;
	return leave(r, BOOTPLAN_REBOOT);
}

static int cmd_halt(struct grub_run *r, const struct grub_node *node, const struct grub_args *a)
{
	(void)node;
	(void)a;
	return leave(r, BOOTPLAN_POWEROFF);
}

static int cmd_fwsetup(struct grub_run *r, const struct grub_node *node, const struct grub_args *a)
{
	(void)node;
	if (a->n > 1 && strcmp(a->v[1], "--is-supported") == 0)
		return !r->g->files.is_efi;
	return leave(r, BOOTPLAN_SETUP);
}

/* ---- going on with another file ---- */

static int cmd_source(struct grub_run *r, const struct grub_node *node, const struct grub_args *a)
{
	_cleanup_(grub_file_free) struct grub_file f = {};
	int rc;

	(void)node;
	if (a->n < 2)
		return grub_complain(r, false, ERR_SYNTAX, "%s: no file is named", a->v[0]);
	rc = grub_find_file(r, a->v[1], &f);
	if (rc)
		return MIN(rc, 0); /* GRUB, too, takes a missing file for an empty one */
	if (f.place == PLACE_URL && !r->g->files.is_remote)
		return grub_complain(
			r, false, ERR_NOTSUP, "%s: %.80s is on a server", a->v[0], f.path);
	r->status = 0;
	rc = grub_run_file(r, f.path, false);
	return rc < 0 ? rc : r->status;
}

static int plan_config(struct grub_run *r, struct grub_file *f)
{
	grub_forget(r);
	r->plan.kind = BOOTPLAN_CONFIG;
	r->plan.file = TAKE(f->path);
	r->is_loaded = r->is_final = true;
	r->is_foreign = false;
	r->leaving = LEAVE_ALL;
	return 0;
}

static void move_entries(struct bootmenu *to, struct bootmenu *from)
{
	struct bootmenu_entry *e, *next;

	list_for_each_safe(e, next, &from->entries, node) {
		list_remove(&e->node);
		list_add_tail(&e->node, &to->entries);
	}
}

/* While a menu is made: the other configuration's menu takes the place of this one, if it has
 * any. */
static int replace_menu(struct grub_run *r, const char *path)
{
	struct grub_context *outer = r->context;
	struct bootmenu *aside;
	int rc;

	if (r->n_configs == GRUB_CONFIGS_MAX)
		return grub_fail(r, ERR_LOOP, "more than %u configurations that go on with another",
			GRUB_CONFIGS_MAX);
	aside = bootmenu_new(NULL, &grub_menu_ops);
	if (!aside)
		return -ERR_NOMEM;
	r->context = grub_context_fork(r->g, outer);
	if (!r->context) {
		r->context = outer;
		bootmenu_free(aside);
		return -fail_last()->code;
	}
	r->n_configs++;
	move_entries(aside, r->menu);
	rc = grub_set_config(r->g, &r->context->env, path);
	if (!rc)
		rc = grub_run_file(r, path, false);
	r->n_configs--;
	if (rc >= 0 && !r->leaving && list_empty(&r->menu->entries)) {
		move_entries(r->menu, aside);
		r->context = outer;
	} else {
		r->leaving = LEAVE_ALL;
	}
	bootmenu_free(aside);
	return MIN(rc, 0); /* to GRUB a missing file is no failure */
}

static int go_on_with(struct grub_run *r, const char *text)
{
	_cleanup_(grub_file_free) struct grub_file f = {};
	int rc = grub_find_file(r, text, &f);

	if (rc)
		return rc;
	if (!r->menu || (f.place == PLACE_URL && !r->g->files.is_remote))
		return plan_config(r, &f);
	if (!r->menu->parent)
		return replace_menu(r, f.path);
	r->wants_config = true;
	r->leaving = LEAVE_ALL;
	return 0;
}

static int cmd_configfile(
	struct grub_run *r, const struct grub_node *node, const struct grub_args *a)
{
	(void)node;
	if (a->n < 2)
		return grub_complain(r, false, ERR_SYNTAX, "%s: no file is named", a->v[0]);
	return go_on_with(r, a->v[1]);
}

/* The first there is of the files that GRUB looks for in place of (path). */
static int go_on_with_first(struct grub_run *r, const char *path)
{
	const struct grub_env *e = &r->context->env;
	const char *card = grub_env_get(e, "net_default_interface");
	_cleanup_(freep) char *uuid_name = str_format("net_%s_clientuuid", card ? card : "");
	_cleanup_(freep) char *names = !uuid_name
		? NULL
		: grub_net_names(path, grub_env_get(e, uuid_name),
			  grub_env_get(e, "net_default_mac"),
			  grub_net_ipv4(grub_env_get(e, "net_default_ip")));
	char *end;

	if (!names)
		return grub_no_memory();
	for (char *name = names; *name; name = end) {
		int rc;

		end = name + strcspn(name, "\n");
		if (*end)
			*end++ = '\0';
		rc = grub_exists(r, name);
		if (rc)
			return rc < 0 ? rc : go_on_with(r, name);
	}
	return grub_complain(r, false, ERR_NOENT, "there is no %.100s", path);
}

static int cmd_normal(struct grub_run *r, const struct grub_node *node, const struct grub_args *a)
{
	const char *prefix = grub_env_get(&r->context->env, "prefix");
	const char *searches = grub_env_get(&r->context->env, "feature_net_search_cfg");
	_cleanup_(freep) char *path = NULL;

	(void)node;
	if (a->n > 1)
		return go_on_with(r, a->v[1]);
	path = str_format("%s/grub.cfg", prefix ? prefix : "");
	if (path && r->g->files.is_remote && !(searches && *searches == 'n'))
		return go_on_with_first(r, path);
	return path ? go_on_with(r, path) : grub_no_memory();
}

/* ISOLINUX's configuration is not run here, whoever takes the plan can. */
static int cmd_syslinux(struct grub_run *r, const struct grub_node *node, const struct grub_args *a)
{
	_cleanup_(grub_file_free) struct grub_file f = {};
	int rc;

	(void)node;
	if (a->n < 2)
		return grub_complain(r, false, ERR_SYNTAX, "%s: no file is named", a->v[0]);
	rc = grub_find_file(r, a->v[a->n - 1], &f);
	if (!rc)
		rc = plan_config(r, &f);
	r->is_foreign = !rc;
	return rc;
}

const struct grub_command grub_go_commands[] = {
	{"exit", cmd_exit},
	{"normal_exit", cmd_exit},
	{"reboot", cmd_reboot},
	{"halt", cmd_halt},
	{"fwsetup", cmd_fwsetup},
	{"source", cmd_source},
	{".", cmd_source},
	{"configfile", cmd_configfile},
	{"normal", cmd_normal},
	{"syslinux_configfile", cmd_syslinux},
	{},
};
