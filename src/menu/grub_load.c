/* SPDX-License-Identifier: BSD-2-Clause */
/*
 * The commands of GRUB's language that load something or leave: they fill the plan of the run. What
 * is loaded last counts, and is what "boot" or the end of an entry starts.
 */
#include <string.h>

#include "core/status.h"
#include "menu/grub_priv.h"

static int no_memory(void)
{
	return fail(ERR_NOMEM, "grub: no memory for what an entry does");
}

static void forget(struct grub_run *r)
{
	bootplan_free(&r->plan);
	r->is_loaded = r->is_linux = r->lacks_initrd = false;
	r->plan_args = 0;
	r->problem_code = 0;
}

/* 0: (text) is a file to load, in (ret); 1: it is not, which is complained about. Servers are not
 * asked before it is loaded. */
static int find_file(struct grub_run *r, const char *text, struct grub_file *ret)
{
	int rc = grub_resolve(r, text, ret);

	if (rc)
		return rc == -ERR_NOTSUP
			? grub_complain(r, false, ERR_NOTSUP, "%s", fail_last()->text)
			: rc;
	if (ret->place == PLACE_DISK || ret->place == PLACE_NOWHERE)
		return grub_complain(
			r, false, ERR_NOTSUP, "%.80s is on a device that cannot be read", text);
	rc = r->g->files.is_remote || grub_exists(r, text);
	if (rc < 0)
		return rc;
	return rc ? 0 : grub_complain(r, false, ERR_NOENT, "there is no %.100s", text);
}

/* As GRUB passes an argument: in quotes if it has a blank, quotes and backslashes behind
 * backslashes. */
static int add_argument(struct strbuf *out, const char *arg)
{
	bool has_blank = strchr(arg, ' ') != NULL;
	int rc = out->len ? strbuf_addc(out, ' ') : 0;

	if (!rc && has_blank)
		rc = strbuf_addc(out, '"');
	for (; *arg && !rc; arg++) {
		if (strchr("\\'\"", *arg))
			rc = strbuf_addc(out, '\\');
		if (!rc)
			rc = strbuf_addc(out, *arg);
	}
	return !rc && has_blank ? strbuf_addc(out, '"') : rc;
}

/* (first), unless it is NULL, and the arguments from (from) on; NULL: no memory (recorded). */
static char *join(const char *first, const struct grub_args *a, unsigned from, size_t *ret_args)
{
	struct strbuf out = {};
	char *text;
	int rc = first ? strbuf_addf(&out, "BOOT_IMAGE=%s", first) : 0;

	*ret_args = out.len + (first && from < a->n);
	for (; from < a->n && !rc; from++)
		rc = add_argument(&out, a->v[from]);
	text = rc ? NULL : strbuf_take(&out);
	strbuf_free(&out);
	if (!text)
		(void)no_memory();
	return text;
}

static int cmd_linux(struct grub_run *r, const struct grub_node *node, const struct grub_args *a)
{
	_cleanup_(grub_file_free) struct grub_file f = {};
	int rc;

	(void)node;
	if (a->n < 2)
		return grub_complain(r, false, ERR_SYNTAX, "%s: no file is named", a->v[0]);
	rc = find_file(r, a->v[1], &f);
	if (rc)
		return rc;
	forget(r);
	r->plan.cmdline = join(a->v[1], a, 2, &r->plan_args);
	if (!r->plan.cmdline)
		return -fail_last()->code;
	r->plan.kind = BOOTPLAN_FILE;
	r->plan.file = TAKE(f.path);
	r->is_loaded = r->is_linux = true;
	return 0;
}

static void forget_initrds(struct grub_run *r)
{
	struct bootplan *p = &r->plan;

	while (p->n_initrds > 0) {
		p->n_initrds--;
		free(TAKE(p->initrds[p->n_initrds]));
		free(TAKE(p->initrd_paths[p->n_initrds]));
	}
}

/* "FILE", or "newc:PATH:FILE" for a file that becomes PATH. */
static int add_initrd(struct grub_run *r, const char *text)
{
	_cleanup_(grub_file_free) struct grub_file f = {};
	_cleanup_(freep) char *path = NULL;
	struct bootplan *p = &r->plan;
	int rc;

	if (p->n_initrds == BOOTPLAN_INITRDS)
		return grub_fail(r, ERR_TOOBIG, "more than %d initrds", BOOTPLAN_INITRDS);
	if (strncmp(text, "newc:", 5) == 0) {
		size_t n = strcspn(text + 5, ":");

		if (!text[5 + n] || n == 0)
			return grub_complain(
				r, false, ERR_SYNTAX, "%.80s: it should be newc:PATH:FILE", text);
		path = str_format(
			"/%.*s", (int)(n - (text[5] == '/')), text + 5 + (text[5] == '/'));
		if (!path)
			return no_memory();
		text += 5 + n + 1;
	}
	rc = find_file(r, text, &f);
	if (rc)
		return rc;
	p->initrd_paths[p->n_initrds] = TAKE(path);
	p->initrds[p->n_initrds++] = TAKE(f.path);
	return 0;
}

