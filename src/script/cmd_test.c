/* SPDX-License-Identifier: BSD-2-Clause */
/* Commands that answer by their status: iseq isset cpuid. "No" is not an error until a script stops
 * because of it. */
#include <stddef.h>
#include <string.h>

#include "arch/platform.h"
#include "core/status.h"
#include "script/commands.h"
#include "script/interp.h"
#include "script/options.h"

static const struct option_desc no_options[] = {OPTIONS_END};

static int cmd_iseq(int argc, char **argv)
{
	int i = options_parse(argc, argv, no_options, NULL, 2, 2);

	if (i < 0)
		return i;
	if (strcmp(argv[i], argv[i + 1]) == 0)
		return 0;
	return script_answer(
		fail(ERR_INVAL, "iseq: \"%.80s\" is not \"%.80s\"", argv[i], argv[i + 1]));
}

static int cmd_isset(int argc, char **argv)
{
	int i = options_parse(argc, argv, no_options, NULL, 1, 1);

	if (i < 0)
		return i;
	if (argv[i][0])
		return 0;
	return script_answer(fail(ERR_NOENT, "isset: the value is empty"));
}

struct cpuid_options {
	bool ext, ecx;
};
static const struct option_desc cpuid_desc[] = {
	{"ext", 'e', OPTION_FLAG, offsetof(struct cpuid_options, ext)},
	{"amd", 'a', OPTION_FLAG, offsetof(struct cpuid_options, ext)},
	{"ecx", 'c', OPTION_FLAG, offsetof(struct cpuid_options, ecx)},
	OPTIONS_END,
};

static int cmd_cpuid(int argc, char **argv)
{
	struct cpuid_options o = {};
	uint32_t regs[4], leaf;
	uint64_t bit;
	int i = options_parse(argc, argv, cpuid_desc, &o, 1, 1);

	if (i < 0)
		return i;
	if (number_parse(argv[i], 31, &bit))
		return fail(ERR_INVAL, "cpuid: \"%s\" is not a bit number (0 to 31)", argv[i]);
	leaf = o.ext ? 0x80000001u : 1;
	plat_cpuid(leaf & 0x80000000u, 0, regs);
	if (regs[0] >= leaf) {
		plat_cpuid(leaf, 0, regs);
		if (regs[o.ecx ? 2 : 3] >> bit & 1)
			return 0;
	}
	return script_answer(
		fail(ERR_NOTSUP, "cpuid: this processor has not feature bit %s", argv[i]));
}

const struct command cmd_test_table[] = {
	{"iseq", cmd_iseq, "A B", "Succeeds if the two words are equal"},
	{"isset", cmd_isset, "VALUE", "Succeeds if VALUE is not empty"},
	{"cpuid", cmd_cpuid, "[--ext] [--ecx] BIT",
		"Succeeds if the processor has the feature bit"},
	{},
};
