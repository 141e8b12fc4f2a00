/* SPDX-License-Identifier: BSD-2-Clause */
/* ntp: the time of day, without which no certificate can be judged. */
#include "core/calendar.h"
#include "core/console.h"
#include "net/ntp.h"
#include "script/commands.h"
#include "script/options.h"

static const struct option_desc no_options[] = {OPTIONS_END};

static int cmd_ntp(int argc, char **argv)
{
	int i = options_parse(argc, argv, no_options, NULL, 1, 1);
	struct calendar_time t;
	int64_t now;
	int rc;

	if (i < 0)
		return i;
	rc = ntp_set_time(argv[i], &now);
	if (rc)
		return rc;
	calendar_from_unix(now, &t);
	console_printf("It is %04u-%02u-%02u %02u:%02u:%02u UTC\n", t.year, t.month, t.day, t.hour,
		t.minute, t.second);
	return 0;
}

const struct command cmd_time_table[] = {
	{"ntp", cmd_ntp, "SERVER", "Sets the time by an NTP server"},
	{},
};
