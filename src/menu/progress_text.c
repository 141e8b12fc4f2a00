/* SPDX-License-Identifier: BSD-2-Clause */
/* The words and numbers of the progress line. Pure. */
#include "menu/progress_text.h"

#include <stdio.h>
#include <string.h>

#include "core/clock.h"
#include "menu/textrow.h"

#define QUIET_US      (2 * US_PER_S) /* without data for so long: tell that, not a rate */
#define MIN_NAME_COLS 8u

/* Bytes as "512 B", "1.5 MiB". */
static void format_bytes(uint64_t v, char out[24])
{
	static const char *const units[] = {"B", "KiB", "MiB", "GiB", "TiB"};
	uint64_t whole = v;
	unsigned tenth = 0;
	unsigned u = 0;

	while (whole >= 1024 && u + 1 < ARRAY_SIZE(units)) {
		tenth = (unsigned)(whole % 1024 * 10 / 1024);
		whole /= 1024;
		u++;
	}
	if (u)
		(void)snprintf(out, 24, "%llu.%u %s", (unsigned long long)whole, tenth, units[u]);
	else
		(void)snprintf(out, 24, "%llu B", (unsigned long long)whole);
}

/* Seconds as "5 s", "3 min 20 s", "2 h 5 min". */
static void format_seconds(uint64_t s, char out[24])
{
	unsigned long long v = s;

	if (v < 60)
		(void)snprintf(out, 24, "%llu s", v);
	else if (v < 3600)
		(void)snprintf(out, 24, "%llu min %llu s", v / 60, v % 60);
	else
		(void)snprintf(out, 24, "%llu h %llu min", v / 3600 % 10000, v / 60 % 60);
}

static unsigned percent(uint64_t bytes, uint64_t total)
{
	if (bytes >= total)
		return 100;
	return (unsigned)(total > UINT64_MAX / 100 ? bytes / (total / 100) : bytes * 100 / total);
}

/* "name  12.3 of 45.6 MiB  27%  11.2 MiB/s  3 s left", the part behind the name. */
static void format_numbers(const struct progress *p, char *out, size_t cap)
{
	char done[24], total[24], rate[24], left[24];
	size_t n;

	format_bytes(p->bytes, done);
	format_bytes(p->total, total);
	format_bytes(p->rate, rate);
	if (p->total_unknown)
		n = (size_t)snprintf(out, cap, "  %s", done);
	else
		n = (size_t)snprintf(
			out, cap, "  %s of %s  %u%%", done, total, percent(p->bytes, p->total));
	if (p->quiet_us >= QUIET_US) {
		format_seconds(p->quiet_us / US_PER_S, left);
		(void)snprintf(out + n, cap - n, "  nothing received for %s", left);
		return;
	}
	if (!p->rate)
		return;
	n += (size_t)snprintf(out + n, cap - n, "  %s/s", rate);
	if (p->total_unknown || p->total < p->bytes)
		return;
	format_seconds((p->total - p->bytes + p->rate - 1) / p->rate, left);
	(void)snprintf(out + n, cap - n, "  %s left", left);
}

/* The last part of a path without its query; all of (url) if it has none. */
static void add_name(const char *url, unsigned cols, struct strbuf *out)
{
	size_t len = strcspn(url, "?#");
	size_t start = len;
	_cleanup_(freep) char *name = NULL;

	while (start > 0 && url[start - 1] != '/')
		start--;
	if (start == len)
		start = 0;
	name = str_ndup(url + start, len - start);
	if (name)
		(void)textrow_add(out, name, cols, NULL, false);
}

static void format_files(const struct progress *p, unsigned cols, struct strbuf *out)
{
	char numbers[160];
	unsigned name_cols;

	format_numbers(p, numbers, sizeof(numbers));
	name_cols = (unsigned)strlen(numbers);
	name_cols = cols > name_cols + MIN_NAME_COLS ? cols - name_cols : MIN_NAME_COLS;
	if (p->n_files == 1)
		add_name(p->name, name_cols, out);
	else
		(void)strbuf_addf(out, "%u files", p->n_files);
	(void)strbuf_adds(out, numbers);
}

