/* SPDX-License-Identifier: BSD-2-Clause */
/* Network devices: their settings, static addresses, link, names, and frames no sane card sends. */
#include "check.h"

#include <stdlib.h>

#include "core/clock.h"
#include "core/log.h"
#include "core/settings.h"
#include "core/status.h"
#include "core/util.h"
#include "core/wait.h"
#include "fake/fake_nic.h"
#include "fake/virtual_time.h"
#include "net/lwip_hooks.h"
#include "net/netdev.h"
#include "net/resolve.h"
#include "net/rxpool.h"

#include "lwip/netif.h"
#include "lwip/priv/tcp_priv.h"
#include "lwip/udp.h"

#define ME   0xc0a80705u /* 192.168.7.5 */
#define DNS1 0xc0a80701u
#define DNS2 0xc0a80702u

static struct fake_nic nics[3];

static void setup(unsigned n)
{
	for (unsigned i = 0; i < n; i++)
		fake_nic_init(&nics[i], (uint8_t)(i + 1));
	CHECK_EQ(net_init(), 0);
}

static void teardown(void)
{
	net_done();
	host_nic_clear();
	for (size_t i = 0; i < ARRAY_SIZE(nics); i++) {
		fake_nic_clear(&nics[i]);
		CHECK(!nics[i].is_open);
	}
}

static const char *get(const char *name)
{
	static char out[300];
	struct strbuf b = {0};

	(void)settings_get(name, &b);
	(void)snprintf(out, sizeof(out), "%s", b.s ? b.s : "");
	strbuf_free(&b);
	return out;
}

static bool never(void *arg)
{
	(void)arg;
	return false;
}

static void pass(uint64_t ms)
{
	(void)wait_until(NULL, never, NULL, deadline_in_ms(ms));
}

static void static_address(void)
{
	CHECK_EQ(settings_set("net0/ip", "192.168.7.5"), 0);
	CHECK_EQ(settings_set("net0/netmask", "255.255.255.0"), 0);
	CHECK_EQ(settings_set("net0/gateway", "192.168.7.1"), 0);
}

static void test_no_card(void)
{
	setup(0);
	CHECK(netdev_at(0) == NULL);
	CHECK(netdev_find("net0") == NULL);
	CHECK(netdev_find("netX") == NULL);
	teardown();
}

static void test_facts(void)
{
	setup(2);
	CHECK_STR(get("net0/mac"), "52:54:00:12:34:01");
	CHECK_STR(get("net1/mac:hexhyp"), "52-54-00-12-34-02");
	CHECK_STR(get("net0/chip"), "fake");
	CHECK_STR(get("net0/bustype"), "PCI");
	CHECK_STR(get("net0/busid"), "01:1a:f4:10:00");
	CHECK_STR(get("net0/linktype"), "Ethernet");
	CHECK_STR(get("net1/ifname"), "net1");
	CHECK_STR(get("mac"), "52:54:00:12:34:01");
	CHECK_EQ(settings_set("net0/chip", "other"), -ERR_NOTSUP);
	CHECK_EQ(settings_set("net0/mac", "52:54:00:aa:bb:cc"), 0);
	CHECK_STR(get("net0/mac"), "52:54:00:aa:bb:cc");
	CHECK_EQ(settings_set("net0/mac", "52:54"), -ERR_INVAL);
	CHECK_EQ(netdev_open(netdev_at(0)), 0);
	CHECK_EQ(settings_set("net0/mac", "52:54:00:12:34:01"), -ERR_NOTSUP);
	teardown();
}

static void test_open_close(void)
{
	setup(2);
	CHECK_EQ(netdev_open(netdev_at(0)), 0);
	CHECK_EQ(netdev_open(netdev_at(0)), 0);
	CHECK_EQ(nics[0].n_open, 1);
	CHECK_EQ(netdev_open(netdev_at(1)), 0);
	CHECK(netdev_find("netX") == netdev_at(1));
	CHECK_STR(get("netX/ifname"), "net1");
	netdev_close(netdev_at(1));
	CHECK(!nics[1].is_open);
	CHECK(netdev_find("netX") == netdev_at(0));
	netdev_close(netdev_at(0));
	CHECK(netdev_find("netX") == NULL);
	CHECK_STR(get("netX/ifname"), "");
	nics[0].open_rc = -ERR_IO;
	CHECK_EQ(netdev_open(netdev_at(0)), -ERR_IO);
	CHECK_EQ(netdev_dhcp(netdev_at(0), 0), -ERR_IO);
	CHECK(!netdev_is_open(netdev_at(0)));
	teardown();
}

