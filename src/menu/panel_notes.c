/* SPDX-License-Identifier: BSD-2-Clause */
/* What stands below the items of a graphical menu: the countdown, and help. */
#include "menu/panel_priv.h"

#include <string.h>

#include "menu/bootmenu_style.h"

void panel_add_count(struct panel *p)
{
	struct rect r = p->l.count_bar;
	unsigned radius = (unsigned)MAX(r.h, 0) / 2;

	if (!p->view->seconds || !p->total_seconds)
		return;
	panel_add(p, SCENE_FILL, r, radius, 0, p->theme.count_track);
	r.w = (int)((int64_t)r.w * MIN(p->view->seconds, p->total_seconds) / p->total_seconds);
	panel_add(p, SCENE_FILL, r, radius, 0, p->theme.count_bar);
}

void panel_draw_count(const struct panel *p)
{
	_cleanup_(strbuf_free) struct strbuf words = {};
	const struct bootmenu_style *style = p->view->style;
	struct panel_text t = panel_text_in(p, &p->l.count, p->theme.count);

	if (!p->view->seconds)
		return;
	bootmenu_style_count(style ? style->texts[BOOTMENU_TEXT_AUTOBOOT]
				   : "Starting in # second{,s}. Any other key stops the clock",
		p->view->seconds, &words);
	if (!style && words.s && panel_text_width(p->l.size, words.s) > t.max_width) {
		strbuf_reset(&words);
		bootmenu_style_count("Starting in # second{,s}", p->view->seconds, &words);
	}
	if (words.s)
		(void)panel_text_draw(&t, words.s);
}

const char *panel_skip_blanks(const char *text)
{
	return text + strspn(text, " \t");
}

size_t panel_help_line(const char *text, unsigned cols, size_t *ret_skip)
{
	size_t line = strcspn(text, "\n"), n = 0, blank = 0, step;
	unsigned used = 0;

	while (n < line) {
		unsigned width = utf8_width(utf8_decode(text + n, line - n, &step));

		if (used + width > cols)
			break;
		used += width;
		if (text[n] == ' ')
			blank = n;
		n += step;
	}
	*ret_skip = n == line && text[line] ? 1 : 0;
	if (n == line)
		return n;
	if (text[n] == ' ' || !blank) {
		*ret_skip = text[n] == ' ';
		return n ? n : step;
	}
	*ret_skip = 1;
	return blank;
}

/* Places that a configuration gives may overlap: the countdown goes before help, while it runs, and
 * help before keys. */
struct rect panel_help_rect(const struct panel *p)
{
	struct rect r = p->l.help;

	if (p->view->seconds && panel_touches(&r, &p->l.count))
		r.h = MAX(p->l.count.y - r.y, 0);
	return r;
}

unsigned panel_help_cols(const struct panel *p)
{
	return (unsigned)MAX(p->l.help.w - 2 * p->l.pad, 0) / font_cell_width(p->l.size);
}

const char *panel_help_text(const struct panel *p)
{
	const char *help = panel_item(p, p->view->sel)->help;

	return help ? help : "";
}

void panel_draw_help(const struct panel *p)
{
	const struct panel_layout *l = &p->l;
	struct rect in = panel_help_rect(p);
	struct rect r = {in.x + l->pad, in.y + l->help_pad, in.w - 2 * l->pad,
		(int)font_cell_height(l->size)};
	const char *text = panel_skip_blanks(panel_help_text(p));
	unsigned cols = panel_help_cols(p);
	size_t n, skip;

	for (; *text && cols && r.y + r.h <= in.y + in.h;
		text = panel_skip_blanks(text + n + skip), r.y += r.h) {
		struct panel_text t = panel_text_in(p, &r, p->theme.help);
		_cleanup_(freep) char *line = NULL;

		n = panel_help_line(text, cols, &skip);
		line = str_ndup(text, n);
		if (line)
			(void)panel_text_draw(&t, line);
	}
}
