/* SPDX-License-Identifier: BSD-2-Clause */
/*
 * Several transfers at once, by different protocols: two over HTTP and one over TFTP from small
 * servers of our own. What ends, stalls or is cancelled must leave the others alone.
 */
#include "check.h"
#include "fake/xfer_loop.h"

#include "net/http_conn.h"
#include "net/tftp_packet.h"

#include "lwip/tcp.h"
#include "lwip/udp.h"

enum { HTTP_LEN = 2 << 20, TFTP_LEN = 300 * 512 + 100 };

static uint8_t content[HTTP_LEN];

/* ---- a server for each protocol ---- */

struct http_served {
	size_t sent, stop_at;
};

static err_t http_more(void *arg, struct tcp_pcb *pcb, u16_t len)
{
	struct http_served *s = arg;

	(void)len;
	while (s && s->sent < s->stop_at) {
		size_t n = MIN(s->stop_at - s->sent, (size_t)tcp_sndbuf(pcb));

		if (!n || tcp_write(pcb, content + s->sent, (u16_t)n, 0) != ERR_OK)
			break;
		s->sent += n;
	}
	(void)tcp_output(pcb);
	return ERR_OK;
}

static err_t http_on_recv(void *arg, struct tcp_pcb *pcb, struct pbuf *p, err_t err)
{
	static const char head[] = "HTTP/1.1 200 OK\r\nContent-Length: 2097152\r\n\r\n";
	struct http_served *s = arg;
	char request[16] = {};

	(void)err;
	if (!p) {
		tcp_arg(pcb, NULL);
		free(s);
		(void)tcp_close(pcb);
		return ERR_OK;
	}
	(void)pbuf_copy_partial(p, request, sizeof(request) - 1, 0);
	tcp_recved(pcb, p->tot_len);
	pbuf_free(p);
	s->sent = 0;
	s->stop_at = strncmp(request, "GET /stall", 10) ? HTTP_LEN : 1000;
	(void)tcp_write(pcb, head, sizeof(head) - 1, 0);
	return http_more(s, pcb, 0);
}

static void http_on_error(void *arg, err_t err)
{
	(void)err;
	free(arg);
}

static err_t http_on_accept(void *arg, struct tcp_pcb *pcb, err_t err)
{
	struct http_served *s = calloc(1, sizeof(*s));

	(void)arg;
	(void)err;
	if (!s)
		abort();
	tcp_arg(pcb, s);
	tcp_recv(pcb, http_on_recv);
	tcp_sent(pcb, http_more);
	tcp_err(pcb, http_on_error);
	return ERR_OK;
}

/* Block by block, without options, from the port of the request. */
static void tftp_on_packet(
	void *arg, struct udp_pcb *pcb, struct pbuf *p, const ip_addr_t *addr, u16_t port)
{
	uint8_t in[4] = {}, out[4 + 512];
	size_t block = 1, off, len;
	struct pbuf *answer;

	(void)arg;
	(void)pbuf_copy_partial(p, in, sizeof(in), 0);
	pbuf_free(p);
	if (get_be16(in) == TFTP_ACK)
		block = get_be16(in + 2) + 1u;
	else if (get_be16(in) != TFTP_RRQ)
		return;
	off = (block - 1) * 512;
	if (off > TFTP_LEN)
		return;
	len = MIN((size_t)512, TFTP_LEN - off);
	put_be16(out, TFTP_DATA);
	put_be16(out + 2, (uint16_t)block);
	memcpy(out + 4, content + off, len);
	answer = pbuf_alloc(PBUF_TRANSPORT, (u16_t)(4 + len), PBUF_RAM);
	if (!answer)
		abort();
	(void)pbuf_take(answer, out, (u16_t)(4 + len));
	(void)udp_sendto(pcb, answer, addr, port);
	pbuf_free(answer);
}

static void servers_start(void)
{
	struct tcp_pcb *http = tcp_new();
	struct udp_pcb *tftp = udp_new();

	if (!http || !tftp || tcp_bind(http, IP_ANY_TYPE, 80) != ERR_OK ||
		udp_bind(tftp, IP_ANY_TYPE, TFTP_PORT) != ERR_OK)
		abort();
	http = tcp_listen(http);
	tcp_accept(http, http_on_accept);
	udp_recv(tftp, tftp_on_packet, NULL);
}

