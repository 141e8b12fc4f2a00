/* SPDX-License-Identifier: BSD-2-Clause */
/*
 * Block "smbios": what the firmware tells of the machine, by name ("serial") or by place,
 * "[instance.]type.offset.length", each number one byte. Length 0: the byte at the offset is the
 * number of a string. Offset 0: the length is the number of a string. Both 0: the whole structure.
 */
#include <string.h>

#include "core/setting_type.h"
#include "core/settings.h"
#include "core/settings_name.h"
#include "core/smbios.h"
#include "core/status.h"
#include "core/util.h"

#define SMBIOS_TAG(type, offset, length) ((type) << 16 | (offset) << 8 | (length))
#define UUID_SWAPPED_SINCE               0x0206 /* DSP0134 7.2.1: 3 fields little-endian */

static struct {
	const uint8_t *table;
	size_t len;
	uint16_t version;
} smbios;

static const struct {
	const char *name;
	uint32_t tag;
	const struct setting_type *type;
} named[] = {
	{"uuid", SMBIOS_TAG(1, 8, 16), &setting_type_uuid},
	{"manufacturer", SMBIOS_TAG(1, 4, 0), &setting_type_string},
	{"product", SMBIOS_TAG(1, 5, 0), &setting_type_string},
	{"serial", SMBIOS_TAG(1, 7, 0), &setting_type_string},
	{"board-serial", SMBIOS_TAG(2, 7, 0), &setting_type_string},
	{"asset", SMBIOS_TAG(3, 8, 0), &setting_type_string},
};

/* The place (key) means, and the type it has of its own (NULL: none). False: nothing of ours. */
static bool key_place(
	const struct setting_key *key, uint64_t *ret_tag, const struct setting_type **ret_type)
{
	uint64_t tag = key->tag;
	bool by_tag = tag != SETTING_TAG_NONE || setting_tag_parse(key->name, &tag);

	for (size_t i = 0; i < ARRAY_SIZE(named); i++) {
		if (by_tag ? named[i].tag != tag : strcmp(named[i].name, key->name) != 0)
			continue;
		*ret_tag = named[i].tag;
		*ret_type = named[i].type;
		return true;
	}
	*ret_tag = tag;
	*ret_type = NULL;
	return by_tag;
}

/* Finds the bytes at (tag). *(ret_string): they are text. */
static int place_read(uint64_t tag, const uint8_t **ret, size_t *ret_len, bool *ret_string)
{
	uint8_t offset = (uint8_t)(tag >> 8), length = (uint8_t)tag;
	struct smbios_struct s;
	int status;

	if (tag >> 32)
		return -ERR_NOENT;
	status = smbios_find(
		smbios.table, smbios.len, (uint8_t)(tag >> 16), (uint8_t)(tag >> 24), &s);
	if (status < 0)
		return status;
	*ret_string = false;
	if (!offset && !length) {
		*ret = s.data;
		*ret_len = s.len;
		return 0;
	}
	if (offset && length) {
		if (offset > s.len || length > s.len - offset)
			return -ERR_NOENT;
		*ret = s.data + offset;
		*ret_len = length;
		return 0;
	}
	if (offset >= s.len)
		return -ERR_NOENT;
	*ret_string = true;
	return smbios_string(&s, offset ? s.data[offset] : length, (const char **)ret, ret_len);
}

static int smbios_fetch(
	struct settings_block *b, const struct setting_key *key, struct setting_value *ret)
{
	const struct setting_type *type, *shown;
	const uint8_t *data;
	uint8_t *copy;
	uint64_t tag;
	size_t len;
	bool is_string;

	(void)b;
	if (!key_place(key, &tag, &type) || place_read(tag, &data, &len, &is_string) < 0)
		return -ERR_NOENT;
	if (!type)
		type = is_string ? &setting_type_string : &setting_type_hex;
	copy = malloc(len);
	if (!copy)
		return -ERR_NOMEM;
	memcpy(copy, data, len);
	shown = key->type ? key->type : type;
	if ((shown == &setting_type_uuid || shown == &setting_type_guid) && len == 16 &&
		smbios.version >= UUID_SWAPPED_SINCE)
		setting_uuid_swap(copy);
	*ret = (struct setting_value){.type = type, .data = copy, .len = len};
	return 0;
}

static const struct settings_ops smbios_ops = {
	.fetch = smbios_fetch, .store = settings_store_read_only};
static struct settings_block smbios_block = {
	.name = "smbios", .ops = &smbios_ops, .own_tags = true};

int smbios_settings_init(const uint8_t *table, size_t len, uint16_t version)
{
	smbios.table = table;
	smbios.len = len;
	smbios.version = version;
	return settings_add(&smbios_block, NULL);
}
