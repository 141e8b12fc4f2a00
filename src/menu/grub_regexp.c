/* SPDX-License-Identifier: BSD-2-Clause */
/*
 * Extended regular expressions (POSIX 9.4) for the command "regexp", and what GRUB's library has
 * behind a backslash, \w \s \b \< and others; no back references, no collating symbols. A pattern
 * becomes a program of few instructions, which is run from each place of the text; no pair of
 * place and instruction is looked at twice, so time is bounded by their product. Of the matches
 * that begin first the longest is taken.
 */
#include <ctype.h>
#include <string.h>

#include "core/status.h"
#include "menu/grub_priv.h"

enum {
	CODE_MAX = 1024,
	TEXT_MAX = 1024,
	NEST_MAX = 16,
	REPEAT_MAX = 255,
	STACK_MAX = 4096,
};

enum op {
	OP_CHAR,
	OP_ANY,
	OP_SET,
	OP_START,
	OP_END,
	OP_EDGE,
	OP_SAVE,
	OP_SPLIT,
	OP_JUMP,
	OP_MATCH
};

struct code {
	enum op op;
	int a, b; /* a character, a set's index, a slot, an edge's letter, or how far to go (b: if the
		   * first fails) */
};

struct regexp {
	const char *p;
	struct code code[CODE_MAX];
	int n, n_groups, n_sets, depth;
	uint8_t sets[32][32];
};

static int parse_choice(struct regexp *x);

static int bad(const struct regexp *x, const char *why)
{
	return fail(ERR_SYNTAX, "regexp: %s before \"%.40s\"", why, x->p);
}

static int emit(struct regexp *x, enum op op, int a, int b)
{
	if (x->n == CODE_MAX - 1)
		return fail(ERR_TOOBIG, "regexp: the pattern is too large");
	x->code[x->n++] = (struct code){op, a, b};
	return 0;
}

/* Makes room for an instruction at (at). */
static int insert(struct regexp *x, int at, enum op op, int a, int b)
{
	int rc = emit(x, op, a, b);

	if (rc)
		return rc;
	memmove(x->code + at + 1, x->code + at, (size_t)(x->n - 1 - at) * sizeof *x->code);
	x->code[at] = (struct code){op, a, b};
	return 0;
}

static void set_add(uint8_t *set, unsigned c)
{
	set[c / 8] |= (uint8_t)(1u << c % 8);
}

/* "[:alpha:]" at (x->p). */
static int parse_class(struct regexp *x, uint8_t *set)
{
	static const struct {
		const char *name;
		int (*is)(int c);
	} table[] = {
		{"[:alnum:]", isalnum},
		{"[:alpha:]", isalpha},
		{"[:blank:]", isblank},
		{"[:digit:]", isdigit},
		{"[:graph:]", isgraph},
		{"[:lower:]", islower},
		{"[:print:]", isprint},
		{"[:punct:]", ispunct},
		{"[:space:]", isspace},
		{"[:upper:]", isupper},
		{"[:xdigit:]", isxdigit},
	};

	for (unsigned i = 0; i < ARRAY_SIZE(table); i++) {
		if (strncmp(x->p, table[i].name, strlen(table[i].name)) != 0)
			continue;
		for (int c = 1; c < 128; c++)
			if (table[i].is(c))
				set_add(set, (unsigned)c);
		x->p += strlen(table[i].name);
		return 0;
	}
	return bad(x, "an unknown class");
}

static int parse_range(struct regexp *x, uint8_t *set)
{
	unsigned from = (uint8_t)*x->p++, to = from;

	if (x->p[0] == '-' && x->p[1] && x->p[1] != ']') {
		to = (uint8_t)x->p[1];
		x->p += 2;
	}
	if (to < from)
		return bad(x, "a range that ends before it begins");
	for (; from <= to; from++)
		set_add(set, from);
	return 0;
}

