/* SPDX-License-Identifier: BSD-2-Clause */
/* Sessions of TLS servers, kept to be resumed: a handshake without certificates and signatures. */
#pragma once

#include <stdbool.h>
#include <stdint.h>

#include <mbedtls/ssl.h>

/* Offers the session kept for (host):(port) in the handshake of (ssl); false if there is none. */
bool tls_session_offer(mbedtls_ssl_context *ssl, const char *host, uint16_t port);
/* Keeps that of (ssl) in its place. */
void tls_session_keep(mbedtls_ssl_context *ssl, const char *host, uint16_t port);
/* Forgets all of them. */
void tls_session_forget_all(void);
/* Forgets the one of this server. */
void tls_session_forget(const char *host, uint16_t port);
/* Likewise, and keeps no other one of it: it breaks off when it is offered one. */
void tls_session_bar(const char *host, uint16_t port);
