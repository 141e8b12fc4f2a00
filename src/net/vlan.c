/* SPDX-License-Identifier: BSD-2-Clause */
/*
 * VLANs: a device whose card is that of another device, with four bytes put into each frame sent
 * and taken out of each received (IEEE 802.1Q 9.3). Cards are given no tags: they see longer
 * frames.
 *
 * The MTU is four bytes smaller than the trunk's, as firmwares' drivers have buffers for 1514 bytes
 * and drop what is longer; so is the TCP segment size that the other side is told.
 *
 * Restrictions: no VLAN inside a VLAN; frames tagged with 0, which is a priority and no VLAN, are
 * the trunk's own unless there is a device for them.
 */
#include "net/vlan.h"

#include <stdio.h>
#include <string.h>

#include "core/status.h"
#include "core/util.h"
#include "net/netdev_priv.h"
#include "net/rxpool.h"

#include "lwip/pbuf.h"

enum {
	ADDRESSES = 12,
	TAG_LEN = 4,
	TYPE_VLAN = 0x8100,
	TAG_MASK = 0xfff,
	PRIORITY_SHIFT = 13,
};

struct vlan {
	struct nic nic; /* .priv points back here */
	struct netdev *trunk;
	uint16_t tag, priority;
};

static const struct nic_ops vlan_ops;

/* The VLAN that (dev) is, or NULL. */
static struct vlan *vlan_of(const struct netdev *dev)
{
	return dev->nic->ops == &vlan_ops ? dev->nic->priv : NULL;
}

bool vlan_is(const struct netdev *dev)
{
	return vlan_of(dev) != NULL;
}

/* ---- as a card ---- */

static int vlan_open(struct nic *nic)
{
	struct vlan *v = nic->priv;
	int rc = netdev_open(v->trunk);

	if (!rc)
		memcpy(nic->mac, v->trunk->nic->mac, sizeof(nic->mac));
	return rc;
}

static void vlan_close(struct nic *nic)
{
	(void)nic;
}

static int vlan_tx(struct nic *nic, const void *frame, size_t len)
{
	static uint8_t tagged[RXPOOL_FRAME_MAX];
	struct vlan *v = nic->priv;
	struct netdev *trunk = v->trunk;
	const uint8_t *from = frame;
	int rc;

	if (!trunk->open || len < ADDRESSES || len > sizeof(tagged) - TAG_LEN)
		return -ERR_IO;
	memcpy(tagged, from, ADDRESSES);
	put_be16(tagged + ADDRESSES, TYPE_VLAN);
	put_be16(tagged + ADDRESSES + 2, (uint16_t)(v->priority << PRIORITY_SHIFT | v->tag));
	memcpy(tagged + ADDRESSES + TAG_LEN, from + ADDRESSES, len - ADDRESSES);
	rc = trunk->nic->ops->tx(trunk->nic, tagged, len + TAG_LEN);
	if (rc < 0) {
		trunk->tx_errors++;
		return rc;
	}
	trunk->tx++;
	trunk->tx_bytes += len + TAG_LEN;
	return 0;
}

/* Its frames come through the trunk: vlan_receive(). */
static int vlan_rx(struct nic *nic, void *frame, size_t cap, size_t *ret_len)
{
	(void)nic;
	(void)frame;
	(void)cap;
	(void)ret_len;
	return -ERR_AGAIN;
}

static bool vlan_link(struct nic *nic)
{
	const struct vlan *v = nic->priv;

	return v->trunk->open && v->trunk->nic->ops->link(v->trunk->nic);
}

static const struct nic_ops vlan_ops = {
	.open = vlan_open,
	.close = vlan_close,
	.tx = vlan_tx,
	.rx = vlan_rx,
	.link = vlan_link,
};

/* ---- receiving ---- */

static struct netdev *find(const struct netdev *trunk, unsigned tag)
{
	struct netdev *dev;

	for (unsigned n = 0; (dev = netdev_at(n)); n++) {
		const struct vlan *v = vlan_of(dev);

		if (v && v->trunk == trunk && v->tag == tag)
			return dev;
	}
	return NULL;
}

struct netdev *vlan_receive(struct netdev *dev, struct pbuf *p)
{
	uint8_t *frame = p->payload;
	struct netdev *to;
	unsigned tag;

	if (p->len < ADDRESSES + TAG_LEN + 2 || get_be16(frame + ADDRESSES) != TYPE_VLAN)
		return dev;
	tag = get_be16(frame + ADDRESSES + 2) & TAG_MASK;
	to = find(dev, tag);
	if (!to && tag)
		return NULL;
	if (to && !to->open)
		return NULL;
	memmove(frame + TAG_LEN, frame, ADDRESSES);
	(void)pbuf_remove_header(p, TAG_LEN);
	if (!to)
		return dev;
	to->rx++;
	to->rx_bytes += p->len;
	return to;
}

/* ---- coming and going ---- */

int vlan_create(struct netdev *trunk, uint64_t tag, uint64_t priority)
{
	struct netdev *dev;
	struct vlan *v;
	char name[sizeof(dev->name)];
	int rc;

	if (tag > VLAN_TAG_MAX)
		return fail(ERR_INVAL, "vlan: tag %llu, the largest is %d", (unsigned long long)tag,
			VLAN_TAG_MAX);
	if (priority > VLAN_PRIORITY_MAX)
		return fail(ERR_INVAL, "vlan: priority %llu, the highest is %d",
			(unsigned long long)priority, VLAN_PRIORITY_MAX);
	if (vlan_of(trunk))
		return fail(ERR_NOTSUP, "vlan: %s is a VLAN itself and cannot carry others",
			netdev_name(trunk));
	dev = find(trunk, (unsigned)tag);
	if (dev) {
		vlan_of(dev)->priority = (uint16_t)priority;
		return 0;
	}
	v = calloc(1, sizeof(*v));
	if (!v)
		return fail(ERR_NOMEM, "vlan: no memory for VLAN %u of %s", (unsigned)tag,
			netdev_name(trunk));
	v->nic = *trunk->nic;
	v->nic.ops = &vlan_ops;
	v->nic.priv = v;
	v->nic.mtu = (uint16_t)(trunk->nic->mtu - TAG_LEN);
	v->nic.is_boot_device = false;
	v->trunk = trunk;
	v->tag = (uint16_t)tag;
	v->priority = (uint16_t)priority;
	(void)snprintf(name, sizeof(name), "%.8s-%u", netdev_name(trunk), (unsigned)tag);
	rc = netdev_add(&v->nic, name);
	if (rc)
		free(v);
	return rc;
}

int vlan_destroy(struct netdev *dev)
{
	struct vlan *v = vlan_of(dev);

	if (!v)
		return fail(ERR_NOTSUP, "vlan: %s is a network card, only VLANs can be destroyed",
			netdev_name(dev));
	netdev_remove(dev);
	free(v);
	return 0;
}

void vlan_close_all(struct netdev *trunk)
{
	struct netdev *dev;

	for (unsigned n = 0; (dev = netdev_at(n)); n++) {
		const struct vlan *v = vlan_of(dev);

		if (v && v->trunk == trunk)
			netdev_close(dev);
	}
}
