/* SPDX-License-Identifier: BSD-2-Clause */
/*
 * Settings: named values in a tree of blocks (root, net0, net0.dhcp, smbios, …), read by scripts as
 * ${block/name:type}. See docs/script.md, "Settings".
 *
 * A value is raw bytes plus a type that reads and writes it as text (core/setting_type.h).
 * Numeric names are DHCP tags ("67", "0x43", "175.8"): components are joined as (tag << 8) | next.
 *
 * What is stored is limited to SETTINGS_MAX bytes in all, names and bookkeeping included, since
 * values come from servers, too; beyond that a store fails with -ERR_TOOBIG.
 */
#pragma once

#include <stdbool.h>
#include <stddef.h>
#include <stdint.h>

#include "core/list.h"
#include "core/strbuf.h"

#define SETTINGS_MAX (1024u * 1024)

#define SETTING_TAG_NONE        0      /* a setting that is known by name only */
#define SETTING_TAG_IP          0xaf02 /* 175.2 yiaddr */
#define SETTING_TAG_NEXT_SERVER 0xaf03 /* 175.3 siaddr */

struct setting_type;

struct setting_value {
	const struct setting_type *type; /* how it was stored; NULL: the predefined one */
	uint8_t *data;                   /* owned by whoever holds the struct; may be NULL */
	size_t len;
};
void setting_value_free(struct setting_value *v);

/* A setting as asked for: by tag, by name or both (predefined ones have both). */
struct setting_key {
	const char *name; /* as written, or the predefined name */
	uint64_t tag;     /* SETTING_TAG_NONE if it has none */
	/* The type asked for, else the predefined one, else NULL. */
	const struct setting_type *type;
};

struct settings_block;
struct settings_ops {
	/* Fills *(ret) with an owned copy; -ERR_NOENT when it has no such setting. */
	int (*fetch)(
		struct settings_block *b, const struct setting_key *key, struct setting_value *ret);
	/* Stores raw bytes (len 0 deletes). -ERR_NOTSUP: read-only, -ERR_NOTTY: does not belong
	 * here. settings_store_list() stores into the block's own list. */
	int (*store)(struct settings_block *b, const struct setting_key *key,
		const struct setting_type *type, const void *data, size_t len);
};

struct settings_block {
	char name[64]; /* scripts name blocks after UUIDs */
	const struct settings_ops *ops;
	void *priv;
	/* Higher is asked first among siblings; a setting "priority" (175.1) inside the block goes
	 * before it. */
	int priority;
	/* Numbers are no DHCP tags here: the block is asked for one only if the name names the
	 * block (smbios). */
	bool own_tags;
	/* Names are none of ours here: the block is asked only if the name names it (efi). */
	bool own_names;
	/* Only what has a number belongs here (net0.dhcp). */
	bool only_tags;
	/* settings.c's own */
	struct settings_block *parent;
	struct list children, sibling, values;
	int rank;       /* the priority in force */
	unsigned order; /* of registration */
	bool created;   /* by a store into a path that was not there */
};

/* Initialises root, builtin blocks and the predefined names. */
int settings_init(void);

/* Puts (b) (name, ops, priv, priority filled in; memory stays the caller's) under (parent), NULL =
 * root. A block of the same name there is taken out first. */
int settings_add(struct settings_block *b, struct settings_block *parent);
/* Takes (b) and its children out; frees values stored in it, not the struct. */
void settings_remove(struct settings_block *b);
/* Finds by path "net0.dhcp"; "" = root; "netX" follows settings_set_netx(). NULL if not there. */
struct settings_block *settings_find(const char *path);
/* netX means (b) from now on; NULL: none. */
void settings_set_netx(struct settings_block *b);

/* Ops of a block that keeps what is stored in it, and nothing else. */
extern const struct settings_ops settings_list_ops;
/* The same, for blocks with own ops that keep some settings as a list. */
int settings_fetch_list(
	struct settings_block *b, const struct setting_key *key, struct setting_value *ret);
int settings_store_list(struct settings_block *b, const struct setting_key *key,
	const struct setting_type *type, const void *data, size_t len);

/* The store of blocks that keep nothing: always -ERR_NOTSUP. */
int settings_store_read_only(struct settings_block *b, const struct setting_key *key,
	const struct setting_type *type, const void *data, size_t len);

/* Called after each successful store, so that net0/ip and dns take effect. At most 8. What they
 * store themselves does not call them again. */
int settings_add_applicator(void (*fn)(void));

/* Adds a read-only setting to the block "builtin": (get) appends its raw bytes, -ERR_NOENT when
 * there is no value now. (name) is borrowed for good, (type) is a type's name. At most 24. */
typedef int (*settings_builtin_get)(struct strbuf *out);
int settings_builtin_add(const char *name, const char *type, settings_builtin_get get);
/* The same for one that can be set: (set) takes raw bytes, none (len 0) when it is cleared. */
typedef int (*settings_builtin_set)(const uint8_t *data, size_t len);
int settings_builtin_add_writable(
	const char *name, const char *type, settings_builtin_get get, settings_builtin_set set);

/* What ${errno} says from now on; accepts positive or negative codes. */
void settings_set_errno(int status);

/* ---- by text, as scripts do; (name) is "[block/]setting[:type]" ---- */

/* Appends the formatted value. -ERR_NOENT (nothing recorded) if unset, unknown or unformattable. */
int settings_get(const char *name, struct strbuf *out);
/* Stores parsed text; empty deletes. Creates missing blocks. Recorded failures name (name). */
int settings_set(const char *name, const char *value);
/* The same for what somebody made of settings_get(): the setting stays of the type it was
 * shown as. */
int settings_set_edited(const char *name, const char *value);
int settings_clear(const char *name);
/* Appends "block/name:type = value" (or value only if (quiet)). -ERR_NOENT recorded. */
int settings_show(const char *name, bool quiet, struct strbuf *out);
/* Adds (by) to a number; unset starts from 0 as int32. -ERR_NOTSUP if the setting is not of an
 * integer type. The block must exist. */
int settings_inc(const char *name, int64_t by);

/* ---- typed, as code does; all look through every block in order of precedence ---- */

/* Raw bytes of the first block that has it. (ret_block) may be NULL. */
int settings_get_raw(
	const char *name, struct setting_value *ret, struct settings_block **ret_block);
/* Raw bytes from (b) and its children only. */
int settings_get_raw_in(struct settings_block *b, const char *name, struct setting_value *ret);
/* Host byte order. */
int settings_get_ipv4(const char *name, uint32_t *ret);
int settings_get_uint(const char *name, uint64_t *ret);
/* New string; NULL if unset. */
char *settings_get_text(const char *name);
/* Of (type), unless (name) has one. */
int settings_set_raw(const char *name, const char *type, const void *data, size_t len);
