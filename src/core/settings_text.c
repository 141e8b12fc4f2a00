/* SPDX-License-Identifier: BSD-2-Clause */
/*
 * Settings by name: what scripts do with text ("[block/]setting[:type]"), and what code does with
 * numbers and bytes.
 *
 * The type that counts: the one written in the name; else the one it was stored with; else the
 * predefined one; else string.
 */
#include <string.h>

#include "core/setting_type.h"
#include "core/settings.h"
#include "core/settings_name.h"
#include "core/settings_tree.h"
#include "core/status.h"
#include "core/util.h"

/* A name, the block it names (NULL: not there) and the key to ask with. */
struct target {
	struct setting_name name;
	struct setting_key key;
	struct settings_block *block;
};

static void target_set_block(struct target *t, struct settings_block *b)
{
	t->block = b;
	if (b && b->own_names)
		t->key = (struct setting_key){.name = t->name.name, .type = t->name.type};
	else
		setting_name_key(&t->name, b && b->own_tags, &t->key);
}

static int target_parse(const char *text, struct target *ret)
{
	int status = setting_name_parse(text, &ret->name);

	if (status < 0)
		return status;
	target_set_block(ret, settings_find(ret->name.block));
	return 0;
}

/* For callers that tell why a name is none: "settings: …". */
static int target_parse_loud(const char *text, struct target *ret)
{
	int status = target_parse(text, ret);

	if (status == -ERR_NOTSUP)
		return fail(ERR_INVAL, "settings: %s: there is no such type", text);
	if (status < 0)
		return fail(ERR_INVAL, "settings: \"%.80s\" is no name of a setting", text);
	return 0;
}

static int target_fetch(
	const struct target *t, struct setting_value *ret, struct settings_block **ret_block)
{
	if (!t->block)
		return -ERR_NOENT;
	return settings_fetch_tree(t->block, &t->key, t->block, ret, ret_block);
}

static const struct setting_type *type_in_force(
	const struct target *t, const struct setting_value *v)
{
	if (t->name.type)
		return t->name.type;
	if (v && v->type)
		return v->type;
	return t->key.type ? t->key.type : &setting_type_string;
}

/* Appends the text of (v), or nothing on failure. */
static int value_format(
	const struct setting_type *type, const struct setting_value *v, struct strbuf *out)
{
	size_t before = out->len;
	int status = type->format(type, v->data, v->len, out);

	if (status < 0 && out->s) {
		out->len = before;
		out->s[before] = '\0';
	}
	return status;
}

int settings_get(const char *name, struct strbuf *out)
{
	_cleanup_(setting_value_free) struct setting_value v = {0};
	struct target t;

	if (target_parse(name, &t) < 0 || target_fetch(&t, &v, NULL) < 0)
		return -ERR_NOENT;
	return value_format(type_in_force(&t, &v), &v, out) < 0 ? -ERR_NOENT : 0;
}

/* Makes the block if need be, stores, and says what went wrong in terms of (text). */
static int target_store(struct target *t, const char *text, const struct setting_type *type,
	const void *data, size_t len)
{
	struct settings_block *b;
	int status = settings_find_or_create(t->name.block, &b);

	if (status < 0)
		return status;
	target_set_block(t, b);
	/* What stood in root would hide the clock, not set it. */
	if (!b->parent && settings_builtin_for(t->key.name))
		b = settings_builtin_for(t->key.name);
	/* Is a reason recorded afterwards, it is the block's, who knows better. */
	if (b->ops != &settings_list_ops)
		fail_clear();
	status = settings_store_block(b, &t->key, type, data, len);
	if (status < 0 && fail_last()->code == -status)
		return status;
	if (status == -ERR_NOTSUP)
		return fail(ERR_NOTSUP, "settings: %s cannot be changed, %s is read-only", text,
			b->parent ? b->name : "it");
	if (status == -ERR_NOTTY)
		return fail(ERR_NOTTY, "settings: %s does not belong into %s", text,
			b->parent ? b->name : "the root block");
	return status;
}

static int value_parse(
	const struct setting_type *type, const char *name, const char *value, struct strbuf *raw)
{
	int status = type->parse(type, value, raw);

	if (status == -ERR_INVAL)
		return fail(ERR_INVAL, "settings: %s: \"%.80s\" is not of type %s", name, value,
			type->name);
	if (status == -ERR_NOTSUP)
		return fail(
			ERR_NOTSUP, "settings: %s: type %s can only be shown", name, type->name);
	if (status == -ERR_NOMEM)
		return fail(ERR_NOMEM, "settings: out of memory storing %s", name);
	return status;
}

/* (shown): as the type that it has now, else as that of its name. */
static int set_text(const char *name, const char *value, bool shown)
{
	_cleanup_(setting_value_free) struct setting_value old = {0};
	_cleanup_(strbuf_free) struct strbuf raw = {0};
	const struct setting_type *type;
	struct target t;
	int status = target_parse_loud(name, &t);

	if (status < 0)
		return status;
	if (shown)
		(void)target_fetch(&t, &old, NULL);
	type = type_in_force(&t, &old);
	if (*value)
		status = value_parse(type, name, value, &raw);
	if (status < 0)
		return status;
	return target_store(&t, name, type, raw.s, raw.len);
}