/* A later initrd replaces an earlier one; if one of its files is missing there is none. */
static int cmd_initrd(struct grub_run *r, const struct grub_node *node, const struct grub_args *a)
{
	int rc = 0;

	(void)node;
	if (a->n < 2)
		return grub_complain(r, false, ERR_SYNTAX, "%s: no file is named", a->v[0]);
	if (!r->is_linux)
		return grub_complain(r, true, ERR_SYNTAX, "%s before a kernel is loaded", a->v[0]);
	forget_initrds(r);
	for (unsigned i = 1; i < a->n && !rc; i++)
		rc = add_initrd(r, a->v[i]);
	r->lacks_initrd = rc != 0;
	return rc;
}

/* Whether (text) is a list of sectors, "+1", "(hd0)+1"; what is before it has (ret_len)
 * characters. */
static bool is_sectors(const char *text, size_t *ret_len)
{
	const char *close = *text == '(' ? strchr(text, ')') : NULL;
	const char *rest = close ? close + 1 : text;

	*ret_len = (size_t)(rest - text);
	return strpbrk(rest, "/.") == NULL && strchr(rest, '+') != NULL;
}

static int leave_to_firmware(struct grub_run *r, int drive)
{
	forget(r);
	r->plan.kind = BOOTPLAN_LOCAL;
	r->plan.local = drive;
	r->is_loaded = true;
	return 0;
}

static int chainload_sectors(struct grub_run *r, const char *text, size_t len)
{
	_cleanup_(freep) char *device = len > 2 ? str_ndup(text + 1, len - 2) : str_dup("");
	int drive;

	if (!device)
		return no_memory();
	(void)grub_device_place(r, device, &drive);
	return leave_to_firmware(r, drive);
}

/* As find_file(), but a file on a disk is fine, and one that was looked for on disks may be
 * missing. */
static int find_loader(struct grub_run *r, const char *text, struct grub_file *ret)
{
	int rc = grub_resolve(r, text, ret);

	if (!rc && ret->place == PLACE_DISK)
		return 0;
	if (!rc && ret->place == PLACE_IMAGE && r->sought_loader)
		rc = !grub_exists(r, text);
	if (rc > 0)
		return grub_complain(r, true, ERR_NOENT, "there is no %.100s", text);
	grub_file_free(ret);
	return find_file(r, text, ret);
}

static int cmd_chainloader(
	struct grub_run *r, const struct grub_node *node, const struct grub_args *a)
{
	_cleanup_(grub_file_free) struct grub_file f = {};
	unsigned at = 1;
	size_t len;
	int rc;

	(void)node;
	while (at < a->n && a->v[at][0] == '-')
		at++;
	if (at == a->n)
		return grub_complain(r, false, ERR_SYNTAX, "%s: no file is named", a->v[0]);
	if (is_sectors(a->v[at], &len))
		return chainload_sectors(r, a->v[at], len);
	rc = find_loader(r, a->v[at], &f);
	if (rc)
		return rc;
	if (f.place == PLACE_DISK)
		return leave_to_firmware(r, f.drive);
	forget(r);
	if (a->n - at > 1) {
		r->plan.cmdline = join(NULL, a, at + 1, &r->plan_args);
		if (!r->plan.cmdline)
			return -fail_last()->code;
	}
	r->plan.kind = BOOTPLAN_FILE;
	r->plan.file = TAKE(f.path);
	r->is_loaded = true;
	return 0;
}

static int cmd_boot(struct grub_run *r, const struct grub_node *node, const struct grub_args *a)
{
	(void)node;
	(void)a;
	if (!r->is_loaded)
		return grub_complain(r, true, ERR_NOENT, "boot, but nothing is loaded");
	r->is_final = true;
	r->leaving = LEAVE_ALL;
	return 0;
}

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
	forget(r);
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

/* An entry ends with it; a menu is made in spite of it. */
static int cmd_unsupported(
	struct grub_run *r, const struct grub_node *node, const struct grub_args *a)
{
	(void)node;
	if (r->menu)
		return grub_complain(r, false, ERR_NOTSUP, "%s is not supported", a->v[0]);
	return grub_fail(r, ERR_NOTSUP, "%s is not supported", a->v[0]);
}