/* netX is the one that was opened last of those that are open, whatever its number. */
static void test_netx(void)
{
	setup(3);
	CHECK_EQ(netdev_open(netdev_at(2)), 0);
	CHECK_EQ(netdev_open(netdev_at(0)), 0);
	CHECK_EQ(netdev_open(netdev_at(1)), 0);
	netdev_close(netdev_at(1));
	CHECK(netdev_find("netX") == netdev_at(0));
	netdev_close(netdev_at(0));
	CHECK_STR(get("netX/ifname"), "net2");
	CHECK_EQ(netdev_open(netdev_at(0)), 0);
	netdev_close(netdev_at(2));
	CHECK_STR(get("netX/ifname"), "net0");
	teardown();
}

static void test_link(void)
{
	uint64_t start;

	setup(1);
	nics[0].no_link = true;
	start = now_us;
	CHECK_EQ(netdev_wait_link(netdev_at(0), 3000), -ERR_LINK);
	CHECK(now_us - start >= 3 * US_PER_S && now_us - start < 4 * US_PER_S);
	CHECK(strncmp(fail_last()->text, "net0: no link after 3 s", 23) == 0);
	CHECK_STR(netdev_link_note(), " (net0 has no link)");
	nics[0].no_link = false;
	CHECK_EQ(netdev_wait_link(netdev_at(0), 3000), 0);
	CHECK_STR(netdev_link_note(), "");
	teardown();
}

static void test_static(void)
{
	struct netdev_stat st;

	setup(1);
	CHECK(!netdev_configured(netdev_at(0)));
	static_address();
	CHECK_EQ(netdev_open(netdev_at(0)), 0);
	CHECK(netdev_configured(netdev_at(0)));
	netdev_stat(netdev_at(0), &st);
	CHECK_EQ(st.ip, ME);
	CHECK_EQ(st.netmask, 0xffffff00);
	CHECK_EQ(st.gateway, DNS1);
	CHECK(netif_default == (struct netif *)netdev_at(0));
	CHECK_EQ(settings_clear("net0/netmask"), 0);
	netdev_stat(netdev_at(0), &st);
	CHECK_EQ(st.netmask, 0xffffff00); /* class C */
	CHECK_EQ(settings_clear("net0/ip"), 0);
	CHECK(!netdev_configured(netdev_at(0)));
	teardown();
	CHECK_STR(get("net0/gateway"), "");
}

static uint32_t router_to(const char *text)
{
	ip4_addr_t dest;
	struct netif *netif;
	const ip4_addr_t *router;

	CHECK(ip4addr_aton(text, &dest));
	netif = net_hook_ip4_route(&dest);
	router = net_hook_gateway(netif ? netif : netif_default, &dest);
	return router ? lwip_ntohl(ip4_addr_get_u32(router)) : 0;
}

/* 10.1.0.0/16 by 192.168.7.8, 10.1.2.0/23 by .9, 172.16.0.0/12 on the link, and everything
 * by .10. */
#define ROUTES                                                                                     \
	"10:0a:01:c0:a8:07:08:17:0a:01:03:c0:a8:07:09:0c:ac:10:00:00:00:00:00:c0:a8:07:0a"

struct log_count {
	const char *text;
	unsigned n;
};

static void count_line(enum log_level level, const char *line, void *arg)
{
	struct log_count *c = arg;

	(void)level;
	c->n += strstr(line, c->text) != NULL;
}

static unsigned times_logged(const char *text)
{
	struct log_count c = {text, 0};

	log_each(count_line, &c);
	return c.n;
}

