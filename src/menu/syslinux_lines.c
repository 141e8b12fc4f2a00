/* SPDX-License-Identifier: BSD-2-Clause */
/*
 * Lines and words of a SYSLINUX configuration. A line ends at LF and what follows a CR in it does
 * not count; there is no quoting. A line that is too long goes on as a new one, as theirs does.
 */
#include <string.h>
#include <strings.h>

#include "core/utf8.h"
#include "menu/syslinux_priv.h"

bool syslinux_line(struct syslinux_lines *l, char buf[SYSLINUX_LINE_MAX + 1])
{
	const char *start, *end;
	size_t n;

	if (l->off == 0)
		l->off = utf8_bom(l->text, l->len);
	if (l->off >= l->len)
		return false;
	start = l->text + l->off;
	if (l->off == 0 || start[-1] == '\n' || l->line == 0)
		l->line++;
	n = MIN(l->len - l->off, SYSLINUX_LINE_MAX);
	end = memchr(start, '\n', n);
	if (end)
		n = (size_t)(end - start);
	l->off += n + (end ? 1 : 0);
	memcpy(buf, start, n);
	buf[n] = '\0';
	buf[strcspn(buf, "\r")] = '\0';
	return true;
}

bool syslinux_is_blank(char c)
{
	return c && (unsigned char)c <= ' ';
}

char *syslinux_skip_blanks(const char *p)
{
	while (syslinux_is_blank(*p))
		p++;
	return (char *)p;
}

const char *syslinux_word(const char *p, size_t *ret_len)
{
	size_t n = 0;

	p = syslinux_skip_blanks(p);
	while (p[n] && !syslinux_is_blank(p[n]))
		n++;
	*ret_len = n;
	return p;
}

bool syslinux_looking_at(const char *p, const char *word, char **ret_rest)
{
	size_t n = strlen(word);

	if (strncasecmp(p, word, n) != 0 || (p[n] && !syslinux_is_blank(p[n])))
		return false;
	*ret_rest = syslinux_skip_blanks(p + n);
	return true;
}

char *syslinux_join_words(const char *text)
{
	char *joined = malloc(strlen(text) + 1), *out = joined;

	while (joined) {
		size_t n;

		text = syslinux_word(text, &n);
		if (n == 0)
			break;
		if (out > joined)
			*out++ = ' ';
		memcpy(out, text, n);
		out += n;
		text += n;
	}
	if (joined)
		*out = '\0';
	return joined;
}

void syslinux_tidy(char *text)
{
	size_t n = strlen(text);

	for (size_t i = 0; i < n; i++)
		if ((unsigned char)text[i] < ' ' || text[i] == 127)
			text[i] = ' ';
	while (n && text[n - 1] == ' ')
		text[--n] = '\0';
}
