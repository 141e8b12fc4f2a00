/* SPDX-License-Identifier: BSD-2-Clause */
/* Commands that have forms filled in: present login config. Items come from cmd_menu.c. */
#include <stddef.h>

#include "core/status.h"
#include "core/util.h"
#include "menu/config.h"
#include "menu/menu.h"
#include "script/commands.h"
#include "script/interp.h"
#include "script/options.h"

struct present_options {
	const char *form;
	bool keep;
};
static const struct option_desc present_desc[] = {
	{"form", 'f', OPTION_STRING, offsetof(struct present_options, form)},
	{"keep", 'k', OPTION_FLAG, offsetof(struct present_options, keep)},
	OPTIONS_END,
};
static const struct option_desc no_options[] = {OPTIONS_END};

/* ESC and Ctrl-C are an answer, no error. */
static int answered(int rc)
{
	return rc == -ERR_CANCELED ? script_answer(rc) : rc;
}

static int cmd_present(int argc, char **argv)
{
	struct present_options o = {};
	struct menu *m;
	int rc, i = options_parse(argc, argv, present_desc, &o, 0, 0);

	if (i < 0)
		return i;
	m = menu_find(o.form);
	if (!m && o.form)
		return fail(ERR_NOENT, "present: there is no form called \"%s\"", o.form);
	if (!m)
		return fail(ERR_NOENT, "present: there is no form, begin with `form TITLE`");
	rc = menu_present(m);
	if (!o.keep)
		menu_free(m);
	return answered(rc);
}

static int cmd_login(int argc, char **argv)
{
	struct menu *m;
	int rc, i = options_parse(argc, argv, no_options, NULL, 0, 0);

	if (i < 0)
		return i;
	rc = menu_new("Login", &m);
	if (rc)
		return rc;
	rc = menu_add_item(m, "username", "User name", 0, false, false);
	if (!rc)
		rc = menu_add_item(m, "password", "Password", 0, false, true);
	if (!rc)
		rc = answered(menu_present(m));
	menu_free(m);
	return rc;
}

static int cmd_config(int argc, char **argv)
{
	int i = options_parse(argc, argv, no_options, NULL, 0, 1);

	return i < 0 ? i : config_show(i < argc ? argv[i] : "");
}

const struct command cmd_form_table[] = {
	{"present", cmd_present, "[--form NAME] [--keep]",
		"Shows the form, whose items are settings to be filled in"},
	{"login", cmd_login, "", "Asks for user name and password"},
	{"config", cmd_config, "[BLOCK]", "Shows settings full screen, to be changed"},
	{},
};
