/* SPDX-License-Identifier: BSD-2-Clause */
/*
 * Words become arguments: variables are replaced, and what stands outside quotes is split where it
 * has blanks inside. As GRUB, blanks at either end of a value separate nothing. Names with "*" are
 * left as they are, for there is no way to list folders.
 */
#include <ctype.h>
#include <stdio.h>
#include <string.h>

#include "core/status.h"
#include "menu/grub_priv.h"

struct expansion {
	struct grub_run *run;
	struct strbuf arg; /* the one that grows */
	bool has_arg;
	struct grub_args done;
	unsigned cap;
	size_t bytes;
};

static int no_memory(void)
{
	return fail(ERR_NOMEM, "grub: no memory for arguments");
}

void grub_args_free(struct grub_args *a)
{
	for (unsigned i = 0; i < a->n; i++)
		free(a->v[i]);
	free(a->v);
	*a = (struct grub_args){};
}

static int append(struct expansion *x, const char *s, size_t len)
{
	x->has_arg = true;
	if (len > GRUB_VALUE_MAX - x->bytes)
		return grub_fail(
			x->run, ERR_TOOBIG, "arguments of more than %u KiB", GRUB_VALUE_MAX >> 10);
	x->bytes += len;
	return len ? strbuf_add(&x->arg, s, len) : 0;
}

/* Makes room for another argument. */
static int grow(struct expansion *x)
{
	unsigned cap = x->cap ? x->cap * 2 : 8;
	char **v;

	if (x->done.n < x->cap)
		return 0;
	if (x->done.n == GRUB_ARGS_MAX)
		return grub_fail(x->run, ERR_TOOBIG, "more than %u arguments", GRUB_ARGS_MAX);
	v = realloc(x->done.v, cap * sizeof *v);
	if (!v)
		return no_memory();
	x->done.v = v;
	x->cap = cap;
	return 0;
}

/* The argument is complete, if there is one. */
static int next(struct expansion *x)
{
	char *arg;
	int rc;

	if (!x->has_arg)
		return 0;
	rc = grow(x);
	if (rc)
		return rc;
	arg = strbuf_take(&x->arg);
	if (!arg)
		return no_memory();
	x->done.v[x->done.n++] = arg;
	x->has_arg = false;
	return 0;
}

static int append_split(struct expansion *x, const char *s)
{
	int rc = 0;

	while (isspace((unsigned char)*s))
		s++;
	while (*s && !rc) {
		size_t n = 0;

		while (s[n] && !isspace((unsigned char)s[n]))
			n++;
		rc = append(x, s, n);
		for (s += n; isspace((unsigned char)*s);)
			s++;
		if (!rc && *s)
			rc = next(x);
	}
	return rc;
}

/* $@ and $*: as one text with blanks between, which is split. */
static int append_joined(struct expansion *x, bool is_quoted)
{
	const struct grub_args *a = &x->run->args;
	_cleanup_(strbuf_free) struct strbuf text = {};
	int rc = 0;

	for (unsigned i = 0; i < a->n && !rc; i++) {
		rc = i > 0 ? strbuf_addc(&text, ' ') : 0;
		if (!rc)
			rc = strbuf_adds(&text, a->v[i]);
	}
	if (rc || !text.len)
		return rc;
	return is_quoted ? append(x, text.s, text.len) : append_split(x, text.s);
}

/* "$@": each is an argument. */
static int append_each(struct expansion *x)
{
	const struct grub_args *a = &x->run->args;
	int rc = 0;

	for (unsigned i = 0; i < a->n && !rc; i++) {
		if (i > 0)
			rc = next(x);
		if (!rc)
			rc = append(x, a->v[i], strlen(a->v[i]));
	}
	return rc;
}

/* The value of the variable, which may be put into (number). */
static const char *value_of(const struct grub_run *r, const char *name, char number[12])
{
	const char *value;

	if (isdigit((unsigned char)*name)) {
		unsigned long n = strtoul(name, NULL, 10);

		return n >= 1 && n <= r->args.n ? r->args.v[n - 1] : "";
	}
	if (*name == '#' || *name == '?') {
		(void)snprintf(number, 12, "%d", *name == '#' ? (int)r->args.n : r->status);
		return number;
	}
	value = grub_env_get(&r->context->env, name);
	return value ? value : "";
}

static int append_part(struct expansion *x, const struct grub_part *p)
{
	bool is_quoted = p->kind == PART_QUOTED_VAR;
	const char *value;
	char number[12];

	if (p->kind == PART_TEXT || p->kind == PART_QUOTED)
		return append(x, p->text, strlen(p->text));
	if (*p->text == '@' && is_quoted)
		return append_each(x);
	if (*p->text == '@' || *p->text == '*')
		return append_joined(x, is_quoted);
	value = value_of(x->run, p->text, number);
	return is_quoted ? append(x, value, strlen(value)) : append_split(x, value);
}

static int expand_words(struct expansion *x, const struct grub_word *w)
{
	int rc = 0;

	for (; w && !rc; w = w->next) {
		for (const struct grub_part *p = w->parts; p && !rc; p = p->next)
			rc = append_part(x, p);
		if (!rc)
			rc = next(x);
	}
	return rc ? rc : grub_step(x->run, 1 + (unsigned)(x->bytes >> 10));
}

int grub_expand(struct grub_run *r, const struct grub_word *words, struct grub_args *ret)
{
	struct expansion x = {.run = r};
	int rc = expand_words(&x, words);

	if (rc)
		grub_args_free(&x.done);
	else
		*ret = x.done;
	strbuf_free(&x.arg);
	return rc;
}
