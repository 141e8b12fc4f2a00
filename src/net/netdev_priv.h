/* SPDX-License-Identifier: BSD-2-Clause */
/* A network device as the files of this room see it. */
#pragma once

#include "arch/platform.h"
#include "core/settings.h"
#include "net/dhcp.h"
#include "net/netdev.h"
#include "net/routes.h"

#include "lwip/netif.h"

struct netdev {
	struct netif netif; /* .state points back here */
	struct nic *nic;
	char name[16]; /* "net0", "net0-5" */
	bool open;
	unsigned opened;  /* the higher, the later */
	uint64_t link_us; /* when to look at the link next */
	struct settings_block block;
	struct dhcp_client dhcp;
	struct routes routes; /* besides the gateway */
	bool bad_routes;      /* that are none, which was told */
	uint64_t tx, tx_errors, rx, rx_errors, rx_bytes, tx_bytes;
};

/* A device (name) over (nic), and it is gone again, closed first. -ERR_RANGE, -ERR_NOMEM. */
int netdev_add(struct nic *nic, const char *name);
void netdev_remove(struct netdev *dev);

/* Gives the settings (net0/ip, DHCP's answer, dns) to lwIP. Cheap if nothing changed. */
void netdev_apply(void);
