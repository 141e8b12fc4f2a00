/* SPDX-License-Identifier: BSD-2-Clause */
/* Guessing from its first bytes whether a file that was fetched belongs into an initrd. */
#pragma once

#include <stdbool.h>
#include <stddef.h>
#include <stdint.h>

/* True if (data) begins like text of any kind. */
bool sniff_is_text(const uint8_t *data, size_t len);
/* True if (data) is nothing that a kernel unpacks, but a file of some kind: all that
 * sniff_not_initrd() knows, and what Windows starts with. */
bool sniff_is_plain_file(const uint8_t *data, size_t len);
/* What (data) looks like ("a picture") if it does not belong into an initrd; NULL if it may. */
const char *sniff_not_initrd(const uint8_t *data, size_t len);
