/* SPDX-License-Identifier: BSD-2-Clause */
/*
 * The commands of GRUB's language that talk to whoever sits there, or ask the machine: echo, tr,
 * sleep, read, smbios, net_get_dhcp_option. Without a world (grub.h) nobody listens, and the answer
 * is empty.
 */
#include <string.h>

#include "core/status.h"
#include "menu/grub_priv.h"

/* Whether a submenu is run that nobody has opened yet, who could read, answer or wait. */
static bool is_ahead(const struct grub_run *r)
{
	return r->menu && r->menu->parent;
}

/* ---- echo ---- */

/* The character behind a backslash, with "-e"; -1: no more is to be said. */
static int escaped(char c)
{
	static const char from[] = "abfnrtv\\", to[] = "\a\b\f\n\r\t\v\\";
	const char *at = strchr(from, c);

	return c == 'c' ? -1 : c && at ? to[at - from] : c;
}

static int add_escaped(struct strbuf *out, const char *s, bool *is_over)
{
	int rc = 0;

	for (; *s && !rc && !*is_over; s++) {
		int c = (unsigned char)*s;

		if (c == '\\' && s[1])
			c = escaped(*++s);
		*is_over = c < 0;
		if (c >= 0)
			rc = strbuf_addc(out, (char)c);
	}
	return rc;
}

static int cmd_echo(struct grub_run *r, const struct grub_node *node, const struct grub_args *a)
{
	_cleanup_(strbuf_free) struct strbuf out = {};
	bool is_plain = true, is_over = false, ends_line = true;
	unsigned i = 1;
	int rc = 0;

	(void)node;
	for (; i < a->n && a->v[i][0] == '-' && a->v[i][1] && !a->v[i][2]; i++) {
		if (a->v[i][1] == 'n')
			ends_line = false;
		else if (a->v[i][1] == 'e')
			is_plain = false;
		else
			break;
	}
	for (; i < a->n && !rc && !is_over; i++) {
		rc = is_plain ? strbuf_adds(&out, a->v[i]) : add_escaped(&out, a->v[i], &is_over);
		if (!rc && !is_over && i + 1 < a->n)
			rc = strbuf_addc(&out, ' ');
	}
	if (!rc && ends_line && !is_over)
		rc = strbuf_addc(&out, '\n');
	if (!rc && r->g->world.say && out.len && !is_ahead(r))
		r->g->world.say(r->g->world.arg, out.s);
	return rc ? fail(ERR_NOMEM, "grub: no memory for a text") : 0;
}

/* ---- sleep, read ---- */

/* What was not found on disks is the firmware's now: nobody needs time to read that, nor a key. */
static bool gives_up(const struct grub_run *r)
{
	return r->sought_loader && !r->menu && !r->is_loaded;
}

static int cmd_sleep(struct grub_run *r, const struct grub_node *node, const struct grub_args *a)
{
	static const struct grub_option table[] = {
		{"verbose", 'v', OPTION_FLAG}, {"interruptible", 'i', OPTION_FLAG}};
	struct grub_option_reader o = {.args = a, .next = 1};
	const char *value, *seconds = NULL;
	bool may_end = false;
	int which;

	(void)node;
	if (is_ahead(r))
		return 0;
	while ((which = grub_next_option(&o, table, ARRAY_SIZE(table), &value)) != OPTION_END) {
		may_end |= which == 1;
		if (which == OPTION_OPERAND)
			seconds = value;
	}
	if (!seconds)
		return grub_complain(r, true, ERR_SYNTAX, "sleep: for how long?");
	if (!r->g->world.sleep || gives_up(r))
		return 0;
	return r->g->world.sleep(r->g->world.arg,
		(uint64_t)MIN(grub_number(seconds, NULL), UINT32_MAX) * 1000, may_end);
}

/* "read [-s] NAME". */
static int cmd_read(struct grub_run *r, const struct grub_node *node, const struct grub_args *a)
{
	bool is_secret =
		a->n > 1 && (strcmp(a->v[1], "-s") == 0 || strcmp(a->v[1], "--silent") == 0);
	_cleanup_(freep) char *text = NULL;
	int rc = 0;

	(void)node;
	if (a->n < 2 && gives_up(r))
		return 0;
	if (r->g->world.ask)
		rc = is_ahead(r) ? 0 : r->g->world.ask(r->g->world.arg, is_secret, &text);
	if (rc || a->n < 2u + is_secret || a->v[a->n - 1][0] == '-')
		return rc;
	return grub_env_set(&r->context->env, a->v[a->n - 1], text ? text : "");
}

/* ---- facts ---- */

static char *ask_setting(const struct grub_run *r, const char *name)
{
	return name && r->g->world.setting ? r->g->world.setting(r->g->world.arg, name) : NULL;
}

