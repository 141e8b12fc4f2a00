/* SPDX-License-Identifier: BSD-2-Clause */
/*
 * The command `ntp` from the prompt to the cable, with lwIP at both ends: a server that answers,
 * late, wrongly or not at all. The failures name the server and the remedy, and none takes long.
 */
#include "check.h"

#include <stdlib.h>

#include "core/status.h"
#include "core/util.h"
#include "core/walltime.h"
#include "fake/two_ends.h"
#include "fake/virtual_time.h"
#include "net/ntp_packet.h"
#include "script/commands.h"
#include "script/script.h"

#include "lwip/timeouts.h"
#include "lwip/udp.h"

#define TO_1970 2208988800u
#define TODAY   1800000000
#define BOUND_S 6 /* three requests, and patience after each */

enum manner {
	DEAF,
	RIGHT,
	UNSYNCHRONIZED,
	OTHER_COOKIE,
	OTHER_PORT,
	SHORT,
};

static struct {
	enum manner manner;
	unsigned n_asked, n_ignore; /* it is deaf for so many requests */
	struct udp_pcb *pcb, *other;
} server;

static void on_question(
	void *arg, struct udp_pcb *pcb, struct pbuf *p, const ip_addr_t *addr, u16_t port)
{
	uint8_t request[NTP_LEN] = {0}, answer[NTP_LEN] = {0x24, 2};
	struct pbuf *q;
	size_t len = server.manner == SHORT ? NTP_LEN - 1 : NTP_LEN;

	(void)arg;
	CHECK_EQ(pbuf_copy_partial(p, request, NTP_LEN, 0), NTP_LEN);
	CHECK_EQ(p->tot_len, NTP_LEN);
	pbuf_free(p);
	CHECK_EQ(request[0], 0x23);
	if (++server.n_asked <= server.n_ignore || server.manner == DEAF)
		return;
	memcpy(answer + 24, request + 40, 8);
	put_be32(answer + 40, TO_1970 + TODAY);
	if (server.manner == UNSYNCHRONIZED)
		answer[0] = 0xe4;
	if (server.manner == OTHER_COOKIE)
		answer[24] ^= 1;
	q = pbuf_alloc(PBUF_TRANSPORT, (u16_t)len, PBUF_RAM);
	if (!q)
		abort();
	(void)pbuf_take(q, answer, (u16_t)len);
	(void)udp_sendto(server.manner == OTHER_PORT ? server.other : pcb, q, addr, port);
	pbuf_free(q);
}

static struct udp_pcb *listen(u16_t port)
{
	struct udp_pcb *pcb = udp_new();

	if (!pcb || udp_bind(pcb, IP_ANY_TYPE, port) != ERR_OK)
		abort();
	udp_recv(pcb, on_question, NULL);
	return pcb;
}

/* `ntp NAME`, on a machine that believes in 2023. What it returns. */
static int ask(const char *name)
{
	char *argv[] = {(char *)"ntp", (char *)name, NULL};
	uint64_t began = plat_now_us();
	int rc;

	walltime_clear();
	fail_clear();
	rc = cmd_time_table[0].run(2, argv);
	CHECK(plat_now_us() - began < BOUND_S * US_PER_S);
	CHECK_EQ(walltime_is_set(), rc == 0);
	return rc;
}

static void begin(enum manner manner, unsigned n_ignore)
{
	(void)ends_begin();
	server.manner = manner;
	server.n_asked = 0;
	server.n_ignore = n_ignore;
}

static void test_right(void)
{
	for (unsigned n_ignore = 0; n_ignore < 3; n_ignore++) {
		int64_t now;

		begin(RIGHT, n_ignore);
		CHECK_EQ(ask(ENDS_SERVER_TEXT), 0);
		CHECK_EQ(server.n_asked, n_ignore + 1);
		CHECK_EQ(walltime(&now), 0);
		CHECK(now >= TODAY && now < TODAY + BOUND_S);
	}
}

static void dead(const char *name, unsigned n_asked)
{
	char start[80];

	(void)snprintf(start, sizeof(start), "ntp: no answer from %s to 3 requests", name);
	CHECK_EQ(ask(name), -ERR_TIMEDOUT);
	CHECK_EQ(server.n_asked, n_asked);
	CHECK(strstr(fail_last()->text, start) == fail_last()->text);
	CHECK(strstr(fail_last()->text, "UDP port 123") &&
		strstr(fail_last()->text, "another server"));
}

static void test_dead(void)
{
	static const enum manner manners[] = {DEAF, OTHER_COOKIE, OTHER_PORT, SHORT};

	for (size_t i = 0; i < ARRAY_SIZE(manners); i++) {
		begin(manners[i], 0);
		dead(ENDS_SERVER_TEXT, 3);
	}
	begin(RIGHT, 3);
	dead(ENDS_SERVER_TEXT, 3);
	begin(RIGHT, 0);
	dead("192.168.7.77", 0); /* nobody has this address */
	ends_begin()->cut = true;
	server.n_asked = 0;
	dead(ENDS_SERVER_TEXT, 0);
}

static void test_told(void)
{
	begin(UNSYNCHRONIZED, 0);
	CHECK_EQ(ask(ENDS_SERVER_TEXT), -ERR_SERVER);
	CHECK(strstr(fail_last()->text, "ntp: " ENDS_SERVER_TEXT " does not know the time itself"));
	CHECK(strstr(fail_last()->text, "another server") != NULL);
	begin(RIGHT, 0);
	CHECK_EQ(ask("ntp.nowhere.test"), -ERR_NAME);
	CHECK(strstr(fail_last()->text, "ntp.nowhere.test") != NULL);
}

int main(void)
{
	ends_init();
	server.pcb = listen(NTP_PORT);
	server.other = listen(NTP_PORT + 1);
	test_right();
	test_dead();
	test_told();
	udp_remove(server.pcb);
	udp_remove(server.other);
	ends_done();
	return check_done();
}
