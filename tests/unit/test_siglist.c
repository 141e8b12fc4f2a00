/* SPDX-License-Identifier: BSD-2-Clause */
/* EFI signature lists: good ones, and every length that lies. */
#include "check.h"

#include "core/siglist.h"
#include "core/status.h"
#include "core/util.h"

static const uint8_t x509[16] = {0xa1, 0x59, 0xc0, 0xa5, 0xe4, 0x94, 0xa7, 0x4a, 0x87, 0xb5, 0xab,
	0x15, 0x5c, 0x2b, 0xf0, 0x72};
static char seen[200];

static void note(const uint8_t *der, size_t len, void *arg)
{
	CHECK(arg == seen);
	strncat(seen, (const char *)der, len);
	strcat(seen, ";");
}

/* A list of (n) signatures of three letters each; its length. */
static size_t put_list(uint8_t *p, const uint8_t type[16], unsigned n, const char *letters)
{
	size_t at = 28;

	memcpy(p, type, 16);
	put_le32(p + 16, 28 + n * 19);
	put_le32(p + 20, 0);
	put_le32(p + 24, 19);
	for (unsigned i = 0; i < n; i++, at += 19) {
		memset(p + at, 0, 16);
		memcpy(p + at + 16, letters + 3 * i, 3);
	}
	return at;
}

static int each(const uint8_t *data, size_t len)
{
	seen[0] = '\0';
	return siglist_each(data, len, note, seen);
}

int main(void)
{
	static const uint8_t other[16] = {1};
	uint8_t data[300];
	size_t first = put_list(data, x509, 2, "abcdef"), second, len;

	second = put_list(data + first, other, 1, "xyz");
	len = first + second + put_list(data + first + second, x509, 1, "ghi");
	CHECK_EQ(each(data, len), 3);
	CHECK_STR(seen, "abc;def;ghi;");
	CHECK_EQ(each(data, 0), 0);
	for (size_t i = 1; i < len; i++) {
		if (i != first && i != first + second)
			CHECK_EQ(each(data, i), -ERR_PROTO);
	}
	for (unsigned field = 16; field <= 24; field += 4) {
		static const uint32_t lies[] = {1, 16, 27, 29, 1000, 0x7fffffff, 0xffffffff};
		uint32_t good = get_le32(data + field);

		for (unsigned i = 0; i < ARRAY_SIZE(lies); i++) {
			put_le32(data + field, lies[i]);
			CHECK_EQ(each(data, len), -ERR_PROTO);
		}
		put_le32(data + field, good);
	}
	put_le32(data + 24, 16); /* an owner without a certificate */
	CHECK_EQ(each(data, len), -ERR_PROTO);
	return check_done();
}
