/* SPDX-License-Identifier: BSD-2-Clause */
/*
 * From labels and command lines to what is run in the end: the words of KERNEL, APPEND and INITRD
 * in their order, the type by the end of the name, and what modules choose that run something else.
 */
#include <string.h>
#include <strings.h>

#include "core/status.h"
#include "menu/syslinux_priv.h"

#define FIRST_DRIVE 0x80

void syslinux_command_free(struct syslinux_command *c)
{
	free(c->name);
	free(c->args);
	free(c->extra);
	*c = (struct syslinux_command){};
}

int syslinux_unsupported(
	const struct syslinux_command *c, const char *what, const char *value, const char *advice)
{
	return fail(ERR_NOTSUP, "%s:%u: %s %.60s is not supported: %s", c->at.file, c->at.line,
		what, value, advice);
}

static int no_memory(const struct syslinux_command *c)
{
	return fail(ERR_NOMEM, "%s:%u: no memory", c->at.file, c->at.line);
}

/* ---- labels ---- */

static struct bootmenu_entry *find_name(const struct bootmenu *m, const char *name, size_t len)
{
	struct bootmenu_entry *e;

	list_for_each(e, &m->entries, node) {
		const struct syslinux_label *l = e->body;
		struct bootmenu_entry *found;

		if (l && l->type != SYSLINUX_COMMAND && !e->is_disabled && strlen(e->name) == len &&
			memcmp(e->name, name, len) == 0)
			return e;
		found = e->submenu ? find_name(e->submenu, name, len) : NULL;
		if (found)
			return found;
	}
	return NULL;
}

struct bootmenu_entry *syslinux_find_label(const struct syslinux *s, const char *line)
{
	size_t n;
	const char *word = syslinux_word(line, &n);

	return n ? find_name(s->root, word, n) : NULL;
}

/* ---- commands ---- */

/* Splits (line): the first word is the name, what is behind the blanks after it the arguments. */
static int split(struct syslinux_command *c, const char *line)
{
	size_t n;
	const char *word = syslinux_word(line, &n);

	c->name = str_ndup(word, n);
	c->args = str_dup(syslinux_skip_blanks(word + n));
	return c->name && c->args ? 0 : no_memory(c);
}

/* True if (name) ends in ".(ext)". */
static bool has_extension(const char *name, const char *ext)
{
	const char *dot = strrchr(name, '.');

	return dot && strcasecmp(dot + 1, ext) == 0;
}

/* PXELINUX configurations have "menu" for menu.c32, from a time when it looked for that. */
static bool is_module_without_end(const struct syslinux_command *c)
{
	const struct bootmenu_files *f = &c->s->files;
	_cleanup_(freep) char *path = NULL;
	_cleanup_(freep) char *longer = NULL;

	if (!*c->name || strchr(c->name, '.') || syslinux_path(c->s, c->s->cwd, c->name, &path) ||
		syslinux_is_url(path) || f->exists(f->arg, path))
		return false;
	longer = str_format("%s.c32", path);
	return longer && f->exists(f->arg, longer);
}

static enum syslinux_type type_by_name(const struct syslinux_command *c)
{
	enum { MAY_BE_KERNELS = 3 }; /* of (types), at its beginning */
	static const struct {
		const char *ext;
		enum syslinux_type type;
	} types[] = {
		{"com", SYSLINUX_COM32},
		{"cbt", SYSLINUX_COM32},
		{"img", SYSLINUX_FDIMAGE},
		{"c32", SYSLINUX_COM32},
		{"bss", SYSLINUX_BSS},
		{"bs", SYSLINUX_BOOT},
		{"bin", SYSLINUX_BOOT},
		{"0", SYSLINUX_NBP},
	};

	/* What SYSLINUX 6 has no use for it starts as a kernel, and only that has an initrd. */
	for (size_t i = strstr(c->args, "initrd=") ? MAY_BE_KERNELS : 0; i < ARRAY_SIZE(types); i++)
		if (has_extension(c->name, types[i].ext))
			return types[i].type;
	return is_module_without_end(c) ? SYSLINUX_COM32 : SYSLINUX_AUTO;
}

