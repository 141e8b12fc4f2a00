/* SPDX-License-Identifier: BSD-2-Clause */
/* What the progress line says, from numbers alone. */
#pragma once

#include <stdbool.h>
#include <stdint.h>

#include "core/strbuf.h"

struct progress {
	const char *what; /* is being waited for; used when there are no files */
	uint64_t waited_us;
	unsigned n_files;      /* being downloaded */
	const char *name;      /* URL or name of the first one */
	const char *activity;  /* what it does, until bytes come */
	uint64_t bytes, total; /* sums */
	bool total_unknown;
	uint64_t quiet_us; /* since anything came for any of them */
	uint64_t rate;     /* bytes per second, 0 = not known yet */
	bool computing;    /* (activity) takes long; no bytes are shown, they are those of a way */
};

/* Appends one line of at most (cols) columns. */
void progress_format(const struct progress *p, unsigned cols, struct strbuf *out);

#define PROGRESS_UNKNOWN UINT32_MAX

/* The same in parts: what it is about, what there is to say of it, and how much is done, in
 * thousandths. */
void progress_parts(const struct progress *p, struct strbuf *title, struct strbuf *detail,
	unsigned *ret_permille);

#define RATE_SAMPLES 20

/* A window over the last samples. Zeroed to start with. */
struct progress_rate {
	unsigned n_files;
	unsigned n, next;
	struct {
		uint64_t us, bytes;
	} sample[RATE_SAMPLES];
};
/* Starts again when the number of files changes or bytes go back. */
void progress_rate_sample(
	struct progress_rate *r, unsigned n_files, uint64_t bytes, uint64_t now_us);
/* Bytes per second over the window; 0 with less than two samples. */
uint64_t progress_rate(const struct progress_rate *r);
