/* SPDX-License-Identifier: BSD-2-Clause */
/* The directives of PXELINUX configurations but those of MENU, each by itself. */
#include <ctype.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <strings.h>

#include "core/util.h"
#include "host/alloc.h"
#include "host/check_pxelinux.h"
#include "host/similar.h"

#define CMDLINE_MOST 2047u /* what a kernel of x86 takes */
#define TENTHS_LEAST 2     /* between these, a time was meant in seconds */
#define TENTHS_MOST  15

/* What may stand behind a directive; a misspelt one is told from text by it. */
enum shape { ANY, WORD, NUMBER, TEXT, MENU };

struct directive {
	const char *word;
	enum shape shape;
	void (*check)(struct px *x, const char *word, const char *arg);
};

bool px_is_number(const char *arg, bool any)
{
	char *end;

	(void)strtol(arg, &end, any ? 0 : 10);
	if (end == arg)
		return false;
	return !*syslinux_skip_blanks(end) || (syslinux_is_blank(*end) && strchr(end, '#'));
}

/* "VALUE # comment": there are no comments behind values. */
static void check_comment(struct px *x, const char *arg)
{
	const char *p = arg;

	while ((p = strchr(p, '#')) != NULL) {
		if (p > arg && syslinux_is_blank(p[-1]) && p[1] == ' ') {
			px_report(x, false, px_at(x, p), "comment",
				"a comment is a line of its own, this belongs to the value");
			return;
		}
		p++;
	}
}

bool px_is_text(const char *arg)
{
	size_t n;
	const char *word = syslinux_word(arg, &n), *next = syslinux_skip_blanks(word + n);

	return *next && *next != '#';
}

static void want_number(struct px *x, const char *word, const char *arg)
{
	size_t n;

	(void)syslinux_word(word, &n);
	check_comment(x, arg);
	if (!px_is_number(arg, true) && !px_is_text(arg))
		px_report(x, true, px_at(x, *arg ? arg : word), "bad-value",
			"%.*s wants a number, not \"%s\"", (int)n, word, arg);
}

/* ---- of labels ---- */

static void do_label(struct px *x, const char *word, const char *arg)
{
	size_t n;

	(void)word;
	(void)syslinux_word(arg, &n);
	x->in_label = false;
	if (!n) {
		px_report(x, true, px_at(x, word), "argument-count", "LABEL without a name");
		return;
	}
	x->labels = host_grow(x->labels, x->n_labels, sizeof(*x->labels));
	x->labels[x->n_labels++] = (struct px_label){
		.name = host_ndup(arg, n),
		.place = px_at(x, arg),
		.menu = x->menu,
	};
	x->in_label = true;
	check_comment(x, arg);
}

/* The open label, or NULL, which is reported for (word), unless that begins a sentence. */
static struct px_label *need_label(struct px *x, const char *word, const char *arg)
{
	struct px_label *l = px_label(x);

	if (!l && !x->menu && !px_is_text(arg))
		px_wish(x, PX_INSIDE, "", word);
	return l;
}

/* Notes that (word) stands at (where), which is once in a label. */
static void note_once(struct px *x, struct px_place *where, const char *word)
{
	size_t n;

	(void)syslinux_word(word, &n);
	if (where->file && where->file == x->file && strncasecmp(word, "config", n) != 0)
		px_report(x, false, px_at(x, word), "repeated",
			"%.*s takes the place of that of line %u; is a LABEL missing?", (int)n,
			word, where->at.line);
	*where = px_at(x, word);
}

