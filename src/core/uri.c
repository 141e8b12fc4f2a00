/* SPDX-License-Identifier: BSD-2-Clause */
/*
 * URIs (RFC 3986): taking them apart and putting them together. What people type is accepted
 * generously: characters that have no place in a URI are percent-encoded where they stand, a '%'
 * that encodes nothing is a percent sign, "##params" is taken off first. Only a host or port that
 * cannot be meant is refused. Resolution of relative references is in uri_resolve.c.
 */
#include "core/uri.h"

#include <stdio.h>
#include <string.h>
#include <strings.h>

#include "core/status.h"

enum {
	URI_TEXT_MAX = 16384, /* longest URI accepted */
	MESSAGE_MAX = 150,    /* of a URI in a message; the rest is for the reason */
	MESSAGE_HEAD = 100,
	MESSAGE_BUFFERS = 4,
};

static const char params_mark[] = "##params";

static bool is_alpha(char c)
{
	return (c >= 'a' && c <= 'z') || (c >= 'A' && c <= 'Z');
}

static bool is_digit(char c)
{
	return c >= '0' && c <= '9';
}

/* RFC 3986 2.3 */
static bool is_unreserved(char c)
{
	return is_alpha(c) || is_digit(c) || (c && strchr("-._~", c));
}

static bool is_one_of(char c, const char *set)
{
	return c && strchr(set, c);
}

/* True if (s), with (left) bytes before its end, starts with "%XX". */
static bool is_encoded(const char *s, size_t left)
{
	return left >= 3 && s[0] == '%' && hex_digit(s[1]) >= 0 && hex_digit(s[2]) >= 0;
}

static int add_encoded(struct strbuf *out, char c)
{
	static const char digits[] = "0123456789ABCDEF";
	char text[3] = {'%', digits[(unsigned char)c >> 4], digits[c & 15]};

	return strbuf_add(out, text, sizeof(text));
}

/* Appends (text), leaving alone what is encoded already, unreserved, or in (keep). */
static int add_normalised(struct strbuf *out, const char *text, size_t len, const char *keep)
{
	int rc = 0;

	for (size_t i = 0; i < len && !rc; i++) {
		char c = text[i];
		if (is_unreserved(c) || is_one_of(c, keep) || is_encoded(text + i, len - i))
			rc = strbuf_addc(out, c);
		else
			rc = add_encoded(out, c);
	}
	return rc;
}

/* Appends plain (text), encoding all that is not unreserved nor in (keep). */
static int add_plain(struct strbuf *out, const char *text, size_t len, const char *keep)
{
	int rc = 0;

	for (size_t i = 0; i < len && !rc; i++) {
		if (is_unreserved(text[i]) || is_one_of(text[i], keep))
			rc = strbuf_addc(out, text[i]);
		else
			rc = add_encoded(out, text[i]);
	}
	return rc;
}

static int add_decoded(struct strbuf *out, const char *text, size_t len)
{
	int rc = 0;

	for (size_t i = 0; i < len && !rc; i++) {
		if (!is_encoded(text + i, len - i)) {
			rc = strbuf_addc(out, text[i]);
			continue;
		}
		rc = strbuf_addc(out, (char)(hex_digit(text[i + 1]) << 4 | hex_digit(text[i + 2])));
		i += 2;
	}
	return rc;
}

static int no_memory(void)
{
	return fail(ERR_NOMEM, "uri: no memory for a URI");
}

/* What may stand in a path, a query and a fragment beside unreserved characters (RFC 3986 3.3-5);
 * brackets are not allowed by the letter, but common in queries. */
static const char path_keep[] = "/!$&'()*+,;=:@";
static const char query_keep[] = "/?!$&'()*+,;=:@[]";

static int take_normalised(const char *text, size_t len, const char *keep, char **ret)
{
	_cleanup_(strbuf_free) struct strbuf out = {};

	if (add_normalised(&out, text, len, keep))
		return no_memory();
	*ret = strbuf_take(&out);
	return *ret ? 0 : no_memory();
}

/* For parts that become C strings: an encoded NUL would cut them short unseen. */
static int take_decoded(const char *what, const char *text, size_t len, char **ret)
{
	_cleanup_(strbuf_free) struct strbuf out = {};

	if (add_decoded(&out, text, len))
		return no_memory();
	if (out.len && memchr(out.s, '\0', out.len))
		return fail(ERR_INVAL, "uri: a NUL (%%00) in the %s", what);
	*ret = strbuf_take(&out);
	return *ret ? 0 : no_memory();
}

