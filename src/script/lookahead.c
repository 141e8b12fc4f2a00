/* SPDX-License-Identifier: BSD-2-Clause */
/*
 * Walks over the commands that would run next, from the one that runs, and keeps the transfers
 * started for them. Nothing on the way may change a setting, the images or the flow, so that what a
 * line expands to now is what it will expand to then; if it is not, because a setting changed by
 * itself or a command failed, the request differs, nobody takes the transfer, and the next walk
 * drops it.
 */
#include "script/lookahead.h"

#include <string.h>

#include "core/clock.h"
#include "core/list.h"
#include "core/settings.h"
#include "core/status.h"
#include "core/transfer.h"
#include "core/util.h"
#include "image/image.h"
#include "script/interp.h"
#include "script/words.h"

#define RUNNING_MAX (TRANSFERS_MAX - 1) /* one is for the line that waits */
#define KEPT_MAX    8u                  /* with those that are complete */
#define LINES_MAX   256u                /* as far as it looks */
#define NAMES_MAX   32u

struct ahead {
	struct list node;
	struct fetch_request request;
	struct transfer *t;
	bool wanted; /* by a line of this walk */
};

static struct list aheads = LIST_INIT(aheads);

static const char *const fetching[] = {
	"imgfetch", "imgload", "imgselect", "initrd", "kernel", "module"};
static const char *const harmless[] = {"echo", "ifstat", "imgargs", "imgstat", "route", "show"};

static bool is_one_of(const char *name, const char *const *list, size_t n)
{
	for (size_t i = 0; i < n; i++) {
		if (strcmp(name, list[i]) == 0)
			return true;
	}
	return false;
}

static bool is_fetching(const char *command)
{
	return is_one_of(command, fetching, ARRAY_SIZE(fetching));
}

static bool is_harmless(const char *command)
{
	return is_one_of(command, harmless, ARRAY_SIZE(harmless));
}

bool lookahead_may_pass(const char *command)
{
	return is_fetching(command) || is_harmless(command);
}

/* ---- transfers ---- */

static struct transfer *ahead_release(struct ahead *a)
{
	struct transfer *t = a->t;

	list_remove(&a->node);
	fetch_request_free(&a->request);
	free(a);
	return t;
}

/* The first transfer for (r), of those that no line has claimed if (unwanted). */
static struct ahead *ahead_find(const struct fetch_request *r, bool unwanted)
{
	struct ahead *a;

	list_for_each(a, &aheads, node) {
		if (!(unwanted && a->wanted) && fetch_request_equal(&a->request, r))
			return a;
	}
	return NULL;
}

/* Takes (r). False when that is enough for now. */
static bool ahead_start(struct fetch_request *r)
{
	unsigned n_running = 0, n = 0;
	struct ahead *a;

	list_for_each(a, &aheads, node) {
		n++;
		n_running += a->t->status == -ERR_RUNNING;
	}
	a = n_running < RUNNING_MAX && n < KEPT_MAX ? calloc(1, sizeof(*a)) : NULL;
	if (a && fetch_request_start(r, &a->t) == 0) {
		a->t->ahead = true;
		a->request = *r;
		a->wanted = true;
		list_add_tail(&a->node, &aheads);
		return true;
	}
	free(a);
	fetch_request_free(r);
	return false;
}

static void drop_unwanted(void)
{
	struct ahead *a, *tmp;

	list_for_each_safe(a, tmp, &aheads, node) {
		if (!a->wanted)
			transfer_free(ahead_release(a));
	}
}

bool lookahead_drop(void)
{
	bool any = !list_empty(&aheads);
	struct ahead *a, *tmp;

	list_for_each_safe(a, tmp, &aheads, node)
		transfer_free(ahead_release(a));
	return any;
}

struct transfer *lookahead_take(const struct fetch_request *r)
{
	struct ahead *a = ahead_find(r, false);
	struct transfer *t;

