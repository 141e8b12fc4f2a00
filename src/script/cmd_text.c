/* SPDX-License-Identifier: BSD-2-Clause */
/* Commands that show text and wait for the user or the clock: echo prompt read sleep time. */
#include <limits.h>
#include <stddef.h>
#include <string.h>

#include "core/clock.h"
#include "core/console.h"
#include "core/settings.h"
#include "core/status.h"
#include "core/strbuf.h"
#include "core/wait.h"
#include "menu/lineedit.h"
#include "menu/menu.h"
#include "script/commands.h"
#include "script/interp.h"
#include "script/options.h"

struct echo_options {
	bool no_newline;
};
static const struct option_desc echo_desc[] = {
	{"", 'n', OPTION_FLAG, offsetof(struct echo_options, no_newline)},
	OPTIONS_END,
};

static int cmd_echo(int argc, char **argv)
{
	struct echo_options o = {};
	int i = options_parse(argc, argv, echo_desc, &o, 0, INT_MAX);

	if (i < 0)
		return i;
	for (int first = i; i < argc; i++) {
		if (i > first)
			console_puts(" ");
		console_puts(argv[i]);
	}
	if (!o.no_newline)
		console_puts("\n");
	return 0;
}

struct prompt_options {
	int key;
	uint64_t timeout_ms;
};
static const struct option_desc prompt_desc[] = {
	{"key", 'k', OPTION_KEY, offsetof(struct prompt_options, key)},
	{"timeout", 't', OPTION_MS, offsetof(struct prompt_options, timeout_ms)},
	OPTIONS_END,
};

static int cmd_prompt(int argc, char **argv)
{
	struct prompt_options o = {.key = KEY_NONE};
	_cleanup_(freep) char *text = NULL;
	unsigned column;
	int i, key, rc;

	i = options_parse(argc, argv, prompt_desc, &o, 0, INT_MAX);
	if (i < 0)
		return i;
	text = args_join(argc, argv, i);
	if (!text)
		return fail(ERR_NOMEM, "prompt: out of memory");
	column = console_column();
	console_puts(text);
	rc = console_waitkey(deadline_in_ms(o.timeout_ms), &key);
	if (!rc)
		menu_note(""); /* what is on the screen was read */
	if (text[0] && column)
		console_printf("\r\033[%uC\033[K", column);
	else if (text[0])
		console_puts("\r\033[K");
	if (rc == -ERR_TIMEDOUT)
		return script_answer(fail(ERR_TIMEDOUT, "prompt: no key was pressed within %llu ms",
			(unsigned long long)o.timeout_ms));
	if (!rc && (o.key == KEY_NONE ? key == KEY_CTRL_C : key != o.key))
		return script_answer(fail(ERR_CANCELED, "prompt: another key was pressed"));
	return rc;
}

struct read_options {
	uint64_t timeout_ms;
};
static const struct option_desc read_desc[] = {
	{"timeout", 't', OPTION_MS, offsetof(struct read_options, timeout_ms)},
	OPTIONS_END,
};

static int cmd_read(int argc, char **argv)
{
	_cleanup_(strbuf_free) struct strbuf old = {};
	_cleanup_(freep) char *line = NULL;
	struct read_options o = {};
	int i, rc;

	i = options_parse(argc, argv, read_desc, &o, 1, 1);
	if (i < 0)
		return i;
	if (settings_get(argv[i], &old))
		strbuf_reset(&old);
	rc = lineedit_read(
		&(struct lineedit){.prompt = "", .initial = old.s, .timeout_ms = o.timeout_ms},
		&line);
	if (rc == -ERR_TIMEDOUT)
		return script_answer(fail(ERR_TIMEDOUT, "read: nothing was typed within %llu ms",
			(unsigned long long)o.timeout_ms));
	if (rc)
		return script_answer(rc);
	return settings_set_edited(argv[i], line);
}

static bool never(void *arg)
{
	(void)arg;
	return false;
}

static int cmd_sleep(int argc, char **argv)
{
	static const struct option_desc none[] = {OPTIONS_END};
	uint64_t s;
	int rc, i = options_parse(argc, argv, none, NULL, 1, 1);

	if (i < 0)
		return i;
	if (number_parse(argv[i], UINT32_MAX, &s))
		return fail(ERR_INVAL, "sleep: \"%s\" is not a number of seconds", argv[i]);
	rc = wait_until(NULL, never, NULL, plat_now_us() + s * US_PER_S);
	return rc == -ERR_TIMEDOUT ? 0 : rc;
}

/* The rest of the line is a command of its own, options and all. */
static int cmd_time(int argc, char **argv)
{
	static const struct option_desc none[] = {OPTIONS_END};
	uint64_t start, ms;
	int rc, i = options_parse(MIN(argc, 2), argv, none, NULL, 1, 1);

	if (i < 0)
		return i;
	if (strcmp(argv[1], argv[0]) == 0)
		return fail(ERR_INVAL, "time: one of them is enough");
	start = plat_now_us();
	rc = command_run(argc - 1, argv + 1);
	ms = (plat_now_us() - start) / US_PER_MS;
	console_printf("%s: %llu.%03llu s\n", argv[1], (unsigned long long)ms / 1000,
		(unsigned long long)ms % 1000);
	return rc;
}

const struct command cmd_text_table[] = {
	{"echo", cmd_echo, "[-n] [TEXT...]", "Prints TEXT, and a newline unless -n"},
	{"prompt", cmd_prompt, "[--key KEY] [--timeout MS] [TEXT...]",
		"Waits for a key; fails on another one or when the time is over"},
	{"read", cmd_read, "[--timeout MS] SETTING", "Lets the user edit a setting"},
	{"sleep", cmd_sleep, "SECONDS", "Waits; Ctrl-C ends it with failure"},
	{"time", cmd_time, "COMMAND...", "Runs COMMAND and prints how long it took"},
	{},
};
