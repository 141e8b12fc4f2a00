/* SPDX-License-Identifier: BSD-2-Clause */
/*
 * The TFTP client against a server of our own over a bad network. The server is simple on purpose:
 * it sends a window, waits for an acknowledgement or its timer, and sends from where that points.
 */
#include "check.h"
#include "fake/xfer_loop.h"

#include "net/tftp_packet.h"

#include "lwip/udp.h"

enum { SERVER_RESEND_MS = 1000 };

/* What the server is like; set by each test. */
static struct {
	const uint8_t *file;
	size_t len;
	bool no_options; /* ignores them */
	int refuse;      /* error code for requests with options; 0: none */
	int error;       /* error code for all requests; -1: none */
	const char *error_text;
	unsigned max_blksize, max_window;
	bool wraps_to_one;
	bool silent;
	bool wrong_tsize;
	bool naive;          /* answers each acknowledgement, repeated ones as well */
	uint64_t stop_after; /* sends no block beyond this one; 0: sends all */
	uint64_t dies_after; /* ends after this block; 0: lives */
	unsigned deaf;       /* requests it does not hear after the first, then it is well again */
} server;

/* What the server saw. */
static struct {
	unsigned n_requests, n_data, n_errors, last_error, n_acks;
	char name[512];
	bool with_options;
	unsigned windowsize;
} seen;

/* The one session; a second request replaces it unless the first is under way. */
static struct {
	struct udp_pcb *pcb;
	ip_addr_t client;
	u16_t port;
	unsigned blksize, window;
	uint64_t base; /* first block not acknowledged */
	uint64_t n_blocks;
	bool oack; /* to be acknowledged with 0 */
	uint8_t oack_packet[128];
	size_t oack_len;
} session;

static uint16_t server_wire(uint64_t block)
{
	if (server.wraps_to_one && block)
		return (uint16_t)((block - 1) % 65535 + 1);
	return (uint16_t)block;
}

static void server_send(const void *data, size_t len)
{
	struct pbuf *p = pbuf_alloc(PBUF_TRANSPORT, (u16_t)len, PBUF_RAM);

	if (!p)
		abort();
	(void)pbuf_take(p, data, (u16_t)len);
	(void)udp_sendto(session.pcb, p, &session.client, session.port);
	pbuf_free(p);
}

static void server_send_block(uint64_t block)
{
	static uint8_t packet[TFTP_HEADER + 65536];
	size_t off = (block - 1) * session.blksize, len = MIN(server.len - off, session.blksize);

	if (server.stop_after && block > server.stop_after)
		return;
	put_be16(packet, TFTP_DATA);
	put_be16(packet + 2, server_wire(block));
	memcpy(packet + TFTP_HEADER, server.file + off, len);
	server_send(packet, TFTP_HEADER + len);
	seen.n_data++;
}

static void server_resend(void *arg);

static void server_close(void)
{
	sys_untimeout(server_resend, NULL);
	if (session.pcb)
		udp_remove(session.pcb);
	session.pcb = NULL;
}

static void server_send_window(void)
{
	uint64_t end = MIN(session.base + session.window, session.n_blocks + 1);

	if (server.dies_after && end > server.dies_after + 1)
		end = server.dies_after + 1;
	sys_untimeout(server_resend, NULL);
	sys_timeout(SERVER_RESEND_MS, server_resend, NULL);
	for (uint64_t block = session.base; block < end; block++)
		server_send_block(block);
	if (server.dies_after && end > server.dies_after)
		server_close();
}

static void server_resend(void *arg)
{
	(void)arg;
	if (session.oack) {
		sys_timeout(SERVER_RESEND_MS, server_resend, NULL);
		server_send(session.oack_packet, session.oack_len);
	} else {
		server_send_window();
	}
}

/* The block an acknowledgement means, near the window. */
static uint64_t server_acked(uint16_t wire)
{
	for (uint64_t n = 0; n <= session.window; n++)
		if (server_wire(session.base - 1 + n) == wire)
			return session.base - 1 + n;
	return UINT64_MAX;
}

static void server_on_ack(uint16_t wire)
{
	uint64_t acked = server_acked(wire);

	seen.n_acks++;
	if (acked == UINT64_MAX || (session.oack && wire))
		return;
	if (acked == session.n_blocks) {
		server_close();
		return;
	}
	/* RFC 1123 4.2.3.1: without a window, a repeated acknowledgement is not answered. */
	if (acked < session.base && session.window == 1 && !session.oack && !server.naive)
		return;
	session.oack = false;
	session.base = acked + 1;
	server_send_window();
}

