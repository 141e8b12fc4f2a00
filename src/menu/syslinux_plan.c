/* SPDX-License-Identifier: BSD-2-Clause */
/*
 * What an entry of a SYSLINUX configuration does. The command line is put together as theirs is, to
 * the byte: "BOOT_IMAGE=" and the kernel as it is written, a blank, APPEND, INITRD, SYSAPPEND; and
 * the initrds are those that its first "initrd=" names.
 */
#include <string.h>

#include "core/status.h"
#include "menu/syslinux_priv.h"

static const char *const fact_names[SYSLINUX_FACTS] = {"ip", "BOOTIF", "SYSUUID", "CPU",
	"SYSVENDOR", "SYSPRODUCT", "SYSVERSION", "SYSSERIAL", "SYSSKU", "SYSFAMILY", "MBVENDOR",
	"MBPRODUCT", "MBVERSION", "MBSERIAL", "MBASSET", "BIOSVENDOR", "BIOSVERSION", "SYSFF",
	"FSUUID"};

static int no_memory(const struct syslinux_command *c)
{
	return fail(ERR_NOMEM, "%s:%u: no memory", c->at.file, c->at.line);
}

/* Appends (text) with one "_" for each run of blanks in it, and none around it. */
static int add_fact(struct strbuf *out, const char *text)
{
	bool gap = false;
	size_t start = out->len;

	for (; *text; text++) {
		int rc;

		if (syslinux_is_blank(*text) || *text == 127) {
			gap = out->len > start;
			continue;
		}
		rc = gap ? strbuf_addc(out, '_') : 0;
		if (rc == 0)
			rc = strbuf_addc(out, *text);
		if (rc)
			return rc;
		gap = false;
	}
	return 0;
}

static int add_facts(const struct syslinux_command *c, struct strbuf *out)
{
	for (unsigned i = 0; i < SYSLINUX_FACTS; i++) {
		const char *value = c->s->facts[i];
		int rc;

		if (!(c->sysappend & 1u << i) || !value)
			continue;
		rc = strbuf_addf(out, "%s%s=", out->len ? " " : "", fact_names[i]);
		if (rc == 0)
			rc = add_fact(out, value);
		if (rc)
			return rc;
	}
	return 0;
}

int syslinux_arguments(const struct syslinux_command *c, char **ret)
{
	_cleanup_(strbuf_free) struct strbuf out = {};
	char *text;
	int rc = strbuf_adds(&out, c->args);

	if (rc == 0)
		rc = add_facts(c, &out);
	if (rc == 0 && c->has_type)
		rc = add_facts(c, &out);
	if (rc == 0 && *c->extra)
		rc = strbuf_addf(&out, "%s%s", out.len ? " " : "", c->extra);
	if (rc)
		return rc;
	text = strbuf_take(&out);
	if (!text)
		return no_memory(c);
	*ret = text;
	return 0;
}

int syslinux_plan_initrds(
	const struct syslinux_command *c, const char *list, size_t len, struct bootplan *ret)
{
	const char *end = list + len;

	while (list < end) {
		const char *comma = memchr(list, ',', (size_t)(end - list));
		size_t n = (size_t)((comma ? comma : end) - list);
		_cleanup_(freep) char *name = str_ndup(list, n);
		int rc;

		list += n + (comma ? 1 : 0);
		if (!name)
			return no_memory(c);
		if (n == 0)
			continue;
		if (ret->n_initrds == BOOTPLAN_INITRDS)
			return fail(ERR_TOOBIG, "%s:%u: more than %u initrds", c->at.file,
				c->at.line, BOOTPLAN_INITRDS);
		rc = syslinux_path(c->s, c->s->cwd, name, &ret->initrds[ret->n_initrds]);
		if (rc)
			return rc;
		ret->n_initrds++;
	}
	return 0;
}

static int initrds_of(const struct syslinux_command *c, const char *cmdline, struct bootplan *ret)
{
	static const char option[] = "initrd=";
	const char *at = strstr(cmdline, option);
	size_t n = 0;

	if (!at)
		return 0;
	at += sizeof(option) - 1;
	while (at[n] && !syslinux_is_blank(at[n]))
		n++;
	return syslinux_plan_initrds(c, at, n, ret);
}

/* memdisk starts its first initrd as a disk; the rest of its command line says what kind. */
static int plan_memdisk(const struct syslinux_command *c, struct bootplan *ret)
{
	int rc = syslinux_arguments(c, &ret->cmdline);

	if (rc == 0)
		rc = initrds_of(c, ret->cmdline, ret);
	if (rc)
		return rc;
	if (ret->n_initrds != 1)
		return fail(ERR_SYNTAX,
			"%s:%u: memdisk needs one disk image, as \"INITRD dos.img\", not %u",
			c->at.file, c->at.line, ret->n_initrds);
	ret->kind = BOOTPLAN_DISK;
	ret->n_initrds = 0;
	ret->file = TAKE(ret->initrds[0]);
	return 0;
}

bool syslinux_is_memdisk(const char *name)
{
	static const char memdisk[] = "memdisk";
	const char *slash = strrchr(name, '/');
	const char *base = slash ? slash + 1 : name;
	char next;

	if (strncmp(base, memdisk, sizeof(memdisk) - 1) != 0)
		return false;
	next = base[sizeof(memdisk) - 1];
	return !next || next == '.' || next == '-' || next == '_';
}

