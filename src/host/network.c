/* SPDX-License-Identifier: BSD-2-Clause */
/* The cards of the pretended machine, each with a cable to a gateway (gateway.c). */
#include "host/network.h"

#include <stdio.h>
#include <string.h>

#include "arch/host/host.h"
#include "core/status.h"
#include "core/util.h"
#include "crypt/trust_list.h"
#include "host/gateway.h"
#include "net/netdev.h"

enum { CARDS_MAX = 4, MTU = 1500, TRUST_MAX = 4 << 20 };

static struct card {
	struct nic nic;
	struct gateway *gateway;
} cards[CARDS_MAX];
static unsigned n_cards;
static bool started;

static int card_open(struct nic *nic)
{
	(void)nic;
	return 0;
}

static void card_close(struct nic *nic)
{
	struct card *c = nic->priv;

	gateway_reset(c->gateway);
}

static int card_tx(struct nic *nic, const void *frame, size_t len)
{
	struct card *c = nic->priv;

	gateway_input(c->gateway, frame, len);
	return 0;
}

static int card_rx(struct nic *nic, void *frame, size_t cap, size_t *ret_len)
{
	struct card *c = nic->priv;
	uint8_t bytes[FRAME_MAX];
	size_t len = gateway_output(c->gateway, bytes);

	if (!len)
		return -ERR_AGAIN;
	if (len > cap)
		return -ERR_TOOBIG;
	memcpy(frame, bytes, len);
	*ret_len = len;
	return 0;
}

static bool card_link(struct nic *nic)
{
	(void)nic;
	return true;
}

static const struct nic_ops card_ops = {
	.open = card_open,
	.close = card_close,
	.tx = card_tx,
	.rx = card_rx,
	.link = card_link,
};

static void card_make(unsigned n)
{
	struct nic *nic = &cards[n].nic;
	const uint8_t mac[6] = {0x52, 0x54, 0x00, 0x12, 0x34, (uint8_t)(0x56 + n)};

	*nic = (struct nic){
		.ops = &card_ops,
		.priv = &cards[n],
		.mtu = MTU,
		.bustype = "PCI",
		.busloc = 0x18 + 8 * n,
		.vendor = 0x1af4,
		.device = 0x1000,
		.is_boot_device = n == 0,
	};
	memcpy(nic->mac, mac, 6);
	memcpy(nic->perm_mac, mac, 6);
	(void)snprintf(nic->chip, sizeof(nic->chip), "pretended");
}

int network_set_mac(unsigned n, const uint8_t mac[6])
{
	if (n >= CARDS_MAX)
		return fail(ERR_RANGE, "net%u: there can be %d cards", n, CARDS_MAX);
	while (n_cards <= n)
		card_make(n_cards++);
	memcpy(cards[n].nic.mac, mac, 6);
	memcpy(cards[n].nic.perm_mac, mac, 6);
	return 0;
}

int network_start(void)
{
	int rc = 0;

	if (started)
		return 0;
	started = true;
	if (!n_cards)
		card_make(n_cards++);
	for (unsigned i = 0; i < n_cards && !rc; i++) {
		cards[i].gateway = gateway_new(i, cards[i].nic.mac);
		rc = cards[i].gateway ? host_nic_add(&cards[i].nic)
				      : fail(ERR_NOMEM, "net%u: no memory", i);
	}
	if (!rc)
		rc = net_init();
	return rc ? rc : netdev_dhcp(netdev_at(0), 0);
}

int network_trust(const char *path)
{
	_cleanup_(freep) char *data = malloc(TRUST_MAX);
	FILE *f = data ? fopen(path, "rb") : NULL;
	size_t len;
	int rc;

	if (!f)
		return fail(ERR_NOFILE, "%s: %m", path);
	len = fread(data, 1, TRUST_MAX, f);
	fclose(f);
	rc = trust_list_add(path, data, len);
	return rc < 0 ? rc : 0;
}
