/* SPDX-License-Identifier: BSD-2-Clause */
/* Messages of syslog as text, and lines out of what is written to a screen. */
#include "check.h"

#include <string.h>

#include "core/util.h"
#include "net/syslog_line.h"

static void test_format(void)
{
	static char text[600];
	static const struct {
		struct syslog_line l;
		const char *want;
	} cases[] = {
		{{SYSLOG_INFO, true, 0, "h", "a: b"},
			"<134>1 1970-01-01T00:00:00Z h hawser - - - a: b"},
		{{SYSLOG_WARNING, true, 1795219199, "10.0.0.5", ""},
			"<132>1 2026-11-20T23:59:59Z 10.0.0.5 hawser - - - "},
		{{SYSLOG_INFO, false, 7, "", "x"}, "<134>1 - - hawser - - - x"},
		{{SYSLOG_INFO, true, -1, "a b\n\xc3\xa4", "x"}, "<134>1 - a_b___ hawser - - - x"},
	};
	char out[SYSLOG_LINE_MAX];

	for (size_t i = 0; i < ARRAY_SIZE(cases); i++) {
		size_t n = syslog_line_format(&cases[i].l, out);

		CHECK_EQ(n, strlen(cases[i].want));
		CHECK(memcmp(out, cases[i].want, n) == 0);
	}
	memset(text, 't', sizeof(text) - 1);
	CHECK_EQ(syslog_line_format(&(struct syslog_line){.host = text, .text = text}, out),
		SYSLOG_LINE_MAX - 1);
	CHECK(strlen(strchr(strchr(out, '-'), ' ') + 1) > 63);
	CHECK_EQ(strcspn(strchr(out, 't'), " "), 63);
}

/* The lines that come of (in), each with a '|' behind it. */
static const char *lines(const char *in)
{
	static char out[1000];
	struct syslog_text t = {};
	size_t n = 0;

	for (; *in; in++) {
		if (syslog_text_put(&t, *in))
			n += (size_t)snprintf(out + n, sizeof(out) - n, "%s|", t.line);
	}
	out[n] = '\0';
	return out;
}

static void test_text(void)
{
	char large[700];

	CHECK_STR(lines("a\nb\n"), "a|b|");
	CHECK_STR(lines("\n\na\n"), "a|");
	CHECK_STR(lines("no end"), "");
	CHECK_STR(lines("\033[1;31mred\033[0m \033[Kx\n"), "red x|");
	CHECK_STR(lines("\033Mx\n"), "x|");
	CHECK_STR(lines("10%\r20%\rdone\n"), "done|");
	CHECK_STR(lines("crlf\r\nx\n"), "crlf|x|");
	CHECK_STR(lines("abd\bc\ta\a\x7f\n"), "abc a|");
	CHECK_STR(lines("\b\bx\n"), "x|");
	CHECK_STR(lines("\xc3\xa4\n"), "\xc3\xa4|");
	memset(large, 'l', sizeof(large));
	large[sizeof(large) - 2] = '\n';
	large[sizeof(large) - 1] = '\0';
	CHECK_EQ(strlen(lines(large)), 256);
}

int main(void)
{
	test_format();
	test_text();
	return check_done();
}
