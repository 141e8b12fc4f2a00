/* SPDX-License-Identifier: BSD-2-Clause */
/*
 * Draws the progress line while somebody waits. What it shows comes from the list of transfers and
 * from wait_what(), or from wait_work() while something is computed; the rate is that of the last
 * two seconds, so that it follows the line's ups and downs without flickering.
 */
#include "menu/progress.h"

#include <stdbool.h>
#include <stdint.h>
#include <string.h>

#include "core/clock.h"
#include "core/console.h"
#include "core/strbuf.h"
#include "core/transfer.h"
#include "core/uri.h"
#include "core/wait.h"
#include "gfx/display.h"
#include "menu/progress_card.h"
#include "menu/progress_text.h"
#include "menu/textrow.h"

#define DELAY_US    (300 * US_PER_MS) /* what takes no longer is not worth a line */
#define INTERVAL_US (100 * US_PER_MS)

static struct {
	bool visible; /* the line is on the screen */
	bool drawing; /* what is being written is ours */
	bool is_card; /* on the graphical screen it is a card instead */
	uint64_t drawn_us;
	char *text; /* what the line says */
	struct progress_rate rate;
} line;

static void sum_up(struct progress *p, uint64_t now)
{
	const struct transfer *t;

	list_for_each(t, transfer_list(), node) {
		if (t->status != -ERR_RUNNING || t->ahead)
			continue;
		if (!p->n_files++) {
			p->name = uri_text(t->uri);
			p->activity = t->activity;
			p->quiet_us = UINT64_MAX;
		}
		p->bytes += transfer_got(t);
		if (t->total == TRANSFER_UNKNOWN)
			p->total_unknown = true;
		else
			p->total += transfer_wanted(t);
		p->quiet_us = MIN(p->quiet_us, now > t->progress_us ? now - t->progress_us : 0);
	}
}

/* What is going on in (p), and since when; false if nothing that is shown. */
static bool look(struct progress *p, uint64_t now, uint64_t *ret_since)
{
	const struct wait_work *work = wait_work(ret_since);

	if (!work) {
		p->what = wait_what(ret_since);
		sum_up(p, now);
		return p->what != NULL;
	}
	p->computing = true;
	p->n_files = 1;
	p->name = work->name;
	p->activity = work->activity;
	p->bytes = work->done;
	p->total = work->total;
	return true;
}

/* ---- on a graphical screen ---- */

static struct progress_card card(void)
{
	const struct fbconsole *console = display_console();

	return (struct progress_card){console->area, console->config.size, display_backdrop()};
}

/* In front of what the console shows by now. */
static void show_card(const struct progress *p)
{
	struct progress_card k;

	console_sync();
	if (!display_canvas())
		return;
	k = card();
	progress_card_draw(&k, display_canvas(), p);
	display_flush();
	line.is_card = true;
}

static void erase_card(void)
{
	struct progress_card k;
	struct rect r;

	line.is_card = false;
	if (!display_canvas())
		return;
	k = card();
	r = progress_card_rect(&k);
	display_uncover(r);
}

/* Whether it would look the same again. */
static bool is_same(const struct strbuf *text)
{
	return line.visible && line.text && strcmp(line.text, text->s) == 0;
}

static void show(const struct progress *p)
{
	_cleanup_(strbuf_free) struct strbuf text = {};
	_cleanup_(strbuf_free) struct strbuf out = {};
	unsigned cols, rows;
	bool is_new;

	console_size(&cols, &rows);
	progress_format(p, cols - 1, &text);
	if (!text.len)
		return;
	is_new = !is_same(&text);
	if (display_canvas() && (is_new || p->total_unknown || !p->total))
		show_card(p);
	if (!is_new)
		return;
	line.drawing = true;
	if (!line.visible && console_column())
		console_puts("\n");
	(void)strbuf_addf(&out, "\r%s\033[K", text.s);
	display_mute(line.is_card);
	if (out.len)
		console_write(out.s, out.len);
	display_mute(false);
	line.drawing = false;
	line.visible = true;
	free(line.text);
	line.text = strbuf_take(&text);
}

static bool progress_poll(struct poller *poller)
{
	uint64_t since;
	uint64_t now = plat_now_us();
	bool shown;
	struct progress p = {};

	(void)poller;
	if (now - line.drawn_us < INTERVAL_US)
		return false;
	line.drawn_us = now;
	shown = look(&p, now, &since);
	progress_rate_sample(&line.rate, p.n_files, p.bytes, now);
	if (!shown || console_fullscreen() || now - since < DELAY_US)
		return false;
	p.waited_us = now - since;
	p.rate = progress_rate(&line.rate);
	show(&p);
	return false;
}

static uint64_t progress_next(struct poller *poller)
{
	uint64_t since;

	(void)poller;
	return wait_what(&since) ? line.drawn_us + INTERVAL_US : UINT64_MAX;
}

static struct poller progress_poller = {.poll = progress_poll, .next_us = progress_next};

void progress_erase(void)
{
	if (!line.visible || line.drawing)
		return;
	line.visible = false;
	display_mute(line.is_card);
	console_puts("\r\033[K");
	display_mute(false);
	if (line.is_card)
		erase_card();
}

void progress_init(void)
{
	console_set_before_write(progress_erase);
	poller_add(&progress_poller);
}
