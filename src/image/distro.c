/* SPDX-License-Identifier: BSD-2-Clause */
/*
 * Recognises the distribution of an image by the rules of distro_table.c, and edits the command
 * line that the image's own menu gives its kernel. Words are parted as the kernel parts them
 * (Linux, lib/cmdline.c, next_arg()): by blanks outside of double quotes; nothing escapes a
 * quote.
 */
#include "image/distro.h"

#include <string.h>
#include <strings.h>

#include "core/status.h"
#include "core/strbuf.h"

enum { FILE_MAX = 4096 }; /* of a file looked into */

#define BLANKS " \t\n\v\f\r"

/* They name a disk with the image as a file on it, for images started through loopback.cfg. */
static const char file_words[] =
	"iso-scan/filename= findiso= fromiso= isofrom= isofrom_device= isofrom_system= img_dev= "
	"img_loop= img_label= isoloop= iso_loop_path= iso_loop_dev= bootfrom= iso_filename= isofile=";

/* ---- recognising ---- */

/* Takes the next part of (*list), which is parted by (by); NULL at its end. */
static const char *part_next(const char **list, char by, size_t *ret_len)
{
	const char *start = *list;

	while (start && *start == by)
		start++;
	if (!start || !*start)
		return NULL;
	*ret_len = 0;
	while (start[*ret_len] && start[*ret_len] != by)
		++*ret_len;
	*list = start + *ret_len;
	return start;
}

static bool starts_with_one_of(const char *text, const char *list)
{
	const char *part;
	size_t len;

	while (text && (part = part_next(&list, '|', &len)))
		if (strncasecmp(text, part, len) == 0)
			return true;
	return false;
}

static bool contains_one_of(const char *text, const char *list)
{
	for (; text && *text; text++)
		if (starts_with_one_of(text, list))
			return true;
	return false;
}

/* The next word of (*line), with all blanks before it at (*ret_blanks); NULL at the end. */
static const char *word_next(const char **line, const char **ret_blanks, size_t *ret_len)
{
	const char *p = *line + strspn(*line, BLANKS), *start = p;
	bool quoted = false;

	*ret_blanks = *line;
	for (; *p && (quoted || !strchr(BLANKS, *p)); p++)
		if (*p == '"')
			quoted = !quoted;
	*ret_len = (size_t)(p - start);
	*line = p;
	return p > start ? start : NULL;
}

/* Whether (line) has a word that starts with a part of (list). */
static bool has_word(const char *line, const char *list)
{
	const char *blanks, *word, *part, *parts;
	size_t len, n;

	while (line && (word = word_next(&line, &blanks, &len)))
		for (parts = list; (part = part_next(&parts, '|', &n));)
			if (n <= len && memcmp(word, part, n) == 0)
				return true;
	return false;
}

static bool has_path(const struct distro_facts *f, const char *list)
{
	const char *part;
	size_t len;

	while ((part = part_next(&list, '|', &len))) {
		_cleanup_(freep) char *path = str_ndup(part, len);

		if (path && f->exists(f->arg, path))
			return true;
	}
	return false;
}

static bool file_has(const struct distro_facts *f, const char *path, const char *list)
{
	_cleanup_(freep) char *data = NULL, *text = NULL;
	size_t len;

	if (f->read(f->arg, path, &data, &len) < 0)
		return false;
	text = str_ndup(data, MIN(len, (size_t)FILE_MAX));
	return contains_one_of(text, list);
}

static bool rule_fits(const struct distro_rule *r, const struct distro_facts *f)
{
	if (r->word && !has_word(f->cmdline, r->word))
		return false;
	if (r->kernel && !contains_one_of(f->kernel, r->kernel))
		return false;
	if (r->label && !starts_with_one_of(f->label, r->label))
		return false;
	if (r->path && !has_path(f, r->path))
		return false;
	return !r->file || file_has(f, r->file, r->text);
}

const struct distro *distro_recognise(const struct distro_facts *f)
{
	for (size_t i = 0; i < distro_n_rules; i++)
		if (rule_fits(&distro_rules[i], f))
			return distro_rules[i].distro;
	return NULL;
}

/* ---- choosing the way ---- */

static bool scheme_is_one_of(const char *url, const char *list)
{
	const char *part;
	size_t len;

	while ((part = part_next(&list, ' ', &len)))
		if (strncasecmp(url, part, len) == 0 && strncmp(url + len, "://", 3) == 0)
			return true;
	return false;
}

const char *distro_url_problem(const struct distro *d, const char *url)
{
	size_t len = strlen(url);

	if (d->schemes && !scheme_is_one_of(url, d->schemes))
		return "its initramfs cannot fetch URLs of this kind";
	if (d->wants_iso && (len < 4 || strcmp(url + len - 4, ".iso") != 0))
		return "its initramfs takes only URLs that end in .iso";
	return NULL;
}

enum distro_way distro_choose(const struct distro *d, bool can_fetch, bool sees_disk)
{
	const bool works[DISTRO_N_WAYS] = {
		[DISTRO_URL] = can_fetch,
		[DISTRO_RAM] = sees_disk,
		[DISTRO_INITRD] = true,
		[DISTRO_NOTHING] = true,
	};

	return works[d->way] || !works[d->other] ? d->way : d->other;
}

/* ---- the command line ---- */

/* "key=value with blanks" as a whole may be in quotes. */
static void quote_skip(const char **word, size_t *len)
{
	if (*len && **word == '"')
		++*word, --*len;
}