int settings_set(const char *name, const char *value)
{
	return set_text(name, value, false);
}

int settings_set_edited(const char *name, const char *value)
{
	return set_text(name, value, true);
}

int settings_clear(const char *name)
{
	return settings_set(name, "");
}

int settings_show(const char *name, bool quiet, struct strbuf *out)
{
	_cleanup_(setting_value_free) struct setting_value v = {0};
	_cleanup_(strbuf_free) struct strbuf path = {0}, text = {0};
	const struct setting_type *type;
	struct settings_block *origin;
	struct target t;
	int status = target_parse_loud(name, &t);

	if (status < 0)
		return status;
	if (!t.block)
		return fail(ERR_NOENT, "settings: %s: there is no block %s", name, t.name.block);
	if (target_fetch(&t, &v, &origin) < 0)
		return fail(ERR_NOENT, "settings: %s is not set", name);
	type = type_in_force(&t, &v);
	if (value_format(type, &v, &text) < 0)
		return fail(ERR_INVAL, "settings: %s cannot be shown as %s", name, type->name);
	status = settings_block_path(origin, &path);
	if (status == 0 && !quiet)
		status = strbuf_addf(out, "%s%s%s:%s = ", path.len ? path.s : "",
			path.len ? "/" : "", t.key.name, type->name);
	if (status == 0 && text.len)
		status = strbuf_add(out, text.s, text.len);
	return status < 0 ? fail(ERR_NOMEM, "settings: out of memory showing %s", name) : 0;
}

int settings_inc(const char *name, int64_t by)
{
	_cleanup_(setting_value_free) struct setting_value v = {0};
	const struct setting_type *type;
	uint64_t number = 0;
	uint8_t raw[8];
	struct target t;
	bool unset;
	int status = target_parse_loud(name, &t);

	if (status < 0)
		return status;
	if (!t.block)
		return fail(ERR_NOENT, "settings: %s: there is no block %s", name, t.name.block);
	unset = target_fetch(&t, &v, NULL) < 0;
	type = unset && !t.key.type ? &setting_type_int32 : type_in_force(&t, &v);
	if (!type->width)
		return fail(
			ERR_NOTSUP, "settings: %s is of type %s, not a number", name, type->name);
	if (!unset && setting_number_from_raw(v.data, v.len, type->is_signed, &number) < 0)
		number = 0;
	setting_number_to_raw(type, number + (uint64_t)by, raw);
	return target_store(&t, name, type, raw, type->width);
}

/* ---- for code ---- */

int settings_get_raw(const char *name, struct setting_value *ret, struct settings_block **ret_block)
{
	struct target t;

	if (target_parse(name, &t) < 0)
		return -ERR_NOENT;
	return target_fetch(&t, ret, ret_block);
}

int settings_get_raw_in(struct settings_block *b, const char *name, struct setting_value *ret)
{
	struct target t;

	if (setting_name_parse(name, &t.name) < 0)
		return -ERR_NOENT;
	target_set_block(&t, b);
	return target_fetch(&t, ret, NULL);
}

int settings_get_ipv4(const char *name, uint32_t *ret)
{
	_cleanup_(setting_value_free) struct setting_value v = {0};

	if (settings_get_raw(name, &v, NULL) < 0)
		return -ERR_NOENT;
	if (v.len < 4)
		return -ERR_INVAL;
	*ret = get_be32(v.data);
	return 0;
}

int settings_get_uint(const char *name, uint64_t *ret)
{
	_cleanup_(setting_value_free) struct setting_value v = {0};
	struct target t;
	bool valid;

	if (target_parse(name, &t) < 0 || target_fetch(&t, &v, NULL) < 0)
		return -ERR_NOENT;
	/* A number that a script stored without a type is text. */
	if (type_in_force(&t, &v) == &setting_type_string)
		valid = setting_number_parse((const char *)v.data, v.len, ret);
	else
		valid = setting_number_from_raw(v.data, v.len, false, ret) == 0;
	return valid ? 0 : -ERR_INVAL;
}

char *settings_get_text(const char *name)
{
	_cleanup_(strbuf_free) struct strbuf text = {0};

	if (settings_get(name, &text) < 0)
		return NULL;
	return strbuf_take(&text);
}

int settings_set_raw(const char *name, const char *type, const void *data, size_t len)
{
	const struct setting_type *st = setting_type_find(type);
	struct target t;
	int status = target_parse_loud(name, &t);

	if (status < 0)
		return status;
	if (!st)
		return fail(ERR_INVAL, "settings: %s: there is no type %s", name, type);
	return target_store(&t, name, t.name.type ? t.name.type : st, data, len);
}
