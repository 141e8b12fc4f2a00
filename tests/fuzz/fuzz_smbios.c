/* SPDX-License-Identifier: BSD-2-Clause */
/* The SMBIOS table: every structure, every string, and the settings over it. */
#include "core/settings.h"
#include "core/smbios.h"
#include "core/util.h"

int LLVMFuzzerTestOneInput(const uint8_t *data, size_t size);

extern volatile uint8_t sink;
volatile uint8_t sink; /* what was read, so that it is read */

static void read_settings(const uint8_t *data, size_t size)
{
	static const char *const names[] = {
		"uuid",
		"uuid:guid",
		"serial",
		"smbios/0.0.0",
		"smbios/1.1.0.1",
		"smbios/4.8.8",
	};
	struct strbuf out = {0};

	if (smbios_settings_init(data, size, 0x0300) < 0)
		return;
	for (size_t i = 0; i < ARRAY_SIZE(names); i++)
		(void)settings_get(names[i], &out);
	(void)smbios_settings_init(NULL, 0, 0);
	strbuf_free(&out);
}

int LLVMFuzzerTestOneInput(const uint8_t *data, size_t size)
{
	for (unsigned type = 0; type < 256; type += 1 + type / 8) {
		struct smbios_struct s;

		for (unsigned n = 0; n < 3 && !smbios_find(data, size, (uint8_t)type, n, &s); n++) {
			const char *text;
			size_t len;

			for (unsigned i = 0; i < s.len; i++)
				sink = s.data[i];
			for (unsigned i = 0; i < 256; i++) {
				if (smbios_string(&s, (uint8_t)i, &text, &len) == 0)
					sink = (uint8_t)(text[0] ^ text[len - 1]);
			}
		}
	}
	read_settings(data, size);
	return 0;
}
