/* SPDX-License-Identifier: BSD-2-Clause */
/*
 * Numbers of block "cpuid". Bits 0-7 and 30-31: the first leaf; 8-15: which registers, two bits
 * each, the lowest first (EAX, EBX, ECX, EDX); 16-17: how many of them, less one; 22: bits 24-30
 * are a sub-leaf; else 24-29: how many leaves, less one; 23: bytes in the processor's order, as
 * its strings are, not as numbers are written.
 */
#include "core/setting_type.h"
#include "core/settings.h"
#include "core/settings_facts.h"
#include "core/status.h"
#include "core/strbuf.h"
#include "core/util.h"

#define LEAF_MASK 0xc00000ffu
#define CLASS_MASK                                                                                 \
	0xc0000000u /* basic, hypervisor's, extended leaves; each class has its maximum */
#define FLAG_SUBLEAF  (1u << 22)
#define FLAG_AS_BYTES (1u << 23)

static bool leaf_exists(const struct fact_sources *sources, uint32_t leaf)
{
	uint32_t regs[4], class = leaf & CLASS_MASK;

	sources->cpuid(class, 0, regs);
	return (regs[0] & CLASS_MASK) == class && leaf <= regs[0];
}

static int add_registers(uint32_t tag, const uint32_t regs[4], struct strbuf *out)
{
	unsigned n = (tag >> 16 & 3) + 1, which = tag >> 8 & 0xff;

	for (; n > 0; n--, which >>= 2) {
		uint8_t raw[4];
		int status;

		if (tag & FLAG_AS_BYTES)
			put_le32(raw, regs[which & 3]);
		else
			put_be32(raw, regs[which & 3]);
		status = strbuf_add(out, raw, sizeof(raw));
		if (status < 0)
			return status;
	}
	return 0;
}

int fact_cpuid(const struct fact_sources *sources, uint64_t tag64, struct setting_value *ret)
{
	_cleanup_(strbuf_free) struct strbuf raw = {0};
	uint32_t tag = (uint32_t)tag64, leaf = tag & LEAF_MASK, subleaf = 0;
	unsigned n = (tag >> 24 & 0x3f) + 1;

	if (tag64 >> 32)
		return -ERR_NOENT;
	if (tag & FLAG_SUBLEAF) {
		subleaf = tag >> 24 & 0x7f;
		n = 1;
	}
	for (; n > 0; n--, leaf++) {
		uint32_t regs[4];

		if (!leaf_exists(sources, leaf))
			return -ERR_NOENT;
		sources->cpuid(leaf, subleaf, regs);
		if (add_registers(tag, regs, &raw) < 0)
			return -ERR_NOMEM;
	}
	*ret = (struct setting_value){.type = &setting_type_hexraw, .len = raw.len};
	ret->data = (uint8_t *)strbuf_take(&raw);
	return ret->data ? 0 : -ERR_NOMEM;
}
