/* SPDX-License-Identifier: BSD-2-Clause */
/*
 * The commands of GRUB's language that are about variables and the flow of a program, the many that
 * have nothing to do here, and how options are read.
 */
#include <ctype.h>
#include <stdio.h>
#include <string.h>

#include "core/status.h"
#include "menu/grub_priv.h"

/* ---- options ---- */

static int long_option(struct grub_option_reader *o, const char *arg,
	const struct grub_option *table, unsigned n, const char **ret_value)
{
	const char *eq = strchr(arg, '=');
	size_t len = eq ? (size_t)(eq - arg) : strlen(arg);

	for (unsigned i = 0; i < n; i++) {
		if (strlen(table[i].name) != len || strncmp(arg, table[i].name, len) != 0)
			continue;
		*ret_value = eq ? eq + 1 : NULL;
		if (table[i].kind == OPTION_VALUE && !eq)
			*ret_value = o->next < o->args->n ? o->args->v[o->next++] : "";
		return (int)i;
	}
	return OPTION_UNKNOWN;
}

/* The next of "-abc". */
static int short_option(struct grub_option_reader *o, const struct grub_option *table, unsigned n,
	const char **ret_value)
{
	char c = *o->letters++;

	*ret_value = NULL;
	for (unsigned i = 0; i < n; i++) {
		if (table[i].letter != c)
			continue;
		if (table[i].kind == OPTION_SET && *o->letters == '=') {
			*ret_value = o->letters + 1;
			o->letters = "";
		}
		if (table[i].kind == OPTION_VALUE) {
			*ret_value = o->letters + (*o->letters == '=');
			if (!*o->letters)
				*ret_value = o->next < o->args->n ? o->args->v[o->next++] : "";
			o->letters = "";
		}
		return (int)i;
	}
	return OPTION_UNKNOWN;
}

int grub_next_option(struct grub_option_reader *o, const struct grub_option *table, unsigned n,
	const char **ret_value)
{
	const char *arg;

	if (o->letters && *o->letters)
		return short_option(o, table, n, ret_value);
	if (o->next >= o->args->n)
		return OPTION_END;
	arg = o->args->v[o->next++];
	*ret_value = arg;
	if (o->no_more || arg[0] != '-' || !arg[1])
		return OPTION_OPERAND;
	if (strcmp(arg, "--") == 0) {
		o->no_more = true;
		return grub_next_option(o, table, n, ret_value);
	}
	if (arg[1] == '-')
		return long_option(o, arg + 2, table, n, ret_value);
	o->letters = arg + 1;
	return short_option(o, table, n, ret_value);
}

/* ---- numbers ---- */

unsigned long long grub_number(const char *s, const char **ret_end)
{
	const char *digits = s + strspn(s, " \t\n");
	/* No octal digits, no octal number: "08". */
	int base = digits[0] == '0' && (digits[1] == '8' || digits[1] == '9') ? 10 : 0;
	bool is_number = isdigit((unsigned char)*digits);
	char *end = NULL;
	unsigned long long n = is_number ? strtoull(digits, &end, base) : 0;

	if (ret_end)
		*ret_end = is_number ? end : s;
	return n;
}

/* The only argument, a number, (without) if there is none; false: it is something else, which is
 * complained about. */
static bool read_count(
	struct grub_run *r, const struct grub_args *a, unsigned without, unsigned *ret)
{
	char *end = NULL;
	unsigned long n = a->n > 1 ? strtoul(a->v[1], &end, 10) : without;

	if (a->n > 2 || (end && (*end || !isdigit((unsigned char)*a->v[1])))) {
		(void)grub_complain(
			r, true, ERR_SYNTAX, "%s: \"%.40s\" is no number", a->v[0], a->v[a->n - 1]);
		return false;
	}
	*ret = (unsigned)MIN(n, INT16_MAX);
	return true;
}

/* ---- variables ---- */

static int cmd_set(struct grub_run *r, const struct grub_node *node, const struct grub_args *a)
{
	_cleanup_(freep) char *name = NULL;
	const char *eq;

	(void)node;
	eq = a->n > 1 ? strchr(a->v[1], '=') : NULL;
	if (!eq)
		return a->n > 1 ? grub_complain(r, true, ERR_SYNTAX, "set %.60s: no \"=\"", a->v[1])
				: 0;
	name = str_ndup(a->v[1], (size_t)(eq - a->v[1]));
	if (!name)
		return fail(ERR_NOMEM, "grub: no memory for a name");
	return grub_env_set(&r->context->env, name, eq + 1);
}