/* Whether (word) is (pattern): a whole word, "key=" or "start*". */
static bool word_is(const char *word, size_t len, const char *pattern, size_t pattern_len)
{
	char last = pattern[pattern_len - 1];

	quote_skip(&word, &len);
	if (last == '*')
		pattern_len--;
	else if (last != '=')
		return len == pattern_len && memcmp(word, pattern, len) == 0;
	return len >= pattern_len && memcmp(word, pattern, pattern_len) == 0;
}

/* Whether two words have the same key, or are the same if they have no values. */
static bool key_is_same(const char *a, size_t a_len, const char *b, size_t b_len)
{
	size_t key = 0;

	quote_skip(&a, &a_len);
	quote_skip(&b, &b_len);
	while (key < a_len && key < b_len && a[key] == b[key] && a[key] != '=')
		key++;
	if (key == a_len || key == b_len)
		return a_len == b_len;
	return a[key] == '=' && b[key] == '=';
}

static bool is_listed(const char *word, size_t len, const char *list)
{
	const char *blanks, *pattern;
	size_t n;

	while (list && (pattern = word_next(&list, &blanks, &n)))
		if (word_is(word, len, pattern, n))
			return true;
	return false;
}

/* Whether (line) has a word with the key of (word). */
static bool has_key(const char *line, const char *word, size_t len)
{
	const char *blanks, *other;
	size_t n;

	while ((other = word_next(&line, &blanks, &n)))
		if (key_is_same(word, len, other, n))
			return true;
	return false;
}

static bool is_separator(const char *word, size_t len)
{
	return (len == 2 || len == 3) && strncmp(word, "---", len) == 0;
}

static int no_memory(void)
{
	return fail(ERR_NOMEM, "distro: out of memory for a command line");
}

/* udev and dracut write blanks of a label as \x20. */
static int label_add(struct strbuf *out, const char *label)
{
	int status = 0;

	for (; *label && status == 0; label++)
		status = strchr(BLANKS "\"", *label) ? strbuf_addf(out, "\\x%02x", *label)
						     : strbuf_addc(out, *label);
	return status;
}

/* Writes (text) with its placeholders filled in. */
static int words_fill(const char *text, const char *url, const char *label, struct strbuf *out)
{
	int status = 0;

	while (*text && status == 0) {
		if (strncmp(text, "{url}", 5) == 0) {
			status = strbuf_adds(out, url);
			text += 5;
		} else if (strncmp(text, "{label}", 7) == 0) {
			status = label_add(out, label ? label : "");
			text += 7;
		} else {
			status = strbuf_addc(out, *text++);
		}
	}
	if (status == 0)
		status = strbuf_adds(out, ""); /* so that there is a text, if an empty one */
	return status < 0 ? no_memory() : 0;
}

/* Copies (line) without the words that go: those of (remove), and what (add) has new values for. */
static int words_keep(const char *line, const char *add, const char *remove, struct strbuf *out)
{
	const char *rest = line, *blanks = line, *word;
	size_t len;
	int status = 0;

	while (status == 0 && (word = word_next(&rest, &blanks, &len))) {
		if (is_listed(word, len, file_words) || is_listed(word, len, remove) ||
			has_key(add, word, len))
			continue;
		if (out->len == 0 && blanks != line) /* what was before it is gone */
			blanks = word;
		status = strbuf_add(out, blanks, (size_t)(word + len - blanks));
	}
	return status ? status : strbuf_adds(out, blanks); /* at the end */
}

/* Appends the words of (add), those with "?" only if (line) has none with their keys. */
static int words_add(const char *add, const char *line, struct strbuf *out)
{
	const char *blanks, *word;
	size_t len;
	int status = 0;

	while (status == 0 && (word = word_next(&add, &blanks, &len))) {
		if (*word == '?') {
			word++, len--;
			if (has_key(line, word, len))
				continue;
		}
		if (out->len && !strchr(BLANKS, out->s[out->len - 1]))
			status = strbuf_addc(out, ' ');
		if (status == 0)
			status = strbuf_add(out, word, len);
	}
	return status;
}

/* Copies (line) with the words of (add) before what is for others than the initramfs. */
static int words_insert(const char *line, const char *add, struct strbuf *out)
{
	const char *rest = line, *blanks = line, *word;
	size_t len;
	int status;

	while ((word = word_next(&rest, &blanks, &len)))
		if (is_separator(word, len))
			break;
	if (!word) /* blanks at the end stay before the new words */
		blanks = rest;
	status = strbuf_add(out, line, (size_t)(blanks - line));
	if (status == 0)
		status = words_add(add, line, out);
	if (status == 0 && word && word == line && out->len)
		status = strbuf_addc(out, ' ');
	return status ? status : strbuf_adds(out, blanks);
}

int distro_cmdline(const struct distro *d, enum distro_way way, const char *cmdline,
	const char *url, const char *label, const char *args, char **ret)
{
	_cleanup_(strbuf_free) struct strbuf words = {0}, kept = {0}, out = {0};
	const char *remove = d && !args ? d->words[way].remove : NULL;
	const char *add = d ? d->words[way].add : NULL;
	int status;
	char *line;

	if (strpbrk(url, BLANKS "\""))
		return fail(ERR_INVAL, "distro: %s cannot stand on a command line", url);
	status = words_fill(args ? args : add ? add : "", url, label, &words);
	if (status < 0)
		return status;
	if (words_keep(cmdline, words.s, remove, &kept) < 0 ||
		words_insert(kept.s, words.s, &out) < 0)
		return no_memory();
	line = strbuf_take(&out);
	if (!line)
		return no_memory();
	*ret = line;
	return 0;
}
