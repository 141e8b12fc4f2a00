/* SPDX-License-Identifier: BSD-2-Clause */
/* The DHCP client against a fake server, through lwIP, in virtual time. */
#include "check.h"

#include <stdlib.h>

#include "core/clock.h"
#include "core/settings.h"
#include "core/status.h"
#include "core/util.h"
#include "core/wait.h"
#include "fake/fake_dhcp.h"
#include "fake/virtual_time.h"
#include "net/netdev.h"

#define CHECK_BETWEEN(got, low, high)                                                              \
	do {                                                                                       \
		CHECK((got) >= (low) && (got) < (high));                                           \
		if ((got) < (low) || (got) >= (high))                                              \
			printf("\tgot %llu\n", (unsigned long long)(got));                         \
	} while (0)

static struct fake_nic nic;
static struct fake_dhcp server;

static void setup(void)
{
	memset(&server, 0, sizeof(server));
	fake_nic_init(&nic, 1);
	fake_dhcp_attach(&server, &nic);
}

static void teardown(void)
{
	net_done();
	fake_nic_clear(&nic);
	host_nic_clear();
	host_set_cached(CACHED_ACK, NULL, 0);
	host_set_cached(CACHED_PROXY, NULL, 0);
	host_set_cached(CACHED_PXE_REPLY, NULL, 0);
}

/* The text of a setting, "" if unset; one static buffer. */
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

/* DHCP on net0; *(ret_ms) gets how long it took. */
static int run(uint64_t timeout_ms, uint64_t *ret_ms)
{
	uint64_t start;
	int rc;

	CHECK_EQ(net_init(), 0);
	start = now_us;
	rc = netdev_dhcp(netdev_at(0), timeout_ms);
	*ret_ms = (now_us - start) / US_PER_MS;
	return rc;
}

static uint32_t address(void)
{
	struct netdev_stat st;

	netdev_stat(netdev_at(0), &st);
	return st.ip;
}

static void test_plain(void)
{
	static const uint8_t dns[] = {6, 8, 10, 0, 0, 3, 10, 0, 0, 4, 15, 3, 'l', 'a', 'b'};
	struct netdev_stat st;
	uint64_t ms;

	setup();
	server.file = "boot.ipxe";
	server.siaddr = FAKE_PROXY;
	server.options = dns;
	server.n_options = sizeof(dns);
	CHECK_EQ(run(0, &ms), 0);
	CHECK(ms < 100);
	CHECK_EQ(server.n_discover, 1);
	CHECK_EQ(server.n_request, 1);
	CHECK_EQ(server.last_src, 0); /* not bound yet */
	CHECK_EQ(server.last_dst, 0xffffffff);
	CHECK(netdev_configured(netdev_at(0)));
	netdev_stat(netdev_at(0), &st);
	CHECK_EQ(st.ip, FAKE_CLIENT);
	CHECK_EQ(st.netmask, 0xffffff00);
	CHECK_EQ(st.gateway, FAKE_SERVER);
	CHECK(st.open && st.link && st.rx == 2);
	CHECK_STR(get("net0/ip"), "10.0.0.100");
	CHECK_STR(get("net0.dhcp/ip"), "10.0.0.100");
	CHECK_STR(get("netX/gateway"), "10.0.0.1");
	CHECK_STR(get("filename"), "boot.ipxe");
	CHECK_STR(get("next-server"), "10.0.0.2");
	CHECK_STR(get("dhcp-server"), "10.0.0.1");
	CHECK_STR(get("net0.dhcp/15:string"), "lab");
	CHECK_STR(get("dns"), "10.0.0.3");
	teardown();
	CHECK_STR(get("filename"), "");
}

