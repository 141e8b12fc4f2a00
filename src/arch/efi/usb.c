/* SPDX-License-Identifier: BSD-2-Clause */
/*
 * USB devices that the firmware's bus driver has found, through EFI_USB_IO_PROTOCOL (UEFI 2.10,
 * 17.2), which every interface of a device has on a handle of its own. Their numbers are ours:
 * buses are host controllers, devices are counted on each, both from 1 in the order in which they
 * were first seen; a place once seen (controller and ports) keeps its number, also while nothing
 * is plugged in there. Nothing is connected that the firmware has not connected.
 */
#include <stdlib.h>
#include <string.h>

#include "arch/efi/devpath.h"
#include "arch/efi/utf16.h"
#include "arch/platform.h"
#include "core/status.h"
#include "core/util.h"

#define PLACES_MAX   64
#define STRING_UNITS 126    /* USB 2.0, 9.6.7: a length of 255, less 2 bytes of header */
#define ENGLISH_US   0x0409 /* language, as in USB_LANGIDs 1.0 */

/* gnu-efi does not declare it. Only what is called here has its type. */
struct usb_io {
	void *transfers[6];
	EFI_STATUS(EFIAPI *get_device)(struct usb_io *this, uint8_t *out);
	void *get_config, *get_interface, *get_endpoint;
	EFI_STATUS(EFIAPI *get_string)
	(struct usb_io *this, UINT16 language, UINT8 index, CHAR16 **ret);
	EFI_STATUS(EFIAPI *get_languages)(struct usb_io *this, UINT16 **ret, UINT16 *ret_size);
	void *port_reset;
};

static EFI_GUID guid_usb_io = {
	0x2b2f68d6, 0x0cd2, 0x44cf, {0x8e, 0x8b, 0xbb, 0xa2, 0x0b, 0x1b, 0x5b, 0x75}};

struct place {
	EFI_HANDLE handle; /* of the first interface of what is there now, or NULL */
	uint16_t busdev;
	uint8_t *path;  /* up to the number of the last port, without the interface's */
	size_t len;     /* of that */
	size_t bus_len; /* of the host controller's part */
};

static struct {
	struct place v[PLACES_MAX];
	unsigned n;
} places;

/* Borrows from the device path of (handle). */
static bool place_of(EFI_HANDLE handle, struct place *ret)
{
	const EFI_DEVICE_PATH *path = efi_protocol(handle, &guid_device_path);
	const EFI_DEVICE_PATH *first = devpath_find(path, MESSAGING_DEVICE_PATH, MSG_USB_DP);
	const EFI_DEVICE_PATH *last = first, *next = first;

	if (!first)
		return false;
	while ((next = devpath_find(devpath_next(next), MESSAGING_DEVICE_PATH, MSG_USB_DP)))
		last = next;
	*ret = (struct place){.handle = handle, .path = (uint8_t *)path};
	ret->bus_len = (size_t)((const uint8_t *)first - ret->path);
	ret->len = (size_t)((const uint8_t *)last - ret->path) + offsetof(USB_DEVICE_PATH, Port) +
		sizeof(UINT8);
	return true;
}

static bool same(const struct place *a, const struct place *b, size_t a_len, size_t b_len)
{
	return a_len == b_len && memcmp(a->path, b->path, a_len) == 0;
}

/* Gives (p), which was never seen, the next number on its bus. */
static void place_add(struct place *p)
{
	unsigned bus = 0, dev = 0, buses = 0;
	uint8_t *path;

	for (unsigned i = 0; i < places.n; i++) {
		const struct place *o = &places.v[i];

		buses = MAX(buses, (unsigned)o->busdev >> 8);
		if (!same(o, p, o->bus_len, p->bus_len))
			continue;
		bus = o->busdev >> 8;
		dev = MAX(dev, o->busdev & 0xffu);
	}
	if (places.n == PLACES_MAX)
		return;
	p->busdev = (uint16_t)((bus ? bus : buses + 1) << 8 | (dev + 1));
	path = malloc(p->len);
	if (!path)
		return;
	p->path = memcpy(path, p->path, p->len);
	places.v[places.n++] = *p;
}

static void place_see(struct place *p)
{
	for (unsigned i = 0; i < places.n; i++) {
		struct place *o = &places.v[i];

		if (!same(o, p, o->len, p->len))
			continue;
		if (!o->handle)
			o->handle = p->handle;
		return;
	}
	place_add(p);
}

/* Devices come and go, and their handles with them. */
static void look(void)
{
	EFI_HANDLE *handles = NULL;
	struct place p;
	UINTN n = 0;

	for (unsigned i = 0; i < places.n; i++)
		places.v[i].handle = NULL;
	if (EFI_ERROR(efi.bs->LocateHandleBuffer(ByProtocol, &guid_usb_io, NULL, &n, &handles)))
		return;
	for (UINTN i = 0; i < n; i++)
		if (place_of(handles[i], &p))
			place_see(&p);
	(void)efi.bs->FreePool(handles);
}

static struct usb_io *device(uint32_t busdev)
{
	look();
	for (unsigned i = 0; i < places.n; i++)
		if (places.v[i].busdev == busdev)
			return efi_protocol(places.v[i].handle, &guid_usb_io);
	return NULL;
}

int plat_usb_next(uint32_t from, uint32_t *ret)
{
	uint32_t best = UINT32_MAX;

	look();
	for (unsigned i = 0; i < places.n; i++)
		if (places.v[i].handle && places.v[i].busdev >= from)
			best = MIN(best, (uint32_t)places.v[i].busdev);
	if (best == UINT32_MAX)
		return -ERR_NOENT;
	*ret = best;
	return 0;
}

int plat_usb_device(uint32_t busdev, uint8_t out[USB_DEVICE_LEN])
{
	uint8_t raw[USB_DEVICE_LEN];
	struct usb_io *io = device(busdev);

	if (!io || EFI_ERROR(io->get_device(io, raw)))
		return -ERR_NOENT;
	memcpy(out, raw, sizeof(raw));
	return 0;
}

/* US English if the device speaks it, else the first of its languages. False: it has no strings. */
static bool language_of(struct usb_io *io, UINT16 *ret)
{
	UINT16 *list = NULL, size = 0;

	if (EFI_ERROR(io->get_languages(io, &list, &size)) || !list || size < sizeof(*list))
		return false;
	*ret = list[0];
	for (size_t i = 1; i < size / sizeof(*list) && *ret != ENGLISH_US; i++)
		if (list[i] == ENGLISH_US)
			*ret = ENGLISH_US;
	return true;
}

int plat_usb_string(uint32_t busdev, uint8_t index, char **ret)
{
	struct usb_io *io = device(busdev);
	CHAR16 *units = NULL;
	UINT16 language;
	char *text;

	if (!io || !index || !language_of(io, &language) ||
		EFI_ERROR(io->get_string(io, language, index, &units)) || !units)
		return -ERR_NOENT;
	text = utf16_to_utf8(units, STRING_UNITS);
	(void)efi.bs->FreePool(units);
	if (!text)
		return -ERR_NOMEM;
	*ret = text;
	return 0;
}
