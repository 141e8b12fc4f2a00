/* SPDX-License-Identifier: BSD-2-Clause */
/* The checkers of other loaders' configurations on text from anywhere, of each kind: they end, and
 * what they find is inside the text. The first byte says which, the rest is the text. */
#include <stdlib.h>
#include <string.h>

#include "core/settings.h"
#include "host/configs.h"

int LLVMFuzzerTestOneInput(const uint8_t *data, size_t len);
int LLVMFuzzerInitialize(int *argc, char ***argv);

#define TEXT_MAX 8192 /* longer ones find nothing else */

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
	static const struct {
		void (*check)(struct configs *c, const char *name, const char *text, size_t len);
		const char *name;
	} kinds[] = {
		{check_pxelinux, "/nowhere/pxelinux.cfg/default"},
		{check_grub, "/nowhere/grub/grub.cfg"},
		{check_bls, "/nowhere/loader/entries/a.conf"},
		{check_bls, "/nowhere/loader/entries/index"},
	};
	struct findings f = {};
	struct configs c = {.f = &f, .root = len & 1 ? "/nowhere" : NULL};
	unsigned n_lines = 2, kind;
	char *text;

	if (len < 1 || len > TEXT_MAX)
		return -1;
	kind = data[0] % 4u;
	text = configs_copy(data + 1, len - 1);
	for (size_t i = 1; i < len; i++)
		n_lines += data[i] == '\n';
	(void)config_kind_of("/nowhere/config", text, len - 1);
	kinds[kind].check(&c, kinds[kind].name, text, len - 1);
	findings_sort(&f, (const char *const *)c.names, c.n_names);
	for (unsigned i = 0; i < f.n; i++)
		must(f.v[i].at.line >= 1 && f.v[i].at.line <= n_lines && f.v[i].at.column >= 1 &&
			f.v[i].text[0]);
	findings_free(&f);
	configs_free(&c);
	free(text);
	return 0;
}