/* The number that the first bytes of (hex) are, at most (bytes). */
static uint64_t number_of(const char *hex, unsigned bytes, bool is_little)
{
	uint64_t n = 0;

	for (unsigned i = 0;
		i < bytes && hex_digit(hex[2 * i]) >= 0 && hex_digit(hex[2 * i + 1]) >= 0; i++) {
		uint64_t b = (uint64_t)(hex_digit(hex[2 * i]) << 4 | hex_digit(hex[2 * i + 1]));

		n = is_little ? n | b << 8 * i : n << 8 | b;
	}
	return n;
}

enum smbios_option {
	GET_BYTE,
	GET_WORD,
	GET_DWORD,
	GET_QWORD,
	GET_STRING,
	GET_UUID,
	N_GETS,
	WANTED_TYPE = N_GETS,
	WANTED_HANDLE,
	WANTED_MATCH,
	SET
};

struct smbios_query {
	int get; /* GET_, or -1 */
	unsigned long offset, type, match;
	const char *set;
	bool by_type, by_handle;
};

static void read_smbios(const struct grub_args *a, struct smbios_query *q)
{
	static const struct grub_option table[] = {
		[GET_BYTE] = {"get-byte", 'b', OPTION_VALUE},
		[GET_WORD] = {"get-word", 'w', OPTION_VALUE},
		[GET_DWORD] = {"get-dword", 'd', OPTION_VALUE},
		[GET_QWORD] = {"get-qword", 'q', OPTION_VALUE},
		[GET_STRING] = {"get-string", 's', OPTION_VALUE},
		[GET_UUID] = {"get-uuid", 'u', OPTION_VALUE},
		[WANTED_TYPE] = {"type", 't', OPTION_VALUE},
		[WANTED_HANDLE] = {"handle", 'h', OPTION_VALUE},
		[WANTED_MATCH] = {"match", 'm', OPTION_VALUE},
		[SET] = {"set", '\0', OPTION_VALUE},
	};
	struct grub_option_reader o = {.args = a, .next = 1};
	const char *value;
	int which;

	while ((which = grub_next_option(&o, table, ARRAY_SIZE(table), &value)) != OPTION_END) {
		unsigned long n = which >= 0 ? strtoul(value, NULL, 0) : 0;

		if (which >= 0 && which < N_GETS) {
			q->get = which;
			q->offset = n;
		}
		if (which == WANTED_TYPE) {
			q->by_type = true;
			q->type = n;
		}
		q->by_handle |= which == WANTED_HANDLE;
		if (which == WANTED_MATCH)
			q->match = n;
		if (which == SET)
			q->set = value;
	}
}

/* What is found, a new string; NULL: nothing. */
static char *find_smbios(const struct grub_run *r, const struct smbios_query *q)
{
	static const struct {
		const char *type;
		unsigned bytes;
	} gets[N_GETS] = {
		[GET_BYTE] = {"hexraw", 1},
		[GET_WORD] = {"hexraw", 2},
		[GET_DWORD] = {"hexraw", 4},
		[GET_QWORD] = {"hexraw", 8},
		[GET_STRING] = {"string", 0},
		[GET_UUID] = {"guid", 16},
	};
	_cleanup_(freep) char *name = NULL;
	char *value;

	if (q->get < 0 || !q->by_type || q->by_handle)
		return NULL;
	/* GRUB counts matches from 1, settings count instances from 0. */
	name = str_format("smbios/%lu.%lu.%lu.%u:%s", q->match ? q->match - 1 : 0, q->type,
		q->offset, gets[q->get].bytes, gets[q->get].type);
	value = ask_setting(r, name);
	if (value && q->get < GET_STRING) {
		uint64_t n = number_of(value, gets[q->get].bytes, true);

		free(value);
		value = str_format("%llu", (unsigned long long)n);
	}
	return value;
}

/* Shows (value), or gives it to the variable (name), "-" is none. */
static int tell(struct grub_run *r, const char *name, const char *value)
{
	if (name && strcmp(name, "-") != 0)
		return grub_env_set(&r->context->env, name, value);
	if (r->g->world.say && !is_ahead(r)) {
		r->g->world.say(r->g->world.arg, value);
		r->g->world.say(r->g->world.arg, "\n");
	}
	return 0;
}

/* What is not there leaves the variable empty, and the command fails. */
static int cmd_smbios(struct grub_run *r, const struct grub_node *node, const struct grub_args *a)
{
	struct smbios_query q = {.get = -1};
	_cleanup_(freep) char *value = NULL;
	int rc;

	(void)node;
	read_smbios(a, &q);
	value = find_smbios(r, &q);
	if (value)
		return tell(r, q.set, value);
	rc = q.set ? grub_env_set(&r->context->env, q.set, "") : 0;
	return rc ? rc : grub_complain(r, true, ERR_NOENT, "smbios: there is no such value");
}