/* ---- going on with another file ---- */

static int cmd_source(struct grub_run *r, const struct grub_node *node, const struct grub_args *a)
{
	_cleanup_(grub_file_free) struct grub_file f = {};
	int rc;

	(void)node;
	if (a->n < 2)
		return grub_complain(r, false, ERR_SYNTAX, "%s: no file is named", a->v[0]);
	rc = find_file(r, a->v[1], &f);
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
	forget(r);
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
	int rc = find_file(r, text, &f);

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
		return no_memory();
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
	_cleanup_(freep) char *path = NULL;

	(void)node;
	if (a->n > 1)
		return go_on_with(r, a->v[1]);
	path = str_format("%s/grub.cfg", prefix ? prefix : "");
	if (path && r->g->files.is_remote)
		return go_on_with_first(r, path);
	return path ? go_on_with(r, path) : no_memory();
}

/* ISOLINUX's configuration is not run here, whoever takes the plan can. */
static int cmd_syslinux(struct grub_run *r, const struct grub_node *node, const struct grub_args *a)
{
	_cleanup_(grub_file_free) struct grub_file f = {};
	int rc;

	(void)node;
	if (a->n < 2)
		return grub_complain(r, false, ERR_SYNTAX, "%s: no file is named", a->v[0]);
	rc = find_file(r, a->v[a->n - 1], &f);
	if (!rc)
		rc = plan_config(r, &f);
	r->is_foreign = !rc;
	return rc;
}

/* ---- the plan ---- */

/* A kernel called memdisk starts its initrd as a disk. */
static void become_disk(struct grub_run *r)
{
	struct bootplan *p = &r->plan;
	const char *slash = p->file ? strrchr(p->file, '/') : NULL;
	const char *base = slash ? slash + 1 : p->file;

	if (p->kind != BOOTPLAN_FILE || !r->is_linux || p->n_initrds != 1 || p->initrd_paths[0] ||
		strncmp(base, "memdisk", 7) != 0)
		return;
	free(p->file);
	p->kind = BOOTPLAN_DISK;
	p->file = TAKE(p->initrds[0]);
	p->n_initrds = 0;
	memmove(p->cmdline, p->cmdline + r->plan_args, strlen(p->cmdline + r->plan_args) + 1);
	if (!*p->cmdline) {
		free(p->cmdline);
		p->cmdline = NULL;
	}
}

int grub_take_plan(struct grub_run *r, const char *title, struct bootplan *ret)
{
	if (r->lacks_initrd || (!r->is_loaded && r->problem_code && !r->is_problem_minor))
		return fail(r->problem_code, "%s", r->problem);
	if (!r->is_loaded && r->sought_loader)
		(void)leave_to_firmware(r, 0);
	if (!r->is_loaded && r->problem_code)
		return fail(r->problem_code, "%s", r->problem);
	if (!r->is_loaded)
		return grub_fail(r, ERR_NOENT, "\"%.80s\" starts nothing", title);
	become_disk(r);
	*ret = r->plan;
	r->plan = (struct bootplan){};
	return 0;
}

const struct grub_command grub_load_commands[] = {
	{"linux", cmd_linux},
	{"linuxefi", cmd_linux},
	{"linux16", cmd_linux},
	{"clinux", cmd_linux},
	{"initrd", cmd_initrd},
	{"initrdefi", cmd_initrd},
	{"initrd16", cmd_initrd},
	{"cinitrd", cmd_initrd},
	{"chainloader", cmd_chainloader},
	{"pxechainloader", cmd_chainloader},
	{"boot", cmd_boot},
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
	{"multiboot", cmd_unsupported},
	{"multiboot2", cmd_unsupported},
	{"module", cmd_unsupported},
	{"module2", cmd_unsupported},
	{"xen_hypervisor", cmd_unsupported},
	{"xen_module", cmd_unsupported},
	{"kfreebsd", cmd_unsupported},
	{"knetbsd", cmd_unsupported},
	{"kopenbsd", cmd_unsupported},
	{"xnu_kernel", cmd_unsupported},
	{"xnu_kernel64", cmd_unsupported},
	{"ntldr", cmd_unsupported},
	{"freedos", cmd_unsupported},
	{"plan9", cmd_unsupported},
	{"truecrypt", cmd_unsupported},
	{"legacy_kernel", cmd_unsupported},
	{"legacy_initrd", cmd_unsupported},
	{"legacy_configfile", cmd_unsupported},
	{"blscfg", grub_blscfg},
	{"net_set_vlan", cmd_unsupported},
	{},
};
