/* SPDX-License-Identifier: BSD-2-Clause */
/* One command: found by name in the tables of conf.c, run, and its failure told. */
#include <stdio.h>
#include <string.h>

#include "core/console.h"
#include "core/status.h"
#include "core/strbuf.h"
#include "core/version.h"
#include "script/interp.h"

const struct command *command_at(unsigned n)
{
	for (const struct command *const *table = command_tables; *table; table++) {
		for (const struct command *c = *table; c->name; c++) {
			if (n-- == 0)
				return c;
		}
	}
	return NULL;
}

const struct command *command_find(const char *name)
{
	for (const struct command *const *table = command_tables; *table; table++) {
		for (const struct command *c = *table; c->name; c++) {
			if (strcmp(c->name, name) == 0)
				return c;
		}
	}
	return NULL;
}

int command_unknown(const char *name)
{
	for (const char *const *known = commands_unsupported; *known; known++) {
		if (strcmp(*known, name) == 0)
			return fail(ERR_NOTSUP, "%s is not supported in Hawser %s yet", name,
				hawser_version);
	}
	if (!*name)
		return fail(ERR_NOEXEC, "script: there is nothing where a command is expected");
	return fail(ERR_NOEXEC, "%s: command not found", name);
}

int command_run(int argc, char **argv)
{
	const struct command *c = command_find(argv[0]);

	return c ? c->run(argc, argv) : command_unknown(argv[0]);
}

bool command_shape(const struct command *c, struct option_shape *ret)
{
	char *name = str_dup(c->name);
	char *argv[] = {name, NULL};

	*ret = (struct option_shape){};
	options_ask(ret);
	if (name)
		(void)c->run(1, argv);
	options_ask(NULL);
	free(name);
	fail_clear();
	return ret->desc != NULL;
}

void command_print_usage(const char *name)
{
	const struct command *c = command_find(name);

	if (c)
		console_printf("Usage: %s%s%s\n", c->name, c->usage[0] ? " " : "", c->usage);
}

char *args_join(int argc, char **argv, int from)
{
	_cleanup_(strbuf_free) struct strbuf b = {};

	for (int i = from; i < argc; i++) {
		if (i > from && strbuf_addc(&b, ' '))
			return NULL;
		if (strbuf_adds(&b, argv[i]))
			return NULL;
	}
	return strbuf_take(&b);
}

void command_report(const char *who, int status, bool hint)
{
	char text[400];

	if (status > 0) {
		console_printf("%s: ended with exit status %d\n", who, status);
		return;
	}
	if (fail_last()->code == -status && !fail_last()->text[0])
		return;
	fail_format(status, text, sizeof(text));
	if (fail_last()->code == -status)
		console_printf("%s\n", text);
	else
		console_printf("%s: %s\n", who, text);
	if (hint && err_hint(status)[0])
		console_printf("  %s\n", err_hint(status));
}
