/* SPDX-License-Identifier: BSD-2-Clause */
/*
 * Reading and writing of DHCP messages: RFC 2131 (fields), RFC 2132 (options, overload), RFC 3396
 * (options in parts), RFC 4578 (PXE), and option 175 as iPXE's users know it.
 *
 * A broken option ends its area: what came before it counts, what follows does not.
 */
#include "net/dhcp_packet.h"

#include <stdio.h>
#include <string.h>

#include "core/status.h"
#include "core/util.h"

enum { /* offsets */
	OP = 0,
	HTYPE = 1,
	HLEN = 2,
	XID = 4,
	SECS = 8,
	FLAGS = 10,
	CIADDR = 12,
	YIADDR = 16,
	SIADDR = 20,
	GIADDR = 24,
	CHADDR = 28,
	SNAME = 44,
	FILE_ = 108,
	COOKIE = 236,
	OPTIONS = 240,
};
#define SNAME_LEN      (FILE_ - SNAME)
#define FILE_LEN       (COOKIE - FILE_)
#define MAGIC          0x63825363
#define BOOTREQUEST    1
#define ETHERNET       1
#define FLAG_BROADCAST 0x8000
#define MAX_SIZE       1472
#define LEN_MIN        300 /* RFC 1542 2.1; some relays drop anything shorter */
#define PAD            0
#define END            255
#define OVERLOAD_FILE  1
#define OVERLOAD_SNAME 2

int dhcp_parse(const void *data, size_t len, struct dhcp_packet *ret)
{
	const uint8_t *p = data;

	if (len > DHCP_PACKET_MAX)
		return -ERR_TOOBIG;
	if (len < COOKIE || p[HTYPE] != ETHERNET || p[HLEN] != sizeof(ret->mac))
		return -ERR_PROTO;
	memset(ret, 0, sizeof(*ret));
	memcpy(ret->raw, p, len);
	ret->len = len;
	ret->op = p[OP];
	ret->xid = get_be32(p + XID);
	ret->ciaddr = get_be32(p + CIADDR);
	ret->yiaddr = get_be32(p + YIADDR);
	ret->siaddr = get_be32(p + SIADDR);
	ret->giaddr = get_be32(p + GIADDR);
	memcpy(ret->mac, p + CHADDR, sizeof(ret->mac));
	ret->has_options = len >= OPTIONS && get_be32(p + COOKIE) == MAGIC;
	/* Read while .overload is still 0: the option cannot itself be in an overloaded field. */
	(void)dhcp_option_u8(ret, DHCP_OPT_OVERLOAD, &ret->overload);
	return 0;
}

/* Appends each value of (tag) in (area) to (out) at (have); returns the new length. (out) may be
 * the start of (area): values only move down. */
static size_t collect(
	const uint8_t *area, size_t len, uint8_t tag, uint8_t *out, size_t have, bool *found)
{
	size_t pos = 0;

	while (pos < len && area[pos] != END) {
		uint8_t here = area[pos++], n;

		if (here == PAD)
			continue;
		if (pos == len)
			break;
		n = area[pos++];
		if (n > len - pos)
			break;
		if (here == tag) {
			memmove(out + have, area + pos, n);
			have += n;
			*found = true;
		}
		pos += n;
	}
	return have;
}

static size_t collect_packet(const struct dhcp_packet *p, uint8_t tag, uint8_t *out, bool *found)
{
	size_t n = collect(p->raw + OPTIONS, p->len - OPTIONS, tag, out, 0, found);

	if (p->overload & OVERLOAD_FILE)
		n = collect(p->raw + FILE_, FILE_LEN, tag, out, n, found);
	if (p->overload & OVERLOAD_SNAME)
		n = collect(p->raw + SNAME, SNAME_LEN, tag, out, n, found);
	return n;
}

