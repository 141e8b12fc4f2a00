/* SPDX-License-Identifier: BSD-2-Clause */
/* From tokens to the argv of a command. A value with blanks is one word; see docs/script.md, "Lines
 * and words". */
#include "script/words.h"

#include "core/settings.h"
#include "core/status.h"
#include "core/util.h"
#include "script/expand.h"

void words_free(struct words *w)
{
	for (int i = 0; i < w->n; i++)
		free(w->v[i]);
	free(w->v);
	*w = (struct words){};
}

static int lookup_setting(const char *name, struct strbuf *out, void *arg)
{
	(void)arg;
	return settings_get(name, out);
}

/* Appends the expanded word. */
static int words_add(struct words *w, const char *text, size_t len)
{
	_cleanup_(strbuf_free) struct strbuf word = {};
	char *s;
	int rc;

	if (w->n + 1 >= w->cap) {
		int cap = w->cap ? w->cap * 2 : 8;
		char **v = realloc(w->v, (size_t)cap * sizeof(*v));

		if (!v)
			return fail(ERR_NOMEM, "script: no memory for the words of a line");
		w->v = v;
		w->cap = cap;
	}
	rc = expand(text, len, lookup_setting, NULL, &word);
	if (rc)
		return rc;
	if (word.len > COMMAND_BYTES_MAX - w->bytes)
		return fail(
			ERR_TOOBIG, "script: a command is longer than %u bytes", COMMAND_BYTES_MAX);
	w->bytes += word.len;
	s = strbuf_take(&word);
	if (!s)
		return fail(ERR_NOMEM, "script: no memory for the words of a line");
	w->v[w->n++] = s;
	w->v[w->n] = NULL;
	return 0;
}

enum lex_token words_take(const char **pos, struct words *w, int *ret)
{
	enum lex_token token;
	const char *word;
	size_t len;

	*ret = 0;
	while ((token = lex_next(pos, &word, &len)) == LEX_WORD) {
		if (w && !*ret)
			*ret = words_add(w, word, len);
	}
	return token;
}
