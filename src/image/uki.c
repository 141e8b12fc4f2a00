/* SPDX-License-Identifier: BSD-2-Clause */
/*
 * Unified kernel images: their sections. With profiles, what is before the first ".profile" is
 * common to all; what follows one replaces the common sections of the same names. Pure.
 */
#include "image/uki.h"

#include <string.h>

#include "core/status.h"
#include "core/util.h"
#include "image/pe.h"

#define PROFILES_MAX 64

static struct uki_part *part_named(struct uki *u, const char *name)
{
	struct {
		const char *name;
		struct uki_part *part;
	} table[] = {
		{".linux", &u->kernel},
		{".initrd", &u->initrd},
		{".ucode", &u->ucode},
		{".cmdline", &u->cmdline},
	};

	for (unsigned i = 0; i < ARRAY_SIZE(table); i++)
		if (strcmp(name, table[i].name) == 0)
			return table[i].part;
	return NULL;
}

int uki_read(const void *data, uint64_t len, unsigned profile, struct uki *ret)
{
	struct uki u = {};
	struct pe pe;

	if (!pe_read(data, len, &pe) || !pe.sections)
		return -ERR_NOTMINE;
	u.machine = pe.machine;
	for (unsigned i = 0; i < pe.n_sections; i++) {
		struct pe_section s;
		struct uki_part *part;

		pe_section_at(&pe, i, &s);
		u.n_profiles += strcmp(s.name, ".profile") == 0;
		part = part_named(&u, s.name);
		if (!part || (u.n_profiles && u.n_profiles - 1 != profile))
			continue;
		if (!s.data)
			return -ERR_NOEXEC;
		*part = (struct uki_part){s.data, s.len};
	}
	if (!u.kernel.data)
		return -ERR_NOTMINE;
	if (u.n_profiles > PROFILES_MAX)
		return -ERR_NOEXEC;
	if (profile && profile >= u.n_profiles)
		return -ERR_NOENT;
	*ret = u;
	return 0;
}

static bool is_end(uint8_t c)
{
	return c <= ' ';
}

int uki_add_line(const struct uki_part *part, struct strbuf *out)
{
	uint32_t len = part->len;
	int rc = 0;

	while (len && is_end(part->data[len - 1]))
		len--;
	for (uint32_t i = 0; i < len && !rc; i++)
		rc = strbuf_addc(out, is_end(part->data[i]) ? ' ' : (char)part->data[i]);
	return rc;
}

unsigned uki_take_profile(const char **cmdline)
{
	const char *text = *cmdline;
	unsigned n = 0;

	if (*text != '@' || text[1] < '0' || text[1] > '9')
		return 0;
	for (text++; *text >= '0' && *text <= '9'; text++)
		n = MIN(n * 10 + (unsigned)(*text - '0'), PROFILES_MAX);
	if (*text && *text != ' ')
		return 0;
	while (*text == ' ')
		text++;
	*cmdline = text;
	return n;
}
