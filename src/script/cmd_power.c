/* SPDX-License-Identifier: BSD-2-Clause */
/* Commands that end it all: reboot poweroff. */
#include <stddef.h>

#include "arch/platform.h"
#include "core/log.h"
#include "script/commands.h"
#include "script/interp.h"
#include "script/options.h"

static const struct option_desc reboot_desc[] = {
	{"warm", 'w', OPTION_FLAG, offsetof(struct plat_reboot_args, warm)},
	{"setup", 's', OPTION_FLAG, offsetof(struct plat_reboot_args, setup)},
	OPTIONS_END,
};

static int cmd_reboot(int argc, char **argv)
{
	struct plat_reboot_args o = {};
	int i = options_parse(argc, argv, reboot_desc, &o, 0, 0);

	if (i < 0)
		return i;
	log_flush();
	return plat_reboot(&o);
}

static int cmd_poweroff(int argc, char **argv)
{
	static const struct option_desc none[] = {OPTIONS_END};
	int i = options_parse(argc, argv, none, NULL, 0, 0);

	if (i < 0)
		return i;
	log_flush();
	return plat_poweroff();
}

const struct command cmd_power_table[] = {
	{"reboot", cmd_reboot, "[--warm] [--setup]",
		"Restarts the machine, with --setup into the firmware's setup"},
	{"poweroff", cmd_poweroff, "", "Switches the machine off"},
	{},
};
