/* SPDX-License-Identifier: BSD-2-Clause */
/*
 * Loaders such as shim and GRUB read from EFI_PXE_BASE_CODE_PROTOCOL (UEFI 2.10, 24.3) who loaded
 * them, and shim fetches its second stage through it. The firmware forgets the answers when the
 * card is taken from it; so programs get a copy of ours, whose functions bring up the firmware's
 * protocol with the old packets at the first call that needs it. IPv4 only.
 */
#include "arch/efi/pxe.h"

#include <string.h>

#include "arch/efi/cached.h"
#include "arch/efi/devpath.h"
#include "arch/platform.h"
#include "core/util.h"

static struct {
	EFI_PXE_BASE_CODE protocol;
	EFI_PXE_BASE_CODE_MODE mode;
	const struct snp_card *card;
	bool used;
} pxe;

/* The firmware's for IPv4 on our card. It may come and go: looked up for each call. */
static EFI_PXE_BASE_CODE *find_firmwares(void)
{
	EFI_PXE_BASE_CODE *found = NULL;
	size_t card_len = devpath_len(pxe.card->path);
	EFI_HANDLE *handles = NULL;
	UINTN n = 0;

	if (EFI_ERROR(efi.bs->LocateHandleBuffer(
		    ByProtocol, &guid_pxe_base_code, NULL, &n, &handles)))
		return NULL;
	for (UINTN i = 0; i < n && !found; i++) {
		EFI_DEVICE_PATH *path = efi_protocol(handles[i], &guid_device_path);
		EFI_PXE_BASE_CODE *p = efi_protocol(handles[i], &guid_pxe_base_code);

		if (p != &pxe.protocol && devpath_len(path) >= card_len &&
			!memcmp(path, pxe.card->path, card_len) &&
			!devpath_find(path, MESSAGING_DEVICE_PATH, MSG_IPv6_DP))
			found = p;
	}
	(void)efi.bs->FreePool(handles);
	return found;
}

/* The firmware's, started and told what it knew; NULL if it is gone. */
static EFI_PXE_BASE_CODE *firmwares(void)
{
	EFI_PXE_BASE_CODE *real = find_firmwares();

	if (!real || !real->Mode)
		return NULL;
	if (real->Mode->Started)
		return real;
	if (EFI_ERROR(real->Start(real, FALSE)))
		return NULL;
	cached_give(real);
	pxe.used = true;
	return real;
}

/* What the call changed is to be seen in our copy, too. */
static EFI_STATUS done(const EFI_PXE_BASE_CODE *real, EFI_STATUS status)
{
	pxe.mode = *real->Mode;
	return status;
}

static EFI_STATUS EFIAPI pxe_start(EFI_PXE_BASE_CODE *self, BOOLEAN use_ipv6)
{
	(void)self;
	if (use_ipv6)
		return EFI_UNSUPPORTED;
	if (pxe.mode.Started)
		return EFI_ALREADY_STARTED;
	pxe.mode.Started = TRUE;
	return EFI_SUCCESS;
}

static EFI_STATUS EFIAPI pxe_stop(EFI_PXE_BASE_CODE *self)
{
	(void)self;
	if (!pxe.mode.Started)
		return EFI_NOT_STARTED;
	pxe_done();
	pxe.mode.Started = FALSE;
	return EFI_SUCCESS;
}

static EFI_STATUS EFIAPI pxe_dhcp(EFI_PXE_BASE_CODE *self, BOOLEAN sort_offers)
{
	EFI_PXE_BASE_CODE *real = firmwares();

	(void)self;
	return real ? done(real, real->Dhcp(real, sort_offers)) : EFI_NOT_STARTED;
}

static EFI_STATUS EFIAPI pxe_discover(EFI_PXE_BASE_CODE *self, UINT16 type, UINT16 *layer,
	BOOLEAN use_bis, EFI_PXE_BASE_CODE_DISCOVER_INFO *info)
{
	EFI_PXE_BASE_CODE *real = firmwares();

	(void)self;
	return real ? done(real, real->Discover(real, type, layer, use_bis, info))
		    : EFI_NOT_STARTED;
}

static EFI_STATUS EFIAPI pxe_mtftp(EFI_PXE_BASE_CODE *self, EFI_PXE_BASE_CODE_TFTP_OPCODE op,
	VOID *buffer, BOOLEAN overwrite, UINT64 *size, UINTN *block_size, EFI_IP_ADDRESS *server,
	UINT8 *name, EFI_PXE_BASE_CODE_MTFTP_INFO *info, BOOLEAN no_buffer)
{
	EFI_PXE_BASE_CODE *real = firmwares();

	(void)self;
	return real ? done(real,
			      real->Mtftp(real, op, buffer, overwrite, size, block_size, server,
				      name, info, no_buffer))
		    : EFI_NOT_STARTED;
}

