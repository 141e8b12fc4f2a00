/* SPDX-License-Identifier: BSD-2-Clause */
/*
 * Boot server discovery: whom it asks, in which order, what it takes for an answer; and use-cached,
 * which asks nobody.
 */
#include "check.h"

#include "core/clock.h"
#include "core/settings.h"
#include "core/status.h"
#include "core/util.h"
#include "fake/fake_dhcp.h"
#include "fake/virtual_time.h"
#include "net/bootserver_list.h"
#include "net/netdev.h"
#include "script/commands.h"
#include "script/script.h"

#define MULTICAST 0xe0000102u
#define BROADCAST 0xffffffffu
#define LISTED    0x0a000007u /* 10.0.0.7 */
#define STRANGER  0x0a000009u

static struct fake_nic nic;
static struct fake_dhcp server;

/* The boot server at the end of the cable. */
static struct {
	uint32_t hears;   /* only what is sent there; 0: nothing */
	uint32_t address; /* its own */
	uint16_t item;    /* of the answer */
	bool no_file, no_item;
	uint32_t asked[16];
	unsigned n;
	uint16_t type; /* that was asked for */
} boot;

static void (*dhcp_tx)(struct fake_nic *f, const uint8_t *frame, size_t len);

static void answer(const struct dhcp_packet *p)
{
	uint8_t out[DHCP_PACKET_MAX];
	uint8_t options[] = {53, 1, 5, 60, 9, 'P', 'X', 'E', 'C', 'l', 'i', 'e', 'n', 't', 54, 4, 0,
		0, 0, 0, 43, 6, 71, 4, 0, 0, 0, 0};
	size_t len = boot.no_item ? 20 : sizeof(options);

	put_be32(options + 16, boot.address);
	put_be16(options + 24, boot.item);
	len = fake_dhcp_message(out, p->xid, p->mac, 0, boot.address,
		boot.no_file ? "" : "boot/file", options, len);
	fake_udp_push(&nic, boot.address, 4011, FAKE_CLIENT, 68, out, len);
}

static void on_tx(struct fake_nic *f, const uint8_t *frame, size_t len)
{
	struct dhcp_packet p;
	struct fake_udp u;
	uint8_t item[4];

	if (!fake_udp_parse(frame, len, &u) || u.dport != 4011) {
		if (!fake_arp_answer(f, frame, len, LISTED))
			dhcp_tx(f, frame, len);
		return;
	}
	CHECK_EQ(dhcp_parse(u.data, u.len, &p), 0);
	CHECK_EQ(u.sport, 68);
	CHECK_EQ(u.src, FAKE_CLIENT);
	CHECK_EQ(p.ciaddr, FAKE_CLIENT);
	CHECK_EQ(dhcp_type(&p), DHCP_REQUEST);
	CHECK(dhcp_is_pxe(&p));
	CHECK_EQ(dhcp_option(&p, DHCP_OPT_BOOT_ITEM, item, 4), 4);
	CHECK_EQ(get_be16(item + 2), 0);
	boot.type = get_be16(item);
	if (boot.n < ARRAY_SIZE(boot.asked))
		boot.asked[boot.n++] = u.dst;
	if (u.dst == boot.hears)
		answer(&p);
}

/* net0 has a lease with (options). */
static void setup(const uint8_t *options, size_t n)
{
	memset(&server, 0, sizeof(server));
	memset(&boot, 0, sizeof(boot));
	server.options = options;
	server.n_options = n;
	server.file = "nbp";
	fake_nic_init(&nic, 1);
	fake_dhcp_attach(&server, &nic);
	dhcp_tx = nic.on_tx;
	nic.on_tx = on_tx;
	CHECK_EQ(net_init(), 0);
	boot.address = LISTED;
	boot.item = 0x8005;
}

static void teardown(void)
{
	net_done();
	fake_nic_clear(&nic);
	host_nic_clear();
	host_set_cached(CACHED_ACK, NULL, 0);
	CHECK_EQ(settings_clear("use-cached"), 0);
}

static int pxebs(const char *device, const char *type)
{
	const char *argv[] = {"pxebs", device, type, NULL};

	fail_clear();
	boot.n = 0;
	return cmd_pxebs_table[0].run(3, (char **)(uintptr_t)argv);
}

