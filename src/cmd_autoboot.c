/* SPDX-License-Identifier: BSD-2-Clause */
/* autoboot: what happens at the start without a script, for devices of the script's choice. */
#include <limits.h>

#include "autoboot.h"
#include "core/status.h"
#include "net/netdev.h"
#include "script/commands.h"
#include "script/interp.h"
#include "script/options.h"

static const struct option_desc no_options[] = {OPTIONS_END};

static int boot_all(void)
{
	struct netdev *dev = netdev_at(0);
	int rc = fail(ERR_NODEV, "autoboot: the firmware offers no network device");

	for (unsigned n = 1; dev && rc != -ERR_CANCELED; n++) {
		rc = autoboot_device(dev);
		dev = netdev_at(n);
		if (dev && rc < 0)
			command_report("autoboot", rc, false);
	}
	return rc;
}

static int cmd_autoboot(int argc, char **argv)
{
	int rc = 0, i = options_parse(argc, argv, no_options, NULL, 0, INT_MAX);

	if (i < 0)
		return i;
	if (i == argc)
		return boot_all();
	for (; i < argc && rc != -ERR_CANCELED; i++) {
		struct netdev *dev = netdev_find(argv[i]);

		rc = dev ? autoboot_device(dev)
			 : fail(ERR_NODEV, "autoboot: there is no network device \"%s\"", argv[i]);
		if (i + 1 < argc && rc < 0)
			command_report(argv[0], rc, false);
	}
	return rc;
}

const struct command cmd_autoboot_table[] = {
	{"autoboot", cmd_autoboot, "[DEVICE...]",
		"Boots what the DHCP server names, by each device in turn"},
	{},
};