static void test_user_class(void)
{
	static struct dhcp_packet rq;
	char class[16] = "";
	uint64_t ms;

	setup();
	server.file = "x";
	CHECK_EQ(run(0, &ms), 0);
	CHECK_EQ(dhcp_parse(server.last, server.last_len, &rq), 0);
	CHECK_EQ(dhcp_option(&rq, 77, class, sizeof(class)), 4);
	CHECK(memcmp(class, "iPXE", 4) == 0);
	CHECK_EQ(settings_set("user-class", "mine!"), 0);
	CHECK_EQ(netdev_dhcp(netdev_at(0), 0), 0);
	CHECK_EQ(dhcp_parse(server.last, server.last_len, &rq), 0);
	CHECK_EQ(dhcp_option(&rq, 77, class, sizeof(class)), 5);
	CHECK(memcmp(class, "mine!", 5) == 0);
	CHECK_EQ(settings_clear("user-class"), 0);
	teardown();
}

static void test_no_server(void)
{
	uint64_t ms;

	setup();
	server.silent = true;
	CHECK_EQ(run(20000, &ms), -ERR_NODHCP);
	CHECK_BETWEEN(ms, 20000, 21000);
	CHECK_EQ(server.n_discover, 5); /* 0, 1, 3, 7, 15 s */
	CHECK(strstr(fail_last()->text, "net0: no DHCP server answered within 20 s") != NULL);
	pass(30000);
	CHECK_EQ(server.n_discover, 5); /* given up is given up */
	teardown();
}

static void test_lost_messages(void)
{
	uint64_t ms;

	setup();
	server.file = "x";
	server.drop = 2;
	CHECK_EQ(run(0, &ms), 0);
	CHECK_BETWEEN(ms, 2990, 4000);
	teardown();
}

static void test_no_ack(void)
{
	uint64_t ms;

	setup();
	server.file = "x";
	server.no_ack = true;
	CHECK_EQ(run(10000, &ms), -ERR_NODHCP);
	CHECK(strstr(fail_last()->text, "10.0.0.1 offered") != NULL);
	teardown();
	setup();
	server.file = "x";
	server.no_ack = true;
	CHECK_EQ(run(40000, &ms), -ERR_NODHCP);
	CHECK(server.n_discover > 1); /* started over */
	teardown();
}

static void test_nak(void)
{
	uint64_t ms;

	setup();
	server.file = "x";
	server.nak = 1;
	CHECK_EQ(run(0, &ms), 0);
	CHECK_EQ(server.n_discover, 2);
	CHECK_EQ(server.n_request, 2);
	CHECK_BETWEEN(ms, 990, 1500);
	teardown();
	setup();
	server.file = "x";
	server.nak = 1000;
	CHECK_EQ(run(10000, &ms), -ERR_NODHCP);
	CHECK(strstr(fail_last()->text, "refused its own offer") != NULL);
	teardown();
}

static void test_bootp_and_ports(void)
{
	uint64_t ms;

	setup();
	server.file = "x";
	server.bootp = true;
	CHECK_EQ(run(0, &ms), 0);
	CHECK_EQ(server.n_request, 0);
	CHECK_EQ(address(), FAKE_CLIENT);
	teardown();
	setup();
	server.file = "x";
	server.broadcast = true;
	CHECK_EQ(run(0, &ms), 0);
	teardown();
	setup();
	server.file = "x";
	server.port = 1067; /* not a DHCP server's port */
	CHECK_EQ(run(5000, &ms), -ERR_NODHCP);
	teardown();
}

/* Without a file name, a ProxyDHCP offer is waited for, but not for long. */
static void test_proxy_wait(void)
{
	static const uint8_t no_pxe[] = {175, 3, 176, 1, 1};
	uint64_t ms;

	setup();
	CHECK_EQ(run(0, &ms), 0);
	CHECK_BETWEEN(ms, 1990, 2500);
	CHECK_STR(get("filename"), "");
	teardown();
	setup();
	server.options = no_pxe;
	server.n_options = sizeof(no_pxe);
	CHECK_EQ(run(0, &ms), 0);
	CHECK(ms < 100);
	teardown();
}

