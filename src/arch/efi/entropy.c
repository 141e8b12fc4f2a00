/* SPDX-License-Identifier: BSD-2-Clause */
/*
 * Random bytes: the firmware's generator (UEFI 2.10, 37.5) and the CPU's, whichever are there,
 * added to each other, so that one bad source does no harm; timing jitter only where both are
 * missing. Never a weak answer. Users of these bytes condition them further (SHA-256 in
 * net/random.c, mbedTLS's generator).
 */
#include <string.h>

#include "arch/efi/system.h"
#include "arch/platform.h"
#include "arch/x86/rdrand.h"
#include "core/log.h"
#include "core/status.h"
#include "core/util.h"

#define CHUNK 64 /* raw generators refuse less than 32 bytes */

static bool all_equal(const uint8_t *p, size_t len)
{
	for (size_t i = 1; i < len; i++)
		if (p[i] != p[0])
			return false;
	return true;
}

static int from_firmware(uint8_t out[CHUNK])
{
	EFI_RNG_PROTOCOL *rng = NULL;
	EFI_STATUS status = efi.bs->LocateProtocol(&guid_rng, NULL, (void **)&rng);

	if (EFI_ERROR(status))
		return -ERR_NOENTROPY;
	status = rng->GetRNG(rng, NULL, CHUNK, out);
	if (EFI_ERROR(status)) {
		log_info("random: the firmware's generator fails: %s, ignoring",
			efi_status_text(status));
		return -ERR_NOENTROPY;
	}
	if (all_equal(out, CHUNK)) {
		log_warn("random: the firmware's generator is stuck at %02x, ignoring", out[0]);
		return -ERR_NOENTROPY;
	}
	return 0;
}

/* Stuck sources count as missing; the reason of the last one is recorded. */
static int chunk(uint8_t out[CHUNK])
{
	uint8_t more[CHUNK];
	bool have_firmware = from_firmware(out) == 0;

	if (x86_rdrand(more, CHUNK) < 0) {
		if (have_firmware)
			return 0;
		return x86_jitter(out, CHUNK);
	}
	for (size_t i = 0; i < CHUNK; i++)
		out[i] = have_firmware ? out[i] ^ more[i] : more[i];
	return 0;
}

int plat_entropy(void *out, size_t len)
{
	uint8_t *p = out, bytes[CHUNK];
	struct failure before = *fail_last();
	int rc;

	while (len) {
		size_t n = MIN(len, CHUNK);

		rc = chunk(bytes);
		if (rc < 0)
			return rc;
		memcpy(p, bytes, n);
		p += n;
		len -= n;
	}
	/* A source that was missing is no failure when another one answered. */
	(void)fail_again(&before);
	return 0;
}
