/* SPDX-License-Identifier: BSD-2-Clause */
/* Where files come from. A table apart from those of conf.c: hawser-host has another one. */
#include "core/transfer.h"
#include "net/schemes.h"

const struct scheme *const schemes[] = {
	&tftp_scheme,
	&http_scheme,
	&https_scheme,
	NULL,
};
