/* SPDX-License-Identifier: BSD-2-Clause */
/*
 * Readers of other loaders' configurations when memory runs out: every allocation fails once, in
 * reading the fuzzers' seeds, in doing what each entry says and in going on from there. That
 * is "no memory", with its reason recorded; nothing is lost, and nothing used that is not there
 * (the sanitizers watch). Or the failure does no harm, and the menu is the same.
 */
#include <dirent.h>
#include <stdlib.h>

#include "core/status.h"
#include "core/strbuf.h"
#include "core/util.h"
#include "menu/bls.h"
#include "menu/grub.h"
#include "menu/syslinux.h"
#include "unit/check.h"

#define FOLDER    "tests/data/fuzz"
#define PARTS_MAX 8
#define DENSE     500 /* behind that many every third allocation fails, for the time it takes */

/* ---- memory (the program is linked with --wrap) ---- */

void *__real_malloc(size_t size);
void *__real_calloc(size_t n, size_t size);
void *__real_realloc(void *p, size_t size);
void *__wrap_malloc(size_t size);
void *__wrap_calloc(size_t n, size_t size);
void *__wrap_realloc(void *p, size_t size);

static unsigned long left; /* until one fails; 0: none does */

static bool fails(void)
{
	return left && --left == 0;
}

void *__wrap_malloc(size_t size)
{
	return fails() ? NULL : __real_malloc(size);
}

void *__wrap_calloc(size_t n, size_t size)
{
	return fails() ? NULL : __real_calloc(n, size);
}

void *__wrap_realloc(void *p, size_t size)
{
	return fails() ? NULL : __real_realloc(p, size);
}

/* ---- files ---- */

static struct { /* of the seed; others than the first are included by it. All of boot loader
		 * entries is the first. */
	const char *s[PARTS_MAX];
	size_t len[PARTS_MAX];
	unsigned n;
} parts;

static void split(const char *s, size_t len)
{
	const char *mark;

	for (parts.n = 0; parts.n < PARTS_MAX; len -= (size_t)(mark + 1 - s), s = mark + 1) {
		mark = memchr(s, 0xff, len);
		parts.s[parts.n] = s;
		parts.len[parts.n++] = mark ? (size_t)(mark - s) : len;
		if (!mark)
			return;
	}
}

static int read_part(void *arg, const char *path, char **ret, size_t *ret_len)
{
	const char *main = arg;
	unsigned last = (unsigned char)path[strlen(path) - 1];
	bool is_first = strcmp(path, main) == 0 || strstr(path, "/loader/");
	unsigned i = is_first ? 0 : last % (PARTS_MAX + 1u);
	char *copy;

	if (i >= parts.n)
		return fail(ERR_NOENT, "there is no %s", path);
	copy = malloc(parts.len[i] + 1);
	if (!copy)
		return fail(ERR_NOMEM, "no memory for %s", path);
	memcpy(copy, parts.s[i], parts.len[i]);
	copy[parts.len[i]] = '\0';
	*ret = copy;
	*ret_len = parts.len[i];
	return 0;
}

static bool exists(void *arg, const char *path)
{
	(void)arg;
	return !strstr(path, "none");
}

/* ---- what is read ---- */

typedef int read_fn(unsigned flags, struct bootmenu **ret);

static struct strbuf seen; /* what there is, to be compared */
static bool lacked_memory; /* something has said so */

/* Whether (rc) is good; what failed for other reasons is part of what is seen. */
static bool is_good(int rc)
{
	const unsigned long was = left;

	left = 0;
	if (rc == -ERR_NOMEM) {
		lacked_memory = true;
		CHECK_EQ(fail_last()->code, ERR_NOMEM);
	} else if (rc) {
		(void)strbuf_addf(&seen, "%s\n", fail_last()->text);
	}
	left = was;
	return rc == 0;
}

static void see(const char *what, const char *text)
{
	const unsigned long was = left;

	left = 0;
	(void)strbuf_addf(&seen, "%s %s\n", what, text ? text : "-");
	left = was;
}

static void walk(struct bootmenu *m, unsigned depth);

static void see_plan(const struct bootmenu *m, const struct bootplan *p, unsigned depth)
{
	struct bootmenu *next = NULL;

	see("file", p->file);
	see("cmdline", p->cmdline);
	for (unsigned i = 0; i < p->n_initrds; i++) {
		see("initrd", p->initrds[i]);
		see("as", p->initrd_paths[i]);
	}
	if (p->kind != BOOTPLAN_CONFIG || depth || !m->ops->follow)
		return;
	if (is_good(m->ops->follow(m, p, &next)))
		walk(next, depth + 1);
	bootmenu_free(next);
}

