/* SPDX-License-Identifier: BSD-2-Clause */
/*
 * What a PXE ROM keeps in memory, as bytes (Preboot Execution Environment 2.1, chapters 3 and 4):
 * the structures !PXE and PXENV+, parameter blocks of the calls, and the cached DHCP packets. Pure
 * functions: no calls of the ROM, no allocation; everything read here may be broken.
 */
#pragma once

#include <stdbool.h>
#include <stddef.h>
#include <stdint.h>

/* ---- the ROM's structures ---- */

#define PXE_SCAN_ALIGN 16 /* both structures lie on paragraphs (PXE 2.1, 3.3.3) */

struct seg_off {
	uint16_t off, seg;
} __attribute__((packed));

/* A run of base memory the ROM owns: KiB-exact ends are computed from these. */
struct pxe_segment {
	uint16_t seg;
	uint32_t len;
};

enum pxe_segment_of {
	PXE_SEG_STACK,
	PXE_SEG_UNDI_DATA,
	PXE_SEG_UNDI_CODE,
	PXE_SEG_BC_DATA,
	PXE_SEG_BC_CODE,
	PXE_N_SEGS
};

struct pxe_rom {
	bool is_bangpxe; /* parameters on the stack; else in ES:DI and BX */
	struct seg_off entry;
	struct seg_off pxe_ptr; /* in PXENV+ 2.1: where !PXE is, 0:0 if not told */
	uint16_t version;       /* of PXENV+: major << 8 | minor */
	struct pxe_segment segs[PXE_N_SEGS];
};

/* Reads the structure at (data), of which (len) bytes may be looked at. 0, or -ERR_NOENT (nothing
 * recorded): another signature, too short, a wrong checksum, or an entry point that cannot be one.
 * (ret) is left alone then. */
int pxe_parse_bangpxe(const uint8_t *data, size_t len, struct pxe_rom *ret);
int pxe_parse_pxenv(const uint8_t *data, size_t len, struct pxe_rom *ret);

/* What a program that is started by us sees in place of the ROM's structures: copies which say that
 * UNDI's code begins at (seg), (len) bytes, so that it leaves that memory alone as well (iPXE's
 * undionly takes all base memory below the ROM's segments, whatever 40:13 says). (bangpxe) has its
 * real-mode address in (at), which (pxenv) is made to point to. Both are whole and valid. */
void pxe_bangpxe_cover(uint8_t *bangpxe, uint16_t seg, uint16_t len);
void pxe_pxenv_cover(uint8_t *pxenv, uint16_t seg, uint16_t len, struct seg_off at);
#define PXE_BANGPXE_MAX 255 /* their lengths are bytes */

/* ---- calls: operation numbers and parameter blocks (PXE 2.1, 3.4 and 4) ---- */

enum pxe_op {
	PXE_START_UNDI = 0x00,
	PXE_UNDI_STARTUP = 0x01,
	PXE_UNDI_CLEANUP = 0x02,
	PXE_UNDI_INITIALIZE = 0x03,
	PXE_UNDI_SHUTDOWN = 0x05,
	PXE_UNDI_OPEN = 0x06,
	PXE_UNDI_CLOSE = 0x07,
	PXE_UNDI_TRANSMIT = 0x08,
	PXE_UNDI_SET_STATION_ADDRESS = 0x0a,
	PXE_UNDI_GET_INFORMATION = 0x0c,
	PXE_UNDI_GET_STATISTICS = 0x0d,
	PXE_UNDI_GET_NIC_TYPE = 0x12,
	PXE_UNDI_GET_IFACE_INFO = 0x13,
	PXE_UNDI_ISR = 0x14,
	PXE_STOP_UNDI = 0x15,
	PXE_TFTP_CLOSE = 0x21,
	PXE_UDP_OPEN = 0x30,
	PXE_UDP_CLOSE = 0x31,
	PXE_UNLOAD_STACK = 0x70,
	PXE_GET_CACHED_INFO = 0x71,
};

/* For calls that need no more than room for a status and reserved bytes. */
struct pxe_plain {
	uint16_t status;
	uint8_t reserved[14];
} __attribute__((packed));

/* What a BIOS gives the ROM's loader in registers (PXE 2.1, 4.2.1). */
struct pxe_start_undi {
	uint16_t status;
	uint16_t ax, bx, dx; /* PCI bus, device and function; ISA PnP: 0xffff, there is none */
	uint16_t di, es;     /* the BIOS' Plug and Play structure; 0:0, there is none */
} __attribute__((packed));

struct pxe_undi_initialize {
	uint16_t status;
	uint32_t protocol_ini;
	uint8_t reserved[8];
} __attribute__((packed));

#define PXE_FILTER_DIRECTED  1
#define PXE_FILTER_BROADCAST 2
#define PXE_MAX_MULTICAST    8

struct pxe_undi_open {
	uint16_t status, open_flag, filter, n_multicast;
	uint8_t multicast[PXE_MAX_MULTICAST][16];
} __attribute__((packed));