struct tr {
	const char *from, *to, *set;
	const char *operands[3]; /* FROM TO TEXT, or TEXT; without TEXT that of the variable */
	unsigned n;
};

static const char *read_tr(struct grub_run *r, const struct grub_args *a, struct tr *t)
{
	static const char lower[] = "abcdefghijklmnopqrstuvwxyz",
			  upper[] = "ABCDEFGHIJKLMNOPQRSTUVWXYZ";
	static const struct grub_option table[] = {{"set", 's', OPTION_VALUE},
		{"upcase", 'U', OPTION_FLAG}, {"downcase", 'D', OPTION_FLAG}};
	struct grub_option_reader o = {.args = a, .next = 1};
	const char *value;
	int which;

	while ((which = grub_next_option(&o, table, ARRAY_SIZE(table), &value)) != OPTION_END) {
		if (which == OPTION_OPERAND && t->n < ARRAY_SIZE(t->operands))
			t->operands[t->n++] = value;
		if (which == 0)
			t->set = value;
		if (which == 2 || (which == 1 && !t->from)) {
			t->from = which == 2 ? upper : lower;
			t->to = which == 2 ? lower : upper;
		}
	}
	if (t->n > 1) {
		t->from = t->operands[0];
		t->to = t->operands[1];
	}
	if (t->n & 1)
		return t->operands[t->n - 1];
	return t->set ? grub_env_get(&r->context->env, t->set) : NULL;
}

/* "tr [--set=NAME] FROM TO [TEXT]", also "--upcase" and "--downcase": each character of FROM
 * becomes that of TO; there are no ranges. */
static int cmd_tr(struct grub_run *r, const struct grub_node *node, const struct grub_args *a)
{
	struct tr t = {};
	const char *from = read_tr(r, a, &t);
	_cleanup_(freep) char *text = NULL;

	(void)node;
	if (!from || !t.from || strlen(t.from) != strlen(t.to))
		return grub_complain(r, false, ERR_SYNTAX,
			"tr: wants two sets of as many characters, and a text");
	text = str_dup(from);
	if (!text)
		return fail(ERR_NOMEM, "grub: no memory for a text");
	for (char *c = text; *c; c++) {
		const char *at = strchr(t.from, *c);

		*c = at ? t.to[at - t.from] : *c;
	}
	return tell(r, t.set, text);
}

/* "net_get_dhcp_option VARIABLE INTERFACE NUMBER string|number|hex". */
static int cmd_dhcp_option(
	struct grub_run *r, const struct grub_node *node, const struct grub_args *a)
{
	bool is_text = a->n > 4 && strcmp(a->v[4], "string") == 0;
	_cleanup_(freep) char *name = NULL, *value = NULL;

	(void)node;
	if (a->n < 5)
		return grub_complain(r, true, ERR_SYNTAX, "%s: four arguments expected", a->v[0]);
	name = str_format(
		"%lu:%s", (unsigned long)grub_number(a->v[3], NULL), is_text ? "string" : "hexraw");
	value = ask_setting(r, name);
	if (!value)
		return grub_complain(
			r, true, ERR_NOENT, "%s: no server sent option %.10s", a->v[0], a->v[3]);
	if (strcmp(a->v[4], "number") == 0) {
		uint64_t n = number_of(value, sizeof n, false);

		free(value);
		value = str_format("%llu", (unsigned long long)n);
	}
	return value ? tell(r, a->v[1], value) : fail(ERR_NOMEM, "grub: no memory for a value");
}

/* "net_nslookup NAME [SERVER]": only whether there is such a name. */
static int cmd_nslookup(struct grub_run *r, const struct grub_node *node, const struct grub_args *a)
{
	const struct grub_world *w = &r->g->world;
	_cleanup_(freep) char *address =
		a->n > 1 && w->resolve ? w->resolve(w->arg, a->v[1]) : NULL;

	(void)node;
	if (!address)
		return grub_complain(r, true, ERR_NOENT, "%s: %.60s has no address", a->v[0],
			a->n > 1 ? a->v[1] : "");
	return tell(r, NULL, address);
}

const struct grub_command grub_talk_commands[] = {
	{"echo", cmd_echo},
	{"tr", cmd_tr},
	{"sleep", cmd_sleep},
	{"read", cmd_read},
	{"smbios", cmd_smbios},
	{"net_get_dhcp_option", cmd_dhcp_option},
	{"net_nslookup", cmd_nslookup},
	{},
};
