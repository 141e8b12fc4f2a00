/* SPDX-License-Identifier: BSD-2-Clause */
/* Going through a block: blocks cannot be listed, only asked, so each name that makes sense is. */
#include "core/settings_each.h"

#include <stdio.h>
#include <string.h>

#include "core/setting_type.h"
#include "core/settings_name.h"
#include "core/settings_tree.h"
#include "core/util.h"

#define TAG_LAST 254 /* RFC 2132 3.2: 255 is the end of the options */

static int ask(
	struct settings_block *b, const struct setting_key *key, settings_each_fn fn, void *arg)
{
	_cleanup_(setting_value_free) struct setting_value v = {0};

	return b->ops->fetch(b, key, &v) == 0 ? fn(key, &v, arg) : 0;
}

static bool is_predefined(const struct setting_key *key)
{
	struct setting_key p;

	for (unsigned n = 0; setting_predefined(n, &p); n++) {
		if (key->tag ? key->tag == p.tag : strcmp(key->name, p.name) == 0)
			return true;
	}
	return false;
}

static int each_tag(struct settings_block *b, settings_each_fn fn, void *arg)
{
	for (unsigned tag = 1; tag <= TAG_LAST; tag++) {
		char name[8];
		struct setting_key stored, key = {.name = name, .tag = tag};
		bool told = is_predefined(&key);
		int rc = 0;

		for (unsigned n = 0; !told && settings_stored(b, n, &stored); n++)
			told = stored.tag == tag;
		(void)snprintf(name, sizeof(name), "%u", tag);
		if (!told)
			rc = ask(b, &key, fn, arg);
		if (rc)
			return rc;
	}
	return 0;
}

int settings_each(struct settings_block *b, settings_each_fn fn, void *arg)
{
	struct setting_key key;
	int rc = 0;

	if (b->own_names)
		return 0;
	for (unsigned n = 0; !rc && setting_predefined(n, &key); n++) {
		if (key.tag == SETTING_TAG_NONE || !b->own_tags)
			rc = ask(b, &key, fn, arg);
	}
	for (unsigned n = 0; !rc && settings_stored(b, n, &key); n++) {
		if (!is_predefined(&key))
			rc = ask(b, &key, fn, arg);
	}
	return rc || b->own_tags ? rc : each_tag(b, fn, arg);
}

int settings_each_unset(struct settings_block *b, settings_each_fn fn, void *arg)
{
	static const struct setting_value none;
	struct setting_key key;
	int rc = 0;

	if (b->own_names || b->own_tags)
		return 0;
	for (unsigned n = 0; !rc && setting_predefined(n, &key); n++) {
		_cleanup_(setting_value_free) struct setting_value v = {0};

		if ((!b->only_tags || key.tag != SETTING_TAG_NONE) &&
			b->ops->fetch(b, &key, &v) < 0)
			rc = fn(&key, &none, arg);
	}
	return rc;
}

static bool is_text(const struct setting_value *v)
{
	for (size_t i = 0; i < v->len; i++) {
		if (v->data[i] < 0x20 || v->data[i] == 0x7f)
			return false;
	}
	return true;
}

const struct setting_type *setting_best_type(
	const struct setting_key *key, const struct setting_value *v)
{
	if (v->type)
		return v->type;
	if (key->type)
		return key->type;
	return is_text(v) ? &setting_type_string : &setting_type_hex;
}