static int cmd_unset(struct grub_run *r, const struct grub_node *node, const struct grub_args *a)
{
	(void)node;
	if (a->n > 1) /* GRUB, too, takes only one */
		grub_env_unset(&r->context->env, a->v[1]);
	return 0;
}

static int cmd_export(struct grub_run *r, const struct grub_node *node, const struct grub_args *a)
{
	int rc = grub_step(r, a->n / GRUB_STEP_VARS);

	(void)node;
	for (unsigned i = 1; i < a->n && !rc; i++)
		rc = grub_env_export(&r->context->env, a->v[i]);
	return rc;
}

/* "setparams a b": what $1 and $2 are from here on, in what runs now. */
static int cmd_setparams(
	struct grub_run *r, const struct grub_node *node, const struct grub_args *a)
{
	char **v = grub_alloc(r->pool, a->n * sizeof *v);

	(void)node;
	if (!v)
		return -fail_last()->code;
	for (unsigned i = 1; i < a->n; i++) {
		v[i - 1] = grub_copy(r->pool, a->v[i], strlen(a->v[i]));
		if (!v[i - 1])
			return -fail_last()->code;
	}
	r->args = (struct grub_args){v, a->n - 1};
	return 0;
}

/* "shift [N]": $2 becomes $1. */
static int cmd_shift(struct grub_run *r, const struct grub_node *node, const struct grub_args *a)
{
	unsigned n;

	(void)node;
	if (!read_count(r, a, 1, &n) || n > r->args.n)
		return 1;
	r->args.v += n;
	r->args.n -= n;
	return 0;
}

/* "increment NAME" and "decrement NAME", which distributions have added to count attempts. */
static int cmd_count(struct grub_run *r, const struct grub_node *node, const struct grub_args *a)
{
	const char *value = a->n > 1 ? grub_env_get(&r->context->env, a->v[1]) : NULL;
	long long n = value ? strtoll(value, NULL, 10) : 0;
	char text[24];

	(void)node;
	if (!value)
		return grub_complain(r, true, ERR_NOENT, "%s: there is no such variable", a->v[0]);
	if (*a->v[0] == 'i' ? n < INT32_MAX : n > INT32_MIN)
		n += *a->v[0] == 'i' ? 1 : -1;
	(void)snprintf(text, sizeof text, "%lld", n);
	return grub_env_set(&r->context->env, a->v[1], text);
}

/* ---- flow ---- */

static int cmd_true(struct grub_run *r, const struct grub_node *node, const struct grub_args *a)
{
	(void)r;
	(void)node;
	(void)a;
	return 0;
}

static int cmd_false(struct grub_run *r, const struct grub_node *node, const struct grub_args *a)
{
	(void)r;
	(void)node;
	(void)a;
	return 1;
}

static int cmd_test(struct grub_run *r, const struct grub_node *node, const struct grub_args *a)
{
	struct grub_args inner = {a->v + 1, a->n - 1};

	(void)node;
	if (*a->v[0] == '[') {
		inner.n -= inner.n && strcmp(a->v[a->n - 1], "]") == 0;
	}
	return grub_test(r, &inner);
}

/* "break" and "continue", out of as many loops as the argument says. */
static int cmd_leave_loop(
	struct grub_run *r, const struct grub_node *node, const struct grub_args *a)
{
	unsigned n;

	(void)node;
	if (!read_count(r, a, 1, &n))
		return 1;
	if (r->n_loops == 0 || n == 0)
		return 0;
	r->n_leave = MIN(n, r->n_loops);
	r->leaving = *a->v[0] == 'b' ? LEAVE_BREAK : LEAVE_CONTINUE;
	return 0;
}

static int cmd_return(struct grub_run *r, const struct grub_node *node, const struct grub_args *a)
{
	unsigned n;

	(void)node;
	if (!r->in_function)
		return grub_complain(r, true, ERR_SYNTAX, "return outside a function");
	if (!read_count(r, a, (unsigned)r->status, &n))
		return 1;
	r->leaving = LEAVE_FUNCTION;
	return (int)n;
}

static int cmd_eval(struct grub_run *r, const struct grub_node *node, const struct grub_args *a)
{
	_cleanup_(strbuf_free) struct strbuf text = {};
	int rc = 0;

	for (unsigned i = 1; i < a->n && !rc; i++)
		rc = strbuf_addf(&text, "%s%s", i > 1 ? " " : "", a->v[i]);
	if (!rc)
		rc = grub_step(r, 1 + (unsigned)(text.len >> 10));
	if (!rc && text.len)
		rc = grub_run_text(r, node->file, text.s, text.len);
	return rc ? rc : r->status;
}

