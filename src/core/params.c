/* SPDX-License-Identifier: BSD-2-Clause */
/*
 * Lists of parameters. The encoding is that of HTML forms (URL Standard 5.2), in its strictest
 * reading: all but unreserved characters is percent-encoded, also blanks, which every server
 * understands.
 */
#include "core/params.h"

#include <string.h>
#include <strings.h>

#include "core/list.h"
#include "core/status.h"
#include "core/strbuf.h"

struct param {
	struct list node;
	bool header;
	char *key, *value;
};

struct params {
	struct list node;
	char *name;
	const char *method; /* NULL: by what there is */
	struct list items;
	size_t size;
};

static struct list registry = LIST_INIT(registry);

static const char *const methods[] = {"GET", "HEAD", "POST", "PUT"};

/* What says where a request ends, or is Hawser's to say. */
static const char *const framing[] = {"Connection", "Content-Length", "Expect", "Host", "If-Range",
	"Range", "TE", "Trailer", "Transfer-Encoding", "Upgrade"};

/* ---- the registry ---- */

static struct params *find(const char *name)
{
	struct params *p;

	list_for_each(p, &registry, node) {
		if (strcmp(p->name, name) == 0)
			return p;
	}
	return NULL;
}

static const char *quoted(const char *name)
{
	return *name ? name : "(without a name)";
}

static int find_or_fail(const char *name, struct params **ret)
{
	struct params *p = find(name);

	if (!p)
		return fail(ERR_NOENT,
			"param: there is no parameter list %.80s, make it with params",
			quoted(name));
	*ret = p;
	return 0;
}

struct params *params_take(const char *name)
{
	struct params *p = find(name);

	if (p)
		list_remove(&p->node);
	return p;
}

void params_free(struct params *p)
{
	struct param *item, *tmp;

	if (!p)
		return;
	list_for_each_safe(item, tmp, &p->items, node) {
		list_remove(&item->node);
		free(item->key);
		free(item->value);
		free(item);
	}
	free(p->name);
	free(p);
}

static int read_method(const char *text, const char **ret)
{
	for (size_t i = 0; i < ARRAY_SIZE(methods); i++) {
		if (strcasecmp(text, methods[i]) == 0) {
			*ret = methods[i];
			return 0;
		}
	}
	return fail(ERR_INVAL, "params: \"%.40s\" is no method: GET, HEAD, POST or PUT", text);
}

int params_create(const char *name, const char *method)
{
	struct params *p;
	const char *m = NULL;
	int rc = method ? read_method(method, &m) : 0;

	if (rc)
		return rc;
	p = calloc(1, sizeof(*p));
	if (p)
		p->name = str_dup(name);
	if (!p || !p->name) {
		free(p);
		return fail(ERR_NOMEM, "params: out of memory");
	}
	p->method = m;
	list_init(&p->items);
	params_free(params_take(name));
	list_add_tail(&p->node, &registry);
	return 0;
}

int params_delete(const char *name)
{
	struct params *p = params_take(name);

	if (!p)
		return fail(ERR_NOENT, "params: there is no parameter list %.80s", quoted(name));
	params_free(p);
	return 0;
}

void params_clear(void)
{
	struct params *p, *tmp;

	list_for_each_safe(p, tmp, &registry, node) {
		list_remove(&p->node);
		params_free(p);
	}
}

/* ---- adding ---- */

static int add(struct params *p, bool header, const char *key, const char *value)
{
	size_t size = strlen(key) + strlen(value) + sizeof(struct param);
	struct param *item;

	if (size > PARAMS_MAX - p->size)
		return fail(ERR_TOOBIG, "param: more than %u bytes in the list %.80s", PARAMS_MAX,
			quoted(p->name));
	item = calloc(1, sizeof(*item));
	if (!item)
		return fail(ERR_NOMEM, "param: out of memory");
	item->header = header;
	item->key = str_dup(key);
	item->value = str_dup(value);
	if (!item->key || !item->value) {
		free(item->key);
		free(item->value);
		free(item);
		return fail(ERR_NOMEM, "param: out of memory");
	}
	p->size += size;
	list_add_tail(&item->node, &p->items);
	return 0;
}

