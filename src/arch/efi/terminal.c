/* SPDX-License-Identifier: BSD-2-Clause */
/*
 * The variable ConOut holds the device paths of all active consoles (UEFI 2.10, 3.3); a serial one
 * has a UART node followed by a vendor node for the kind of terminal (10.3.4.17).
 */
#include "arch/efi/terminal.h"

#include <stdlib.h>
#include <string.h>

#include "arch/efi/system.h"
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