static void test_routes(void)
{
	struct netdev_stat st;
	ip4_addr_t near;

	setup(2);
	CHECK_EQ(netdev_open(netdev_at(0)), 0);
	CHECK_EQ(settings_set("net0/ip", "192.168.7.5"), 0);
	CHECK_EQ(settings_set("net0/static-routes", ROUTES), 0);
	netdev_stat(netdev_at(0), &st);
	CHECK_EQ(st.gateway, 0xc0a8070a);
	CHECK_EQ(router_to("10.1.9.1"), 0xc0a80708);
	CHECK_EQ(router_to("10.1.2.1"), 0xc0a80709);
	CHECK_EQ(router_to("10.1.3.255"), 0xc0a80709);
	CHECK_EQ(router_to("172.31.0.1"), 0xac1f0001);
	CHECK_EQ(router_to("8.8.8.8"), 0);
	CHECK(ip4addr_aton("192.168.7.77", &near) && !net_hook_ip4_route(&near));
	/* What is set by hand comes first; a list that is none leaves the gateway alone. */
	CHECK_EQ(settings_set("net0/gateway", "192.168.7.1"), 0);
	netdev_stat(netdev_at(0), &st);
	CHECK_EQ(st.gateway, DNS1);
	CHECK_EQ(settings_set("net0/static-routes", "21:0a:01:02:03:04:c0:a8:07:08"), 0);
	CHECK_EQ(router_to("10.1.9.1"), 0);
	CHECK_EQ(settings_set("other", "1"), 0);
	CHECK_EQ(times_logged("net0: static-routes: 10 bytes"), 1); /* not with each setting */
	CHECK_EQ(settings_clear("other"), 0);
	netdev_stat(netdev_at(0), &st);
	CHECK_EQ(st.gateway, DNS1);
	netdev_close(netdev_at(0));
	teardown();
}

/* Two devices with a gateway each: the default route is over one that is open. */
static void test_default_route(void)
{
	setup(2);
	static_address();
	CHECK_EQ(settings_set("net1/ip", "10.1.0.5"), 0);
	CHECK_EQ(settings_set("net1/gateway", "10.1.0.1"), 0);
	CHECK_EQ(netdev_open(netdev_at(0)), 0);
	CHECK(netif_default == (struct netif *)netdev_at(0));
	CHECK_EQ(netdev_open(netdev_at(1)), 0);
	CHECK(netif_default == (struct netif *)netdev_at(1));
	netdev_close(netdev_at(1));
	CHECK(netif_default == (struct netif *)netdev_at(0));
	netdev_close(netdev_at(0));
	CHECK(netif_default == NULL);
	CHECK_EQ(netdev_open(netdev_at(0)), 0);
	CHECK(netif_default == (struct netif *)netdev_at(0));
	teardown();
}

/* ---- names ---- */

static struct {
	unsigned n_asked, n_done;
	char last[64];   /* name asked for, dotted */
	uint32_t server; /* that was asked */
	bool silent;
	const char *known; /* the name that has an address */
	int status;
	uint32_t addr;
} dns;

static void dns_on_tx(struct fake_nic *f, const uint8_t *frame, size_t len)
{
	uint8_t out[200] = {0};
	struct fake_udp udp;
	size_t n = 0, pos = 12;

	if (fake_arp_answer(f, frame, len, DNS1) || fake_arp_answer(f, frame, len, DNS2) ||
		!fake_udp_parse(frame, len, &udp) || udp.dport != 53)
		return;
	while (pos < udp.len && udp.data[pos] && n + udp.data[pos] + 2 < sizeof(dns.last)) {
		if (n)
			dns.last[n++] = '.';
		memcpy(dns.last + n, udp.data + pos + 1, udp.data[pos]);
		n += udp.data[pos];
		pos += 1u + udp.data[pos];
	}
	dns.last[n] = '\0';
	dns.n_asked++;
	dns.server = udp.dst;
	if (dns.silent)
		return;
	memcpy(out, udp.data, udp.len);
	out[2] |= 0x80;
	if (dns.known && strcmp(dns.last, dns.known) == 0) {
		static const uint8_t answer[] = {
			0xc0, 12, 0, 1, 0, 1, 0, 0, 1, 0, 0, 4, 192, 168, 7, 99};
		out[7] = 1;
		memcpy(out + udp.len, answer, sizeof(answer));
		fake_udp_push(f, udp.dst, 53, udp.src, udp.sport, out, udp.len + sizeof(answer));
		return;
	}
	out[3] |= 3; /* no such name */
	fake_udp_push(f, udp.dst, 53, udp.src, udp.sport, out, udp.len);
}

