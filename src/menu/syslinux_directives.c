/* SPDX-License-Identifier: BSD-2-Clause */
/*
 * The directives of a SYSLINUX configuration but those of MENU. What belongs to a LABEL goes
 * straight into its entry; the rest is kept in the reader until all is read. Words that only matter
 * on a console of theirs (FONT, SERIAL, …) are among the unknown ones, which are ignored.
 */
#include <string.h>

#include "core/cp437.h"
#include "core/keymap.h"
#include "core/status.h"
#include "menu/syslinux_priv.h"

#define MS_PER_TENTH 100u

int syslinux_set(char **field, const char *text)
{
	char *copy = str_dup(text);

	if (!copy)
		return fail(ERR_NOMEM, "syslinux: no memory");
	free(*field);
	*field = copy;
	return 0;
}

int syslinux_set_shown(char **field, const char *text)
{
	_cleanup_(strbuf_free) struct strbuf shown = {};
	char *copy = cp437_or_utf8(text, strlen(text), &shown) ? NULL : strbuf_take(&shown);

	if (!copy)
		return fail(ERR_NOMEM, "syslinux: no memory");
	syslinux_tidy(copy);
	free(*field);
	*field = copy;
	return 0;
}

int syslinux_add(
	struct syslinux_reader *r, const char *name, const char *title, struct bootmenu_entry **ret)
{
	struct syslinux_label *l;
	struct bootmenu_entry *e;
	int rc;

	if (r->n_entries >= SYSLINUX_ENTRIES_MAX)
		return fail(ERR_TOOBIG, "%s:%u: more than %u entries", r->at.file, r->at.line,
			SYSLINUX_ENTRIES_MAX);
	l = calloc(1, sizeof *l);
	if (!l)
		return fail(ERR_NOMEM, "syslinux: no memory for an entry");
	e = bootmenu_add(r->levels[r->depth].menu, name, title);
	if (!e) {
		free(l);
		return -ERR_NOMEM;
	}
	e->body = l;
	rc = syslinux_set_shown(&e->title, title);
	if (rc)
		return rc;
	r->n_entries++;
	l->s = r->s;
	l->at = r->at;
	e->key_runs = r->levels[r->depth].menu->style->hotkey_runs;
	*ret = e;
	return 0;
}

/* What was collected since TEXT HELP goes to the entry. */
static int end_text(struct syslinux_reader *r)
{
	struct bootmenu_entry *e = r->label;
	size_t had = e && e->help ? strlen(e->help) : 0;
	_cleanup_(strbuf_free) struct strbuf all = {};
	char *help;
	int rc;

	r->text = SYSLINUX_NO_TEXT;
	if (!e || r->help.len == 0 || had >= SYSLINUX_HELP_MAX)
		return 0;
	rc = strbuf_adds(&all, had ? e->help : "");
	if (rc == 0)
		rc = cp437_or_utf8(r->help.s, r->help.len, &all);
	strbuf_reset(&r->help);
	help = rc ? NULL : strbuf_take(&all);
	if (!help)
		return fail(ERR_NOMEM, "syslinux: no memory for a help text");
	free(e->help);
	e->help = help;
	return 0;
}

int syslinux_close_label(struct syslinux_reader *r)
{
	struct syslinux_label *l = r->body;
	int rc = end_text(r);

	if (rc == 0 && l && !l->has_own_append && r->append)
		rc = syslinux_set(&l->append, r->append);
	r->label = NULL;
	r->body = NULL;
	return rc;
}

static int do_label(struct syslinux_reader *r, const char *arg, int value)
{
	_cleanup_(freep) char *name = NULL;
	size_t n;
	int rc;

	(void)value;
	rc = syslinux_close_label(r);
	if (rc)
		return rc;
	arg = syslinux_word(arg, &n);
	name = str_ndup(arg, n);
	if (!name)
		return fail(ERR_NOMEM, "syslinux: no memory for a label");
	rc = syslinux_add(r, name, arg, &r->label);
	if (rc)
		return rc;
	r->body = r->label->body;
	r->body->sysappend = r->s->sysappend;
	r->body->has_words = arg[n] != '\0';
	return 0;
}

static int do_kernel(struct syslinux_reader *r, const char *arg, int type)
{
	if (!r->body)
		return 0;
	r->body->type = (enum syslinux_type)type;
	return syslinux_set(&r->body->kernel, arg);
}

static int do_localboot(struct syslinux_reader *r, const char *arg, int value)
{
	(void)value;
	if (!r->body)
		return 0;
	r->body->type = SYSLINUX_LOCALBOOT;
	r->body->local = syslinux_drive(arg);
	return 0;
}

static int do_append(struct syslinux_reader *r, const char *arg, int value)
{
	(void)value;
	if (strcmp(arg, "-") == 0)
		arg = "";
	if (!r->body)
		return syslinux_set(&r->append, arg);
	r->body->has_own_append = true;
	return syslinux_set(&r->body->append, arg);
}

