/* SPDX-License-Identifier: BSD-2-Clause */
/*
 * URIs: relative references (RFC 3986 5.2) and the working URI they resolve against. Follows the
 * RFC to the letter, ".." in the middle of a path included; empty segments ("//") are kept, since
 * for TFTP they are the difference between a relative and an absolute name.
 */
#include "core/uri.h"

#include <string.h>

#include "core/status.h"

static struct uri *cwd; /* the one working URI */

static int no_memory(void)
{
	return fail(ERR_NOMEM, "uri: no memory to resolve a URI");
}

/* Copies (from), or NULL, into (to). */
static bool copy_text(char **to, const char *from)
{
	*to = from ? str_dup(from) : NULL;
	return !from || *to;
}

static bool copy_authority(struct uri *to, const struct uri *from)
{
	to->port = from->port;
	return copy_text(&to->user, from->user) && copy_text(&to->password, from->password) &&
		copy_text(&to->host, from->host);
}

struct uri *uri_dup(const struct uri *u)
{
	_cleanup_(uri_freep) struct uri *copy = calloc(1, sizeof(*copy));

	if (!copy || !copy_authority(copy, u) || !copy_text(&copy->scheme, u->scheme) ||
		!copy_text(&copy->opaque, u->opaque) || !copy_text(&copy->path, u->path) ||
		!copy_text(&copy->query, u->query) || !copy_text(&copy->fragment, u->fragment) ||
		!copy_text(&copy->params, u->params))
		return NULL;
	return TAKE(copy);
}

static bool starts(const char *s, const char *prefix)
{
	return strncmp(s, prefix, strlen(prefix)) == 0;
}

/* Length of (out) without its last segment and the slash before it. */
static size_t drop_segment(const char *out, size_t len)
{
	while (len && out[len - 1] != '/')
		len--;
	return len ? len - 1 : 0;
}

/* RFC 3986 5.2.4, in place: what is written never overtakes what is read. */
static void remove_dot_segments(char *path)
{
	const char *in = path;
	char *out = path;
	size_t len = 0;

	while (*in) {
		if (starts(in, "../")) {
			in += 3;
		} else if (starts(in, "./") || starts(in, "/./")) {
			in += 2;
		} else if (starts(in, "/../")) {
			in += 3;
			len = drop_segment(out, len);
		} else if (!strcmp(in, "/.")) {
			out[len++] = '/';
			break;
		} else if (!strcmp(in, "/..")) {
			len = drop_segment(out, len);
			out[len++] = '/';
			break;
		} else if (!strcmp(in, ".") || !strcmp(in, "..")) {
			break;
		} else {
			do
				out[len++] = *in++;
			while (*in && *in != '/');
		}
	}
	out[len] = '\0';
}

/* RFC 3986 5.2.3: (path) in the folder of the base's path. */
static char *merge_paths(const struct uri *base, const char *path)
{
	_cleanup_(strbuf_free) struct strbuf out = {};
	const char *slash = strrchr(base->path, '/');
	int rc;

	if (base->host && !base->path[0])
		rc = strbuf_addc(&out, '/');
	else
		rc = strbuf_add(&out, base->path, slash ? (size_t)(slash + 1 - base->path) : 0);
	if (!rc)
		rc = strbuf_adds(&out, path);
	return rc ? NULL : strbuf_take(&out);
}

/* The path and query of (ref), which has no authority, against (base). */
static bool resolve_path(const struct uri *base, const struct uri *ref, struct uri *u)
{
	if (!ref->path[0])
		return copy_text(&u->path, base->path) &&
			copy_text(&u->query, ref->query ? ref->query : base->query);
	u->path = ref->path[0] == '/' ? str_dup(ref->path) : merge_paths(base, ref->path);
	if (!u->path || !copy_text(&u->query, ref->query))
		return false;
	remove_dot_segments(u->path);
	return true;
}

static bool resolve_relative(const struct uri *base, const struct uri *ref, struct uri *u)
{
	if (!copy_text(&u->scheme, base->scheme) || !copy_text(&u->fragment, ref->fragment) ||
		!copy_text(&u->params, ref->params))
		return false;
	if (!ref->host)
		return copy_authority(u, base) && resolve_path(base, ref, u);
	if (!copy_authority(u, ref) || !copy_text(&u->path, ref->path) ||
		!copy_text(&u->query, ref->query))
		return false;
	remove_dot_segments(u->path);
	return true;
}

int uri_resolve(const struct uri *base, const struct uri *ref, struct uri **ret)
{
	_cleanup_(uri_freep) struct uri *u = NULL;

	if (!base || ref->scheme) {
		u = uri_dup(ref);
		if (!u)
			return no_memory();
		if (base && u->path)
			remove_dot_segments(u->path);
		*ret = TAKE(u);
		return 0;
	}
	if (!base->path)
		return fail(ERR_INVAL, "uri: %s says nothing against %s, which has no folders",
			uri_text(ref), uri_text(base));
	u = calloc(1, sizeof(*u));
	if (!u || !resolve_relative(base, ref, u))
		return no_memory();
	*ret = TAKE(u);
	return 0;
}

int uri_parse_cwd(const char *text, struct uri **ret)
{
	_cleanup_(uri_freep) struct uri *ref = NULL;
	int rc;

	if (!*text)
		return fail(ERR_INVAL, "uri: empty where a URI is expected");
	rc = uri_parse(text, &ref);
	if (rc)
		return rc;
	if (!ref->scheme && !cwd)
		return fail(ERR_INVAL,
			"uri: \"%.150s\" is relative, and nothing was loaded from a "
			"server that it could be relative to",
			text);
	return uri_resolve(ref->scheme ? ref : cwd, ref, ret);
}

const struct uri *uri_cwd(void)
{
	return cwd;
}

int uri_cwd_set(const struct uri *u)
{
	struct uri *copy = u ? uri_dup(u) : NULL;

	if (u && !copy)
		return no_memory();
	uri_free(cwd);
	cwd = copy;
	return 0;
}
