/* SPDX-License-Identifier: BSD-2-Clause */
/*
 * The tree of settings blocks: who is in it, in which order it is asked, and blocks that keep
 * their values as a list. What a name means is in settings_name.c, reading and writing by name in
 * settings_text.c.
 *
 * A block is asked before its children, siblings by priority, then in the order they came. The
 * root, where scripts store by default, is therefore always first.
 */
#include "core/settings.h"

#include <string.h>

#include "core/setting_type.h"
#include "core/settings_name.h"
#include "core/settings_tree.h"
#include "core/status.h"
#include "core/util.h"

#define MAX_APPLICATORS 8

struct stored {
	struct list node;
	char *name;
	uint64_t tag;
	struct setting_value value;
};

struct settings_block settings_root = {
	.ops = &settings_list_ops,
	.children = LIST_INIT(settings_root.children),
	.sibling = LIST_INIT(settings_root.sibling),
	.values = LIST_INIT(settings_root.values),
};
static struct settings_block *netx;
static void (*applicators[MAX_APPLICATORS])(void);
static unsigned n_applicators;
static bool applying;
static unsigned next_order;
static size_t bytes_used; /* by values that are stored and blocks that were made for them */

void setting_value_free(struct setting_value *v)
{
	free(v->data);
	*v = (struct setting_value){0};
}

/* ---- values kept as a list ---- */

static struct stored *stored_find(struct settings_block *b, const struct setting_key *key)
{
	struct stored *s;

	list_for_each(s, &b->values, node) {
		if (key->tag != s->tag)
			continue;
		if (key->tag != SETTING_TAG_NONE || strcmp(key->name, s->name) == 0)
			return s;
	}
	return NULL;
}

static size_t stored_size(const char *name, size_t len)
{
	return sizeof(struct stored) + strlen(name) + 1 + len;
}

static void stored_free(struct stored *s)
{
	bytes_used -= stored_size(s->name, s->value.len);
	list_remove(&s->node);
	setting_value_free(&s->value);
	free(s->name);
	free(s);
}

bool settings_stored(const struct settings_block *b, unsigned n, struct setting_key *ret)
{
	struct stored *s;

	list_for_each(s, &b->values, node) {
		if (n-- == 0) {
			*ret = (struct setting_key){.name = s->name, .tag = s->tag};
			return true;
		}
	}
	return false;
}

static uint8_t *bytes_dup(const void *data, size_t len)
{
	uint8_t *copy = malloc(len ? len : 1);

	if (copy && len)
		memcpy(copy, data, len);
	return copy;
}

int settings_fetch_list(
	struct settings_block *b, const struct setting_key *key, struct setting_value *ret)
{
	struct stored *s = stored_find(b, key);
	uint8_t *copy;

	if (!s)
		return -ERR_NOENT;
	copy = bytes_dup(s->value.data, s->value.len);
	if (!copy)
		return fail(ERR_NOMEM, "settings: out of memory reading %s", key->name);
	*ret = (struct setting_value){.type = s->value.type, .data = copy, .len = s->value.len};
	return 0;
}

static struct stored *stored_add(struct settings_block *b, const struct setting_key *key)
{
	struct stored *s = calloc(1, sizeof(*s));

	if (!s)
		return NULL;
	s->name = str_dup(key->name);
	s->tag = key->tag;
	if (!s->name) {
		free(s);
		return NULL;
	}
	list_add_tail(&s->node, &b->values);
	bytes_used += stored_size(s->name, 0);
	return s;
}

/* Is there room for (len) more bytes of settings? */
static int room_check(const char *name, size_t len)
{
	if (len <= SETTINGS_MAX && bytes_used <= SETTINGS_MAX - len)
		return 0;
	return fail(ERR_TOOBIG, "settings: %.80s: %zu bytes more are over the limit of %u for all",
		name, len, SETTINGS_MAX);
}

