/* SPDX-License-Identifier: BSD-2-Clause */
/*
 * The network card behind the ROM's UNDI (PXE 2.1, 4.6). Frames to send are queued while received
 * ones are worked on, and leave in the mode switch that fetches the next: undi.asm. The card is
 * polled. Its interrupt, where it has one that can be had, only ends sleep in HLT; the handler
 * masks the line until the ROM has been asked, so a line that is shared or stuck does no harm.
 */
#include "arch/bios/undi.h"

#include <stdio.h>
#include <string.h>

#include "arch/bios/pxe.h"
#include "arch/bios/thunk.h"
#include "arch/platform.h"
#include "arch/x86/port.h"
#include "core/log.h"
#include "core/status.h"
#include "core/util.h"

#define TX_SLOTS 4u
#define TX_STUCK 3u /* refusals in a row */
/* ROMs keep frames on a heap of some 100 KiB until they are asked for. */
#define RX_ROOM         (128u * 1024)
#define RX_ROOM_SMALL   (4u * 1460)
#define ETH_HEADER      14
#define ETH_TYPE        12
#define PIC_MASTER_MASK 0x21
#define PIC_SLAVE_MASK  0xa1
#define BIOS_IRQ_DUMMY  0xcf /* IRET */

enum undi_state { UNDI_CLOSED, UNDI_OPEN, UNDI_SUSPENDED };

static struct {
	struct nic nic;
	bool searched, found;
	enum undi_state state;
	uint8_t mac[6];   /* the card's now, as the ROM tells */
	unsigned irq;     /* 0: none */
	unsigned next_rx; /* the next frame of the ring to be taken */
	bool drained;     /* the ROM has said that there is no more: say so once, too */
	uint8_t *ring, *tx_area;
	unsigned tx_slots, tx_slot; /* in the area; the next one to be used */
	uint8_t pic_was;            /* the interrupt mask before us */
	uint32_t n_bursts, n_full, n_rx, n_tx, n_tx_failed;
	unsigned n_stuck; /* bursts in a row of which the ROM took no frame */
	bool tx_worked;   /* it took one since it was opened */
} undi;

const uint16_t plat_dhcp_arch = 0;          /* x86 BIOS */
const uint8_t plat_dhcp_ndi[3] = {1, 2, 1}; /* UNDI 2.1 */

static struct undi_shared *shared(void)
{
	return low_ptr(low->undi);
}

bool undi_is_busy(void)
{
	return undi.state == UNDI_OPEN &&
		(undi.next_rx < shared()->n_rx || shared()->n_tx || shared()->more);
}

/* ---- frames ---- */

static int open_once(void)
{
	struct pxe_undi_open o = {.filter = PXE_FILTER_DIRECTED | PXE_FILTER_BROADCAST};

	return pxe_call(PXE_UNDI_OPEN, &o, sizeof(o), "UNDI open");
}

static void call_quietly(enum pxe_op op, const char *what)
{
	struct pxe_plain p = {};

	if (pxe_call(op, &p, sizeof(p), what) < 0)
		log_debug("%s, ignoring", fail_last()->text);
}

/* QEMU's ROM for the PCnet card (iPXE) forgets the frames that have left only when one arrives;
 * when it has 16 of them it takes no more, ever. Closed and opened it works again. Not for a ROM
 * that took none since it was opened: it may be waiting for its link. */
static void quirk_stuck_tx(unsigned n, unsigned n_failed)
{
	if (!n)
		return;
	if (n_failed < n) {
		undi.tx_worked = true;
		undi.n_stuck = 0;
		return;
	}
	if (++undi.n_stuck < TX_STUCK || !undi.tx_worked)
		return;
	log_debug("undi: the ROM takes no more frames, opening it again");
	undi.n_stuck = 0;
	undi.tx_worked = false;
	call_quietly(PXE_UNDI_CLOSE, "UNDI close");
	if (open_once() < 0)
		log_debug("%s, ignoring", fail_last()->text);
}

/* One mode switch: what is queued leaves and, unless (tx_only), what has arrived is in the ring. */
static void burst(bool tx_only)
{
	struct undi_shared *s = shared();
	unsigned n_tx = s->n_tx;

	undi.n_bursts++;
	undi.n_tx += n_tx;
	s->tx_only = tx_only;
	real_call(s->burst);
	undi.n_tx_failed += s->n_tx_failed;
	quirk_stuck_tx(n_tx, s->n_tx_failed);
	if (tx_only)
		return;
	undi.next_rx = 0;
	undi.drained = s->n_rx && !s->more;
	undi.n_rx += s->n_rx;
	undi.n_full += s->more != 0;
}