static void server_recv(
	void *arg, struct udp_pcb *pcb, struct pbuf *p, const ip_addr_t *addr, u16_t port)
{
	struct tftp_packet packet;

	(void)arg;
	(void)pcb;
	(void)addr;
	(void)port;
	if (tftp_parse(p->payload, p->len, &packet)) {
		if (packet.opcode == TFTP_ACK) {
			server_on_ack(packet.block);
		} else if (packet.opcode == TFTP_ERROR) {
			seen.n_errors++;
			seen.last_error = packet.error;
			if (packet.error != TFTP_E_UNKNOWN_TID)
				server_close();
		}
	}
	pbuf_free(p);
}

static unsigned request_option(const char *text, const char *end, const char *name)
{
	while (text < end) {
		if (!strcmp(text, name))
			return (unsigned)atoi(text + strlen(text) + 1);
		text += strlen(text) + 1;
	}
	return 0;
}

static void server_add_option(const char *name, size_t value)
{
	session.oack_len +=
		1 + (size_t)sprintf((char *)session.oack_packet + session.oack_len, "%s", name);
	session.oack_len +=
		1 + (size_t)sprintf((char *)session.oack_packet + session.oack_len, "%zu", value);
}

static void server_begin(unsigned blksize, unsigned window)
{
	session.blksize = server.no_options || !blksize ? 512 : MIN(blksize, server.max_blksize);
	session.window = server.no_options || !window ? 1 : MIN(window, server.max_window);
	session.base = 1;
	session.n_blocks = server.len / session.blksize + 1;
	session.oack = !server.no_options && blksize;
	if (!session.oack) {
		server_send_window();
		return;
	}
	put_be16(session.oack_packet, TFTP_OACK);
	session.oack_len = 2;
	server_add_option("BLKSIZE", session.blksize);
	server_add_option("tsize", server.len + server.wrong_tsize);
	if (server.max_window > 1)
		server_add_option("windowsize", session.window);
	sys_timeout(SERVER_RESEND_MS, server_resend, NULL);
	server_send(session.oack_packet, session.oack_len);
}

static void server_on_request(
	void *arg, struct udp_pcb *pcb, struct pbuf *p, const ip_addr_t *addr, u16_t port)
{
	char text[600] = {};
	size_t len = pbuf_copy_partial(p, text, sizeof(text) - 1, 0);
	const char *options = text + 2 + strlen(text + 2) + 1 + sizeof("octet");
	uint8_t packet[100];
	int error = server.error;

	(void)arg;
	(void)pcb;
	pbuf_free(p);
	seen.n_requests++;
	seen.with_options = options < text + len;
	seen.windowsize = request_option(options, text + len, "windowsize");
	strcpy(seen.name, text + 2);
	if (server.silent || (session.pcb && session.port == port))
		return;
	if (server.deaf && seen.n_requests > 1) {
		if (!--server.deaf)
			server.stop_after = server.dies_after = 0;
		return;
	}
	server_close();
	session.pcb = udp_new();
	(void)udp_bind(session.pcb, IP_ANY_TYPE, 0);
	udp_recv(session.pcb, server_recv, NULL);
	ip_addr_copy(session.client, *addr);
	session.port = port;
	if (error < 0 && seen.with_options && server.refuse)
		error = server.refuse;
	if (error >= 0) {
		server_send(packet,
			tftp_put_error(packet, sizeof(packet), (uint16_t)error, server.error_text));
		server_close();
		return;
	}
	server_begin(request_option(options, text + len, "blksize"), seen.windowsize);
}

static uint8_t content[3 << 20];

static void server_reset(size_t len)
{
	server_close();
	memset(&server, 0, sizeof(server));
	memset(&seen, 0, sizeof(seen));
	server.file = content;
	server.len = len;
	server.error = -1;
	server.error_text = "";
	server.max_blksize = 1468;
	server.max_window = 64;
	loop.fate = NULL;
}

static int fetch(const char *uri)
{
	struct blob blob = {};
	int rc = loop_fetch(uri, &blob);

	if (!rc) {
		CHECK_EQ(blob.len, server.len);
		CHECK(blob.len == server.len &&
			(!server.len || !memcmp(blob.data, server.file, server.len)));
		blob_free(&blob);
	}
	return rc;
}

#define FILE_URI "tftp://" LOOP_HOST "/boot/file"

/* ---- tests ---- */