int settings_store_list(struct settings_block *b, const struct setting_key *key,
	const struct setting_type *type, const void *data, size_t len)
{
	struct stored *s = stored_find(b, key);
	size_t old = s ? s->value.len : 0;
	uint8_t *copy;

	if (len == 0) {
		if (s)
			stored_free(s);
		return 0;
	}
	if (len > old && room_check(key->name, s ? len - old : stored_size(key->name, len)) < 0)
		return -ERR_TOOBIG;
	copy = bytes_dup(data, len);
	if (!copy)
		return fail(ERR_NOMEM, "settings: out of memory storing %s", key->name);
	if (!s)
		s = stored_add(b, key);
	if (!s) {
		free(copy);
		return fail(ERR_NOMEM, "settings: out of memory storing %s", key->name);
	}
	free(s->value.data);
	s->value = (struct setting_value){.type = type, .data = copy, .len = len};
	bytes_used = bytes_used - old + len;
	return 0;
}

int settings_store_read_only(struct settings_block *b, const struct setting_key *key,
	const struct setting_type *type, const void *data, size_t len)
{
	(void)b;
	(void)key;
	(void)type;
	(void)data;
	(void)len;
	return -ERR_NOTSUP;
}

const struct settings_ops settings_list_ops = {
	.fetch = settings_fetch_list,
	.store = settings_store_list,
};

/* ---- the order among siblings ---- */

static int block_rank(struct settings_block *b)
{
	static const struct setting_key key = {
		.name = "priority", .tag = SETTING_TAG_PRIORITY, .type = &setting_type_int8};
	struct setting_value v;
	uint64_t number = 0;
	int status = settings_fetch_tree(b, &key, &settings_root, &v, NULL);

	if (status < 0)
		return b->priority;
	status = setting_number_from_raw(v.data, v.len, true, &number);
	setting_value_free(&v);
	return status < 0 ? b->priority : (int)(int8_t)number;
}

static void sibling_insert(struct settings_block *b)
{
	struct settings_block *other;

	list_for_each(other, &b->parent->children, sibling) {
		if (other->rank < b->rank || (other->rank == b->rank && other->order > b->order))
			break;
	}
	/* Before (other), which is the head of the list when the loop ran through. */
	list_add_tail(&b->sibling, &other->sibling);
}

/* A priority inside (b) counts for all the blocks (b) is in. */
static void reorder(struct settings_block *b)
{
	for (; b->parent; b = b->parent) {
		b->rank = block_rank(b);
		list_remove(&b->sibling);
		sibling_insert(b);
	}
}

/* ---- the tree ---- */

static struct settings_block *child_find(struct settings_block *b, const char *name, size_t len)
{
	struct settings_block *child;

	list_for_each(child, &b->children, sibling) {
		if (strlen(child->name) == len && memcmp(child->name, name, len) == 0)
			return child;
	}
	return NULL;
}

static unsigned block_depth(const struct settings_block *b)
{
	unsigned depth = 0;

	for (; b->parent; b = b->parent)
		depth++;
	return depth;
}

int settings_add(struct settings_block *b, struct settings_block *parent)
{
	struct settings_block *old;

	if (!parent)
		parent = &settings_root;
	if (!b->name[0] || !memchr(b->name, 0, sizeof(b->name)))
		return fail(ERR_INVAL, "settings: a block without a proper name");
	if (block_depth(parent) >= SETTINGS_MAX_DEPTH)
		return fail(ERR_RANGE, "settings: block %s is nested too deep", b->name);
	old = child_find(parent, b->name, strlen(b->name));
	if (old)
		settings_remove(old);
	b->parent = parent;
	b->order = next_order++;
	b->created = false;
	list_init(&b->children);
	list_init(&b->sibling);
	list_init(&b->values);
	b->rank = b->priority;
	sibling_insert(b);
	reorder(b);
	return 0;
}

void settings_remove(struct settings_block *b)
{
	struct settings_block *parent = b->parent;

	while (!list_empty(&b->children))
		settings_remove(list_entry(b->children.next, struct settings_block, sibling));
	while (!list_empty(&b->values))
		stored_free(list_entry(b->values.next, struct stored, node));
	list_remove(&b->sibling);
	b->parent = NULL;
	if (parent)
		reorder(parent);
	if (netx == b)
		netx = NULL;
	if (!b->created)
		return;
	bytes_used -= sizeof(*b);
	free(b);
}

void settings_set_netx(struct settings_block *b)
{
	netx = b;
}

static struct settings_block *child_create(
	struct settings_block *parent, const char *name, size_t len)
{
	struct settings_block *b;

