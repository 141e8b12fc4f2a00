/* SPDX-License-Identifier: BSD-2-Clause */
/* What lwIP is made to do with TCP: options in the SYN, one ACK per burst, holes in the stream. */
#include "check.h"

#include <stdlib.h>

#include "core/clock.h"
#include "core/settings.h"
#include "core/util.h"
#include "core/wait.h"
#include "fake/fake_nic.h"
#include "fake/virtual_time.h"
#include "net/netdev.h"

#include "lwip/tcp.h"

#define ME     0xc0a80705u /* 192.168.7.5 */
#define SERVER 0xc0a80701u
#define ISN    1000u
#define MSS    1460

enum { SYN = 2, ACK = 16 };

static struct fake_nic nic;

/* The server's view. */
static struct {
	uint16_t client_port;
	uint32_t client_seq; /* the next byte we expect from it */
	uint8_t syn_options[40];
	unsigned n_syn_options;
	unsigned n_acks; /* segments without data since the handshake */
	uint32_t acked, window;
} peer;

static uint64_t received;
static bool in_order;

static uint32_t add(uint32_t sum, const uint8_t *p, size_t len)
{
	for (size_t i = 0; i < len; i++)
		sum += i % 2 ? p[i] : (uint32_t)p[i] << 8;
	return sum;
}

static uint16_t fold(uint32_t sum)
{
	while (sum >> 16)
		sum = (sum & 0xffff) + (sum >> 16);
	return (uint16_t)~sum;
}

/* A segment to Hawser: (options) are 32-bit words behind the header. */
static void send_segment(uint32_t seq, uint8_t flags, const uint8_t *options, size_t n_options,
	const uint8_t *data, size_t len)
{
	uint8_t f[1600] = {0}, *ip = f + 14, *tcp = ip + 20;
	size_t n_tcp = 20 + n_options + len;

	memcpy(f, nic.nic.mac, 6);
	f[6] = 2;
	put_be16(f + 12, 0x0800);
	ip[0] = 0x45;
	put_be16(ip + 2, (uint16_t)(20 + n_tcp));
	ip[8] = 64;
	ip[9] = 6;
	put_be32(ip + 12, SERVER);
	put_be32(ip + 16, ME);
	put_be16(ip + 10, fold(add(0, ip, 20)));
	put_be16(tcp, 80);
	put_be16(tcp + 2, peer.client_port);
	put_be32(tcp + 4, seq);
	put_be32(tcp + 8, peer.client_seq);
	tcp[12] = (uint8_t)((5 + n_options / 4) << 4);
	tcp[13] = flags;
	put_be16(tcp + 14, 0xffff);
	if (n_options)
		memcpy(tcp + 20, options, n_options);
	if (len)
		memcpy(tcp + 20 + n_options, data, len);
	put_be16(tcp + 16, fold(add(add(6 + (uint32_t)n_tcp, ip + 12, 8), tcp, n_tcp)));
	fake_nic_push(&nic, f, 14 + 20 + n_tcp);
}

static void on_syn(const uint8_t *tcp)
{
	/* MSS, SACK permitted, window scale 7 */
	static const uint8_t options[] = {2, 4, 5, 0xb4, 1, 1, 4, 2, 1, 3, 3, 7};

	peer.client_port = get_be16(tcp);
	peer.client_seq = get_be32(tcp + 4) + 1;
	peer.n_syn_options = (unsigned)(tcp[12] >> 4) * 4 - 20;
	memcpy(peer.syn_options, tcp + 20, peer.n_syn_options);
	send_segment(ISN, SYN | ACK, options, sizeof(options), NULL, 0);
}

