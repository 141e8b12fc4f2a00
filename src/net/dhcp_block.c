/* SPDX-License-Identifier: BSD-2-Clause */
/*
 * Settings served from a DHCP answer: options by number (encapsulated ones too), and the few that
 * come from the message's fields. What a script stores here overrides the server's word, and so
 * does what it clears.
 */
#include "net/dhcp_block.h"

#include <stdio.h>
#include <stdlib.h>
#include <string.h>

#include "core/setting_type.h"
#include "core/status.h"
#include "core/util.h"

/* What is stored of an option of the server's that was cleared. */
static const struct setting_type cleared = {.name = "cleared"};

static int value_make(const void *data, size_t len, struct setting_value *ret)
{
	uint8_t *copy;

	if (len == 0)
		return -ERR_NOENT;
	copy = malloc(len);
	if (!copy)
		return fail(ERR_NOMEM, "dhcp: no memory for a setting of %zu bytes", len);
	memcpy(copy, data, len);
	ret->type = NULL;
	ret->data = copy;
	ret->len = len;
	return 0;
}

static int value_make_ip(uint32_t ip, struct setting_value *ret)
{
	uint8_t b[4];

	put_be32(b, ip);
	return value_make(b, ip ? sizeof(b) : 0, ret);
}

static int packet_fetch(const struct dhcp_packet *p, uint64_t tag, struct setting_value *ret)
{
	uint8_t buf[DHCP_PACKET_MAX];
	int n;

	switch (tag) {
	case SETTING_TAG_NONE:
		return -ERR_NOENT;
	case SETTING_TAG_IP:
		return value_make_ip(p->yiaddr ? p->yiaddr : p->ciaddr, ret);
	case SETTING_TAG_NEXT_SERVER:
		return value_make_ip(dhcp_next_server(p), ret);
	case DHCP_OPT_FILENAME:
		return value_make(buf, dhcp_filename(p, (char *)buf, sizeof(buf)), ret);
	case DHCP_OPT_TFTP_SERVER:
		return value_make(buf, dhcp_server_name(p, (char *)buf, sizeof(buf)), ret);
	default:
		n = dhcp_option(p, tag, buf, sizeof(buf));
		return n < 0 ? n : value_make(buf, (size_t)n, ret);
	}
}

static int block_fetch(
	struct settings_block *block, const struct setting_key *key, struct setting_value *ret)
{
	struct dhcp_block *b = block->priv;
	int rc = settings_fetch_list(block, key, ret);

	if (rc == -ERR_NOENT)
		return packet_fetch(&b->packet, key->tag, ret);
	if (rc < 0 || ret->type != &cleared)
		return rc;
	setting_value_free(ret);
	return -ERR_NOENT;
}

static int block_store(struct settings_block *block, const struct setting_key *key,
	const struct setting_type *type, const void *data, size_t len)
{
	struct dhcp_block *b = block->priv;
	struct setting_value v = {0};

	if (len > 0 || packet_fetch(&b->packet, key->tag, &v) < 0)
		return settings_store_list(block, key, type, data, len);
	setting_value_free(&v);
	return settings_store_list(block, key, &cleared, "", 1);
}

static const struct settings_ops dhcp_block_ops = {
	.fetch = block_fetch,
	.store = block_store,
};

int dhcp_block_set(struct dhcp_block *b, const char *name, struct settings_block *parent,
	const struct dhcp_packet *packet)
{
	int rc;

	dhcp_block_remove(b);
	memset(&b->block, 0, sizeof(b->block));
	b->packet = *packet;
	(void)snprintf(b->block.name, sizeof(b->block.name), "%s", name);
	b->block.ops = &dhcp_block_ops;
	b->block.priv = b;
	b->block.only_tags = true;
	rc = settings_add(&b->block, parent);
	b->registered = rc == 0;
	return rc;
}

void dhcp_block_remove(struct dhcp_block *b)
{
	if (b->registered)
		settings_remove(&b->block);
	b->registered = false;
}
