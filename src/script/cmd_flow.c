/* SPDX-License-Identifier: BSD-2-Clause */
/* Commands that steer: goto exit shell help. */
#include <limits.h>
#include <string.h>

#include "core/console.h"
#include "core/status.h"
#include "core/version.h"
#include "script/commands.h"
#include "script/interp.h"
#include "script/options.h"

#define HELP_COLUMN 13 /* width of a name and the gap behind it */

static const struct option_desc no_options[] = {OPTIONS_END};

static int cmd_goto(int argc, char **argv)
{
	int i = options_parse(argc, argv, no_options, NULL, 1, 1);

	return i < 0 ? i : script_goto(argv[i]);
}

static int cmd_exit(int argc, char **argv)
{
	uint64_t status = 0;
	int i = options_parse(argc, argv, no_options, NULL, 0, 1);

	if (i < 0)
		return i;
	if (i < argc && number_parse(argv[i], INT_MAX, &status))
		return fail(ERR_INVAL, "exit: \"%s\" is not a number", argv[i]);
	return script_exit((int)status);
}

static int cmd_shell(int argc, char **argv)
{
	int i = options_parse(argc, argv, no_options, NULL, 0, 0);

	return i < 0 ? i : shell_run();
}

static void help_list(void)
{
	const struct command *c;
	unsigned cols, rows, per_line, n;

	console_size(&cols, &rows);
	per_line = MAX(cols / HELP_COLUMN, 1u);
	console_printf("Hawser %s. Commands; `help COMMAND` tells more:\n", hawser_version);
	for (n = 0; (c = command_at(n)); n++)
		console_printf("%-*s%s", HELP_COLUMN - 1, c->name,
			n % per_line == per_line - 1 ? "\n" : " ");
	if (n % per_line)
		console_puts("\n");
}

static int cmd_help(int argc, char **argv)
{
	const struct command *c;
	int i = options_parse(argc, argv, no_options, NULL, 0, 1);

	if (i < 0)
		return i;
	if (i == argc) {
		help_list();
		return 0;
	}
	c = command_find(argv[i]);
	if (!c)
		return command_unknown(argv[i]);
	console_printf("%s%s%s\n  %s\n", c->name, c->usage[0] ? " " : "", c->usage, c->help);
	return 0;
}

const struct command cmd_flow_table[] = {
	{"goto", cmd_goto, "LABEL", "Goes on at the line that begins with :LABEL"},
	{"exit", cmd_exit, "[NUMBER]", "Ends the script or the shell; NUMBER is its status"},
	{"shell", cmd_shell, "", "Starts the interactive shell; exit leaves it"},
	{"help", cmd_help, "[COMMAND]", "Lists the commands, or tells about one"},
	{},
};
