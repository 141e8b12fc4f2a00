/* SPDX-License-Identifier: BSD-2-Clause */
/*
 * The firmware's DHCP packets out of EFI_PXE_BASE_CODE_PROTOCOL (UEFI 2.10, 24.3), which keeps
 * them in buffers of fixed size: the length is found from the options (RFC 2131, 2132).
 */
#include "arch/efi/cached.h"

#include <stdlib.h>
#include <string.h>

#include "arch/platform.h"
#include "core/status.h"
#include "core/util.h"

#define BOOTP_OPTIONS 240	/* where options begin, after the magic cookie */
#define BOOTP_MAGIC 0x63825363u
#define OPT_PAD 0
#define OPT_END 255

/* Indexed by enum cached_packet. */
static struct {
	EFI_PXE_BASE_CODE_PACKET *packet;
	size_t len;
} cached[CACHED_PXE_REPLY + 1];

/* Bytes up to and with the end option; all (cap) if there is none. */
static size_t packet_len(const uint8_t *p, size_t cap)
{
	size_t pos = BOOTP_OPTIONS;

	while (pos < cap) {
		if (p[pos] == OPT_END)
			return pos + 1;
		if (p[pos] == OPT_PAD) {
			pos++;
			continue;
		}
		if (cap - pos < 2 || p[pos + 1] > cap - pos - 2)
			return cap;
		pos += 2u + p[pos + 1];
	}
	return cap;
}

static void keep(enum cached_packet which, bool valid, const EFI_PXE_BASE_CODE_PACKET *packet)
{
	if (!valid || get_be32(packet->Raw + BOOTP_OPTIONS - 4) != BOOTP_MAGIC)
		return;
	cached[which].packet = malloc(sizeof(*packet));
	if (!cached[which].packet)
		return;
	memcpy(cached[which].packet, packet, sizeof(*packet));
	cached[which].len = packet_len(packet->Raw, sizeof(packet->Raw));
}

void cached_init(EFI_HANDLE device, EFI_DEVICE_PATH *path)
{
	EFI_PXE_BASE_CODE *pxe = efi_protocol(device, &guid_pxe_base_code);
	const EFI_PXE_BASE_CODE_MODE *mode;

	if (!pxe)
		pxe = efi_protocol(efi_parent_with(&guid_pxe_base_code, path), &guid_pxe_base_code);
	mode = pxe ? pxe->Mode : NULL;
	if (!mode || !mode->Started || mode->UsingIpv6)
		return;
	keep(CACHED_ACK, mode->DhcpAckReceived, &mode->DhcpAck);
	keep(CACHED_PROXY, mode->ProxyOfferReceived, &mode->ProxyOffer);
	keep(CACHED_PXE_REPLY, mode->PxeReplyReceived, &mode->PxeReply);
}

int plat_cached_packet(enum cached_packet which, const uint8_t **ret_packet, size_t *ret_len)
{
	if (which > CACHED_PXE_REPLY || !cached[which].packet)
		return -ERR_NOENT;
	*ret_packet = cached[which].packet->Raw;
	*ret_len = cached[which].len;
	return 0;
}

void cached_give(EFI_PXE_BASE_CODE *pxe)
{
	EFI_PXE_BASE_CODE_PACKET *ack = cached[CACHED_ACK].packet;
	EFI_PXE_BASE_CODE_PACKET *proxy = cached[CACHED_PROXY].packet;
	EFI_PXE_BASE_CODE_PACKET *reply = cached[CACHED_PXE_REPLY].packet;
	BOOLEAN yes = TRUE;

	(void)pxe->SetPackets(pxe, NULL, ack ? &yes : NULL, proxy ? &yes : NULL, NULL,
			      reply ? &yes : NULL, NULL, NULL, ack, proxy, NULL, reply, NULL);
}