static void on_tx(struct fake_nic *f, const uint8_t *frame, size_t len)
{
	const uint8_t *ip = frame + 14, *tcp = ip + 20;
	unsigned n_tcp;

	if (fake_arp_answer(f, frame, len, SERVER) || len < 54 || ip[9] != 6)
		return;
	n_tcp = get_be16(ip + 2) - 20u;
	CHECK_EQ(fold(add(add(6 + n_tcp, ip + 12, 8), tcp, n_tcp)), 0);
	if (tcp[13] & SYN) {
		on_syn(tcp);
		return;
	}
	peer.n_acks++;
	peer.acked = get_be32(tcp + 8);
	peer.window = (uint32_t)get_be16(tcp + 14) << 7;
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

/* Byte (n) of the stream is a function of (n). */
static uint8_t byte_at(uint64_t n)
{
	return (uint8_t)(n * 31 >> 5);
}

static void send_data(unsigned segment)
{
	uint8_t data[MSS];

	for (unsigned i = 0; i < MSS; i++)
		data[i] = byte_at((uint64_t)segment * MSS + i);
	send_segment(ISN + 1 + segment * MSS, ACK, NULL, 0, data, MSS);
}

static err_t on_connected(void *arg, struct tcp_pcb *pcb, err_t err)
{
	(void)pcb;
	*(bool *)arg = err == ERR_OK;
	return ERR_OK;
}

static err_t on_recv(void *arg, struct tcp_pcb *pcb, struct pbuf *p, err_t err)
{
	(void)arg;
	(void)err;
	if (!p)
		return ERR_OK;
	for (struct pbuf *q = p; q; q = q->next)
		for (unsigned i = 0; i < q->len; i++)
			in_order &= ((uint8_t *)q->payload)[i] == byte_at(received++);
	tcp_recved(pcb, p->tot_len);
	pbuf_free(p);
	return ERR_OK;
}

/* Kind (kind) among the SYN's options; NULL if it is not there. */
static const uint8_t *syn_option(uint8_t kind)
{
	for (unsigned i = 0; i < peer.n_syn_options && peer.syn_options[i];) {
		if (peer.syn_options[i] == kind)
			return peer.syn_options + i;
		i += peer.syn_options[i] == 1 ? 1 : peer.syn_options[i + 1];
	}
	return NULL;
}

static struct tcp_pcb *connect_to_server(void)
{
	static bool connected;
	ip_addr_t addr = IPADDR4_INIT(lwip_htonl(SERVER));
	struct tcp_pcb *pcb = tcp_new();

	memset(&peer, 0, sizeof(peer));
	received = 0;
	in_order = true;
	connected = false;
	tcp_arg(pcb, &connected);
	tcp_recv(pcb, on_recv);
	CHECK_EQ(tcp_connect(pcb, &addr, 80, on_connected), ERR_OK);
	pass(50);
	CHECK(connected);
	peer.n_acks = 0;
	return pcb;
}

static void test_syn(void)
{
	struct tcp_pcb *pcb = connect_to_server();

	CHECK(syn_option(2) && get_be16(syn_option(2) + 2) == MSS);
	CHECK(syn_option(3) && syn_option(3)[2] == 7);
	CHECK(syn_option(4) != NULL);
	CHECK(syn_option(8) == NULL); /* no timestamps */
	CHECK(peer.client_port >= 0xc000);
	tcp_abort(pcb);
}

static void test_one_ack_per_burst(void)
{
	struct tcp_pcb *pcb = connect_to_server();

	for (unsigned i = 0; i < 40; i++)
		send_data(i);
	pass(5);
	CHECK_EQ(received, 40 * MSS);
	CHECK(in_order);
	CHECK_EQ(peer.n_acks, 1);
	CHECK_EQ(peer.acked, ISN + 1 + 40 * MSS);
	CHECK(peer.window >= 4000000); /* wide open again */
	send_data(40);
	pass(5);
	CHECK_EQ(peer.n_acks, 2); /* a single one at once, too: the card is empty */
	tcp_abort(pcb);
}

static void test_hole(void)
{
	struct tcp_pcb *pcb = connect_to_server();

	for (unsigned i = 0; i < 100; i++)
		if (i != 3)
			send_data(i);
	pass(5);
	CHECK_EQ(received, 3 * MSS);
	CHECK(peer.n_acks > 3); /* duplicates make the server resend */
	CHECK_EQ(peer.acked, ISN + 1 + 3 * MSS);
	send_data(3);
	pass(5);
	CHECK_EQ(received, 100 * MSS); /* the rest was kept */
	CHECK(in_order);
	CHECK_EQ(peer.acked, ISN + 1 + 100 * MSS);
	tcp_abort(pcb);
}

/* Whatever number chance brings, lwIP's next one is a port. */
static void test_first_port(void)
{
	unsigned n_bad = 0;

	for (u32_t random = 0; random < 0x20000; random++) {
		u16_t first = TCP_ENSURE_LOCAL_PORT_RANGE(random * 32771u);

		n_bad += first < TCP_LOCAL_PORT_RANGE_START || first >= TCP_LOCAL_PORT_RANGE_END;
		first = TCP_ENSURE_LOCAL_PORT_RANGE(random);
		n_bad += first < TCP_LOCAL_PORT_RANGE_START || first >= TCP_LOCAL_PORT_RANGE_END;
	}
	CHECK_EQ(n_bad, 0);
}

int main(void)
{
	CHECK_EQ(settings_init(), 0);
	fake_nic_init(&nic, 1);
	nic.on_tx = on_tx;
	CHECK_EQ(net_init(), 0);
	CHECK_EQ(settings_set("net0/ip", "192.168.7.5"), 0);
	CHECK_EQ(netdev_open(netdev_at(0)), 0);
	test_first_port();
	test_syn();
	test_one_ack_per_burst();
	test_hole();
	net_done();
	fake_nic_clear(&nic);
	return check_done();
}