static void format_activity(const struct progress *p, unsigned cols, struct strbuf *out)
{
	char waited[24];

	format_seconds(p->waited_us / US_PER_S, waited);
	add_name(p->name, cols / 2, out);
	(void)strbuf_addf(out, ": %s... %s", p->activity, waited);
}

static void format_work(const struct progress *p, unsigned cols, struct strbuf *out)
{
	char left[24];

	add_name(p->name, cols / 2, out);
	(void)strbuf_addf(out, ": %s  %u%%", p->activity, percent(p->bytes, p->total));
	if (!p->rate || p->total < p->bytes)
		return;
	format_seconds((p->total - p->bytes) / p->rate, left);
	(void)strbuf_addf(out, "  %s left", left);
}

static void format_wait(const struct progress *p, struct strbuf *out)
{
	char waited[24];

	format_seconds(p->waited_us / US_PER_S, waited);
	(void)strbuf_addf(out, "Waiting for %s... %s", p->what, waited);
}

void progress_format(const struct progress *p, unsigned cols, struct strbuf *out)
{
	_cleanup_(strbuf_free) struct strbuf text = {};

	if (p->computing)
		format_work(p, cols, &text);
	else if (!p->n_files)
		format_wait(p, &text);
	else if (!p->bytes && p->activity && *p->activity && p->n_files == 1)
		format_activity(p, cols, &text);
	else
		format_files(p, cols, &text);
	if (text.len)
		(void)textrow_add(out, text.s, cols, NULL, false);
}

/* ---- in parts ---- */

#define NAME_COLS_MAX 200u

static void add_title(const struct progress *p, struct strbuf *out)
{
	if (p->n_files > 1 && !p->computing)
		(void)strbuf_addf(out, "%u files", p->n_files);
	else if (p->n_files)
		add_name(p->name, NAME_COLS_MAX, out);
	else
		(void)strbuf_addf(out, "Waiting for %s", p->what);
}

void progress_parts(const struct progress *p, struct strbuf *title, struct strbuf *detail,
	unsigned *ret_permille)
{
	const bool counts = p->n_files && p->total && !p->total_unknown;
	char text[160];

	add_title(p, title);
	*ret_permille = counts ? (unsigned)(MIN(p->bytes, p->total) / (p->total / 1000 + 1))
			       : PROGRESS_UNKNOWN;
	if (counts && p->total < UINT64_MAX / 1000)
		*ret_permille = (unsigned)(MIN(p->bytes, p->total) * 1000 / p->total);
	if (!p->n_files || (!p->bytes && !p->computing && p->activity && *p->activity)) {
		format_seconds(p->waited_us / US_PER_S, text);
		(void)strbuf_addf(detail, "%s%s%s", p->n_files ? p->activity : "",
			p->n_files ? "... " : "", text);
	} else if (p->computing) {
		(void)strbuf_addf(detail, "%s  %u%%", p->activity, percent(p->bytes, p->total));
	} else {
		format_numbers(p, text, sizeof(text));
		(void)strbuf_adds(detail, text + strspn(text, " "));
	}
}

void progress_rate_sample(
	struct progress_rate *r, unsigned n_files, uint64_t bytes, uint64_t now_us)
{
	unsigned last = (r->next + RATE_SAMPLES - 1) % RATE_SAMPLES;

	if (r->n && (n_files != r->n_files || bytes < r->sample[last].bytes))
		r->n = 0;
	r->n_files = n_files;
	r->sample[r->next].us = now_us;
	r->sample[r->next].bytes = bytes;
	r->next = (r->next + 1) % RATE_SAMPLES;
	r->n = MIN(r->n + 1, (unsigned)RATE_SAMPLES);
}

uint64_t progress_rate(const struct progress_rate *r)
{
	unsigned last = (r->next + RATE_SAMPLES - 1) % RATE_SAMPLES;
	unsigned first = (r->next + RATE_SAMPLES - r->n) % RATE_SAMPLES;
	uint64_t us, bytes;

	if (r->n < 2)
		return 0;
	us = r->sample[last].us - r->sample[first].us;
	bytes = r->sample[last].bytes - r->sample[first].bytes;
	if (!us)
		return 0;
	return bytes > UINT64_MAX / US_PER_S ? bytes / us * US_PER_S : bytes * US_PER_S / us;
}
