/* SPDX-License-Identifier: BSD-2-Clause */
/*
 * lwIP between the cards and the wait loop. The poller takes frames in bursts, lets lwIP work on
 * them, and then acknowledges what arrived.
 *
 * One ACK per burst: lwIP acknowledges every second segment, and each frame sent through firmware
 * costs as much as several received. So the hook in front of a segment's processing forgets the
 * delayed ACK of the segment before it, and acks_flush() sends one for all when the card is empty
 * or the burst is full. Senders count the bytes acknowledged (RFC 3465), not the ACKs. Out-of-order
 * segments are acknowledged by lwIP at once, as fast retransmission wants it.
 */
#include "net/stack.h"

#include <string.h>

#include "core/console.h"
#include "core/log.h"
#include "core/status.h"
#include "core/util.h"
#include "core/wait.h"
#include "net/lwip_hooks.h"
#include "net/netdev_priv.h"
#include "net/random.h"
#include "net/rxpool.h"
#include "net/vlan.h"

#include "lwip/etharp.h"
#include "lwip/init.h"
#include "lwip/priv/tcp_priv.h"
#include "lwip/stats.h"
#include "lwip/sys.h"
#include "lwip/timeouts.h"
#include "netif/ethernet.h"

#define BURST            64 /* frames between two looks at anything else */
#define FRAME_MIN        60 /* without FCS; not every card pads */
#define LINK_INTERVAL_US (250 * US_PER_MS)
#define ANSWER_US        (50 * US_PER_MS) /* do not sleep: the next frame is on its way */
#define MTU              1500             /* larger frames do not fit the receive pool */
#define WINDOW_NEAR      (256u * 1024)    /* 1 Gbit/s at 2 ms */
#define LOST_US          (900 * US_PER_MS)
#define WINDOW_PER_US    125u /* 1 Gbit/s */

static struct {
	bool ready;
	struct poller poller;
	struct pbuf *spare; /* fetched from the pool, not filled yet */
	uint64_t active_us; /* when the last frame went in or out */
	uint8_t tx[RXPOOL_FRAME_MAX];
} stack;

u32_t sys_now(void)
{
	return (u32_t)(plat_now_us() / US_PER_MS);
}

void net_assert_failed(const char *what, const char *file, int line)
{
	console_printf("\nInternal error in the network code: %s (%s:%d)\n", what, file, line);
	for (;;)
		plat_exit(-ERR_IO);
}

u32_t net_hook_tcp_isn(
	const ip_addr_t *local_ip, u16_t local_port, const ip_addr_t *remote_ip, u16_t remote_port)
{
	(void)local_ip;
	(void)local_port;
	(void)remote_ip;
	(void)remote_port;
	return net_random32();
}

/* Only in front of a segment that is sure to be acknowledged itself: data, in order, established.
 * */
err_t net_hook_tcp_in(struct tcp_pcb *pcb, const struct tcp_hdr *hdr, const struct pbuf *p)
{
	if (pcb->state == ESTABLISHED && p->tot_len > 0 && hdr->seqno == pcb->rcv_nxt &&
		!(TCPH_FLAGS(hdr) & (TCP_RST | TCP_SYN)))
		tcp_clear_flags(pcb, TF_ACK_DELAY);
	return ERR_OK;
}

static void acks_flush(void)
{
	struct tcp_pcb *pcb;

	for (pcb = tcp_active_pcbs; pcb; pcb = pcb->next) {
		if (!(pcb->flags & TF_ACK_DELAY))
			continue;
		tcp_clear_flags(pcb, TF_ACK_DELAY);
		tcp_ack_now(pcb);
		(void)tcp_output(pcb);
	}
}

static const struct nic *nic_of(const struct netif *netif)
{
	const struct netdev *dev = netif ? netif->state : NULL;

	return dev ? dev->nic : NULL;
}

uint32_t stack_rx_room(const struct netif *netif)
{
	const struct nic *nic = nic_of(netif);

	return nic ? nic->rx_room : 0;
}

/* QEMU's EFI ROMs and others built from iPXE name their drivers "….efidrv". The virtio-net one
 * of 2019 keeps received frames on a small heap and crashes when a full window of several MiB
 * is in flight, so these cards get the smallest window however long the path seems. */
static bool quirk_ipxe_rom(const struct nic *nic)
{
	static const char suffix[] = ".efidrv";
	size_t len = nic ? strlen(nic->chip) : 0;

	return len >= sizeof(suffix) - 1 &&
	       strcmp(nic->chip + len - (sizeof(suffix) - 1), suffix) == 0;
}

bool stack_is_narrow(const struct tcp_pcb *pcb)
{
	const struct netif *netif =
		ip4_route_src(ip_2_ip4(&pcb->local_ip), ip_2_ip4(&pcb->remote_ip));

	return stack_rx_room(netif) || quirk_ipxe_rom(nic_of(netif));
}

/* A window larger than the path can hold only fills queues, until the switch or the card drops.
 * Nothing has been promised yet but the 64 KiB of the SYN, so the window may still shrink; it stays
 * what it is, as all data is taken at once. */
void stack_fit_window(struct tcp_pcb *pcb, uint64_t rtt_us)
{
	const struct netif *netif = ip4_route_src(ip_2_ip4(&pcb->local_ip),
						  ip_2_ip4(&pcb->remote_ip));
	uint64_t want = rtt_us * WINDOW_PER_US;

	/* A measured time includes our own delays; and after a second, a packet was lost. */
	if (rtt_us >= LOST_US || quirk_ipxe_rom(nic_of(netif)))
		want = 0;
	want = MAX(want, (uint64_t)WINDOW_NEAR);
	if (stack_rx_room(netif))
		want = MIN(want, stack_rx_room(netif));

	pcb->rcv_wnd = (tcpwnd_size_t)MIN((uint64_t)pcb->rcv_wnd, want);
	pcb->rcv_ann_wnd = pcb->rcv_wnd;
}

