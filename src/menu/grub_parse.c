/* SPDX-License-Identifier: BSD-2-Clause */
/*
 * The grammar of GRUB's language: lines become trees. Recursion is limited. As GRUB, it takes one
 * line at a time, so a mistake costs that line only; unlike GRUB, a body may be empty.
 */
#include <string.h>

#include "core/status.h"
#include "menu/grub_priv.h"

static const char *const closing[] = {"then", "elif", "else", "fi", "do", "done"};

static int parse_statement(struct grub_lexer *l, unsigned depth, struct grub_node **ret);

static int unexpected(const struct grub_lexer *l, const char *wanted)
{
	static const char *const names[] = {
		[TOKEN_END] = "the end of the file",
		[TOKEN_NEWLINE] = "the end of the line",
		[TOKEN_SEMICOLON] = "\";\"",
		[TOKEN_OPEN] = "\"{\"",
		[TOKEN_CLOSE] = "\"}\"",
		[TOKEN_WORD] = "a word",
		[TOKEN_BAD] = "\"&\" or \"|\", which GRUB does not know,",
	};
	const char *plain = grub_lex_plain(l);

	return fail(ERR_SYNTAX, "%.80s:%u: %s%.40s%s where %s is expected", l->file, l->token_line,
		*plain ? "\"" : names[l->token], plain, *plain ? "\"" : "", wanted);
}

static bool is_separator(const struct grub_lexer *l)
{
	return l->token == TOKEN_NEWLINE || l->token == TOKEN_SEMICOLON;
}

/* A word that ends a list of statements. */
static bool closes(const struct grub_lexer *l)
{
	const char *plain = grub_lex_plain(l);

	if (l->token == TOKEN_CLOSE)
		return true;
	for (unsigned i = 0; i < ARRAY_SIZE(closing); i++)
		if (strcmp(plain, closing[i]) == 0)
			return true;
	return false;
}

static int expect(struct grub_lexer *l, const char *keyword)
{
	if (strcmp(grub_lex_plain(l), keyword) != 0)
		return unexpected(l, keyword);
	return grub_lex(l);
}

static int skip_separators(struct grub_lexer *l)
{
	int rc = 0;

	while (!rc && is_separator(l))
		rc = grub_lex(l);
	return rc;
}

/* Statements up to something that closes a list, which becomes the current token. */
static int parse_list(struct grub_lexer *l, unsigned depth, struct grub_node **ret)
{
	struct grub_node *first = NULL, **at = &first;
	int rc;

	if (depth == GRUB_PARSE_MAX)
		return fail(ERR_TOOBIG, "%.80s:%u: nested more than %u deep", l->file, l->line,
			GRUB_PARSE_MAX);
	for (;;) {
		rc = skip_separators(l);
		if (rc)
			return rc;
		if (closes(l) || l->token == TOKEN_END)
			break;
		rc = parse_statement(l, depth + 1, at);
		if (rc)
			return rc;
		at = &(*at)->next;
		if (!is_separator(l) && l->token != TOKEN_CLOSE)
			return unexpected(l, "\";\"");
	}
	*ret = first;
	return 0;
}

static struct grub_node *new_node(const struct grub_lexer *l, enum grub_node_kind kind)
{
	struct grub_node *n = grub_alloc(l->pool, sizeof *n);

	if (!n)
		return NULL;
	n->kind = kind;
	n->line = l->token_line;
	n->file = l->file;
	return n;
}

/* "{", which is the current token, statements, "}". */
static int parse_block(struct grub_lexer *l, unsigned depth, struct grub_node **ret)
{
	int rc = grub_lex(l);

	if (!rc)
		rc = parse_list(l, depth, ret);
	if (rc)
		return rc;
	return l->token == TOKEN_CLOSE ? grub_lex(l) : unexpected(l, "\"}\"");
}

static int parse_words(struct grub_lexer *l, struct grub_word **at)
{
	int rc = 0;

	while (!rc && l->token == TOKEN_WORD) {
		*at = l->word;
		at = &l->word->next;
		rc = grub_lex(l);
	}
	return rc;
}

static int parse_command(struct grub_lexer *l, unsigned depth, struct grub_node *n)
{
	int rc;

	if (l->token != TOKEN_WORD)
		return unexpected(l, "a command");
	rc = parse_words(l, &n->words);
	if (rc || l->token != TOKEN_OPEN)
		return rc;
	n->has_block = true;
	return parse_block(l, depth, &n->body);
}

/* What follows "if" or "elif", up to what ends that branch. */
static int parse_branch(struct grub_lexer *l, unsigned depth, struct grub_node *n)
{
	int rc = parse_list(l, depth, &n->cond);

	if (!rc)
		rc = expect(l, "then");
	return rc ? rc : parse_list(l, depth, &n->body);
}

