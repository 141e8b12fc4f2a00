/* SPDX-License-Identifier: BSD-2-Clause */
/*
 * The device handle of a started program. Its device path continues the network card's, as those of
 * the firmware's own network boot do (UEFI 2.10, 10.3.4.6 MAC, 10.3.4.12 IPv4, 10.3.4.22 URI):
 * programs read from it which card and which URL they came from.
 */
#include "arch/efi/bootdev.h"

#include <stdlib.h>
#include <string.h>

#include "arch/efi/devpath.h"
#include "arch/efi/pxe.h"
#include "arch/efi/simplefs.h"
#include "arch/efi/snp.h"
#include "core/log.h"
#include "core/status.h"
#include "core/strbuf.h"
#include "core/uri.h"
#include "core/util.h"

#define IPV4_NODE_LEN 23 /* of the data: addresses, ports, protocol, static, gateway, mask */
#define IPV4_REMOTE   4
#define IPV4_PROTOCOL 12
#define PROTOCOL_TCP  6
#define PROTOCOL_UDP  17
#define BOOTP_YIADDR  16 /* RFC 2131 2 */

/* Our own vendor node, for images that came from no URI. */
static const EFI_GUID guid_vendor = {
	0x6a1a5b2e, 0x0f0c, 0x4d2b, {0x9b, 0x1e, 0x54, 0x8c, 0x21, 0x77, 0x3d, 0x60}};

/* "10.0.0.1" into four bytes; false for anything else. */
static bool ipv4_literal(const char *s, uint8_t out[4])
{
	for (int i = 0; i < 4; i++) {
		char *end;
		unsigned long v = strtoul(s, &end, 10);

		if (end == s || v > 255 || *s < '0' || *s > '9' || *end != (i < 3 ? '.' : '\0'))
			return false;
		out[i] = (uint8_t)v;
		s = end + 1;
	}
	return true;
}

static void ipv4_node(const struct uri *u, uint8_t out[IPV4_NODE_LEN])
{
	const uint8_t *ack;
	size_t ack_len;

	memset(out, 0, IPV4_NODE_LEN);
	if (plat_cached_packet(CACHED_ACK, &ack, &ack_len) == 0 && ack_len >= BOOTP_YIADDR + 4)
		memcpy(out, ack + BOOTP_YIADDR, 4);
	if (u->host && !ipv4_literal(u->host, out + IPV4_REMOTE))
		memset(out + IPV4_REMOTE, 0, 4);
	out[IPV4_PROTOCOL] = u->scheme && !strcmp(u->scheme, "tftp") ? PROTOCOL_UDP : PROTOCOL_TCP;
}

static bool is_http(const struct uri *u)
{
	return u->scheme && (!strcmp(u->scheme, "http") || !strcmp(u->scheme, "https"));
}

/* (unique): one node more, so that the path differs from one that is there already. */
static EFI_DEVICE_PATH *make_path(const struct boot_spec *spec, bool unique)
{
	struct snp_card *card = nics_main();
	_cleanup_(uri_freep) struct uri *u = NULL;
	struct devpath_node nodes[3];
	uint8_t ipv4[IPV4_NODE_LEN];
	size_t n = 0;

	if (card && card->path && spec->uri && uri_parse(spec->uri, &u) == 0 && u->host) {
		ipv4_node(u, ipv4);
		nodes[n++] = (struct devpath_node){
			MESSAGING_DEVICE_PATH, MSG_IPv4_DP, ipv4, sizeof(ipv4)};
		if (is_http(u))
			nodes[n++] = (struct devpath_node){
				MESSAGING_DEVICE_PATH, MSG_URI_DP, spec->uri, strlen(spec->uri)};
	}
	if (n == 0 || unique)
		nodes[n++] = (struct devpath_node){
			MEDIA_DEVICE_PATH, MEDIA_VENDOR_DP, &guid_vendor, sizeof(guid_vendor)};
	return devpath_build(card ? card->path : NULL, nodes, n);
}

static EFI_STATUS install(struct bootdev *dev)
{
	dev->handle = NULL;
	return efi.bs->InstallMultipleProtocolInterfaces(
		&dev->handle, &guid_device_path, dev->path, &guid_simple_fs, dev->simple_fs, NULL);
}

static void add_pxe(struct bootdev *dev)
{
	EFI_PXE_BASE_CODE *pxe = pxe_init(nics_main());

	if (pxe &&
		!EFI_ERROR(efi.bs->InstallMultipleProtocolInterfaces(
			&dev->handle, &guid_pxe_base_code, pxe, NULL)))
		dev->pxe = pxe;
}

int bootdev_install(const struct boot_spec *spec, struct bootdev *ret)
{
	struct bootdev dev = {
		.path = make_path(spec, false),
		.simple_fs = simplefs_init(spec->files, spec->n_files),
	};
	EFI_STATUS status = dev.path ? install(&dev) : EFI_OUT_OF_RESOURCES;

	/* The path is somebody's: the loader that started us may have come the same way. */
	if (status == EFI_ALREADY_STARTED || status == EFI_INVALID_PARAMETER) {
		free(dev.path);
		dev.path = make_path(spec, true);
		status = dev.path ? install(&dev) : EFI_OUT_OF_RESOURCES;
	}
	if (EFI_ERROR(status)) {
		simplefs_done();
		free(dev.path);
		return fail(efi_status_err(status), "%s: no device for it can be made: %s",
			spec->name, efi_status_text(status));
	}
	add_pxe(&dev);
	*ret = dev;
	return 0;
}

void bootdev_remove(struct bootdev *dev)
{
	if (dev->pxe)
		(void)efi.bs->UninstallMultipleProtocolInterfaces(
			dev->handle, &guid_pxe_base_code, dev->pxe, NULL);
	pxe_done();
	simplefs_done();
	/* Then the path must stay, since the firmware refers to it. */
	if (EFI_ERROR(efi.bs->UninstallMultipleProtocolInterfaces(dev->handle, &guid_device_path,
		    dev->path, &guid_simple_fs, dev->simple_fs, NULL)))
		log_warn("start: the program still holds its boot device, ignoring");
	else
		free(dev->path);
	*dev = (struct bootdev){};
}