int dhcp_option(const struct dhcp_packet *p, uint64_t tag, void *out, size_t cap)
{
	uint8_t buf[DHCP_PACKET_MAX];
	int shift = 56;
	bool found = false;
	size_t n;

	if (!p->has_options || tag == 0)
		return -ERR_NOENT;
	while (!(tag >> shift))
		shift -= 8;
	if ((tag >> shift) == END)
		return -ERR_NOENT;
	n = collect_packet(p, (uint8_t)(tag >> shift), buf, &found);
	while (found && shift > 0) {
		shift -= 8;
		found = false;
		n = collect(buf, n, (uint8_t)(tag >> shift), buf, 0, &found);
	}
	if (!found)
		return -ERR_NOENT;
	memcpy(out, buf, MIN(n, cap));
	return (int)n;
}

bool dhcp_option_u8(const struct dhcp_packet *p, uint64_t tag, uint8_t *ret)
{
	return dhcp_option(p, tag, ret, sizeof(*ret)) >= (int)sizeof(*ret);
}

bool dhcp_option_u32(const struct dhcp_packet *p, uint64_t tag, uint32_t *ret)
{
	uint8_t b[4];

	if (dhcp_option(p, tag, b, sizeof(b)) < (int)sizeof(b))
		return false;
	*ret = get_be32(b);
	return true;
}

int dhcp_type(const struct dhcp_packet *p)
{
	uint8_t type;

	return dhcp_option_u8(p, DHCP_OPT_TYPE, &type) ? type : DHCP_BOOTP;
}

/* The text of option (tag) without what some servers count as part of it: a NUL and what is behind
 * it, and at its end blanks, line ends and 0xff. Copies at most (cap) bytes, returns the length. */
static size_t option_text(const struct dhcp_packet *p, uint8_t tag, char *out, size_t cap)
{
	uint8_t text[DHCP_PACKET_MAX];
	int rc = dhcp_option(p, tag, text, sizeof(text));
	size_t n = rc > 0 ? strnlen((const char *)text, (size_t)rc) : 0;

	while (n > 0 && (text[n - 1] <= ' ' || text[n - 1] == 0xff))
		n--;
	memcpy(out, text, MIN(n, cap));
	return n;
}

/* A name from the field at (field), unless that holds options; else from option (tag). */
static size_t name_get(const struct dhcp_packet *p, size_t field, size_t field_len,
	uint8_t overload, uint8_t tag, char *out, size_t cap)
{
	const char *name = (const char *)p->raw + field;
	size_t n = strnlen(name, field_len);

	if (n > 0 && !(p->overload & overload)) {
		memcpy(out, name, MIN(n, cap));
		return n;
	}
	return option_text(p, tag, out, cap);
}

size_t dhcp_filename(const struct dhcp_packet *p, char *out, size_t cap)
{
	return name_get(p, FILE_, FILE_LEN, OVERLOAD_FILE, DHCP_OPT_FILENAME, out, cap);
}

size_t dhcp_server_name(const struct dhcp_packet *p, char *out, size_t cap)
{
	size_t n = option_text(p, DHCP_OPT_TFTP_SERVER, out, cap);

	if (n > 0)
		return n;
	return name_get(p, SNAME, SNAME_LEN, OVERLOAD_SNAME, DHCP_OPT_TFTP_SERVER, out, cap);
}

static bool parse_dotted(const char *s, size_t len, uint32_t *ret)
{
	uint32_t ip = 0, part = 0;
	unsigned dots = 0, digits = 0;

	for (size_t i = 0; i < len; i++) {
		if (s[i] == '.' && digits && dots < 3) {
			ip = ip << 8 | part;
			part = digits = 0;
			dots++;
			continue;
		}
		if (s[i] < '0' || s[i] > '9')
			return false;
		part = part * 10 + (uint32_t)(s[i] - '0');
		if (++digits > 3 || part > 255)
			return false;
	}
	if (dots != 3 || !digits)
		return false;
	*ret = ip << 8 | part;
	return true;
}

