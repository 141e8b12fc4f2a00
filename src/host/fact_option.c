/* SPDX-License-Identifier: BSD-2-Clause */
/*
 * Facts: netN/mac is the address of a card, netN.dhcp/NAME an option of the DHCP server's answer,
 * netN/NAME a setting of the card, and every other name a setting that is asked for right behind
 * what the script itself has set. A comma begins a new fact if a name and "=" stand behind it.
 */
#include "host/fact_option.h"

#include <string.h>

#include "arch/host/name.h"
#include "core/setting_type.h"
#include "core/settings.h"
#include "core/settings_name.h"
#include "core/status.h"
#include "core/strbuf.h"
#include "core/util.h"
#include "host/fact_block.h"
#include "host/gateway.h"
#include "host/network.h"

#define BEFORE_ALL 120 /* of the blocks below root */

static struct settings_block facts = {
	.name = "facts", .ops = &settings_list_ops, .priority = BEFORE_ALL};
static bool registered;

struct fact {
	struct setting_name name;
	const char *text; /* of the name */
	const char *value;
	bool of_card, of_dhcp;
	unsigned card;
};

/* "net3" or "net3.dhcp". */
static void read_block(struct fact *f)
{
	const char *block = f->name.block;
	size_t n = strspn(block + MIN(strlen(block), (size_t)3), "0123456789");

	if (strncmp(block, "net", 3) != 0 || n == 0 || n > 2)
		return;
	f->card = (unsigned)strtoul(block + 3, NULL, 10);
	f->of_card = !block[3 + n];
	f->of_dhcp = strcmp(block + 3 + n, ".dhcp") == 0;
}

static int raw_value(const struct fact *f, const struct setting_type *type, struct strbuf *raw)
{
	if (type->parse(type, f->value, raw))
		return fail(ERR_INVAL, "--fact: \"%s\" is no value for %s, which is of type %s",
			f->value, f->text, type->name);
	return 0;
}

static int set_mac(const struct fact *f)
{
	_cleanup_(strbuf_free) struct strbuf raw = {};
	int rc = raw_value(f, &setting_type_hex, &raw);

	if (rc)
		return rc;
	if (raw.len != 6)
		return fail(ERR_INVAL, "--fact: \"%s\" is no MAC address", f->value);
	return network_set_mac(f->card, (const uint8_t *)raw.s);
}

static int set_lease(const struct fact *f)
{
	_cleanup_(strbuf_free) struct strbuf raw = {};
	struct setting_key key;
	int rc;

	setting_name_key(&f->name, false, &key);
	if (key.tag == SETTING_TAG_NONE)
		return fail(ERR_INVAL, "--fact: %s is no option that DHCP has", f->text);
	rc = raw_value(f, key.type ? key.type : &setting_type_string, &raw);
	return rc ? rc : gateway_lease_option(key.tag, (const uint8_t *)raw.s, raw.len);
}

static int set_setting(const struct fact *f)
{
	_cleanup_(freep) char *name = NULL;

	if (f->name.block[0])
		return fact_block_set(&f->name, f->text, f->value);
	if (!registered)
		(void)settings_add(&facts, NULL);
	registered = true;
	name = str_format("facts/%s", f->text);
	return name ? settings_set(name, f->value) : fail(ERR_NOMEM, "--fact: no memory");
}

static int take(const char *text, const char *value, bool after)
{
	struct fact f = {.text = text, .value = value};

	if (strcmp(text, "platform") == 0)
		host_set_name(value);
	if (setting_name_parse(text, &f.name))
		return fail(ERR_INVAL, "--fact: \"%s\" is no name of a setting", text);
	read_block(&f);
	/* A block that is made for it comes behind the cards, as proxydhcp does. */
	if (after && f.name.block[0] && !f.of_card && !f.of_dhcp)
		return set_setting(&f);
	if (after)
		return f.of_card && strcmp(f.name.name, "mac") != 0 ? settings_set(text, value) : 0;
	if (f.of_dhcp)
		return set_lease(&f);
	if (f.of_card)
		return strcmp(f.name.name, "mac") == 0 ? set_mac(&f) : 0;
	return f.name.block[0] && !settings_find(f.name.block) ? 0 : set_setting(&f);
}

/* The comma that ends the fact at (s), or its end. */
static const char *end_of(const char *s)
{
	for (const char *p = strchr(s, ','); p; p = strchr(p + 1, ',')) {
		size_t n = strcspn(p + 1, ",=");

		if (n && p[1 + n] == '=')
			return p;
	}
	return s + strlen(s);
}

static int each(const char *text, bool after)
{
	while (*text) {
		const char *end = end_of(text);
		_cleanup_(freep) char *fact = str_ndup(text, (size_t)(end - text));
		char *equals = fact ? strchr(fact, '=') : NULL;
		int rc;

		if (!equals)
			return fail(ERR_INVAL, "--fact wants NAME=VALUE, not \"%s\"", text);
		*equals = '\0';
		rc = take(fact, equals + 1, after);
		if (rc)
			return rc;
		text = *end ? end + 1 : end;
	}
	return 0;
}

int facts_before(const char *text)
{
	return each(text, false);
}

int facts_after(const char *text)
{
	return each(text, true);
}