static err_t link_output(struct netif *netif, struct pbuf *p)
{
	struct netdev *dev = netif->state;
	const void *frame = p->payload;
	size_t len = p->tot_len;

	if (!dev->open)
		return ERR_IF;
	if (p->len != p->tot_len || len < FRAME_MIN) {
		if (len > sizeof(stack.tx))
			return ERR_BUF;
		(void)pbuf_copy_partial(p, stack.tx, p->tot_len, 0);
		if (len < FRAME_MIN) {
			memset(stack.tx + len, 0, FRAME_MIN - len);
			len = FRAME_MIN;
		}
		frame = stack.tx;
	}
	stack.active_us = plat_now_us();
	if (dev->nic->ops->tx(dev->nic, frame, len) < 0) {
		dev->tx_errors++;
		return ERR_IF;
	}
	dev->tx++;
	dev->tx_bytes += len;
	return ERR_OK;
}

/* One frame from the card into lwIP. 0, or -ERR_* when there is nothing to go on with. */
static int receive(struct netdev *dev)
{
	struct pbuf *p = stack.spare ? stack.spare : rxpool_get();
	size_t len = 0;
	int rc;

	if (!p) {
		dev->rx_errors++;
		pbuf_free_ooseq();
		return -ERR_NOMEM;
	}
	stack.spare = p;
	rc = dev->nic->ops->rx(dev->nic, p->payload, RXPOOL_FRAME_MAX, &len);
	if (rc == -ERR_AGAIN)
		return rc;
	if (rc < 0 || len < SIZEOF_ETH_HDR || len > RXPOOL_FRAME_MAX) {
		dev->rx_errors++;
		return rc == -ERR_IO ? rc : 0;
	}
	stack.spare = NULL;
	rxpool_trim(p, len);
	dev->rx++;
	dev->rx_bytes += len;
	dev = vlan_receive(dev, p);
	if (!dev || dev->netif.input(p, &dev->netif) != ERR_OK)
		pbuf_free(p);
	return 0;
}

void stack_check_link(struct netdev *dev)
{
	bool up = dev->nic->ops->link(dev->nic);

	dev->link_us = plat_now_us() + LINK_INTERVAL_US;
	if (up == !!netif_is_link_up(&dev->netif))
		return;
	log_info("%s: link is %s", dev->name, up ? "up" : "down");
	if (up)
		netif_set_link_up(&dev->netif);
	else
		netif_set_link_down(&dev->netif);
}

static bool stack_poll(struct poller *poller)
{
	struct netdev *dev;
	bool busy = false;

	(void)poller;
	for (unsigned n = 0; (dev = netdev_at(n)); n++) {
		for (unsigned i = 0; dev->open && i < BURST && receive(dev) == 0; i++)
			busy = true;
		if (dev->open && plat_now_us() >= dev->link_us)
			stack_check_link(dev);
	}
	if (busy) {
		acks_flush();
		stack.active_us = plat_now_us();
	}
	sys_check_timeouts();
	return busy;
}

static uint64_t stack_next_us(struct poller *poller)
{
	uint64_t now = plat_now_us();

	(void)poller;
	if (now - stack.active_us < ANSWER_US)
		return now;
	return now + sys_timeouts_sleeptime() * US_PER_MS;
}

static err_t if_init(struct netif *netif)
{
	struct netdev *dev = netif->state;

	netif->name[0] = 'n';
	netif->name[1] = 'e';
	netif->hwaddr_len = ETH_HWADDR_LEN;
	memcpy(netif->hwaddr, dev->nic->mac, ETH_HWADDR_LEN);
	netif->mtu = MIN(dev->nic->mtu, MTU);
	netif->flags = NETIF_FLAG_BROADCAST | NETIF_FLAG_ETHARP | NETIF_FLAG_ETHERNET;
	netif->output = etharp_output;
	netif->linkoutput = link_output;
	return ERR_OK;
}

int stack_add(struct netdev *dev)
{
	if (!netif_add(&dev->netif, NULL, NULL, NULL, dev, if_init, ethernet_input))
		return fail(ERR_NOMEM, "%s: no memory for the interface", dev->name);
	return 0;
}

void stack_remove(struct netdev *dev)
{
	netif_remove(&dev->netif);
}

void stack_up(struct netdev *dev)
{
	memcpy(dev->netif.hwaddr, dev->nic->mac, ETH_HWADDR_LEN);
	netif_set_up(&dev->netif);
	stack_check_link(dev);
}

void stack_down(struct netdev *dev)
{
	netif_set_link_down(&dev->netif);
	netif_set_down(&dev->netif);
}

void stack_init(void)
{
	if (!stack.ready)
		lwip_init();
	stack.ready = true;
	stack.poller.poll = stack_poll;
	stack.poller.next_us = stack_next_us;
	poller_add(&stack.poller);
}

void stack_done(void)
{
	poller_remove(&stack.poller);
	if (stack.spare)
		pbuf_free(stack.spare);
	stack.spare = NULL;
	rxpool_done();
	log_debug("net: bad checksums: ip %u tcp %u udp %u; dropped: link %u ip %u tcp %u udp %u; "
		  "no memory: tcp %u, fragments %u",
		lwip_stats.ip.chkerr, lwip_stats.tcp.chkerr, lwip_stats.udp.chkerr,
		lwip_stats.link.drop, lwip_stats.ip.drop, lwip_stats.tcp.drop, lwip_stats.udp.drop,
		lwip_stats.tcp.memerr, lwip_stats.ip_frag.memerr);
}
