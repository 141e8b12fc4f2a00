/* SPDX-License-Identifier: BSD-2-Clause */
/*
 * The command "test" of GRUB. Its rules differ from POSIX's: terms without -a or -o between them
 * are joined with "and", nothing at all is true, and three arguments are looked at before two.
 * Numbers after a common prefix are compared by -pgt and -plt. Files are as old as each other.
 */
#include <ctype.h>
#include <string.h>

#include "core/status.h"
#include "menu/grub_priv.h"

#define PARENS_MAX 16

struct terms { /* "a b -o c": or of ands */
	bool all, any, is_negated;
};

static void add_term(struct terms *t, bool value)
{
	t->all = t->all && value != t->is_negated;
	t->is_negated = false;
}

static long long number(const char *s)
{
	bool is_negative = *s == '-';
	long long n = (long long)(grub_number(s + is_negative, NULL) & INT64_MAX);

	return is_negative ? -n : n;
}

/* Compares the numbers that follow what (a) and (b) have in common but for digits. */
static int compare_after_prefix(const char *a, const char *b)
{
	long long x, y;
	size_t n = 0;

	while (a[n] == b[n] && a[n])
		n++;
	while (n && isdigit((unsigned char)a[n - 1]))
		n--;
	x = number(a + n);
	y = number(b + n);
	return x < y ? -1 : x > y;
}

/* The sign a comparison has to have: bits for less, equal, greater. */
enum { LT = 1, EQ = 2, GT = 4 };

/* 1 true, 0 false, -1: (op) compares nothing. */
static int compare(const char *a, const char *op, const char *b)
{
	static const struct {
		const char *op;
		enum { TEXT, NUMBER, PREFIXED, AGE } how;
		int wanted;
	} table[] = {
		{"=", TEXT, EQ},
		{"==", TEXT, EQ},
		{"!=", TEXT, LT | GT},
		{"<", TEXT, LT},
		{"<=", TEXT, LT | EQ},
		{">", TEXT, GT},
		{">=", TEXT, GT | EQ},
		{"-eq", NUMBER, EQ},
		{"-ne", NUMBER, LT | GT},
		{"-lt", NUMBER, LT},
		{"-le", NUMBER, LT | EQ},
		{"-gt", NUMBER, GT},
		{"-ge", NUMBER, GT | EQ},
		{"-pgt", PREFIXED, GT},
		{"-plt", PREFIXED, LT},
		{"-nt", AGE, 0},
		{"-ot", AGE, 0},
	};
	int sign;

	for (unsigned i = 0; i < ARRAY_SIZE(table); i++) {
		if (strcmp(op, table[i].op) != 0)
			continue;
		if (table[i].how == TEXT)
			sign = strcmp(a, b);
		else if (table[i].how == NUMBER)
			sign = number(a) < number(b) ? -1 : number(a) > number(b);
		else
			sign = compare_after_prefix(a, b);
		return !!(table[i].wanted & (sign < 0 ? LT : sign > 0 ? GT : EQ));
	}
	return -1;
}

/* 1 true, 0 false, below -1 an error, -1: (op) asks nothing. */
static int ask(struct grub_run *r, const char *op, const char *what)
{
	if (strcmp(op, "-n") == 0)
		return *what != '\0';
	if (strcmp(op, "-z") == 0)
		return *what == '\0';
	if (op[0] == '-' && op[1] && strchr("defs", op[1]) && !op[2]) {
		int rc = grub_exists(r, what);

		return rc < 0 ? rc - 1 : rc;
	}
	return -1;
}

/* Terms up to ")" or the end: 1 true, 0 false, or an error. */
static int run_terms(struct grub_run *r, const struct grub_args *a, unsigned *at, unsigned depth)
{
	struct terms t = {.all = true};

	if (depth == PARENS_MAX)
		return grub_fail(r, ERR_TOOBIG, "test: more than %u parentheses", PARENS_MAX);
	while (*at < a->n) {
		char **v = a->v + *at;
		int value = a->n - *at > 2 ? compare(v[0], v[1], v[2]) : -1;
		unsigned used = 3;

		if (value == -1 && a->n - *at > 1) {
			value = ask(r, v[0], v[1]);
			used = 2;
		}
		if (value < -1)
			return value + 1;
		*at += value == -1 ? 1 : used;
		if (value != -1) {
			add_term(&t, value);
		} else if (strcmp(v[0], ")") == 0) {
			break;
		} else if (strcmp(v[0], "(") == 0) {
			value = run_terms(r, a, at, depth + 1);
			if (value < 0)
				return value;
			add_term(&t, value);
		} else if (strcmp(v[0], "!") == 0) {
			t.is_negated = !t.is_negated;
		} else if (strcmp(v[0], "-o") == 0) {
			t.any = t.any || t.all;
			t.all = true;
		} else if (strcmp(v[0], "-a") != 0) {
			add_term(&t, *v[0]);
		}
	}
	return t.any || t.all;
}

int grub_test(struct grub_run *r, const struct grub_args *a)
{
	unsigned at = 0;
	int rc = run_terms(r, a, &at, 0);

	return rc < 0 ? rc : !rc;
}