static void see_entry(struct bootmenu *m, struct bootmenu_entry *e, unsigned depth)
{
	_cleanup_(bootplan_free) struct bootplan p = {}, edited = {};
	_cleanup_(freep) char *line = NULL;

	if (is_good(m->ops->plan(e, &p)))
		see_plan(m, &p, depth);
	if (!m->ops->line || !is_good(m->ops->line(e, &line)))
		return;
	see("line", line);
	if (is_good(m->ops->plan_line(m, e, line, &edited)))
		see("edited", edited.cmdline);
}

static void walk(struct bootmenu *m, unsigned depth)
{
	struct bootmenu_entry *e;

	see("menu", m->title);
	list_for_each(e, &m->entries, node) {
		see("entry", e->title);
		see("password", e->password);
		if (e->submenu)
			walk(e->submenu, depth);
		else if (e->body)
			see_entry(m, e, depth);
	}
}

static int read_grub(unsigned flags, struct bootmenu **ret)
{
	static const char *const variables[] = {"net_default_server=192.0.2.1", NULL};
	const bool is_remote = flags & 2;
	const char *path = is_remote ? "http://192.0.2.1/grub/grub.cfg" : "/boot/grub/grub.cfg";
	const struct bootmenu_files files = {.read = read_part,
		.exists = exists,
		.arg = (void *)(uintptr_t)path,
		.is_efi = flags & 1,
		.is_remote = is_remote,
		.label = "LABEL"};
	const struct grub_options o = {.root = is_remote ? "http,192.0.2.1" : "cd0",
		.home = is_remote ? "http://192.0.2.1" : NULL,
		.variables = variables};

	return grub_read(&files, path, &o, ret);
}

static int read_syslinux(unsigned flags, struct bootmenu **ret)
{
	const struct bootmenu_files files = {
		.read = read_part, .exists = exists, .arg = (void *)(uintptr_t) "/dir/main"};
	const struct syslinux_options o = {.variant = flags % 3,
		.cwd = flags & 4 ? "http://192.0.2.1/dir/" : NULL,
		.facts = {[SYSLINUX_IP] = "192.0.2.10", [SYSLINUX_CPU] = "x"}};

	return syslinux_read(&files, "/dir/main", &o, ret);
}

static int read_bls(unsigned flags, struct bootmenu **ret)
{
	const struct bootmenu_files files = {.read = read_part,
		.exists = exists,
		.arg = (void *)(uintptr_t) "http://h/loader/entries/index"};

	(void)flags;
	return bls_read(&files, "http://h/loader/entries/index", ret);
}

static void read_all(read_fn *read, unsigned flags)
{
	struct bootmenu *m = NULL;

	strbuf_reset(&seen);
	lacked_memory = false;
	if (is_good(read(flags, &m)))
		walk(m, 0);
	bootmenu_free(m);
}

/* ---- seeds ---- */

static void check_seed(read_fn *read, const char *path, unsigned flags)
{
	_cleanup_(freep) char *want = NULL;

	read_all(read, flags);
	want = str_dup(seen.s);
	CHECK(!lacked_memory);
	for (unsigned long n = 1;; n += n < DENSE ? 1 : 3) {
		bool is_same, has_failed;

		left = n;
		read_all(read, flags);
		has_failed = left == 0;
		left = 0;
		is_same = strcmp(want, seen.s) == 0;
		CHECK(lacked_memory || is_same);
		if (!lacked_memory && !is_same)
			printf("\t%s, allocation %lu, want\n%s\tgot\n%s", path, n, want, seen.s);
		if (!has_failed)
			return;
	}
}

static void check_file(const char *path, read_fn *read)
{
	static char data[1 << 16];
	FILE *f = fopen(path, "rb");
	size_t len = f ? fread(data, 1, sizeof data, f) : 0;

	CHECK(len > 1);
	if (f)
		(void)fclose(f);
	if (len < 2)
		return;
	split(data + 1, len - 1);
	check_seed(read, path, (unsigned char)data[0]);
}

/* They are large, or go on until they exceed limits, which would be thousands of times here. */
static bool is_long(const char *name)
{
	static const char *const names[] = {
		"arch", "debian_cd", "generated", "lang_blocks", "lang_errors", "lang_words"};

	for (unsigned i = 0; i < ARRAY_SIZE(names); i++)
		if (strcmp(name, names[i]) == 0)
			return true;
	return false;
}

static void check_seeds(const char *name, read_fn *read)
{
	_cleanup_(freep) char *folder = str_format(FOLDER "/%s", name);
	DIR *d = opendir(folder);
	const struct dirent *f;
	unsigned n = 0;

	while (d && (f = readdir(d)) != NULL) {
		_cleanup_(freep) char *path = str_format("%s/%s", folder, f->d_name);

		if (f->d_name[0] == '.' || is_long(f->d_name))
			continue;
		check_file(path, read);
		n++;
	}
	CHECK(n > 0);
	if (d)
		(void)closedir(d);
}

int main(void)
{
	check_seeds("grub", read_grub);
	check_seeds("syslinux", read_syslinux);
	check_seeds("bls", read_bls);
	strbuf_free(&seen);
	return check_done();
}
