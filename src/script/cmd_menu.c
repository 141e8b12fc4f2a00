/* SPDX-License-Identifier: BSD-2-Clause */
/* Commands on menus and forms: menu (form) item choose. A form is shown by cmd_form.c. */
#include <limits.h>
#include <stddef.h>

#include "core/settings.h"
#include "core/status.h"
#include "menu/menu.h"
#include "script/commands.h"
#include "script/interp.h"
#include "script/options.h"

static int find_menu(const char *cmd, const char *name, struct menu **ret)
{
	struct menu *m = menu_find(name);

	if (!m && name)
		return fail(ERR_NOENT, "%s: there is no menu called \"%s\"", cmd, name);
	if (!m)
		return fail(ERR_NOENT, "%s: there is no menu, begin with `menu TITLE`", cmd);
	*ret = m;
	return 0;
}

struct menu_options {
	const char *name;
	bool delete;
};
static const struct option_desc menu_desc[] = {
	{"name", 'n', OPTION_STRING, offsetof(struct menu_options, name)},
	{"delete", 'd', OPTION_FLAG, offsetof(struct menu_options, delete)},
	OPTIONS_END,
};

static int cmd_menu(int argc, char **argv)
{
	_cleanup_(freep) char *title = NULL;
	struct menu_options o = {};
	struct menu *m;
	int rc, i = options_parse(argc, argv, menu_desc, &o, 0, INT_MAX);

	if (i < 0)
		return i;
	if (o.delete) {
		rc = find_menu(argv[0], o.name, &m);
		if (!rc)
			menu_free(m);
		return rc;
	}
	title = args_join(argc, argv, i);
	if (!title)
		return fail(ERR_NOMEM, "%s: out of memory", argv[0]);
	return menu_create(o.name, title, &m);
}

struct item_options {
	const char *menu;
	int key;
	bool is_default, gap, secret;
};
static const struct option_desc item_desc[] = {
	{"menu", 'm', OPTION_STRING, offsetof(struct item_options, menu)},
	{"form", 'f', OPTION_STRING, offsetof(struct item_options, menu)},
	{"key", 'k', OPTION_KEY, offsetof(struct item_options, key)},
	{"default", 'd', OPTION_FLAG, offsetof(struct item_options, is_default)},
	{"gap", 'g', OPTION_FLAG, offsetof(struct item_options, gap)},
	{"secret", 's', OPTION_FLAG, offsetof(struct item_options, secret)},
	OPTIONS_END,
};

static int cmd_item(int argc, char **argv)
{
	_cleanup_(freep) char *text = NULL;
	struct item_options o = {};
	const char *name = NULL;
	struct menu *m;
	int rc, i = options_parse(argc, argv, item_desc, &o, 0, INT_MAX);

	if (i < 0)
		return i;
	rc = find_menu(argv[0], o.menu, &m);
	if (rc)
		return rc;
	if (!o.gap && i < argc)
		name = argv[i++];
	text = args_join(argc, argv, i);
	if (!text)
		return fail(ERR_NOMEM, "item: out of memory");
	return menu_add_item(m, name, text, o.key, o.is_default, o.secret);
}

struct choose_options {
	const char *menu, *initial;
	uint64_t timeout_ms, retimeout_ms;
	bool keep;
};
static const struct option_desc choose_desc[] = {
	{"menu", 'm', OPTION_STRING, offsetof(struct choose_options, menu)},
	{"default", 'd', OPTION_STRING, offsetof(struct choose_options, initial)},
	{"timeout", 't', OPTION_MS, offsetof(struct choose_options, timeout_ms)},
	{"retimeout", 'r', OPTION_MS, offsetof(struct choose_options, retimeout_ms)},
	{"keep", 'k', OPTION_FLAG, offsetof(struct choose_options, keep)},
	OPTIONS_END,
};

static int choose(const struct choose_options *o, const char *setting)
{
	const struct menu_choice how = {
		.initial = o->initial,
		.timeout_ms = o->timeout_ms,
		.retimeout_ms = o->retimeout_ms,
	};
	const char *name;
	struct menu *m;
	int rc = find_menu("choose", o->menu, &m);

	if (rc)
		return rc;
	rc = menu_choose(m, &how, &name);
	if (rc == -ERR_CANCELED)
		(void)script_answer(rc);
	if (!rc)
		rc = settings_set(setting, name);
	if (!o->keep)
		menu_free(m);
	return rc;
}

static int cmd_choose(int argc, char **argv)
{
	struct choose_options o = {};
	int i = options_parse(argc, argv, choose_desc, &o, 1, 2);

	if (i < 0)
		return i;
	/* Tutorials write the timeout bare before the setting. */
	if (argc - i == 2 && number_parse(argv[i], UINT32_MAX, &o.timeout_ms))
		return fail(ERR_RANGE, "choose: one setting, please, not \"%s\" and \"%s\"",
			argv[i], argv[i + 1]);
	return choose(&o, argv[argc - 1]);
}

#define MENU_USAGE "[--name NAME] [--delete] [TITLE...]"

const struct command cmd_menu_table[] = {
	{"menu", cmd_menu, MENU_USAGE, "Begins a new menu, or deletes one"},
	{"form", cmd_menu, MENU_USAGE, "The same as menu"},
	{"item", cmd_item,
		"[--menu NAME | --form NAME] [--key KEY] [--default] [--gap] [--secret] "
		"[NAME [TEXT...]]",
		"Adds an item to a menu, or a field to a form; without NAME, or with --gap, a separator"},
	{"choose", cmd_choose,
		"[--menu NAME] [--default ITEM] [--timeout MS] [--retimeout MS] [--keep] [MS] "
		"SETTING",
		"Shows the menu and stores the name of the chosen item"},
	{},
};
