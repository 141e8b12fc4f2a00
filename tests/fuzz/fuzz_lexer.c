/* SPDX-License-Identifier: BSD-2-Clause */
/* Script text from anywhere: lines, labels and tokens stay inside it, and everything ends. */
#include <stdlib.h>
#include <string.h>

#include "core/strbuf.h"
#include "script/lexer.h"

int LLVMFuzzerTestOneInput(const uint8_t *data, size_t len);

static void must(int cond)
{
	if (!cond)
		abort();
}

/* Words lie inside the line, in order, and hold no blanks. */
static void check_tokens(const char *line, size_t len)
{
	const char *pos = line, *word;
	enum lex_token t;
	size_t n;

	while ((t = lex_next(&pos, &word, &n)) != LEX_END) {
		must(pos > line && pos <= line + len);
		if (t != LEX_WORD)
			continue;
		must(n > 0 && word >= line && word + n == pos);
		for (size_t i = 0; i < n; i++)
			must(!lex_is_blank(word[i]) && word[i]);
	}
	must(*pos == '\0' || *pos == '#');
}

/* A label can be found again, in this line or an earlier one of the same label. */
static void check_label(const char *text, size_t len, const char *label, size_t n, unsigned line)
{
	_cleanup_(freep) char *name = str_ndup(label, n);
	struct lex_cursor c;

	must(name != NULL);
	must(lex_find_label(text, len, name, &c) == 0);
	must(c.off < len && c.line >= 1 && c.line <= line);
}

int LLVMFuzzerTestOneInput(const uint8_t *data, size_t len)
{
	_cleanup_(strbuf_free) struct strbuf line = {};
	const char *text = (const char *)data;
	struct lex_cursor c = lex_start(text, len);
	unsigned n_labels = 0;

	for (;;) {
		struct lex_cursor here = c;
		const char *label, *command;
		size_t n;

		if (lex_line(text, len, &c, &line))
			break;
		must(c.off > here.off && c.off <= len && c.line > here.line);
		must(line.len <= c.off - here.off);
		if (!line.s)
			continue;
		command = lex_label(line.s, &label, &n);
		must(command >= line.s && command <= line.s + line.len);
		check_tokens(command, line.len - (size_t)(command - line.s));
		if (label && n_labels++ < 16)
			check_label(text, len, label, n, here.line);
	}
	return 0;
}
