/* SPDX-License-Identifier: BSD-2-Clause */
/*
 * The firmware's DHCP packets out of EFI_PXE_BASE_CODE_PROTOCOL (UEFI 2.10, 24.3), which keeps
 * them in buffers of fixed size: the length is found from the options (RFC 2131, 2132).
 */
#include "arch/efi/cached.h"

#include <stdlib.h>

#include "arch/platform.h"
#include "core/status.h"
#include "core/util.h"

#define BOOTP_OPTIONS 240 /* where options begin, after the magic cookie */
#define BOOTP_MAGIC   0x63825363u
#define OPT_PAD       0
#define OPT_END       255

static struct {
	EFI_PXE_BASE_CODE_MODE *mode; /* a copy; NULL if there is none */
	size_t len[CACHED_PXE_REPLY + 1];
} cached;

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

static EFI_PXE_BASE_CODE_PACKET *packet_of(enum cached_packet which)
{
	switch (which) {
	case CACHED_ACK:
		return cached.mode->DhcpAckReceived ? &cached.mode->DhcpAck : NULL;
	case CACHED_PROXY:
		return cached.mode->ProxyOfferReceived ? &cached.mode->ProxyOffer : NULL;
	case CACHED_PXE_REPLY:
		return cached.mode->PxeReplyReceived ? &cached.mode->PxeReply : NULL;
	}
	return NULL;
}

void cached_init(EFI_HANDLE device, EFI_DEVICE_PATH *path)
{
	EFI_PXE_BASE_CODE *pxe = efi_protocol(device, &guid_pxe_base_code);

	if (!pxe)
		pxe = efi_protocol(efi_parent_with(&guid_pxe_base_code, path), &guid_pxe_base_code);
	if (!pxe || !pxe->Mode || !pxe->Mode->Started || pxe->Mode->UsingIpv6)
		return;
	cached.mode = malloc(sizeof(*cached.mode));
	if (!cached.mode)
		return;
	*cached.mode = *pxe->Mode;
	for (unsigned i = 0; i < ARRAY_SIZE(cached.len); i++) {
		const EFI_PXE_BASE_CODE_PACKET *p = packet_of(i);

		if (p && get_be32(p->Raw + BOOTP_OPTIONS - 4) == BOOTP_MAGIC)
			cached.len[i] = packet_len(p->Raw, sizeof(p->Raw));
	}
}

int plat_cached_packet(enum cached_packet which, const uint8_t **ret_packet, size_t *ret_len)
{
	if (which > CACHED_PXE_REPLY || !cached.len[which])
		return -ERR_NOENT;
	*ret_packet = packet_of(which)->Raw;
	*ret_len = cached.len[which];
	return 0;
}

bool cached_mode(EFI_PXE_BASE_CODE_MODE *ret)
{
	if (!cached.mode || !cached.len[CACHED_ACK])
		return false;
	*ret = *cached.mode;
	return true;
}

void cached_give(EFI_PXE_BASE_CODE *pxe)
{
	EFI_PXE_BASE_CODE_MODE *m = cached.mode;

	if (!m)
		return;
	(void)pxe->SetPackets(pxe, &m->DhcpDiscoverValid, &m->DhcpAckReceived,
		&m->ProxyOfferReceived, &m->PxeDiscoverValid, &m->PxeReplyReceived,
		&m->PxeBisReplyReceived, &m->DhcpDiscover, &m->DhcpAck, &m->ProxyOffer,
		&m->PxeDiscover, &m->PxeReply, &m->PxeBisReply);
	(void)pxe->SetStationIp(pxe, &m->StationIp, &m->SubnetMask);
}