uint32_t dhcp_next_server(const struct dhcp_packet *p)
{
	char name[16];
	uint32_t ip = 0;
	size_t n;

	if (p->siaddr)
		return p->siaddr;
	n = option_text(p, DHCP_OPT_TFTP_SERVER, name, sizeof(name));
	if (n > 0) {
		(void)(n < sizeof(name) && parse_dotted(name, n, &ip));
		return ip;
	}
	if (dhcp_names_file(p))
		(void)dhcp_option_u32(p, DHCP_OPT_SERVER_ID, &ip);
	return ip;
}

bool dhcp_names_file(const struct dhcp_packet *p)
{
	char one;

	return dhcp_filename(p, &one, 1) > 0;
}

uint32_t dhcp_server(const struct dhcp_packet *p, uint32_t from)
{
	uint32_t server = 0;

	if (dhcp_option_u32(p, DHCP_OPT_SERVER_ID, &server) && server)
		return server;
	return p->siaddr ? p->siaddr : from;
}

bool dhcp_has_priority(const struct dhcp_packet *p)
{
	uint8_t priority;

	return dhcp_option_u8(p, DHCP_OPT_PRIORITY, &priority);
}

bool dhcp_wants_broadcast(const struct dhcp_packet *p)
{
	return get_be16(p->raw + FLAGS) & FLAG_BROADCAST;
}

int dhcp_priority(const struct dhcp_packet *p)
{
	uint8_t priority = 0;

	(void)dhcp_option_u8(p, DHCP_OPT_PRIORITY, &priority);
	return (int8_t)priority;
}

bool dhcp_is_pxe(const struct dhcp_packet *p)
{
	char class[9];

	return dhcp_option(p, DHCP_OPT_VENDOR_CLASS, class, sizeof(class)) >= (int)sizeof(class) &&
		memcmp(class, "PXEClient", sizeof(class)) == 0;
}

/* ---- writing ---- */

struct writer {
	uint8_t *p;
	size_t len, cap;
	bool full;
};

static void put(struct writer *w, const void *data, size_t len)
{
	if (w->full || len > w->cap - w->len) {
		w->full = true;
		return;
	}
	memcpy(w->p + w->len, data, len);
	w->len += len;
}

/* In parts of 255 bytes if it is longer (RFC 3396). */
static void put_option(struct writer *w, uint8_t tag, const void *data, size_t len)
{
	const uint8_t *p = data;

	do {
		uint8_t n = (uint8_t)MIN(len, 255u);
		uint8_t head[2] = {tag, n};

		put(w, head, sizeof(head));
		put(w, p, n);
		p += n;
		len -= n;
	} while (len > 0);
}

static void put_u32(struct writer *w, uint8_t tag, uint32_t v)
{
	uint8_t b[4];

	put_be32(b, v);
	put_option(w, tag, b, sizeof(b));
}

static void put_vendor_class(struct writer *w, const struct dhcp_request *rq)
{
	char text[48];
	int n;

	if (rq->vendor_class) {
		put_option(w, DHCP_OPT_VENDOR_CLASS, rq->vendor_class, rq->vendor_class_len);
		return;
	}
	n = snprintf(text, sizeof(text), "PXEClient:Arch:%05u:UNDI:%03u%03u", rq->arch, rq->ndi[1],
		rq->ndi[2]);
	put_option(w, DHCP_OPT_VENDOR_CLASS, text, (size_t)n);
}

/* Option 175 tells what can be asked of us; servers also use its mere presence. */
static void put_encap(struct writer *w, const struct dhcp_request *rq)
{
	static const uint8_t yes = 1;
	uint8_t bytes[128], bus[5] = {1}; /* 1: PCI */
	struct writer sub = {.p = bytes, .cap = sizeof(bytes)};

	for (const uint8_t *f = rq->features; f && *f; f++)
		put_option(&sub, *f, &yes, 1);
	put_option(&sub, 235, rq->version, sizeof(rq->version));
	if (rq->pci_vendor) {
		put_be16(bus + 1, rq->pci_vendor);
		put_be16(bus + 3, rq->pci_device);
		put_option(&sub, 177, bus, sizeof(bus));
	}
	w->full |= sub.full;
	put_option(w, DHCP_OPT_ENCAP, bytes, sub.len);
}

