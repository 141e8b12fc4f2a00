/* SPDX-License-Identifier: BSD-2-Clause */
/*
 * TLS 1.2 and 1.3 (RFC 5246, 8446) as a filter: ciphertext in, plaintext out, and the other way
 * round. It does no I/O of its own, so that it runs over TCP and between two buffers alike. Whom it
 * believes is crypt/trust.h's and the setting "tls-pin"'s; see docs/script.md, "HTTPS".
 */
#pragma once

#include <stdbool.h>
#include <stddef.h>
#include <stdint.h>

struct tls;

struct tls_events {
	/* Ciphertext for the server. Returns how much was taken; tls_flush() when there is room
	 * again. */
	size_t (*send)(void *arg, const void *data, size_t len);
	/* The server is who it should be: tls_send() works from now on. */
	void (*ready)(void *arg);
	void (*data)(void *arg, const uint8_t *data, size_t len);
	/* The end. 0: the server has said so (close_notify); -ERR_AGAIN: a new connection to the
	 * same server will do better, its ways are known now; other -ERR_* recorded. No more
	 * events. */
	void (*closed)(void *arg, int status);
};

/* A client for (host):(port). -ERR_NOENT if there is nothing to verify a server with, -ERR_INVAL if
 * the settings make no sense, -ERR_NOENTROPY, -ERR_NOMEM (all recorded). */
int tls_new(const char *host, uint16_t port, const struct tls_events *events, void *arg,
	struct tls **ret);
/* Begins the handshake. Events may come from inside this call and the following ones, where (t)
 * MUST NOT be freed. */
void tls_start(struct tls *t);
/* Ciphertext has come from the server. */
void tls_input(struct tls *t, const uint8_t *data, size_t len);
/* The server has closed the connection below. */
void tls_eof(struct tls *t);
/* There is room below again. */
void tls_flush(struct tls *t);
/* Sends (len) bytes of plaintext; returns how many were taken, 0 when there is no room now. */
size_t tls_send(struct tls *t, const void *data, size_t len);
/* Tells the server that nothing more comes, if the connection is in a state for that. */
void tls_close(struct tls *t);
void tls_free(struct tls *t); /* NULL is fine */

/* "TLSv1.3, TLS1-3-AES-128-GCM-SHA256"; of a connection that is ready, in a static buffer. */
const char *tls_describe(const struct tls *t);
/* Forgets what is known of servers: sessions that could be resumed, and who wants TLS 1.2 alone. */
void tls_forget(void);
