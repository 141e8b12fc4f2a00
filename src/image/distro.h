/* SPDX-License-Identifier: BSD-2-Clause */
/*
 * Which distribution an image is of, and by which words on its kernel's command line its initramfs
 * finds the rest of the image again when Hawser has started the kernel from within it.
 */
#pragma once

#include <stdbool.h>
#include <stddef.h>

/* What is known of an image, and of the entry to be started. Texts may be NULL. */
struct distro_facts {
	const char *label;   /* the volume's */
	const char *kernel;  /* path of the kernel in the image */
	const char *cmdline; /* that the image's own menu gives it */
	bool (*exists)(void *arg, const char *path);
	/* The contents of a file as a new string, the first bytes if it is long. -ERR_NOENT. */
	int (*read)(void *arg, const char *path, char **ret, size_t *ret_len);
	void *arg;
};

enum distro_way {
	DISTRO_URL,     /* words name the image's URL, the initramfs fetches it once more */
	DISTRO_RAM,     /* the whole image is to be a disk in memory */
	DISTRO_INITRD,  /* what is needed goes into the initrd: .inject, .initrd */
	DISTRO_NOTHING, /* kernel and initrd of the entry are all of it */
	DISTRO_N_WAYS,
};

/* Words for one way, separated by blanks. */
struct distro_words {
	/* With {url} and {label}. A word replaces those with the same key; with "?" before it, it is
	 * added only if there is none with its key. */
	const char *add;
	const char *remove; /* whole words, "key=" with any value, "start*" */
};

struct distro {
	const char *name;
	enum distro_way way;                      /* the better one */
	enum distro_way other;                    /* if that cannot be; the same if there is none */
	struct distro_words words[DISTRO_N_WAYS]; /* only those of .way and .other count */
	const char *needs;   /* what the initramfs must have for DISTRO_URL, for initramfs_scan() */
	const char *schemes; /* of URLs that it can fetch: "http https" */
	bool wants_iso;      /* and only if the URL ends in ".iso" */
	const char *inject;  /* the image's name as a file in the initrd, or NULL */
	const char *initrd;  /* path in the image of another initrd to be loaded, or NULL */
	const char *note;    /* a sentence for the user without a period, or NULL */
};

/* The first row of the table that fits; NULL: unknown. Files are read, of which a failure
 * other than -ERR_NOENT counts as not there. */
const struct distro *distro_recognise(const struct distro_facts *f);

/* Why the initramfs cannot fetch (url), "…" without a period; NULL if it can. Static. */
const char *distro_url_problem(const struct distro *d, const char *url);

/* Which way to go: (d)'s better one unless that is known to fail and the other not.
 * (can_fetch): the URL has no problem, and .needs is in the initramfs or it could not be read;
 * (sees_disk): it has the drivers for a disk in memory, or could not be read. */
enum distro_way distro_choose(const struct distro *d, bool can_fetch, bool sees_disk);

/* Makes the command line for (way) of the one the image's menu gives: words that name a disk
 * with the image as a file on it go, (d)'s words come in, before "---" or "--" if there is
 * one. All else stays byte for byte. (d) may be NULL. (args), if not NULL, come in instead of
 * the words of (d), with the same placeholders; nothing is removed for (d) then. -ERR_INVAL:
 * (url) has blanks or quotes; -ERR_NOMEM. */
int distro_cmdline(const struct distro *d, enum distro_way way, const char *cmdline,
	const char *url, const char *label, const char *args, char **ret);

/* distro_table.c */

/* A row fits if everything it asks for does; parts of a text separated by "|" are alternatives. */
struct distro_rule {
	const struct distro *distro;
	const char *word;   /* start of a word of the command line */
	const char *kernel; /* start of the kernel's path */
	const char *label;  /* start of the label, without regard to case */
	const char *path;   /* a file or folder that is there */
	const char *file;   /* a file that has (text) in its first 4 KiB, without regard to case */
	const char *text;
};
extern const struct distro_rule distro_rules[];
extern const size_t distro_n_rules;
