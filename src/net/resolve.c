/* SPDX-License-Identifier: BSD-2-Clause */
/*
 * Name resolution over lwIP's DNS client, which asks the servers of setting "dns" in turn. A name
 * without a dot is tried in the search domains first ("dnssl", option 119 in RFC 3397 form; else
 * "domain", option 15), then as it is.
 *
 * lwIP cannot be told to forget a question, so a cancelled one stays until its answer or timeout.
 */
#include "net/resolve.h"

#include <stdbool.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

#include "core/clock.h"
#include "core/log.h"
#include "core/settings.h"
#include "core/status.h"
#include "core/util.h"
#include "net/dnssl.h"

#include "lwip/dns.h"
#include "lwip/timeouts.h"

#define NAME_MAX_LEN 255
#define DOMAINS_MAX  4
#define SILENCE_US   (3 * US_PER_S) /* a failure after that was silence, before it an answer */

struct resolve {
	resolve_fn fn;
	void *arg;
	char host[NAME_MAX_LEN + 1];
	char domains[DOMAINS_MAX][NAME_MAX_LEN + 1];
	unsigned n_domains, next; /* candidate to ask: domains[next], then the bare name */
	uint64_t start_us;
	bool cancelled;
	bool asking; /* lwIP will call on_answer() */
	bool found;
	ip_addr_t addr;
};

static void on_turn(void *arg);

/* ---- candidates ---- */

static void domains_get(struct resolve *r)
{
	struct setting_value v = {0};
	char *domain;

	if (strchr(r->host, '.'))
		return;
	if (settings_get_raw("dnssl", &v, NULL) == 0)
		while (r->n_domains < DOMAINS_MAX &&
			dnssl_get(v.data, v.len, r->n_domains, r->domains[r->n_domains],
				sizeof(r->domains[0])))
			r->n_domains++;
	setting_value_free(&v);
	if (r->n_domains > 0)
		return;
	domain = settings_get_text("domain");
	if (domain && domain[0] && strlen(domain) <= NAME_MAX_LEN)
		(void)snprintf(r->domains[r->n_domains++], sizeof(r->domains[0]), "%s", domain);
	free(domain);
}

/* Writes the next candidate that is not too long. False when there is none left. */
static bool candidate_next(struct resolve *r, char *out, size_t cap)
{
	while (r->next < r->n_domains) {
		int n = snprintf(out, cap, "%s.%s", r->host, r->domains[r->next++]);

		if (n > 0 && (size_t)n < cap)
			return true;
	}
	if (r->next > r->n_domains)
		return false;
	r->next++;
	(void)snprintf(out, cap, "%s", r->host);
	return true;
}

/* ---- sentences ---- */

static void servers_list(char *out, size_t cap)
{
	size_t len = 0;

	out[0] = '\0';
	for (u8_t i = 0; i < DNS_MAX_SERVERS && len < cap; i++) {
		const ip_addr_t *server = dns_getserver(i);

		if (!ip_addr_isany(server))
			len += (size_t)snprintf(
				out + len, cap - len, "%s%s", len ? ", " : "", ipaddr_ntoa(server));
	}
}

static int explain(const struct resolve *r)
{
	bool silent = plat_now_us() - r->start_us >= SILENCE_US;
	char servers[80];

	servers_list(servers, sizeof(servers));
	if (silent)
		return fail(ERR_NAME, "dns: no answer for %.120s from %s", r->host, servers);
	return fail(ERR_NAME, "dns: there is no address for %.120s%s%.60s%s, says %s", r->host,
		r->n_domains ? " (nor in domain " : "", r->n_domains ? r->domains[0] : "",
		r->n_domains ? ")" : "", servers);
}

/* ---- asking ---- */

static void on_answer(const char *name, const ip_addr_t *addr, void *arg)
{
	struct resolve *r = arg;

	(void)name;
	r->asking = false;
	if (r->cancelled) {
		free(r);
		return;
	}
	r->found = addr != NULL;
	if (addr)
		r->addr = *addr;
	/* Not from here: lwIP is in the middle of its table. */
	sys_timeout(0, on_turn, r);
}

/* Asks for candidates until one is known or asked for. 0: .found or .asking; else -ERR_*. */
static int ask(struct resolve *r)
{
	char name[NAME_MAX_LEN + 1];

	while (candidate_next(r, name, sizeof(name))) {
		err_t err = dns_gethostbyname(name, &r->addr, on_answer, r);

		r->found = err == ERR_OK;
		r->asking = err == ERR_INPROGRESS;
		if (r->asking)
			log_debug("dns: asking for %s", name);
		if (r->found || r->asking)
			return 0;
		if (err == ERR_MEM)
			return fail(ERR_NOMEM,
				"dns: too many names at once, %.120s is one "
				"too many",
				r->host);
	}
	return explain(r);
}

static void finish(struct resolve *r, int status)
{
	resolve_fn fn = r->fn;
	void *arg = r->arg;
	ip_addr_t addr = r->addr;

	free(r);
	fn(arg, status, status == 0 ? &addr : NULL);
}

static void on_turn(void *arg)
{
	struct resolve *r = arg;
	int rc = 0;

	if (!r->found)
		rc = ask(r);
	if (rc < 0 || r->found)
		finish(r, rc);
}

int resolve_start(
	const char *host, resolve_fn fn, void *arg, ip_addr_t *ret_addr, struct resolve **ret)
{
	struct resolve *r;
	int rc;

	if (ipaddr_aton(host, ret_addr)) {
		*ret = NULL;
		return 0;
	}
	if (strchr(host, ':'))
		return fail(ERR_NOTSUP,
			"dns: %.120s is an IPv6 address, only IPv4 is supported "
			"yet",
			host);
	if (!host[0] || strlen(host) > NAME_MAX_LEN)
		return fail(ERR_NAME, "dns: \"%.80s\" cannot be a host name", host);
	if (ip_addr_isany(dns_getserver(0)))
		return fail(ERR_NAME,
			"dns: cannot look up %.120s: no DNS server is known (DHCP "
			"option 6 or setting dns)",
			host);
	r = calloc(1, sizeof(*r));
	if (!r)
		return fail(ERR_NOMEM, "dns: no memory to look up %.120s", host);
	r->fn = fn;
	r->arg = arg;
	r->start_us = plat_now_us();
	(void)snprintf(r->host, sizeof(r->host), "%s", host);
	domains_get(r);
	rc = ask(r);
	if (rc == 0 && r->asking) {
		*ret = r;
		return 0;
	}
	if (rc == 0) {
		*ret_addr = r->addr;
		*ret = NULL;
	}
	free(r);
	return rc;
}

void resolve_cancel(struct resolve *r)
{
	if (!r)
		return;
	if (r->asking) {
		r->cancelled = true;
		return;
	}
	sys_untimeout(on_turn, r);
	free(r);
}
