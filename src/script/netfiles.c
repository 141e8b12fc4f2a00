/* SPDX-License-Identifier: BSD-2-Clause */
/*
 * Files on servers for the readers of configurations. Configurations are read more than once (a
 * menu module reads again what the core has read) and looked for under many names, so every
 * answer is kept, until somebody goes on to another configuration, which may be the same one again
 * because it has changed; but that there is no such file only for a moment, for programs of GRUB
 * may wait for one.
 */
#include "script/netfiles.h"

#include <string.h>

#include "arch/platform.h"
#include "core/clock.h"
#include "core/list.h"
#include "core/log.h"
#include "core/status.h"
#include "core/strbuf.h"
#include "core/transfer.h"
#include "core/uri.h"
#include "core/util.h"
#include "core/wait.h"
#include "script/isopath.h"

#define FILE_MOST (16u << 20) /* longer ones are neither configurations nor their pictures */
#define MOMENT_US (3 * US_PER_S)

enum state { UNKNOWN, MISSING, PRESENT, READ };

struct netfile {
	struct list node;
	char *path;
	enum state state;
	uint64_t known_us; /* since when, unless that is UNKNOWN */
	char *text;        /* of one that was READ, with a NUL behind it */
	size_t len;
};

struct netfiles {
	char *root;
	struct list files;
	struct failure canceled; /* by Ctrl-C; (code) 0: not */
};

static void file_free(struct netfile *f)
{
	list_remove(&f->node);
	free(f->path);
	free(f->text);
	free(f);
}

void netfiles_free(struct netfiles *n)
{
	struct netfile *f, *next;

	if (!n)
		return;
	list_for_each_safe(f, next, &n->files, node)
		file_free(f);
	free(n->root);
	free(n);
}

struct netfiles *netfiles_new(const char *root)
{
	struct netfiles *n = calloc(1, sizeof(*n));

	if (n) {
		list_init(&n->files);
		n->root = root ? str_dup(root) : NULL;
	}
	if (!n || (root && !n->root)) {
		netfiles_free(n);
		(void)fail(ERR_NOMEM, "menu: no memory");
		return NULL;
	}
	return n;
}

/* What is known of (path). */
static int file_at(struct netfiles *n, const char *path, struct netfile **ret)
{
	struct netfile *f;

	list_for_each(f, &n->files, node) {
		if (strcmp(f->path, path) == 0) {
			*ret = f;
			return 0;
		}
	}
	f = calloc(1, sizeof(*f));
	if (f)
		f->path = str_dup(path);
	if (!f || !f->path) {
		free(f);
		return fail(ERR_NOMEM, "menu: no memory for %s", path);
	}
	list_add_tail(&f->node, &n->files);
	*ret = f;
	return 0;
}

static int uri_of(const struct netfiles *n, const char *path, struct uri **ret)
{
	_cleanup_(freep) char *text = NULL;

	if (strstr(path, "://") || !n->root)
		return uri_parse_cwd(path, ret);
	text = str_format("%s%s", n->root, path);
	return text ? uri_parse(text, ret) : fail(ERR_NOMEM, "menu: no memory for %s", path);
}

/* Servers differ in how they say that there is no such file. */
static bool means_missing(int rc)
{
	return rc == -ERR_NOFILE || rc == -ERR_ACCES || rc == -ERR_SERVER || rc == -ERR_NOENT;
}

static void know(struct netfile *f, enum state state)
{
	f->state = state;
	f->known_us = plat_now_us();
}

static int note_missing(struct netfile *f, int rc)
{
	if (!means_missing(rc))
		return rc;
	log_info("%s", fail_last()->text);
	know(f, MISSING);
	return -ERR_NOENT;
}

static bool is_old(const struct netfile *f)
{
	return plat_now_us() - f->known_us > MOMENT_US;
}

static void forget_missing(struct netfile *f)
{
	if (f->state == MISSING && is_old(f))
		f->state = UNKNOWN;
}

void netfiles_refresh(struct netfiles *n)
{
	struct netfile *f;

	list_for_each(f, &n->files, node) {
		if (!is_old(f))
			continue;
		free(TAKE(f->text));
		f->state = UNKNOWN;
	}
}

