/* SPDX-License-Identifier: BSD-2-Clause */
/* pxebs: PXE boot server discovery by hand. */
#include "core/status.h"
#include "net/netdev.h"
#include "net/pxebs.h"
#include "script/commands.h"
#include "script/options.h"

static const struct option_desc no_options[] = {OPTIONS_END};

static int cmd_pxebs(int argc, char **argv)
{
	int i = options_parse(argc, argv, no_options, NULL, 2, 2);
	struct netdev *dev;
	uint64_t type;

	if (i < 0)
		return i;
	if (number_parse(argv[i + 1], UINT16_MAX, &type))
		return fail(ERR_INVAL, "pxebs: \"%s\" is no type of boot server, 0 to 65535",
			argv[i + 1]);
	dev = netdev_find(argv[i]);
	if (!dev)
		return fail(ERR_NODEV, "pxebs: there is no network device %s", argv[i]);
	return pxebs_discover(dev, (uint16_t)type);
}

const struct command cmd_pxebs_table[] = {
	{"pxebs", cmd_pxebs, "DEVICE TYPE",
		"Finds a PXE boot server; its answer is in ${pxebs/...}"},
	{},
};
