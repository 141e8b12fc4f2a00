/* SPDX-License-Identifier: BSD-2-Clause */
/* The menu model: a title and items, kept by name until somebody shows it. */
#include "menu/menu.h"

#include <stdlib.h>
#include <string.h>

#include "core/status.h"
#include "core/strbuf.h"
#include "core/util.h"

static struct list menus = LIST_INIT(menus);

static int no_memory(void)
{
	return fail(ERR_NOMEM, "menu: out of memory");
}

struct menu *menu_find(const char *name)
{
	struct menu *m;

	list_for_each(m, &menus, node) {
		if (!name || !m->name) {
			if (!name && !m->name)
				return m;
			continue;
		}
		if (strcmp(m->name, name) == 0)
			return m;
	}
	return NULL;
}

int menu_new(const char *title, struct menu **ret)
{
	struct menu *m = calloc(1, sizeof(*m));

	if (!m)
		return no_memory();
	list_init(&m->node);
	list_init(&m->items);
	m->title = str_dup(title ? title : "");
	if (!m->title) {
		menu_free(m);
		return no_memory();
	}
	*ret = m;
	return 0;
}

int menu_create(const char *name, const char *title, struct menu **ret)
{
	struct menu *m;
	int rc = menu_new(title, &m);

	if (rc)
		return rc;
	m->name = name ? str_dup(name) : NULL;
	if (name && !m->name) {
		menu_free(m);
		return no_memory();
	}
	menu_free(menu_find(name));
	list_add_tail(&m->node, &menus);
	if (ret)
		*ret = m;
	return 0;
}

static void item_free(struct menu_item *item)
{
	list_remove(&item->node);
	free(item->name);
	free(item->text);
	free(item);
}

void menu_free(struct menu *m)
{
	struct menu_item *item, *tmp;

	if (!m)
		return;
	list_for_each_safe(item, tmp, &m->items, node)
		item_free(item);
	list_remove(&m->node);
	free(m->name);
	free(m->title);
	free(m);
}

int menu_add_item(
	struct menu *m, const char *name, const char *text, int key, bool is_default, bool secret)
{
	struct menu_item *item = calloc(1, sizeof(*item));

	if (!item)
		return no_memory();
	list_init(&item->node);
	item->text = str_dup(text ? text : "");
	item->name = name ? str_dup(name) : NULL;
	item->key = key;
	item->is_default = is_default;
	item->secret = secret;
	if (!item->text || (name && !item->name)) {
		item_free(item);
		return no_memory();
	}
	list_add_tail(&item->node, &m->items);
	return 0;
}