static void test_proxy(void)
{
	uint64_t ms;

	setup();
	server.proxy = true;
	server.proxy_offer_file = "offered.ipxe";
	CHECK_EQ(run(0, &ms), 0);
	CHECK(ms < 100);
	CHECK_EQ(server.n_proxy, 0);
	CHECK_STR(get("proxydhcp/filename"), "offered.ipxe");
	CHECK_STR(get("filename"), "offered.ipxe");
	CHECK_STR(get("proxydhcp/next-server"), "10.0.0.2");
	teardown();

	setup();
	server.proxy = true;
	server.proxy_file = "asked.ipxe";
	CHECK_EQ(run(0, &ms), 0);
	CHECK(ms < 100);
	CHECK_EQ(server.n_proxy, 1);
	CHECK_EQ(server.last_dst, FAKE_PROXY);
	CHECK_EQ(server.last_src, FAKE_CLIENT);
	CHECK_STR(get("filename"), "asked.ipxe");
	teardown();
	CHECK_STR(get("proxydhcp/filename"), "");

	setup();
	server.proxy = true;
	server.proxy_menu = true;
	server.proxy_file = "item.ipxe";
	CHECK_EQ(run(0, &ms), 0);
	CHECK(ms < 100);
	CHECK_EQ(server.n_proxy, 2);
	CHECK_STR(get("proxydhcp/filename"), "");
	CHECK_STR(get("pxebs/filename"), "item.ipxe");
	CHECK_STR(get("filename"), "item.ipxe");
	teardown();

	setup();
	server.proxy = true;
	server.proxy_drop = 1; /* DISCOVER comes again while the DHCP server's offer waits */
	server.proxy_offer_file = "offered.ipxe";
	CHECK_EQ(run(0, &ms), 0);
	CHECK_BETWEEN(ms, 990, 1500);
	CHECK_EQ(server.n_discover, 2);
	CHECK_STR(get("filename"), "offered.ipxe");
	CHECK_EQ(address(), FAKE_CLIENT);
	teardown();

	setup();
	server.proxy = true; /* but nobody at port 4011 */
	CHECK_EQ(run(0, &ms), 0);
	CHECK_BETWEEN(ms, 4990, 5500);
	CHECK_EQ(server.n_proxy, 5);
	CHECK_EQ(address(), FAKE_CLIENT);
	teardown();

	setup();
	server.file = "own.ipxe"; /* the DHCP server's file is the one */
	server.proxy = true;
	server.proxy_offer_file = "offered.ipxe";
	CHECK_EQ(run(0, &ms), 0);
	CHECK_STR(get("filename"), "own.ipxe");
	teardown();
}

static void test_renew(void)
{
	uint64_t ms;

	setup();
	server.file = "x";
	server.lease_s = 100;
	CHECK_EQ(run(0, &ms), 0);
	pass(49000);
	CHECK_EQ(server.n_renew, 0);
	pass(2000);
	CHECK_EQ(server.n_renew, 1); /* T1 = 50 s */
	CHECK_EQ(server.last_src, FAKE_CLIENT);
	CHECK_EQ(server.last_dst, FAKE_SERVER);
	pass(50000);
	CHECK_EQ(server.n_renew, 2); /* and again */
	server.ignore_renew = true;
	pass(85000); /* not yet at T2, 87.5 s after that */
	CHECK_EQ(server.last_dst, FAKE_SERVER);
	pass(10000);
	CHECK_EQ(server.last_dst, 0xffffffff);
	pass(100000);
	CHECK_EQ(address(), FAKE_CLIENT); /* kept after the end */
	server.ignore_renew = false;
	server.nak = 1;
	server.address = FAKE_CLIENT + 1;
	pass(100000);
	CHECK_EQ(server.nak, 0);
	CHECK_EQ(address(), FAKE_CLIENT + 1); /* refused, so a new one was got */
	CHECK_STR(get("net0/ip"), "10.0.0.101");
	teardown();
}

