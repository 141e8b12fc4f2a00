/* SPDX-License-Identifier: BSD-2-Clause */
/*
 * The settings of a network device: facts of the card, read-only but for the MAC address of a
 * closed device; everything else (ip, netmask, …) is kept as it was set. The DHCP answer is the
 * block's child, so what is set here comes first.
 */
#include "net/netdev_settings.h"

#include <stdio.h>
#include <stdlib.h>
#include <string.h>

#include "core/status.h"
#include "core/util.h"
#include "net/netdev_priv.h"

#define FACT_MAX 32

/* Each writes at most FACT_MAX bytes and returns how many; 0: no such fact. */
typedef size_t (*fact_fn)(const struct netdev *dev, uint8_t *out);

static size_t put_text(uint8_t *out, const char *text)
{
	size_t n = strlen(text);

	n = MIN(n, (size_t)FACT_MAX);
	memcpy(out, text, n);
	return n;
}

static size_t fact_mac(const struct netdev *dev, uint8_t *out)
{
	memcpy(out, dev->nic->mac, sizeof(dev->nic->mac));
	return sizeof(dev->nic->mac);
}

static size_t fact_hwaddr(const struct netdev *dev, uint8_t *out)
{
	memcpy(out, dev->nic->perm_mac, sizeof(dev->nic->perm_mac));
	return sizeof(dev->nic->perm_mac);
}

static size_t fact_chip(const struct netdev *dev, uint8_t *out)
{
	return put_text(out, dev->nic->chip);
}

static size_t fact_bustype(const struct netdev *dev, uint8_t *out)
{
	return put_text(out, dev->nic->bustype);
}

static size_t fact_busloc(const struct netdev *dev, uint8_t *out)
{
	put_be32(out, dev->nic->busloc);
	return 4;
}

static size_t fact_busid(const struct netdev *dev, uint8_t *out)
{
	if (!dev->nic->vendor)
		return 0;
	out[0] = 1; /* PCI */
	put_be16(out + 1, dev->nic->vendor);
	put_be16(out + 3, dev->nic->device);
	return 5;
}

static size_t fact_linktype(const struct netdev *dev, uint8_t *out)
{
	(void)dev;
	return put_text(out, "Ethernet");
}

static size_t fact_ifname(const struct netdev *dev, uint8_t *out)
{
	return put_text(out, dev->name);
}

static const struct fact {
	const char *name;
	fact_fn get;
} facts[] = {
	{"mac", fact_mac},
	{"hwaddr", fact_hwaddr},
	{"chip", fact_chip},
	{"bustype", fact_bustype},
	{"busloc", fact_busloc},
	{"busid", fact_busid},
	{"linktype", fact_linktype},
	{"ifname", fact_ifname},
};

static const struct fact *fact_find(const struct setting_key *key)
{
	for (size_t i = 0; key->name && i < ARRAY_SIZE(facts); i++)
		if (strcmp(facts[i].name, key->name) == 0)
			return &facts[i];
	return NULL;
}

static int fact_fetch(const struct netdev *dev, const struct fact *fact, struct setting_value *ret)
{
	uint8_t bytes[FACT_MAX], *copy;
	size_t len = fact->get(dev, bytes);

	if (len == 0)
		return -ERR_NOENT;
	copy = malloc(len);
	if (!copy)
		return fail(ERR_NOMEM, "%s: no memory for a setting", dev->name);
	memcpy(copy, bytes, len);
	ret->type = NULL;
	ret->data = copy;
	ret->len = len;
	return 0;
}

static int block_fetch(
	struct settings_block *b, const struct setting_key *key, struct setting_value *ret)
{
	const struct fact *fact = fact_find(key);

	return fact ? fact_fetch(b->priv, fact, ret) : settings_fetch_list(b, key, ret);
}

static int mac_store(struct netdev *dev, const void *data, size_t len)
{
	if (dev->open)
		return fail(ERR_NOTSUP,
			"%s/mac: cannot change while the device is open (ifclose "
			"%s first)",
			dev->name, dev->name);
	if (len == 0)
		data = dev->nic->perm_mac;
	else if (len != sizeof(dev->nic->mac))
		return fail(ERR_INVAL, "%s/mac: %zu bytes, a MAC address has 6", dev->name, len);
	memcpy(dev->nic->mac, data, sizeof(dev->nic->mac));
	return 0;
}

static int block_store(struct settings_block *b, const struct setting_key *key,
	const struct setting_type *type, const void *data, size_t len)
{
	const struct fact *fact = fact_find(key);

	if (!fact)
		return settings_store_list(b, key, type, data, len);
	if (fact->get == fact_mac)
		return mac_store(b->priv, data, len);
	return fail(
		ERR_NOTSUP, "%s/%s: is a fact of the card and cannot be set", b->name, fact->name);
}

static const struct settings_ops block_ops = {
	.fetch = block_fetch,
	.store = block_store,
};

int netdev_settings_add(struct netdev *dev)
{
	(void)snprintf(dev->block.name, sizeof(dev->block.name), "%s", dev->name);
	dev->block.ops = &block_ops;
	dev->block.priv = dev;
	return settings_add(&dev->block, NULL);
}
