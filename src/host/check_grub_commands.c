/* SPDX-License-Identifier: BSD-2-Clause */
/* Each command of a GRUB configuration by itself. */
#include <ctype.h>
#include <stdlib.h>
#include <string.h>

#include "core/util.h"
#include "host/alloc.h"
#include "host/check_grub.h"
#include "host/similar.h"

/* Commands that GRUB has, or a distribution's, and that are not missed; and those that many
 * misspell. */
static const char *const passed[] = {"append_add", "append_list", "bls_import", "blocklist",
	"boottime", "btrfs-list-subvols", "btrfs-mount-subvol", "cbmemc", "connectefi",
	"devicetree", "efi-export-env", "efi-load-env", "extract_entries_configfile",
	"extract_entries_source", "extract_legacy_entries_configfile",
	"extract_legacy_entries_source", "extract_syslinux_entries_configfile",
	"extract_syslinux_entries_source", "functional_test", "gdbstub", "gdbstub_break",
	"gdbstub_stop", "getenv", "grub_platform", "hello", "hexdump", "hwmatch", "insmod",
	"kfreebsd_loadenv", "kfreebsd_module", "kfreebsd_module_elf", "knetbsd_module",
	"knetbsd_module_elf", "kopenbsd_ramdisk", "legacy_check_password", "legacy_initrd_nounzip",
	"legacy_password", "legacy_source", "load_video", "loadfont", "lscoreboot", "macppcbless",
	"morse", "pcidump", "pop_env", "progress", "read_byte", "read_dword", "read_word", "reset",
	"save_env", "savedefault", "sendkey", "serial", "spkmodem", "suspend", "syslinux_source",
	"terminal_input", "terminal_output", "testload", "testspeed", "time",
	"tpm2_key_protector_clear", "tpm2_key_protector_init", "usbtest", "version", "write_byte",
	"write_dword", "write_word", "xnu_devprop_load", "xnu_kext", "xnu_kextdir", "xnu_mkext",
	"xnu_ramdisk", "xnu_resume", "xnu_splash", "xnu_uuid", "zfs-bootfs", "zfsinfo", "zfskey"};

static const struct grub_command *const tables[] = {grub_base_commands, grub_find_commands,
	grub_load_commands, grub_go_commands, grub_menu_commands, grub_talk_commands};

static const char *similar_command(const struct gr *g, const char *name)
{
	struct similar s = similar_to(name);

	for (unsigned i = 0; i < ARRAY_SIZE(tables); i++) {
		for (const struct grub_command *c = tables[i]; c->name; c++)
			if (strlen(c->name) > 2)
				similar_try(&s, c->name);
	}
	for (unsigned i = 0; i < g->n_functions; i++)
		similar_try(&s, g->functions[i]);
	for (unsigned i = 0; i < ARRAY_SIZE(passed); i++)
		similar_try(&s, passed[i]);
	return s.best;
}

static bool is_passed(const char *name)
{
	for (unsigned i = 0; i < ARRAY_SIZE(passed); i++) {
		if (strcmp(passed[i], name) == 0)
			return true;
	}
	return false;
}

static void check_unknown(struct gr_walk *w, const struct grub_word *word, const char *name)
{
	const char *best = similar_command(w->g, name);

	if (*name == '[' || *name == '!' || is_passed(name))
		return;
	if (best && strlen(name) > 2)
		gr_report(w->g, w->file, word->pos, true, "unknown-command",
			"%s: no such command; is \"%s\" meant?", name, best);
	else if (!w->g->is_incomplete && gr_is_first(w->g, w->file))
		gr_report(w->g, w->file, word->pos, false, "unknown-command",
			"%s: no such command, it is passed over", name);
}

/* ---- test ---- */

static char *unquoted(const struct grub_word *w)
{
	return w && w->parts && w->parts->kind == PART_TEXT ? gr_plain(w) : NULL;
}

static bool is_operator(const struct grub_word *w)
{
	static const char *const known[] = {"=", "==", "!=", "<", "<=", ">", ">=", "-eq", "-ne",
		"-lt", "-le", "-gt", "-ge", "-pgt", "-plt", "-nt", "-ot", "-n", "-z", "-d", "-e",
		"-f", "-s", "-a", "-o"};
	char *text = unquoted(w);
	bool is = false;

	for (unsigned i = 0; text && i < ARRAY_SIZE(known); i++)
		is |= strcmp(known[i], text) == 0;
	free(text);
	return is;
}

static bool looks_like_operator(const char *text)
{
	const char *p = text + 1;

	if (strcmp(text, "=~") == 0 || strcmp(text, "===") == 0)
		return true;
	while (isalpha((unsigned char)*p))
		p++;
	return text[0] == '-' && text[1] && !*p;
}

/* Words that look like operators and are none are texts, which are not empty: true. */
static void check_operators(struct gr_walk *w, const struct grub_node *n)
{
	bool is_operand = false;

	for (const struct grub_word *word = n->words->next; word; word = word->next) {
		char *text = unquoted(word);
		bool is = is_operator(word);

		if (text && *text && !is && !is_operand && !is_operator(word->next) &&
			looks_like_operator(text))
			gr_report(w->g, w->file, word->pos, true, "bad-value",
				"test has no operator \"%s\": it is a text, which is true", text);
		is_operand = is;
		free(text);
	}
}

