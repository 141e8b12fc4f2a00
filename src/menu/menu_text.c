/* SPDX-License-Identifier: BSD-2-Clause */
/* Showing a menu full screen until something is chosen, the countdown ends, or the user leaves. */
#include <stdint.h>
#include <stdio.h>
#include <string.h>

#include "core/clock.h"
#include "core/console.h"
#include "core/status.h"
#include "menu/menu.h"
#include "menu/menu_view.h"

#define NOTE_MAX 300u

static char note[NOTE_MAX]; /* for the next menu; empty: none */
static bool was_shown;      /* a menu, ever */

void menu_note(const char *text)
{
	(void)snprintf(note, sizeof(note), "%s", text);
}

void menu_note_failure(const char *text)
{
	if (was_shown && !note[0])
		menu_note(text);
}

/* Whole seconds left, rounded up. */
static unsigned seconds_left(uint64_t end_us)
{
	uint64_t now = plat_now_us();
	uint64_t left;

	if (end_us == DEADLINE_NEVER || now >= end_us)
		return 0;
	left = (end_us - now + US_PER_S - 1) / US_PER_S;
	return left > UINT32_MAX ? UINT32_MAX : (unsigned)left;
}

/* When the number of seconds on the screen changes. */
static uint64_t next_tick(uint64_t end_us, unsigned seconds)
{
	return seconds > 1 ? end_us - (seconds - 1) * US_PER_S : end_us;
}

/* When the countdown ends after a key. */
static uint64_t after_key(const struct menu_view *v, const struct menu_choice *how, unsigned first)
{
	if (how->retime_initial && v->sel != first)
		return DEADLINE_NEVER;
	return deadline_in_ms(how->retimeout_ms);
}

/* What (key) means besides moving about: 1 that it is over, 0 nothing, or -ERR_CANCELED. */
static int end_key(const struct menu_choice *how, int key)
{
	if ((how->is_end_key && how->is_end_key(key)) ||
		(how->letters && key > ' ' && key < 127 && strchr(how->letters, key))) {
		*how->ret_key = key;
		return 1;
	}
	if (key == KEY_ESC || key == KEY_CTRL_C)
		return fail(ERR_CANCELED, "menu: left with %s", key == KEY_ESC ? "ESC" : "Ctrl-C");
	return key == KEY_ENTER;
}

static int choose_loop(struct menu_view *v, const struct menu_choice *how)
{
	const uint64_t last_us = how->deadline_us ? how->deadline_us : DEADLINE_NEVER;
	uint64_t end_us = MIN(last_us, deadline_in_ms(how->timeout_ms));
	const unsigned first = v->sel;

	for (;;) {
		int key, rc;

		v->seconds = seconds_left(end_us);
		menu_view_draw(v);
		rc = console_waitkey(next_tick(end_us, v->seconds), &key);
		if (rc == -ERR_TIMEDOUT) {
			if (plat_now_us() < end_us)
				continue;
			if (how->ret_timed_out)
				*how->ret_timed_out = true;
			return 0;
		}
		if (rc < 0)
			return rc;
		rc = end_key(how, key);
		if (rc)
			return MIN(rc, 0);
		if (v->alert)
			v->cols = 0;
		v->alert = NULL;
		if (menu_view_key(v, key))
			return 0;
		end_us = MIN(last_us, after_key(v, how, first));
	}
}

int menu_choose(struct menu *m, const struct menu_choice *how, const char **ret_name)
{
	struct menu_view v;
	int rc = menu_view_init(&v, m, how->initial);

	if (rc < 0)
		return rc;
	if (how->ret_timed_out)
		*how->ret_timed_out = false;
	if (how->ret_key)
		*how->ret_key = KEY_ENTER;
	v.style = how->style;
	v.alert = note[0] ? note : NULL;
	v.letters = how->letters;
	console_set_fullscreen(true);
	rc = choose_loop(&v, how);
	console_puts("\033[0m\033[2J\033[H\033[?25h\r");
	console_set_fullscreen(false);
	if (rc == 0)
		*ret_name = v.items[v.sel]->name;
	menu_view_done(&v);
	note[0] = '\0';
	was_shown = true;
	return rc;
}
