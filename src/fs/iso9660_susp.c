/* SPDX-License-Identifier: BSD-2-Clause */
/*
 * The system use sharing protocol (IEEE P1281) and Rock Ridge (IEEE P1282) in it: names, symbolic
 * links, modes, relocated folders. Owners, times and device numbers are of no use here.
 * Continuation areas may lead anywhere, also back: their number is limited.
 */
#include <string.h>

#include "core/log.h"
#include "core/util.h"
#include "fs/iso9660_priv.h"

enum {
	XA_LEN = 14, /* what CD-ROM XA puts before the entries */
	NM_CONTINUE = 1,
	NM_SPECIAL = 0x26, /* ".", "..", the host's name */
	SL_CONTINUE = 1,
	SL_CURRENT = 2,
	SL_PARENT = 4,
	SL_ROOT = 8,
};

struct reading {
	struct iso9660 *iso;
	struct iso_record *r;
	bool name_begun, name_open; /* an NM was there; the next one continues it */
	bool join;                  /* the next component of a link continues the last one */
	bool link_bad; /* genisoimage 1.1.11 writes such for links of 250 bytes and more */
	size_t name_len;
};

typedef int susp_each(void *arg, const uint8_t *entry, size_t len);

struct area {
	const uint8_t *p;
	size_t len;
	bool more; /* (next) is to be read after this */
	uint64_t next;
	uint32_t next_len;
};

static int continuation_note(struct iso9660 *iso, const uint8_t *e, size_t len, struct area *a)
{
	uint32_t lba, off;
	int status;

	if (len < 28)
		return iso_fail(iso, ERR_PROTO, "a CE entry of %zu bytes", len);
	status = iso_both32(iso, e + 4, "the place of a continuation area", &lba);
	if (status == 0)
		status = iso_both32(iso, e + 12, "the offset of a continuation area", &off);
	if (status == 0)
		status = iso_both32(iso, e + 20, "the length of a continuation area", &a->next_len);
	if (status < 0)
		return status;
	if (off >= ISO_BLOCK || a->next_len > ISO_AREA_MAX)
		return iso_fail(iso, ERR_PROTO, "a continuation area of %u bytes at %u of block %u",
			a->next_len, off, lba);
	a->next = (uint64_t)lba * ISO_BLOCK + off;
	a->more = true;
	return 0;
}

/* Calls (each) for the entries of one area. */
static int area_walk(struct iso9660 *iso, struct area *a, susp_each *each, void *arg)
{
	size_t len;

	for (size_t pos = 0; a->len - pos >= 4; pos += len) {
		const uint8_t *e = a->p + pos;
		int status;

		len = e[2];
		if (e[0] == 0 || memcmp(e, "ST", 2) == 0)
			break;
		if (len < 4 || len > a->len - pos)
			return iso_fail(iso, ERR_PROTO,
				"a Rock Ridge entry of %zu bytes in an area of %zu", len,
				a->len - pos);
		if (memcmp(e, "CE", 2) == 0)
			status = continuation_note(iso, e, len, a);
		else
			status = each(arg, e, len);
		if (status < 0)
			return status;
	}
	return 0;
}

static int susp_walk(struct iso9660 *iso, const uint8_t *p, size_t len, susp_each *each, void *arg)
{
	struct area a = {.p = p, .len = len};

	for (unsigned i = 0; i <= ISO_CONTINUATIONS_MAX; i++) {
		int status = area_walk(iso, &a, each, arg);

		if (status < 0 || !a.more)
			return status;
		status = blockcache_read(&iso->cache, a.next, iso->area, a.next_len);
		if (status < 0)
			return status;
		a = (struct area){.p = iso->area, .len = a.next_len};
	}
	return iso_fail(iso, ERR_PROTO, "a record has more than %d continuation areas",
		ISO_CONTINUATIONS_MAX);
}

static int probe_entry(void *arg, const uint8_t *e, size_t len)
{
	static const char *const ids[] = {"RRIP_1991A", "IEEE_P1282", "IEEE_1282"};
	struct iso9660 *iso = arg;

	if (memcmp(e, "PX", 2) == 0 || memcmp(e, "RR", 2) == 0)
		iso->rock = true;
	if (memcmp(e, "ER", 2) != 0 || len < 8 || e[4] > len - 8)
		return 0;
	for (size_t i = 0; i < ARRAY_SIZE(ids); i++)
		if (e[4] == strlen(ids[i]) && memcmp(e + 8, ids[i], e[4]) == 0)
			iso->rock = true;
	return 0;
}

