/* SPDX-License-Identifier: BSD-2-Clause */
/* The URI schemes of this room, for the table in conf.c. */
#pragma once

struct scheme;

extern const struct scheme tftp_scheme;
extern const struct scheme http_scheme;
extern const struct scheme https_scheme; /* answers that it is not supported */
