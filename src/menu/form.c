/* SPDX-License-Identifier: BSD-2-Clause */
/* What a form is made of; what it looks like is in form_view.c. */
#include "menu/form.h"

#include <stdlib.h>
#include <string.h>

#include "core/status.h"
#include "core/util.h"

static int no_memory(void)
{
	return fail(ERR_NOMEM, "form: out of memory");
}

int form_init(struct form *f, const char *title, unsigned n)
{
	*f = (struct form){.title = title, .n = n};
	f->row = calloc(n ? n : 1, sizeof(*f->row));
	if (!f->row)
		return no_memory();
	for (unsigned i = 0; i < n; i++)
		f->row[i].label = "";
	return 0;
}

void form_free(struct form *f)
{
	for (unsigned i = 0; f->row && i < f->n; i++) {
		textedit_free(&f->row[i].edit);
		free(f->row[i].initial);
	}
	free(f->row);
	*f = (struct form){0};
}

int form_field(struct form *f, unsigned i, const char *name, const char *label, const char *initial,
	bool secret)
{
	struct form_row *row = &f->row[i];

	row->is_field = true;
	row->name = name;
	row->label = label;
	row->initial = str_dup(initial ? initial : "");
	return row->initial ? textedit_init(&row->edit, row->initial, secret) : no_memory();
}

const char *form_text(const struct form *f, unsigned i)
{
	return textedit_text(&f->row[i].edit);
}

unsigned form_scroll(const struct form *f, unsigned top, unsigned rows)
{
	unsigned first = f->sel;

	while (first > 0 && !f->row[first - 1].is_field && f->sel - first + 1 < rows)
		first--;
	if (top + rows > f->n)
		top = f->n > rows ? f->n - rows : 0;
	top = MIN(top, first);
	return f->sel >= top + rows ? f->sel - rows + 1 : top;
}

bool form_changed(const struct form *f, unsigned i)
{
	return strcmp(form_text(f, i), f->row[i].initial) != 0;
}
