/* SPDX-License-Identifier: BSD-2-Clause */
/* What GRUB's language says and asks, on the console and of the settings. */
#include "script/grub_world.h"

#include "core/clock.h"
#include "core/console.h"
#include "core/settings.h"
#include "core/status.h"
#include "core/strbuf.h"
#include "menu/lineedit.h"
#include "script/interp.h"

#define ANSWER "grub-address" /* the setting that takes what nslookup finds */

static void say(void *arg, const char *text)
{
	(void)arg;
	console_puts(text);
}

static int nap(void *arg, uint64_t ms, bool may_end)
{
	uint64_t deadline = deadline_in_ms(ms);
	int key, rc;

	(void)arg;
	do {
		rc = ms ? console_waitkey(deadline, &key) : -ERR_TIMEDOUT;
		if (rc == -ERR_TIMEDOUT)
			return 0;
		if (rc)
			return rc;
		if (key == KEY_CTRL_C)
			return fail(ERR_CANCELED, "grub: sleep was ended by Ctrl-C");
	} while (!may_end || key != KEY_ESC);
	return 1;
}

static int ask(void *arg, bool is_secret, char **ret)
{
	(void)arg;
	return lineedit_read(&(struct lineedit){.prompt = "", .secret = is_secret}, ret);
}

static char *setting(void *arg, const char *name)
{
	_cleanup_(strbuf_free) struct strbuf value = {};

	(void)arg;
	return settings_get(name, &value) ? NULL : strbuf_take(&value);
}

static char *resolve(void *arg, const char *host)
{
	char *argv[] = {"nslookup", ANSWER, (char *)(uintptr_t)host, NULL};
	char *address;

	if (command_run(3, argv))
		return NULL;
	address = setting(arg, ANSWER);
	(void)settings_clear(ANSWER);
	return address;
}

const struct grub_world grub_world = {
	.say = say, .sleep = nap, .ask = ask, .setting = setting, .resolve = resolve};