static void on_name(void *arg, int status, const ip_addr_t *addr)
{
	(void)arg;
	dns.n_done++;
	dns.status = status;
	dns.addr = addr ? lwip_ntohl(ip4_addr_get_u32(addr)) : 0;
}

static bool name_done(void *arg)
{
	(void)arg;
	return dns.n_done > 0;
}

static int look_up(const char *host)
{
	struct resolve *r = NULL;
	ip_addr_t addr;
	int rc;

	dns.n_asked = dns.n_done = 0;
	rc = resolve_start(host, on_name, NULL, &addr, &r);
	if (rc < 0)
		return rc;
	if (!r) {
		dns.addr = lwip_ntohl(ip4_addr_get_u32(&addr));
		return 0;
	}
	CHECK_EQ(wait_until(NULL, name_done, NULL, deadline_in_ms(60000)), 0);
	return dns.status;
}

static void dns_setup(void)
{
	memset(&dns, 0, sizeof(dns));
	setup(1);
	nics[0].on_tx = dns_on_tx;
	static_address();
	CHECK_EQ(netdev_open(netdev_at(0)), 0);
}

static void test_names(void)
{
	struct resolve *r = NULL;
	ip_addr_t addr;

	dns_setup();
	CHECK_EQ(look_up("10.1.2.3"), 0);
	CHECK_EQ(dns.addr, 0x0a010203);
	CHECK_EQ(look_up("www.example.com"), -ERR_NAME);
	CHECK(strstr(fail_last()->text, "no DNS server") != NULL);
	CHECK_EQ(look_up("fe80::1"), -ERR_NOTSUP);
	CHECK_EQ(settings_set_raw("dns", "ipv4", "\xc0\xa8\x07\x01\xc0\xa8\x07\x02", 8), 0);

	dns.known = "www.example.com";
	CHECK_EQ(look_up("www.example.com"), 0);
	CHECK_EQ(dns.addr, 0xc0a80763);
	CHECK_EQ(dns.server, DNS1);
	CHECK_EQ(look_up("www.example.com"), 0); /* remembered */
	CHECK_EQ(dns.n_asked, 0);

	CHECK_EQ(look_up("nowhere.example.com"), -ERR_NAME);
	CHECK_EQ(dns.server, DNS2); /* both were asked */
	CHECK(strstr(fail_last()->text, "no address for nowhere.example.com") != NULL);
	CHECK(strstr(fail_last()->text, "192.168.7.1, 192.168.7.2") != NULL);

	dns.silent = true;
	CHECK_EQ(look_up("silent.example.com"), -ERR_NAME);
	CHECK(strstr(fail_last()->text, "no answer for silent.example.com") != NULL);
	CHECK_EQ(dns.n_asked, 6);

	CHECK_EQ(resolve_start("cancelled.example.com", on_name, NULL, &addr, &r), 0);
	CHECK(r != NULL);
	dns.n_done = 0;
	resolve_cancel(r);
	pass(20000);
	CHECK_EQ(dns.n_done, 0);
	teardown();
}

