/* SPDX-License-Identifier: BSD-2-Clause */
/*
 * load_env: variables from an environment block, the file "grubenv" that grub-editenv writes on
 * the server or medium (GRUB manual, "Environment block"). None is ever written from here.
 */
#include <string.h>

#include "core/status.h"
#include "menu/grub_priv.h"

static const char signature[] = "# GRUB Environment Block\n";

/* The value up to the end of its line, with what is behind backslashes as it is; it is put at the
 * beginning of (value). What follows it, or NULL if the line does not end. */
static char *cut_value(char *value, const char *end)
{
	char *to = value, *p = value;

	for (; p < end && *p != '\n'; p++) {
		if (*p == '\\')
			p++;
		if (p < end)
			*to++ = *p;
	}
	if (p >= end)
		return NULL;
	*to = '\0';
	return p + 1;
}

/* Without names all variables are wanted. */
static bool is_wanted(const struct grub_args *names, const char *name)
{
	for (unsigned i = 0; i < names->n; i++)
		if (strcmp(names->v[i], name) == 0)
			return true;
	return names->n == 0;
}

/* Lines "NAME=VALUE", and comments, from (p) to (end). */
static int set_all(struct grub_run *r, char *p, char *end, const struct grub_args *names)
{
	int rc = 0;

	while (p && p < end && !rc) {
		char *line = p, *eq = memchr(p, '=', (size_t)(end - p));

		if (*p == '#') {
			p = memchr(p, '\n', (size_t)(end - p));
			p = p ? p + 1 : end;
			continue;
		}
		p = eq ? cut_value(eq + 1, end) : NULL;
		if (!p)
			break;
		*eq = '\0';
		if (is_wanted(names, line))
			rc = grub_env_set(&r->context->env, line, eq + 1);
	}
	return rc;
}

static int load(struct grub_run *r, const char *path, const struct grub_args *names)
{
	_cleanup_(grub_file_free) struct grub_file f = {};
	_cleanup_(freep) char *text = NULL;
	size_t len, n = sizeof signature - 1;
	int rc = grub_step(r, GRUB_EXISTS_STEPS);

	if (!rc)
		rc = grub_resolve(r, path, &f);
	if (rc && rc != -ERR_NOTSUP)
		return rc;
	if (!rc && f.place != PLACE_DISK && f.place != PLACE_NOWHERE)
		rc = r->g->files.read(r->g->files.arg, f.path, &text, &len);
	if (rc == -ERR_NOMEM || rc == -ERR_CANCELED)
		return rc;
	if (!text)
		return grub_complain(r, true, ERR_NOENT, "load_env: there is no %.100s", path);
	if (len > GRUB_FILE_MAX || len < n || memcmp(text, signature, n) != 0)
		return grub_complain(
			r, true, ERR_SYNTAX, "load_env: %.100s is no environment block", path);
	return set_all(r, text + n, text + len, names);
}

/* "load_env [--file FILE] [--skip-sig] [NAME…]" */
int grub_load_env(struct grub_run *r, const struct grub_node *node, const struct grub_args *a)
{
	static const struct grub_option table[] = {
		{"file", 'f', OPTION_VALUE}, {"skip-sig", 's', OPTION_FLAG}};
	struct grub_option_reader o = {.args = a, .next = 1};
	const char *prefix = grub_env_get(&r->context->env, "prefix"), *value, *file = NULL;
	_cleanup_(freep) char *usual = str_format("%s/grubenv", prefix ? prefix : "");
	struct grub_args names = {.v = calloc(a->n, sizeof *names.v)};
	int which, rc;

	(void)node;
	while ((which = grub_next_option(&o, table, ARRAY_SIZE(table), &value)) != OPTION_END) {
		if (which == 0)
			file = value;
		if (which == OPTION_OPERAND && names.v)
			names.v[names.n++] = (char *)value;
	}
	rc = usual && names.v ? load(r, file ? file : usual, &names)
			      : fail(ERR_NOMEM, "grub: no memory for names");
	free(names.v);
	return rc;
}
