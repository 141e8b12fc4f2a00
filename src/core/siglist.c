/* SPDX-License-Identifier: BSD-2-Clause */
/* EFI signature lists: a header of 28 bytes, a type's own header, then signatures of one size, each
 * behind its owner's GUID. */
#include "core/siglist.h"

#include <string.h>

#include "core/status.h"
#include "core/util.h"

enum { LIST_HEADER = 28, OWNER = 16 };

/* EFI_CERT_X509_GUID, a5c059a1-94e4-4aa7-87b5-ab155c2bf072, as it lies in memory. */
static const uint8_t x509[16] = {0xa1, 0x59, 0xc0, 0xa5, 0xe4, 0x94, 0xa7, 0x4a, 0x87, 0xb5, 0xab,
	0x15, 0x5c, 0x2b, 0xf0, 0x72};

static int each_signature(const uint8_t *p, size_t len, size_t size,
	void (*add)(const uint8_t *der, size_t len, void *arg), void *arg)
{
	int n = 0;

	for (; len >= size; p += size, len -= size, n++)
		add(p + OWNER, size - OWNER, arg);
	return len ? -ERR_PROTO : n;
}

int siglist_each(const void *data, size_t len,
	void (*add)(const uint8_t *der, size_t len, void *arg), void *arg)
{
	const uint8_t *p = data;
	int n = 0;

	while (len) {
		size_t list, header, size;
		int rc = 0;

		if (len < LIST_HEADER)
			return -ERR_PROTO;
		list = get_le32(p + 16);
		header = get_le32(p + 20);
		size = get_le32(p + 24);
		if (list < LIST_HEADER || list > len || header > list - LIST_HEADER ||
			size <= OWNER)
			return -ERR_PROTO;
		if (memcmp(p, x509, sizeof(x509)) == 0)
			rc = each_signature(p + LIST_HEADER + header, list - LIST_HEADER - header,
				size, add, arg);
		if (rc < 0)
			return rc;
		n += rc;
		p += list;
		len -= list;
	}
	return n;
}