static void test_cached(void)
{
	static uint8_t ack[DHCP_PACKET_MAX], proxy[DHCP_PACKET_MAX];
	static const uint8_t ack_opts[] = {53, 1, 5, 54, 4, 10, 0, 0, 1, 1, 4, 255, 255, 255, 0};
	static const uint8_t proxy_opts[] = {
		53, 1, 2, 54, 4, 10, 0, 0, 2, 60, 9, 'P', 'X', 'E', 'C', 'l', 'i', 'e', 'n', 't'};
	static const uint8_t second_opts[] = {53, 1, 5, 54, 4, 10, 0, 0, 3, 1, 4, 255, 255, 255, 0};
	const char *file;
	uint32_t from;
	uint64_t ms;

	setup();
	(void)fake_dhcp_message(
		ack, 1, nic.nic.mac, 0x0a000042, 0, "hawser.efi", ack_opts, sizeof(ack_opts));
	host_set_cached(CACHED_ACK, ack, sizeof(ack));
	host_set_cached(CACHED_PXE_REPLY, ack, sizeof(ack));
	CHECK_EQ(net_init(), 0);
	CHECK(netdev_is_open(netdev_at(0)));
	CHECK_STR(get("net0/ip"), "10.0.0.66");
	CHECK_STR(get("filename"), "hawser.efi");
	CHECK(settings_find("pxebs") == NULL); /* the same packet once more */
	CHECK_EQ(address(), 0x0a000042);
	net_loaded_from(&from, &file);
	CHECK_EQ(from, FAKE_SERVER);
	CHECK_STR(file, "hawser.efi");
	/* the firmware needed no ProxyDHCP: no waiting for one, even without a file name */
	ms = now_us;
	CHECK_EQ(netdev_dhcp(netdev_at(0), 0), 0);
	CHECK(now_us - ms < 100 * US_PER_MS);
	CHECK_EQ(server.last_src, 0);
	CHECK_EQ(address(), FAKE_CLIENT);
	CHECK_STR(get("filename"), "");
	teardown();

	setup();
	(void)fake_dhcp_message(
		ack, 1, nic.nic.mac, 0x0a000042, 0, NULL, ack_opts, sizeof(ack_opts));
	(void)fake_dhcp_message(
		proxy, 1, nic.nic.mac, 0, 0, "proxied.efi", proxy_opts, sizeof(proxy_opts));
	host_set_cached(CACHED_ACK, ack, 300);
	host_set_cached(CACHED_PROXY, proxy, 300);
	CHECK_EQ(run(0, &ms), 0); /* it is gone: waited for, for longer */
	CHECK_BETWEEN(ms, 9990, 10500);
	CHECK_EQ(server.n_discover, 4);
	net_loaded_from(&from, &file);
	CHECK_EQ(from, FAKE_PROXY);
	CHECK_STR(file, "proxied.efi");
	CHECK_STR(get("filename"), "");
	teardown();

	setup(); /* with less time than that, the address is taken without it */
	host_set_cached(CACHED_ACK, ack, 300);
	host_set_cached(CACHED_PROXY, proxy, 300);
	CHECK_EQ(run(5000, &ms), 0);
	CHECK_BETWEEN(ms, 2490, 3000);
	teardown();

	setup(); /* nor may a switch that was deaf for 30 s cost the boot */
	host_set_cached(CACHED_ACK, ack, 300);
	host_set_cached(CACHED_PROXY, proxy, 300);
	server.drop = 6;
	CHECK_EQ(run(0, &ms), 0);
	CHECK_BETWEEN(ms, 35990, 36500);
	teardown();

	setup();
	(void)fake_dhcp_message(
		ack, 1, nic.nic.mac, 0x0a000042, 0, "proxied.kpxe", ack_opts, sizeof(ack_opts));
	host_set_cached(CACHED_ACK, ack, 300); /* as of a BIOS ROM: the proxy's file in both */
	host_set_cached(CACHED_PXE_REPLY, proxy, 300);
	server.proxy = true;
	server.proxy_drop = 1;
	server.proxy_offer_file = "offered.ipxe";
	CHECK_EQ(run(0, &ms), 0); /* the DHCP server's offer without a file is not taken at once */
	CHECK_BETWEEN(ms, 990, 1500);
	CHECK_STR(get("filename"), "offered.ipxe");
	teardown();

	setup(); /* the server whose file the firmware has started is the second to answer */
	(void)fake_dhcp_message(ack, 1, nic.nic.mac, 0x0a000042, 0, "second.kpxe", second_opts,
		sizeof(second_opts));
	host_set_cached(CACHED_ACK, ack, 300);
	server.second = second_opts + sizeof(second_opts) - 6;
	server.n_second = 6;
	CHECK_EQ(run(0, &ms), 0);
	CHECK(ms < 100);
	CHECK_STR(get("filename"), "second.ipxe");
	teardown();

	setup();
	nic.nic.mac[5] = nic.nic.perm_mac[5] = 9; /* not the card the firmware used */
	host_set_cached(CACHED_ACK, ack, 300);
	CHECK_EQ(net_init(), 0);
	CHECK(!netdev_is_open(netdev_at(0)));
	CHECK_STR(get("net0/ip"), "");
	teardown();
}

