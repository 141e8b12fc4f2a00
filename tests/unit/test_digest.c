/* SPDX-License-Identifier: BSD-2-Clause */
/* Message digests: the published vectors for "abc" and the empty message, and a large one. */
#include "core/status.h"
#include "core/util.h"
#include "crypt/digest.h"
#include "unit/check.h"

static const char *hex(const char *name, const void *data, uint64_t len)
{
	static char out[2 * DIGEST_MAX + 1];
	const struct digest_type *t = digest_find(name);
	uint8_t raw[DIGEST_MAX];

	if (!t || digest_compute(t, data, len, raw) < 0)
		return "(failed)";
	for (size_t i = 0; i < t->len; i++)
		snprintf(out + 2 * i, 3, "%02x", raw[i]);
	return out;
}

static void test_vectors(void)
{
	/* RFC 1321 A.5, FIPS 180-4 examples */
	static const struct {
		const char *name, *text, *want;
	} cases[] = {
		{"md5", "", "d41d8cd98f00b204e9800998ecf8427e"},
		{"md5", "abc", "900150983cd24fb0d6963f7d28e17f72"},
		{"sha1", "abc", "a9993e364706816aba3e25717850c26c9cd0d89d"},
		{"sha224", "abc", "23097d223405d8228642a477bda255b32aadbce4bda0b3f7e36c9da7"},
		{"sha256", "", "e3b0c44298fc1c149afbf4c8996fb92427ae41e4649b934ca495991b7852b855"},
		{"sha256", "abc",
			"ba7816bf8f01cfea414140de5dae2223b00361a396177a9cb410ff61f20015ad"},
		{"sha384", "abc",
			"cb00753f45a35e8bb5a03d699ac65007272c32ab0eded1631a8b605a43ff5bed"
			"8086072ba1e7cc2358baeca134c825a7"},
		{"sha512", "abc",
			"ddaf35a193617abacc417349ae20413112e6fa4e89a97ea20a9eeee64b55d39a"
			"2192992a274fc1a836ba3c23a3feebbd454d4423643ce80e2a9ac94fa54ca49f"},
	};

	for (size_t i = 0; i < ARRAY_SIZE(cases); i++)
		CHECK_STR(hex(cases[i].name, cases[i].text, strlen(cases[i].text)), cases[i].want);
	CHECK(digest_find("sha3") == NULL);
	CHECK(digest_find("") == NULL);
	CHECK_EQ(digest_find("sha512")->len, 64);
}

/* More than one piece; sha256 of 3 MiB and one byte of 'a', as sha256sum computes it. */
static void test_large(void)
{
	size_t len = 3 * 1024 * 1024 + 1;
	char *big = malloc(len);

	memset(big, 'a', len);
	CHECK_STR(hex("sha256", big, len),
		"2b98b70051781969f52a33c9cd0e8392bb7a634a92a3be4597b25e13feb41ee6");
	free(big);
}

int main(void)
{
	test_vectors();
	test_large();
	return check_done();
}