static int parse_if(struct grub_lexer *l, unsigned depth, struct grub_node *n)
{
	int rc = parse_branch(l, depth, n);

	while (!rc && strcmp(grub_lex_plain(l), "elif") == 0) {
		n->other = new_node(l, NODE_IF);
		if (!n->other)
			return -fail_last()->code;
		n = n->other;
		rc = grub_lex(l);
		if (!rc)
			rc = parse_branch(l, depth, n);
	}
	if (!rc && strcmp(grub_lex_plain(l), "else") == 0) {
		rc = grub_lex(l);
		if (!rc)
			rc = parse_list(l, depth, &n->other);
	}
	return rc ? rc : expect(l, "fi");
}

static int parse_do(struct grub_lexer *l, unsigned depth, struct grub_node *n)
{
	int rc = expect(l, "do");

	if (!rc)
		rc = parse_list(l, depth, &n->body);
	return rc ? rc : expect(l, "done");
}

static int parse_loop(struct grub_lexer *l, unsigned depth, struct grub_node *n)
{
	int rc = parse_list(l, depth, &n->cond);

	return rc ? rc : parse_do(l, depth, n);
}

static int parse_name(struct grub_lexer *l, struct grub_node *n)
{
	n->name = grub_lex_plain(l);
	return *n->name ? grub_lex(l) : unexpected(l, "a name");
}

static int parse_for(struct grub_lexer *l, unsigned depth, struct grub_node *n)
{
	int rc = parse_name(l, n);

	if (!rc)
		rc = expect(l, "in");
	if (!rc)
		rc = parse_words(l, &n->words);
	if (!rc && !is_separator(l))
		rc = unexpected(l, "\";\"");
	if (!rc)
		rc = skip_separators(l);
	return rc ? rc : parse_do(l, depth, n);
}

static int parse_function(struct grub_lexer *l, unsigned depth, struct grub_node *n)
{
	int rc = parse_name(l, n);

	while (!rc && l->token == TOKEN_NEWLINE)
		rc = grub_lex(l);
	if (rc)
		return rc;
	return l->token == TOKEN_OPEN ? parse_block(l, depth, &n->body) : unexpected(l, "\"{\"");
}

static int parse_statement(struct grub_lexer *l, unsigned depth, struct grub_node **ret)
{
	static const struct {
		const char *keyword;
		enum grub_node_kind kind;
		int (*parse)(struct grub_lexer *l, unsigned depth, struct grub_node *n);
	} table[] = {
		{"if", NODE_IF, parse_if},
		{"while", NODE_LOOP, parse_loop},
		{"until", NODE_LOOP, parse_loop},
		{"for", NODE_FOR, parse_for},
		{"function", NODE_FUNCTION, parse_function},
	};
	const char *plain = grub_lex_plain(l);
	struct grub_node *n = new_node(l, NODE_COMMAND);
	int rc;

	if (!n)
		return -fail_last()->code;
	*ret = n;
	for (unsigned i = 0; i < ARRAY_SIZE(table); i++) {
		if (strcmp(plain, table[i].keyword) != 0)
			continue;
		n->kind = table[i].kind;
		n->is_until = strcmp(plain, "until") == 0;
		rc = grub_lex(l);
		return rc ? rc : table[i].parse(l, depth, n);
	}
	return parse_command(l, depth, n);
}

static void skip_line(struct grub_lexer *l)
{
	if (l->token == TOKEN_NEWLINE)
		return;
	while (l->pos < l->len && l->text[l->pos] != '\n')
		l->pos++;
}

/* Statements up to the end of a line. */
static int parse_line(struct grub_lexer *l, struct grub_node **at)
{
	int rc = 0;

	while (!rc && l->token != TOKEN_NEWLINE && l->token != TOKEN_END) {
		if (l->token == TOKEN_SEMICOLON) {
			rc = grub_lex(l);
			continue;
		}
		if (closes(l))
			return unexpected(l, "a command");
		rc = parse_statement(l, 0, at);
		if (rc)
			return rc;
		at = &(*at)->next;
		if (!is_separator(l) && l->token != TOKEN_END)
			return unexpected(l, "\";\"");
	}
	return rc;
}

int grub_parse_line(struct grub_lexer *l, struct grub_node **ret)
{
	struct grub_node *first = NULL;
	int rc = grub_lex(l);

	while (!rc && is_separator(l))
		rc = grub_lex(l);
	if (!rc)
		rc = parse_line(l, &first);
	if (rc) {
		skip_line(l);
		return rc;
	}
	*ret = first;
	return 0;
}
