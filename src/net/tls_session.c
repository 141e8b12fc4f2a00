/* SPDX-License-Identifier: BSD-2-Clause */
/*
 * Sessions to resume: a few, the oldest goes first. All go when the anchors change, since a resumed
 * session is not verified again.
 */
#include "net/tls_session.h"

#include <string.h>
#include <strings.h>

#include "core/strbuf.h"
#include "core/util.h"
#include "crypt/trust.h"

enum { SESSIONS_MAX = 8 };

struct session {
	bool used;
	uint16_t port;
	char *host;
	bool barred;  /* no session is kept for this server */
	unsigned age; /* of the table's clock, when it was kept */
	mbedtls_ssl_session session;
};

static struct {
	struct session v[SESSIONS_MAX];
	unsigned clock;
	unsigned serial; /* of the anchors they were verified with */
} table;

static void forget(struct session *s)
{
	if (!s->used)
		return;
	mbedtls_ssl_session_free(&s->session);
	free(s->host);
	*s = (struct session){};
}

void tls_session_forget_all(void)
{
	for (unsigned i = 0; i < SESSIONS_MAX; i++)
		forget(&table.v[i]);
}

static struct session *find(const char *host, uint16_t port)
{
	if (table.serial != trust_serial())
		tls_session_forget_all();
	table.serial = trust_serial();
	for (unsigned i = 0; i < SESSIONS_MAX; i++) {
		struct session *s = &table.v[i];

		if (s->used && s->port == port && strcasecmp(s->host, host) == 0)
			return s;
	}
	return NULL;
}

bool tls_session_offer(mbedtls_ssl_context *ssl, const char *host, uint16_t port)
{
	struct session *s = find(host, port);

	if (!s || s->barred)
		return false;
	if (!mbedtls_ssl_set_session(ssl, &s->session))
		return true;
	forget(s);
	return false;
}

void tls_session_forget(const char *host, uint16_t port)
{
	struct session *s = find(host, port);

	if (s && !s->barred)
		forget(s);
}

static struct session *slot(void)
{
	struct session *oldest = &table.v[0];

	for (unsigned i = 0; i < SESSIONS_MAX; i++) {
		if (!table.v[i].used)
			return &table.v[i];
		if (table.clock - table.v[i].age > table.clock - oldest->age)
			oldest = &table.v[i];
	}
	forget(oldest);
	return oldest;
}

/* An entry for (host):(port), without a session yet; NULL: no memory. */
static struct session *add(const char *host, uint16_t port)
{
	struct session *s = slot();

	s->host = str_dup(host);
	if (!s->host)
		return NULL;
	mbedtls_ssl_session_init(&s->session);
	s->used = true;
	s->port = port;
	s->age = ++table.clock;
	return s;
}

/* A new entry for (host):(port) in place of the one there is; NULL: it is barred, or no memory. */
static struct session *renew(const char *host, uint16_t port)
{
	struct session *s = find(host, port);

	if (s && s->barred)
		return NULL;
	if (s)
		forget(s);
	return add(host, port);
}

void tls_session_keep(mbedtls_ssl_context *ssl, const char *host, uint16_t port)
{
	struct session *s = renew(host, port);

	if (s && mbedtls_ssl_get_session(ssl, &s->session))
		forget(s);
}

void tls_session_bar(const char *host, uint16_t port)
{
	struct session *s = renew(host, port);

	if (s)
		s->barred = true;
}
