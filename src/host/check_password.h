/* SPDX-License-Identifier: BSD-2-Clause */
/* Stored passwords, see core/password.h, that nothing typed will ever fit. */
#pragma once

/* What is wrong with the form of the stored password (text), as the end of a sentence; NULL:
 * nothing. */
const char *password_problem(const char *text);