static int take_text(struct netfile *f, const struct blob *data)
{
	f->text = malloc((size_t)data->len + 1);
	if (!f->text)
		return fail(ERR_NOMEM, "%s: no memory to read it", f->path);
	f->len = (size_t)data->len;
	if (f->len)
		memcpy(f->text, data->data, f->len);
	f->text[f->len] = '\0';
	know(f, READ);
	return 0;
}

/* What "loopback" of GRUB leads to. */
static int fetch_in_iso(const char *path, struct blob *ret)
{
	const struct fetch_options o = {.quiet = true};
	_cleanup_(freep) char *name = NULL;
	int rc = isopath_fetch(path, &o, ret, &name);

	if (!rc && ret->len > FILE_MOST)
		rc = fail(ERR_TOOBIG, "%s: %llu bytes are too many for what menus are made of",
			path, (unsigned long long)ret->len);
	return rc;
}

static int fetch(const struct netfiles *n, struct netfile *f)
{
	_cleanup_(uri_freep) struct uri *uri = NULL;
	_cleanup_(blob_free) struct blob data = {};
	const struct transfer_options o = {.most = FILE_MOST};
	int rc = isopath_is(f->path) ? fetch_in_iso(f->path, &data) : uri_of(n, f->path, &uri);

	if (!rc && uri)
		rc = transfer_fetch(uri, &o, 0, &data, NULL);
	return rc ? note_missing(f, rc) : take_text(f, &data);
}

static int file_read(void *arg, const char *path, char **ret, size_t *ret_len)
{
	const struct netfiles *n = arg;
	struct netfile *f;
	int rc = n->canceled.code ? fail_again(&n->canceled) : file_at(arg, path, &f);

	if (!rc)
		forget_missing(f);
	if (!rc && f->state != READ && f->state != MISSING)
		rc = fetch(arg, f);
	if (!rc && f->state == READ) {
		char *copy = malloc(f->len + 1);

		if (!copy)
			return fail(ERR_NOMEM, "%s: no memory to read it", path);
		memcpy(copy, f->text, f->len + 1);
		*ret = copy;
		*ret_len = f->len;
		return 0;
	}
	if (!rc || rc == -ERR_NOENT)
		return fail(ERR_NOENT, "there is no %s", path);
	return rc;
}

/* ---- is it there? ---- */

static bool has_answered(void *arg)
{
	const struct transfer *t = arg;

	return t->offered || t->status != -ERR_RUNNING;
}

/* The transfer is broken off when the server has begun to answer. */
static int probe(const struct netfiles *n, const struct netfile *f)
{
	_cleanup_(uri_freep) struct uri *uri = NULL;
	struct transfer *t;
	int rc = uri_of(n, f->path, &uri);

	if (!rc)
		rc = transfer_start(uri, NULL, &t);
	if (rc)
		return rc;
	t->ahead = true;
	rc = wait_until(NULL, has_answered, t, DEADLINE_NEVER);
	if (!rc && t->status < 0 && t->status != -ERR_RUNNING)
		rc = fail_again(&t->failure);
	transfer_free(t);
	return rc;
}

static bool file_exists(void *arg, const char *path)
{
	struct netfiles *n = arg;
	struct netfile *f;
	int rc = n->canceled.code || file_at(n, path, &f);

	if (rc)
		return false;
	forget_missing(f);
	if (f->state == UNKNOWN) {
		rc = isopath_is(path) ? isopath_find(path) : probe(n, f);
		if (rc)
			rc = note_missing(f, rc);
		else
			know(f, PRESENT);
	}
	if (rc == -ERR_CANCELED)
		n->canceled = *fail_last();
	return f->state == PRESENT || f->state == READ;
}

int netfiles_take_cancel(struct netfiles *n)
{
	const struct failure why = n->canceled;

	n->canceled.code = 0;
	return why.code ? fail_again(&why) : 0;
}

struct bootmenu_files netfiles_get(struct netfiles *n)
{
	return (struct bootmenu_files){
		.read = file_read,
		.exists = file_exists,
		.arg = n,
		.is_efi = strcmp(plat_name, "efi") == 0,
	};
}