/* Makes (c) of the words of the label (e) in their order. */
static int take_words(const struct bootmenu_entry *e, bool with_append, struct syslinux_command *c)
{
	const struct syslinux_label *l = e->body;
	const char *append = with_append && l->append ? l->append : "";
	const char *initrd = l->initrd ? l->initrd : "";
	_cleanup_(freep) char *line = str_format("%s%s%s%s%s", l->kernel ? l->kernel : e->name,
		*append ? " " : "", append, *initrd ? " initrd=" : "", initrd);

	free(TAKE(c->name));
	free(TAKE(c->args));
	return line ? split(c, line) : no_memory(c);
}

int syslinux_drive(const char *text)
{
	long n = strtol(text, NULL, 0);

	return n >= FIRST_DRIVE && n <= 0xff ? (int)n : 0;
}

/* "ONERROR LOCALBOOT 0" is widespread. Theirs takes it for a kernel; ours does what is meant. */
static bool is_localboot(const struct syslinux_command *c)
{
	return c->type == SYSLINUX_AUTO && strcasecmp(c->name, "localboot") == 0;
}

static void guess_type(struct syslinux_command *c)
{
	if (c->type == SYSLINUX_AUTO)
		c->type = type_by_name(c);
}

/* Modules that are no kernel do not get what APPEND says for all kernels. */
static bool wants_own_append(const struct syslinux_command *c)
{
	char module[SYSLINUX_MODULE_MAX];

	syslinux_module(c, module);
	return c->type == SYSLINUX_CONFIG || (*module && strcmp(module, "linux") != 0);
}

static int from_label(const struct bootmenu_entry *e, const char *extra, struct syslinux_command *c)
{
	const struct syslinux_label *l = e->body;
	int rc;

	c->s = l->s;
	c->at = l->at;
	c->type = l->type;
	c->sysappend = l->sysappend;
	c->local = l->local;
	c->extra = str_dup(extra);
	rc = c->extra ? take_words(e, true, c) : no_memory(c);
	if (rc)
		return rc;
	guess_type(c);
	return wants_own_append(c) && !l->has_own_append ? take_words(e, false, c) : 0;
}

/* The type that (*line) begins with, as ".linux ", which (*line) moves behind. */
static enum syslinux_type take_type(const char **line)
{
	static const struct {
		const char *word;
		enum syslinux_type type;
	} types[] = {
		{".kernel", SYSLINUX_AUTO},
		{".linux", SYSLINUX_LINUX},
		{".boot", SYSLINUX_BOOT},
		{".bss", SYSLINUX_BSS},
		{".pxe", SYSLINUX_NBP},
		{".fdimage", SYSLINUX_FDIMAGE},
		{".com32", SYSLINUX_COM32},
		{".config", SYSLINUX_CONFIG},
		{".localboot", SYSLINUX_LOCALBOOT},
	};
	char *rest;

	for (size_t i = 0; i < ARRAY_SIZE(types); i++) {
		if (!syslinux_looking_at(*line, types[i].word, &rest))
			continue;
		*line = rest;
		return types[i].type;
	}
	return SYSLINUX_AUTO;
}

/* A file with its arguments, of (type) if its name does not tell. */
static int from_file(const struct syslinux *s, struct syslinux_place at, const char *line,
	enum syslinux_type type, struct syslinux_command *c)
{
	int rc;

	c->s = s;
	c->at = at;
	c->type = type;
	c->extra = str_dup("");
	rc = c->extra ? split(c, line) : no_memory(c);
	if (rc == 0)
		guess_type(c);
	return rc;
}