static int do_initrd(struct syslinux_reader *r, const char *arg, int value)
{
	(void)value;
	return r->body ? syslinux_set(&r->body->initrd, arg) : 0;
}

static int do_sysappend(struct syslinux_reader *r, const char *arg, int value)
{
	uint32_t mask = (uint32_t)strtoul(arg, NULL, 0);

	(void)value;
	if (r->body)
		r->body->sysappend = mask;
	else
		r->s->sysappend = mask;
	return 0;
}

static int do_default(struct syslinux_reader *r, const char *arg, int value)
{
	(void)value;
	r->dflt_at = r->at;
	return syslinux_set(&r->dflt, arg);
}

static int do_ui(struct syslinux_reader *r, const char *arg, int value)
{
	(void)value;
	r->ui_at = r->at;
	return *arg ? syslinux_set(&r->ui, arg) : 0;
}

static int do_ontimeout(struct syslinux_reader *r, const char *arg, int value)
{
	(void)value;
	r->ontimeout_at = r->at;
	return syslinux_set(&r->ontimeout, arg);
}

static int do_prompt(struct syslinux_reader *r, const char *arg, int value)
{
	(void)value;
	r->prompt = strtol(arg, NULL, 10) != 0;
	return 0;
}

static int do_noescape(struct syslinux_reader *r, const char *arg, int value)
{
	(void)value;
	r->no_escape = strtol(arg, NULL, 10) != 0;
	return 0;
}

static int do_nocomplete(struct syslinux_reader *r, const char *arg, int value)
{
	(void)value;
	r->no_complete = strtol(arg, NULL, 10) != 0;
	return 0;
}

static int do_implicit(struct syslinux_reader *r, const char *arg, int value)
{
	(void)value;
	r->s->no_implicit = strtol(arg, NULL, 10) == 0;
	return 0;
}

static uint64_t tenths(const char *arg)
{
	long n = strtol(arg, NULL, 10);

	return n > 0 ? (uint64_t)MIN(n, INT32_MAX) * MS_PER_TENTH : 0;
}

static int do_timeout(struct syslinux_reader *r, const char *arg, int value)
{
	(void)value;
	r->prompt_ms = tenths(arg);
	r->levels[r->depth].menu->timeout_ms = r->prompt_ms;
	return 0;
}

static int do_totaltimeout(struct syslinux_reader *r, const char *arg, int value)
{
	(void)value;
	r->s->root->total_ms = tenths(arg);
	return 0;
}

static int do_onerror(struct syslinux_reader *r, const char *arg, int value)
{
	(void)value;
	return syslinux_set(&r->onerror, arg);
}

static int do_allowoptions(struct syslinux_reader *r, const char *arg, int value)
{
	bool allowed = strtol(arg, NULL, 10) != 0;

	(void)value;
	r->no_options = !allowed;
	r->levels[r->depth].menu->style->can_edit = allowed;
	return 0;
}

/* All behind one blank: pictures are drawn with others. */
static int do_say(struct syslinux_reader *r, const char *arg, int value)
{
	const char *text = syslinux_skip_blanks(r->line) + sizeof("say") - 1;
	int rc;

	(void)arg;
	(void)value;
	text += *text ? 1 : 0;
	rc = r->greeting.len < SYSLINUX_HELP_MAX
		? syslinux_message(text, strlen(text), &r->greeting)
		: 0;
	return rc ? rc : strbuf_addc(&r->greeting, '\n');
}

static int do_display(struct syslinux_reader *r, const char *arg, int value)
{
	_cleanup_(freep) char *path = NULL;
	_cleanup_(freep) char *text = NULL;
	size_t len;
	int rc = syslinux_set_path(r, &path, arg);

	(void)value;
	if (rc || !path || r->greeting.len >= SYSLINUX_HELP_MAX)
		return rc;
	rc = r->s->files.read(r->s->files.arg, path, &text, &len);
	if (rc == -ERR_NOENT || rc == -ERR_NOFILE)
		return 0;
	return rc ? rc : syslinux_message(text, len, &r->greeting);
}

/* Theirs wants a file of just that size, too. */
static int do_kbdmap(struct syslinux_reader *r, const char *arg, int value)
{
	_cleanup_(freep) char *path = NULL;
	_cleanup_(freep) char *table = NULL;
	size_t len = 0;
	int rc = syslinux_set_path(r, &path, arg);

	(void)value;
	if (rc || !path)
		return rc;
	rc = r->s->files.read(r->s->files.arg, path, &table, &len);
	if (rc == 0 && len == KEYMAP_TABLE) {
		free(r->keymap);
		r->keymap = TAKE(table);
	}
	return rc == -ERR_NOENT || rc == -ERR_NOFILE ? 0 : rc;
}