/* After '['. */
static int parse_set(struct regexp *x)
{
	bool is_negated = *x->p == '^';
	const char *first;
	uint8_t *set;
	int rc = 0;

	if (x->n_sets == (int)ARRAY_SIZE(x->sets))
		return fail(ERR_TOOBIG, "regexp: the pattern is too large");
	set = x->sets[x->n_sets];
	x->p += is_negated;
	for (first = x->p; !rc && (*x->p != ']' || x->p == first);) {
		if (!*x->p)
			return bad(x, "\"[\" without \"]\"");
		rc = x->p[0] == '[' && x->p[1] == ':' ? parse_class(x, set) : parse_range(x, set);
	}
	if (rc)
		return rc;
	x->p++;
	for (unsigned i = 0; is_negated && i < sizeof x->sets[0]; i++)
		set[i] = (uint8_t)~set[i];
	return emit(x, OP_SET, x->n_sets++, 0);
}

/* After '('. */
static int parse_group(struct regexp *x)
{
	int group = ++x->n_groups, rc = 0;

	if (x->depth == NEST_MAX)
		return bad(x, "too many parentheses");
	if (group < GRUB_GROUPS)
		rc = emit(x, OP_SAVE, group * 2, 0);
	x->depth++;
	if (!rc)
		rc = parse_choice(x);
	x->depth--;
	if (!rc && *x->p++ != ')') {
		x->p--;
		return bad(x, "\"(\" without \")\"");
	}
	if (!rc && group < GRUB_GROUPS)
		rc = emit(x, OP_SAVE, group * 2 + 1, 0);
	return rc;
}

static int is_word(int c)
{
	return isalnum(c) || c == '_';
}

/* "\w" and the like, (is) is what small letters stand for. */
static int parse_escaped_class(struct regexp *x, bool is_negated, int (*is)(int c))
{
	if (x->n_sets == (int)ARRAY_SIZE(x->sets))
		return fail(ERR_TOOBIG, "regexp: the pattern is too large");
	for (int c = 1; c < 256; c++)
		if ((c < 128 && is(c) != 0) != is_negated)
			set_add(x->sets[x->n_sets], (unsigned)c);
	return emit(x, OP_SET, x->n_sets++, 0);
}

/* After a backslash. */
static int parse_escape(struct regexp *x)
{
	char c = *x->p;

	if (!c)
		return bad(x, "\"\\\"");
	x->p++;
	switch (c) {
	case 'w':
	case 'W':
		return parse_escaped_class(x, c == 'W', is_word);
	case 's':
	case 'S':
		return parse_escaped_class(x, c == 'S', isspace);
	case '<':
	case '>':
	case 'b':
	case 'B':
		return emit(x, OP_EDGE, c, 0);
	case '`':
		return emit(x, OP_START, 0, 0);
	case '\'':
		return emit(x, OP_END, 0, 0);
	default:
		return emit(x, OP_CHAR, (uint8_t)c, 0);
	}
}

static int parse_atom(struct regexp *x)
{
	char c = *x->p++;

	switch (c) {
	case '(':
		return parse_group(x);
	case '[':
		return parse_set(x);
	case '.':
		return emit(x, OP_ANY, 0, 0);
	case '^':
		return emit(x, OP_START, 0, 0);
	case '$':
		return emit(x, OP_END, 0, 0);
	case '*':
	case '+':
	case '?':
		x->p--;
		return bad(x, "nothing to repeat");
	case '\\':
		return parse_escape(x);
	default:
		return emit(x, OP_CHAR, (uint8_t)c, 0);
	}
}