static void test_search(void)
{
	static const char list[] = "\3eng\4test\0\3lab\xc0\x04";

	dns_setup();
	CHECK_EQ(settings_set_raw("dns", "ipv4", "\xc0\xa8\x07\x01", 4), 0);
	CHECK_EQ(settings_set("domain", "corp.test"), 0);
	dns.known = "mirror.corp.test";
	CHECK_EQ(look_up("mirror"), 0);
	CHECK_EQ(dns.addr, 0xc0a80763);
	dns.known = "bare";
	CHECK_EQ(look_up("bare"), 0); /* first in the domain, then alone */
	CHECK_EQ(dns.n_asked, 2);
	CHECK_EQ(settings_set_raw("dnssl", "hex", list, sizeof(list) - 1), 0);
	dns.known = "host.lab.test";
	CHECK_EQ(look_up("host"), 0);
	CHECK_EQ(dns.n_asked, 2);
	CHECK_EQ(look_up("missing"), -ERR_NAME);
	CHECK_EQ(dns.n_asked, 3);
	CHECK_STR(dns.last, "missing");
	CHECK_EQ(settings_clear("domain"), 0);
	CHECK_EQ(settings_clear("dnssl"), 0);
	CHECK_EQ(settings_clear("dns"), 0);
	teardown();
}

/* ---- frames ---- */

static void test_bad_frames(void)
{
	static uint8_t frame[3000];
	struct netdev_stat st;

	setup(1);
	static_address();
	CHECK_EQ(netdev_open(netdev_at(0)), 0);
	memset(frame, 0xff, sizeof(frame));
	fake_nic_push(&nics[0], frame, 0);
	fake_nic_push(&nics[0], frame, 13);
	fake_nic_push(&nics[0], frame, 14);
	fake_nic_push(&nics[0], frame, sizeof(frame));
	for (unsigned len = 14; len < 200; len++)
		fake_nic_push(&nics[0], frame, len);
	pass(100);
	netdev_stat(netdev_at(0), &st);
	CHECK_EQ(st.rx, 187);
	CHECK_EQ(st.rx_errors, 3);
	teardown();
}

static unsigned n_pbufs, n_bytes;

static void on_datagram(
	void *arg, struct udp_pcb *pcb, struct pbuf *p, const ip_addr_t *addr, u16_t port)
{
	(void)arg;
	(void)pcb;
	(void)addr;
	(void)port;
	n_pbufs += pbuf_clen(p);
	n_bytes += p->tot_len;
	pbuf_free(p);
}

static void test_frame_in_one_piece(void)
{
	struct udp_pcb *pcb;
	uint8_t data[1472];

	setup(1);
	static_address();
	CHECK_EQ(netdev_open(netdev_at(0)), 0);
	pcb = udp_new();
	CHECK_EQ(udp_bind(pcb, IP_ADDR_ANY, 5000), ERR_OK);
	udp_recv(pcb, on_datagram, NULL);
	memset(data, 'd', sizeof(data));
	fake_udp_push(&nics[0], DNS1, 69, ME, 5000, data, sizeof(data));
	fake_udp_push(&nics[0], DNS1, 69, ME + 1, 5000, data, sizeof(data)); /* not for us */
	pass(10);
	CHECK_EQ(n_pbufs, 1);
	CHECK_EQ(n_bytes, sizeof(data));
	udp_remove(pcb);
	teardown();
}

static void test_pool(void)
{
	static struct pbuf *held[RXPOOL_MAX];
	unsigned n = 0, misaligned = 0;

	while (n < RXPOOL_MAX && (held[n] = rxpool_get())) {
		misaligned += ((uintptr_t)held[n]->payload + 14) % 16 != 0;
		memset(held[n]->payload, (int)n, RXPOOL_FRAME_MAX);
		n++;
	}
	CHECK_EQ(n, RXPOOL_MAX);
	CHECK_EQ(misaligned, 0);
	CHECK(rxpool_get() == NULL);
	CHECK((size_t)RXPOOL_MAX * TCP_MSS > TCP_WND); /* a window full of holes fits */
	rxpool_done();                                 /* refused: all are in use */
	while (n > 0)
		pbuf_free(held[--n]);
	held[0] = rxpool_get();
	CHECK(held[0] != NULL);
	pbuf_free(held[0]);
	rxpool_done();
}

int main(void)
{
	CHECK_EQ(settings_init(), 0);
	test_no_card();
	test_facts();
	test_open_close();
	test_netx();
	test_routes();
	test_link();
	test_static();
	test_default_route();
	test_names();
	test_search();
	test_bad_frames();
	test_frame_in_one_piece();
	test_pool();
	return check_done();
}
