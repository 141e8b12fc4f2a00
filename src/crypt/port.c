/* SPDX-License-Identifier: BSD-2-Clause */
/* What mbedTLS asks of its environment: the time of day and randomness. */
#include <string.h>

#include <mbedtls/platform_time.h>
#include <psa/crypto.h>

#include "arch/platform.h"
#include "core/calendar.h"
#include "core/clock.h"
#include "core/walltime.h"

/* Without any clock it is 1970: certificates are then "not yet valid", which is told. */
long hawser_mbedtls_time(long *t)
{
	int64_t now = 0;

	(void)walltime(&now);
	if (t)
		*t = (long)now;
	return (long)now;
}

mbedtls_ms_time_t mbedtls_ms_time(void)
{
	return (mbedtls_ms_time_t)(plat_now_us() / US_PER_MS);
}

struct tm *mbedtls_platform_gmtime_r(const mbedtls_time_t *tt, struct tm *tm)
{
	struct calendar_time t;

	if (*tt < 0)
		return NULL;
	calendar_from_unix(*tt, &t);
	memset(tm, 0, sizeof(*tm));
	tm->tm_year = (int)t.year - 1900;
	tm->tm_mon = (int)t.month - 1;
	tm->tm_mday = (int)t.day;
	tm->tm_hour = (int)t.hour;
	tm->tm_min = (int)t.minute;
	tm->tm_sec = (int)t.second;
	return tm;
}

psa_status_t mbedtls_psa_external_get_random(mbedtls_psa_external_random_context_t *context,
	uint8_t *output, size_t output_size, size_t *output_length)
{
	(void)context;
	if (plat_entropy(output, output_size))
		return PSA_ERROR_INSUFFICIENT_ENTROPY;
	*output_length = output_size;
	return PSA_SUCCESS;
}
