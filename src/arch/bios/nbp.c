/* SPDX-License-Identifier: BSD-2-Clause */
/*
 * Starts a PXE network boot program as the ROM started us (PXE 2.1, 3.2.4.4): at 0:7C00 by a far
 * call, PXENV+ in ES:BX, !PXE on the stack behind the return address, base code and UNDI as they
 * were, and the ROM's DHCP packets saying where the program comes from. It may return to us.
 */
#include <string.h>

#include "arch/bios/console.h"
#include "arch/bios/memory.h"
#include "arch/bios/pxe.h"
#include "arch/bios/thunk.h"
#include "arch/platform.h"
#include "core/log.h"
#include "core/setting_type.h"
#include "core/settings.h"
#include "core/status.h"
#include "core/strbuf.h"
#include "core/uri.h"
#include "core/util.h"

#define NBP_ADDR 0x7c00u
/* How programs end (PXE 2.1, PXENV_STATUS): the latter two ask to keep UNDI, or everything. */
enum { NBP_SUCCESS = 0, NBP_KEEP_UNDI = 4, NBP_KEEP_ALL = 5 };

/* What pxelinux and its like read: configuration file, path prefix, time to reboot (RFC 5071). */
static const char *const taken_over[] = {"209", "210", "211"};

/* The name by which its server knows the file, and the server's address, 0 if unknown. */
static int source_of(const struct boot_spec *spec, struct strbuf *name, uint32_t *ret_server)
{
	_cleanup_(uri_freep) struct uri *uri = NULL;
	_cleanup_(strbuf_free) struct strbuf path = {};
	_cleanup_(strbuf_free) struct strbuf raw = {};
	int rc;

	*ret_server = 0;
	if (!spec->uri)
		return strbuf_adds(name, spec->name);
	rc = uri_parse(spec->uri, &uri);
	if (rc < 0)
		return rc;
	if (uri->host && setting_type_ipv4.parse(&setting_type_ipv4, uri->host, &raw) == 0)
		*ret_server = get_be32(raw.s);
	else
		(void)settings_get_ipv4("next-server", ret_server);
	if (!uri->scheme || strcmp(uri->scheme, "tftp") != 0)
		return strbuf_adds(name, spec->uri);
	rc = uri_path_decoded(uri, &path);
	if (rc < 0)
		return rc;
	/* "/x" in the URI is the name "x". */
	return strbuf_adds(name, path.s && path.s[0] == '/' ? path.s + 1 : path.s ? path.s : "");
}

static void packet_rewrite(enum pxe_packet which, const struct pxe_target *target)
{
	size_t cap, len;
	uint8_t *p = pxe_packet_in_rom(which, &cap);

	if (!p)
		return;
	len = pxe_packet_len(p, cap);
	/* Without that packet programs take the other one. */
	if (len && pxe_packet_retarget(p, len, cap, target) < 0)
		log_warn("%s, ignoring", fail_last()->text);
}

static int packets_rewrite(const struct boot_spec *spec)
{
	_cleanup_(strbuf_free) struct strbuf name = {};
	struct setting_value v[ARRAY_SIZE(taken_over)] = {};
	struct pxe_option options[ARRAY_SIZE(taken_over)];
	struct pxe_target target = {.options = options};
	int rc = source_of(spec, &name, &target.server);

	if (rc < 0)
		return rc;
	target.file = name.s;
	(void)settings_get_ipv4("ip", &target.ip);
	for (size_t i = 0; i < ARRAY_SIZE(taken_over); i++) {
		if (settings_get_raw(taken_over[i], &v[i], NULL) < 0 || v[i].len > 255)
			continue;
		options[target.n_options++] = (struct pxe_option){
			.tag = (uint8_t)strtoul(taken_over[i], NULL, 10),
			.len = (uint8_t)v[i].len,
			.data = v[i].data,
		};
	}
	packet_rewrite(PXE_PACKET_ACK, &target);
	packet_rewrite(PXE_PACKET_REPLY, &target);
	for (size_t i = 0; i < ARRAY_SIZE(taken_over); i++)
		setting_value_free(&v[i]);
	return 0;
}

/* A copy of the ROM's structure at (rom) in the low part, where (*next) is free. */
static uint8_t *copy_structure(struct seg_off *rom, uint8_t **next, size_t len_at)
{
	const uint8_t *p = real_ptr(rom->seg, rom->off);
	uint8_t *copy = *next;

	if (!rom->seg)
		return NULL;
	memcpy(copy, p, p[len_at]);
	*next += ALIGN_UP(p[len_at], 16);
	*rom = (struct seg_off){.off = (uint16_t)(copy - (uint8_t *)low), .seg = low->seg};
	return copy;
}

static uint16_t far_call(void)
{
	/* What we have in base memory begins with the low part and ends where the ROM's begins. */
	size_t ours = MIN(low->rom_basemem * 1024u - low->base, 0xffffu);
	uint8_t *next = low_scratch();
	struct pxe_where at = *pxe_where();
	uint8_t *bangpxe = copy_structure(&at.bangpxe, &next, 4);
	uint8_t *pxenv = copy_structure(&at.pxenv, &next, 8);
	const uint16_t stack[] = {at.bangpxe.seg, at.bangpxe.off};
	struct real_regs r = {.es = at.pxenv.seg, .ebx = at.pxenv.off};

	if (bangpxe)
		pxe_bangpxe_cover(bangpxe, low->seg, (uint16_t)ours);
	if (pxenv)
		pxe_pxenv_cover(pxenv, low->seg, (uint16_t)ours, at.bangpxe);
	r.edx = ((uint32_t)at.pxenv.seg << 4) + at.pxenv.off;
	real_far_call(0, NBP_ADDR, &r, stack, ARRAY_SIZE(stack));
	return (uint16_t)r.eax;
}

int plat_start_nbp(const struct boot_spec *spec)
{
	size_t room = low->basemem * 1024u - NBP_ADDR;
	uint16_t status;
	int rc;

	if (!pxe_where()->entry.seg)
		return fail(ERR_NODEV,
			"%s: a network boot program needs a network boot ROM, and "
			"there is none",
			spec->name);
	if (spec->len > room)
		return fail(ERR_TOOBIG,
			"%s: %zu bytes are too large for a network boot program, %zu "
			"are free below 640 KiB",
			spec->name, spec->len, room);
	rc = packets_rewrite(spec);
	if (rc < 0)
		return rc;
	log_info("%s: starting it as a network boot program", spec->name);
	rc = memory_lend();
	if (rc < 0)
		return rc;
	pxe_give_back();
	memcpy((void *)(uintptr_t)NBP_ADDR, spec->data, spec->len);
	bios_console_release();
	status = far_call();
	memory_take_back();
	bios_console_resume();
	pxe_take_again();
	if (status != NBP_SUCCESS && status != NBP_KEEP_UNDI && status != NBP_KEEP_ALL)
		return fail(ERR_IO, "%s: the network boot program ended with status 0x%04x",
			spec->name, status);
	return 0;
}
