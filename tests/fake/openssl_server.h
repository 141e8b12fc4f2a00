/* SPDX-License-Identifier: BSD-2-Clause */
/* A real TLS server: `openssl s_server` on a free port of the loopback, with new certificates. */
#pragma once

#include <stddef.h>
#include <stdint.h>
#include <sys/types.h>

struct openssl_server {
	pid_t pid;
	int out;       /* what it prints */
	uint16_t port; /* set before the start: this one */
};

/* Makes the certificates (make-certs) in a new folder. Ends the program if that fails. */
void openssl_certs_make(void);
const char *openssl_certs_folder(void);
void openssl_certs_remove(void);
/* The file (name) there, NUL-terminated, in a static buffer. */
const char *openssl_certs_read(const char *name, size_t *ret_len);

/* Starts one with the chain and key of (cert) and the blank-separated (options). -1 if it does not
 * start, for example because it does not know an option. */
int openssl_server_start(struct openssl_server *s, const char *cert, const char *options);
/* Ends it, at once: its connections break off without a word of TLS. */
void openssl_server_stop(struct openssl_server *s);
