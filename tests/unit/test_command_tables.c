/* SPDX-License-Identifier: BSD-2-Clause */
/* The tables of commands: each tells its options and arguments without doing anything, and its
 * usage says the same as they do. */
#include <ctype.h>
#include <stdio.h>
#include <string.h>

#include "core/settings.h"
#include "script/interp.h"
#include "unit/check.h"

/* Whether "--name" stands in (usage), and not as the beginning of a longer name. */
static bool tells(const char *usage, const char *dashes, const char *name)
{
	char word[64];

	(void)snprintf(word, sizeof(word), "%s%s", dashes, name);
	for (const char *p = usage; (p = strstr(p, word)) != NULL; p++) {
		char end = p[strlen(word)];

		if (!isalnum((unsigned char)end) && end != '-')
			return true;
	}
	return false;
}

/* Names for the same that the language has kept, and usage need not repeat. */
static bool is_alias(const struct option_desc *all, const struct option_desc *d)
{
	for (; all != d; all++) {
		if (all->offset == d->offset && all->type == d->type)
			return true;
	}
	return false;
}

static void check_options(const struct command *c, const struct option_shape *s)
{
	for (const struct option_desc *d = s->desc; d->name; d++) {
		char letter[2] = {d->letter, '\0'};
		bool told = (d->name[0] && tells(c->usage, "--", d->name)) ||
			(d->letter && tells(c->usage, "-", letter)) || is_alias(s->desc, d);

		check_at(__FILE__, __LINE__, told, c->name);
		if (!told)
			printf("\tthe usage of %s does not tell of --%s\n", c->name, d->name);
	}
}

/* Each --name in the usage is an option. */
static void check_usage(const struct command *c, const struct option_shape *s)
{
	for (const char *p = c->usage; (p = strstr(p, "--")) != NULL;) {
		size_t n = strspn(p += 2, "abcdefghijklmnopqrstuvwxyz0123456789-");
		const struct option_desc *d = s->desc;

		while (d->name && (strlen(d->name) != n || memcmp(d->name, p, n) != 0))
			d++;
		check_at(__FILE__, __LINE__, d->name != NULL, c->name);
		if (!d->name)
			printf("\t%s has no option --%.*s\n", c->name, (int)n, p);
	}
}

int main(void)
{
	const struct command *c;
	struct option_shape s;

	CHECK_EQ(settings_init(), 0);
	CHECK(command_at(0) != NULL);
	for (unsigned n = 0; (c = command_at(n)); n++) {
		bool ok = command_shape(c, &s);

		check_at(__FILE__, __LINE__, ok, c->name);
		if (!ok)
			continue;
		CHECK(command_find(c->name) == c);
		CHECK(s.min >= 0 && s.max >= s.min);
		CHECK(c->help[0] && isupper((unsigned char)c->help[0]));
		CHECK(c->help[strlen(c->help) - 1] != '.');
		CHECK(s.min == 0 || c->usage[0]);
		check_options(c, &s);
		check_usage(c, &s);
	}
	for (const char *const *name = commands_unsupported; *name; name++)
		CHECK(!command_find(*name));
	return check_done();
}
