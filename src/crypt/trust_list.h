/* SPDX-License-Identifier: BSD-2-Clause */
/* The trust anchors as commands see them, without mbedTLS. */
#pragma once

#include <stdbool.h>
#include <stddef.h>
#include <stdint.h>

struct mbedtls_x509_crt;

struct trust_line {
	const struct mbedtls_x509_crt *crt;
	const char *subject, *issuer, *origin; /* "the build", "the firmware", … */
	const char *not_before, *not_after;    /* "2026-11-21" */
	uint8_t sha256[32];                    /* of the whole certificate */
};

/* Adds those in (data), PEM or DER. How many were new; -ERR_INVAL, -ERR_NOMEM (recorded). */
int trust_list_add(const char *name, const void *data, size_t len);
/* Of these only (subject)'s; -ERR_NOENT (recorded) if there are none. */
int trust_list_add_of(const char *subject, const char *name, const void *data, size_t len);
/* The same for the file beside the loader. */
int trust_list_add_file(const char *name, const void *data, size_t len);
/* (look) is asked before the first handshake, again and again until it returns something else than
 * -ERR_RUNNING: it looks for that file. */
void trust_list_set_file(int (*look)(void));
/* Calls (fn) for each; how many there are. */
unsigned trust_list_each(void (*fn)(const struct trust_line *line, void *arg), void *arg);
/* True if (want) is the common name or a DNS name in it. */
bool trust_line_has_name(const struct trust_line *line, const char *want);
/* Forgets what trust_list_add() has added. */
void trust_list_clear(void);
/* What verifies with them may begin: those of the build, of the firmware and of that file are
 * there. -ERR_RUNNING: ask again a little later. As trust_ready(). */
int trust_list_ready(void);
