/* SPDX-License-Identifier: BSD-2-Clause */
/* A script's form: each item that has a name is the field of the setting of that name. */
#include "core/settings.h"
#include "core/status.h"
#include "core/util.h"
#include "menu/form.h"
#include "menu/menu.h"

/* Only what was changed, so that a value shown here but kept in another block stays there. */
static int save(struct form *f, unsigned *ret_bad)
{
	for (unsigned i = 0; i < f->n; i++) {
		int rc;

		if (!f->row[i].is_field || !form_changed(f, i))
			continue;
		rc = settings_set_edited(f->row[i].name, form_text(f, i));
		if (rc) {
			*ret_bad = i;
			return rc;
		}
	}
	return 0;
}

static int add_item(struct form *f, unsigned i, const struct menu_item *item)
{
	_cleanup_(strbuf_free) struct strbuf value = {};

	if (!item->name) {
		f->row[i].label = item->text;
		return 0;
	}
	if (settings_get(item->name, &value))
		strbuf_reset(&value);
	if (item->is_default)
		f->sel = i;
	return form_field(
		f, i, item->name, item->text[0] ? item->text : item->name, value.s, item->secret);
}

int menu_present(struct menu *m)
{
	const struct menu_item *item;
	struct form f = {};
	unsigned n = 0;
	int rc;

	list_for_each(item, &m->items, node)
		n++;
	rc = form_init(&f, m->title, n);
	n = 0;
	list_for_each(item, &m->items, node) {
		if (!rc)
			rc = add_item(&f, n++, item);
	}
	f.save = save;
	if (!rc)
		rc = form_show(&f);
	form_free(&f);
	return rc;
}
