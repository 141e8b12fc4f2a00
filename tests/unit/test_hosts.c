/* SPDX-License-Identifier: BSD-2-Clause */
/*
 * nslookup, ping, nstat, ipstat and the sending of syslog, from the prompt to the cable, with lwIP
 * at both ends: it answers echo requests by itself; a small DNS server and a log's receiver are
 * here.
 */
#include "check.h"

#include <stdlib.h>

#include "core/console.h"
#include "core/log.h"
#include "core/settings.h"
#include "core/status.h"
#include "core/util.h"
#include "core/wait.h"
#include "fake/two_ends.h"
#include "fake/virtual_time.h"
#include "net/netdev.h"
#include "script/commands.h"
#include "script/script.h"

#include "lwip/udp.h"

/* ---- what the console shows ---- */

static char shown[8192];
static size_t n_shown;

static void screen_write(struct console *c, const char *text, size_t len)
{
	(void)c;
	len = MIN(len, sizeof(shown) - 1 - n_shown);
	memcpy(shown + n_shown, text, len);
	n_shown += len;
	shown[n_shown] = '\0';
}

static int screen_getkey(struct console *c)
{
	(void)c;
	return KEY_NONE;
}

static void screen_size(struct console *c, unsigned *cols, unsigned *rows)
{
	(void)c;
	*cols = 80;
	*rows = 25;
}

static const struct console_ops screen_ops = {screen_write, screen_getkey, screen_size};
static struct console screen = {&screen_ops, "test", NULL};

static int run(int argc, const char *const *argv)
{
	n_shown = 0;
	shown[0] = '\0';
	fail_clear();
	for (const struct command *c = cmd_hosts_table; c->name; c++) {
		if (strcmp(c->name, argv[0]) == 0)
			return c->run(argc, (char **)(uintptr_t)argv);
	}
	abort();
}

#define RUN(...)                                                                                   \
	run((int)ARRAY_SIZE(((const char *[]){__VA_ARGS__})), (const char *[]){__VA_ARGS__, NULL})

static const char *get(const char *name)
{
	static char out[300];
	struct strbuf b = {};

	(void)settings_get(name, &b);
	(void)snprintf(out, sizeof(out), "%s", b.s ? b.s : "");
	strbuf_free(&b);
	return out;
}

/* ---- the servers ---- */

static char logged[200][400];
static unsigned n_logged;

static void on_log(
	void *arg, struct udp_pcb *pcb, struct pbuf *p, const ip_addr_t *addr, u16_t port)
{
	(void)arg, (void)pcb, (void)addr, (void)port;
	if (n_logged < ARRAY_SIZE(logged)) {
		u16_t n = pbuf_copy_partial(p, logged[n_logged], sizeof(logged[0]) - 1, 0);

		logged[n_logged++][n] = '\0';
	}
	pbuf_free(p);
}

/* One A record, 10.9.8.7, for any name that begins with h; there is no other. */
static void on_dns(
	void *arg, struct udp_pcb *pcb, struct pbuf *p, const ip_addr_t *addr, u16_t port)
{
	static const uint8_t answer[] = {0xc0, 0x0c, 0, 1, 0, 1, 0, 0, 0, 60, 0, 4, 10, 9, 8, 7};
	uint8_t m[300];
	u16_t n = pbuf_copy_partial(p, m, sizeof(m) - sizeof(answer), 0);
	bool known = n > 13 && m[13] == 'h';
	struct pbuf *q;

	(void)arg;
	pbuf_free(p);
	m[2] = 0x81;
	m[3] = known ? 0x80 : 0x83;
	m[7] = known;
	if (known) {
		memcpy(m + n, answer, sizeof(answer));
		n += sizeof(answer);
	}
	q = pbuf_alloc(PBUF_TRANSPORT, n, PBUF_RAM);
	if (!q)
		abort();
	(void)pbuf_take(q, m, n);
	(void)udp_sendto(pcb, q, addr, port);
	pbuf_free(q);
}

static struct udp_pcb *listen(u16_t port, udp_recv_fn fn)
{
	struct udp_pcb *pcb = udp_new();

	if (!pcb || udp_bind(pcb, IP_ANY_TYPE, port) != ERR_OK)
		abort();
	udp_recv(pcb, fn, NULL);
	return pcb;
}

/* ---- tests ---- */

