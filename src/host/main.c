/* SPDX-License-Identifier: BSD-2-Clause */
/*
 * hawser-host: the interpreter of Hawser's scripts as a program on a workstation, which checks
 * scripts and runs them up to the point where a machine would boot. The tables below are its
 * usage, its help and its manual page.
 */
#include <errno.h>
#include <limits.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <sys/stat.h>

#include "core/util.h"
#include "core/version.h"
#include "host/commands.h"
#include "host/configs.h"
#include "host/roff.h"

static int cmd_help(const struct host_options *o, unsigned n, char **what);
static int cmd_version(const struct host_options *o, unsigned n, char **what);

static const struct verb {
	const char *name, *usage;
	int (*run)(const struct host_options *o, unsigned n, char **what);
	unsigned min, max;
	const char *help;
} verbs[] = {
	{"check", "[OPTION...] FILE|URL...", cmd_check, 1, 1000,
		"Reports what is wrong with scripts and with configurations of PXELINUX, GRUB and "
		"systemd-boot, without running them; what they chain to and include is checked, too, "
		"as far as it can be found"},
	{"run", "[OPTION...] [FILE|URL]", cmd_run, 0, 1,
		"Runs a script in the terminal, or shows the menu of a configuration, and prints what "
		"would be booted in the end; without a file, what a machine finds at start-up that "
		"gets Hawser from the folder of --root"},
	{"commands", "[--format man]", cmd_commands, 0, 0,
		"Prints the commands of the script language"},
	{"help", "[--format man]", cmd_help, 0, 0, "Prints this"},
	{"version", "", cmd_version, 0, 0, "Prints the version"},
};

enum option { FORMAT, STRICT, AS, ENTRY, LIST, ROOT, TRUST, FACT, KEYS, LIMIT };
static const struct flag {
	const char *name, *value; /* NULL: it has none */
	enum option what;
	const char *help;
} flags[] = {
	{"format", "text|json", FORMAT,
		"check: one finding a line, or all of them as a JSON array (default: text)"},
	{"strict", NULL, STRICT, "check: warnings count as errors, too"},
	{"as", "KIND", AS,
		"What the files are, if they do not tell by their names or words: script, pxelinux, "
		"grub or bls"},
	{"entry", "NAME", ENTRY,
		"run: chooses this entry of a configuration without showing its menu: its label or id, "
		"else its title, else its number from 1; MENU>NAME for one of a menu below"},
	{"list", NULL, LIST,
		"run: prints what is chosen by --entry and what each entry would boot, with its "
		"command line, and boots nothing"},
	{"root", "DIR", ROOT,
		"Everything is fetched from this folder, whatever the server and the protocol: "
		"http://SERVER/PATH is the file DIR/SERVER/PATH, or else DIR/PATH"},
	{"trust", "FILE", TRUST,
		"Certificates that servers of https: addresses may lead to, PEM or DER, besides those "
		"of the build"},
	{"fact", "NAME=VALUE,...", FACT,
		"run: what the machine or its DHCP server would say: uuid=4c4c..., "
		"net0/mac=52:54:00:12:34:56, "
		"platform=efi, net0.dhcp/filename=boot.ipxe, and so on"},
	{"keys", "KEY...", KEYS,
		"run: what is typed, parted by blanks: enter, esc, tab, up, down, left, right, pgup, "
		"pgdn, home, end, backspace, delete, f1 to f12, ctrl-c, space, or a word typed as it "
		"is; standard input counts afterwards"},
	{"limit", "SECONDS", LIMIT,
		"run: ends the run with failure after so long (default: 60 if the input is no "
		"terminal, else 0: never)"},
};

static void help_man(void)
{
	puts(".SH COMMANDS");
	for (unsigned i = 0; i < ARRAY_SIZE(verbs); i++) {
		printf(".TP\n.BR \"%s\" \" ", verbs[i].name);
		roff_line(verbs[i].usage);
		puts("\"");
		roff_text(verbs[i].help);
	}
	puts(".SH OPTIONS");
	for (unsigned i = 0; i < ARRAY_SIZE(flags); i++) {
		printf(".TP\n.BR \\-\\-%s", flags[i].name);
		if (flags[i].value)
			printf(" \" %s\"", flags[i].value);
		putchar('\n');
		roff_text(flags[i].help);
	}
}

static int cmd_version(const struct host_options *o, unsigned n, char **what)
{
	(void)o;
	(void)n;
	(void)what;
	printf("hawser-host of Hawser %s\n", hawser_version);
	return 0;
}

static int cmd_help(const struct host_options *o, unsigned n, char **what)
{
	if (o->format && strcmp(o->format, "man") == 0) {
		help_man();
		return 0;
	}
	(void)cmd_version(o, n, what);
	for (unsigned i = 0; i < ARRAY_SIZE(verbs); i++)
		printf("  hawser-host %s %s\n      %s\n", verbs[i].name, verbs[i].usage,
			verbs[i].help);
	puts("Options:");
	for (unsigned i = 0; i < ARRAY_SIZE(flags); i++)
		printf("  --%s%s%s\n      %s\n", flags[i].name, flags[i].value ? " " : "",
			flags[i].value ? flags[i].value : "", flags[i].help);
	return 0;
}

