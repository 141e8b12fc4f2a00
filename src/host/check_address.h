/* SPDX-License-Identifier: BSD-2-Clause */
/* Addresses that nothing can be fetched from. */
#pragma once

/* What is wrong with the address or path (text), in which "${" stands for anything:
 * a sentence good until the next failure; NULL: nothing. */
const char *address_problem(const char *text);
