/* SPDX-License-Identifier: BSD-2-Clause */
/*
 * Connections of the pretended machine, carried on with sockets of the workstation. TCP (RFC
 * 9293) is the server's side only, over a cable that loses and reorders nothing: what is not
 * acknowledged in time is sent again all the same, for the machine may be short of buffers.
 */
#include <arpa/inet.h>
#include <errno.h>
#include <fcntl.h>
#include <poll.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <sys/socket.h>
#include <unistd.h>

#include "core/clock.h"
#include "core/list.h"
#include "core/util.h"
#include "host/gateway.h"

enum {
	TCP_HEAD = 20,
	UDP_HEAD = 8,
	FIN = 1,
	SYN = 2,
	RST = 4,
	PSH = 8,
	ACK = 16,
	PROTO_TCP = 6,
	PROTO_UDP = 17,
	MSS = 1460,
	WINDOW = 65535,
	FLOWS_MAX = 64,
	RESEND_US = 300000,
	DNS_PORT = 53,
};

enum flow_state { CONNECTING, OPEN, DONE };

struct flow {
	struct list node;
	bool udp;
	int fd;
	uint32_t machine, server;
	uint16_t machine_port, server_port;
	uint64_t used_us;
	/* TCP */
	enum flow_state state;
	uint32_t acked, sent, expected; /* our first byte not acknowledged, not sent; their next */
	uint32_t window;
	bool server_ended, machine_ended;
	uint8_t data[WINDOW]; /* from (acked) on */
	size_t n_data;
	uint64_t sent_us;
};

struct relay {
	struct gateway *g;
	struct list flows;
	unsigned n;
};

struct relay *relay_new(struct gateway *g)
{
	struct relay *r = calloc(1, sizeof(*r));

	if (!r)
		return NULL;
	r->g = g;
	list_init(&r->flows);
	return r;
}

static void flow_free(struct relay *r, struct flow *f)
{
	list_remove(&f->node);
	close(f->fd);
	free(f);
	r->n--;
}

void relay_reset(struct relay *r)
{
	struct flow *f, *tmp;

	list_for_each_safe(f, tmp, &r->flows, node)
		flow_free(r, f);
}

/* The address of the first name server of the workstation. */
static uint32_t name_server(void)
{
	FILE *f = fopen("/etc/resolv.conf", "re");
	uint32_t ip = 0;
	char line[256], text[64];
	struct in_addr a;

	while (f && !ip && fgets(line, sizeof(line), f)) {
		if (sscanf(line, "nameserver %63s", text) == 1 && inet_pton(AF_INET, text, &a) == 1)
			ip = ntohl(a.s_addr);
	}
	if (f)
		fclose(f);
	return ip ? ip : 0x7f000001;
}

static struct sockaddr_in address(uint32_t ip, uint16_t port)
{
	struct sockaddr_in a = {.sin_family = AF_INET, .sin_port = htons(port)};

	if (ip == GATEWAY_IP)
		ip = 0x7f000001;
	else if (ip == GATEWAY_DNS && port == DNS_PORT)
		ip = name_server();
	a.sin_addr.s_addr = htonl(ip);
	return a;
}

/* Makes room for one more by forgetting the one that was used longest ago. */
static void make_room(struct relay *r)
{
	struct flow *f, *oldest = NULL;

	if (r->n < FLOWS_MAX)
		return;
	list_for_each(f, &r->flows, node) {
		if (!oldest || f->used_us < oldest->used_us)
			oldest = f;
	}
	flow_free(r, oldest);
}

static struct flow *flow_new(
	struct relay *r, bool udp, uint32_t src, uint32_t dst, const uint8_t *p)
{
	struct flow *f = calloc(1, sizeof(*f));

	if (!f)
		return NULL;
	make_room(r);
	f->fd = socket(AF_INET, (udp ? SOCK_DGRAM : SOCK_STREAM) | SOCK_NONBLOCK | SOCK_CLOEXEC, 0);
	if (f->fd < 0) {
		free(f);
		return NULL;
	}
	f->udp = udp;
	f->machine = src;
	f->server = dst;
	f->machine_port = get_be16(p);
	f->server_port = get_be16(p + 2);
	f->used_us = plat_now_us();
	list_add_tail(&f->node, &r->flows);
	r->n++;
	return f;
}

/* By both ends for TCP. A UDP socket serves all that one port of the machine says: a TFTP server
 * answers from another port than it was asked at. */
static struct flow *find_flow(
	struct relay *r, bool udp, uint32_t src, uint32_t dst, const uint8_t *p)
{
	struct flow *f;

