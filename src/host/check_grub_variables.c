/* SPDX-License-Identifier: BSD-2-Clause */
/* Variables of GRUB configurations that are read and never set. */
#include <ctype.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

#include "core/util.h"
#include "host/alloc.h"
#include "host/check_grub.h"
#include "host/similar.h"

/* Those that GRUB itself sets, or that who calls a configuration does, and those it looks at. */
static const char *const given[] = {"root", "prefix", "cmdpath", "config_file", "config_directory",
	"chosen", "default", "fallback", "timeout", "timeout_style", "lang", "locale_dir", "theme",
	"icondir", "pager", "superusers", "debug", "check_signatures", "enforce", "lockdown",
	"shim_lock", "menuentry_id_option", "saved_entry", "prev_saved_entry", "next_entry",
	"boot_once", "recordfail", "iso_path", "isofile", "iso_file", "isopath", "rootuuid",
	"biosnum", "secondary_locale_dir", "linux_gfx_mode", "vt_handoff", "boot_success",
	"boot_indeterminate", "menu_auto_hide", "kernelopts", "tuned_params", "tuned_initrd",
	"early_initrd", "bootuuid", "cryptomount", "loopback", "board", "blsdir", "envdir",
	"save_default", "default_kernelopts", "bls_bumpcounter"};
static const char *const families[] = {
	"net_", "pxe_", "feature_", "grub_", "color_", "menu_color_", "gfx", "eth", "efi", "nv_"};

static bool is_given(const char *name)
{
	if (!isalpha((unsigned char)*name))
		return true;
	for (unsigned i = 0; i < ARRAY_SIZE(given); i++) {
		if (strcmp(given[i], name) == 0)
			return true;
	}
	for (unsigned i = 0; i < ARRAY_SIZE(families); i++) {
		if (strncmp(families[i], name, strlen(families[i])) == 0)
			return true;
	}
	return false;
}

static bool is_asked(const struct gr *g, const char *name)
{
	for (unsigned i = 0; i < g->n_asked; i++) {
		if (strcmp(g->asked[i], name) == 0)
			return true;
	}
	return false;
}

/* Where "$name" stands in (word). */
static size_t find_pos(const struct gr_file *f, const struct grub_word *word, const char *name)
{
	size_t n = strlen(name);

	for (size_t i = word->pos; i + n < f->len && f->text[i] != '\n'; i++) {
		size_t at = i + 1;

		if (f->text[i] != '$')
			continue;
		at += f->text[at] == '{';
		if (f->len - at >= n && memcmp(f->text + at, name, n) == 0)
			return i;
	}
	return word->pos;
}

/* (is_file): it is part of the file's name, which cannot be meant to be empty. */
static void check_variable(
	struct gr_walk *w, const struct grub_word *word, const char *name, bool is_file)
{
	struct gr *g = w->g;
	struct similar s = similar_to(name);
	size_t pos;

	if (is_given(name) || gr_is_set(g, name) || is_asked(g, name))
		return;
	for (unsigned i = 0; i < g->n_sets; i++) {
		if (strlen(g->sets[i].name) > 3)
			similar_try(&s, g->sets[i].name);
	}
	pos = find_pos(w->file, word, name);
	if (s.best && strlen(name) > 3)
		gr_report(g, w->file, pos, true, "never-set", "$%s is never set; is $%s meant?",
			name, s.best);
	else if (is_file && !g->is_incomplete && !g->sets_any && gr_is_first(g, w->file))
		gr_report(g, w->file, pos, false, "never-set", "$%s is never set", name);
}

/* Where an empty value is a mistake: behind what loads something. */
static void check_reads(struct gr_walk *w, const struct grub_node *n)
{
	static const char *const users[] = {"linux", "linuxefi", "linux16", "initrd", "initrdefi",
		"initrd16", "chainloader", "configfile", "source", "loopback"};
	char *name = n->kind == NODE_COMMAND && n->words ? gr_plain(n->words) : NULL;
	bool is_user = false;

	for (unsigned i = 0; name && i < ARRAY_SIZE(users); i++)
		is_user |= strcmp(users[i], name) == 0;
	free(name);
	if (!is_user || w->in_condition)
		return;
	for (const struct grub_word *word = n->words->next; word; word = word->next) {
		for (const struct grub_part *p = word->parts; p; p = p->next) {
			if (p->kind == PART_VAR || p->kind == PART_QUOTED_VAR)
				check_variable(w, word, p->text, word == n->words->next);
		}
	}
}

void gr_check_variables(struct gr *g, const struct gr_file *f)
{
	struct gr_walk w = {.g = g, .command = check_reads};

	gr_walk_file(&w, f);
}