static void put_identity(struct writer *w, const struct dhcp_request *rq)
{
	uint8_t id[17] = {ETHERNET};

	memcpy(id + 1, rq->mac, sizeof(rq->mac));
	put_option(w, DHCP_OPT_CLIENT_ID, id, 1 + sizeof(rq->mac));
	if (rq->uuid) {
		id[0] = 0; /* type: GUID, as is */
		memcpy(id + 1, rq->uuid, 16);
		put_option(w, DHCP_OPT_UUID, id, sizeof(id));
	}
}

static void put_pxe_item(struct writer *w, const struct dhcp_request *rq)
{
	uint8_t item[7] = {71, 4}; /* type, then layer 0; then the end */

	put_be16(item + 2, rq->pxe_type);
	item[6] = END;
	put_option(w, DHCP_OPT_VENDOR, item, sizeof(item));
}

static void put_options(struct writer *w, const struct dhcp_request *rq)
{
	static const uint8_t wanted[] = {
		1,
		3,
		6,
		7,
		12,
		15,
		17,
		26,
		42,
		43,
		51,
		54,
		58,
		59,
		60,
		66,
		67,
		119,
		121,
		128,
		129,
		130,
		131,
		132,
		133,
		134,
		135,
		175,
		203,
		209,
		210,
		211,
	};
	static const uint8_t max_size[] = {MAX_SIZE >> 8, MAX_SIZE & 0xff};
	uint8_t type = (uint8_t)rq->type, arch[2], end = END;

	put_option(w, DHCP_OPT_TYPE, &type, 1);
	put_option(w, DHCP_OPT_MAX_SIZE, max_size, sizeof(max_size));
	if (rq->server_id)
		put_u32(w, DHCP_OPT_SERVER_ID, rq->server_id);
	if (rq->requested_ip)
		put_u32(w, DHCP_OPT_REQUESTED_IP, rq->requested_ip);
	put_be16(arch, rq->arch);
	put_option(w, DHCP_OPT_ARCH, arch, sizeof(arch));
	put_option(w, DHCP_OPT_NDI, rq->ndi, sizeof(rq->ndi));
	put_vendor_class(w, rq);
	if (rq->user_class_len)
		put_option(w, DHCP_OPT_USER_CLASS, rq->user_class, rq->user_class_len);
	put_option(w, DHCP_OPT_PARAMETERS, wanted, sizeof(wanted));
	put_encap(w, rq);
	put_identity(w, rq);
	if (rq->pxe_item)
		put_pxe_item(w, rq);
	put(w, &end, 1);
}

int dhcp_build(const struct dhcp_request *rq, uint8_t *out, size_t cap)
{
	struct writer w = {.p = out, .len = OPTIONS, .cap = cap};

	if (cap < LEN_MIN)
		return fail(ERR_TOOBIG, "dhcp: %zu bytes are too few for a message", cap);
	memset(out, 0, cap);
	out[OP] = BOOTREQUEST;
	out[HTYPE] = ETHERNET;
	out[HLEN] = sizeof(rq->mac);
	put_be32(out + XID, rq->xid);
	put_be16(out + SECS, rq->secs);
	put_be16(out + FLAGS, rq->broadcast ? FLAG_BROADCAST : 0);
	put_be32(out + CIADDR, rq->ciaddr);
	memcpy(out + CHADDR, rq->mac, sizeof(rq->mac));
	put_be32(out + COOKIE, MAGIC);
	put_options(&w, rq);
	if (w.full)
		return fail(ERR_TOOBIG,
			"dhcp: the options do not fit into %zu bytes "
			"(user-class or vendor-class too long)",
			cap);
	return (int)MAX(w.len, (size_t)LEN_MIN);
}
