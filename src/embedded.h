/* SPDX-License-Identifier: BSD-2-Clause */
/* The script that was built in. */
#pragma once

#include <stddef.h>

/* Its text, borrowed for good; (ret_len) is 0 if there is none. */
const char *embedded_script(size_t *ret_len);