int params_add(const char *name, const char *key, const char *value)
{
	struct params *p;
	int rc = find_or_fail(name, &p);

	return rc ? rc : add(p, false, key, value);
}

static bool is_alnum(char c)
{
	return (c >= '0' && c <= '9') || (c >= 'A' && c <= 'Z') || (c >= 'a' && c <= 'z');
}

/* RFC 9110 5.6.2 */
static bool is_token(const char *s)
{
	if (!*s)
		return false;
	for (; *s; s++) {
		if (!is_alnum(*s) && !strchr("!#$%&'*+-.^_`|~", *s))
			return false;
	}
	return true;
}

/* RFC 9110 5.5; nothing that could end the line. */
static bool is_field_value(const char *s)
{
	for (; *s; s++) {
		unsigned char c = (unsigned char)*s;

		if ((c < ' ' && c != '\t') || c == 127)
			return false;
	}
	return true;
}

int params_add_header(const char *name, const char *key, const char *value)
{
	struct params *p;
	int rc = find_or_fail(name, &p);

	if (rc)
		return rc;
	if (!is_token(key))
		return fail(ERR_INVAL, "param: \"%.80s\" cannot be the name of a header", key);
	for (size_t i = 0; i < ARRAY_SIZE(framing); i++) {
		if (strcasecmp(key, framing[i]) == 0)
			return fail(ERR_INVAL, "param: the header %s is not for scripts to set",
				framing[i]);
	}
	if (!is_field_value(value))
		return fail(
			ERR_INVAL, "param: a control character in the value of header %.80s", key);
	return add(p, true, key, value);
}

/* ---- sending ---- */

bool params_has_form(const struct params *p)
{
	const struct param *item;

	list_for_each(item, &p->items, node) {
		if (!item->header)
			return true;
	}
	return false;
}

const char *params_method(const struct params *p)
{
	if (p->method)
		return p->method;
	return params_has_form(p) ? "POST" : "GET";
}

bool params_in_query(const struct params *p)
{
	return params_is_safe(p);
}

bool params_is_safe(const struct params *p)
{
	const char *m = params_method(p);

	return strcmp(m, "GET") == 0 || strcmp(m, "HEAD") == 0;
}

static int add_encoded(struct strbuf *out, const char *text)
{
	int rc = 0;

	for (; *text && !rc; text++) {
		if (is_alnum(*text) || strchr("-._~", *text))
			rc = strbuf_addc(out, *text);
		else
			rc = strbuf_addf(out, "%%%02X", (unsigned char)*text);
	}
	return rc;
}

int params_format_form(const struct params *p, struct strbuf *out)
{
	const struct param *item;
	bool first = true;
	int rc = 0;

	list_for_each(item, &p->items, node) {
		if (item->header)
			continue;
		if (!first)
			rc = strbuf_addc(out, '&');
		first = false;
		if (!rc)
			rc = add_encoded(out, item->key);
		if (!rc)
			rc = strbuf_addc(out, '=');
		if (!rc)
			rc = add_encoded(out, item->value);
		if (rc)
			break;
	}
	return rc;
}

int params_format_headers(const struct params *p, struct strbuf *out)
{
	const struct param *item;
	int rc = 0;

	list_for_each(item, &p->items, node) {
		if (item->header && !rc)
			rc = strbuf_addf(out, "%s: %s\r\n", item->key, item->value);
	}
	return rc;
}

bool params_has_header(const struct params *p, const char *key)
{
	const struct param *item;

	list_for_each(item, &p->items, node) {
		if (item->header && strcasecmp(item->key, key) == 0)
			return true;
	}
	return false;
}