int iso_susp_probe(struct iso9660 *iso, const uint8_t *area, size_t len)
{
	static const uint8_t sp[] = {'S', 'P', 7, 1, 0xbe, 0xef};

	for (size_t xa = 0; xa <= XA_LEN; xa += XA_LEN) {
		if (len < xa + 7 || memcmp(area + xa, sp, sizeof(sp)) != 0)
			continue;
		iso->susp_skip = area[xa + 6];
		return susp_walk(iso, area + xa, len - xa, probe_entry, iso);
	}
	return 0;
}

static int read_name(struct reading *d, const uint8_t *e, size_t len)
{
	struct iso_record *r = d->r;

	if (len < 5 || (e[4] & NM_SPECIAL))
		return 0;
	if (d->name_begun && !d->name_open)
		return 0;
	if (len - 5 >= sizeof(r->name) - d->name_len)
		return iso_fail(d->iso, ERR_PROTO, "a Rock Ridge name of more than %zu bytes",
			sizeof(r->name) - 1);
	memcpy(r->name + d->name_len, e + 5, len - 5);
	d->name_len += len - 5;
	r->name[d->name_len] = '\0';
	d->name_begun = true;
	d->name_open = e[4] & NM_CONTINUE;
	return 0;
}

static int link_add(struct reading *d, const void *text, size_t len)
{
	struct strbuf *link = &d->r->link;

	if (len > ISO_LINK_MAX - link->len)
		return iso_fail(
			d->iso, ERR_PROTO, "a symbolic link of more than %d bytes", ISO_LINK_MAX);
	if (strbuf_add(link, text, len) < 0)
		return iso_fail(d->iso, ERR_NOMEM, "out of memory for a symbolic link");
	return 0;
}

static int link_component(struct reading *d, unsigned flags, const uint8_t *text, size_t len)
{
	const struct strbuf *link = &d->r->link;
	int status = 0;

	if (link->len && !d->join && link->s[link->len - 1] != '/')
		status = link_add(d, "/", 1);
	d->join = flags & SL_CONTINUE;
	if (status < 0)
		return status;
	if (flags & SL_ROOT)
		return link_add(d, "/", 1);
	if (flags & SL_PARENT)
		return link_add(d, "..", 2);
	if (flags & SL_CURRENT)
		return link_add(d, ".", 1);
	return link_add(d, text, len);
}

static int read_link(struct reading *d, const uint8_t *e, size_t len)
{
	int status = 0;

	for (size_t pos = 5; len > 5 && len - pos >= 2 && status == 0; pos += 2u + e[pos + 1]) {
		if (e[pos + 1] > len - pos - 2) {
			d->link_bad = true;
			return 0;
		}
		status = link_component(d, e[pos], e + pos + 2, e[pos + 1]);
	}
	return status;
}

static enum iso9660_kind mode_kind(uint32_t mode)
{
	switch (mode & 0170000) {
	case 0100000:
		return ISO9660_FILE;
	case 0040000:
		return ISO9660_FOLDER;
	case 0120000:
		return ISO9660_LINK;
	default:
		return ISO9660_OTHER;
	}
}

static int read_entry(void *arg, const uint8_t *e, size_t len)
{
	struct reading *d = arg;
	int status;

	if (memcmp(e, "NM", 2) == 0)
		return read_name(d, e, len);
	if (memcmp(e, "SL", 2) == 0)
		return read_link(d, e, len);
	if (memcmp(e, "RE", 2) == 0)
		d->r->hidden = true;
	if (memcmp(e, "ZF", 2) == 0 || memcmp(e, "SF", 2) == 0)
		d->r->packed = true;
	if (memcmp(e, "CL", 2) == 0 && len >= 12)
		return iso_both32(
			d->iso, e + 4, "the place of a relocated folder", &d->r->child_lba);
	if (memcmp(e, "PX", 2) != 0 || len < 12)
		return 0;
	status = iso_both32(d->iso, e + 4, "a file's mode", &d->r->mode);
	if (status == 0)
		d->r->kind = mode_kind(d->r->mode);
	return status;
}

int iso_susp_read(struct iso9660 *iso, const uint8_t *area, size_t len, struct iso_record *r)
{
	struct reading d = {.iso = iso, .r = r};
	int status;

	if (len < iso->susp_skip)
		return 0;
	status = susp_walk(iso, area + iso->susp_skip, len - iso->susp_skip, read_entry, &d);
	if (status == 0 && r->child_lba)
		r->kind = ISO9660_FOLDER;
	if (status == 0 && d.link_bad) {
		log_warn("iso: %s: the symbolic link %s is malformed, ignoring", iso->dev->name,
			r->name);
		r->kind = ISO9660_OTHER;
		strbuf_reset(&r->link);
	}
	return status;
}
