/* SPDX-License-Identifier: BSD-2-Clause */
/*
 * Colours go by way of two tables, as scripts expect: a pair names two colours, a colour names
 * one of the eight that every console has, and a true one for those that can. Text screens take
 * the nearest.
 */
#include "menu/colours.h"

#include "core/status.h"
#include "core/util.h"

enum { BLACK, RED, GREEN, YELLOW, BLUE, MAGENTA, CYAN, WHITE };

static uint8_t basic_of[COLOUR_COUNT] = {BLACK, RED, GREEN, YELLOW, BLUE, MAGENTA, CYAN, WHITE};
static uint32_t rgb_of[COLOUR_COUNT]; /* as in struct ansi_attr */
static struct {
	uint8_t fg, bg;
} pairs[PAIR_COUNT] = {
	[PAIR_DEFAULT] = {COLOUR_DEFAULT, COLOUR_DEFAULT},
	[PAIR_NORMAL] = {WHITE, BLUE},
	[PAIR_SELECT] = {WHITE, RED},
	[PAIR_SEPARATOR] = {CYAN, BLUE},
	[PAIR_EDIT] = {BLACK, CYAN},
	[PAIR_ALERT] = {WHITE, RED},
	[PAIR_URL] = {CYAN, BLUE},
	[PAIR_PXE] = {BLACK, WHITE},
};

static uint8_t own_colours, own_pairs; /* a bit for each that a script has set */

static bool is_colour(uint64_t n)
{
	return n < COLOUR_COUNT || n == COLOUR_DEFAULT;
}

int colour_define(uint64_t index, uint64_t basic, uint32_t rgb)
{
	if (index >= COLOUR_COUNT)
		return fail(ERR_INVAL, "colour: there is no colour %llu, they are 0 to 7",
			(unsigned long long)index);
	if (!is_colour(basic))
		return fail(ERR_INVAL, "colour: %llu is no basic colour, they are 0 to 7 and 9",
			(unsigned long long)basic);
	basic_of[index] = (uint8_t)basic;
	rgb_of[index] = rgb;
	own_colours |= (uint8_t)(1u << index);
	return 0;
}

int colour_pair_define(uint64_t index, uint64_t fg, uint64_t bg)
{
	if (index >= PAIR_COUNT)
		return fail(ERR_INVAL, "cpair: there is no pair %llu, they are 0 to 7",
			(unsigned long long)index);
	if (!is_colour(fg) || !is_colour(bg))
		return fail(ERR_INVAL, "cpair: %llu is no colour, they are 0 to 7 and 9",
			(unsigned long long)(is_colour(fg) ? bg : fg));
	pairs[index].fg = (uint8_t)fg;
	pairs[index].bg = (uint8_t)bg;
	own_pairs |= (uint8_t)(1u << index);
	return 0;
}

/* The hue counts: what has more than half of the strongest component is in it, so that dark blue is
 * blue. Only what is nearly black is black. */
unsigned colour_nearest(uint32_t rgb)
{
	unsigned r = rgb >> 16 & 0xff, g = rgb >> 8 & 0xff, b = rgb & 0xff;
	unsigned strongest = MAX(r, MAX(g, b));
	unsigned limit = MAX(strongest / 2 + 1, 0x30u);

	return (r >= limit ? RED : 0) | (g >= limit ? GREEN : 0) | (b >= limit ? BLUE : 0);
}

static uint8_t shown(uint8_t colour)
{
	return colour < COLOUR_COUNT ? basic_of[colour] : COLOUR_DEFAULT;
}

static uint32_t true_colour(uint8_t colour)
{
	return colour < COLOUR_COUNT ? rgb_of[colour] : 0;
}

struct ansi_attr colour_attr(enum colour_pair pair)
{
	uint8_t fg = pairs[pair].fg, bg = pairs[pair].bg;

	return (struct ansi_attr){.fg = shown(fg),
		.bg = shown(bg),
		.fg_rgb = true_colour(fg),
		.bg_rgb = true_colour(bg)};
}

static bool is_own(uint8_t colour)
{
	return colour < COLOUR_COUNT && own_colours >> colour & 1;
}

bool colour_is_own(enum colour_pair pair)
{
	return own_pairs >> pair & 1 || is_own(pairs[pair].fg) || is_own(pairs[pair].bg);
}
