/* SPDX-License-Identifier: BSD-2-Clause */
/* The version, from the build ("0.1+gabcdef0"). */
#pragma once

extern const char hawser_version[];