/* What is from (start) on comes (min) to (max) times, max -1: any number of times. */
static int repeat(struct regexp *x, int start, int min, int max)
{
	int len = x->n - start, rc = 0;

	for (int i = 1; i < MAX(MAX(min, max), 1) && !rc; i++)
		for (int k = 0; k < len && !rc; k++)
			rc = emit(x, x->code[start + k].op, x->code[start + k].a,
				x->code[start + k].b);
	if (rc)
		return rc;
	if (max < 0 && min > 0)
		return emit(x, OP_SPLIT, -len, 1);
	if (max < 0) {
		rc = insert(x, start, OP_SPLIT, 1, len + 2);
		return rc ? rc : emit(x, OP_JUMP, -(len + 1), 0);
	}
	if (max == 0)
		x->n = start;
	/* The optional ones, from the last: each may be skipped, alone. */
	for (int i = max - 1; i >= min && !rc; i--)
		rc = insert(x, start + i * len, OP_SPLIT, 1, len + 1);
	return rc;
}

/* "{m}", "{m,}", "{m,n}" after '{'; false: it is none. */
static bool parse_bounds(struct regexp *x, int *ret_min, int *ret_max)
{
	char *end;
	unsigned long min = strtoul(x->p, &end, 10), max = min;

	if (!isdigit((unsigned char)*x->p) || min > REPEAT_MAX)
		return false;
	*ret_max = (int)min;
	if (*end == ',') {
		const char *s = end + 1;

		max = strtoul(s, &end, 10);
		if (isdigit((unsigned char)*s) ? max < min || max > REPEAT_MAX : end != s)
			return false;
		*ret_max = end == s ? -1 : (int)max;
	}
	if (*end != '}')
		return false;
	*ret_min = (int)min;
	x->p = end + 1;
	return true;
}

static int parse_repeated(struct regexp *x)
{
	int start = x->n, rc = parse_atom(x), min, max;

	while (!rc && *x->p && strchr("*+?{", *x->p)) {
		char c = *x->p++;

		min = c == '+';
		max = c == '?' ? 1 : -1;
		if (c == '{' && !parse_bounds(x, &min, &max))
			return bad(x, "a bad \"{\"");
		rc = repeat(x, start, min, max);
	}
	return rc;
}

static int parse_choice(struct regexp *x)
{
	int start = x->n, rc = 0;

	while (!rc && *x->p && *x->p != '|' && (*x->p != ')' || x->depth == 0))
		rc = parse_repeated(x);
	if (rc || *x->p != '|')
		return rc;
	/* The first, or behind it the others: they are compiled in a loop, last one open. */
	while (!rc && *x->p == '|') {
		int jump, len = x->n - start;

		x->p++;
		rc = insert(x, start, OP_SPLIT, 1, len + 2);
		jump = x->n;
		if (!rc)
			rc = emit(x, OP_JUMP, 0, 0);
		while (!rc && *x->p && *x->p != '|' && (*x->p != ')' || x->depth == 0))
			rc = parse_repeated(x);
		if (!rc)
			x->code[jump].a = x->n - jump;
	}
	return rc;
}

/* ---- running ---- */

struct frame { /* a place to go on from, or (slot) to put back */
	int pc, slot;
	size_t at;
};

struct machine {
	const struct regexp *x;
	const char *text;
	size_t len;
	uint8_t *seen; /* a bit for each pair of instruction and place */
	struct frame stack[STACK_MAX];
	int n;
	size_t slots[2 * GRUB_GROUPS];
	size_t best[2 * GRUB_GROUPS];
	bool is_found;
};

static int push(struct machine *m, int pc, int slot, size_t at)
{
	if (m->n == STACK_MAX)
		return fail(ERR_TOOBIG, "regexp: too many ways to match");
	m->stack[m->n++] = (struct frame){pc, slot, at};
	return 0;
}

/* True the first time. */
static bool visit(struct machine *m, int pc, size_t at)
{
	size_t bit = (size_t)pc * (m->len + 1) + at;
	bool is_new = !(m->seen[bit / 8] & 1u << bit % 8);

	m->seen[bit / 8] |= (uint8_t)(1u << bit % 8);
	return is_new;
}

