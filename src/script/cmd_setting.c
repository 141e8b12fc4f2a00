/* SPDX-License-Identifier: BSD-2-Clause */
/* Commands on settings: set clear show inc. */
#include <limits.h>
#include <stddef.h>

#include "core/console.h"
#include "core/settings.h"
#include "core/status.h"
#include "script/commands.h"
#include "script/interp.h"
#include "script/options.h"

static const struct option_desc no_options[] = {OPTIONS_END};

static int cmd_set(int argc, char **argv)
{
	_cleanup_(freep) char *value = NULL;
	int i = options_parse(argc, argv, no_options, NULL, 1, INT_MAX);

	if (i < 0)
		return i;
	value = args_join(argc, argv, i + 1);
	if (!value)
		return fail(ERR_NOMEM, "set: out of memory");
	return settings_set(argv[i], value);
}

static int cmd_clear(int argc, char **argv)
{
	int i = options_parse(argc, argv, no_options, NULL, 1, 1);

	return i < 0 ? i : settings_clear(argv[i]);
}

struct show_options {
	bool quiet;
};
static const struct option_desc show_desc[] = {
	{"quiet", 'q', OPTION_FLAG, offsetof(struct show_options, quiet)},
	OPTIONS_END,
};

static int cmd_show(int argc, char **argv)
{
	_cleanup_(strbuf_free) struct strbuf text = {};
	struct show_options o = {};
	int rc, i = options_parse(argc, argv, show_desc, &o, 1, 1);

	if (i < 0)
		return i;
	rc = settings_show(argv[i], o.quiet, &text);
	if (rc)
		return rc;
	/* Values come from servers, too: they must not steer the terminal. */
	if (text.s)
		text_make_printable(text.s);
	console_printf("%s\n", text.s ? text.s : "");
	return 0;
}

static int cmd_inc(int argc, char **argv)
{
	uint64_t by = 1;
	bool minus;
	int i = options_parse(argc, argv, no_options, NULL, 1, 2);

	if (i < 0)
		return i;
	minus = argc - i == 2 && argv[i + 1][0] == '-';
	if (argc - i == 2 && number_parse(argv[i + 1] + minus, INT64_MAX, &by))
		return fail(ERR_INVAL, "inc: \"%s\" is not a number", argv[i + 1]);
	return settings_inc(argv[i], minus ? -(int64_t)by : (int64_t)by);
}

const struct command cmd_setting_table[] = {
	{"set", cmd_set, "SETTING [VALUE...]", "Stores VALUE; nothing deletes"},
	{"clear", cmd_clear, "SETTING", "Deletes a setting"},
	{"show", cmd_show, "[-q] SETTING", "Prints where a setting comes from, its type and value"},
	{"inc", cmd_inc, "SETTING [BY]", "Adds 1, or BY, to a number"},
	{},
};