static const char *get(const char *name)
{
	static char out[300];
	struct strbuf b = {};

	(void)settings_get(name, &b);
	(void)snprintf(out, sizeof(out), "%s", b.s ? b.s : "");
	strbuf_free(&b);
	return out;
}

/* 43.6 = (control), 43.7 = MULTICAST, 43.8 = LISTED for 0x8005 and another for 1 */
#define OPTIONS(control)                                                                           \
	{                                                                                          \
		43, 25, 6, 1, control, 7, 4, 224, 0, 1, 2, 8, 14, 0, 1, 1, 10, 0, 0, 8, 0x80, 5,   \
			1, 10, 0, 0, 7                                                             \
	}
#define PLAIN 0

static void test_order(void)
{
	static const uint8_t options[] = OPTIONS(PLAIN);
	uint64_t began;

	setup(options, sizeof(options));
	CHECK_EQ(pxebs("net0", "0x8005"), -ERR_UNREACH); /* no address yet */
	CHECK_EQ(netdev_dhcp(netdev_at(0), 0), 0);
	began = now_us;
	CHECK_EQ(pxebs("net0", "0x8005"), -ERR_TIMEDOUT);
	CHECK(now_us - began >= 8900 * US_PER_MS && now_us - began < 10 * US_PER_S);
	CHECK_STR(fail_last()->text, "pxebs: no boot server of type 32773 answered on net0");
	CHECK_EQ(boot.n, 9);
	CHECK(boot.asked[0] == MULTICAST && boot.asked[2] == MULTICAST);
	CHECK(boot.asked[3] == BROADCAST && boot.asked[5] == BROADCAST);
	CHECK(boot.asked[6] == LISTED && boot.asked[8] == LISTED);
	CHECK_EQ(boot.type, 0x8005);
	boot.hears = LISTED;
	CHECK_EQ(pxebs("net0", "32773"), 0);
	CHECK_EQ(boot.n, 7);
	CHECK_STR(get("pxebs/filename"), "boot/file");
	CHECK_STR(get("pxebs/next-server"), "10.0.0.7");
	CHECK_STR(get("net0.dhcp/filename"), "nbp");
	boot.hears = MULTICAST;
	CHECK_EQ(pxebs("net0", "0x8005"), 0);
	CHECK_EQ(boot.n, 1);
	/* The lease is what it was, and DHCP works as before. */
	CHECK_STR(get("net0/ip"), "10.0.0.100");
	CHECK_EQ(netdev_dhcp(netdev_at(0), 0), 0);
	CHECK_STR(get("pxebs/filename"), "");
	teardown();
}

static void test_control(void)
{
	static const uint8_t no_broadcast[] = OPTIONS(1), no_multicast[] = OPTIONS(2),
			     listed[] = OPTIONS(7), only[] = OPTIONS(4);

	setup(no_broadcast, sizeof(no_broadcast));
	CHECK_EQ(netdev_dhcp(netdev_at(0), 0), 0);
	CHECK_EQ(pxebs("net0", "0x8005"), -ERR_TIMEDOUT);
	CHECK(boot.n == 6 && boot.asked[3] == LISTED);
	teardown();
	setup(no_multicast, sizeof(no_multicast));
	CHECK_EQ(netdev_dhcp(netdev_at(0), 0), 0);
	CHECK_EQ(pxebs("net0", "9"), -ERR_TIMEDOUT); /* of which none is listed */
	CHECK(boot.n == 3 && boot.asked[0] == BROADCAST);
	teardown();
	setup(listed, sizeof(listed));
	CHECK_EQ(netdev_dhcp(netdev_at(0), 0), 0);
	boot.hears = LISTED;
	CHECK_EQ(pxebs("net0", "0x8005"), 0);
	CHECK_EQ(boot.n, 1);
	CHECK_EQ(pxebs("net0", "9"), -ERR_NOENT); /* there is nobody who may be asked */
	CHECK_EQ(boot.n, 0);
	teardown();
	setup(only, sizeof(only));
	CHECK_EQ(netdev_dhcp(netdev_at(0), 0), 0);
	boot.hears = BROADCAST;
	boot.address = STRANGER;
	CHECK_EQ(pxebs("net0", "0x8005"), -ERR_TIMEDOUT);
	boot.address = LISTED;
	CHECK_EQ(pxebs("net0", "0x8005"), 0);
	teardown();
}

