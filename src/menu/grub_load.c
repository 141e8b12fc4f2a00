/* SPDX-License-Identifier: BSD-2-Clause */
/*
 * The commands of GRUB's language that load something: they fill the plan of the run. What is
 * loaded last counts, and is what "boot" or the end of an entry starts.
 */
#include <string.h>

#include "core/status.h"
#include "menu/grub_priv.h"

int grub_no_memory(void)
{
	return fail(ERR_NOMEM, "grub: no memory for what an entry does");
}

void grub_forget(struct grub_run *r)
{
	bootplan_free(&r->plan);
	r->is_loaded = r->is_linux = r->lacks_initrd = false;
	r->plan_args = 0;
	r->problem_code = 0;
}

int grub_find_file(struct grub_run *r, const char *text, struct grub_file *ret)
{
	int rc = grub_resolve(r, text, ret);

	if (rc)
		return rc == -ERR_NOTSUP
			? grub_complain(r, false, ERR_NOTSUP, "%s", fail_last()->text)
			: rc;
	if (ret->place == PLACE_DISK || ret->place == PLACE_NOWHERE)
		return grub_complain(r, false, ERR_NOTSUP,
			"%.80s is on a device that cannot be read: put it on the server, or write "
			"exit to start the disk",
			text);
	rc = (r->g->files.is_remote && !r->n_conditions) || grub_exists(r, text);
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

/* (first), a kernel, and the arguments from (from) on; NULL: those of an EFI program, which gets them
 * with blanks between and as they are. NULL: no memory (recorded). */
static char *join(const char *first, const struct grub_args *a, unsigned from, size_t *ret_args)
{
	struct strbuf out = {};
	char *text;
	int rc = first ? strbuf_addf(&out, "BOOT_IMAGE=%s", first) : 0;

	*ret_args = out.len + (first && from < a->n);
	for (; from < a->n && !rc; from++)
		rc = first ? add_argument(&out, a->v[from])
			   : strbuf_addf(&out, "%s%s", out.len ? " " : "", a->v[from]);
	text = rc ? NULL : strbuf_take(&out);
	strbuf_free(&out);
	if (!text)
		(void)grub_no_memory();
	return text;
}

static int cmd_linux(struct grub_run *r, const struct grub_node *node, const struct grub_args *a)
{
	_cleanup_(grub_file_free) struct grub_file f = {};
	int rc;

	(void)node;
	if (a->n < 2)
		return grub_complain(r, false, ERR_SYNTAX, "%s: no file is named", a->v[0]);
	rc = grub_find_file(r, a->v[1], &f);
	if (rc)
		return rc;
	grub_forget(r);
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
			return grub_no_memory();
		text += 5 + n + 1;
	}
	rc = grub_find_file(r, text, &f);
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
	grub_forget(r);
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
		return grub_no_memory();
	(void)grub_device_place(r, device, &drive);
	return leave_to_firmware(r, drive);
}

/* As find_file(), but a file on a disk is fine, and one that was looked for on disks may be
 * missing. */
static int find_loader(struct grub_run *r, const char *text, struct grub_file *ret)
{
	int rc = grub_resolve(r, text, ret);
	bool may_miss = !rc && ret->place == PLACE_IMAGE && r->sought_loader;

	if (rc && rc != -ERR_NOTSUP)
		return rc;
	if (!rc && ret->place == PLACE_DISK)
		return 0;
	grub_file_free(ret);
	rc = may_miss ? grub_exists(r, text) : 1;
	if (rc < 0)
		return rc;
	return rc ? grub_find_file(r, text, ret)
		  : grub_complain(r, true, ERR_NOENT, "there is no %.100s", text);
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
	grub_forget(r);
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

/* What to write in place of the command (name), that is not supported. */
static const char *advice(const char *name)
{
	static const struct {
		const char *prefix, *text;
	} table[] = {
		{"m", "chainload GRUB's EFI program for it"},
		{"xen_", "chainload GRUB's EFI program for it"},
		{"legacy_", "write linux and initrd"},
		{"net_", "vcreate in a script does that"},
	};

	for (unsigned i = 0; i < ARRAY_SIZE(table); i++)
		if (strncmp(name, table[i].prefix, strlen(table[i].prefix)) == 0)
			return table[i].text;
	return "exit starts what is on the disk";
}

/* An entry ends with it; a menu is made in spite of it. */
static int cmd_unsupported(
	struct grub_run *r, const struct grub_node *node, const struct grub_args *a)
{
	const char *name = a->v[0];

	(void)node;
	if (r->menu)
		return grub_complain(
			r, false, ERR_NOTSUP, "%s is not supported: %s", name, advice(name));
	return grub_fail(r, ERR_NOTSUP, "%s is not supported: %s", name, advice(name));
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
