/* SPDX-License-Identifier: BSD-2-Clause */
/*
 * Device paths (UEFI 2.10, chapter 10). They come from the firmware, which is trusted; node
 * lengths that would stop a walk for good are caught all the same.
 */
#include "arch/efi/devpath.h"

#include <stdlib.h>
#include <string.h>

#include "arch/efi/utf16.h"
#include "core/strbuf.h"
#include "core/util.h"

#define NODE_HEADER 4
#define NODE_MAX    0xffff

static bool is_end(const EFI_DEVICE_PATH *node)
{
	return (node->Type & 0x7f) == END_DEVICE_PATH_TYPE;
}

static size_t node_len(const EFI_DEVICE_PATH *node)
{
	return get_le16(node->Length);
}

/* Nodes have no alignment; their contents are read as bytes. */
static const uint8_t *node_data(const EFI_DEVICE_PATH *node)
{
	return (const uint8_t *)node + NODE_HEADER;
}

/* (node), unless it is the end or makes no sense, which is an end, too. */
static const EFI_DEVICE_PATH *devpath_first(const EFI_DEVICE_PATH *node)
{
	return node && !is_end(node) && node_len(node) >= NODE_HEADER ? node : NULL;
}

const EFI_DEVICE_PATH *devpath_next(const EFI_DEVICE_PATH *node)
{
	if (!devpath_first(node))
		return NULL;
	return devpath_first((const EFI_DEVICE_PATH *)((const uint8_t *)node + node_len(node)));
}

const EFI_DEVICE_PATH *devpath_find(const EFI_DEVICE_PATH *path, uint8_t type, uint8_t subtype)
{
	for (const EFI_DEVICE_PATH *n = devpath_first(path); n; n = devpath_next(n))
		if ((n->Type & 0x7f) == type && n->SubType == subtype)
			return n;
	return NULL;
}

size_t devpath_len(const EFI_DEVICE_PATH *path)
{
	size_t len = 0;

	for (const EFI_DEVICE_PATH *n = devpath_first(path); n; n = devpath_next(n))
		len += node_len(n);
	return len;
}

static uint8_t *node_put(uint8_t *p, uint8_t type, uint8_t subtype, const void *data, size_t len)
{
	size_t total = NODE_HEADER + len;

	p[0] = type;
	p[1] = subtype;
	p[2] = (uint8_t)total;
	p[3] = (uint8_t)(total >> 8);
	if (len)
		memcpy(p + NODE_HEADER, data, len);
	return p + total;
}

EFI_DEVICE_PATH *devpath_build(
	const EFI_DEVICE_PATH *base, const struct devpath_node *nodes, size_t n_nodes)
{
	size_t base_len = devpath_len(base), len = base_len + NODE_HEADER;
	uint8_t *path, *p;

	for (size_t i = 0; i < n_nodes; i++) {
		if (nodes[i].len > NODE_MAX - NODE_HEADER)
			return NULL;
		len += NODE_HEADER + nodes[i].len;
	}
	path = p = malloc(len);
	if (!path)
		return NULL;
	if (base_len)
		memcpy(p, base, base_len);
	p += base_len;
	for (size_t i = 0; i < n_nodes; i++)
		p = node_put(p, nodes[i].type, nodes[i].subtype, nodes[i].data, nodes[i].len);
	(void)node_put(p, END_DEVICE_PATH_TYPE, END_ENTIRE_DEVICE_PATH_SUBTYPE, NULL, 0);
	return (EFI_DEVICE_PATH *)path;
}

EFI_DEVICE_PATH *devpath_copy(const EFI_DEVICE_PATH *path, const EFI_DEVICE_PATH *end)
{
	size_t len =
		end ? (size_t)((const uint8_t *)end - (const uint8_t *)path) : devpath_len(path);
	uint8_t *copy = malloc(len + NODE_HEADER);

	if (!copy)
		return NULL;
	if (len)
		memcpy(copy, path, len);
	(void)node_put(copy + len, END_DEVICE_PATH_TYPE, END_ENTIRE_DEVICE_PATH_SUBTYPE, NULL, 0);
	return (EFI_DEVICE_PATH *)copy;
}

/* One file path node in UTF-8; NULL on no memory. */
static char *node_file(const EFI_DEVICE_PATH *node)
{
	size_t n = (node_len(node) - NODE_HEADER) / sizeof(uint16_t);
	uint16_t *units = malloc((n + 1) * sizeof(*units));
	char *text = NULL;

	if (!units)
		return NULL;
	memcpy(units, node_data(node), n * sizeof(*units));
	text = utf16_to_utf8(units, n);
	free(units);
	return text;
}

static int add_file(struct strbuf *out, const EFI_DEVICE_PATH *node)
{
	_cleanup_(freep) char *part = node_file(node);
	const char *s = part;
	bool sep = out->len && out->s[out->len - 1] == '\\';

	if (!part)
		return -1;
	if (sep && *s == '\\')
		s++;
	if (out->len && !sep && *s != '\\' && strbuf_addc(out, '\\') < 0)
		return -1;
	return strbuf_adds(out, s);
}

char *devpath_file(const EFI_DEVICE_PATH *path)
{
	_cleanup_(strbuf_free) struct strbuf out = {};
	const EFI_DEVICE_PATH *uri = devpath_find(path, MESSAGING_DEVICE_PATH, MSG_URI_DP);

	if (uri && node_len(uri) > NODE_HEADER)
		return str_ndup((const char *)node_data(uri), node_len(uri) - NODE_HEADER);
	for (const EFI_DEVICE_PATH *n = devpath_first(path); n; n = devpath_next(n)) {
		if ((n->Type & 0x7f) != MEDIA_DEVICE_PATH || n->SubType != MEDIA_FILEPATH_DP)
			continue;
		if (add_file(&out, n) < 0)
			return NULL;
	}
	return out.len ? strbuf_take(&out) : NULL;
}
