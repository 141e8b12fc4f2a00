/* SPDX-License-Identifier: BSD-2-Clause */
/* The interactive shell: a prompt with a line editor, until `exit`. */
#include <string.h>

#include "menu/lineedit.h"
#include "menu/menu.h"
#include "script/interp.h"

/* Candidate (n): commands for the first word of a line; later words have none. */
static const char *complete_command(const char *prefix, bool first, unsigned n)
{
	const struct command *c;

	if (!first)
		return NULL;
	for (unsigned i = 0; (c = command_at(i)); i++) {
		if (strncmp(c->name, prefix, strlen(prefix)) == 0 && n-- == 0)
			return c->name;
	}
	return NULL;
}

static int read_line(char **ret_line)
{
	static const struct lineedit how = {
		.prompt = "hawser> ",
		.history = true,
		.complete = complete_command,
	};

	return lineedit_read(&how, ret_line);
}

int shell_run(void)
{
	int rc = script_run_interactive(read_line);

	menu_note(""); /* whatever there is to tell was on the screen */
	return rc;
}