static uint8_t protocol_of(const uint8_t *frame)
{
	switch (get_be16(frame + ETH_TYPE)) {
	case 0x0800:
		return PXE_PROTO_IP;
	case 0x0806:
		return PXE_PROTO_ARP;
	case 0x8035:
		return PXE_PROTO_RARP;
	}
	return PXE_PROTO_UNKNOWN;
}

/* Some ROMs put an Ethernet header before everything, so that what they know goes to them without
 * one; it is the one they write anyway. */
static void fill_tx(struct undi_tx *t, const uint8_t *frame, size_t len, uint8_t *copy)
{
	static const uint8_t broadcast[6] = {255, 255, 255, 255, 255, 255};
	uint16_t dest_off = (uint16_t)((uint8_t *)t->dest - (uint8_t *)low);
	uint16_t tbd_off = (uint16_t)((uint8_t *)&t->tbd - (uint8_t *)low);
	uint8_t protocol = protocol_of(frame);
	size_t skip = protocol == PXE_PROTO_UNKNOWN ? 0 : ETH_HEADER;

	memcpy(copy, frame, len);
	memcpy(t->dest, frame, sizeof(t->dest));
	t->call = (struct pxe_undi_transmit){
		.protocol = protocol,
		.flag = memcmp(frame, broadcast, 6) == 0 ? PXE_TX_BROADCAST : PXE_TX_TO_ADDRESS,
		.dest = {.off = dest_off, .seg = low->seg},
		.tbd = {.off = tbd_off, .seg = low->seg},
	};
	t->tbd = (struct pxe_undi_tbd){
		.len = (uint16_t)(len - skip),
		.data = {.off = (uint16_t)(real_off(copy) + skip), .seg = real_seg(copy)},
	};
}

static int undi_tx(struct nic *nic, const void *frame, size_t len)
{
	struct undi_shared *s = shared();
	uint8_t *copy;

	if (undi.state != UNDI_OPEN)
		return -ERR_IO;
	if (len < ETH_HEADER || len > UNDI_FRAME_MAX)
		return fail(ERR_TOOBIG, "%s: a frame of %zu bytes cannot be sent", nic->chip, len);
	/* Slots are used in turn: a ROM may still be reading the ones before. */
	copy = undi.tx_area + undi.tx_slot * UNDI_FRAME_MAX;
	undi.tx_slot = (undi.tx_slot + 1) % undi.tx_slots;
	fill_tx(&s->tx[s->n_tx++], frame, len, copy);
	if (undi.next_rx == s->n_rx)
		burst(false);
	else if (s->n_tx == undi.tx_slots)
		burst(true);
	return 0;
}

static int undi_rx(struct nic *nic, void *frame, size_t cap, size_t *ret_len)
{
	struct undi_shared *s = shared();
	size_t off, len;

	if (undi.state != UNDI_OPEN)
		return -ERR_AGAIN;
	/* Who is told that there is no more answers what came: the answer and the next frames share
	 * a burst. */
	if (undi.next_rx == s->n_rx && undi.drained) {
		undi.drained = false;
		return -ERR_AGAIN;
	}
	if (undi.next_rx == s->n_rx)
		burst(false);
	if (undi.next_rx == s->n_rx)
		return s->failed ? fail(ERR_IO, "%s: receiving failed: the ROM answers with 0x%02x",
					   nic->chip, s->isr.status)
				 : -ERR_AGAIN;
	off = s->rx[undi.next_rx].off;
	len = s->rx[undi.next_rx].len;
	undi.next_rx++;
	if (len > cap)
		return -ERR_TOOBIG;
	memcpy(frame, undi.ring + off, len);
	*ret_len = len;
	return 0;
}

/* UNDI 2.1 does not tell the link. */
static bool undi_link(struct nic *nic)
{
	(void)nic;
	return undi.state == UNDI_OPEN;
}

/* ---- the interrupt ---- */

static struct seg_off *vector_of(unsigned irq)
{
	unsigned n = irq < 8 ? 0x08 + irq : 0x70 + irq - 8;

	return real_ptr(0, (uint16_t)(n * 4));
}

/* Lines of the timer, the keyboard, the cascade, the clock and the coprocessor are no card's. */
static bool irq_can_be_had(unsigned irq)
{
	return irq >= 3 && irq <= 15 && irq != 8 && irq != 13;
}

