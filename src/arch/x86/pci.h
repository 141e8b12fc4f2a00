/* SPDX-License-Identifier: BSD-2-Clause */
/* PCI configuration space. */
#pragma once

#include <stddef.h>
#include <stdint.h>

/* See plat_pci_read() in arch/platform.h; of segment 0 only. */
int x86_pci_read(uint32_t busdevfn, unsigned offset, void *out, size_t len);
