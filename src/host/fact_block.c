/* SPDX-License-Identifier: BSD-2-Clause */
/*
 * A block of facts is covered by one of the same name, which has what the facts say as a list,
 * and asks the covered one for the rest. Scripts find it as read-only as the real one is.
 */
#include "host/fact_block.h"

#include <string.h>

#include "core/settings.h"
#include "core/settings_name.h"
#include "core/status.h"
#include "core/util.h"

#define COVERS_MAX 16 /* there are fewer such blocks */

static struct cover {
	struct settings_block block;
	struct settings_block *under;
} covers[COVERS_MAX];
static unsigned n_covers;
static bool filling; /* stores are facts, not a script's */

static int cover_fetch(
	struct settings_block *b, const struct setting_key *key, struct setting_value *ret)
{
	struct settings_block *under = ((struct cover *)b->priv)->under;
	int rc = settings_fetch_list(b, key, ret);

	return rc == -ERR_NOENT ? under->ops->fetch(under, key, ret) : rc;
}

static int cover_store(struct settings_block *b, const struct setting_key *key,
	const struct setting_type *type, const void *data, size_t len)
{
	struct settings_block *under = ((struct cover *)b->priv)->under;

	if (filling)
		return settings_store_list(b, key, type, data, len);
	return under->ops->store(under, key, type, data, len);
}

static const struct settings_ops cover_ops = {cover_fetch, cover_store};

static int cover_add(struct settings_block *under)
{
	struct cover *c = &covers[n_covers];
	struct settings_block *parent = under->parent;

	if (n_covers == COVERS_MAX)
		return fail(ERR_RANGE, "--fact: facts in more than %d blocks", COVERS_MAX);
	c->under = under;
	c->block = (struct settings_block){.ops = &cover_ops,
		.priv = c,
		.priority = under->priority,
		.own_tags = under->own_tags,
		.own_names = under->own_names,
		.only_tags = under->only_tags};
	memcpy(c->block.name, under->name, sizeof(c->block.name));
	n_covers++;
	return settings_add(&c->block, parent);
}

int fact_block_set(const struct setting_name *name, const char *text, const char *value)
{
	struct settings_block *b = settings_find(name->block);
	int rc = 0;

	if (b && b->ops != &settings_list_ops && b->ops != &cover_ops)
		rc = cover_add(b);
	if (rc)
		return rc;
	filling = true;
	rc = settings_set(text, value);
	filling = false;
	return rc;
}