static void irq_hook(void)
{
	struct undi_shared *s = shared();
	struct seg_off *vector;
	uint16_t port;
	uint8_t bit;

	s->pic_port = 0;
	if (!irq_can_be_had(undi.irq))
		return;
	port = undi.irq < 8 ? PIC_MASTER_MASK : PIC_SLAVE_MASK;
	bit = (uint8_t)(1u << (undi.irq & 7));
	vector = vector_of(undi.irq);
	undi.pic_was = x86_inb(port);
	s->pic_port = port;
	s->pic_bit = bit;
	s->irq_masked = 0;
	s->old = *vector;
	/* A line that was enabled already is somebody else's as well. */
	s->chain = !(undi.pic_was & bit) &&
		*(uint8_t *)real_ptr(s->old.seg, s->old.off) != BIOS_IRQ_DUMMY;
	*vector = (struct seg_off){.off = s->irq, .seg = low->seg};
	x86_outb(port, (uint8_t)(undi.pic_was & ~bit));
}

static void irq_unhook(void)
{
	struct undi_shared *s = shared();
	uint8_t mask;

	if (!s->pic_port)
		return;
	mask = x86_inb(s->pic_port);
	mask = (uint8_t)((mask & ~s->pic_bit) | (undi.pic_was & s->pic_bit));
	x86_outb(s->pic_port, mask);
	*vector_of(undi.irq) = s->old;
	s->pic_port = 0;
	s->irq_masked = 0;
}

/* ---- opening and closing ---- */

static int set_address(const uint8_t mac[6])
{
	struct pxe_undi_address a = {};
	int rc;

	memcpy(a.address, mac, 6);
	rc = pxe_call(PXE_UNDI_SET_STATION_ADDRESS, &a, sizeof(a), "set station address");
	if (rc < 0)
		return rc;
	memcpy(undi.mac, mac, 6);
	return 0;
}

/* For a ROM that does not open the card in the state that the base code, or a program that has let
 * go of all of it, left it in. */
static int start_from_scratch(void)
{
	struct pxe_start_undi loader = {.ax = (uint16_t)undi.nic.busloc, .bx = 0xffff, .dx = 0xffff};
	struct pxe_undi_initialize init = {};
	int rc;

	call_quietly(PXE_UNDI_SHUTDOWN, "UNDI shutdown");
	if (pxe_call(PXE_START_UNDI, &loader, sizeof(loader), "start UNDI") < 0)
		log_debug("%s, ignoring", fail_last()->text);
	call_quietly(PXE_UNDI_STARTUP, "UNDI startup");
	rc = pxe_call(PXE_UNDI_INITIALIZE, &init, sizeof(init), "UNDI initialize");
	return rc < 0 ? rc : open_once();
}

static int start(void)
{
	struct undi_shared *s = shared();
	int rc = 0;

	call_quietly(PXE_UNDI_CLOSE, "UNDI close"); /* the base code's use of it */
	if (memcmp(undi.mac, undi.nic.mac, 6) != 0)
		rc = set_address(undi.nic.mac);
	if (rc < 0)
		return rc;
	if (open_once() < 0) {
		log_debug("%s, starting it anew", fail_last()->text);
		rc = start_from_scratch();
		if (rc < 0)
			return rc;
	}
	s->n_tx = s->n_rx = s->more = 0;
	undi.next_rx = 0;
	undi.n_stuck = 0;
	undi.tx_worked = false;
	irq_hook();
	undi.state = UNDI_OPEN;
	return 0;
}

static void log_statistics(void)
{
	struct pxe_undi_statistics st = {};

	log_info(
		"undi: received %u, sent %u frames (%u in vain) in %u mode switches (%u with a full ring) and "
		"%u calls of the ROM, %u interrupts",
		undi.n_rx, undi.n_tx, undi.n_tx_failed, undi.n_bursts, undi.n_full,
		shared()->n_calls, shared()->n_irqs);
	if (pxe_call(PXE_UNDI_GET_STATISTICS, &st, sizeof(st), "get statistics") < 0)
		return;
	log_info("undi: the ROM counts %u good frames received, %u sent, %u CRC errors, %u without "
		 "a buffer",
		st.rx_good, st.tx_good, st.rx_crc_errors, st.rx_resource_errors);
}

static void stop(enum undi_state state)
{
	if (undi.state != UNDI_OPEN) {
		undi.state = state == UNDI_CLOSED ? UNDI_CLOSED : undi.state;
		return;
	}
	if (shared()->n_tx)
		burst(true);
	log_statistics();
	undi.state = state;
	irq_unhook();
	call_quietly(PXE_UNDI_CLOSE, "UNDI close");
	/* Whoever has the card next finds the address it had. */
	if (memcmp(undi.mac, undi.nic.perm_mac, 6) != 0 && set_address(undi.nic.perm_mac) < 0)
		log_debug("%s, ignoring", fail_last()->text);
}