/* Of the questions to a processor those about 64 bits and large pages have an answer. */
static int cmd_cpuid(struct grub_run *r, const struct grub_node *node, const struct grub_args *a)
{
	static const char *const known[] = {"-l", "--long-mode", "-p", "--pae"};

	(void)r;
	(void)node;
	for (unsigned i = 0; a->n > 1 && i < ARRAY_SIZE(known); i++)
		if (strcmp(a->v[1], known[i]) == 0)
			return 0;
	return 1;
}

static int cmd_devicetree(
	struct grub_run *r, const struct grub_node *node, const struct grub_args *a)
{
	(void)node;
	(void)grub_complain(r, true, ERR_NOTSUP, "%s is not for this machine", a->v[0]);
	return 0;
}

/* Addresses and routes are DHCP's, or those of whoever has run the configuration. */
static int cmd_net(struct grub_run *r, const struct grub_node *node, const struct grub_args *a)
{
	(void)node;
	(void)grub_complain(r, true, ERR_NOTSUP, "%s: the network stays as it is", a->v[0]);
	return 0;
}

const struct grub_command grub_base_commands[] = {
	{"set", cmd_set},
	{"unset", cmd_unset},
	{"export", cmd_export},
	{"setparams", cmd_setparams},
	{"shift", cmd_shift},
	{"increment", cmd_count},
	{"decrement", cmd_count},
	{"true", cmd_true},
	{":", cmd_true},
	{"false", cmd_false},
	{"test", cmd_test},
	{"[", cmd_test},
	{"break", cmd_leave_loop},
	{"continue", cmd_leave_loop},
	{"return", cmd_return},
	{"eval", cmd_eval},
	{"cpuid", cmd_cpuid},
	{"devicetree", cmd_devicetree},
	{"net_add_addr", cmd_net},
	{"net_del_addr", cmd_net},
	{"net_add_route", cmd_net},
	{"net_del_route", cmd_net},
	{"net_add_dns", cmd_net},
	{"net_del_dns", cmd_net},
	{"password", grub_add_user},
	{"password_pbkdf2", grub_add_user},
	{"authenticate", grub_authenticate},
	{"load_env", grub_load_env},
	{},
};

/* Commands that change how GRUB looks, or something else that is not there; and those that fail. */
static const char *const idle[] = {"insmod", "rmmod", "lsmod", "clear", "pause", "help", "date",
	"ls", "loadfont", "lsfonts", "load_video", "videoinfo", "vbeinfo", "videotest",
	"terminal_input", "terminfo", "serial", "background_color", "play", "gettext", "keymap",
	"savedefault", "save_env", "list_env", "drivemap", "parttool", "hdparm", "acpi", "usb",
	"nativedisk", "outb", "outw", "outl", "setpci", "lspci", "lsacpi", "lsefi", "lsefisystab",
	"lsefimmap", "lssal", "dump", "lsapm", "trust", "distrust", "list_trusted", "net_bootp",
	"net_bootp6", "net_dhcp", "net_ipv6_autoconf", "net_ls_addr", "net_ls_cards", "net_ls_dns",
	"net_ls_routes", "badram", "cutmem", "bli", "fakebios", "loadbios", "fix_video", "wrmsr",
	"efitextmode", "gptsync", "hiddenentry", "inb", "inw", "inl", NULL};
static const char *const failing[] = {"keystatus", "cmp", "hashsum", "md5sum", "sha1sum",
	"sha256sum", "sha512sum", "crc", "cmostest", "cmosdump", "cmosset", "cmosclean", "rdmsr",
	"cryptomount", "verify_detached", "file", NULL};

static bool is_in(const char *const *names, const char *name)
{
	while (*names && strcmp(*names, name) != 0)
		names++;
	return *names != NULL;
}

const struct grub_command *grub_find_command(const char *name)
{
	static const struct grub_command *const tables[] = {grub_base_commands, grub_find_commands,
		grub_load_commands, grub_go_commands, grub_menu_commands, grub_screen_commands,
		grub_talk_commands};

	for (unsigned i = 0; i < ARRAY_SIZE(tables); i++)
		for (const struct grub_command *c = tables[i]; c->name; c++)
			if (strcmp(c->name, name) == 0)
				return c;
	return NULL;
}

const struct grub_command *grub_find_idle_command(const char *name)
{
	static const struct grub_command does_nothing = {"true", cmd_true},
					 fails = {"false", cmd_false};

	if (is_in(idle, name))
		return &does_nothing;
	return is_in(failing, name) ? &fails : NULL;
}