	if (len >= sizeof(b->name)) {
		(void)fail(ERR_INVAL, "settings: block name \"%.*s\" is too long", (int)len, name);
		return NULL;
	}
	if (room_check(name, sizeof(*b)) < 0)
		return NULL;
	b = calloc(1, sizeof(*b));
	if (!b) {
		(void)fail(ERR_NOMEM, "settings: out of memory for block %.*s", (int)len, name);
		return NULL;
	}
	memcpy(b->name, name, len);
	b->ops = &settings_list_ops;
	if (settings_add(b, parent) < 0) {
		free(b);
		return NULL;
	}
	b->created = true;
	bytes_used += sizeof(*b);
	return b;
}

/* Follows (path) from the root. NULL: not there, or (create) failed with its reason recorded. */
static struct settings_block *path_walk(const char *path, bool create)
{
	struct settings_block *b = &settings_root;

	for (bool first = true; b; first = false) {
		size_t n = strcspn(path, ".");
		struct settings_block *child = b;

		if (first && n == 4 && memcmp(path, "netX", 4) == 0) {
			child = netx;
			if (!child && create)
				(void)fail(ERR_NODEV, "settings: netX: no network device is open");
		} else if (n) {
			child = child_find(b, path, n);
			if (!child && create)
				child = child_create(b, path, n);
		}
		b = child;
		if (!path[n])
			break;
		path += n + 1;
	}
	return b;
}

struct settings_block *settings_find(const char *path)
{
	return path_walk(path, false);
}

int settings_find_or_create(const char *path, struct settings_block **ret)
{
	struct settings_block *b = path_walk(path, true);

	if (!b)
		return fail_again(fail_last());
	*ret = b;
	return 0;
}

int settings_block_path(const struct settings_block *b, struct strbuf *out)
{
	int status = 0;

	if (!b->parent)
		return 0;
	if (b->parent->parent) {
		status = settings_block_path(b->parent, out);
		if (status == 0)
			status = strbuf_addc(out, '.');
	}
	return status < 0 ? status : strbuf_adds(out, b->name);
}

/* ---- reading and writing ---- */

/* A number means something to DHCP's blocks or to the block with numbers of its own, never
 * to both. */
static bool block_asks(const struct settings_block *b, const struct setting_key *key,
	const struct settings_block *named)
{
	uint64_t tag = key->tag;

	if (b == named)
		return true;
	if (b->own_names)
		return false;
	if (b->own_tags == named->own_tags)
		return true;
	return tag == SETTING_TAG_NONE && !setting_tag_parse(key->name, &tag);
}

int settings_fetch_tree(struct settings_block *b, const struct setting_key *key,
	const struct settings_block *named, struct setting_value *ret,
	struct settings_block **ret_block)
{
	struct settings_block *child;
	struct setting_value v = {0};

	if (block_asks(b, key, named) && b->ops->fetch(b, key, &v) == 0) {
		*ret = v;
		if (ret_block)
			*ret_block = b;
		return 0;
	}
	list_for_each(child, &b->children, sibling) {
		if (settings_fetch_tree(child, key, named, ret, ret_block) == 0)
			return 0;
	}
	return -ERR_NOENT;
}

static void apply(void)
{
	if (applying)
		return;
	applying = true;
	for (unsigned i = 0; i < n_applicators; i++)
		applicators[i]();
	applying = false;
}

int settings_store_block(struct settings_block *b, const struct setting_key *key,
	const struct setting_type *type, const void *data, size_t len)
{
	int status;

	if (b->only_tags && len && key->tag == SETTING_TAG_NONE)
		return -ERR_NOTTY;
	status = b->ops->store(b, key, type, data, len);
	if (status < 0)
		return status;
	if (key->tag == SETTING_TAG_PRIORITY)
		reorder(b);
	apply();
	return 0;
}

int settings_add_applicator(void (*fn)(void))
{
	if (n_applicators == MAX_APPLICATORS)
		return fail(ERR_RANGE, "settings: more than %u applicators", MAX_APPLICATORS);
	applicators[n_applicators++] = fn;
	return 0;
}

int settings_init(void)
{
	return settings_builtin_init();
}
