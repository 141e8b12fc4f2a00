/* SPDX-License-Identifier: BSD-2-Clause */
/*
 * Runs the trees of GRUB's programs. Everything is counted: commands and rounds of loops in all,
 * and how deep functions, files and blocks lie in each other, for what runs here is as deep on
 * our stack.
 */
#include <stdarg.h>
#include <stdio.h>
#include <string.h>

#include "core/log.h"
#include "core/status.h"
#include "core/utf8.h"
#include "menu/grub_priv.h"

#define COMPLAINTS_LOGGED 20 /* of a run, lest a loop fills the log */

static int run_node(struct grub_run *r, const struct grub_node *n);

/* "file:line: what", of what is run. */
static void say(const struct grub_run *r, char *out, size_t cap, const char *fmt, va_list args)
{
	int n = 0;

	if (r->at)
		n = snprintf(out, cap, "%.80s:%u: ", r->at->file, r->at->line);
	(void)vsnprintf(out + n, cap - (size_t)n, fmt, args);
	text_make_printable(out);
}

int grub_complain(struct grub_run *r, bool minor, int code, const char *fmt, ...)
{
	char text[sizeof r->problem];
	va_list args;

	va_start(args, fmt);
	say(r, text, sizeof text, fmt, args);
	va_end(args);
	if (r->n_complaints++ < COMPLAINTS_LOGGED)
		log_info("grub: %s, ignoring", text);
	if (r->problem_code && (minor || !r->is_problem_minor))
		return 1;
	memcpy(r->problem, text, sizeof text);
	r->problem_code = code;
	r->is_problem_minor = minor;
	return 1;
}

int grub_fail(struct grub_run *r, int code, const char *fmt, ...)
{
	char text[sizeof r->problem];
	va_list args;

	va_start(args, fmt);
	say(r, text, sizeof text, fmt, args);
	va_end(args);
	return fail(code, "%s", text);
}

int grub_step(struct grub_run *r, unsigned cost)
{
	if (cost > GRUB_STEPS_MAX - r->steps) {
		r->steps = GRUB_STEPS_MAX;
		return grub_fail(
			r, ERR_LOOP, "more than %u commands, this may never end", GRUB_STEPS_MAX);
	}
	r->steps += cost;
	return 0;
}

/* ---- commands ---- */

static int call_function(struct grub_run *r, const struct grub_function *f, struct grub_args *a)
{
	struct grub_args outer = r->args, shifted = {a->v + 1, a->n - 1};
	unsigned n_loops = r->n_loops;
	bool was_in_function = r->in_function;
	int rc;

	r->args = shifted;
	r->n_loops = 0;
	r->in_function = true;
	rc = grub_run_list(r, f->body);
	r->args = outer;
	r->n_loops = n_loops;
	r->in_function = was_in_function;
	if (r->leaving == LEAVE_FUNCTION)
		r->leaving = LEAVE_NOT;
	return rc ? rc : r->status;
}

static const struct grub_function *find_function(const struct grub_run *r, const char *name)
{
	const struct grub_function *f = r->context->functions;

	while (f && strcmp(f->name, name) != 0)
		f = f->next;
	return f;
}

static int assign(struct grub_run *r, const char *text, const char *eq)
{
	_cleanup_(freep) char *name = str_ndup(text, (size_t)(eq - text));

	if (!name)
		return fail(ERR_NOMEM, "grub: no memory for a name");
	return grub_env_set(&r->context->env, name, eq + 1);
}

/* Calls the function, command or assignment that (a) is; (node) may hold a block. GRUB_UNKNOWN: it
 * is none of these, which counts as done, also behind "!". */