static void test_nslookup(void)
{
	(void)ends_begin();
	CHECK_EQ(RUN("nslookup", "a", ENDS_SERVER_TEXT), 0);
	CHECK_STR(get("a"), ENDS_SERVER_TEXT);
	CHECK_STR(get("a:hexraw"), "c0a80701");
	CHECK_EQ(RUN("nslookup", "a", "host.test"), -ERR_NAME); /* nobody to ask */
	CHECK_EQ(settings_set("dns", ENDS_SERVER_TEXT), 0);
	CHECK_EQ(RUN("nslookup", "net0/b", "host.test"), 0);
	CHECK_STR(get("net0/b"), "10.9.8.7");
	CHECK_EQ(RUN("nslookup", "a", "nohost.test"), -ERR_NAME);
	CHECK(strstr(fail_last()->text, "nohost.test") != NULL);
	CHECK_STR(get("a"), ENDS_SERVER_TEXT); /* as it was */
	CHECK_EQ(RUN("nslookup", "a"), -ERR_RANGE);
	CHECK_EQ(RUN("nslookup", "a", "b", "c"), -ERR_RANGE);
	CHECK_EQ(RUN("nslookup", "net0/chip", ENDS_SERVER_TEXT), -ERR_NOTSUP);
}

static void test_ping(void)
{
	uint64_t began;

	(void)ends_begin();
	began = now_us;
	CHECK_EQ(RUN("ping", "-c", "3", ENDS_SERVER_TEXT), 0);
	CHECK(now_us - began >= 2 * US_PER_S && now_us - began < 2500 * US_PER_MS);
	CHECK(strstr(shown, ENDS_SERVER_TEXT ": answer 1, 64 bytes, ") == shown);
	CHECK(strstr(shown, ENDS_SERVER_TEXT ": answer 3, 64 bytes, ") != NULL);
	CHECK(strstr(shown, "3 requests, 3 answers\n") != NULL);
	CHECK_EQ(RUN("ping", "-q", "-c1", "-s", "0", "-t100", ENDS_SERVER_TEXT), 0);
	CHECK_STR(shown, "");
	CHECK_EQ(RUN("ping", "--count=1", "--size=9000", ENDS_SERVER_TEXT), 0); /* in fragments */
	CHECK(strstr(shown, "9000 bytes") != NULL);
	began = now_us;
	CHECK_EQ(RUN("ping", "-c", "2", "-t", "250", "192.168.7.77"), -ERR_TIMEDOUT);
	CHECK(now_us - began < 600 * US_PER_MS);
	CHECK(strstr(shown, "no answer to request 2\n2 requests, 0 answers\n") != NULL);
	CHECK_STR(fail_last()->text, "ping: no answer from 192.168.7.77 to 2 requests");
	CHECK_EQ(RUN("ping", "-c1", "172.16.0.1"), -ERR_UNREACH); /* no gateway */
	CHECK_EQ(RUN("ping", "-s", "65001", ENDS_SERVER_TEXT), -ERR_INVAL);
	CHECK_EQ(RUN("ping", "-t", "0", ENDS_SERVER_TEXT), -ERR_INVAL);
	CHECK_EQ(RUN("ping"), -ERR_RANGE);
}

static enum ends_fate spoil_answers(unsigned n, bool to_server, const uint8_t *frame, size_t len)
{
	(void)n;
	return !to_server && len > 34 && frame[12] == 8 && frame[13] == 0 && frame[23] == 1
		? ENDS_DAMAGE
		: ENDS_PASS;
}

/* The second answer comes twice, the third not at all; damaged ones do not count. */
static enum ends_fate lose_third(unsigned n, bool to_server, const uint8_t *frame, size_t len)
{
	(void)n;
	if (to_server || len < 42 || frame[12] != 8 || frame[13] != 0)
		return ENDS_PASS;
	if (frame[41] == 2)
		return ENDS_TWICE;
	return frame[41] == 3 ? ENDS_DROP : ENDS_PASS;
}

static void test_bad_ping(void)
{
	ends_begin()->fate = spoil_answers;
	CHECK_EQ(RUN("ping", "-c2", "-t200", ENDS_SERVER_TEXT), -ERR_TIMEDOUT);
	ends_begin()->fate = lose_third;
	CHECK_EQ(RUN("ping", "-c4", "-t200", ENDS_SERVER_TEXT), 0);
	CHECK(strstr(shown, "no answer to request 3\n") != NULL);
	CHECK(strstr(shown, "4 requests, 3 answers\n") != NULL);
	ends_begin()->cut = true;
	CHECK_EQ(RUN("ping", "-c1", "-t200", ENDS_SERVER_TEXT), -ERR_TIMEDOUT);
}

