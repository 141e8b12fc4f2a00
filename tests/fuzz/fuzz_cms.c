/* SPDX-License-Identifier: BSD-2-Clause */
/* Signatures from anybody: the reader, and with an anchor what is believed of it. */
#include <stdio.h>
#include <stdlib.h>

#include "core/settings.h"
#include "crypt/cms.h"
#include "crypt/cms_parse.h"
#include "crypt/trust_list.h"

int LLVMFuzzerInitialize(int *argc, char ***argv);
int LLVMFuzzerTestOneInput(const uint8_t *data, size_t size);

/* The anchor that the corpus is signed with. */
#define ANCHOR "tests/data/certs/signer.der"

int LLVMFuzzerInitialize(int *argc, char ***argv)
{
	uint8_t der[2048];
	FILE *f = fopen(ANCHOR, "rb");
	size_t n = f ? fread(der, 1, sizeof(der), f) : 0;

	(void)argc;
	(void)argv;
	if (f)
		(void)fclose(f);
	if (settings_init() || trust_list_add("signer", der, n) != 1)
		abort();
	return 0;
}

static void read_all(const uint8_t *data, size_t size)
{
	struct cms cms;
	struct cms_part part;
	struct cms_signer s;

	(void)cms_is_attributes(data, size);
	if (cms_parse(data, size, &cms))
		return;
	while (cms_next_certificate(&cms.certificates, &part) == 0) {
		if (part.p < data || part.len > size)
			abort();
	}
	while (cms_next_signer(&cms.signers, &s) == 0) {
		if (s.signature.p < data || s.signature.len > size)
			abort();
	}
}

int LLVMFuzzerTestOneInput(const uint8_t *data, size_t size)
{
	const struct cms_claim claim = {
		.name = "fuzz",
		.signature = data,
		.signature_len = size,
		.data = "another file",
		.len = 12,
	};
	char who[20];

	read_all(data, size);
	if (cms_verify(&claim, who, sizeof(who)) == 0)
		abort();
	return 0;
}
