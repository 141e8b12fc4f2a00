/* SPDX-License-Identifier: BSD-2-Clause */
/* Trust anchors, PEM and DER. */
#include "crypt/trust_list.h"

int LLVMFuzzerTestOneInput(const uint8_t *data, size_t size);

int LLVMFuzzerTestOneInput(const uint8_t *data, size_t size)
{
	(void)trust_list_add("fuzz", data, size);
	trust_list_clear();
	return 0;
}