	list_for_each(f, &r->flows, node) {
		if (f->udp == udp && f->machine == src && f->machine_port == get_be16(p) &&
			(udp || (f->server == dst && f->server_port == get_be16(p + 2))))
			return f;
	}
	return NULL;
}

/* ---- UDP ---- */

void relay_udp(struct relay *r, uint32_t src, uint32_t dst, const uint8_t *p, size_t len)
{
	struct flow *f = find_flow(r, true, src, dst, p);
	struct sockaddr_in to = address(dst, get_be16(p + 2));

	if (!f)
		f = flow_new(r, true, src, dst, p);
	if (!f || get_be16(p + 4) < UDP_HEAD || get_be16(p + 4) > len)
		return;
	f->server = dst;
	f->used_us = plat_now_us();
	(void)sendto(f->fd, p + UDP_HEAD, get_be16(p + 4) - (size_t)UDP_HEAD, MSG_NOSIGNAL,
		(struct sockaddr *)&to, sizeof(to));
}

static void udp_poll(struct relay *r, struct flow *f)
{
	uint8_t bytes[MSS + 12], *out;
	struct sockaddr_in from;
	socklen_t from_len = sizeof(from);
	ssize_t n;

	while (!gateway_has_output(r->g)) {
		n = recvfrom(f->fd, bytes, sizeof(bytes), 0, (struct sockaddr *)&from, &from_len);
		if (n < 0)
			return;
		out = gateway_packet(r->g, PROTO_UDP, f->server, f->machine, UDP_HEAD + (size_t)n);
		if (!out)
			return;
		memcpy(out, &from.sin_port, 2);
		put_be16(out + 2, f->machine_port);
		put_be16(out + 4, (uint16_t)(UDP_HEAD + n));
		memcpy(out + UDP_HEAD, bytes, (size_t)n);
		gateway_checksum(out, UDP_HEAD + (size_t)n, 6, PROTO_UDP, f->server, f->machine);
	}
}

/* ---- TCP to the machine ---- */

static void tcp_send(
	struct relay *r, const struct flow *f, uint8_t flags, const uint8_t *data, size_t len)
{
	const size_t head = flags & SYN ? TCP_HEAD + 4 : TCP_HEAD;
	uint8_t *out = gateway_packet(r->g, PROTO_TCP, f->server, f->machine, head + len);

	if (!out)
		return;
	put_be16(out, f->server_port);
	put_be16(out + 2, f->machine_port);
	put_be32(out + 4, f->sent);
	put_be32(out + 8, f->expected);
	out[12] = (uint8_t)(head / 4 << 4);
	out[13] = flags;
	put_be16(out + 14, WINDOW);
	if (flags & SYN)
		put_be32(out + TCP_HEAD, 2u << 24 | 4u << 16 | MSS);
	if (len)
		memcpy(out + head, data, len);
	gateway_checksum(out, head + len, 16, PROTO_TCP, f->server, f->machine);
}

/* A reset as the answer to a segment of no connection. */
static void tcp_refuse(struct relay *r, uint32_t src, uint32_t dst, const uint8_t *p, size_t len)
{
	const size_t head = (size_t)(p[12] >> 4) * 4;
	struct flow f = {.machine = src, .server = dst};

	f.machine_port = get_be16(p);
	f.server_port = get_be16(p + 2);
	f.sent = p[13] & ACK ? get_be32(p + 8) : 0;
	f.expected = get_be32(p + 4) + (uint32_t)(len - MIN(head, len)) + !!(p[13] & (SYN | FIN));
	tcp_send(r, &f, RST | ACK, NULL, 0);
}

static void tcp_fill(struct flow *f)
{
	ssize_t n;

	while (!f->server_ended && f->n_data < sizeof(f->data)) {
		n = recv(f->fd, f->data + f->n_data, sizeof(f->data) - f->n_data, 0);
		if (n > 0)
			f->n_data += (size_t)n;
		else if (n == 0 || (errno != EAGAIN && errno != EINTR))
			f->server_ended = true;
		else
			return;
	}
}

static void tcp_pump(struct relay *r, struct flow *f)
{
	uint64_t now = plat_now_us();

	tcp_fill(f);
	if (f->sent != f->acked && now - f->sent_us > RESEND_US)
		f->sent = f->acked;
	while (!gateway_has_output(r->g)) {
		size_t off = f->sent - f->acked, n;

		if (off > f->n_data) /* the FIN is out */
			return;
		n = MIN(f->n_data - off, (size_t)MSS);
		n = MIN(n, f->window > off ? f->window - off : 0);
		if (!n && !(f->server_ended && off == f->n_data))
			return;
		tcp_send(r, f, n ? PSH | ACK : FIN | ACK, f->data + off, n);
		f->sent += n ? (uint32_t)n : 1;
		f->sent_us = now;
	}
}

