/* SPDX-License-Identifier: BSD-2-Clause */
/*
 * The table of schemes of hawser-host: those of the firmware images, which can be turned to a
 * folder instead, and "file", by which a script in the file system names its neighbours. The file
 * for http://SERVER/PATH is DIR/SERVER/PATH or else DIR/PATH.
 */
#include "host/schemes.h"

#include <stdio.h>
#include <string.h>
#include <sys/stat.h>

#include "core/status.h"
#include "core/transfer.h"
#include "net/schemes.h"

static const char *root, *beside, *home, *home_host;

void schemes_set_root(const char *dir)
{
	root = dir;
}

void schemes_set_home(const char *host, const char *dir)
{
	static char copy[64];

	(void)snprintf(copy, sizeof(copy), "%s", host);
	home_host = copy;
	home = dir;
}

void schemes_set_beside(const char *dir)
{
	beside = dir;
}

/* Some part of (path) is "..": it could lead out of the folder. */
static bool leads_out(const char *path)
{
	for (const char *p = path; (p = strstr(p, "..")) != NULL; p += 2) {
		if ((p == path || p[-1] == '/') && (!p[2] || p[2] == '/'))
			return true;
	}
	return false;
}

static int send_file(struct stream *s, FILE *f)
{
	char bytes[65536];
	struct stat st;
	size_t n;

	if (fstat(fileno(f), &st) || !S_ISREG(st.st_mode))
		return fail(ERR_NOFILE, "%s is no file", uri_text(s->uri));
	if (s->pos && fseek(f, (long)s->pos, SEEK_SET))
		return fail(ERR_IO, "%s: %m", uri_text(s->uri));
	if (stream_offer(s,
		    &(struct offer){.total = (uint64_t)st.st_size, .from = s->pos, .ranges = true}))
		return 0;
	while (s->pos < s->end && (n = fread(bytes, 1, sizeof(bytes), f)) > 0) {
		if (n > s->end - s->pos)
			n = (size_t)(s->end - s->pos);
		if (stream_data(s, bytes, n))
			return 0;
	}
	stream_end(s, 0, false, 0);
	return 0;
}

static int send_path(struct stream *s, const char *dir, const char *host, const char *path)
{
	_cleanup_(freep) char *name = str_format(
		"%s%s%s%s%s", dir, *host ? "/" : "", host, *path == '/' || !*dir ? "" : "/", path);
	FILE *f = name ? fopen(name, "rb") : NULL;
	int rc;

	if (!f)
		return -ERR_NOFILE;
	rc = send_file(s, f);
	fclose(f);
	return rc;
}

/* From the folder (dir). */
static int dir_start(struct stream *s, const char *dir)
{
	_cleanup_(strbuf_free) struct strbuf path = {};
	int rc = uri_path_decoded(s->uri, &path);

	if (rc)
		return rc;
	if (!path.len || (*dir && leads_out(path.s)))
		return fail(ERR_NOFILE, "%s names no file", uri_text(s->uri));
	rc = -ERR_NOFILE;
	if (*dir && s->uri->host && s->uri->host[0] && !leads_out(s->uri->host) &&
		!strchr(s->uri->host, '/'))
		rc = send_path(s, dir, s->uri->host, path.s);
	if (rc == -ERR_NOFILE)
		rc = send_path(s, dir, "", path.s);
	if (rc == -ERR_NOFILE)
		return fail(ERR_NOFILE, "%s: there is no file %s%s", uri_text(s->uri), dir, path.s);
	return rc;
}

static bool is_home(const struct stream *s)
{
	return home && s->uri->host && strcmp(s->uri->host, home_host) == 0;
}

static int net_start(struct stream *s, const struct scheme *from)
{
	if (is_home(s)) {
		int rc = dir_start(s, home);

		if (rc != -ERR_NOFILE || !root)
			return rc;
	}
	return root ? dir_start(s, root) : from->start(s);
}

static void net_stop(struct stream *s, const struct scheme *from)
{
	if (!root && !is_home(s))
		from->stop(s);
}

static int tftp_begin(struct stream *s)
{
	return net_start(s, &tftp_scheme);
}

static void tftp_stop(struct stream *s)
{
	net_stop(s, &tftp_scheme);
}

static int http_begin(struct stream *s)
{
	return net_start(s, &http_scheme);
}

static void http_stop(struct stream *s)
{
	net_stop(s, &http_scheme);
}

static int https_begin(struct stream *s)
{
	return net_start(s, &https_scheme);
}

static void https_stop(struct stream *s)
{
	net_stop(s, &https_scheme);
}

/* What a script names that came from a file: its neighbours, else what is below the root. */
static int file_begin(struct stream *s)
{
	_cleanup_(strbuf_free) struct strbuf path = {};
	size_t n = beside ? strlen(beside) : 0;
	int rc = dir_start(s, "");

	if (rc != -ERR_NOFILE || !root || uri_path_decoded(s->uri, &path) || leads_out(path.s))
		return rc;
	rc = send_path(s, root, "", path.s);
	if (rc == -ERR_NOFILE && n && strncmp(path.s, beside, n) == 0 && path.s[n] == '/')
		rc = send_path(s, root, "", path.s + n);
	if (rc == -ERR_NOFILE)
		return fail(ERR_NOFILE, "there is no file %s, nor is it in %s", path.s, root);
	return rc;
}

static void file_stop(struct stream *s)
{
	(void)s;
}

static const struct scheme tftp = {"tftp", 69, false, tftp_begin, tftp_stop};
static const struct scheme http = {"http", 80, true, http_begin, http_stop};
static const struct scheme https = {"https", 443, true, https_begin, https_stop};
static const struct scheme file = {"file", 0, true, file_begin, file_stop};

const struct scheme *const schemes[] = {&tftp, &http, &https, &file, NULL};