static int undi_open(struct nic *nic)
{
	(void)nic;
	return undi.state == UNDI_OPEN ? 0 : start();
}

static void undi_close(struct nic *nic)
{
	(void)nic;
	stop(UNDI_CLOSED);
}

void undi_suspend(void)
{
	stop(UNDI_SUSPENDED);
}

void undi_resume(void)
{
	if (undi.state == UNDI_SUSPENDED && start() < 0)
		log_warn("%s", fail_last()->text);
}

static const struct nic_ops undi_ops = {
	.open = undi_open,
	.close = undi_close,
	.tx = undi_tx,
	.rx = undi_rx,
	.link = undi_link,
};

/* ---- what is known about the card ---- */

/* The ring: its end is for frames to send, the rest for received ones. */
static void share_ring(void)
{
	struct undi_shared *s = shared();
	size_t ring_len;

	undi.tx_slots = MIN(low->ring_len / 4 / UNDI_FRAME_MAX, TX_SLOTS);
	undi.tx_slots = MAX(undi.tx_slots, 1u);
	ring_len = low->ring_len - undi.tx_slots * UNDI_FRAME_MAX;
	undi.ring = (uint8_t *)(uintptr_t)low->ring;
	undi.tx_area = undi.ring + ring_len;
	s->ring_seg = real_seg(undi.ring);
	s->ring_len = (uint16_t)MIN(ring_len, (size_t)0xfff0);
	s->entry = pxe_where()->entry;
}

/* Cards that drop what comes faster than it is fetched:
 * Realtek 8139: its ring has 8 KiB, and TCP loses more by repeating than by waiting.
 * AMD PCnet under iPXE's ROM (QEMU's pxe-pcnet.rom of 2019) has four descriptors, which are
 * given back in another order than the card fills them; QEMU's card skips to whichever it
 * finds, and both wait for different ones for good. */
static bool quirk_small_ring(void)
{
	static const struct {
		uint16_t vendor, device;
	} cards[] = {{0x10ec, 0x8139}, {0x1022, 0x2000}, {0x1022, 0x2001}};

	for (size_t i = 0; i < ARRAY_SIZE(cards); i++)
		if (cards[i].vendor == undi.nic.vendor && cards[i].device == undi.nic.device)
			return true;
	return false;
}

static void identify(void)
{
	struct pxe_undi_nic_type t = {};
	struct pxe_undi_iface_info i = {};

	strcpy(undi.nic.chip, "UNDI");
	if (pxe_call(PXE_UNDI_GET_NIC_TYPE, &t, sizeof(t), "get NIC type") == 0 &&
		t.type == PXE_NIC_PCI) {
		undi.nic.vendor = t.vendor;
		undi.nic.device = t.device;
		undi.nic.busloc = t.busdevfn;
		strcpy(undi.nic.bustype, "PCI");
	}
	undi.nic.rx_room = quirk_small_ring() ? RX_ROOM_SMALL : RX_ROOM;
	if (pxe_call(PXE_UNDI_GET_IFACE_INFO, &i, sizeof(i), "get interface info") < 0)
		return;
	if (!(i.flags & PXE_IFACE_IRQ))
		undi.irq = 0;
	log_info("undi: %.16s, %04x:%04x, interrupt %u", i.type, undi.nic.vendor, undi.nic.device,
		undi.irq);
}

static void search(void)
{
	struct pxe_undi_information info = {};

	undi.searched = true;
	if (!pxe_where()->entry.seg ||
		pxe_call(PXE_UNDI_GET_INFORMATION, &info, sizeof(info), "get information") < 0)
		return;
	if (info.hw_type != 1 || info.hw_addr_len != 6) {
		log_warn(
			"undi: a card of hardware type %u is not Ethernet, ignoring", info.hw_type);
		return;
	}
	undi.nic = (struct nic){
		.ops = &undi_ops,
		.mtu = info.mtu >= 576 && info.mtu < 1500 ? info.mtu : 1500,
		.bustype = "ISA",
		.is_boot_device = true,
	};
	memcpy(undi.mac, info.current, 6);
	memcpy(undi.nic.mac, info.current, 6);
	memcpy(undi.nic.perm_mac, info.permanent, 6);
	undi.irq = info.irq;
	share_ring();
	identify();
	undi.found = true;
}

struct nic *plat_nic(unsigned n)
{
	if (!undi.searched)
		search();
	return n == 0 && undi.found ? &undi.nic : NULL;
}
