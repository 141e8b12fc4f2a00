/* SPDX-License-Identifier: BSD-2-Clause */
/* Commands on VLANs: vcreate vdestroy. */
#include <stddef.h>

#include "core/status.h"
#include "net/netdev.h"
#include "net/vlan.h"
#include "script/commands.h"
#include "script/options.h"

struct vlan_options {
	uint64_t tag, priority;
};
static const struct option_desc vcreate_desc[] = {
	{"tag", 't', OPTION_NUMBER, offsetof(struct vlan_options, tag)},
	{"priority", 'p', OPTION_NUMBER, offsetof(struct vlan_options, priority)},
	OPTIONS_END,
};
static const struct option_desc no_options[] = {OPTIONS_END};

static int find(const char *cmd, const char *name, struct netdev **ret)
{
	*ret = netdev_find(name);
	return *ret ? 0 : fail(ERR_NODEV, "%s: there is no network device %s", cmd, name);
}

static int cmd_vcreate(int argc, char **argv)
{
	struct vlan_options o = {};
	int rc, i = options_parse(argc, argv, vcreate_desc, &o, 1, 1);
	struct netdev *trunk;

	if (i < 0)
		return i;
	rc = find("vcreate", argv[i], &trunk);
	return rc ? rc : vlan_create(trunk, o.tag, o.priority);
}

static int cmd_vdestroy(int argc, char **argv)
{
	int rc, i = options_parse(argc, argv, no_options, NULL, 1, 1);
	struct netdev *dev;

	if (i < 0)
		return i;
	rc = find("vdestroy", argv[i], &dev);
	return rc ? rc : vlan_destroy(dev);
}

const struct command cmd_vlan_table[] = {
	{"vcreate", cmd_vcreate, "--tag TAG [--priority 0-7] DEVICE",
		"Makes the device DEVICE-TAG on a VLAN"},
	{"vdestroy", cmd_vdestroy, "DEVICE", "Removes a device made by vcreate"},
	{},
};
