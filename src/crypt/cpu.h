/* SPDX-License-Identifier: BSD-2-Clause */
/* What the processor does for cryptography. */
#pragma once

#include <stdbool.h>

/* Whether it has instructions for AES and for carry-less multiplication. Without them AES-GCM is
 * several times slower than ChaCha20-Poly1305, which should then be offered first. */
bool crypt_has_aes(void);
