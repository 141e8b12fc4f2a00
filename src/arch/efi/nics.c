/* SPDX-License-Identifier: BSD-2-Clause */
/*
 * Finds the network cards. Loaded from the network, we use that card and touch nothing else on the
 * machine; loaded from a disk or the EFI shell, every card the firmware has a driver for.
 */
#include <stdio.h>
#include <string.h>

#include "arch/efi/devpath.h"
#include "arch/efi/loaded.h"
#include "arch/efi/snp.h"
#include "arch/efi/utf16.h"
#include "core/log.h"
#include "core/status.h"
#include "core/util.h"

#define MAX_CARDS         16
#define IF_TYPE_ETHERNET  1    /* RFC 3232 hardware types */
#define PCI_CLASS_OFFSET  0x08 /* revision, then three bytes of class */
#define PCI_CLASS_NETWORK 0x02
#define NAME_UNITS        64

static struct {
	struct snp_card card[MAX_CARDS];
	unsigned n;
	bool searched;
} nics;

/* ---- what is known about a card ---- */

static void pci_facts(struct nic *nic, EFI_HANDLE pci_handle)
{
	EFI_PCI_IO *pci = efi_protocol(pci_handle, &guid_pci_io);
	UINTN segment, bus, device, function;
	UINT32 id;

	if (!pci)
		return;
	if (!EFI_ERROR(pci->GetLocation(pci, &segment, &bus, &device, &function))) {
		nic->busloc = (uint32_t)(segment << 16 | bus << 8 | device << 3 | function);
		strcpy(nic->bustype, "PCI");
	}
	if (!EFI_ERROR(pci->Pci.Read(pci, EfiPciIoWidthUint32, 0, 1, &id))) {
		nic->vendor = (uint16_t)id;
		nic->device = (uint16_t)(id >> 16);
	}
}

/* The name of the driver whose handle is (driver) into nic->chip. */
static bool driver_name(struct nic *nic, EFI_HANDLE driver)
{
	EFI_COMPONENT_NAME2_PROTOCOL *names = efi_protocol(driver, &guid_component_name2);
	static CHAR8 english[] = "en";
	_cleanup_(freep) char *text = NULL;
	CHAR16 *name = NULL;

	if (!names || EFI_ERROR(names->GetDriverName(names, english, &name)) || !name)
		return false;
	text = utf16_to_utf8(name, NAME_UNITS);
	if (!text || !*text)
		return false;
	snprintf(nic->chip, sizeof(nic->chip), "%s", text);
	return true;
}

/* The first driver that manages the PCI device by itself is the card's. */
static void chip_name(struct nic *nic, EFI_HANDLE pci_handle)
{
	EFI_OPEN_PROTOCOL_INFORMATION_ENTRY *users = NULL;
	UINTN n = 0;
	bool found = false;

	strcpy(nic->chip, "SNP");
	if (!pci_handle ||
		EFI_ERROR(efi.bs->OpenProtocolInformation(pci_handle, &guid_pci_io, &users, &n)))
		return;
	for (UINTN i = 0; i < n && !found; i++)
		if (users[i].Attributes & EFI_OPEN_PROTOCOL_BY_DRIVER)
			found = driver_name(nic, users[i].AgentHandle);
	(void)efi.bs->FreePool(users);
}

/* ---- the list ---- */

static bool is_known(const EFI_SIMPLE_NETWORK_MODE *mode)
{
	for (unsigned i = 0; i < nics.n; i++)
		if (!memcmp(nics.card[i].nic.mac, mode->CurrentAddress.Addr, 6))
			return true;
	return false;
}

static void add_card(EFI_HANDLE handle, bool is_boot_device)
{
	EFI_SIMPLE_NETWORK *snp = efi_protocol(handle, &guid_snp);
	EFI_DEVICE_PATH *path = efi_protocol(handle, &guid_device_path);
	struct snp_card *s = &nics.card[nics.n];
	EFI_HANDLE pci_handle;

	if (!snp || !snp->Mode || nics.n == MAX_CARDS)
		return;
	if (snp->Mode->IfType != IF_TYPE_ETHERNET || snp->Mode->HwAddressSize != 6) {
		log_info("nic: a card of hardware type %u is not Ethernet, ignoring",
			snp->Mode->IfType);
		return;
	}
	/* The same card may carry the protocol on several handles. */
	if (is_known(snp->Mode))
		return;
	*s = (struct snp_card){.handle = handle, .snp = snp};
	s->path = path ? devpath_copy(path, NULL) : NULL;
	s->nic = (struct nic){
		.ops = &snp_ops,
		.priv = s,
		.mtu = 1500,
		.bustype = "EFI",
		.is_boot_device = is_boot_device,
	};
	memcpy(s->mac, snp->Mode->CurrentAddress.Addr, 6);
	memcpy(s->nic.mac, s->mac, 6);
	memcpy(s->nic.perm_mac, snp->Mode->PermanentAddress.Addr, 6);
	pci_handle = efi_parent_with(&guid_pci_io, path);
	pci_facts(&s->nic, pci_handle);
	chip_name(&s->nic, pci_handle);
	nics.n++;
}