static EFI_STATUS EFIAPI pxe_udp_write(EFI_PXE_BASE_CODE *self, UINT16 flags, EFI_IP_ADDRESS *to,
	EFI_PXE_BASE_CODE_UDP_PORT *to_port, EFI_IP_ADDRESS *gateway, EFI_IP_ADDRESS *from,
	EFI_PXE_BASE_CODE_UDP_PORT *from_port, UINTN *head_size, VOID *head, UINTN *size,
	VOID *data)
{
	EFI_PXE_BASE_CODE *real = firmwares();

	(void)self;
	return real ? done(real,
			      real->UdpWrite(real, flags, to, to_port, gateway, from, from_port,
				      head_size, head, size, data))
		    : EFI_NOT_STARTED;
}

static EFI_STATUS EFIAPI pxe_udp_read(EFI_PXE_BASE_CODE *self, UINT16 flags, EFI_IP_ADDRESS *to,
	EFI_PXE_BASE_CODE_UDP_PORT *to_port, EFI_IP_ADDRESS *from,
	EFI_PXE_BASE_CODE_UDP_PORT *from_port, UINTN *head_size, VOID *head, UINTN *size,
	VOID *data)
{
	EFI_PXE_BASE_CODE *real = firmwares();

	(void)self;
	return real ? done(real,
			      real->UdpRead(real, flags, to, to_port, from, from_port, head_size,
				      head, size, data))
		    : EFI_NOT_STARTED;
}

static EFI_STATUS EFIAPI pxe_set_ip_filter(
	EFI_PXE_BASE_CODE *self, EFI_PXE_BASE_CODE_IP_FILTER *filter)
{
	EFI_PXE_BASE_CODE *real = firmwares();

	(void)self;
	return real ? done(real, real->SetIpFilter(real, filter)) : EFI_NOT_STARTED;
}

static EFI_STATUS EFIAPI pxe_arp(EFI_PXE_BASE_CODE *self, EFI_IP_ADDRESS *ip, EFI_MAC_ADDRESS *mac)
{
	EFI_PXE_BASE_CODE *real = firmwares();

	(void)self;
	return real ? done(real, real->Arp(real, ip, mac)) : EFI_NOT_STARTED;
}

static EFI_STATUS EFIAPI pxe_set_parameters(EFI_PXE_BASE_CODE *self, BOOLEAN *auto_arp,
	BOOLEAN *send_guid, UINT8 *ttl, UINT8 *tos, BOOLEAN *callback)
{
	EFI_PXE_BASE_CODE *real = firmwares();

	(void)self;
	return real ? done(real, real->SetParameters(real, auto_arp, send_guid, ttl, tos, callback))
		    : EFI_NOT_STARTED;
}

static EFI_STATUS EFIAPI pxe_set_station_ip(
	EFI_PXE_BASE_CODE *self, EFI_IP_ADDRESS *ip, EFI_IP_ADDRESS *mask)
{
	EFI_PXE_BASE_CODE *real = firmwares();

	(void)self;
	return real ? done(real, real->SetStationIp(real, ip, mask)) : EFI_NOT_STARTED;
}

static EFI_STATUS EFIAPI pxe_set_packets(EFI_PXE_BASE_CODE *self, BOOLEAN *discover_valid,
	BOOLEAN *ack_valid, BOOLEAN *proxy_valid, BOOLEAN *pxe_discover_valid, BOOLEAN *reply_valid,
	BOOLEAN *bis_valid, EFI_PXE_BASE_CODE_PACKET *discover, EFI_PXE_BASE_CODE_PACKET *ack,
	EFI_PXE_BASE_CODE_PACKET *proxy, EFI_PXE_BASE_CODE_PACKET *pxe_discover,
	EFI_PXE_BASE_CODE_PACKET *reply, EFI_PXE_BASE_CODE_PACKET *bis)
{
	EFI_PXE_BASE_CODE *real = firmwares();

	(void)self;
	return real ? done(real,
			      real->SetPackets(real, discover_valid, ack_valid, proxy_valid,
				      pxe_discover_valid, reply_valid, bis_valid, discover, ack,
				      proxy, pxe_discover, reply, bis))
		    : EFI_NOT_STARTED;
}

EFI_PXE_BASE_CODE *pxe_init(const struct snp_card *card)
{
	if (!card || !card->path || !cached_mode(&pxe.mode))
		return NULL;
	pxe.card = card;
	pxe.used = false;
	pxe.protocol = (EFI_PXE_BASE_CODE){
		.Revision = EFI_PXE_BASE_CODE_PROTOCOL_REVISION,
		.Start = pxe_start,
		.Stop = pxe_stop,
		.Dhcp = pxe_dhcp,
		.Discover = pxe_discover,
		.Mtftp = pxe_mtftp,
		.UdpWrite = pxe_udp_write,
		.UdpRead = pxe_udp_read,
		.SetIpFilter = pxe_set_ip_filter,
		.Arp = pxe_arp,
		.SetParameters = pxe_set_parameters,
		.SetStationIp = pxe_set_station_ip,
		.SetPackets = pxe_set_packets,
		.Mode = &pxe.mode,
	};
	return &pxe.protocol;
}

void pxe_done(void)
{
	EFI_PXE_BASE_CODE *real = pxe.used ? find_firmwares() : NULL;

	pxe.used = false;
	if (real && real->Mode && real->Mode->Started)
		(void)real->Stop(real);
}