/* A label, or a file, with its arguments. (sysappend): its own if it is no label, but a kernel. */
static int from_line(const struct syslinux *s, struct syslinux_place at, const char *line,
	uint32_t sysappend, struct syslinux_command *c)
{
	struct bootmenu_entry *e = syslinux_find_label(s, line);
	enum syslinux_type type;
	bool is_com32;
	size_t n;
	const char *word = syslinux_word(line, &n), *file;
	int rc;

	if (e)
		return from_label(e, syslinux_skip_blanks(word + n), c);
	line = syslinux_skip_blanks(line);
	file = line;
	type = s->no_implicit ? SYSLINUX_AUTO : take_type(&file);
	rc = from_file(s, at, file, type, c);
	if (rc)
		return rc;
	is_com32 = c->type == SYSLINUX_COM32;
	c->has_type = file != line && !is_com32;
	if (is_localboot(c)) {
		c->type = SYSLINUX_LOCALBOOT;
		c->local = syslinux_drive(c->args);
	} else if (type == SYSLINUX_LOCALBOOT) {
		c->local = syslinux_drive(c->name);
	}
	c->sysappend = file == line && is_com32 ? 0 : sysappend;
	if (s->no_implicit && c->type != SYSLINUX_COM32 && c->type != SYSLINUX_LOCALBOOT &&
		!syslinux_is_menu(c))
		return fail(ERR_NOENT, "%s: there is no label \"%.60s\"", at.file, c->name);
	return 0;
}

/* As long as (c) is a module that only chooses, what it chooses takes its place. */
static int choose(struct syslinux_command *c)
{
	for (unsigned i = 0; i < SYSLINUX_DEPTH_MAX; i++) {
		struct syslinux_command next = {};
		_cleanup_(freep) char *line = NULL;
		int rc = syslinux_choice(c, &line);

		if (rc || !line)
			return rc;
		rc = from_line(c->s, c->at, line, c->s->sysappend, &next);
		if (rc) {
			syslinux_command_free(&next);
			return rc;
		}
		syslinux_command_free(c);
		*c = next;
	}
	return fail(ERR_LOOP, "%s:%u: commands lead to one another without end", c->at.file,
		c->at.line);
}

/* Gives (c) to (ret) if (rc) is good and choosing is, too. */
static int finish(int rc, struct syslinux_command *c, struct syslinux_command *ret)
{
	if (rc == 0)
		rc = choose(c);
	if (rc)
		syslinux_command_free(c);
	else
		*ret = *c;
	return rc;
}

int syslinux_resolve_line(const struct syslinux *s, struct syslinux_place at, const char *line,
	struct syslinux_command *ret)
{
	struct syslinux_command c = {};

	return finish(from_line(s, at, line, s->sysappend, &c), &c, ret);
}

int syslinux_resolve(const struct bootmenu_entry *e, struct syslinux_command *ret)
{
	const struct syslinux_label *l = e->body;
	struct syslinux_command c = {};

	if (l->type == SYSLINUX_COMMAND)
		return finish(from_line(l->s, l->at, l->kernel, l->sysappend, &c), &c, ret);
	return finish(from_label(e, "", &c), &c, ret);
}

int syslinux_resolve_edited(
	const struct bootmenu_entry *e, const char *line, struct syslinux_command *ret)
{
	const struct syslinux_label *l = e->body;
	struct syslinux_command c = {};
	int rc = from_file(l->s, l->at, line, l->type, &c);

	c.sysappend = l->sysappend;
	return finish(rc, &c, ret);
}

int syslinux_line_of(const struct bootmenu_entry *e, char **ret)
{
	const struct syslinux_label *l = e->body;
	_cleanup_(syslinux_command_free) struct syslinux_command c = {};
	int rc;

	if (!l || l->type >= SYSLINUX_LOCALBOOT)
		return fail(ERR_NOTSUP, "menu: \"%.60s\" has no command line", e->title);
	rc = from_label(e, "", &c);
	if (rc)
		return rc;
	*ret = str_format("%s%s%s", c.name, *c.args ? " " : "", c.args);
	return *ret ? 0 : no_memory(&c);
}