static void do_kernel(struct px *x, const char *word, const char *arg)
{
	struct px_label *l = need_label(x, word, arg);
	size_t n, n_who;
	const char *file = syslinux_word(arg, &n);
	char *name, *who;

	(void)syslinux_word(word, &n_who);
	if (!l && px_is_text(arg))
		return;
	if (l)
		note_once(x, &l->kernel, word);
	if (!n) {
		px_report(x, true, px_at(x, word), "argument-count", "%.*s names no file",
			(int)n_who, word);
		return;
	}
	check_comment(x, arg);
	name = host_ndup(file, n);
	who = host_ndup(word, n_who);
	if (l)
		l->is_module = px_is_module(name) || strncasecmp(who, "com", 3) == 0;
	if (!px_is_module(name) && strncasecmp(who, "com", 3) != 0)
		px_want_file(x, who, file, name);
	else
		px_wish(x, PX_UI, "KERNEL", arg);
	free(name);
	free(who);
}

static void check_initrds(struct px *x, const char *list, size_t len)
{
	while (len) {
		const char *comma = memchr(list, ',', len);
		size_t n = comma ? (size_t)(comma - list) : len;
		char *name = host_ndup(list, n);

		if (n)
			px_want_file(x, "INITRD", list, name);
		free(name);
		n += comma != NULL;
		list += n;
		len -= n;
	}
}

static void do_initrd(struct px *x, const char *word, const char *arg)
{
	struct px_label *l = need_label(x, word, arg);
	size_t n;
	const char *list = syslinux_word(arg, &n), *rest = syslinux_skip_blanks(list + n);

	if (l)
		note_once(x, &l->initrd, word);
	if (!n)
		px_report(x, true, px_at(x, word), "argument-count", "INITRD names no file");
	else if (*rest == '#')
		check_comment(x, arg);
	else if (list[n - 1] == ',' && *rest)
		px_report(x, true, px_at(x, rest), "bad-value",
			"INITRD: files are parted by commas without blanks, this is none of them");
	check_initrds(x, list, n);
}

static void do_append(struct px *x, const char *word, const char *arg)
{
	struct px_label *l = px_label(x);
	const char *initrd = strstr(arg, "initrd=");

	if (l)
		note_once(x, &l->append, word);
	check_comment(x, arg);
	if (*arg && arg[strlen(arg) - 1] == '\\')
		px_report(x, false, px_at(x, arg + strlen(arg) - 1), "comment",
			"no line goes on in the next one, the backslash belongs to the value");
	if (strlen(arg) > CMDLINE_MOST)
		px_report(x, false, px_at(x, arg), "too-long",
			"APPEND: %zu bytes, of which a kernel takes %u", strlen(arg), CMDLINE_MOST);
	if (initrd && (initrd == arg || syslinux_is_blank(initrd[-1])))
		check_initrds(x, initrd + 7, strcspn(initrd + 7, " \t"));
}

static void do_localboot(struct px *x, const char *word, const char *arg)
{
	struct px_label *l = need_label(x, word, arg);

	if (l)
		note_once(x, &l->kernel, word);
	if (*arg)
		want_number(x, word, arg);
}

static void do_sysappend(struct px *x, const char *word, const char *arg)
{
	want_number(x, word, arg);
}

static void do_text(struct px *x, const char *word, const char *arg)
{
	char *rest;

	if (syslinux_looking_at(arg, "help", &rest))
		(void)need_label(x, word, arg);
	x->text = px_at(x, word);
}

static void do_endtext(struct px *x, const char *word, const char *arg)
{
	(void)arg;
	px_report(x, false, px_at(x, word), "unbalanced", "ENDTEXT without TEXT HELP before it");
}

/* ---- of all ---- */

static void do_default(struct px *x, const char *word, const char *arg)
{
	x->dflt = px_at(x, word);
	x->default_is_module = px_is_module(arg);
	if (!*arg)
		px_report(x, true, px_at(x, word), "argument-count", "DEFAULT names nothing");
	else
		px_wish(x, x->default_is_module ? PX_UI : PX_LABEL, "DEFAULT", arg);
	check_comment(x, arg);
}

static void do_ontimeout(struct px *x, const char *word, const char *arg)
{
	x->ontimeout = px_at(x, word);
	if (!*arg)
		px_report(x, true, px_at(x, word), "argument-count", "ONTIMEOUT names nothing");
	else
		px_wish(x, px_is_module(arg) ? PX_UI : PX_LABEL, "ONTIMEOUT", arg);
	check_comment(x, arg);
}

