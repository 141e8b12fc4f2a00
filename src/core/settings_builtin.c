/* SPDX-License-Identifier: BSD-2-Clause */
/*
 * Block "builtin": what Hawser knows of itself. Facts of the platform are added by main.c, so
 * that core does not depend on it.
 */
#include <string.h>

#include "core/setting_type.h"
#include "core/settings.h"
#include "core/settings_tree.h"
#include "core/status.h"
#include "core/uri.h"
#include "core/util.h"
#include "core/version.h"

#define MAX_BUILTINS 24

static struct builtin {
	const char *name;
	const struct setting_type *type;
	settings_builtin_get get;
	settings_builtin_set set; /* NULL: read-only */
} builtins[MAX_BUILTINS];
static unsigned n_builtins;
static uint32_t last_errno;

static int add_be32(struct strbuf *out, uint32_t value)
{
	uint8_t raw[4];

	put_be32(raw, value);
	return strbuf_add(out, raw, sizeof(raw));
}

static int get_errno(struct strbuf *out)
{
	return add_be32(out, last_errno);
}

static int get_version(struct strbuf *out)
{
	return strbuf_adds(out, hawser_version);
}

/* Without the name of the parameters: they were sent, and are gone. */
static int get_cwuri(struct strbuf *out)
{
	_cleanup_(uri_freep) struct uri *u = NULL;

	if (!uri_cwd())
		return -ERR_NOENT;
	u = uri_dup(uri_cwd());
	if (!u)
		return -ERR_NOMEM;
	free(TAKE(u->params));
	return uri_format(u, URI_FULL, out);
}

/* The folder that relative references are in: all up to the last slash of the path. */
static int get_cwduri(struct strbuf *out)
{
	_cleanup_(uri_freep) struct uri *dir = NULL;
	char *slash;

	if (!uri_cwd())
		return -ERR_NOENT;
	dir = uri_dup(uri_cwd());
	if (!dir)
		return -ERR_NOMEM;
	slash = dir->path ? strrchr(dir->path, '/') : NULL;
	if (slash)
		slash[1] = '\0';
	free(TAKE(dir->query));
	free(TAKE(dir->fragment));
	free(TAKE(dir->params));
	return uri_format(dir, URI_FULL, out);
}

static int builtin_fetch(
	struct settings_block *b, const struct setting_key *key, struct setting_value *ret)
{
	(void)b;
	for (unsigned i = 0; i < n_builtins; i++) {
		_cleanup_(strbuf_free) struct strbuf raw = {0};
		int status;

		if (strcmp(builtins[i].name, key->name) != 0)
			continue;
		status = builtins[i].get(&raw);
		if (status < 0)
			return status;
		*ret = (struct setting_value){.type = builtins[i].type, .len = raw.len};
		ret->data = (uint8_t *)strbuf_take(&raw);
		return ret->data ? 0 : -ERR_NOMEM;
	}
	return -ERR_NOENT;
}

static const struct builtin *writable_find(const char *name)
{
	for (unsigned i = 0; i < n_builtins; i++) {
		if (builtins[i].set && strcmp(builtins[i].name, name) == 0)
			return &builtins[i];
	}
	return NULL;
}

static int builtin_store(struct settings_block *b, const struct setting_key *key,
	const struct setting_type *type, const void *data, size_t len)
{
	const struct builtin *w = writable_find(key->name);

	(void)b;
	(void)type;
	return w ? w->set(data, len) : -ERR_NOTSUP;
}

static const struct settings_ops builtin_ops = {.fetch = builtin_fetch, .store = builtin_store};
static struct settings_block builtin_block = {
	.name = "builtin", .ops = &builtin_ops, .own_tags = true};

struct settings_block *settings_builtin_for(const char *name)
{
	return writable_find(name) ? &builtin_block : NULL;
}

int settings_builtin_add_writable(
	const char *name, const char *type, settings_builtin_get get, settings_builtin_set set)
{
	const struct setting_type *st = setting_type_find(type);

	if (!st)
		return fail(ERR_INVAL, "settings: builtin %s: there is no type %s", name, type);
	if (n_builtins == MAX_BUILTINS)
		return fail(ERR_RANGE, "settings: no room for builtin %s", name);
	builtins[n_builtins++] = (struct builtin){name, st, get, set};
	return 0;
}

int settings_builtin_add(const char *name, const char *type, settings_builtin_get get)
{
	return settings_builtin_add_writable(name, type, get, NULL);
}

void settings_set_errno(int status)
{
	last_errno = (uint32_t)(status < 0 ? -status : status);
}

int settings_builtin_init(void)
{
	static const struct builtin own[] = {
		{"errno", &setting_type_uint32, get_errno, NULL},
		{"version", &setting_type_string, get_version, NULL},
		{"cwuri", &setting_type_string, get_cwuri, NULL},
		{"cwduri", &setting_type_string, get_cwduri, NULL},
	};

	n_builtins = 0;
	for (size_t i = 0; i < ARRAY_SIZE(own); i++)
		builtins[n_builtins++] = own[i];
	return settings_add(&builtin_block, NULL);
}
