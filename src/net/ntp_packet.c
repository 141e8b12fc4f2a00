/* SPDX-License-Identifier: BSD-2-Clause */
/* SNTP packets. Seconds count from 1900 and wrap in 2036: what looks like before 1970 is after
 * that. */
#include "net/ntp_packet.h"

#include <string.h>

#include "core/status.h"
#include "core/util.h"

#define TO_1970 2208988800u /* seconds from 1900 */
#define ERA     0x100000000ll

enum {
	REQUEST = 0x23, /* version 4, mode 3 */
	MODE_SERVER = 4,
	LEAP_UNKNOWN = 3, /* not synchronized */
	STRATUM_MAX = 15,
	ORIGIN = 24,
	TRANSMIT = 40,
};

void ntp_put_request(uint8_t out[NTP_LEN], uint64_t cookie)
{
	memset(out, 0, NTP_LEN);
	out[0] = REQUEST;
	put_be32(out + TRANSMIT, (uint32_t)(cookie >> 32));
	put_be32(out + TRANSMIT + 4, (uint32_t)cookie);
}

int ntp_parse(const void *data, size_t len, uint64_t cookie, int64_t *ret_unix)
{
	const uint8_t *p = data;
	uint32_t seconds;

	if (len < NTP_LEN || (p[0] & 7) != MODE_SERVER ||
		get_be32(p + ORIGIN) != (uint32_t)(cookie >> 32) ||
		get_be32(p + ORIGIN + 4) != (uint32_t)cookie)
		return -ERR_AGAIN;
	seconds = get_be32(p + TRANSMIT);
	if (p[0] >> 6 == LEAP_UNKNOWN || p[1] == 0 || p[1] > STRATUM_MAX || !seconds)
		return -ERR_SERVER;
	*ret_unix = (int64_t)seconds - TO_1970 + (seconds < TO_1970 ? ERA : 0);
	return 0;
}
