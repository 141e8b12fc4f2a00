/* SPDX-License-Identifier: BSD-2-Clause */
/*
 * Command lines and images of anybody: every row of the table edits the line in bounds, and a
 * second time adds nothing. Input: a byte for the row, one for the way, the line.
 */
#include <stdbool.h>
#include <stdint.h>
#include <stdlib.h>
#include <string.h>

#include "core/status.h"
#include "core/strbuf.h"
#include "image/distro.h"

#define REQUIRE(cond)                                                                              \
	do {                                                                                       \
		if (!(cond))                                                                       \
			abort();                                                                   \
	} while (0)

int LLVMFuzzerTestOneInput(const uint8_t *data, size_t size);

static bool exists(void *arg, const char *path)
{
	return strstr(arg, path) != NULL;
}

static int file_read(void *arg, const char *path, char **ret, size_t *ret_len)
{
	if (!exists(arg, path))
		return -ERR_NOENT;
	*ret = str_dup(arg);
	REQUIRE(*ret);
	*ret_len = strlen(*ret);
	return 0;
}

static char *edit(const struct distro *d, enum distro_way way, const char *line, const char *args)
{
	char *ret = NULL;

	REQUIRE(distro_cmdline(d, way, line, "http://h/a.iso", line, args, &ret) == 0);
	REQUIRE(ret);
	return ret;
}

int LLVMFuzzerTestOneInput(const uint8_t *data, size_t size)
{
	_cleanup_(freep) char *line = NULL, *once = NULL, *twice = NULL, *other = NULL;
	const struct distro *d;
	enum distro_way way;
	struct distro_facts f = {.exists = exists, .read = file_read};

	if (size < 2)
		return 0;
	d = distro_rules[data[0] % distro_n_rules].distro;
	way = data[1] % DISTRO_N_WAYS;
	line = str_ndup((const char *)data + 2, size - 2);
	REQUIRE(line);
	f.arg = line;
	f.label = f.kernel = f.cmdline = line;
	(void)distro_recognise(&f);
	(void)distro_url_problem(d, line);

	once = edit(d, way, line, NULL);
	twice = edit(d, way, once, NULL);
	/* an open quote takes in what comes after it */
	if (!strchr(line, '"'))
		REQUIRE(strlen(twice) <= strlen(once) + 1);
	free(edit(NULL, way, line, line));
	/* without anything to add or remove it stays byte for byte */
	other = edit(NULL, way, line, "");
	if (!strchr(line, '='))
		REQUIRE(strcmp(other, line) == 0);
	return 0;
}
