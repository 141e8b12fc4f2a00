/* SPDX-License-Identifier: BSD-2-Clause */
/*
 * DHCP messages as bytes: reading what servers send, writing what we send. Pure functions, no
 * state, no network. Addresses are in host byte order.
 */
#pragma once

#include <stdbool.h>
#include <stddef.h>
#include <stdint.h>

#define DHCP_PACKET_MAX 1500 /* we tell servers 1472, which the firmware's packets have, too */

enum dhcp_type {
	DHCP_BOOTP = 0, /* a reply of a server that knows no DHCP */
	DHCP_DISCOVER = 1,
	DHCP_OFFER = 2,
	DHCP_REQUEST = 3,
	DHCP_ACK = 5,
	DHCP_NAK = 6,
};

enum dhcp_tag {
	DHCP_OPT_NETMASK = 1,
	DHCP_OPT_ROUTER = 3,
	DHCP_OPT_DNS = 6,
	DHCP_OPT_VENDOR = 43,
	DHCP_OPT_REQUESTED_IP = 50,
	DHCP_OPT_LEASE = 51,
	DHCP_OPT_OVERLOAD = 52,
	DHCP_OPT_TYPE = 53,
	DHCP_OPT_SERVER_ID = 54,
	DHCP_OPT_PARAMETERS = 55,
	DHCP_OPT_MAX_SIZE = 57,
	DHCP_OPT_T1 = 58,
	DHCP_OPT_T2 = 59,
	DHCP_OPT_VENDOR_CLASS = 60,
	DHCP_OPT_CLIENT_ID = 61,
	DHCP_OPT_TFTP_SERVER = 66,
	DHCP_OPT_FILENAME = 67,
	DHCP_OPT_USER_CLASS = 77,
	DHCP_OPT_ARCH = 93,
	DHCP_OPT_NDI = 94,
	DHCP_OPT_UUID = 97,
	DHCP_OPT_ENCAP = 175,
	/* inside others, as settings write them: 43.9, 43.71, 175.1 */
	DHCP_OPT_BOOT_MENU = 0x2b09,
	DHCP_OPT_BOOT_ITEM = 0x2b47,
	DHCP_OPT_PRIORITY = 0xaf01,
	DHCP_OPT_NO_PXEDHCP = 0xafb0,
};

/* A reply. Options stay in (raw); nothing points outside of the struct, so it may be copied. */
struct dhcp_packet {
	uint8_t raw[DHCP_PACKET_MAX];
	size_t len;
	uint8_t op; /* 1 from a client, 2 from a server */
	uint32_t xid, ciaddr, yiaddr, siaddr, giaddr;
	uint8_t mac[6];
	bool has_options; /* the magic cookie is there */
	uint8_t overload; /* option 52: 1 file, 2 sname hold options */
};

/* Reads the UDP payload (data). -ERR_PROTO (nothing recorded) when it is no BOOTP message for an
 * Ethernet card, -ERR_TOOBIG when longer than DHCP_PACKET_MAX. */
int dhcp_parse(const void *data, size_t len, struct dhcp_packet *ret);

/* Copies at most (cap) bytes of option (tag) and returns its whole length, or -ERR_NOENT. Parts of
 * a repeated option are joined (RFC 3396). Tags above 255 are encapsulated: 0x2b09 is 43.9. */
int dhcp_option(const struct dhcp_packet *p, uint64_t tag, void *out, size_t cap);

/* True and *(ret) set if the option is there and long enough; the first value if it is a list. */
bool dhcp_option_u8(const struct dhcp_packet *p, uint64_t tag, uint8_t *ret);
bool dhcp_option_u32(const struct dhcp_packet *p, uint64_t tag, uint32_t *ret);

/* The message type, DHCP_BOOTP if there is none. */
int dhcp_type(const struct dhcp_packet *p);

/* The boot file: the file field if it holds a name, else option 67. Copies at most (cap) bytes, no
 * NUL added, and returns the length; 0 if none is named. */
size_t dhcp_filename(const struct dhcp_packet *p, char *out, size_t cap);

/* Is a boot file named? */
bool dhcp_names_file(const struct dhcp_packet *p);

/* Who sent it: option 54, else siaddr, else (from). */
uint32_t dhcp_server(const struct dhcp_packet *p, uint32_t from);

/* 175.1; 0 if it is not there. */
int dhcp_priority(const struct dhcp_packet *p);
bool dhcp_has_priority(const struct dhcp_packet *p);

/* The broadcast flag, which servers copy from the message they answer. */
bool dhcp_wants_broadcast(const struct dhcp_packet *p);

/* The server of the boot file: siaddr, else option 66 if it is a dotted address, else, if a file is
 * named at all and option 66 is not there, the DHCP server itself (as firmwares do). 0 if unknown,
 * or if option 66 is a host name: see dhcp_server_name(). */
uint32_t dhcp_next_server(const struct dhcp_packet *p);

/* Option 66, or the sname field if that is all there is. As dhcp_filename(). */
size_t dhcp_server_name(const struct dhcp_packet *p, char *out, size_t cap);

/* Option 60 begins with PXEClient: an answer of, or for, PXE. */
bool dhcp_is_pxe(const struct dhcp_packet *p);

/* What goes into a message of ours. Zero or NULL leaves an option out. */
struct dhcp_request {
	enum dhcp_type type;
	uint32_t xid;
	uint16_t secs;
	bool broadcast; /* ask for broadcast answers */
	uint32_t ciaddr;
	uint8_t mac[6];
	uint32_t requested_ip;  /* 50 */
	uint32_t server_id;     /* 54 */
	uint16_t arch;          /* 93, always sent */
	uint8_t ndi[3];         /* 94, always sent */
	const uint8_t *uuid;    /* 97: 16 bytes as SMBIOS has them */
	const void *user_class; /* 77, raw */
	size_t user_class_len;
	const void *vendor_class; /* 60; NULL: made of arch and ndi */
	size_t vendor_class_len;
	const uint8_t *features;         /* 175: tags of what is built in, ends with 0 */
	uint8_t version[3];              /* 175.235 */
	uint16_t pci_vendor, pci_device; /* 175.177 */
	bool pxe_item;                   /* 43.71: ask for item (pxe_type) of the boot menu */
	uint16_t pxe_type;
};

/* Writes the message and returns its length. -ERR_TOOBIG (recorded) when (cap) does not do. */
int dhcp_build(const struct dhcp_request *rq, uint8_t *out, size_t cap);
