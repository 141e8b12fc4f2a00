/* SPDX-License-Identifier: BSD-2-Clause */
/* VLANs: which frames go where, with which tags; devices that come and go. */
#include "check.h"

#include <stdlib.h>

#include "core/clock.h"
#include "core/settings.h"
#include "core/status.h"
#include "core/util.h"
#include "core/wait.h"
#include "fake/fake_nic.h"
#include "fake/virtual_time.h"
#include "net/netdev.h"
#include "net/vlan.h"
#include "script/commands.h"
#include "script/script.h"

#include "lwip/udp.h"

#define ME   0xc0a80505u /* 192.168.5.5 */
#define PEER 0xc0a80501u

static struct fake_nic nic;
static uint8_t sent[2000]; /* the last frame */
static size_t n_sent;

static void on_tx(struct fake_nic *f, const uint8_t *frame, size_t len)
{
	(void)f;
	CHECK(len <= sizeof(sent));
	memcpy(sent, frame, len);
	n_sent = len;
}

static void setup(void)
{
	fake_nic_init(&nic, 1);
	nic.on_tx = on_tx;
	CHECK_EQ(net_init(), 0);
}

static void teardown(void)
{
	net_done();
	fake_nic_clear(&nic);
	host_nic_clear();
	CHECK(!nic.is_open);
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

static int run(const struct command *c, int argc, const char *const *argv)
{
	CHECK_STR(c->name, argv[0]);
	return c->run(argc, (char **)(uintptr_t)argv);
}

#define RUN(n, ...)                                                                                \
	run(&cmd_vlan_table[n], (int)ARRAY_SIZE(((const char *[]){__VA_ARGS__})),                  \
		(const char *[]){__VA_ARGS__, NULL})
#define VCREATE(...)  RUN(0, "vcreate", __VA_ARGS__)
#define VDESTROY(...) RUN(1, "vdestroy", __VA_ARGS__)

static const char *get(const char *name)
{
	static char out[300];
	struct strbuf b = {};

	(void)settings_get(name, &b);
	(void)snprintf(out, sizeof(out), "%s", b.s ? b.s : "");
	strbuf_free(&b);
	return out;
}

static void test_names(void)
{
	setup();
	CHECK_EQ(VCREATE("--tag", "5", "net0"), 0);
	CHECK_EQ(VCREATE("--tag", "4094", "--priority", "7", "net0"), 0);
	CHECK_EQ(VCREATE("--tag", "5", "--priority=3", "net0"), 0); /* is there: priority only */
	CHECK_EQ(VCREATE("net0"), 0);
	CHECK(netdev_find("net0-5") == netdev_at(1));
	CHECK(netdev_find("net0-4094") == netdev_at(2));
	CHECK(netdev_find("net0-0") == netdev_at(3));
	CHECK(netdev_at(4) == NULL);
	CHECK_STR(get("net0-5/mac"), "52:54:00:12:34:01");
	CHECK_STR(get("net0-4094/ifname"), "net0-4094");
	CHECK_STR(get("net0-5/chip"), "fake");
	CHECK_EQ(VCREATE("--tag", "4095", "net0"), -ERR_INVAL);
	CHECK_EQ(VCREATE("--tag", "5", "--priority", "8", "net0"), -ERR_INVAL);
	CHECK_EQ(VCREATE("--tag", "5", "net1"), -ERR_NODEV);
	CHECK_EQ(VCREATE("--tag", "5", "net0-5"), -ERR_NOTSUP);
	CHECK_EQ(VCREATE("--tag", "5"), -ERR_RANGE);
	CHECK_EQ(VDESTROY("net0"), -ERR_NOTSUP);
	CHECK_EQ(VDESTROY("net0-6"), -ERR_NODEV);
	CHECK_EQ(VDESTROY("net0-5"), 0);
	CHECK(netdev_find("net0-5") == NULL && netdev_find("net0-4094") == netdev_at(1));
	CHECK_STR(get("net0-5/mac"), "");
	CHECK_EQ(VCREATE("--tag", "5", "net0"), 0);
	teardown();
	CHECK(netdev_at(0) == NULL);
}

static void test_open(void)
{
	setup();
	CHECK_EQ(VCREATE("--tag", "5", "net0"), 0);
	CHECK_EQ(settings_set("net0/mac", "52:54:00:aa:bb:cc"), 0);
	CHECK_EQ(netdev_open(netdev_at(1)), 0);
	CHECK(nic.is_open && netdev_is_open(netdev_at(0)));
	CHECK(netdev_find("netX") == netdev_at(1));
	CHECK_STR(get("net0-5/mac"), "52:54:00:aa:bb:cc");
	netdev_close(netdev_at(1));
	CHECK(nic.is_open && netdev_find("netX") == netdev_at(0));
	CHECK_EQ(netdev_open(netdev_at(1)), 0);
	netdev_close(netdev_at(0));
	CHECK(!netdev_is_open(netdev_at(1)) && !nic.is_open);
	nic.open_rc = -ERR_IO;
	CHECK_EQ(netdev_open(netdev_at(1)), -ERR_IO);
	nic.open_rc = 0;
	nic.no_link = true;
	CHECK_EQ(netdev_wait_link(netdev_at(1), 1000), -ERR_LINK);
	nic.no_link = false;
	CHECK_EQ(netdev_wait_link(netdev_at(1), 1000), 0);
	CHECK_EQ(VDESTROY("net0-5"), 0); /* while it is open */
	CHECK(netdev_find("netX") == netdev_at(0));
	teardown();
}

/* ---- frames ---- */

static unsigned n_got;
static uint8_t got[1600];
static size_t got_len;

static void on_datagram(
	void *arg, struct udp_pcb *pcb, struct pbuf *p, const ip_addr_t *addr, u16_t port)
{
	(void)arg, (void)pcb, (void)addr, (void)port;
	n_got++;
	got_len = pbuf_copy_partial(p, got, sizeof(got), 0);
	pbuf_free(p);
}

/* A datagram of (len) bytes to us, tagged with (tci) unless that is negative. */
static void push(int tci, size_t len)
{
	static uint8_t payload[1472];
	struct fake_frame *q;
	uint8_t *tagged;

	memset(payload, 'p', sizeof(payload));
	fake_udp_push(&nic, PEER, 7, ME, 4000, payload, len);
	if (tci < 0)
		return;
	q = &nic.queue[(nic.head - 1) % FAKE_QUEUE];
	tagged = malloc(q->len + 4);
	if (!tagged)
		abort();
	memcpy(tagged, q->data, 12);
	put_be16(tagged + 12, 0x8100);
	put_be16(tagged + 14, (uint16_t)tci);
	memcpy(tagged + 16, q->data + 12, q->len - 12);
	free(q->data);
	q->data = tagged;
	q->len += 4;
}

static unsigned received(int tci, size_t len)
{
	n_got = 0;
	push(tci, len);
	pass(50);
	return n_got;
}

static void test_receive(void)
{
	static const uint8_t cut[15] = {[12] = 0x81};
	struct udp_pcb *pcb;
	struct netdev_stat s;

	setup();
	pcb = udp_new();
	if (!pcb || udp_bind(pcb, IP_ANY_TYPE, 4000) != ERR_OK)
		abort();
	udp_recv(pcb, on_datagram, NULL);
	CHECK_EQ(VCREATE("--tag", "5", "net0"), 0);
	CHECK_EQ(settings_set("net0-5/ip", "192.168.5.5"), 0);
	CHECK_EQ(settings_set("net0-5/netmask", "255.255.255.0"), 0);
	CHECK_EQ(netdev_open(netdev_at(0)), 0);
	CHECK_EQ(received(5, 100), 0); /* closed */
	CHECK_EQ(netdev_open(netdev_at(1)), 0);
	CHECK_EQ(received(5, 100), 1);
	CHECK(got_len == 100 && got[0] == 'p' && got[99] == 'p');
	CHECK_EQ(received(0x6005, 1472), 1); /* with a priority; longer than it should be */
	CHECK_EQ(received(6, 100), 0);
	CHECK_EQ(received(0xfff, 100), 0);
	netdev_stat(netdev_at(1), &s);
	CHECK_EQ(s.rx, 2);
	CHECK_EQ(s.rx_bytes, 142 + 1514);
	netdev_stat(netdev_at(0), &s);
	CHECK_EQ(s.rx, 5);
	/* Tag 0 is a priority only: the trunk's, as are frames without a tag. */
	CHECK_EQ(settings_set("net0-5/ip", ""), 0);
	CHECK_EQ(settings_set("net0/ip", "192.168.5.5"), 0);
	CHECK_EQ(received(0x2000, 100), 1);
	CHECK_EQ(received(-1, 100), 1);
	fake_nic_push(&nic, cut, sizeof(cut));
	pass(50);
	udp_remove(pcb);
	teardown();
}

static void send_to_peer(struct udp_pcb *pcb, size_t len)
{
	const ip_addr_t to = IPADDR4_INIT(lwip_htonl(0xffffffff));
	struct pbuf *p = pbuf_alloc(PBUF_TRANSPORT, (u16_t)len, PBUF_RAM);

	if (!p)
		abort();
	memset(p->payload, 'q', len);
	n_sent = 0;
	(void)udp_sendto(pcb, p, &to, 4001);
	pbuf_free(p);
}

static void test_send(void)
{
	struct udp_pcb *pcb;

	setup();
	pcb = udp_new();
	if (!pcb || udp_bind(pcb, IP_ANY_TYPE, 4000) != ERR_OK)
		abort();
	CHECK_EQ(VCREATE("--tag", "0x123", "--priority", "5", "net0"), 0);
	CHECK_EQ(settings_set("net0-291/ip", "192.168.5.5"), 0);
	CHECK_EQ(settings_set("net0-291/gateway", "192.168.5.1"), 0);
	CHECK_EQ(netdev_open(netdev_at(1)), 0);
	send_to_peer(pcb, 100);
	CHECK_EQ(n_sent, 14 + 4 + 28 + 100);
	CHECK_EQ(get_be16(sent + 12), 0x8100);
	CHECK_EQ(get_be16(sent + 14), 5 << 13 | 0x123);
	CHECK_EQ(get_be16(sent + 16), 0x0800);
	CHECK(memcmp(sent + 6, nic.nic.mac, 6) == 0 && sent[0] == 0xff);
	CHECK(sent[n_sent - 1] == 'q');
	/* No frame is longer than without a tag. */
	send_to_peer(pcb, 1496 - 28);
	CHECK_EQ(n_sent, 1514);
	send_to_peer(pcb, 1497 - 28);
	CHECK(n_sent > 0 && n_sent < 100); /* the second fragment */
	CHECK_EQ(settings_set("net0-291/mtu", "1000"), 0);
	send_to_peer(pcb, 1001 - 28);
	CHECK(n_sent > 0 && n_sent < 100);
	udp_remove(pcb);
	teardown();
}

int main(void)
{
	CHECK_EQ(settings_init(), 0);
	test_names();
	test_open();
	test_receive();
	test_send();
	return check_done();
}
