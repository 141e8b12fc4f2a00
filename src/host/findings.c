/* SPDX-License-Identifier: BSD-2-Clause */
/* What the checker has found, as text for people and editors, and as JSON (RFC 8259) for
 * programs. */
#include "host/findings.h"

#include <stdarg.h>
#include <stdlib.h>
#include <string.h>

#include "core/utf8.h"
#include "host/alloc.h"

void findings_add(struct findings *f, bool is_error, const char *file, struct place at,
	const char *rule, const char *fmt, ...)
{
	char text[512];
	va_list ap;

	va_start(ap, fmt);
	(void)vsnprintf(text, sizeof(text), fmt, ap);
	va_end(ap);
	f->v = host_grow(f->v, f->n, sizeof(*f->v));
	f->v[f->n++] = (struct finding){
		.file = file,
		.at = at,
		.is_error = is_error,
		.rule = rule,
		.text = host_ndup(text, strlen(text)),
	};
	f->n_errors += is_error;
}

void findings_free(struct findings *f)
{
	for (unsigned i = 0; i < f->n; i++)
		free(f->v[i].text);
	free(f->v);
	*f = (struct findings){};
}

struct order {
	const char *const *files;
	unsigned n;
};

static unsigned rank(const struct order *o, const char *file)
{
	unsigned i = 0;

	while (i < o->n && strcmp(o->files[i], file) != 0)
		i++;
	return i;
}

static int compare(const void *a, const void *b, void *arg)
{
	const struct finding *x = a, *y = b;
	unsigned rx = rank(arg, x->file), ry = rank(arg, y->file);

	if (rx != ry)
		return rx < ry ? -1 : 1;
	if (x->at.line != y->at.line)
		return x->at.line < y->at.line ? -1 : 1;
	if (x->at.column != y->at.column)
		return x->at.column < y->at.column ? -1 : 1;
	return strcmp(x->text, y->text);
}

void findings_sort(struct findings *f, const char *const *order, unsigned n_order)
{
	struct order o = {order, n_order};
	unsigned n = 0;

	if (f->n)
		qsort_r(f->v, f->n, sizeof(*f->v), compare, &o);
	for (unsigned i = 0; i < f->n; i++) {
		if (n && compare(&f->v[n - 1], &f->v[i], &o) == 0) {
			f->n_errors -= f->v[i].is_error;
			free(f->v[i].text);
			continue;
		}
		f->v[n++] = f->v[i];
	}
	f->n = n;
}

/* What would end the line or steer the terminal is shown as what it is. */
static void print_text(const char *s, FILE *out)
{
	for (; *s; s++) {
		if ((unsigned char)*s < ' ' || *s == 0x7f)
			fprintf(out, "\\x%02x", (unsigned char)*s);
		else
			fputc(*s, out);
	}
}

void findings_print(const struct findings *f, FILE *out)
{
	for (unsigned i = 0; i < f->n; i++) {
		const struct finding *x = &f->v[i];

		print_text(x->file, out);
		fprintf(out, ":%u:%u: %s: ", x->at.line, x->at.column,
			x->is_error ? "error" : "warning");
		print_text(x->text, out);
		fprintf(out, " [%s]\n", x->rule);
	}
}

static void print_string(const char *s, FILE *out)
{
	size_t n;

	fputc('"', out);
	for (; *s; s += n) {
		uint32_t c = utf8_decode(s, strlen(s), &n);

		if (*s == '"' || *s == '\\')
			fprintf(out, "\\%c", *s);
		else if (c == UTF8_BAD)
			fputs("\\ufffd", out);
		else if (c < ' ')
			fprintf(out, "\\u%04x", (unsigned)c);
		else
			fwrite(s, 1, n, out);
	}
	fputc('"', out);
}

void findings_print_json(const struct findings *f, FILE *out)
{
	fputs("[", out);
	for (unsigned i = 0; i < f->n; i++) {
		const struct finding *x = &f->v[i];

		fputs(i ? ",\n  {\"file\": " : "\n  {\"file\": ", out);
		print_string(x->file, out);
		fprintf(out,
			", \"line\": %u, \"column\": %u, \"severity\": \"%s\", \"rule\": \"%s\", "
			"\"message\": ",
			x->at.line, x->at.column, x->is_error ? "error" : "warning", x->rule);
		print_string(x->text, out);
		fputs("}", out);
	}
	fputs(f->n ? "\n]\n" : "]\n", out);
}
