/* SPDX-License-Identifier: BSD-2-Clause */
/* The directives of PXELINUX configurations that are about one entry, behind LABEL. */
#include <stdlib.h>
#include <string.h>
#include <strings.h>

#include "host/alloc.h"
#include "host/check_pxelinux.h"
#include "host/check_text.h"

#define CMDLINE_MOST 2047u /* what a kernel of x86 takes */

void px_do_label(struct px *x, const char *word, const char *arg)
{
	size_t n;

	(void)word;
	(void)syslinux_word(arg, &n);
	x->in_label = false;
	x->is_nameless = !n;
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
	px_comment(x, arg);
}

/* The open label, or NULL, which is reported for (word), unless that begins a sentence. */
static struct px_label *need_label(struct px *x, const char *word, const char *arg)
{
	struct px_label *l = px_label(x);

	if (!l && !x->menu && !x->is_nameless && !px_is_text(arg))
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

static void want_kernel(struct px *x, const char *who, const char *file, const char *name)
{
	if (!syslinux_is_memdisk(name))
		px_want_file(x, who, file, name);
}

void px_do_kernel(struct px *x, const char *word, const char *arg)
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
	px_comment(x, arg);
	name = host_ndup(file, n);
	who = host_ndup(word, n_who);
	if (l)
		l->is_module = px_is_module(name) || strncasecmp(who, "com", 3) == 0;
	if (!px_is_module(name) && strncasecmp(who, "com", 3) != 0)
		want_kernel(x, who, file, name);
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

void px_do_initrd(struct px *x, const char *word, const char *arg)
{
	struct px_label *l = need_label(x, word, arg);
	size_t n;
	const char *list = syslinux_word(arg, &n), *rest = syslinux_skip_blanks(list + n);

	if (l)
		note_once(x, &l->initrd, word);
	if (!n)
		px_report(x, true, px_at(x, word), "argument-count", "INITRD names no file");
	else if (*rest == '#')
		px_comment(x, arg);
	else if (list[n - 1] == ',' && *rest)
		px_report(x, true, px_at(x, rest), "bad-value",
			"INITRD: files are parted by commas without blanks, this is none of them");
	check_initrds(x, list, n);
}

/* Where the first word "initrd=" of (arg) is; NULL. */
static const char *find_initrd(const char *arg)
{
	const char *p = arg;

	while ((p = strstr(p, "initrd=")) && p != arg && !syslinux_is_blank(p[-1]))
		p++;
	return p;
}

void px_do_append(struct px *x, const char *word, const char *arg)
{
	struct px_label *l = px_label(x);
	const char *initrd = find_initrd(arg), *odd, *what;

	if (l) {
		note_once(x, &l->append, word);
		l->list = initrd ? px_at(x, initrd) : (struct px_place){};
		l->list_again = initrd && (odd = find_initrd(initrd + 7)) ? px_at(x, odd)
									  : (struct px_place){};
	}
	if (strstr(arg, "initrd=") != initrd)
		px_report(x, false, px_at(x, strstr(arg, "initrd=")), "bad-value",
			"the first \"initrd=\" is fetched even within another word: put initrd= "
			"before it");
	odd = typographic(arg, strlen(arg), &what);
	if (odd)
		px_report(x, false, px_at(x, odd), "encoding", "APPEND: %s", what);
	px_comment(x, arg);
	if (*arg && arg[strlen(arg) - 1] == '\\')
		px_report(x, false, px_at(x, arg + strlen(arg) - 1), "comment",
			"no line goes on in the next one, the backslash belongs to the value");
	if (strlen(arg) > CMDLINE_MOST)
		px_report(x, false, px_at(x, arg), "too-long",
			"APPEND: %zu bytes, of which a kernel takes %u", strlen(arg), CMDLINE_MOST);
	if (initrd)
		check_initrds(x, initrd + 7, strcspn(initrd + 7, " \t"));
}

/* LOCALBOOT's values that mean something to any loader of the family. */
static bool is_way_out(long n)
{
	return (n >= -2 && n <= 0) || n == 4 || n == 5 || n == 0xffff || (n >= 0x80 && n <= 0xff);
}

void px_do_localboot(struct px *x, const char *word, const char *arg)
{
	struct px_label *l = need_label(x, word, arg);
	long n;

	if (l)
		note_once(x, &l->kernel, word);
	if (!*arg)
		return;
	px_want_number(x, word, arg);
	n = strtol(arg, NULL, 0);
	if (px_is_number(arg, true) && !is_way_out(n))
		px_report(x, false, px_at(x, arg), "bad-value",
			"LOCALBOOT %ld is no disk, and goes on with the firmware's next boot "
			"entry as 0 does; disks are 0x80, 0x81 and so on",
			n);
}

void px_do_text(struct px *x, const char *word, const char *arg)
{
	char *rest;

	if (syslinux_looking_at(arg, "help", &rest))
		(void)need_label(x, word, arg);
	x->text = px_at(x, word);
}

void px_do_endtext(struct px *x, const char *word, const char *arg)
{
	(void)arg;
	px_report(x, false, px_at(x, word), "unbalanced", "ENDTEXT without TEXT HELP before it");
}