struct pxe_undi_address {
	uint16_t status;
	uint8_t address[16];
} __attribute__((packed));

struct pxe_undi_information {
	uint16_t status, base_io, irq, mtu, hw_type, hw_addr_len;
	uint8_t current[16], permanent[16];
	uint16_t rom_seg, n_rx_buf, n_tx_buf;
} __attribute__((packed));

struct pxe_undi_statistics {
	uint16_t status;
	uint32_t tx_good, rx_good, rx_crc_errors, rx_resource_errors;
} __attribute__((packed));

#define PXE_NIC_PCI 2

struct pxe_undi_nic_type {
	uint16_t status;
	uint8_t type;
	uint16_t vendor, device;
	uint8_t class_base, class_sub, class_prog, revision;
	uint16_t busdevfn, subvendor, subdevice;
} __attribute__((packed));

#define PXE_IFACE_IRQ 0x1000 /* service flag: interrupts are supported */

struct pxe_undi_iface_info {
	uint16_t status;
	char type[16];
	uint32_t speed, flags, reserved[4];
} __attribute__((packed));

#define PXE_PROTO_UNKNOWN 0 /* the frame has its Ethernet header */
#define PXE_PROTO_IP      1 /* the ROM writes it */
#define PXE_PROTO_ARP     2
#define PXE_PROTO_RARP    3
#define PXE_TX_TO_ADDRESS 0
#define PXE_TX_BROADCAST  1

struct pxe_undi_transmit {
	uint16_t status;
	uint8_t protocol, flag;
	struct seg_off dest, tbd;
	uint32_t reserved[2];
} __attribute__((packed));

struct pxe_undi_tbd {
	uint16_t len;
	struct seg_off data;
	uint16_t n_blocks;
} __attribute__((packed));

/* Function flags of PXE_UNDI_ISR, in and out. */
enum pxe_isr { PXE_ISR_START = 1, PXE_ISR_PROCESS = 2, PXE_ISR_GET_NEXT = 3 };
enum pxe_isr_out { PXE_ISR_DONE = 0, PXE_ISR_TRANSMIT = 2, PXE_ISR_RECEIVE = 3, PXE_ISR_BUSY = 4 };

struct pxe_undi_isr {
	uint16_t status, func, buf_len, frame_len, header_len;
	struct seg_off frame;
	uint8_t protocol, type;
} __attribute__((packed));

struct pxe_udp_open {
	uint16_t status;
	uint32_t src_ip;
} __attribute__((packed));

enum pxe_packet { PXE_PACKET_DISCOVER = 1, PXE_PACKET_ACK = 2, PXE_PACKET_REPLY = 3 };

struct pxe_cached_info {
	uint16_t status, type, len;
	struct seg_off buf;
	uint16_t limit;
} __attribute__((packed));

_Static_assert(sizeof(struct pxe_undi_open) == 136, "PXE 2.1: UNDI open");
_Static_assert(sizeof(struct pxe_undi_information) == 50, "PXE 2.1: UNDI get information");
_Static_assert(sizeof(struct pxe_undi_nic_type) == 17, "PXE 2.1: UNDI get NIC type");
_Static_assert(sizeof(struct pxe_undi_iface_info) == 42, "PXE 2.1: UNDI get interface info");
_Static_assert(sizeof(struct pxe_undi_transmit) == 20, "PXE 2.1: UNDI transmit");
_Static_assert(sizeof(struct pxe_undi_tbd) == 8, "PXE 2.1: transmit buffer descriptor");
_Static_assert(sizeof(struct pxe_undi_isr) == 16, "PXE 2.1: UNDI ISR");
_Static_assert(sizeof(struct pxe_cached_info) == 12, "PXE 2.1: get cached info");

/* ---- cached DHCP packets ---- */

#define PXE_PACKET_MAX 1500

/* Bytes of the BOOTP message at (data), a buffer of (cap) bytes: up to and with its end option; all
 * of (cap) if it has none. 0 if it is no BOOTP reply with options for an Ethernet card. */
size_t pxe_packet_len(const uint8_t *data, size_t cap);

/* What a program that is started instead of us is to find in a packet. */
struct pxe_target {
	uint32_t server;  /* address of its server, host order; 0: as it was */
	uint32_t ip;      /* our own; 0: as it was */
	const char *file; /* its own name on that server */
	/* Options put into the packet in place of its own of that tag. (len) 0 is an empty one. */
	const struct pxe_option {
		uint8_t tag, len;
		const uint8_t *data;
	} * options;
	size_t n_options;
};

/* Rewrites the packet at (data), (len) bytes in a buffer of (cap), for (target). Options that
 * overflowed into the name fields come back where options belong; 66 and 67 go, unless the name is
 * too long for its field. Returns the new length; the rest of the buffer is cleared. -ERR_TOOBIG
 * (recorded), packet unchanged, if it does not fit; -ERR_PROTO (recorded) if it is none. */
int pxe_packet_retarget(uint8_t *data, size_t len, size_t cap, const struct pxe_target *target);