static int parse_userinfo(struct uri *u, const char *text, size_t len)
{
	const char *colon = memchr(text, ':', len);
	size_t user_len = colon ? (size_t)(colon - text) : len;
	int rc = take_decoded("user name", text, user_len, &u->user);

	if (rc || !colon)
		return rc;
	return take_decoded("password", colon + 1, len - user_len - 1, &u->password);
}

static int parse_port(struct uri *u, const char *text, size_t len)
{
	unsigned long port = 0;

	if (!len)
		return 0;
	for (size_t i = 0; i < len; i++) {
		if (!is_digit(text[i]))
			return fail(ERR_INVAL, "uri: port \"%.*s\" is not a number",
				(int)MIN(len, 40u), text);
		port = port * 10 + (unsigned)(text[i] - '0');
		if (port > 65535)
			break;
	}
	if (port < 1 || port > 65535)
		return fail(ERR_INVAL, "uri: port %.*s is not between 1 and 65535",
			(int)MIN(len, 40u), text);
	u->port = (uint16_t)port;
	return 0;
}

/* A name or address that could be one; what it means is for the resolver to find out. */
static int check_host(const char *host)
{
	for (const char *s = host; *s; s++)
		if ((unsigned char)*s <= ' ' || *s == 127 || is_one_of(*s, "<>\"\\^`{|}/?#@[]"))
			return fail(ERR_INVAL, "uri: \"%.60s\" cannot be a host name", host);
	return 0;
}

/* (text) is what stands between "//" and the path. */
static int parse_authority(struct uri *u, const char *text, size_t len)
{
	const char *end = text + len, *at = NULL, *host_end;

	for (const char *s = text; s < end; s++)
		if (*s == '@')
			at = s;
	if (at) {
		int rc = parse_userinfo(u, text, (size_t)(at - text));
		if (rc)
			return rc;
		text = at + 1;
	}
	if (text < end && *text == '[') {
		host_end = memchr(text, ']', (size_t)(end - text));
		if (!host_end)
			return fail(ERR_INVAL, "uri: \"[\" without \"]\" around an IPv6 address");
		text++;
	} else {
		host_end = memchr(text, ':', (size_t)(end - text));
		if (!host_end)
			host_end = end;
	}
	int rc = take_decoded("host name", text, (size_t)(host_end - text), &u->host);
	if (!rc)
		rc = check_host(u->host);
	if (rc)
		return rc;
	if (host_end < end && *host_end == ']')
		host_end++;
	if (host_end == end)
		return 0;
	if (*host_end != ':')
		return fail(ERR_INVAL, "uri: \"%.*s\" after an IPv6 address",
			(int)MIN(end - host_end, 40), host_end);
	return parse_port(u, host_end + 1, (size_t)(end - host_end - 1));
}

/* Length of "scheme" if (text) starts with "scheme:" before anything else can start, else 0. */
static size_t scheme_len(const char *text, const char *end)
{
	const char *s = text;

	if (s == end || !is_alpha(*s))
		return 0;
	while (s < end && (is_alpha(*s) || is_digit(*s) || is_one_of(*s, "+-._")))
		s++;
	return s < end && *s == ':' ? (size_t)(s - text) : 0;
}

static int parse_scheme(struct uri *u, const char **text, const char *end)
{
	size_t len = scheme_len(*text, end);

	if (!len)
		return 0;
	u->scheme = str_ndup(*text, len);
	if (!u->scheme)
		return no_memory();
	for (char *s = u->scheme; *s; s++)
		if (*s >= 'A' && *s <= 'Z')
			*s = (char)(*s - 'A' + 'a');
	*text += len + 1;
	return 0;
}

/* Takes what follows (mark) off the end of the text; (end) moves to the mark. */
static int parse_tail(const char *text, const char **end, char mark, const char *keep, char **ret)
{
	const char *at = memchr(text, mark, (size_t)(*end - text));
	int rc;

	if (!at)
		return 0;
	rc = take_normalised(at + 1, (size_t)(*end - at - 1), keep, ret);
	*end = at;
	return rc;
}