static void test_answers(void)
{
	setup(NULL, 0);
	CHECK_EQ(netdev_dhcp(netdev_at(0), 0), 0);
	boot.hears = BROADCAST;
	boot.address = STRANGER;
	CHECK_EQ(pxebs("net0", "0x8005"), 0);
	boot.item = 1;
	CHECK_EQ(pxebs("net0", "0x8005"), -ERR_TIMEDOUT);
	boot.no_item = true;
	CHECK_EQ(pxebs("net0", "0x8005"), 0);
	boot.no_file = true;
	CHECK_EQ(pxebs("net0", "0x8005"), -ERR_TIMEDOUT);
	CHECK_EQ(pxebs("net0", "65536"), -ERR_INVAL);
	CHECK_EQ(pxebs("net0", "x"), -ERR_INVAL);
	CHECK_EQ(pxebs("net1", "1"), -ERR_NODEV);
	teardown();
}

static void test_list(void)
{
	static const uint8_t list[] = {
		0, 1, 2, 1, 2, 3, 4, 5, 6, 7, 8, 0, 2, 0, 0, 1, 1, 9, 9, 9, 9};
	uint32_t out[4];

	CHECK_EQ(bootserver_list_get(list, sizeof(list), 1, out, 4), 3);
	CHECK(out[0] == 0x01020304 && out[1] == 0x05060708 && out[2] == 0x09090909);
	CHECK_EQ(bootserver_list_get(list, sizeof(list), 1, out, 2), 2);
	CHECK_EQ(bootserver_list_get(list, sizeof(list), 2, out, 4), 0);
	CHECK_EQ(bootserver_list_get(list, sizeof(list) - 1, 1, out, 4), 2);
	CHECK_EQ(bootserver_list_get(list, 9, 1, out, 4), 1);
	CHECK_EQ(bootserver_list_get(list, 2, 1, out, 4), 0);
	CHECK_EQ(bootserver_list_get(list, 0, 1, out, 4), 0);
}

static void test_cached(void)
{
	static const uint8_t options[] = {53, 1, 5, 54, 4, 10, 0, 0, 1};
	static uint8_t ack[DHCP_PACKET_MAX];
	const uint8_t mac[6] = {0x52, 0x54, 0x00, 0x12, 0x34, 1};
	size_t len = fake_dhcp_message(
		ack, 1, mac, 0x0a000042, FAKE_SERVER, "ours", options, sizeof(options));

	host_set_cached(CACHED_ACK, ack, len);
	setup(NULL, 0);
	CHECK_STR(get("net0/ip"), "10.0.0.66");
	CHECK_EQ(settings_set("use-cached", "1"), 0);
	CHECK_EQ(netdev_dhcp(netdev_at(0), 0), 0);
	CHECK_EQ(server.n_discover, 0);
	CHECK_STR(get("net0/ip"), "10.0.0.66");
	netdev_close(netdev_at(0));
	CHECK_EQ(netdev_dhcp(netdev_at(0), 0), 0);
	CHECK(netdev_is_open(netdev_at(0)) && server.n_discover == 0);
	CHECK_EQ(settings_set("use-cached", "0"), 0);
	CHECK_EQ(netdev_dhcp(netdev_at(0), 0), 0);
	CHECK_EQ(server.n_discover, 1);
	CHECK_STR(get("net0/ip"), "10.0.0.100");
	teardown();
	/* Without such an answer there is nothing to keep. */
	setup(NULL, 0);
	CHECK_EQ(settings_set("use-cached", "1"), 0);
	CHECK_EQ(netdev_dhcp(netdev_at(0), 0), 0);
	CHECK_EQ(server.n_discover, 1);
	teardown();
}

int main(void)
{
	CHECK_EQ(settings_init(), 0);
	test_order();
	test_control();
	test_answers();
	test_list();
	test_cached();
	return check_done();
}
