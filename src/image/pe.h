/* SPDX-License-Identifier: BSD-2-Clause */
/* The headers of PE images that are EFI programs (Microsoft PE format specification; UEFI
 * 2.1.1). */
#pragma once

#include <stdbool.h>
#include <stdint.h>

enum { PE_MAGIC_32 = 0x10b, PE_MAGIC_32_PLUS = 0x20b };

struct pe {
	const uint8_t *data; /* the whole file */
	uint64_t len;
	uint16_t machine, magic;
	uint32_t entry, image_size, headers_size;
	const uint8_t *sections; /* their headers, NULL if these are not all in the file */
	unsigned n_sections;
};

/* Reads the headers of (data). False: it is no PE image, or not for EFI. */
bool pe_read(const void *data, uint64_t len, struct pe *ret);

struct pe_section {
	char name[9];
	const uint8_t *data; /* in the file, NULL if it is not all there */
	uint32_t len;        /* of the data, without the padding of the file */
};
/* The (i)th section, i < n_sections, of one whose (sections) are there. */
void pe_section_at(const struct pe *pe, unsigned i, struct pe_section *ret);

/* The name of that kind of machine, as in ${buildarch}. */
const char *pe_machine_name(uint16_t machine);