/* ---- the command line ---- */

/* The folder (path) as paths in it begin. */
static const char *without_slash(const char *path)
{
	static char folder[PATH_MAX];
	size_t n = strlen(path);

	while (n > 1 && path[n - 1] == '/')
		n--;
	(void)snprintf(folder, sizeof(folder), "%.*s", (int)n, path);
	return folder;
}

static int store(struct host_options *o, const struct flag *f, const char *value)
{
	struct stat st;
	char *end;

	switch (f->what) {
	case FORMAT:
		o->format = value;
		return 0;
	case STRICT:
		o->strict = true;
		return 0;
	case AS:
		o->as = value;
		if (config_kind_named(value) >= 0)
			return 0;
		fprintf(stderr, "hawser-host: --as is script, pxelinux, grub or bls, not %s\n",
			value);
		return EXIT_USAGE;
	case ENTRY:
		o->entry = value;
		return 0;
	case LIST:
		o->list = true;
		return 0;
	case ROOT:
		o->root = without_slash(value);
		if (stat(value, &st) == 0 && S_ISDIR(st.st_mode))
			return 0;
		fprintf(stderr, "hawser-host: --root wants a folder, and %s is none\n", value);
		return EXIT_USAGE;
	case TRUST:
		o->trust = value;
		return 0;
	case KEYS:
		o->keys = value;
		return 0;
	case FACT:
		if (o->n_facts == FACTS_MAX) {
			fprintf(stderr, "hawser-host: more than %d times --fact\n", FACTS_MAX);
			return EXIT_USAGE;
		}
		o->facts[o->n_facts++] = value;
		return 0;
	case LIMIT:
		errno = 0;
		o->limit_s = (unsigned)strtoul(value, &end, 10);
		o->limit_given = true;
		if (errno == 0 && *value && !*end)
			return 0;
		fprintf(stderr, "hawser-host: --limit wants seconds, not \"%s\"\n", value);
		return EXIT_USAGE;
	}
	return EXIT_USAGE;
}

static const struct flag *find_flag(const char *name, size_t n)
{
	for (unsigned i = 0; i < ARRAY_SIZE(flags); i++) {
		if (strlen(flags[i].name) == n && memcmp(flags[i].name, name, n) == 0)
			return &flags[i];
	}
	return NULL;
}

/* Takes the option at (*v)[0], and its value. */
static int take_option(char ***v, struct host_options *o)
{
	const char *word = *(*v)++, *value = strchr(word, '=');
	const struct flag *f =
		find_flag(word + 2, value ? (size_t)(value - word) - 2 : strlen(word) - 2);

	if (!f || (value && !f->value)) {
		fprintf(stderr, "hawser-host: unknown option %s\n", word);
		return EXIT_USAGE;
	}
	if (f->value && !value && !**v) {
		fprintf(stderr, "hawser-host: %s wants a value\n", word);
		return EXIT_USAGE;
	}
	if (f->value)
		value = value ? value + 1 : *(*v)++;
	return store(o, f, value);
}

/* Sorts the words into options and (*ret_n) others, which come first then. */
static int read_words(char **v, struct host_options *o, unsigned *ret_n)
{
	char **out = v;
	bool options = true;

	*ret_n = 0;
	while (*v) {
		if (options && strcmp(*v, "--") == 0) {
			options = false;
			v++;
		} else if (options && strncmp(*v, "--", 2) == 0) {
			int rc = take_option(&v, o);

			if (rc)
				return rc;
		} else {
			*out++ = *v++;
			++*ret_n;
		}
	}
	return 0;
}

static bool is_help(const char *word)
{
	return strcmp(word, "--help") == 0 || strcmp(word, "-h") == 0;
}

static const struct verb *find_verb(const char *name)
{
	if (strcmp(name, "--version") == 0)
		name = "version";
	if (is_help(name))
		name = "help";
	for (unsigned i = 0; i < ARRAY_SIZE(verbs); i++) {
		if (strcmp(verbs[i].name, name) == 0)
			return &verbs[i];
	}
	return NULL;
}

int main(int argc, char **argv)
{
	const struct verb *v = argc > 1 ? find_verb(argv[1]) : NULL;
	struct host_options o = {};
	char *none[] = {NULL};
	char **words = argc > 1 ? argv + 2 : none;
	unsigned n;
	int rc;

	if (!v) {
		fprintf(stderr, "hawser-host: %s%s%s\n",
			argc > 1 ? "there is no command \"" : "a command is missing",
			argc > 1 ? argv[1] : "", argc > 1 ? "\"" : "");
		(void)cmd_help(&o, 0, NULL);
		return EXIT_USAGE;
	}
	if (words[0] && is_help(words[0]))
		return cmd_help(&o, 0, NULL);
	rc = read_words(words, &o, &n);
	if (rc)
		return rc;
	if (n < v->min || n > v->max) {
		fprintf(stderr, "Usage: hawser-host %s %s\n", v->name, v->usage);
		return EXIT_USAGE;
	}
	return v->run(&o, n, words);
}