static int parse_params(struct uri *u, const char *text, const char **end)
{
	const char *at = strstr(text, params_mark);
	const char *rest;

	if (!at)
		return 0;
	rest = at + sizeof(params_mark) - 1;
	if (*rest && *rest != '=')
		return 0;
	u->params = str_dup(*rest ? rest + 1 : "");
	*end = at;
	return u->params ? 0 : no_memory();
}

static int parse_into(struct uri *u, const char *text)
{
	size_t len = strlen(text);
	const char *end = text + len, *slash;
	int rc;

	if (len > URI_TEXT_MAX)
		return fail(ERR_TOOBIG, "uri: \"%.40s...\" is longer than %d bytes", text,
			URI_TEXT_MAX);
	rc = parse_params(u, text, &end);
	if (!rc)
		rc = parse_tail(text, &end, '#', query_keep, &u->fragment);
	if (!rc)
		rc = parse_scheme(u, &text, end);
	if (rc)
		return rc;
	if (u->scheme && (text == end || *text != '/'))
		return take_normalised(text, (size_t)(end - text), query_keep, &u->opaque);
	rc = parse_tail(text, &end, '?', query_keep, &u->query);
	if (rc)
		return rc;
	if (end - text >= 2 && text[0] == '/' && text[1] == '/') {
		text += 2;
		slash = memchr(text, '/', (size_t)(end - text));
		if (!slash)
			slash = end;
		rc = parse_authority(u, text, (size_t)(slash - text));
		if (rc)
			return rc;
		text = slash;
	}
	return take_normalised(text, (size_t)(end - text), path_keep, &u->path);
}

/* (text), which is no URI, for a message: as much as fits, without the password it may hold. */
static void text_for_message(const char *text, char *out, size_t cap)
{
	const char *slashes = strstr(text, "//"), *rest = slashes ? slashes + 2 : text;
	const char *at = memrchr(rest, '@', strcspn(rest, "/"));

	if (slashes && at)
		(void)snprintf(out, cap, "%.*s%s", (int)MIN(rest - text, 60), text, at + 1);
	else
		(void)snprintf(out, cap, "%s", text);
}

int uri_parse(const char *text, struct uri **ret)
{
	char shown[100];
	_cleanup_(uri_freep) struct uri *u = calloc(1, sizeof(*u));
	int rc;

	if (!u)
		return no_memory();
	rc = parse_into(u, text);
	if (rc == -ERR_INVAL) {
		text_for_message(text, shown, sizeof(shown));
		return fail(ERR_INVAL, "%s in \"%s\"", fail_last()->text, shown);
	}
	if (rc)
		return rc;
	*ret = TAKE(u);
	return 0;
}

void uri_free(struct uri *u)
{
	if (!u)
		return;
	free(u->scheme);
	free(u->opaque);
	free(u->user);
	free(u->password);
	free(u->host);
	free(u->path);
	free(u->query);
	free(u->fragment);
	free(u->params);
	free(u);
}

void uri_freep(struct uri **u)
{
	uri_free(*u);
}

int uri_make(const char *scheme, const char *host, const char *path, struct uri **ret)
{
	_cleanup_(uri_freep) struct uri *u = calloc(1, sizeof(*u));
	_cleanup_(strbuf_free) struct strbuf out = {};

	if (!u || strbuf_addc(&out, '/') || add_plain(&out, path, strlen(path), path_keep))
		return no_memory();
	u->scheme = str_dup(scheme);
	u->host = str_dup(host);
	u->path = strbuf_take(&out);
	if (!u->scheme || !u->host || !u->path)
		return no_memory();
	*ret = TAKE(u);
	return 0;
}

static int format_authority(const struct uri *u, unsigned flags, struct strbuf *out)
{
	bool literal = strchr(u->host, ':') != NULL;
	int rc = strbuf_adds(out, "//");

	if (!rc && u->user && !(flags & URI_DISPLAY)) {
		rc = add_plain(out, u->user, strlen(u->user), "!$&'()*+,;=");
		if (!rc && u->password)
			rc = strbuf_addc(out, ':');
		if (!rc && u->password)
			rc = add_plain(out, u->password, strlen(u->password), "!$&'()*+,;=");
		if (!rc)
			rc = strbuf_addc(out, '@');
	}
	if (!rc && literal)
		rc = strbuf_addc(out, '[');
	if (!rc)
		rc = add_plain(out, u->host, strlen(u->host), literal ? ":" : "!$&'()*+,;=");
	if (!rc && literal)
		rc = strbuf_addc(out, ']');
	if (!rc && u->port)
		rc = strbuf_addf(out, ":%u", u->port);
	return rc;
}

