/* SPDX-License-Identifier: BSD-2-Clause */
/*
 * The interpreter: runs lines of scripts, of the shell and single ones. A line is a chain of
 * commands joined by ";", "&&" and "||", decided from left to right by the status of the last
 * command that ran. A script ends at its first line with a non-zero status. See docs/script.md,
 * "Status".
 */
#include "script/interp.h"

#include <stdio.h>
#include <string.h>

#include "core/clock.h"
#include "core/console.h"
#include "core/settings.h"
#include "core/status.h"
#include "core/wait.h"
#include "menu/menu.h"
#include "script/lexer.h"
#include "script/lookahead.h"
#include "script/words.h"

#define BREATH_US 1000 /* the network's turn between two lines costs more than most lines do */
#define DEPTH_MAX 16u  /* scripts and shells inside the outermost; the stack is small */

/* What runs: a script, or the shell or a single line (text is NULL then). */
struct frame {
	struct frame *outer;
	const char *name;
	const char *text;
	size_t len;
	struct lex_cursor next;  /* where the next line begins */
	unsigned line;           /* where the running one began */
	bool jumped;             /* goto: forget the rest of the line */
	bool ended;              /* exit, chain --replace: and of the script */
	bool answer;             /* the last failure was an answer, see script_answer() */
	char answered[24];       /* the command that gave it */
	unsigned n_stops_before; /* interp.n_stops when the last command began */
	int exit_status;
	const char *command;   /* the one that runs now; NULL between two */
	enum lex_token behind; /* the separator behind it */
	const char *rest;      /* of its line */
};

static struct {
	struct frame *top;
	unsigned depth;
	struct image *next; /* to run when the current script has ended */
	bool tail;          /* the script that starts now was such a next one */
	unsigned n_stops;   /* how many scripts have stopped at a failing line */
	uint64_t breath_us; /* when the network last had its turn */
	char failed[256];
} interp;

/* ---- commands and lines ---- */

/* Calls the command (w). What is being fetched ahead stays if (w) cannot change the way to it. */
static int call_command(struct frame *f, struct words *w)
{
	int rc;

	if (!lookahead_may_pass(w->v[0]))
		(void)lookahead_drop();
	f->command = w->v[0];
	rc = command_run(w->n, w->v);
	f->command = NULL;
	if (rc == -ERR_CANCELED)
		(void)lookahead_drop();
	return rc;
}

/* Tells why the last command failed. The next menu tells it again, for it clears the screen, unless
 * the script expects the failure: nothing is to be done then, as in `imgfree x ||`. */
static void report(const struct frame *f, const char *who, int rc, bool handled)
{
	command_report(who, rc, !handled);
	if (f->text && !(handled && !f->rest[strspn(f->rest, " \t")]))
		menu_note_failure(fail_last()->text);
}

/* Runs the command (w), or accounts for its words' failure (rc). (handled): the script has an
 * answer to its failure, `||` stands behind it. */
static int run_command(struct frame *f, struct words *w, int rc, bool handled)
{
	if (!rc && !w->n)
		return 0;
	f->answer = false;
	f->n_stops_before = interp.n_stops;
	if (!rc) {
		fail_clear();
		rc = call_command(f, w);
	}
	if (!rc || f->ended)
		return rc;
	settings_set_errno(rc);
	/* A script inside this command that stopped has told why. */
	if (interp.n_stops != f->n_stops_before)
		return rc;
	/* The number given to `exit` is meant for whoever asked. */
	if (f->answer || rc > 0) {
		f->answer = true;
		(void)snprintf(f->answered, sizeof(f->answered), "%s", w->v[0]);
	} else {
		report(f, w->n ? w->v[0] : "script", rc, handled);
	}
	return rc;
}

/* Runs one command line to its end, or until goto or exit. */
static int run_line(struct frame *f, const char *pos)
{
	enum lex_token before = LEX_THEN, behind;
	int status = 0;

	do {
		_cleanup_(words_free) struct words w = {};
		bool run = before == LEX_THEN || (before == LEX_AND) == (status == 0);
		int rc;

		behind = words_take(&pos, run ? &w : NULL, &rc);
		f->behind = behind;
		f->rest = pos;
		if (run)
			status = run_command(f, &w, rc, behind == LEX_OR);
		before = behind;
	} while (behind != LEX_END && !f->jumped && !f->ended);
	if (status && !f->ended && f->answer)
		command_report(f->answered, status, false);
	return status;
}

/* ---- frames ---- */

static int frame_push(struct frame *f)
{
	if (interp.depth > DEPTH_MAX)
		return fail(
			ERR_LOOP, "script: %s would run inside %u others", f->name, interp.depth);
	f->outer = interp.top;
	interp.top = f;
	interp.depth++;
	return 0;
}

static void frame_pop(struct frame *f)
{
	(void)lookahead_drop();
	interp.top = f->outer;
	interp.depth--;
}

/* Keeps the line that stopped (f), unless it only passed on that a script inside it stopped. For
 * the outermost script the caller shows it. */
