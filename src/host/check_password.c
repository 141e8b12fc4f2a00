/* SPDX-License-Identifier: BSD-2-Clause */
/* The forms of stored passwords: what a tool for passwords prints and is copied by hand. */
#include "host/check_password.h"

#include <stdbool.h>
#include <stdlib.h>
#include <string.h>

#include "core/util.h"

#define HEX     "0123456789abcdefABCDEF"
#define DIGITS  "0123456789"
#define LETTERS "abcdefghijklmnopqrstuvwxyzABCDEFGHIJKLMNOPQRSTUVWXYZ"
#define CRYPT   DIGITS LETTERS "./"
#define BASE64  DIGITS LETTERS "+/"

/* "$KIND$SALT$DIGEST" */
static const struct form {
	const char *start, *digits;
	size_t len; /* of the digest in these digits */
	const char *problem;
} forms[] = {
	{"$1$", CRYPT, 22,
		"is no MD5 password, \"$1$SALT$\" and 22 characters: nothing typed fits it"},
	{"$4$", BASE64, 27,
		"is no SHA-1 password, \"$4$SALT$\" and 27 characters: nothing typed fits it"},
	{"$5$", CRYPT, 43,
		"is no SHA-256 password, \"$5$SALT$\" and 43 characters: nothing typed fits it"},
	{"$6$", CRYPT, 86,
		"is no SHA-512 password, \"$6$SALT$\" and 86 characters: nothing typed fits it"},
};

static bool has_form(const struct form *f, const char *text)
{
	const char *salt = text + 3, *digest;
	size_t n;

	if (strncmp(salt, "rounds=", 7) == 0) {
		salt = strchr(salt, '$');
		if (!salt)
			return false;
		salt++;
	}
	digest = strchr(salt, '$');
	if (!digest || digest == salt)
		return false;
	n = strspn(digest + 1, f->digits);
	digest += n + 1;
	return n == f->len && strspn(digest, "=$") == strlen(digest);
}

/* "grub.pbkdf2.sha512.ROUNDS.SALT.KEY" */
static const char *grub_problem(const char *text)
{
	static const char start[] = "grub.pbkdf2.sha512.";
	size_t n = sizeof(start) - 1, digits;

	if (strncmp(text, start, n) != 0)
		return "begins as a password of grub-mkpasswd-pbkdf2, but not with "
		       "\"grub.pbkdf2.sha512.\"";
	text += n;
	for (unsigned i = 0; i < 3; i++) {
		digits = strspn(text, i ? HEX : DIGITS);
		if (!digits || (i && digits % 2) || text[digits] != (i < 2 ? '.' : '\0') ||
			(i == 2 && digits < 32))
			return "is not what grub-mkpasswd-pbkdf2 prints: "
			       "\"grub.pbkdf2.sha512.ROUNDS.SALT.KEY\": nothing typed fits it";
		text += digits + 1;
	}
	return NULL;
}

const char *password_problem(const char *text)
{
	if (strncmp(text, "grub.", 5) == 0)
		return grub_problem(text);
	for (unsigned i = 0; i < ARRAY_SIZE(forms); i++) {
		if (strncmp(text, forms[i].start, 3) == 0)
			return has_form(&forms[i], text) ? NULL : forms[i].problem;
	}
	if (text[0] == '$' && text[1] && text[1] != '$' && strchr(text + 2, '$'))
		return "is of a kind that is not known, and is what has to be typed: $1$, "
		       "$4$, $5$ and $6$ are known";
	return NULL;
}
