/* SPDX-License-Identifier: BSD-2-Clause */
/* This machine, as configurations of GRUB see it. */
#pragma once

#include "menu/grub.h"

extern const struct grub_world grub_world;