/* ---- the tests ---- */

static struct transfer *start(const char *text)
{
	_cleanup_(uri_freep) struct uri *uri = NULL;
	struct transfer *t = NULL;

	CHECK_EQ(uri_parse(text, &uri), 0);
	CHECK_EQ(transfer_start(uri, NULL, &t), 0);
	return t;
}

static void finish(struct transfer *t, size_t len)
{
	CHECK_EQ(transfer_wait(t, 0), 0);
	CHECK_EQ(t->data.len, len);
	CHECK(t->data.len == len && !memcmp(t->data.data, content, len));
	transfer_free(t);
}

#define HTTP_URI "http://" LOOP_HOST "/file"
#define TFTP_URI "tftp://" LOOP_HOST "/file"

static void test_together(void)
{
	struct transfer *a = start(HTTP_URI), *b = start(TFTP_URI), *c = start(HTTP_URI);

	finish(b, TFTP_LEN);
	CHECK_EQ(c->status, 0); /* ended while another one was waited for */
	finish(c, HTTP_LEN);
	finish(a, HTTP_LEN);
}

static void test_cancel_one(void)
{
	struct transfer *a = start(HTTP_URI), *b = start(TFTP_URI), *c = start(HTTP_URI);

	loop_run_ms(1);
	CHECK_EQ(a->status, -ERR_RUNNING);
	transfer_free(a);
	finish(b, TFTP_LEN);
	finish(c, HTTP_LEN);
}

/* One stalls: given up after the time its user gave, with a sentence; the others are complete. */
static void test_stall_one(void)
{
	struct transfer *a = start("http://" LOOP_HOST "/stall"), *b = start(TFTP_URI);
	struct transfer *c = start(HTTP_URI);
	uint64_t begin = loop.now_us;

	CHECK_EQ(transfer_wait(a, 5000), -ERR_TIMEDOUT);
	CHECK(loop.now_us - begin >= 5 * US_PER_S && loop.now_us - begin < 7 * US_PER_S);
	CHECK_STR(fail_last()->text,
		"http://10.0.0.1/stall: nothing arrived for 5000 ms, 1000 bytes received");
	CHECK_EQ(transfer_wait(a, 5000), -ERR_TIMEDOUT); /* and stays so */
	transfer_free(a);
	finish(b, TFTP_LEN);
	finish(c, HTTP_LEN);
}

/* The reason of an end without one is made up, and that of another failure not taken for it. */
static void test_reason(void)
{
	struct transfer *t = start(HTTP_URI);

	fail_clear();
	stream_end(list_entry(t->streams.next, struct stream, node), -ERR_RESET, false, 0);
	CHECK_EQ(transfer_wait(t, 0), -ERR_RESET);
	CHECK_STR(fail_last()->text, HTTP_URI ": connection lost");
	transfer_free(t);

	t = start(TFTP_URI);
	(void)fail(ERR_NOFILE, "something else");
	stream_end(list_entry(t->streams.next, struct stream, node), -ERR_IO, false, 0);
	CHECK_EQ(transfer_wait(t, 0), -ERR_IO);
	CHECK_EQ(fail_last()->code, ERR_IO);
	transfer_free(t);
}

/* Sentences quote servers, which must not be able to steer the terminal. */
static void test_printable(void)
{
	(void)fail(ERR_SERVER, "%s", "http: \033[2Jboo\r\n\x7f \xc3\xa4");
	CHECK_STR(fail_last()->text, "http: ?[2Jboo??? \xc3\xa4");
}

int main(void)
{
	loop_init();
	for (size_t i = 0; i < sizeof(content); i++)
		content[i] = (uint8_t)(i * 31 ^ i >> 8 ^ i >> 16);
	servers_start();
	test_together();
	test_cancel_one();
	test_stall_one();
	test_reason();
	test_printable();
	http_conn_close_idle();
	loop_run_ms(10000);
	return check_done();
}