static void test_sizes(void)
{
	static const size_t sizes[] = {0, 1, 511, 512, 513, 1467, 1468, 1469, 2936, 32 * 1468,
		32 * 1468 - 1, 33 * 1468, 100000, 2000000};

	for (size_t i = 0; i < ARRAY_SIZE(sizes); i++) {
		server_reset(sizes[i]);
		CHECK_EQ(fetch(FILE_URI), 0);
		CHECK_STR(seen.name, "boot/file");
		CHECK_EQ(seen.n_requests, 1);
		CHECK_EQ(seen.n_data, sizes[i] / 1468 + 1);
		CHECK_EQ(seen.n_errors, 0);
		server_reset(sizes[i]);
		server.no_options = true;
		CHECK_EQ(fetch(FILE_URI), 0);
		CHECK_EQ(seen.n_data, sizes[i] / 512 + 1);
	}
}

/* One acknowledgement for a window, not for each block. */
static void test_window(void)
{
	server_reset(64 * 1468);
	CHECK_EQ(fetch(FILE_URI), 0);
	loop_run_ms(1);
	CHECK(seen.windowsize >= 4);
	CHECK_EQ(seen.n_acks, 1 + (65 + seen.windowsize - 1) / seen.windowsize);
	server_reset(64 * 1468);
	server.max_window = 1;
	CHECK_EQ(fetch(FILE_URI), 0);
	loop_run_ms(1);
	CHECK_EQ(seen.n_acks, 1 + 65);
}

static void test_names(void)
{
	server_reset(10);
	CHECK_EQ(fetch("tftp://" LOOP_HOST "//srv/a%20b"), 0);
	CHECK_STR(seen.name, "/srv/a b");
	CHECK_EQ(fetch("tftp://" LOOP_HOST "/boot%5Cx64%23.efi"), 0);
	CHECK_STR(seen.name, "boot\\x64#.efi");
	CHECK_EQ(fetch("tftp://" LOOP_HOST), -ERR_INVAL);
	CHECK_EQ(fetch("tftp:boot/file"), -ERR_INVAL);
	CHECK_EQ(fetch("tftp://" LOOP_HOST "/a%00b"), -ERR_INVAL);
}

static void test_refusals(void)
{
	server_reset(5000);
	server.refuse = TFTP_E_OPTIONS;
	CHECK_EQ(fetch(FILE_URI), 0);
	CHECK_EQ(seen.n_requests, 2);
	CHECK(!seen.with_options);
	server_reset(5000);
	server.error = TFTP_E_NOFILE;
	server.error_text = "File not\nfound\x1b[31m.";
	CHECK_EQ(fetch(FILE_URI), -ERR_NOFILE);
	CHECK_STR(fail_last()->text,
		"tftp: no such file: tftp://10.0.0.1/boot/file (File not found [31m)");
	server.error = TFTP_E_ACCESS;
	CHECK_EQ(fetch(FILE_URI), -ERR_ACCES);
	server.error = TFTP_E_UNDEFINED;
	server.error_text = "disk on fire";
	CHECK_EQ(fetch(FILE_URI), -ERR_SERVER);
	CHECK(strstr(fail_last()->text, "disk on fire") != NULL);
	CHECK_EQ(seen.n_requests, 3);
	server.error = TFTP_E_OPTIONS; /* whatever we ask */
	CHECK_EQ(fetch(FILE_URI), -ERR_SERVER);
}

static void test_silence(void)
{
	uint64_t start = loop.now_us;

	server_reset(5000);
	server.silent = true;
	CHECK_EQ(fetch(FILE_URI), -ERR_TIMEDOUT);
	CHECK_EQ(seen.n_requests, 4);
	CHECK(loop.now_us - start >= 10 * US_PER_S && loop.now_us - start < 15 * US_PER_S);
	CHECK_STR(fail_last()->text,
		"tftp: no answer from 10.0.0.1 to 4 requests for tftp://10.0.0.1/boot/file");
	CHECK_EQ(fetch("tftp://" LOOP_NOBODY "/x"), -ERR_TIMEDOUT);
	CHECK_EQ(fetch("tftp://" LOOP_NO_ROUTE "/x"), -ERR_UNREACH);

	server_reset(100 * 1468);
	server.stop_after = 50;
	start = loop.now_us;
	CHECK_EQ(fetch(FILE_URI), -ERR_TIMEDOUT);
	/* three times, for it might be in passing */
	CHECK(loop.now_us - start >= 45 * US_PER_S && loop.now_us - start < 60 * US_PER_S);
	CHECK_STR(fail_last()->text,
		"tftp: 10.0.0.1 stopped sending after 73400 bytes of tftp://10.0.0.1/boot/file");
	loop_run_ms(10);
	CHECK_EQ(seen.n_errors, 3);
}

