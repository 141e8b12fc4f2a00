/* SPDX-License-Identifier: BSD-2-Clause */
/* What hawser-host can do, and what it can be told. */
#pragma once

#include <stdbool.h>

/* Exit statuses. */
enum {
	EXIT_FOUND = 1, /* check has found errors; the script that was run has failed */
	EXIT_USAGE = 2, /* wrong options, or files that cannot be read */
};

enum { FACTS_MAX = 64 };

struct host_options {
	const char *format; /* NULL: text */
	bool strict;
	const char *entry; /* of a configuration; NULL: its menu is shown */
	bool list;         /* print the entries of a configuration, boot nothing */
	const char *as;    /* the kind of file; NULL: what it looks like */
	const char *root;  /* a folder that stands for all servers; NULL: none */
	const char *trust; /* a file of anchors; NULL: none */
	const char *facts[FACTS_MAX];
	unsigned n_facts;
	const char *keys;
	unsigned limit_s; /* 0: none */
	bool limit_given;
};

/* Checks the (n) files and URLs (what). */
int cmd_check(const struct host_options *o, unsigned n, char **what);
/* Runs the script (what[0]). */
int cmd_run(const struct host_options *o, unsigned n, char **what);
/* Prints the commands of the language, as text or as part of a manual page (--format man). */
int cmd_commands(const struct host_options *o, unsigned n, char **what);
