/* SPDX-License-Identifier: BSD-2-Clause */
/* `hawser-host commands`: the table of the language's commands, for people and for the manual page
 * hawser-script(5), which is made from it. */
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

#include "core/util.h"
#include "host/commands.h"
#include "host/roff.h"
#include "script/interp.h"

static void print_roff(const struct command *c)
{
	printf(".TP\n.B ");
	roff_line(c->name);
	if (c->usage[0]) {
		fputs("\\fR ", stdout);
		roff_line(c->usage);
	}
	putchar('\n');
	roff_text(c->help);
}

static int by_name(const void *a, const void *b)
{
	const struct command *const *x = a, *const *y = b;

	return strcmp((*x)->name, (*y)->name);
}

int cmd_commands(const struct host_options *o, unsigned n, char **what)
{
	const struct command *v[256], *c;
	unsigned count = 0;
	bool man = o->format && strcmp(o->format, "man") == 0;

	(void)what;
	if (n)
		return EXIT_USAGE;
	while (count < ARRAY_SIZE(v) && (c = command_at(count)))
		v[count++] = c;
	qsort(v, count, sizeof(*v), by_name);
	for (unsigned i = 0; i < count; i++) {
		if (man)
			print_roff(v[i]);
		else
			printf("%s%s%s\n        %s\n", v[i]->name, v[i]->usage[0] ? " " : "",
				v[i]->usage, v[i]->help);
	}
	return 0;
}