/* Without an authority a path "//x" would read as one (RFC 3986 3.3). */
static bool needs_dot(const struct uri *u)
{
	return !u->host && u->path && u->path[0] == '/' && u->path[1] == '/';
}

int uri_format(const struct uri *u, unsigned flags, struct strbuf *out)
{
	bool all = !(flags & URI_DISPLAY);
	int rc = 0;

	if (u->scheme)
		rc = strbuf_addf(out, "%s:", u->scheme);
	if (!rc && u->opaque)
		rc = strbuf_adds(out, u->opaque);
	if (!rc && u->host)
		rc = format_authority(u, flags, out);
	if (!rc && needs_dot(u))
		rc = strbuf_adds(out, "/.");
	if (!rc && u->path)
		rc = strbuf_adds(out, u->path);
	if (!rc && u->query && all)
		rc = strbuf_addf(out, "?%s", u->query);
	if (!rc && u->fragment && all)
		rc = strbuf_addf(out, "#%s", u->fragment);
	if (!rc && u->params && all)
		rc = strbuf_addf(out, "%s%s%s", params_mark, u->params[0] ? "=" : "", u->params);
	return rc;
}

const char *uri_text(const struct uri *u)
{
	static char texts[MESSAGE_BUFFERS][MESSAGE_MAX + 1];
	static unsigned turn;
	_cleanup_(strbuf_free) struct strbuf full = {};
	char *text = texts[turn++ % MESSAGE_BUFFERS];

	if (uri_format(u, URI_DISPLAY, &full))
		return "(no memory for the URI)";
	if (full.len <= MESSAGE_MAX)
		(void)snprintf(text, MESSAGE_MAX + 1, "%s", full.s ? full.s : "");
	else
		(void)snprintf(text, MESSAGE_MAX + 1, "%.*s...%s", MESSAGE_HEAD, full.s,
			full.s + full.len - (MESSAGE_MAX - MESSAGE_HEAD - 3));
	return text;
}

int uri_request_target(const struct uri *u, struct strbuf *out)
{
	int rc = 0;

	if (!u->path || u->path[0] != '/')
		rc = strbuf_addc(out, '/');
	if (!rc && u->path)
		rc = strbuf_adds(out, u->path);
	if (!rc && u->query)
		rc = strbuf_addf(out, "?%s", u->query);
	return rc;
}

int uri_path_decoded(const struct uri *u, struct strbuf *out)
{
	_cleanup_(freep) char *plain = NULL;
	int rc =
		take_decoded("path", u->path ? u->path : "", u->path ? strlen(u->path) : 0, &plain);

	return rc ? rc : strbuf_adds(out, plain);
}

char *uri_basename(const struct uri *u)
{
	const char *slash = u->path ? strrchr(u->path, '/') : NULL;
	const char *last = slash ? slash + 1 : u->path;
	char *plain = NULL;

	if (!last || !*last || take_decoded("file name", last, strlen(last), &plain))
		return NULL;
	return plain;
}

bool uri_is_absolute(const struct uri *u)
{
	return u->scheme != NULL;
}

static bool same(const char *a, const char *b)
{
	return a && b ? strcmp(a, b) == 0 : a == b;
}

bool uri_equal(const struct uri *a, const struct uri *b)
{
	bool same_host =
		a->host && b->host ? strcasecmp(a->host, b->host) == 0 : a->host == b->host;

	return same_host && a->port == b->port && same(a->scheme, b->scheme) &&
		same(a->opaque, b->opaque) && same(a->user, b->user) &&
		same(a->password, b->password) && same(a->path, b->path) &&
		same(a->query, b->query) && same(a->fragment, b->fragment) &&
		same(a->params, b->params);
}

/* The characters that type "uristring" leaves alone: printable, with no meaning of their own. */
int uri_encode_string(const void *data, size_t len, struct strbuf *out)
{
	return add_plain(out, data, len, "!$'()*,;\"<>[]\\^`{|}");
}

int uri_decode_string(const char *text, struct strbuf *out)
{
	return add_decoded(out, text, strlen(text));
}
