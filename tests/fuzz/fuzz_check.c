/* SPDX-License-Identifier: BSD-2-Clause */
/* The checker of hawser-host on text from anywhere, alone and together with a script that
 * chains: it ends, and its findings are inside the text. */
#include <stdlib.h>
#include <string.h>

#include "core/settings.h"
#include "host/check_chains.h"
#include "host/check_flow.h"
#include "host/check_order.h"
#include "host/check_settings.h"
#include "host/check_words.h"

int LLVMFuzzerTestOneInput(const uint8_t *data, size_t len);
int LLVMFuzzerInitialize(int *argc, char ***argv);

#define TEXT_MAX 8192 /* longer ones find nothing else */

static const char other[] =
	"#!ipxe\nset a b\nchain first.ipxe\nchain ${a} || goto ${a}\n:b\nexit\n";

static void must(int cond)
{
	if (!cond)
		abort();
}

int LLVMFuzzerInitialize(int *argc, char ***argv)
{
	(void)argc;
	(void)argv;
	return settings_init();
}

int LLVMFuzzerTestOneInput(const uint8_t *data, size_t len)
{
	struct findings f = {};
	struct program p = {.f = &f};
	const char *files[] = {"first.ipxe", "other.ipxe"};
	unsigned n_lines = 2;

	if (len > TEXT_MAX)
		return -1;
	for (size_t i = 0; i < len; i++)
		n_lines += data[i] == '\n';
	(void)program_add(&p, files[0], NULL, (const char *)data, len);
	(void)program_add(&p, files[1], NULL, other, sizeof(other) - 1);
	chains_link(&p);
	for (unsigned i = 0; i < p.n; i++) {
		check_words(&p.v[i].l, &f);
		check_flow(&p, i, &f);
		check_settings(&p, i, &f);
	}
	check_order(&p, &f);
	check_chains(&p, &f);
	findings_sort(&f, files, 2);
	for (unsigned i = 0; i < f.n; i++) {
		must(f.v[i].at.line >= 1 && f.v[i].at.column >= 1 && f.v[i].text[0]);
		must(strcmp(f.v[i].file, files[0]) != 0 || f.v[i].at.line <= n_lines);
	}
	findings_free(&f);
	program_free(&p);
	return 0;
}
