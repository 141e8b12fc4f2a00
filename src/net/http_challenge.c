/* SPDX-License-Identifier: BSD-2-Clause */
/*
 * Challenges of HTTP authentication (RFC 9110 11.3, 11.6.1). In a list of them, commas separate
 * challenges as well as their parameters: what is followed by "=" is a parameter.
 */
#include <string.h>
#include <strings.h>

#include "core/util.h"
#include "net/http_auth.h"

enum { PARAM_MAX = 16 }; /* of a name; longer ones are none of ours */

struct param {
	char name[PARAM_MAX];
	const char *value; /* without quotes, but with backslashes */
	size_t len;
};

static bool is_token(char c)
{
	return (c >= '0' && c <= '9') || (c >= 'A' && c <= 'Z') || (c >= 'a' && c <= 'z') ||
		(c && strchr("!#$%&'*+-.^_`|~", c));
}

static size_t token_len(const char *s, const char *end)
{
	const char *start = s;

	while (s < end && is_token(*s))
		s++;
	return (size_t)(s - start);
}

static const char *skip_blanks(const char *s, const char *end)
{
	while (s < end && (*s == ' ' || *s == '\t'))
		s++;
	return s;
}

static const char *skip_separators(const char *s, const char *end)
{
	while (s < end && (*s == ' ' || *s == '\t' || *s == ','))
		s++;
	return s;
}

static void copy_name(char *to, size_t cap, const char *from, size_t len)
{
	len = MIN(len, cap - 1);
	memcpy(to, from, len);
	to[len] = '\0';
}

/* Takes "name=value" from *(pos); false and nothing taken if there is none. */
static bool take_param(const char **pos, const char *end, struct param *ret)
{
	const char *name = *pos, *s;
	size_t n = token_len(name, end);

	s = skip_blanks(name + n, end);
	if (!n || s == end || *s != '=')
		return false;
	s = skip_blanks(s + 1, end);
	if (s < end && *s == '"') {
		ret->value = ++s;
		while (s < end && *s != '"')
			s += *s == '\\' && end - s > 1 ? 2 : 1;
		if (s >= end)
			return false;
		ret->len = (size_t)(s++ - ret->value);
	} else {
		ret->value = s;
		ret->len = token_len(s, end);
		s += ret->len;
	}
	copy_name(ret->name, sizeof(ret->name), name, n);
	*pos = s;
	return true;
}

bool http_challenge_next(const char **list, struct http_challenge *ret)
{
	const char *end = *list + strlen(*list), *s = skip_separators(*list, end), *next;
	size_t n = token_len(s, end);
	struct param param;

	if (!n)
		return false;
	copy_name(ret->scheme, sizeof(ret->scheme), s, n);
	s += n;
	if (s < end && *s != ' ' && *s != '\t' && *s != ',')
		return false;
	ret->params = s;
	ret->params_len = 0;
	for (next = skip_separators(s, end); take_param(&next, end, &param);
		next = skip_separators(s, end)) {
		s = next;
		ret->params_len = (size_t)(s - ret->params);
	}
	/* What is no parameter and yet follows a blank is a token68: base64, with "=" behind it. */
	if (!ret->params_len && *s != ',') {
		s = skip_blanks(s, end);
		while (s < end && (is_token(*s) || *s == '/' || *s == '='))
			s++;
	}
	*list = s;
	return true;
}

bool http_challenges_have(const char *list, const char *scheme)
{
	struct http_challenge c;

	while (http_challenge_next(&list, &c))
		if (!strcasecmp(c.scheme, scheme))
			return true;
	return false;
}

/* ---- Digest ---- */

/* Copies a value without its backslashes; false if it does not fit, or is not to be repeated. */
static bool copy_value(const struct param *p, char *to, size_t cap)
{
	size_t n = 0;

	for (size_t i = 0; i < p->len; i++) {
		if (p->value[i] == '\\' && i + 1 < p->len)
			i++;
		if ((unsigned char)p->value[i] < ' ' || p->value[i] == 127 || n + 1 >= cap)
			return false;
		to[n++] = p->value[i];
	}
	to[n] = '\0';
	return true;
}

static bool value_is(const struct param *p, const char *word)
{
	return p->len == strlen(word) && !strncasecmp(p->value, word, p->len);
}

/* Whether the quoted list in (p) has (word). */
static bool value_lists(const struct param *p, const char *word)
{
	const char *end = p->value + p->len, *s = skip_separators(p->value, end);

	while (s < end) {
		struct param item = {.value = s, .len = token_len(s, end)};

		if (value_is(&item, word))
			return true;
		s = skip_separators(s + MAX(item.len, (size_t)1), end);
	}
	return false;
}

static bool take_algorithm(const struct param *p, struct http_digest *d)
{
	static const struct {
		const char *name, *hash;
		bool sess;
	} known[] = {{"MD5", "md5", false}, {"MD5-sess", "md5", true}, {"SHA-256", "sha256", false},
		{"SHA-256-sess", "sha256", true}};

	for (size_t i = 0; i < ARRAY_SIZE(known); i++)
		if (value_is(p, known[i].name)) {
			d->algorithm = known[i].name;
			d->hash = known[i].hash;
			d->sess = known[i].sess;
			return true;
		}
	return false;
}

static bool take_digest_param(const struct param *p, struct http_digest *d, bool *realm)
{
	if (!strcasecmp(p->name, "realm"))
		return *realm = copy_value(p, d->realm, sizeof(d->realm));
	if (!strcasecmp(p->name, "nonce"))
		return copy_value(p, d->nonce, sizeof(d->nonce));
	if (!strcasecmp(p->name, "opaque"))
		return d->has_opaque = copy_value(p, d->opaque, sizeof(d->opaque));
	if (!strcasecmp(p->name, "stale"))
		d->stale = value_is(p, "true");
	if (!strcasecmp(p->name, "algorithm"))
		return take_algorithm(p, d);
	if (!strcasecmp(p->name, "qop"))
		return d->qop = value_lists(p, "auth");
	return true;
}

bool http_digest_parse(const struct http_challenge *c, struct http_digest *ret)
{
	const char *end = c->params + c->params_len, *s = skip_separators(c->params, end);
	bool realm = false;
	struct param p;

	if (strcasecmp(c->scheme, "Digest"))
		return false;
	memset(ret, 0, sizeof(*ret));
	ret->hash = "md5"; /* RFC 7616 3.3 */
	while (take_param(&s, end, &p)) {
		if (!take_digest_param(&p, ret, &realm))
			return false;
		s = skip_separators(s, end);
	}
	return realm && ret->nonce[0];
}

bool http_challenges_digest(const char *list, struct http_digest *ret)
{
	struct http_challenge c;
	struct http_digest d;
	bool found = false;

	while (http_challenge_next(&list, &c)) {
		if (!http_digest_parse(&c, &d) || (found && strcmp(d.hash, "sha256")))
			continue;
		if (found && !strcmp(ret->hash, "sha256"))
			continue;
		*ret = d;
		found = true;
	}
	return found;
}
