/* SPDX-License-Identifier: BSD-2-Clause */
/*
 * Where a script that is not here may have run. A line that is come back to from further down runs
 * without it the first time, so only lines below its chain count.
 */
#include "host/foreign.h"

#include <stdlib.h>
#include <string.h>

#include "core/util.h"
#include "host/alloc.h"
#include "host/check_flow.h"

/* The word that (c) chains to is the name of no script. */
static bool is_program(const struct listed_command *c, unsigned first)
{
	static const char *const ends[] = {".efi", ".EFI", ".0", ".kpxe", ".pxe", ".lkrn", ".c32",
		".iso", ".img", ".bin", "vmlinuz", "wimboot", "memdisk"};
	size_t n = first < c->n ? strcspn(c->words[first].text, "?#") : 0;

	for (unsigned i = 0; i < ARRAY_SIZE(ends); i++) {
		size_t len = strlen(ends[i]);

		if (n >= len && memcmp(c->words[first].text + n - len, ends[i], len) == 0)
			return true;
	}
	return false;
}

/* (c) comes back, and a script that is not here may have run then. */
static bool is_foreign(const struct program *p, const struct listed_command *c)
{
	struct given g;

	if (!c->chains)
		return false;
	given_read(c, &g);
	if (given_find(&g, "replace"))
		return false;
	return c->chains < 0 ? !is_program(c, g.first) : p->v[c->chains - 1].foreign_behind;
}

bool foreign_before(const struct program *p, unsigned script, unsigned line, unsigned k)
{
	const struct script *s = &p->v[script];

	if (s->foreign_before || (s->foreign && s->foreign[line]))
		return true;
	for (unsigned i = 0; i < k; i++) {
		if (is_foreign(p, &s->l.lines[line].commands[i]))
			return true;
	}
	return false;
}

/* What follows from the commands of one line. True if something was not known before. */
static bool mark_line(struct program *p, unsigned script, unsigned n, bool *reached)
{
	struct script *s = &p->v[script];
	bool news = false;

	for (unsigned k = 0; k < s->l.lines[n].n; k++) {
		const struct listed_command *c = &s->l.lines[n].commands[k];

		if (is_foreign(p, c)) {
			news |= !s->foreign_behind;
			s->foreign_behind = true;
			flow_from(p, script, n, k + 1, reached);
		}
		if (c->chains > 0 && !p->v[c->chains - 1].foreign_before &&
			foreign_before(p, script, n, k)) {
			p->v[c->chains - 1].foreign_before = true;
			news = true;
		}
	}
	for (unsigned i = n + 1; i < s->l.n; i++) {
		news |= reached[i] && !s->foreign[i];
		s->foreign[i] |= reached[i];
	}
	return news;
}

static bool mark_script(struct program *p, unsigned script)
{
	struct script *s = &p->v[script];
	bool *reached = host_alloc(s->l.n, sizeof(*reached)), news = false;

	if (!s->foreign)
		s->foreign = host_alloc(s->l.n, sizeof(*s->foreign));
	for (unsigned n = 0; n < s->l.n; n++)
		news |= mark_line(p, script, n, reached);
	free(reached);
	return news;
}

void foreign_mark(struct program *p)
{
	bool news = true;

	while (news) {
		news = false;
		for (unsigned i = 0; i < p->n; i++)
			news |= mark_script(p, i);
	}
}