static int call(struct grub_run *r, const struct grub_node *node, struct grub_args *a)
{
	const struct grub_command *c = grub_find_command(a->v[0]);
	const struct grub_function *f = c ? NULL : find_function(r, a->v[0]);
	const char *eq = strchr(a->v[0], '=');

	if (c)
		return c->run(r, node, a);
	if (f)
		return call_function(r, f, a);
	if (eq && eq > a->v[0])
		return assign(r, a->v[0], eq);
	c = grub_find_idle_command(a->v[0]);
	if (c)
		return c->run(r, node, a);
	(void)grub_complain(r, true, ERR_NOTSUP, "unknown command %.60s", a->v[0]);
	return GRUB_UNKNOWN;
}

static int run_command(struct grub_run *r, const struct grub_node *n)
{
	struct grub_args a = {}, rest;
	bool negate;
	int rc;

	r->at = n;
	rc = grub_expand(r, n->words, &a);
	if (rc)
		return rc;
	if (a.n == 0) {
		r->status = 0;
		return 0;
	}
	negate = a.n > 1 && strcmp(a.v[0], "!") == 0;
	rest = (struct grub_args){a.v + negate, a.n - negate};
	rc = call(r, n, &rest);
	grub_args_free(&a);
	if (rc < 0)
		return rc;
	r->status = rc == GRUB_UNKNOWN ? 0 : negate ? rc == 0 : rc;
	return 0;
}

/* ---- loops and branches ---- */

static int run_condition(struct grub_run *r, const struct grub_node *n)
{
	int rc;

	r->n_conditions++;
	rc = grub_run_list(r, n);
	r->n_conditions--;
	return rc;
}

/* After a round: whether the loop goes on. */
static bool goes_on(struct grub_run *r)
{
	bool again;

	if (r->leaving != LEAVE_BREAK && r->leaving != LEAVE_CONTINUE)
		return r->leaving == LEAVE_NOT;
	again = r->leaving == LEAVE_CONTINUE && r->n_leave == 1;
	if (--r->n_leave == 0)
		r->leaving = LEAVE_NOT;
	return again;
}

static int run_while(struct grub_run *r, const struct grub_node *n)
{
	int rc = 0;

	do {
		r->at = n;
		rc = grub_step(r, 1);
		if (!rc)
			rc = run_condition(r, n->cond);
		if (rc || (!r->leaving && (r->status == 0) == n->is_until))
			break;
		if (!r->leaving)
			rc = grub_run_list(r, n->body);
	} while (!rc && goes_on(r));
	return rc;
}

static int run_for(struct grub_run *r, const struct grub_node *n)
{
	struct grub_args values = {};
	int rc;

	r->at = n;
	rc = grub_expand(r, n->words, &values);
	if (values.n == 0)
		r->status = 0;
	for (unsigned i = 0; i < values.n && !rc; i++) {
		r->at = n;
		rc = grub_step(r, 1);
		if (!rc)
			rc = grub_env_set(&r->context->env, n->name, values.v[i]);
		if (!rc)
			rc = grub_run_list(r, n->body);
		if (!rc && !goes_on(r))
			break;
	}
	grub_args_free(&values);
	return rc;
}

static int run_loop(struct grub_run *r, const struct grub_node *n)
{
	int rc;

	r->n_loops++;
	rc = n->kind == NODE_FOR ? run_for(r, n) : run_while(r, n);
	r->n_loops--;
	return rc;
}

static int run_if(struct grub_run *r, const struct grub_node *n)
{
	int rc;

	for (;;) {
		rc = run_condition(r, n->cond);
		if (rc || r->leaving)
			return rc;
		if (r->status == 0)
			return grub_run_list(r, n->body);
		r->status = 0;
		if (!n->other || n->other->next || n->other->kind != NODE_IF)
			return grub_run_list(r, n->other);
		n = n->other;
	}
}

static int define(struct grub_run *r, const struct grub_node *n)
{
	struct grub_function *f = grub_alloc(r->pool, sizeof *f);

	r->at = n;
	if (!f)
		return -fail_last()->code;
	f->name = n->name;
	f->body = n->body;
	f->next = r->context->functions;
	r->context->functions = f;
	return grub_step(r, 1);
}

