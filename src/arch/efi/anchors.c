/* SPDX-License-Identifier: BSD-2-Clause */
/* The trust anchors that the firmware's setup keeps for its own HTTPS boot, in the variable
 * TlsCaCertificate (EDK2's; a list of EFI signature lists). */
#include "arch/efi/system.h"
#include "arch/platform.h"
#include "core/log.h"
#include "core/siglist.h"
#include "core/status.h"
#include "core/util.h"

#define VARIABLE_MAX (1u << 20)

static EFI_GUID guid_tls_ca = {
	0xfd2340d0, 0x3dab, 0x4349, {0xa6, 0xc7, 0x3b, 0x4f, 0x12, 0xb4, 0x8e, 0xae}};

int plat_firmware_anchors(void (*add)(const uint8_t *der, size_t len, void *arg), void *arg)
{
	CHAR16 name[] = u"TlsCaCertificate";
	_cleanup_(freep) void *data = NULL;
	UINTN size = 0;
	int rc;

	if (efi.rt->GetVariable(name, &guid_tls_ca, NULL, &size, NULL) != EFI_BUFFER_TOO_SMALL ||
		size > VARIABLE_MAX)
		return 0;
	data = malloc(size);
	if (!data)
		return fail(ERR_NOMEM, "trust: no memory for the firmware's certificates");
	if (EFI_ERROR(efi.rt->GetVariable(name, &guid_tls_ca, NULL, &size, data)))
		return 0;
	rc = siglist_each(data, size, add, arg);
	if (rc < 0)
		log_warn("trust: the firmware's TlsCaCertificate is malformed");
	return 0;
}
