/* SPDX-License-Identifier: BSD-2-Clause */
/*
 * The variable ConOut holds the device paths of all active consoles (UEFI 2.10, 3.3); a serial one
 * has a UART node followed by a vendor node for the kind of terminal (10.3.4.17).
 */
#include "arch/efi/terminal.h"

#include <stdlib.h>
#include <string.h>

#include "arch/efi/devpath.h"
#include "core/util.h"

#define CONOUT_MAX  8192 /* bytes; real ones have some hundred */
#define NODE_HEADER 4

static void look_at(const uint8_t *node, size_t len, struct terminal *ret)
{
	static const EFI_GUID pc_ansi = EFI_PC_ANSI_GUID;

	if ((node[0] & 0x7f) != MESSAGING_DEVICE_PATH)
		return;
	if (node[1] == MSG_UART_DP)
		ret->is_serial = true;
	if (node[1] == MSG_VENDOR_DP && len >= NODE_HEADER + sizeof(pc_ansi) &&
		!memcmp(node + NODE_HEADER, &pc_ansi, sizeof(pc_ansi)))
		ret->is_pc_ansi = true;
}

void terminal_find(struct terminal *ret)
{
	static EFI_GUID guid_global = EFI_GLOBAL_VARIABLE;
	static CHAR16 name[] = L"ConOut";
	_cleanup_(freep) uint8_t *paths = malloc(CONOUT_MAX);
	UINTN size = CONOUT_MAX;

	*ret = (struct terminal){};
	if (!paths || EFI_ERROR(efi.rt->GetVariable(name, &guid_global, NULL, &size, paths)))
		return;
	/* Several paths stand one behind the other, with end nodes between. */
	for (size_t pos = 0; size - pos >= NODE_HEADER;) {
		size_t len = get_le16(paths + pos + 2);

		if (len < NODE_HEADER || len > size - pos)
			return;
		look_at(paths + pos, len, ret);
		pos += len;
	}
}

/* Every device that is a part of ConOut carries this (edk2, and what is made of it). */
static EFI_GUID guid_console_out_device = {
	0xd3b36f2c, 0xd551, 0x11d4, {0x9a, 0x46, 0x00, 0x90, 0x27, 0x3f, 0xc1, 0x4d}};
static EFI_GUID guid_text_output = EFI_SIMPLE_TEXT_OUTPUT_PROTOCOL_GUID;

static SIMPLE_TEXT_OUTPUT_INTERFACE *output_of_kind(bool serial)
{
	SIMPLE_TEXT_OUTPUT_INTERFACE *found = NULL;
	EFI_HANDLE *handles;
	UINTN n;

	if (EFI_ERROR(efi.bs->LocateHandleBuffer(
		    ByProtocol, &guid_console_out_device, NULL, &n, &handles)))
		return NULL;
	for (UINTN i = 0; i < n && !found; i++) {
		const EFI_DEVICE_PATH *path = efi_protocol(handles[i], &guid_device_path);

		if (path && !devpath_find(path, MESSAGING_DEVICE_PATH, MSG_UART_DP) == !serial)
			found = efi_protocol(handles[i], &guid_text_output);
	}
	(void)efi.bs->FreePool(handles);
	return found;
}

SIMPLE_TEXT_OUTPUT_INTERFACE *terminal_output(void)
{
	return output_of_kind(true);
}

SIMPLE_TEXT_OUTPUT_INTERFACE *terminal_screen(void)
{
	return output_of_kind(false);
}