/* Whether the server has taken or refused the connection. */
static bool tcp_connected(struct relay *r, struct flow *f)
{
	struct pollfd p = {.fd = f->fd, .events = POLLOUT};
	socklen_t len = sizeof(int);
	int error = 0;

	if (poll(&p, 1, 0) != 1)
		return true;
	if (getsockopt(f->fd, SOL_SOCKET, SO_ERROR, &error, &len) || error) {
		tcp_send(r, f, RST | ACK, NULL, 0);
		return false;
	}
	f->state = OPEN;
	tcp_send(r, f, SYN | ACK, NULL, 0);
	f->acked = ++f->sent;
	return true;
}

void relay_poll(struct relay *r)
{
	struct flow *f, *tmp;

	list_for_each_safe(f, tmp, &r->flows, node) {
		if (f->udp)
			udp_poll(r, f);
		else if (f->state == CONNECTING && !tcp_connected(r, f))
			flow_free(r, f);
		else if (f->state == OPEN)
			tcp_pump(r, f);
	}
}

/* ---- TCP from the machine ---- */

static void tcp_open(struct relay *r, uint32_t src, uint32_t dst, const uint8_t *p, size_t len)
{
	struct sockaddr_in to = address(dst, get_be16(p + 2));
	struct flow *f = flow_new(r, false, src, dst, p);

	if (!f) {
		tcp_refuse(r, src, dst, p, len);
		return;
	}
	f->expected = get_be32(p + 4) + 1;
	f->sent = 0x1000;
	f->window = get_be16(p + 14);
	if (connect(f->fd, (struct sockaddr *)&to, sizeof(to)) && errno != EINPROGRESS) {
		tcp_refuse(r, src, dst, p, len);
		flow_free(r, f);
	}
}

static void tcp_acked(struct flow *f, uint32_t ack)
{
	uint32_t n = ack - f->acked, out = f->sent - f->acked;

	if (!n || n > MAX(out, (uint32_t)f->n_data + 1))
		return;
	if (n > out)
		f->sent = ack;
	f->acked = ack;
	f->sent_us = plat_now_us();
	if (n > f->n_data) { /* our FIN, too */
		f->n_data = 0;
		f->state = DONE;
		return;
	}
	memmove(f->data, f->data + n, f->n_data - n);
	f->n_data -= n;
}

static void tcp_data(struct relay *r, struct flow *f, const uint8_t *p, size_t len)
{
	const size_t head = (size_t)(p[12] >> 4) * 4;
	const uint8_t *data = p + head;
	size_t n = len - head;
	ssize_t done = 0;

	if (get_be32(p + 4) != f->expected) {
		tcp_send(r, f, ACK, NULL, 0);
		return;
	}
	if (n)
		done = send(f->fd, data, n, MSG_NOSIGNAL);
	if (done > 0)
		f->expected += (uint32_t)done;
	if (p[13] & FIN && (size_t)MAX(done, 0) == n) {
		f->expected++;
		f->machine_ended = true;
		(void)shutdown(f->fd, SHUT_WR);
	}
	if (n || p[13] & FIN)
		tcp_send(r, f, ACK, NULL, 0);
}

void relay_tcp(struct relay *r, uint32_t src, uint32_t dst, const uint8_t *p, size_t len)
{
	struct flow *f = find_flow(r, false, src, dst, p);
	const size_t head = (size_t)(p[12] >> 4) * 4;

	if (head < TCP_HEAD || head > len)
		return;
	if (f && p[13] & RST) {
		flow_free(r, f);
		return;
	}
	if (!f || p[13] & SYN) {
		if (!f && (p[13] & (SYN | ACK)) == SYN)
			tcp_open(r, src, dst, p, len);
		else if (!f && !(p[13] & RST))
			tcp_refuse(r, src, dst, p, len);
		return;
	}
	f->used_us = plat_now_us();
	f->window = get_be16(p + 14);
	if (f->state == OPEN && p[13] & ACK)
		tcp_acked(f, get_be32(p + 8));
	if (f->state != CONNECTING)
		tcp_data(r, f, p, len);
	if (f->state == DONE && f->machine_ended)
		flow_free(r, f);
}