static int run_node(struct grub_run *r, const struct grub_node *n)
{
	switch (n->kind) {
	case NODE_IF:
		return run_if(r, n);
	case NODE_LOOP:
	case NODE_FOR:
		return run_loop(r, n);
	case NODE_FUNCTION:
		return define(r, n);
	default:
		return run_command(r, n);
	}
}

/* Whether (n) is an "if" that looks at $?, so that the command before it is part of its
 * condition. */
static bool asks_status(const struct grub_node *n)
{
	const struct grub_node *c = n && n->kind == NODE_IF ? n->cond : NULL;

	for (const struct grub_word *w = c ? c->words : NULL; w; w = w->next)
		for (const struct grub_part *p = w->parts; p; p = p->next)
			if ((p->kind == PART_VAR || p->kind == PART_QUOTED_VAR) &&
				strcmp(p->text, "?") == 0)
				return true;
	return false;
}

int grub_run_list(struct grub_run *r, const struct grub_node *n)
{
	int rc = 0;

	if (r->depth == GRUB_DEPTH_MAX)
		return grub_fail(r, ERR_LOOP, "functions, files and blocks more than %u deep",
			GRUB_DEPTH_MAX);
	r->depth++;
	for (; n && !rc && !r->leaving; n = n->next) {
		bool is_asked = asks_status(n->next);

		r->n_conditions += is_asked;
		rc = run_node(r, n);
		r->n_conditions -= is_asked;
	}
	r->depth--;
	return rc;
}

/* ---- files ---- */

/* A line that cannot be understood is complained about, unless it was no mistake of its own. */
static int bad_line(struct grub_run *r, int rc)
{
	r->at = NULL;
	if (rc != -ERR_SYNTAX)
		return rc;
	r->status = grub_complain(r, false, ERR_SYNTAX, "%s", fail_last()->text);
	return 0;
}

int grub_run_text(struct grub_run *r, const char *name, const char *text, size_t len)
{
	struct grub_lexer l = {.text = text, .len = len, .line = 1, .pool = r->pool};
	int rc = 0;

	l.file = grub_copy(r->pool, name, strlen(name));
	if (!l.file)
		return -fail_last()->code;
	while (!rc && !r->leaving) {
		struct grub_node *n = NULL;

		rc = grub_parse_line(&l, &n);
		if (rc) {
			rc = bad_line(r, rc);
			continue;
		}
		if (!n)
			break;
		rc = grub_run_list(r, n);
	}
	strbuf_free(&l.part);
	return rc;
}

/* Without what is no text: carriage returns, NULs and a byte order mark. */
static size_t clean(char *text, size_t len)
{
	size_t from = utf8_bom(text, len), to = 0;

	for (; from < len; from++)
		if (text[from] && text[from] != '\r')
			text[to++] = text[from];
	return to;
}

static int read_file(struct grub_run *r, const char *path, char **ret, size_t *ret_len)
{
	char *text;
	size_t len;
	int rc = r->g->files.read(r->g->files.arg, path, &text, &len);

	if (rc)
		return rc;
	if (len > GRUB_FILE_MAX) {
		free(text);
		return fail(
			ERR_TOOBIG, "grub: %.100s has more than %u KiB", path, GRUB_FILE_MAX >> 10);
	}
	*ret_len = clean(text, len);
	*ret = text;
	return 0;
}

int grub_run_file(struct grub_run *r, const char *path, bool must)
{
	_cleanup_(freep) char *text = NULL;
	size_t len;
	int rc = grub_step(r, GRUB_EXISTS_STEPS);

	if (rc)
		return rc;
	rc = read_file(r, path, &text, &len);
	if (rc && rc != -ERR_NOMEM && rc != -ERR_CANCELED && !must)
		return grub_complain(r, false, -rc, "%s", fail_last()->text);
	return rc ? rc : grub_run_text(r, path, text, len);
}