/* A child of a card, which the firmware's stack makes (EDK2's PXE driver shows the card's protocol
 * on it, too, and goes away with it when the card is opened). */
static bool is_child(EFI_HANDLE handle)
{
	EFI_DEVICE_PATH *path = efi_protocol(handle, &guid_device_path);

	return devpath_find(path, MESSAGING_DEVICE_PATH, MSG_IPv4_DP) ||
		devpath_find(path, MESSAGING_DEVICE_PATH, MSG_IPv6_DP);
}

static void add_all(void)
{
	EFI_HANDLE *handles = NULL;
	UINTN n = 0;

	if (EFI_ERROR(efi.bs->LocateHandleBuffer(ByProtocol, &guid_snp, NULL, &n, &handles)))
		return;
	for (UINTN i = 0; i < n; i++)
		if (!is_child(handles[i]))
			add_card(handles[i], false);
	(void)efi.bs->FreePool(handles);
}

/* Firmware in a hurry binds no drivers to what it does not boot from: let it bind them. */
static void connect_network_cards(void)
{
	EFI_HANDLE *handles = NULL;
	UINTN n = 0;

	if (EFI_ERROR(efi.bs->LocateHandleBuffer(ByProtocol, &guid_pci_io, NULL, &n, &handles)))
		return;
	for (UINTN i = 0; i < n; i++) {
		EFI_PCI_IO *pci = efi_protocol(handles[i], &guid_pci_io);
		UINT32 class = 0;

		if (!pci ||
			EFI_ERROR(pci->Pci.Read(
				pci, EfiPciIoWidthUint32, PCI_CLASS_OFFSET, 1, &class)))
			continue;
		if (class >> 24 == PCI_CLASS_NETWORK)
			(void)efi.bs->ConnectController(handles[i], NULL, NULL, TRUE);
	}
	(void)efi.bs->FreePool(handles);
}

/* The card itself: the handle whose path ends with the last MAC node of the path we were loaded
 * from. There are two such nodes under a loader that drives the firmware's card and offers its own
 * on top. */
static EFI_HANDLE boot_card(void)
{
	EFI_DEVICE_PATH *path = loaded_device_path();
	const EFI_DEVICE_PATH *mac = NULL, *next = path;
	_cleanup_(freep) EFI_DEVICE_PATH *card = NULL;
	EFI_HANDLE handle = NULL;

	while ((next = devpath_find(next, MESSAGING_DEVICE_PATH, MSG_MAC_ADDR_DP))) {
		mac = next;
		next = devpath_next(next);
	}
	if (!mac)
		return NULL;
	card = devpath_next(mac) ? devpath_copy(path, devpath_next(mac)) : devpath_copy(path, NULL);
	if (card)
		handle = efi_parent_with(&guid_snp, card);
	return handle ? handle : efi_parent_with(&guid_snp, path);
}

static void search(void)
{
	EFI_HANDLE boot = boot_card();

	nics.searched = true;
	if (boot)
		add_card(boot, true);
	if (nics.n)
		return;
	add_all();
	if (nics.n)
		return;
	connect_network_cards();
	add_all();
}

struct snp_card *nics_at(unsigned n)
{
	if (!nics.searched)
		search();
	return n < nics.n ? &nics.card[n] : NULL;
}

struct nic *plat_nic(unsigned n)
{
	struct snp_card *s = nics_at(n);

	return s ? &s->nic : NULL;
}

struct snp_card *nics_main(void)
{
	struct snp_card *best = nics_at(0), *s;

	for (unsigned i = 0; (s = nics_at(i)); i++) {
		if (s->nic.is_boot_device)
			return s;
		if (s->state != SNP_CLOSED && best->state == SNP_CLOSED)
			best = s;
	}
	return best;
}

/* ---- all of them at once ---- */

void nics_pause(bool to_firmware)
{
	for (unsigned i = 0; i < nics.n; i++) {
		struct snp_card *s = &nics.card[i];

		if (s->state != SNP_OPEN)
			continue;
		if (!to_firmware) {
			snp_stop(s);
			continue;
		}
		snp_ops.close(&s->nic);
		s->state = SNP_LENT;
	}
}

void nics_resume(void)
{
	for (unsigned i = 0; i < nics.n; i++) {
		struct snp_card *s = &nics.card[i];
		int rc = 0;

		if (s->state == SNP_QUIET)
			rc = snp_start(s);
		else if (s->state == SNP_LENT)
			rc = snp_ops.open(&s->nic);
		if (rc < 0)
			log_warn("nic: %s", fail_last()->text);
	}
}

void nics_done(void)
{
	for (unsigned i = 0; i < nics.n; i++)
		if (nics.card[i].state != SNP_CLOSED)
			snp_ops.close(&nics.card[i].nic);
}