static int plan_linux(const struct syslinux_command *c, struct bootplan *ret)
{
	_cleanup_(freep) char *args = NULL;
	int rc;

	if (syslinux_is_memdisk(c->name))
		return plan_memdisk(c, ret);
	if (!*c->name)
		return fail(ERR_SYNTAX, "%s:%u: the entry names no kernel", c->at.file, c->at.line);
	ret->kind = BOOTPLAN_FILE;
	rc = syslinux_arguments(c, &args);
	if (rc)
		return rc;
	ret->cmdline = str_format("BOOT_IMAGE=%s %s", c->name, args);
	rc = ret->cmdline ? initrds_of(c, ret->cmdline, ret) : no_memory(c);
	return rc ? rc : syslinux_path(c->s, c->s->cwd, c->name, &ret->file);
}

/* A file that gets no command line. */
static int plan_file(
	const struct syslinux_command *c, enum bootplan_kind kind, struct bootplan *ret)
{
	ret->kind = kind;
	return syslinux_path(c->s, c->s->cwd, c->name, &ret->file);
}

static int plan_config(const struct syslinux_command *c, struct bootplan *ret)
{
	size_t n;
	const char *folder = syslinux_word(c->args, &n);
	_cleanup_(freep) char *name = str_ndup(folder, n);
	int rc = name ? plan_file(c, BOOTPLAN_CONFIG, ret) : no_memory(c);

	if (rc)
		return rc;
	if (n)
		return syslinux_path(c->s, c->s->cwd, name, &ret->cwd);
	ret->cwd = str_dup(c->s->cwd);
	return ret->cwd ? 0 : no_memory(c);
}

/* The first sector of something, run as the firmware would: PXELINUX alone takes files for it that
 * are programs for the network. */
static int plan_boot_sector(const struct syslinux_command *c, struct bootplan *ret)
{
	if (c->s->variant != SYSLINUX_PXE || c->type == SYSLINUX_BSS)
		return syslinux_unsupported(
			c, "the boot sector", c->name, "start a disk by LOCALBOOT 0x80");
	return plan_file(c, BOOTPLAN_FILE, ret);
}

static int plan_command(const struct syslinux_command *c, struct bootplan *ret)
{
	switch (c->type) {
	case SYSLINUX_AUTO:
	case SYSLINUX_LINUX:
		return plan_linux(c, ret);
	case SYSLINUX_BOOT:
	case SYSLINUX_BSS:
		return plan_boot_sector(c, ret);
	case SYSLINUX_NBP:
		return plan_file(c, BOOTPLAN_FILE, ret);
	case SYSLINUX_FDIMAGE:
		return plan_file(c, BOOTPLAN_DISK, ret);
	case SYSLINUX_COM32:
		return syslinux_plan_module(c, ret);
	case SYSLINUX_CONFIG:
		return plan_config(c, ret);
	case SYSLINUX_LOCALBOOT:
		ret->kind = BOOTPLAN_LOCAL;
		ret->local = c->local;
		return 0;
	case SYSLINUX_QUIT:
		return fail(ERR_CANCELED, "%s:%u: the menu is left", c->at.file, c->at.line);
	case SYSLINUX_HELP:
		return syslinux_unsupported(c, "MENU HELP", c->name, "choose it in the menu");
	default:
		return fail(ERR_NOTTY, "%s:%u: the entry leads to another menu", c->at.file,
			c->at.line);
	}
}

static int plan_entry(struct bootmenu_entry *e, struct bootplan *ret)
{
	const struct syslinux_label *l = e->body;
	_cleanup_(syslinux_command_free) struct syslinux_command c = {};
	int rc;

	if (!l)
		return fail(ERR_NOTTY, "menu: \"%.60s\" is nothing to start", e->title);
	rc = syslinux_resolve(e, &c);
	if (rc == 0)
		rc = plan_command(&c, ret);
	if (rc)
		bootplan_free(ret);
	return rc;
}

static const struct syslinux *shared(const struct bootmenu *m)
{
	while (m->parent)
		m = m->parent;
	return m->shared;
}

static int plan_line(const struct bootmenu *m, const struct bootmenu_entry *e, const char *line,
	struct bootplan *ret)
{
	_cleanup_(syslinux_command_free) struct syslinux_command c = {};
	int rc = e ? syslinux_resolve_edited(e, line, &c)
		   : syslinux_resolve_line(shared(m), (struct syslinux_place){"boot", 1}, line, &c);

	if (rc == 0)
		rc = plan_command(&c, ret);
	if (rc)
		bootplan_free(ret);
	return rc;
}

static int read_file(const struct bootmenu *m, const char *path, char **ret, size_t *ret_len)
{
	const struct syslinux *s = shared(m);

	return s->files.read(s->files.arg, path, ret, ret_len);
}

static int read_help(const struct bootmenu *m, const char *path, struct strbuf *ret)
{
	_cleanup_(freep) char *text = NULL;
	size_t len;
	int rc = read_file(m, path, &text, &len);

	return rc ? rc : syslinux_message(text, len, ret);
}

static void free_body(void *body)
{
	struct syslinux_label *l = body;

	free(l->kernel);
	free(l->append);
	free(l->initrd);
	free(l);
}

const struct bootmenu_ops syslinux_ops = {
	.plan = plan_entry,
	.line = syslinux_line_of,
	.plan_line = plan_line,
	.read_file = read_file,
	.read_help = read_help,
	.free_body = free_body,
	.follow = syslinux_follow,
};
