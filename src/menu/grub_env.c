/* SPDX-License-Identifier: BSD-2-Clause */
/* Variables of GRUB's programs, and the memory their trees lie in. Both are limited. */
#include <string.h>

#include "core/status.h"
#include "menu/grub_priv.h"

struct grub_piece {
	struct grub_piece *before;
	max_align_t data[];
};

void *grub_alloc(struct grub_pool *p, size_t size)
{
	struct grub_piece *piece;

	if (size > GRUB_POOL_MAX - p->size) {
		(void)fail(
			ERR_TOOBIG, "grub: configuration of more than %u MiB", GRUB_POOL_MAX >> 20);
		return NULL;
	}
	piece = calloc(1, sizeof *piece + size);
	if (!piece) {
		(void)fail(ERR_NOMEM, "grub: no memory for a configuration");
		return NULL;
	}
	piece->before = p->last;
	p->last = piece;
	p->size += MIN(sizeof *piece + size, GRUB_POOL_MAX - p->size);
	return piece->data;
}

char *grub_copy(struct grub_pool *p, const char *s, size_t len)
{
	char *copy = grub_alloc(p, len + 1);

	if (copy)
		memcpy(copy, s, len);
	return copy;
}

void grub_pool_free(struct grub_pool *p)
{
	while (p->last) {
		struct grub_piece *before = p->last->before;

		free(p->last);
		p->last = before;
	}
	p->size = 0;
}

/* ---- variables ---- */

struct grub_var {
	struct grub_var *next;
	char *value;
	bool is_exported;
	char name[];
};

static size_t var_size(const char *name, const char *value)
{
	return sizeof(struct grub_var) + strlen(name) + strlen(value) + 2;
}

/* The link to the variable (name), or to NULL. */
static struct grub_var **find(struct grub_env *e, const char *name)
{
	struct grub_var **v = &e->vars;

	while (*v && strcmp((*v)->name, name) != 0)
		v = &(*v)->next;
	return v;
}

const char *grub_env_get(const struct grub_env *e, const char *name)
{
	for (const struct grub_var *v = e->vars; v; v = v->next)
		if (strcmp(v->name, name) == 0)
			return v->value;
	return NULL;
}

static void account(struct grub_env *e, size_t before, size_t after)
{
	e->size += after - before;
	*e->total += after - before;
}

static struct grub_var *add(struct grub_env *e, const char *name)
{
	size_t len = strlen(name) + 1;
	struct grub_var *v = calloc(1, sizeof *v + len);

	if (!v)
		return NULL;
	memcpy(v->name, name, len);
	v->next = e->vars;
	e->vars = v;
	e->n++;
	return v;
}

/* GRUB keeps the device in "root" without its parentheses. */
static char *copy_value(const char *name, const char *value)
{
	size_t len = strlen(value);

	if (strcmp(name, "root") == 0 && len >= 2 && value[0] == '(' && value[len - 1] == ')')
		return str_ndup(value + 1, len - 2);
	return str_ndup(value, len);
}

/* Gives (v), which is the variable (name), or NULL if there is none yet, a value. */
static int put(struct grub_env *e, struct grub_var *v, const char *name, const char *value)
{
	size_t before = v ? var_size(name, v->value) : 0, after = var_size(name, value);
	char *copy;

	if (!v && e->n == GRUB_VARS_MAX)
		return fail(ERR_TOOBIG, "grub: more than %u variables", GRUB_VARS_MAX);
	if (after > before && after - before > GRUB_ENV_MAX - *e->total)
		return fail(ERR_TOOBIG, "grub: variables of more than %u MiB", GRUB_ENV_MAX >> 20);
	copy = copy_value(name, value);
	if (copy && !v)
		v = add(e, name);
	if (!copy || !v) {
		free(copy);
		return fail(ERR_NOMEM, "grub: no memory for a variable");
	}
	free(v->value);
	v->value = copy;
	account(e, before, var_size(name, copy));
	return 0;
}

int grub_env_set(struct grub_env *e, const char *name, const char *value)
{
	return put(e, *find(e, name), name, value);
}

int grub_env_export(struct grub_env *e, const char *name)
{
	struct grub_var *v = *find(e, name);

	if (!v) {
		int rc = grub_env_set(e, name, "");

		if (rc)
			return rc;
		v = *find(e, name);
	}
	v->is_exported = true;
	return 0;
}

void grub_env_unset(struct grub_env *e, const char *name)
{
	struct grub_var **at = find(e, name), *v = *at;

	if (!v)
		return;
	*at = v->next;
	e->n--;
	account(e, var_size(v->name, v->value), 0);
	free(v->value);
	free(v);
}

int grub_env_fork(struct grub_env *e, const struct grub_env *from, bool exported)
{
	int rc = 0;

	for (const struct grub_var *v = from->vars; v && !rc; v = v->next) {
		if (exported && !v->is_exported)
			continue;
		rc = put(e, NULL, v->name, v->value);
		if (!rc)
			e->vars->is_exported = v->is_exported;
	}
	return rc;
}

void grub_env_free(struct grub_env *e)
{
	while (e->vars)
		grub_env_unset(e, e->vars->name);
}
