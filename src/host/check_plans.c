/* SPDX-License-Identifier: BSD-2-Clause */
/* Files for the readers of configurations, and the places of what they complain about. */
#include "host/check_plans.h"

#include <stdlib.h>
#include <string.h>

#include "core/status.h"
#include "host/alloc.h"

/* (path) without the server that the configuration is on; NULL: it is on another one. */
static const char *local_part(const struct plans *p, const char *path)
{
	size_t n = p->home ? strlen(p->home) : 0;

	if (n && strncmp(path, p->home, n) == 0 && path[n] == '/')
		return path + n;
	return strstr(path, "://") ? NULL : path;
}

/* The file for it, a new string; NULL. */
static char *find(const struct plans *p, const char *path)
{
	const char *local = local_part(p, path);

	return local ? configs_find(p->c, p->main, local) : NULL;
}

static void keep(struct plans *p, const char *path, const char *file)
{
	p->names = host_grow(p->names, p->n, sizeof(*p->names));
	p->names[p->n++] = (struct plan_name){host_ndup(path, strlen(path)), file};
}

static int read_file(void *arg, const char *path, char **ret, size_t *ret_len)
{
	struct plans *p = arg;
	bool is_main = strcmp(path, p->path) == 0;
	char *file = is_main ? NULL : find(p, path);

	if (!is_main && !file)
		return fail(ERR_NOENT, "%s: is not there", path);
	keep(p, path, is_main ? p->main : configs_keep(p->c, file));
	if (is_main)
		*ret_len = p->len;
	*ret = is_main ? configs_copy(p->text, p->len) : configs_read(p->c, file, ret_len);
	free(file);
	return *ret ? 0 : -fail_last()->code;
}

static bool exists(void *arg, const char *path)
{
	struct plans *p = arg;
	char *file = find(p, path);
	bool is = file || strcmp(path, p->path) == 0;

	free(file);
	return is;
}

struct bootmenu_files plans_files(struct plans *p)
{
	return (struct bootmenu_files){
		.read = read_file, .exists = exists, .arg = p, .is_remote = true};
}

bool plans_failure(
	const struct plans *p, const char **ret_file, unsigned *ret_line, const char **ret_reason)
{
	const char *text = fail_last()->text;

	for (unsigned i = 0; i < p->n; i++) {
		size_t n = strlen(p->names[i].path);
		char *end;
		unsigned long line;

		if (strncmp(text, p->names[i].path, n) != 0 || text[n] != ':')
			continue;
		line = strtoul(text + n + 1, &end, 10);
		if (*end != ':' || end[1] != ' ')
			continue;
		*ret_file = p->names[i].file;
		*ret_line = (unsigned)line;
		*ret_reason = end + 2;
		return true;
	}
	return false;
}

bool plans_is_told(const struct plans *p, const char *file, unsigned line, bool error)
{
	const struct findings *f = p->c->f;

	for (unsigned i = 0; i < f->n; i++) {
		if ((f->v[i].is_error || !error) && f->v[i].file == file && f->v[i].at.line == line)
			return true;
	}
	return false;
}

void plans_free(struct plans *p)
{
	for (unsigned i = 0; i < p->n; i++)
		free(p->names[i].path);
	free(p->names);
}