/* A server that goes away in the middle and is back after a while: the file comes all the same. */
static void test_back_again(void)
{
	for (unsigned deaf = 1; deaf < 10; deaf += 4) {
		server_reset(100 * 1468);
		server.stop_after = 50;
		server.deaf = deaf;
		CHECK_EQ(fetch(FILE_URI), 0);
		CHECK(seen.n_requests > deaf);
		CHECK_EQ(server.stop_after, 0);
	}
}

/* Nobody listens on the port: known after the second request instead of the last. */
static void test_unreachable(void)
{
	uint64_t start = loop.now_us;

	server_reset(100);
	CHECK_EQ(fetch("tftp://" LOOP_HOST ":70/x"), -ERR_REFUSED);
	CHECK_STR(fail_last()->text, "tftp: no TFTP server on 10.0.0.1 for tftp://10.0.0.1:70/x");
	CHECK(loop.now_us - start < 2 * US_PER_S);

	server_reset(sizeof(content));
	server.dies_after = 100;
	start = loop.now_us;
	CHECK_EQ(fetch(FILE_URI), -ERR_RESET);
	CHECK(strstr(fail_last()->text, "the server on 10.0.0.1 is gone after 146800 bytes") !=
		NULL);
	CHECK(loop.now_us - start < 5 * US_PER_S);
}

static void test_wrong_size(void)
{
	server_reset(5000);
	server.wrong_tsize = true;
	CHECK_EQ(fetch(FILE_URI), -ERR_RESET);
	CHECK(strstr(fail_last()->text, "5001 bytes and sent 5000") != NULL);
}

static void test_too_large(void)
{
	server_reset(5000);
	host_set_mem_free(1000);
	CHECK_EQ(fetch(FILE_URI), -ERR_TOOBIG);
	host_set_mem_free(0);
	loop_run_ms(10);
	CHECK_EQ(seen.n_errors, 1);
}

static void test_cancel(void)
{
	struct uri *uri = NULL;
	struct transfer *t = NULL;

	server_reset(sizeof(content));
	server.max_window = 1;
	CHECK_EQ(uri_parse(FILE_URI, &uri), 0);
	CHECK_EQ(transfer_start(uri, NULL, &t), 0);
	loop_run_ms(3);
	CHECK_EQ(t->status, -ERR_RUNNING);
	CHECK(t->data.len > 0);
	CHECK_EQ(t->total, sizeof(content));
	transfer_free(t);
	loop_run_ms(3);
	CHECK_EQ(seen.n_errors, 1);
	CHECK_EQ(seen.last_error, TFTP_E_UNDEFINED);
	CHECK_EQ(transfer_start(uri, NULL, &t), 0); /* before the first answer */
	transfer_free(t);
	loop_run_ms(20);
	uri_free(uri);
}

/* ---- a bad network ---- */

static unsigned fate_percent;

static enum loop_fate fate_random(const uint8_t *ip, size_t len)
{
	unsigned dice = loop_random(100);

	(void)ip;
	(void)len;
	if (dice >= fate_percent)
		return LOOP_PASS;
	return LOOP_DROP + dice % 3;
}

static void test_bad_network(void)
{
	static const unsigned percents[] = {1, 5, 20}, windows[] = {1, 4, 64};

	for (size_t i = 0; i < ARRAY_SIZE(percents); i++)
		for (size_t j = 0; j < ARRAY_SIZE(windows); j++) {
			server_reset(300000);
			server.max_window = windows[j];
			fate_percent = percents[i];
			loop.fate = fate_random;
			CHECK_EQ(fetch(FILE_URI), 0);
			server.no_options = true;
			server.len = 60000;
			CHECK_EQ(fetch(FILE_URI), 0);
		}
}

/* The nth packet of a kind is lost. */
static struct {
	unsigned opcode, nth;
} lose;

static enum loop_fate fate_lose(const uint8_t *ip, size_t len)
{
	if (len >= 30 && ip[9] == 17 && get_be16(ip + 28) == lose.opcode && lose.nth &&
		--lose.nth == 0)
		return LOOP_DROP;
	return LOOP_PASS;
}

static void test_each_loss(void)
{
	static const unsigned opcodes[] = {TFTP_RRQ, TFTP_OACK, TFTP_ACK, TFTP_DATA};

	for (size_t i = 0; i < ARRAY_SIZE(opcodes); i++)
		for (unsigned nth = 1; nth <= 12; nth++) {
			uint64_t start = loop.now_us;

			server_reset(10 * 1468);
			server.max_window = nth % 2 ? 4 : 1;
			lose.opcode = opcodes[i];
			lose.nth = nth;
			loop.fate = fate_lose;
			CHECK_EQ(fetch(FILE_URI), 0);
			CHECK(loop.now_us - start < 2100 * US_PER_MS);
			loop_run_ms(4000); /* the lost last acknowledgement is made good */
			CHECK(!session.pcb);
		}
}

