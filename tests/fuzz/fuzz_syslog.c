/* SPDX-License-Identifier: BSD-2-Clause */
/* What is written to screens, as lines of syslog: nothing in them may end a message early. */
#include <stdlib.h>
#include <string.h>

#include "net/syslog_line.h"

int LLVMFuzzerTestOneInput(const uint8_t *data, size_t size);

int LLVMFuzzerTestOneInput(const uint8_t *data, size_t size)
{
	struct syslog_text t = {};
	char out[SYSLOG_LINE_MAX];

	for (size_t i = 0; i < size; i++) {
		struct syslog_line l = {.severity = SYSLOG_INFO, .host = t.line, .text = t.line};
		size_t n;

		if (!syslog_text_put(&t, (char)data[i]))
			continue;
		n = syslog_line_format(&l, out);
		if (n >= SYSLOG_LINE_MAX || memchr(out, '\n', n) || memchr(out, '\0', n))
			abort();
	}
	return 0;
}