static void do_ui(struct px *x, const char *word, const char *arg)
{
	x->ui = px_at(x, word);
	if (!*arg)
		px_report(x, true, px_at(x, word), "argument-count", "UI names no module");
	else
		px_wish(x, PX_UI, "UI", arg);
	check_comment(x, arg);
}

static void do_prompt(struct px *x, const char *word, const char *arg)
{
	check_comment(x, arg);
	if (px_is_text(arg) && !px_is_number(arg, false))
		return;
	if (!px_is_number(arg, false))
		px_report(x, true, px_at(x, *arg ? arg : word), "bad-value",
			"PROMPT is 0 or 1, not \"%s\"", arg);
	else
		x->no_prompt = strtol(arg, NULL, 10) == 0 ? px_at(x, word) : (struct px_place){};
}

static void do_timeout(struct px *x, const char *word, const char *arg)
{
	long n = strtol(arg, NULL, 10);
	size_t len;

	(void)syslinux_word(word, &len);
	check_comment(x, arg);
	if (px_is_text(arg) && !px_is_number(arg, false))
		return;
	if (!px_is_number(arg, false)) {
		px_report(x, true, px_at(x, *arg ? arg : word), "bad-value",
			"%.*s wants tenths of a second, not \"%s\"", (int)len, word, arg);
		return;
	}
	if (n >= TENTHS_LEAST && n <= TENTHS_MOST)
		px_report(x, false, px_at(x, arg), "short-timeout",
			"%.*s %ld is %ld.%ld s; for %ld s it is %ld", (int)len, word, n, n / 10,
			n % 10, n, n * 10);
	if (len == 7 && n > 0)
		x->timeout = px_at(x, word);
}

static void do_include(struct px *x, const char *word, const char *arg)
{
	(void)word;
	px_include(x, arg);
}

static void do_file(struct px *x, const char *word, const char *arg)
{
	size_t n, len;
	const char *file = syslinux_word(arg, &n);
	char *name = host_ndup(file, n), *who;

	(void)syslinux_word(word, &len);
	who = host_ndup(word, len);
	if (n && !px_is_text(syslinux_skip_blanks(file + n))) /* "F1 file [picture]" */
		px_want_file(x, who, file, name);
	free(name);
	free(who);
}

static void do_menu(struct px *x, const char *word, const char *arg)
{
	char *rest;

	if (syslinux_looking_at(arg, "include", &rest))
		px_include(x, rest);
	else
		px_menu_directive(x, word, arg);
}

static void do_nothing(struct px *x, const char *word, const char *arg)
{
	(void)x;
	(void)word;
	(void)arg;
}

static const struct directive directives[] = {
	{"allowoptions", NUMBER, want_number},
	{"append", TEXT, do_append},
	{"boot", WORD, do_kernel},
	{"bss", WORD, do_kernel},
	{"com32", WORD, do_kernel},
	{"comboot", WORD, do_kernel},
	{"config", WORD, do_kernel},
	{"console", NUMBER, do_nothing},
	{"default", WORD, do_default},
	{"devicetree", WORD, do_nothing},
	{"devicetreedir", WORD, do_nothing},
	{"display", WORD, do_file},
	{"endtext", ANY, do_endtext},
	{"fdimage", WORD, do_kernel},
	{"fdt", WORD, do_nothing},
	{"fdtdir", WORD, do_nothing},
	{"font", WORD, do_nothing},
	{"implicit", NUMBER, want_number},
	{"include", WORD, do_include},
	{"initrd", WORD, do_initrd},
	{"ipappend", NUMBER, do_sysappend},
	{"kbdmap", WORD, do_nothing},
	{"kernel", WORD, do_kernel},
	{"label", WORD, do_label},
	{"linux", WORD, do_kernel},
	{"localboot", NUMBER, do_localboot},
	{"menu", MENU, do_menu},
	{"nocomplete", NUMBER, do_nothing},
	{"noescape", NUMBER, do_nothing},
	{"nohalt", NUMBER, do_nothing},
	{"onerror", WORD, do_nothing},
	{"ontimeout", WORD, do_ontimeout},
	{"path", WORD, do_nothing},
	{"prompt", NUMBER, do_prompt},
	{"pxe", WORD, do_kernel},
	{"pxeretry", NUMBER, do_nothing},
	{"say", ANY, do_nothing},
	{"sendcookies", NUMBER, do_nothing},
	{"serial", NUMBER, do_nothing},
	{"sysappend", NUMBER, do_sysappend},
	{"text", ANY, do_text},
	{"timeout", NUMBER, do_timeout},
	{"totaltimeout", NUMBER, do_timeout},
	{"ui", WORD, do_ui},
};

