/* SPDX-License-Identifier: BSD-2-Clause */
/*
 * Which file of a server's folder was meant by a name that it does not have: with other capital
 * letters, with slashes for backslashes, without the folders that the server itself stands in front
 * of names, or with a letter that differs.
 */
#include <dirent.h>
#include <stdlib.h>
#include <string.h>
#include <strings.h>
#include <sys/stat.h>

#include "host/alloc.h"
#include "host/configs.h"
#include "host/similar.h"

#define ENTRIES_MOST 5000u /* of a folder that are looked at */

static bool is_there(const char *path, bool folder)
{
	struct stat st;

	return stat(path, &st) == 0 && (folder ? S_ISDIR(st.st_mode) : S_ISREG(st.st_mode));
}

/* The entry of the folder (dir) that (name) is but for capital letters; or, if (folder) is
 * false, that is nearly called so. A new string or NULL. */
static char *entry_like(const char *dir, const char *name, bool folder)
{
	DIR *d = opendir(dir);
	char *same = NULL, *near = NULL;
	struct similar s = similar_to(name);
	struct dirent *e;

	for (unsigned i = 0; d && !same && i < ENTRIES_MOST && (e = readdir(d)); i++) {
		const char *best = s.best;
		char *path = host_format("%s/%s", dir, e->d_name);

		if (*e->d_name != '.' && is_there(path, folder)) {
			if (strcasecmp(e->d_name, name) == 0)
				same = host_ndup(e->d_name, strlen(e->d_name));
			similar_try(&s, e->d_name);
		}
		if (s.best != best) { /* it points into the folder's list */
			free(near);
			near = host_ndup(s.best, strlen(s.best));
			s.best = near;
		}
		free(path);
	}
	if (d)
		closedir(d);
	if (same || folder) {
		free(near);
		return same;
	}
	return near;
}

/* The path below (dir) that (name), without a slash at its beginning, is like. */
static char *path_like(const char *dir, const char *name)
{
	char *path = host_ndup("", 0);

	while (path && *name) {
		size_t n = strcspn(name, "/\\");
		char *part = host_ndup(name, n), *in = host_format("%s/%s", dir, path), *like;

		name += n + strspn(name + n, "/\\");
		like = entry_like(in, part, *name != '\0');
		free(part);
		free(in);
		in = like ? host_format("%s%s%s", path, *path ? "/" : "", like) : NULL;
		free(path);
		free(like);
		path = in;
	}
	return path;
}

char *configs_meant(const struct configs *c, const char *name)
{
	char *found = NULL;

	while (c->root && !found && *name) {
		name += strspn(name, "/\\.");
		found = *name ? path_like(c->root, name) : NULL;
		name += strcspn(name, "/\\");
	}
	if (found && !*found) {
		free(found);
		found = NULL;
	}
	return found;
}