static int do_text(struct syslinux_reader *r, const char *arg, int value)
{
	char *rest;

	(void)value;
	r->text = syslinux_looking_at(arg, "help", &rest) && r->label ? SYSLINUX_TEXT_HELP
								      : SYSLINUX_TEXT_OTHER;
	strbuf_reset(&r->help);
	return 0;
}

static int do_include(struct syslinux_reader *r, const char *arg, int value)
{
	_cleanup_(freep) char *name = NULL;
	_cleanup_(freep) char *tag = NULL;
	size_t n;

	(void)value;
	arg = syslinux_word(arg, &n);
	if (n == 0)
		return 0;
	/* Copied: reading the file overwrites the line. */
	name = str_ndup(arg, n);
	tag = str_dup(syslinux_skip_blanks(arg + n));
	if (!name || !tag)
		return fail(ERR_NOMEM, "syslinux: no memory for a file's name");
	return syslinux_include(r, name, tag);
}

static int do_menu(struct syslinux_reader *r, const char *arg, int value)
{
	char *rest;

	(void)value;
	if (syslinux_looking_at(arg, "include", &rest))
		return do_include(r, rest, 0);
	return syslinux_menu_directive(r, arg);
}

static const struct {
	const char *word;
	int (*run)(struct syslinux_reader *r, const char *arg, int value);
	int value;
} directives[] = {
	{"allowoptions", do_allowoptions, 0},
	{"append", do_append, 0},
	{"boot", do_kernel, SYSLINUX_BOOT},
	{"bss", do_kernel, SYSLINUX_BSS},
	{"com32", do_kernel, SYSLINUX_COM32},
	{"comboot", do_kernel, SYSLINUX_COM32},
	{"config", do_kernel, SYSLINUX_CONFIG},
	{"default", do_default, 0},
	{"display", do_display, 0},
	{"fdimage", do_kernel, SYSLINUX_FDIMAGE},
	{"implicit", do_implicit, 0},
	{"include", do_include, 0},
	{"initrd", do_initrd, 0},
	{"ipappend", do_sysappend, 0},
	{"kbdmap", do_kbdmap, 0},
	{"kernel", do_kernel, SYSLINUX_AUTO},
	{"label", do_label, 0},
	{"linux", do_kernel, SYSLINUX_LINUX},
	{"localboot", do_localboot, 0},
	{"menu", do_menu, 0},
	{"nocomplete", do_nocomplete, 0},
	{"noescape", do_noescape, 0},
	{"onerror", do_onerror, 0},
	{"ontimeout", do_ontimeout, 0},
	{"prompt", do_prompt, 0},
	{"pxe", do_kernel, SYSLINUX_NBP},
	{"say", do_say, 0},
	{"sysappend", do_sysappend, 0},
	{"text", do_text, 0},
	{"timeout", do_timeout, 0},
	{"totaltimeout", do_totaltimeout, 0},
	{"ui", do_ui, 0},
};

/* A line between TEXT and ENDTEXT. */
static int text_line(struct syslinux_reader *r, const char *line)
{
	char *rest;
	int rc;

	if (syslinux_looking_at(syslinux_skip_blanks(line), "endtext", &rest))
		return end_text(r);
	if (r->text != SYSLINUX_TEXT_HELP || r->help.len + strlen(line) >= SYSLINUX_HELP_MAX)
		return 0;
	rc = strbuf_adds(&r->help, line);
	if (rc)
		return rc;
	for (char *p = r->help.s + r->help.len - strlen(line); *p; p++)
		if ((unsigned char)*p < ' ' || *p == 127)
			*p = ' ';
	return strbuf_addc(&r->help, '\n');
}

/* The number of the key that (line) begins with, "F1" is 0, and what is behind it; -1: none. */
static int function_key(const char *line, const char **ret_rest)
{
	char *end;
	unsigned long n;

	if ((*line | 0x20) != 'f' || line[1] < '0' || line[1] > '9')
		return -1;
	n = strtoul(line + 1, &end, 10);
	if ((*end && !syslinux_is_blank(*end)) || n > BOOTMENU_FKEYS)
		return -1;
	*ret_rest = syslinux_skip_blanks(end);
	return n ? (int)n - 1 : 9; /* F0 is F10 */
}

int syslinux_directive(struct syslinux_reader *r, const char *line)
{
	const char *behind;
	char *rest;
	int key;

	if (r->text)
		return text_line(r, line);
	line = syslinux_skip_blanks(line);
	for (size_t i = 0; i < ARRAY_SIZE(directives); i++)
		if (syslinux_looking_at(line, directives[i].word, &rest))
			return directives[i].run(r, rest, directives[i].value);
	key = function_key(line, &behind);
	return key < 0 ? 0 : syslinux_help_key(r, behind, (unsigned)key);
}