/* ---- what is none ---- */

static const struct directive *find(const char *word, size_t n)
{
	for (unsigned i = 0; i < ARRAY_SIZE(directives); i++) {
		if (strlen(directives[i].word) == n &&
			strncasecmp(directives[i].word, word, n) == 0)
			return &directives[i];
	}
	return NULL;
}

/* Whether what follows is like what (d) has behind it, and not like a sentence. */
static bool fits(const struct px *x, const struct directive *d, const char *arg)
{
	size_t n;
	const char *word = syslinux_word(arg, &n);

	switch (d->shape) {
	case WORD:
		return n && !*syslinux_skip_blanks(word + n);
	case NUMBER:
		return px_is_number(arg, true);
	case TEXT:
		return x->in_label && n && strpbrk(arg, "=/-");
	case MENU:
		return n &&
			(strncasecmp(word, "label", n) == 0 || strncasecmp(word, "title", n) == 0 ||
				strncasecmp(word, "default", n) == 0);
	default:
		return false;
	}
}

/* Text is passed over, and must not be reported; what begins with a misspelt directive is. */
static void check_unknown(struct px *x, const char *word, size_t n, const char *arg)
{
	char *text = host_ndup(word, n), *eq = strchr(text, '=');
	const struct directive *d = NULL;
	struct similar s;

	if (eq && (d = find(text, (size_t)(eq - text))) && (d->shape == WORD || d->shape == NUMBER))
		px_report(x, true, px_at(x, word), "unknown-directive",
			"%s: a blank, and no \"=\", parts a directive from its value", text);
	s = similar_to(text);
	for (unsigned i = 0; n > 2 && !eq && i < ARRAY_SIZE(directives); i++) {
		if (fits(x, &directives[i], arg))
			similar_try(&s, directives[i].word);
	}
	for (size_t i = 0; i < n; i++) {
		if (!isalpha((unsigned char)word[i]))
			s.best = NULL;
	}
	if (!eq && s.best && strlen(s.best) > 3)
		px_report(x, false, px_at(x, word), "unknown-directive",
			"%s is no directive, and is passed over; is \"%s\" meant?", text, s.best);
	free(text);
}

/* "F1 file" */
static bool is_function_key(const char *word, size_t n)
{
	return (*word | 0x20) == 'f' && n > 1 && n < 4 && isdigit((unsigned char)word[1]) &&
		(n == 2 || isdigit((unsigned char)word[2]));
}

static void text_line(struct px *x, const char *line)
{
	char *rest;

	if (syslinux_looking_at(syslinux_skip_blanks(line), "endtext", &rest))
		x->text = (struct px_place){};
}

void px_directive(struct px *x, const char *line)
{
	const struct directive *d;
	const char *word, *arg;
	size_t n;

	if (x->text.file) {
		text_line(x, line);
		return;
	}
	word = syslinux_word(line, &n);
	arg = syslinux_skip_blanks(word + n);
	d = find(word, n);
	if (d)
		d->check(x, word, arg);
	else if (is_function_key(word, n))
		do_file(x, word, arg);
	else if (n)
		check_unknown(x, word, n, arg);
}
