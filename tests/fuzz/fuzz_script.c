/* SPDX-License-Identifier: BSD-2-Clause */
/*
 * Whole scripts from anywhere, with commands that touch nothing outside: they end. Time is a
 * counter, and Ctrl-C is pressed every second of it, which is what ends endless loops.
 */
#include <string.h>

#include "arch/platform.h"
#include "core/decoder.h"
#include "core/console.h"
#include "core/settings.h"
#include "core/status.h"
#include "core/transfer.h"
#include "core/util.h"
#include "script/commands.h"
#include "script/script.h"

int LLVMFuzzerTestOneInput(const uint8_t *data, size_t len);
int LLVMFuzzerInitialize(int *argc, char ***argv);

#define TICK_US     1000
#define PATIENCE_US US_PER_S
#define NEST_MAX    4

static uint64_t now_us, pressed_us;
static struct {
	const char *text;
	size_t len;
	unsigned n_nested;
} running;

/* ---- time and keys ---- */

uint64_t plat_now_us(void)
{
	now_us += TICK_US;
	return now_us;
}

void plat_idle(uint64_t until_us)
{
	if (until_us != DEADLINE_NEVER && until_us > now_us)
		now_us = until_us;
}

int plat_wall_time(int64_t *ret_unix)
{
	*ret_unix = 0;
	return 0;
}

static void no_write(struct console *c, const char *text, size_t len)
{
	(void)c;
	(void)text;
	(void)len;
}

static int press_ctrl_c(struct console *c)
{
	(void)c;
	if (now_us - pressed_us < PATIENCE_US)
		return KEY_NONE;
	pressed_us = now_us;
	return KEY_CTRL_C;
}

static void fixed_size(struct console *c, unsigned *cols, unsigned *rows)
{
	(void)c;
	*cols = 80;
	*rows = 25;
}

static const struct console_ops ops = {no_write, press_ctrl_c, fixed_size};
static struct console console = {&ops, "none", NULL};

/* ---- commands ---- */

static int cmd_fails(int argc, char **argv)
{
	return fail(ERR_IO, "%s: with %d arguments", argv[0], argc - 1);
}

/* Runs the same script inside itself. */
static int cmd_nest(int argc, char **argv)
{
	(void)argc;
	(void)argv;
	if (running.n_nested == NEST_MAX)
		return fail(ERR_LOOP, "nest: enough");
	running.n_nested++;
	return script_run_text("inner", running.text, running.len);
}

static const struct command fuzz_table[] = {
	{"fails", cmd_fails, "", ""},
	{"nest", cmd_nest, "", ""},
	{},
};
static struct command flow_table[8]; /* goto, exit, help; the shell would wait for somebody */

const struct command *const command_tables[] = {
	cmd_setting_table,
	cmd_test_table,
	fuzz_table,
	flow_table,
	NULL,
};
const char *const commands_unsupported[] = {COMMANDS_UNSUPPORTED, NULL};
const struct decoder_type *const decoders[] = {NULL};
const struct scheme *const schemes[] = {NULL};
const struct image_type *const image_types[] = {&script_image_type, NULL};

int LLVMFuzzerInitialize(int *argc, char ***argv)
{
	unsigned n = 0;

	(void)argc;
	(void)argv;
	for (const struct command *c = cmd_flow_table; c->name; c++) {
		if (strcmp(c->name, "shell") != 0 && n < ARRAY_SIZE(flow_table) - 1)
			flow_table[n++] = *c;
	}
	return console_add(&console);
}

int LLVMFuzzerTestOneInput(const uint8_t *data, size_t len)
{
	running.text = (const char *)data;
	running.len = len;
	running.n_nested = 0;
	if (settings_init())
		return 0;
	(void)script_run_text("outer", running.text, running.len);
	settings_remove(settings_find(""));
	return 0;
}