static void test_tables(void)
{
	(void)ends_begin();
	CHECK_EQ(RUN("nstat"), 0);
	CHECK(strstr(shown, "net0: " ENDS_SERVER_TEXT) == NULL);
	CHECK_EQ(RUN("ping", "-qc1", ENDS_SERVER_TEXT), 0);
	CHECK_EQ(RUN("nstat"), 0);
	CHECK(strstr(shown, "net0: " ENDS_SERVER_TEXT " is 02:00:00:00:00:01\n") != NULL);
	CHECK_EQ(RUN("nstat", "x"), -ERR_RANGE);
	CHECK_EQ(RUN("ipstat"), 0);
	CHECK(strstr(shown, "IPv4: received ") && strstr(shown, "\nTCP: received "));
	CHECK_EQ(RUN("ipstat", "x"), -ERR_RANGE);
}

static bool was_logged(const char *text)
{
	for (unsigned i = 0; i < n_logged; i++) {
		if (strstr(logged[i], text))
			return true;
	}
	return false;
}

static void test_syslog(void)
{
	(void)ends_begin();
	log_info("test: from before");
	log_debug("test: too much detail");
	CHECK_EQ(settings_set("hostname", "my host"), 0);
	n_logged = 0;
	CHECK_EQ(settings_set("syslog", ENDS_SERVER_TEXT), 0);
	ends_pass_ms(2000);
	CHECK(was_logged("hawser - - - test: from before"));
	CHECK(!was_logged("too much detail"));
	n_logged = 0;
	console_printf("\033[1mhello\033[0m");
	console_printf(" there\nold\rnew\n\n");
	log_warn("test: a warning");
	ends_pass_ms(200);
	CHECK_EQ(n_logged, 3);
	CHECK_STR(logged[0], "<134>1 2023-11-14T22:13:20Z my_host hawser - - - hello there");
	CHECK(strstr(logged[1], " - new") != NULL);
	CHECK_STR(logged[2], "<132>1 2023-11-14T22:13:20Z my_host hawser - - - test: a warning");

	/* More than waits at most: the beginning says how much is missing. */
	n_logged = 0;
	for (unsigned i = 0; i < 140; i++)
		log_info("test: line %u", i);
	ends_pass_ms(2000);
	CHECK_EQ(n_logged, 129);
	CHECK(strstr(logged[0], "<132>1 - my_host hawser - - - syslog: 12 lines are missing here"));
	CHECK(strstr(logged[1], "test: line 12") && strstr(logged[128], "test: line 139"));

	n_logged = 0;
	log_info("test: at once");
	log_flush();
	CHECK_EQ(settings_clear("syslog"), 0);
	log_info("test: nobody listens");
	ends_pass_ms(500);
	CHECK(was_logged("at once") && !was_logged("nobody"));
	CHECK_EQ(settings_clear("hostname"), 0);
	CHECK_EQ(settings_set("syslog", ENDS_SERVER_TEXT), 0);
	n_logged = 0;
	log_info("test: again");
	ends_pass_ms(3000);
	CHECK(was_logged("Z " ENDS_CLIENT_TEXT " hawser - - - test: again"));
}

static unsigned n_polls;

/* As a DHCP answer without a server does, which comes while the network is polled. */
static bool clear_syslog(struct poller *p)
{
	(void)p;
	n_polls++;
	if (n_polls == 1)
		CHECK_EQ(settings_clear("syslog"), 0);
	return false;
}

static void test_syslog_ends_while_polled(void)
{
	static struct poller before = {.poll = clear_syslog}, behind = {.poll = clear_syslog};

	(void)ends_begin();
	CHECK_EQ(settings_clear("syslog"), 0);
	poller_add(&before);
	CHECK_EQ(settings_set("syslog", ENDS_SERVER_TEXT), 0); /* adds its own */
	poller_add(&behind);
	n_polls = 0;
	(void)wait_breathe();
	CHECK_EQ(n_polls, 2);
	poller_remove(&before);
	poller_remove(&behind);
}

int main(void)
{
	struct udp_pcb *dns, *receiver;

	CHECK_EQ(console_add(&screen), 0);
	ends_init();
	dns = listen(53, on_dns);
	receiver = listen(514, on_log);
	test_nslookup();
	test_ping();
	test_bad_ping();
	test_tables();
	test_syslog();
	test_syslog_ends_while_polled();
	udp_remove(dns);
	udp_remove(receiver);
	ends_done();
	return check_done();
}
