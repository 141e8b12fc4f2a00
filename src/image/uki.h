/* SPDX-License-Identifier: BSD-2-Clause */
/*
 * Unified kernel images (UAPI group specification 5): a Linux kernel, its initrd and its command
 * line as sections of one EFI program.
 */
#pragma once

#include <stdint.h>

#include "core/strbuf.h"

struct uki_part {
	const uint8_t *data; /* in the file; NULL: there is none */
	uint32_t len;
};

struct uki {
	uint16_t machine;
	unsigned n_profiles; /* 0: it has none, which is as good as one */
	struct uki_part kernel, initrd, ucode, cmdline;
};

/* Takes (data) apart as its profile number (profile) has it. -ERR_NOTMINE: it is no such image;
 * -ERR_NOEXEC, -ERR_NOENT: it is damaged, or lacks that profile (not recorded). */
int uki_read(const void *data, uint64_t len, unsigned profile, struct uki *ret);

/* Appends the text of (part) on one line, without what ends it. */
int uki_add_line(const struct uki_part *part, struct strbuf *out);

/* Takes "@NUMBER " off the front of (cmdline), as systemd-stub does: the profile, 0 without it. */
unsigned uki_take_profile(const char **cmdline);
