/* SPDX-License-Identifier: BSD-2-Clause */
/* A form: rows of text and of fields to be filled in, shown full screen. */
#pragma once

#include "menu/textedit.h"

struct form_row {
	const char *label; /* borrowed */
	bool is_field;     /* else only text */
	struct textedit edit;
	const char *name; /* for whoever made the form */
	char *initial;
};

struct form {
	const char *title; /* borrowed */
	struct form_row *row;
	unsigned n;
	unsigned sel; /* the field to begin with */
	/* Takes what was filled in. On failure (recorded) the form stays, says why and goes to the
	 * field (ret_bad). */
	int (*save)(struct form *f, unsigned *ret_bad);
	void *arg; /* for (save) */
};

/* Room for (n) rows, all empty. -ERR_NOMEM. */
int form_init(struct form *f, const char *title, unsigned n);
void form_free(struct form *f);
/* Row (i) becomes a field that holds (initial), or with NULL one that holds nothing. */
int form_field(struct form *f, unsigned i, const char *name, const char *label, const char *initial,
	bool secret);
/* What the field (i) says now, and whether that is something else than at the beginning. */
const char *form_text(const struct form *f, unsigned i);
bool form_changed(const struct form *f, unsigned i);

/* The first row of (f) on a screen of (rows), (top) before: it scrolls as little as shows the
 * field, and with it the text right above it. */
unsigned form_scroll(const struct form *f, unsigned top, unsigned rows);

/* Shows (f) until it is saved (0) or left with ESC or Ctrl-C (-ERR_CANCELED, recorded). -ERR_NOENT:
 * it has no field. The screen is cleared afterwards. */
int form_show(struct form *f);
