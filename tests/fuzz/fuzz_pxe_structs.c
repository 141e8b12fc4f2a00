/* SPDX-License-Identifier: BSD-2-Clause */
/* Any bytes as what a ROM has in memory: structures (made to have a right checksum as well, or
 * nothing would get far) and cached packets, which are rewritten and have to stay packets. */
#include "arch/bios/pxe_structs.h"

#include <stdlib.h>
#include <string.h>

int LLVMFuzzerTestOneInput(const uint8_t *data, size_t len);

static void structures(uint8_t *p, size_t len)
{
	struct pxe_rom rom;
	uint8_t sum = 0;
	size_t n = len > 8 ? (p[0] == '!' ? p[4] : p[8]) : 0;

	(void)pxe_parse_bangpxe(p, len, &rom);
	(void)pxe_parse_pxenv(p, len, &rom);
	if (n < 10 || n > len)
		return;
	for (size_t i = 0; i < n; i++)
		sum = (uint8_t)(sum + p[i]);
	p[n - 1] = (uint8_t)(p[n - 1] - sum);
	if (pxe_parse_bangpxe(p, len, &rom) == 0 && !rom.entry.seg && rom.entry.off < 0x500)
		abort();
	if (pxe_parse_pxenv(p, len, &rom) == 0 && rom.is_bangpxe)
		abort();
}

static void packets(uint8_t *p, size_t len)
{
	static const uint8_t root[] = "/boot/";
	static const struct pxe_option option = {210, 6, root};
	struct pxe_target t = {.server = 1,
		.ip = 2,
		.file = "pxelinux.0",
		.options = &option,
		.n_options = len & 1};
	size_t n = pxe_packet_len(p, len);
	int rc;

	if (n > len)
		abort();
	rc = pxe_packet_retarget(p, n ? n : len, len, &t);
	if (rc >= 0 && (!n || (size_t)rc > len || pxe_packet_len(p, len) != (size_t)rc))
		abort();
	if (rc >= 0 && memcmp(p + 108, "pxelinux.0", 11) != 0)
		abort();
}

int LLVMFuzzerTestOneInput(const uint8_t *data, size_t len)
{
	uint8_t *copy = malloc(len ? len : 1);

	if (!copy)
		return 0;
	memcpy(copy, data, len);
	structures(copy, len);
	memcpy(copy, data, len);
	packets(copy, len);
	free(copy);
	return 0;
}
