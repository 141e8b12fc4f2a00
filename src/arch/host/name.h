/* SPDX-License-Identifier: BSD-2-Clause */
/* The platform that is pretended. */
#pragma once

/* From now on plat_name is (name), "efi" or "pcbios", of which 15 bytes count. */
void host_set_name(const char *name);
