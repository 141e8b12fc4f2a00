/* SPDX-License-Identifier: BSD-2-Clause */
/* Menus on the machine's screen while that is graphics: the text console is hidden for so long. */
#include "gfx/display.h"
#include "menu/panel.h"

static struct panel *make(const struct menu_view *v)
{
	struct fbconsole *console = display_console();
	struct panel *p = panel_new(display_canvas(), display_backdrop(), console->area, v);

	if (p)
		display_hide_console(true);
	return p;
}

void panel_show(struct menu_view *v)
{
	if (!display_canvas())
		panel_hide(v);
	if (display_canvas() && !v->panel)
		v->panel = make(v);
	if (!v->panel)
		return;
	panel_draw(v->panel);
	display_flush();
	if (display_canvas())
		return;
	panel_hide(v); /* it was lost: text has all to draw */
	v->cols = 0;
}

void panel_hide(struct menu_view *v)
{
	if (!v->panel)
		return;
	panel_free(v->panel);
	v->panel = NULL;
	display_hide_console(false);
}