static void test_priority(void)
{
	static const uint8_t prio[] = {175, 3, 1, 1, 5};
	uint64_t ms;

	setup();
	server.options = prio;
	server.n_options = sizeof(prio);
	server.file = "x";
	CHECK_EQ(run(0, &ms), 0);
	CHECK_EQ(settings_find("net0.dhcp")->rank, 5);
	CHECK_BETWEEN(ms, 490, 600); /* there may be others */
	teardown();
}

/* Two servers: without priorities the first that names a file is taken, and at once. */
static void test_two_servers(void)
{
	static const uint8_t low[] = {175, 3, 1, 1, 0xff}, high[] = {175, 3, 1, 1, 9};
	static const uint8_t plain[] = {3, 4, 10, 0, 0, 3};
	uint64_t ms;

	setup();
	server.file = "first.ipxe";
	server.second = plain;
	server.n_second = sizeof(plain);
	CHECK_EQ(run(0, &ms), 0);
	CHECK(ms < 100);
	CHECK_STR(get("filename"), "first.ipxe");
	teardown();

	setup();
	server.file = "first.ipxe";
	server.options = low;
	server.n_options = sizeof(low);
	server.second = high;
	server.n_second = sizeof(high);
	CHECK_EQ(run(0, &ms), 0);
	CHECK_BETWEEN(ms, 490, 600);
	CHECK_STR(get("filename"), "second.ipxe");
	CHECK_EQ(address(), FAKE_CLIENT + 10);
	teardown();

	setup(); /* the first has no file: it is waited anyway */
	server.second = plain;
	server.n_second = sizeof(plain);
	CHECK_EQ(run(0, &ms), 0);
	CHECK(ms < 100);
	CHECK_STR(get("filename"), "second.ipxe");
	teardown();
}

/* Servers and relays that answer nothing else than broadcast. */
static void test_broadcast_only(void)
{
	uint64_t ms;

	setup();
	server.file = "x";
	server.broadcast = server.broadcast_only = true;
	CHECK_EQ(run(0, &ms), 0);
	CHECK_BETWEEN(ms, 2990, 4000); /* the third message; REQUEST knows then */
	CHECK_EQ(server.n_request, 1);
	teardown();
}

/* What a script sets beside a lease is not what the server is asked to renew. */
static void test_renew_static(void)
{
	struct dhcp_packet rq;
	uint64_t ms;

	setup();
	server.file = "x";
	server.lease_s = 100;
	CHECK_EQ(run(0, &ms), 0);
	CHECK_EQ(settings_set("net0/ip", "10.0.0.200"), 0);
	pass(51000);
	CHECK_EQ(server.n_renew, 1);
	CHECK_EQ(dhcp_parse(server.last, server.last_len, &rq), 0);
	CHECK_EQ(rq.ciaddr, FAKE_CLIENT);
	CHECK_EQ(address(), 0x0a0000c8);
	teardown();
}

int main(void)
{
	CHECK_EQ(settings_init(), 0);
	test_plain();
	test_user_class();
	test_no_server();
	test_lost_messages();
	test_no_ack();
	test_nak();
	test_bootp_and_ports();
	test_proxy_wait();
	test_proxy();
	test_renew();
	test_cached();
	test_priority();
	test_two_servers();
	test_broadcast_only();
	test_renew_static();
	return check_done();
}