	if (!a)
		return NULL;
	t = ahead_release(a);
	if (t->status == -ERR_TOOBIG || t->status == -ERR_NOMEM) {
		transfer_free(t);
		return NULL;
	}
	/* Whoever waits from now on has not waited yet. */
	t->progress_us = plat_now_us();
	t->ahead = false;
	return t;
}

/* ---- the walk ---- */

struct walk {
	struct script_ahead at; /* .rest and .behind move on */
	struct strbuf line;
	unsigned n_lines;
	char *names[NAMES_MAX]; /* of images there will be */
	unsigned n_names;
};

static bool next_line(struct walk *w)
{
	const char *label;
	size_t n;

	if (!w->at.text || w->n_lines++ == LINES_MAX ||
		lex_line(w->at.text, w->at.len, &w->at.next, &w->line))
		return false;
	w->at.rest = lex_label(w->line.len ? w->line.s : "", &label, &n);
	w->at.behind = LEX_THEN;
	return true;
}

/* The words of the next command that runs if all goes well. False when there is none, or none that
 * can be known. */
static bool next_command(struct walk *w, struct words *ret)
{
	do {
		bool run;
		int rc;

		if (w->at.behind == LEX_END && !next_line(w))
			return false;
		run = w->at.behind != LEX_OR;
		w->at.behind = words_take(&w->at.rest, run ? ret : NULL, &rc);
		if (rc)
			return false;
	} while (!ret->n);
	return true;
}

static bool will_exist(const struct walk *w, const char *name)
{
	for (unsigned i = 0; i < w->n_names; i++) {
		if (strcmp(w->names[i], name) == 0)
			return true;
	}
	return image_find(name) != NULL;
}

/* An image called (name), or after (uri), will be there. */
static void add_name(struct walk *w, const char *name, const struct uri *uri)
{
	char *copy = name && *name ? str_dup(name) : uri_basename(uri);

	if (copy && w->n_names < ARRAY_SIZE(w->names))
		w->names[w->n_names++] = copy;
	else
		free(copy);
}

/* Sees to it that what (argv) fetches is under way. False ends the walk. */
static bool visit_fetch(struct walk *w, int argc, char **argv)
{
	struct fetch_request r = {};
	struct fetch_plan plan;
	struct ahead *a;

	if (image_plan_fetch(argc, argv, &plan))
		return false;
	if (plan.or_image && will_exist(w, plan.text))
		return true;
	if (fetch_request_make(plan.text, &plan.options, &r)) {
		fetch_request_free(&r);
		return false;
	}
	/* What changes something on the server waits for its turn. */
	if (r.uri->params) {
		fetch_request_free(&r);
		return false;
	}
	add_name(w, plan.options.name, r.uri);
	a = ahead_find(&r, true);
	if (!a)
		return ahead_start(&r);
	a->wanted = true;
	fetch_request_free(&r);
	return true;
}

static bool visit_next(struct walk *w)
{
	_cleanup_(words_free) struct words words = {};

	if (!next_command(w, &words))
		return false;
	if (is_fetching(words.v[0]))
		return visit_fetch(w, words.n, words.v);
	return is_harmless(words.v[0]);
}

static bool is_wanted_at_all(void)
{
	uint64_t value;

	return settings_get_uint("lookahead", &value) != 0 || value != 0;
}

void lookahead_go(const struct fetch_request *r, const char *name)
{
	const struct failure before = *fail_last();
	struct walk w = {};
	struct ahead *a;

	if (!script_ahead(&w.at) || !is_fetching(w.at.command) || !is_wanted_at_all())
		return;
	list_for_each(a, &aheads, node)
		a->wanted = false;
	add_name(&w, name, r->uri);
	while (visit_next(&w))
		;
	drop_unwanted();
	for (unsigned i = 0; i < w.n_names; i++)
		free(w.names[i]);
	strbuf_free(&w.line);
	if (before.code)
		(void)fail_again(&before);
	else
		fail_clear();
}
