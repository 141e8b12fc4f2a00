/* SPDX-License-Identifier: BSD-2-Clause */
/* Files that commands of a GRUB configuration name, and the devices they are on. */
#include <stdlib.h>
#include <string.h>

#include "core/util.h"
#include "host/alloc.h"
#include "host/check_address.h"
#include "host/check_grub.h"
#include "host/similar.h"

/* A device of which something is known: of the network, a loop, or a disk. */
static bool is_device(const struct gr *g, const char *name, size_t n)
{
	static const char *const starts[] = {"tftp", "http", "https", "pxe", "hd", "cd", "fd",
		"memdisk", "proc", "lvm", "md", "crypto", "usb", "ahci", "ata", "efi", "ieee1275",
		"cbfs", "host", "loop", "nd", "mduuid", "lvmid", "cryptouuid", "xen", "uuid"};

	for (unsigned i = 0; i < ARRAY_SIZE(starts); i++) {
		size_t len = strlen(starts[i]);

		if (n >= len && memcmp(starts[i], name, len) == 0)
			return true;
	}
	for (unsigned i = 0; i < g->n_loops; i++) {
		if (strlen(g->loops[i]) == n && memcmp(g->loops[i], name, n) == 0)
			return true;
	}
	return false;
}

/* The server that the configuration came from: others have files of their own. */
static bool is_own_server(const char *name)
{
	return strncmp(name, "tftp)", 5) == 0 || strncmp(name, "pxe)", 4) == 0;
}

static void check_device(struct gr_walk *w, size_t pos, const char *device, size_t n)
{
	size_t len = strcspn(device, ",:)");
	char *name;
	struct similar s;

	if (!n || is_device(w->g, device, n))
		return;
	name = host_ndup(device, MIN(len, n));
	s = similar_to(name);
	similar_try(&s, "tftp");
	similar_try(&s, "http");
	for (unsigned i = 0; i < w->g->n_loops; i++)
		similar_try(&s, w->g->loops[i]);
	if (s.best)
		gr_report(w->g, w->file, pos, true, "missing-device",
			"(%s): there is no such device; is \"(%s)\" meant?", name, s.best);
	free(name);
}

/* The text of (w) with $root and $prefix, where they are still what the server makes them, as ""
 * or as the folder of the file: configs_find() looks in all of them. A new string, or NULL. */
static char *path_of(const struct gr *g, const struct grub_word *word)
{
	char *text = host_ndup("", 0), *longer;

	for (const struct grub_part *p = word->parts; p; p = p->next) {
		bool is_var = p->kind == PART_VAR || p->kind == PART_QUOTED_VAR;
		const char *value = is_var ? gr_value(g, p->text) : p->text;

		if (is_var && !value && !gr_is_set(g, p->text) &&
			(!strcmp(p->text, "prefix") || !strcmp(p->text, "root")))
			value = strcmp(p->text, "root") == 0 ? "tftp" : "";
		longer = value ? host_format("%s%s", text, value) : NULL;
		free(text);
		if (!longer)
			return NULL;
		text = longer;
	}
	return text;
}

static bool is_source(const char *command)
{
	return strcmp(command, "source") == 0 || strcmp(command, ".") == 0;
}

static void check_path(struct gr_walk *w, const char *command, size_t pos, const char *path)
{
	const char *close = *path == '(' ? strchr(path, ')') : NULL;
	size_t n = close ? (size_t)(close - path - 1) : 0;
	const char *problem;

	if (*path == '(' && !close && path[1] != '(') {
		gr_report(w->g, w->file, pos, true, "syntax", "%s: \"(\" without \")\" in %s",
			command, path);
		return;
	}
	if (strstr(path, "://")) { /* which GRUB has not, but Hawser */
		problem = address_problem(path);
		if (problem)
			gr_report(w->g, w->file, pos, true, "bad-url", "%s: %s", command, problem);
		return;
	}
	if (path[1] == '(') /* "($root)", and root has parentheses, too */
		return;
	if (close)
		check_device(w, pos, path + 1, n);
	if ((n && !is_own_server(path + 1)) || (!n && w->g->moves_root))
		return;
	path = close ? close + 1 : path;
	if (strchr(path, '+') && !strchr(path, '/')) /* sectors */
		return;
	if (!configs_may_have(w->g->c, w->file->name, path + strspn(path, "/")))
		configs_report_missing(w->g->c, !is_source(command), w->file->name,
			gr_place(w->file, pos), command, path);
}

static void check_word(struct gr_walk *w, const char *command, const struct grub_word *word)
{
	char *path = path_of(w->g, word), *file = path, *colon;

	if (path && strncmp(path, "newc:", 5) == 0 && (colon = strchr(path + 5, ':')))
		file = colon + 1;
	if (path && *file && *file != '-')
		check_path(w, command, word->pos, file);
	free(path);
}

/* What conditions ask for need not be there; nor what is in functions with arguments. */
void gr_check_files(struct gr_walk *w, const struct grub_node *n)
{
	const struct grub_word *word = n->words->next;
	char *command = gr_plain(n->words), *text;
	bool is_list = strncmp(command, "initrd", 6) == 0;

	/* "if [ -e FILE ]; then source FILE; fi" */
	if (w->in_branch && (is_source(command) || strcmp(command, "configfile") == 0))
		word = NULL;
	if (word && strcmp(command, "loopback") == 0)
		word = word->next;
	for (; word && !w->in_condition; word = word->next) {
		text = gr_plain(word);
		if (!text || *text != '-') {
			check_word(w, command, word);
			if (!is_list) {
				free(text);
				break;
			}
		}
		free(text);
	}
	free(command);
}
