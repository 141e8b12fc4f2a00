/* SPDX-License-Identifier: BSD-2-Clause */
/* Lines of PXELINUX configurations that begin with no directive: text, which is passed over
 * and must not be reported, or a directive that is misspelt. */
#include <ctype.h>
#include <stdlib.h>
#include <string.h>
#include <strings.h>

#include "host/alloc.h"
#include "host/check_pxelinux.h"
#include "host/check_text.h"
#include "host/similar.h"

const struct px_directive *px_find_directive(const char *word, size_t n)
{
	for (const struct px_directive *d = px_directives; d->word; d++) {
		if (strlen(d->word) == n && strncasecmp(d->word, word, n) == 0)
			return d;
	}
	return NULL;
}

/* Whether what follows is like what (d) has behind it, and not like a sentence. */
static bool fits(const struct px *x, const struct px_directive *d, const char *arg)
{
	size_t n;
	const char *word = syslinux_word(arg, &n);

	switch (d->shape) {
	case PX_WORD:
		return n && !*syslinux_skip_blanks(word + n);
	case PX_NUMBER:
		return px_is_number(arg, true);
	case PX_TEXT:
		return x->in_label && n;
	case PX_MENU_WORD:
		return n &&
			(strncasecmp(word, "label", n) == 0 || strncasecmp(word, "title", n) == 0 ||
				strncasecmp(word, "default", n) == 0);
	default:
		return false;
	}
}

static bool is_digits(const char *s)
{
	return *s && !s[strspn(s, "0123456789")];
}

/* What is wrong between the directive (d) and (rest), which should be parted from it; NULL: it
 * is another word. */
static const char *glue(const struct px_directive *d, const char *rest)
{
	const char *what;
	bool has_value = d->shape == PX_WORD || d->shape == PX_NUMBER;

	if (typographic(rest, strlen(rest), &what) == rest)
		return what;
	if (*rest == '=' && has_value)
		return "a blank, and no \"=\", parts a directive from its value";
	if ((d->shape == PX_NUMBER && is_digits(rest)) ||
		(d->shape == PX_MENU_WORD && px_is_menu_word(rest)))
		return "a blank is missing";
	return NULL;
}

static bool check_glued(struct px *x, const char *word, const char *text)
{
	for (const struct px_directive *d = px_directives; d->word; d++) {
		size_t n = strlen(d->word);
		const char *what = strncasecmp(d->word, text, n) == 0 ? glue(d, text + n) : NULL;

		if (!what)
			continue;
		px_report(x, true, px_at(x, word), "unknown-directive", "%s: behind \"%s\": %s",
			text, d->word, what);
		return true;
	}
	return false;
}

void px_unknown(struct px *x, const char *word, size_t n, const char *arg)
{
	char *text = host_ndup(word, n);
	struct similar s = similar_to(text);
	bool is_word = n > 2 && !check_glued(x, word, text);

	for (size_t i = 0; i < n; i++)
		is_word &= isalpha((unsigned char)word[i]) != 0;
	for (const struct px_directive *d = px_directives; is_word && d->word; d++) {
		if (fits(x, d, arg))
			similar_try(&s, d->word);
	}
	if (s.best && strlen(s.best) > 3)
		px_report(x, false, px_at(x, word), "unknown-directive",
			"%s is no directive, and is passed over; is \"%s\" meant?", text, s.best);
	free(text);
}