static bool eats(const struct machine *m, const struct code *c, size_t at)
{
	uint8_t byte;

	if (at == m->len)
		return false;
	byte = (uint8_t)m->text[at];
	if (c->op == OP_CHAR)
		return byte == c->a;
	return c->op == OP_ANY || m->x->sets[c->a][byte / 8] & 1u << byte % 8;
}

/* Whether a word begins ('<'), ends ('>'), does either ('b') or neither ('B') at (at). */
static bool is_edge(const struct machine *m, int letter, size_t at)
{
	bool before = at > 0 && is_word((uint8_t)m->text[at - 1]);
	bool after = at < m->len && is_word((uint8_t)m->text[at]);

	if (letter == 'b' || letter == 'B')
		return (before != after) == (letter == 'b');
	return letter == '<' ? after && !before : before && !after;
}

/* Goes one way as far as it leads. */
static int follow(struct machine *m, int pc, size_t at)
{
	int rc = 0;

	while (!rc && visit(m, pc, at)) {
		const struct code *c = m->x->code + pc++;

		switch (c->op) {
		case OP_SPLIT:
			rc = push(m, pc - 1 + c->b, -1, at);
			pc += c->a - 1;
			break;
		case OP_JUMP:
			pc += c->a - 1;
			break;
		case OP_SAVE:
			rc = push(m, 0, c->a, m->slots[c->a]);
			m->slots[c->a] = at;
			break;
		case OP_START:
		case OP_END:
			if (at != (c->op == OP_START ? 0 : m->len))
				return 0;
			break;
		case OP_EDGE:
			if (!is_edge(m, c->a, at))
				return 0;
			break;
		case OP_MATCH:
			if (m->is_found && at <= m->best[1])
				return 0;
			m->slots[1] = at;
			memcpy(m->best, m->slots, sizeof m->best);
			m->is_found = true;
			return 0;
		default:
			if (!eats(m, c, at++))
				return 0;
		}
	}
	return rc;
}

/* All ways from (start). */
static int run_from(struct machine *m, size_t start)
{
	int rc;

	for (unsigned i = 0; i < ARRAY_SIZE(m->slots); i++)
		m->slots[i] = i % 2 ? 0 : SIZE_MAX;
	m->slots[0] = start;
	m->n = 0;
	rc = push(m, 0, -1, start);
	while (!rc && m->n > 0) {
		struct frame f = m->stack[--m->n];

		if (f.slot >= 0)
			m->slots[f.slot] = f.at;
		else
			rc = follow(m, f.pc, f.at);
	}
	return rc;
}

static int search(const struct regexp *x, const char *text, struct grub_match *ret)
{
	struct machine *m = calloc(1, sizeof *m);
	int rc = 0;

	if (m)
		m->seen = calloc((size_t)x->n * (strlen(text) + 1) / 8 + 1, 1);
	if (!m || !m->seen) {
		free(m);
		return fail(ERR_NOMEM, "regexp: no memory");
	}
	m->x = x;
	m->text = text;
	m->len = strlen(text);
	for (size_t start = 0; start <= m->len && !rc && !m->is_found; start++)
		rc = run_from(m, start);
	for (unsigned i = 0; i < GRUB_GROUPS && m->is_found; i++) {
		ret->start[i] = m->best[2 * i];
		ret->end[i] = m->best[2 * i + 1];
	}
	if (!rc)
		rc = m->is_found;
	free(m->seen);
	free(m);
	return rc;
}

int grub_regexp(const char *pattern, const char *text, struct grub_match *ret)
{
	struct regexp *x;
	int rc;

	if (strlen(text) > TEXT_MAX)
		return fail(ERR_TOOBIG, "regexp: text of more than %d bytes", TEXT_MAX);
	x = calloc(1, sizeof *x);
	if (!x)
		return fail(ERR_NOMEM, "regexp: no memory");
	x->p = pattern;
	rc = parse_choice(x);
	if (!rc) {
		x->code[x->n++] = (struct code){OP_MATCH, 0, 0};
		rc = search(x, text, ret);
	}
	free(x);
	return rc;
}