static void remember_stop(const struct frame *f, const char *line)
{
	if (interp.n_stops == f->n_stops_before) {
		(void)snprintf(
			interp.failed, sizeof(interp.failed), "%s:%u: %s", f->name, f->line, line);
		text_make_printable(interp.failed);
		if (f->outer)
			console_printf("Stopped at %s\n", interp.failed);
	}
	interp.n_stops++;
}

/* True if Ctrl-C was typed. */
static bool breathe(void)
{
	uint64_t now = plat_now_us();

	if (now - interp.breath_us < BREATH_US)
		return false;
	interp.breath_us = now;
	return wait_breathe();
}

/* Runs the next line of (f); false when there is no more to run. */
static bool run_next(struct frame *f, struct strbuf *line, int *status)
{
	const char *label, *command;
	size_t n;
	int rc;

	f->line = f->next.line;
	f->n_stops_before = interp.n_stops;
	rc = lex_line(f->text, f->len, &f->next, line);
	if (rc == -ERR_NOENT)
		return false;
	if (!rc && breathe())
		rc = fail(
			ERR_CANCELED, "script: %s stopped by Ctrl-C at line %u", f->name, f->line);
	if (rc) {
		settings_set_errno(rc);
		command_report("script", rc, true);
	} else {
		f->jumped = false;
		command = lex_label(line->len ? line->s : "", &label, &n);
		rc = run_line(f, command);
	}
	*status = rc;
	if (!rc || f->ended)
		return !f->ended;
	remember_stop(f, line->s ? line->s : "");
	return false;
}

static int run_script(const char *name, const char *text, size_t len)
{
	_cleanup_(strbuf_free) struct strbuf line = {};
	struct frame f = {.name = name, .text = text, .len = len, .next = lex_start(text, len)};
	int rc, status = 0;

	rc = frame_push(&f);
	if (rc)
		return rc;
	if (!f.outer)
		interp.failed[0] = '\0';
	while (run_next(&f, &line, &status))
		;
	frame_pop(&f);
	return f.ended ? f.exit_status : status;
}

/* Runs the script (self is its image, or NULL) and whatever replaces it: one after another and not
 * inside one another, so that menus may replace each other for days. */
static int run_with_successors(const char *name, const char *text, size_t len, struct image *self)
{
	bool tail = interp.tail;
	struct image *img;
	int status;

	interp.tail = false;
	status = run_script(name, text, len);
	if (interp.next && self)
		image_free(self);
	while (!tail && (img = TAKE(interp.next))) {
		unsigned n_stops = interp.n_stops;

		interp.tail = img->type && img->type->is_script;
		status = script_boot(img);
		interp.tail = false;
		if (status < 0 && interp.n_stops == n_stops) {
			command_report(name, status, true);
			interp.failed[0] = '\0';
			interp.n_stops++;
		}
		image_put(img);
	}
	return status;
}

int script_run_text(const char *name, const char *text, size_t len)
{
	return run_with_successors(name, text, len, NULL);
}

int script_run_image(struct image *img)
{
	int status;

	image_get(img);
	status = run_with_successors(img->name, (const char *)img->data.data, img->data.len, img);
	image_put(img);
	return status;
}

int script_run_line(const char *line)
{
	struct frame f = {.name = "line"};
	int rc;

	if (interp.top)
		return run_line(interp.top, line);
	rc = frame_push(&f);
	if (rc)
		return rc;
	rc = run_line(&f, line);
	frame_pop(&f);
	return f.ended ? f.exit_status : rc;
}

int script_run_interactive(int (*next_line)(char **ret_line))
{
	struct frame f = {.name = "shell"};
	int rc = frame_push(&f);

	if (rc)
		return rc;
	while (!f.ended) {
		_cleanup_(freep) char *line = NULL;

		rc = next_line(&line);
		if (rc == -ERR_CANCELED)
			continue;
		if (rc)
			break;
		(void)run_line(&f, line);
	}
	frame_pop(&f);
	return f.ended ? f.exit_status : rc;
}

/* ---- what commands ask for ---- */

int script_answer(int status)
{
	if (interp.top)
		interp.top->answer = true;
	return status;
}

int script_goto(const char *label)
{
	struct frame *f = interp.top;

	if (!f || !f->text)
		return fail(ERR_NOTTY, "goto: works in scripts only, there is no script here");
	if (lex_find_label(f->text, f->len, label, &f->next))
		return fail(ERR_NOENT, "goto: there is no label \"%s\" in %s (line %u)", label,
			f->name, f->line);
	f->jumped = true;
	return 0;
}

int script_exit(int status)
{
	if (interp.top) {
		interp.top->ended = true;
		interp.top->exit_status = status;
	}
	return status;
}

bool script_replace(struct image *img)
{
	if (!interp.top || !interp.top->text)
		return false;
	interp.next = image_get(img);
	(void)script_exit(0);
	return true;
}

bool script_ahead(struct script_ahead *ret)
{
	const struct frame *f = interp.top;

	if (!f || !f->command)
		return false;
	*ret = (struct script_ahead){
		.command = f->command,
		.behind = f->behind,
		.rest = f->rest,
		.text = f->text,
		.len = f->len,
		.next = f->next,
	};
	return true;
}

const char *script_failed_line(void)
{
	return interp.failed;
}

void script_forget_failure(void)
{
	interp.failed[0] = '\0';
}
