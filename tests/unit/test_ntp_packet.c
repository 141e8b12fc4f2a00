/* SPDX-License-Identifier: BSD-2-Clause */
/* SNTP packets, and the calendar that shows what they say. */
#include "check.h"

#include <time.h>

#include "core/calendar.h"
#include "core/status.h"
#include "core/util.h"
#include "core/walltime.h"
#include "net/ntp_packet.h"

#define COOKIE  0x0123456789abcdefull
#define TO_1970 2208988800u

static uint8_t answer[NTP_LEN];

static int parse(int64_t *ret)
{
	*ret = -1;
	return ntp_parse(answer, sizeof(answer), COOKIE, ret);
}

static void good(uint32_t seconds)
{
	uint8_t request[NTP_LEN];

	ntp_put_request(request, COOKIE);
	CHECK_EQ(request[0], 0x23);
	memset(answer, 0, sizeof(answer));
	answer[0] = 0x24;
	answer[1] = 2;
	memcpy(answer + 24, request + 40, 8);
	put_be32(answer + 40, seconds);
}

static void test_parse(void)
{
	int64_t now;

	good(TO_1970 + 1800000000u);
	CHECK_EQ(parse(&now), 0);
	CHECK_EQ(now, 1800000000);
	for (size_t i = 0; i < NTP_LEN; i++)
		CHECK_EQ(ntp_parse(answer, i, COOKIE, &now), -ERR_AGAIN);
	good(1000); /* after the wrap of 2036 */
	CHECK_EQ(parse(&now), 0);
	CHECK_EQ(now, 0x100000000ll + 1000 - TO_1970);

	good(TO_1970);
	answer[31] ^= 1;
	CHECK_EQ(parse(&now), -ERR_AGAIN); /* of another request */
	good(TO_1970);
	answer[0] = 0x23;
	CHECK_EQ(parse(&now), -ERR_AGAIN); /* a client */
	good(TO_1970);
	answer[0] |= 0xc0;
	CHECK_EQ(parse(&now), -ERR_SERVER); /* not synchronized */
	good(TO_1970);
	answer[1] = 0;
	CHECK_EQ(parse(&now), -ERR_SERVER); /* kiss of death */
	answer[1] = 16;
	CHECK_EQ(parse(&now), -ERR_SERVER);
	good(0);
	CHECK_EQ(parse(&now), -ERR_SERVER);
}

static void test_calendar(void)
{
	uint64_t random = 1;

	for (unsigned i = 0; i < 20000; i++) {
		struct calendar_time t;
		struct tm want;
		time_t when;

		random = random * 6364136223846793005ull + 1442695040888963407ull;
		when = (time_t)(random >> 30); /* up to the year 2514 */
		CHECK(gmtime_r(&when, &want) != NULL);
		calendar_from_unix(when, &t);
		CHECK(t.year == (unsigned)want.tm_year + 1900 &&
			t.month == (unsigned)want.tm_mon + 1 && t.day == (unsigned)want.tm_mday &&
			t.hour == (unsigned)want.tm_hour && t.minute == (unsigned)want.tm_min &&
			t.second == (unsigned)want.tm_sec);
		CHECK_EQ(calendar_to_unix(&t), when);
	}
}

static void test_walltime(void)
{
	int64_t machine, now;

	CHECK_EQ(walltime(&machine), 0);
	CHECK(!walltime_is_set());
	walltime_set(1000);
	CHECK(walltime_is_set());
	CHECK_EQ(walltime(&now), 0);
	CHECK(now >= 1000 && now < 1100);
	walltime_clear();
	CHECK_EQ(walltime(&now), 0);
	CHECK(now >= machine && now < machine + 100);
}

int main(void)
{
	test_parse();
	test_calendar();
	test_walltime();
	return check_done();
}