static enum loop_fate fate_twice(const uint8_t *ip, size_t len)
{
	(void)ip;
	(void)len;
	return LOOP_TWICE;
}

/* Every packet arrives twice at a server that answers every acknowledgement: the number of blocks
 * sent must not grow beyond what the doubled acknowledgements themselves cause. */
static void test_apprentice(void)
{
	server_reset(200 * 512);
	server.max_window = 1;
	server.max_blksize = 512;
	server.naive = true;
	loop.fate = fate_twice;
	CHECK_EQ(fetch(FILE_URI), 0);
	CHECK(seen.n_data <= 2 * 201);
	CHECK(seen.n_acks <= 2 * 203);
}

/* Beyond 65535 blocks, at servers that go on with 0 and with 1, with and without a window. */
static void test_roll_over(void)
{
	for (unsigned i = 0; i < 8; i++) {
		server_reset(140000 * 16 + 5);
		server.max_blksize = 16;
		server.max_window = i & 1 ? 32 : 1;
		server.wraps_to_one = i & 2;
		fate_percent = i & 4 ? 1 : 0;
		loop.fate = fate_random;
		CHECK_EQ(fetch(FILE_URI), 0);
	}
}

static void stranger_send(struct udp_pcb *stranger)
{
	struct pbuf *p = pbuf_alloc(PBUF_TRANSPORT, 4, PBUF_RAM);

	memcpy(p->payload, "\0\3\0\5", 4);
	(void)udp_sendto(stranger, p, &session.client, session.port);
	pbuf_free(p);
}

/* A stranger's packets are answered with an error and change nothing, also when nobody hears that:
 * of the two answers to a request sent twice, the server has given up the one that was refused. */
static void stranger_recv(
	void *arg, struct udp_pcb *pcb, struct pbuf *p, const ip_addr_t *addr, u16_t port)
{
	(void)pcb;
	(void)addr;
	(void)port;
	if (p->len >= 4 && get_be16(p->payload) == TFTP_ERROR &&
		get_be16((uint8_t *)p->payload + 2) == TFTP_E_UNKNOWN_TID)
		++*(unsigned *)arg;
	pbuf_free(p);
}

static void test_stranger(void)
{
	struct udp_pcb *stranger = udp_new();
	unsigned n_refused = 0;
	struct uri *uri = NULL;
	struct transfer *t = NULL;

	server_reset(sizeof(content));
	CHECK_EQ(uri_parse(FILE_URI, &uri), 0);
	CHECK_EQ(transfer_start(uri, NULL, &t), 0);
	loop_run_ms(2);
	for (int i = 0; i < 3; i++) {
		struct udp_pcb *gone = udp_new();

		(void)udp_bind(gone, IP_ANY_TYPE, 0);
		stranger_send(gone);
		udp_remove(gone);
	}
	(void)udp_bind(stranger, IP_ANY_TYPE, 0);
	udp_recv(stranger, stranger_recv, &n_refused);
	stranger_send(stranger);
	CHECK_EQ(transfer_wait(t, 0), 0);
	CHECK_EQ(n_refused, 1);
	CHECK_EQ(seen.n_requests, 1);
	CHECK(t->data.len == server.len && !memcmp(t->data.data, content, server.len));
	transfer_free(t);
	uri_free(uri);
	udp_remove(stranger);
}

int main(void)
{
	struct udp_pcb *listener;

	loop_init();
	for (size_t i = 0; i < sizeof(content); i++)
		content[i] = (uint8_t)(i * 31 ^ i >> 8 ^ i >> 16);
	listener = udp_new();
	(void)udp_bind(listener, IP_ANY_TYPE, TFTP_PORT);
	udp_recv(listener, server_on_request, NULL);

	test_sizes();
	test_window();
	test_names();
	test_refusals();
	test_silence();
	test_back_again();
	test_unreachable();
	test_wrong_size();
	test_too_large();
	test_cancel();
	test_each_loss();
	test_apprentice();
	test_roll_over();
	test_stranger();
	test_bad_network();
	server_close();
	loop.fate = NULL;
	loop_run_ms(10000); /* those that dally end */
	udp_remove(listener);
	return check_done();
}
