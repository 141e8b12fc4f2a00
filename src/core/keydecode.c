/* SPDX-License-Identifier: BSD-2-Clause */
/*
 * Keys from escape sequences: ECMA-48 CSI as VT220 and xterm send it (ESC [ n ~, ESC [ A, with
 * modifiers ESC [ 1 ; 5 A), SS3 of the application mode (ESC O A), and the Linux console's ESC [ [
 * A. Modifiers are dropped. What turns out to be no sequence is given out as it came.
 */
#include "core/keydecode.h"

#include "core/console.h"
#include "core/util.h"

static unsigned release(struct keydecode *d, int out[KEYDECODE_OUT])
{
	unsigned n = d->n_held;

	for (unsigned i = 0; i < n; i++)
		out[i] = d->held[i];
	d->n_held = 0;
	return n;
}

/* Terminals that call Home and End ESC [ 1 ~, 4 ~ (Linux, PuTTY) or 7 ~, 8 ~ (rxvt). */
static int tilde_key(int n)
{
	if (n == 1 || n == 7)
		return KEY_HOME;
	if (n == 4 || n == 8)
		return KEY_END;
	return KEY_SPECIAL(n, '~');
}

/* ESC O final; F1 to F4 there have the numbers of the VT220's ESC [ 11 ~ to 14 ~. */
static int ss3_key(int final)
{
	if (final >= 'P' && final <= 'S')
		return KEY_SPECIAL(11 + final - 'P', '~');
	if (final == 'M')
		return KEY_ENTER;
	return KEY_SPECIAL(0, final);
}

/* The sequence ESC [ … (final) with the held numbers between; KEY_NONE to swallow it. */
static int csi_key(const struct keydecode *d, int final)
{
	int n = 0;

	if (d->n_held > 2 && d->held[2] == '[')
		return final >= 'A' && final <= 'E' ? KEY_SPECIAL(11 + final - 'A', '~') : KEY_NONE;
	for (unsigned i = 2; i < d->n_held && d->held[i] != ';'; i++)
		n = n * 10 + d->held[i] - '0';
	if (final == '~')
		return tilde_key(n);
	if (final >= 'P' && final <= 'S' && n <= 1)
		return ss3_key(final);
	if (final == 'Z')
		return KEY_TAB;
	return final >= 'A' && final <= 'H' ? KEY_SPECIAL(0, final) : KEY_NONE;
}

/* One more key after ESC [. */
static unsigned csi_push(struct keydecode *d, int key, int out[KEYDECODE_OUT])
{
	bool is_param = (key >= '0' && key <= '9') || key == ';';
	bool linux_fn = d->n_held == 3 && d->held[2] == '[';
	bool goes_on = !linux_fn && (is_param || (key == '[' && d->n_held == 2));
	unsigned n;

	if (d->n_held < KEYDECODE_MAX && goes_on) {
		d->held[d->n_held++] = key;
		return 0;
	}
	if (key >= 0x40 && key <= 0x7e) {
		out[0] = csi_key(d, key);
		d->n_held = 0;
		return out[0] != KEY_NONE;
	}
	n = release(d, out);
	out[n++] = key;
	return n;
}

/* A key with nothing held back. */
static unsigned plain_push(struct keydecode *d, int key, bool after_cr, int out[KEYDECODE_OUT])
{
	if (key == KEY_ESC) {
		d->held[d->n_held++] = key;
		return 0;
	}
	if (key == '\n' && after_cr)
		return 0;
	out[0] = key == '\n' ? KEY_ENTER : key;
	return 1;
}

unsigned keydecode_push(struct keydecode *d, int key, uint64_t now_us, int out[KEYDECODE_OUT])
{
	bool after_cr = d->last == KEY_ENTER && now_us - d->last_us < KEYDECODE_ESC_US;
	unsigned n;

	d->last = key;
	d->last_us = now_us;
	if (!d->n_held)
		return plain_push(d, key, after_cr, out);
	if (key == KEY_ESC) {
		n = release(d, out);
		return n + plain_push(d, key, after_cr, out + n);
	}
	if (d->n_held == 1 && (key == '[' || key == 'O')) {
		d->held[d->n_held++] = key;
		return 0;
	}
	if (d->n_held >= 2 && d->held[1] == '[')
		return csi_push(d, key, out);
	if (d->n_held == 2 && key >= 'A' && key <= 'Z') {
		d->n_held = 0;
		out[0] = ss3_key(key);
		return 1;
	}
	n = release(d, out);
	out[n++] = key;
	return n;
}

unsigned keydecode_expire(struct keydecode *d, uint64_t now_us, int out[KEYDECODE_OUT])
{
	return now_us >= keydecode_expiry(d) ? release(d, out) : 0;
}

uint64_t keydecode_expiry(const struct keydecode *d)
{
	return d->n_held ? d->last_us + KEYDECODE_ESC_US : UINT64_MAX;
}