/* "[$x = y ]", "[ $x = y]" */
static bool check_brackets(struct gr_walk *w, const struct grub_node *n)
{
	const struct grub_part *p = n->words->parts;
	const struct grub_word *last = n->words;
	char *text;
	bool is_closed;

	if (!p || p->kind != PART_TEXT || p->text[0] != '[')
		return false;
	if (p->text[1] || p->next) {
		gr_report(w->g, w->file, n->words->pos, true, "syntax",
			"\"[\" is a command, and wants a blank behind it");
		return true;
	}
	while (last->next)
		last = last->next;
	text = gr_plain(last);
	is_closed = text && strcmp(text, "]") == 0;
	free(text);
	if (!is_closed)
		gr_report(w->g, w->file, n->words->pos, true, "syntax",
			"\"[\" without \"]\" as a word of its own at the end");
	check_operators(w, n);
	return true;
}

/* ---- set ---- */

static void check_assignment(struct gr_walk *w, const struct grub_word *word)
{
	char *text = gr_plain(word), *eq = text ? strchr(text, '=') : NULL;

	if (eq) {
		*eq = '\0';
		gr_check_value(w, word, text, eq + 1);
	}
	free(text);
}

static void check_set(struct gr_walk *w, const struct grub_node *n)
{
	const struct grub_word *word = n->words->next;
	bool has_eq = false;

	if (!word)
		return;
	for (const struct grub_part *p = word->parts; p; p = p->next)
		has_eq |= p->kind != PART_VAR && p->kind != PART_QUOTED_VAR && strchr(p->text, '=');
	if (!has_eq && !word->next)
		return;
	if (!has_eq) {
		gr_report(w->g, w->file, word->pos, true, "syntax",
			"set wants NAME=VALUE without blanks around \"=\"");
		return;
	}
	check_assignment(w, word);
	if (word->next && gr_assigns(word) && !word->parts->next &&
		word->parts->text[strlen(word->parts->text) - 1] == '=')
		gr_report(w->g, w->file, word->next->pos, true, "syntax",
			"set wants NAME=VALUE without blanks around \"=\"");
}

/* ---- what loads ---- */

static bool is_unsupported(const char *name)
{
	const struct grub_command *c = grub_find_command(name),
				  *one = grub_find_command("multiboot");

	return c && one && c->run == one->run;
}

static bool is_loader(const char *name)
{
	static const char *const loaders[] = {"linux", "linuxefi", "linux16", "initrd", "initrdefi",
		"initrd16", "chainloader", "pxechainloader", "configfile", "source", ".",
		"syslinux_configfile", "loopback"};

	for (unsigned i = 0; i < ARRAY_SIZE(loaders); i++) {
		if (strcmp(loaders[i], name) == 0)
			return true;
	}
	return false;
}

static void check_named(struct gr_walk *w, const struct grub_node *n, const char *name)
{
	const struct grub_word *word = n->words;

	if (!grub_find_command(name) && !grub_find_idle_command(name)) {
		if (!gr_is_function(w->g, name))
			check_unknown(w, word, name);
		return;
	}
	if (gr_is_function(w->g, name))
		return;
	if (is_unsupported(name) && !w->in_condition)
		gr_report(w->g, w->file, word->pos, false, "unsupported-command",
			"%s: Hawser has no such command, and what needs it ends with that", name);
	else if (strcmp(name, "trust") == 0)
		gr_report(w->g, w->file, word->pos, false, "unsupported-command",
			"trust: Hawser checks no signatures of GRUB's; a script has imgverify");
	else if (is_loader(name) && !word->next)
		gr_report(
			w->g, w->file, word->pos, true, "argument-count", "%s names no file", name);
	else if (is_loader(name))
		gr_check_files(w, n);
	else if (strncmp(name, "password", 8) == 0)
		gr_check_password(w, n, name);
	else if (strcmp(name, "set") == 0)
		check_set(w, n);
	else if (strcmp(name, "test") == 0)
		check_operators(w, n);
	else if ((strcmp(name, "menuentry") == 0 || strcmp(name, "submenu") == 0) && !word->next)
		gr_report(w->g, w->file, word->pos, true, "argument-count", "%s without a title",
			name);
	else if ((strcmp(name, "menuentry") == 0 || strcmp(name, "submenu") == 0) && !n->has_block)
		gr_report(w->g, w->file, word->pos, true, "syntax",
			"%s wants \"{\" at the end of its line", name);
	else if ((strcmp(name, "menuentry") == 0 || strcmp(name, "submenu") == 0) &&
		w->in_menuentry)
		gr_report(w->g, w->file, word->pos, true, "syntax",
			"%s inside an entry: write submenu for the outer one", name);
	else if (strcmp(name, "return") == 0 && !w->in_function && !w->in_entry)
		gr_report(w->g, w->file, word->pos, false, "syntax", "return outside a function");
}

/* "for f in" with a wildcard in a path; "(hd*)" is none. */
static void check_for(struct gr_walk *w, const struct grub_node *n)
{
	for (const struct grub_word *word = n->words; word; word = word->next) {
		for (const struct grub_part *p = word->parts; p; p = p->next) {
			if (p->kind != PART_TEXT || word->parts->text[0] == '(' ||
				!strchr(p->text, '*'))
				continue;
			gr_report(w->g, w->file, word->pos, false, "unsupported-command",
				"for: folders are not listed, neither on servers nor in images, "
				"so \"*\" stands for nothing: write the names");
			return;
		}
	}
}

static void check_command(struct gr_walk *w, const struct grub_node *n)
{
	char *name;

	if (n->kind == NODE_FOR)
		check_for(w, n);
	if (n->kind != NODE_COMMAND || !n->words || check_brackets(w, n))
		return;
	name = gr_plain(n->words);
	if (gr_assigns(n->words))
		check_assignment(w, n->words);
	else if (name && strcmp(name, "!") == 0)
		;
	else if (name)
		check_named(w, n, name);
	if (name)
		gr_check_quotes(w, n, name);
	free(name);
}

void gr_check_commands(struct gr *g, const struct gr_file *f)
{
	struct gr_walk w = {.g = g, .command = check_command};

	gr_walk_file(&w, f);
}
