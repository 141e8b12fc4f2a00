/* SPDX-License-Identifier: BSD-2-Clause */
/*
 * Passwords as configurations of boot loaders have them: plain, or as crypt(3) makes them, "$1$"
 * (MD5), "$5$" and "$6$" (SHA-256, SHA-512, with "rounds=N$"), or "$4$" (SHA-1 of salt and
 * password in base64, as SYSLINUX makes them), or as grub-mkpasswd-pbkdf2 does
 * ("grub.pbkdf2.sha512."). src/crypt implements it.
 */
#pragma once

#include <stdbool.h>

/* True if (typed) is what a line of (stored) stands for. Nothing fits an empty one. Takes up
 * to some seconds where (stored) asks for many rounds. */
bool password_fits(const char *stored, const char *typed);
