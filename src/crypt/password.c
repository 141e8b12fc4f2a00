/* SPDX-License-Identifier: BSD-2-Clause */
/*
 * Stored passwords. The crypt(3) kinds follow U. Drepper, "Unix crypt using SHA-256 and SHA-512"
 * (2008), and for MD5 the algorithm of FreeBSD's crypt; they share their odd base64, which takes
 * the digest's bytes in an order of its own.
 */
#include "core/password.h"

#include <stdint.h>
#include <stdlib.h>
#include <string.h>

#include <mbedtls/base64.h>
#include <mbedtls/md.h>

#include "core/status.h"
#include "core/strbuf.h"
#include "core/util.h"
#include "core/wait.h"

#define DIGEST_MAX     64
#define ROUNDS         5000u
#define ROUNDS_MIN     1000u
#define ROUNDS_MAX     1000000u /* more would keep people waiting for minutes */
#define MD5_ROUNDS     1000u
#define TYPED_MAX      256u
#define BREATHE_ROUNDS 256u

struct kind {
	const char *prefix;
	mbedtls_md_type_t md;
	unsigned len, salt_max;
	/* Of each group of up to three bytes that four characters stand for, the places in the
	 * digest; 0xff: none. */
	const uint8_t (*order)[3];
	unsigned n_groups;
};

static const uint8_t md5_order[][3] = {
	{0, 6, 12}, {1, 7, 13}, {2, 8, 14}, {3, 9, 15}, {4, 10, 5}, {0xff, 0xff, 11}};
static const uint8_t sha256_order[][3] = {{0, 10, 20}, {21, 1, 11}, {12, 22, 2}, {3, 13, 23},
	{24, 4, 14}, {15, 25, 5}, {6, 16, 26}, {27, 7, 17}, {18, 28, 8}, {9, 19, 29},
	{0xff, 31, 30}};
static const uint8_t sha512_order[][3] = {{0, 21, 42}, {22, 43, 1}, {44, 2, 23}, {3, 24, 45},
	{25, 46, 4}, {47, 5, 26}, {6, 27, 48}, {28, 49, 7}, {50, 8, 29}, {9, 30, 51}, {31, 52, 10},
	{53, 11, 32}, {12, 33, 54}, {34, 55, 13}, {56, 14, 35}, {15, 36, 57}, {37, 58, 16},
	{59, 17, 38}, {18, 39, 60}, {40, 61, 19}, {62, 20, 41}, {0xff, 0xff, 63}};

static const struct kind md5_kind = {
	"$1$", MBEDTLS_MD_MD5, 16, 8, md5_order, ARRAY_SIZE(md5_order)};
static const struct kind sha_kinds[] = {
	{"$5$", MBEDTLS_MD_SHA256, 32, 16, sha256_order, ARRAY_SIZE(sha256_order)},
	{"$6$", MBEDTLS_MD_SHA512, 64, 16, sha512_order, ARRAY_SIZE(sha512_order)},
};

/* ---- digests ---- */

/* A digest of pieces; what goes wrong is kept until the end. */
struct sum {
	mbedtls_md_context_t md;
	int err;
};

static void sum_init(struct sum *s, mbedtls_md_type_t type)
{
	mbedtls_md_init(&s->md);
	s->err = mbedtls_md_setup(&s->md, mbedtls_md_info_from_type(type), 0);
	if (!s->err)
		s->err = mbedtls_md_starts(&s->md);
}

static void sum_add(struct sum *s, const void *data, size_t len)
{
	if (!s->err)
		s->err = mbedtls_md_update(&s->md, data, len);
}

/* The digest into (out); (s) starts anew. */
static void sum_take(struct sum *s, uint8_t out[DIGEST_MAX])
{
	if (!s->err)
		s->err = mbedtls_md_finish(&s->md, out);
	if (!s->err)
		s->err = mbedtls_md_starts(&s->md);
}

/* (len) bytes of the digest (d), (n) bytes long, over and over. */
static void sum_repeat(struct sum *s, const uint8_t *d, size_t n, size_t len)
{
	for (; len > n; len -= n)
		sum_add(s, d, n);
	sum_add(s, d, len);
}

/* ---- text ---- */

/* The characters that (d) is written as by crypt(3) compared with (text), up to its end. */
static bool is_written(const struct kind *k, const uint8_t *d, const char *text)
{
	static const char digits[] =
		"./0123456789ABCDEFGHIJKLMNOPQRSTUVWXYZabcdefghijklmnopqrstuvwxyz";
	unsigned wrong = 0;
	size_t at = 0, len = strlen(text);

	for (unsigned i = 0; i < k->n_groups; i++) {
		const uint8_t *o = k->order[i];
		uint32_t v = 0;
		unsigned n = 1;

		for (unsigned j = 0; j < 3; j++) {
			v = v << 8 | (o[j] == 0xff ? 0 : d[o[j]]);
			n += o[j] != 0xff;
		}
		for (; n; n--, v >>= 6, at++)
			wrong |= at >= len || text[at] != digits[v & 63];
	}
	return !wrong && at == len;
}

/* The salt at (p), which ends at "$" or the end; NULL behind it if there is nothing more. */
static const char *behind_salt(const char *p, size_t max, size_t *ret_len)
{
	size_t n = strcspn(p, "$");

	*ret_len = MIN(n, max);
	return p[n] ? p + n + 1 : NULL;
}

/* ---- MD5 ---- */

static void md5_first(struct sum *s, const char *pw, size_t len, const char *salt, size_t salt_len,
	uint8_t d[DIGEST_MAX])
{
	sum_add(s, pw, len);
	sum_add(s, salt, salt_len);
	sum_add(s, pw, len);
	sum_take(s, d);
	sum_add(s, pw, len);
	sum_add(s, md5_kind.prefix, 3);
	sum_add(s, salt, salt_len);
	sum_repeat(s, d, md5_kind.len, len);
	for (size_t bits = len; bits; bits >>= 1)
		sum_add(s, bits & 1 ? "" : pw, 1);
	sum_take(s, d);
}

static bool md5_fits(const char *stored, const char *pw)
{
	size_t len = strlen(pw), salt_len;
	const char *salt = stored + 3, *text = behind_salt(salt, md5_kind.salt_max, &salt_len);
	uint8_t d[DIGEST_MAX] = {};
	struct sum s;

	sum_init(&s, md5_kind.md);
	md5_first(&s, pw, len, salt, salt_len, d);
	for (unsigned i = 0; i < MD5_ROUNDS; i++) {
		sum_add(&s, i & 1 ? (const void *)pw : d, i & 1 ? len : md5_kind.len);
		if (i % 3)
			sum_add(&s, salt, salt_len);
		if (i % 7)
			sum_add(&s, pw, len);
		sum_add(&s, i & 1 ? d : (const void *)pw, i & 1 ? md5_kind.len : len);
		sum_take(&s, d);
	}
	mbedtls_md_free(&s.md);
	return !s.err && text && is_written(&md5_kind, d, text);
}

/* ---- SHA-2 ---- */

struct sha_input {
	const struct kind *k;
	const char *pw, *salt;
	size_t len, salt_len;
	unsigned rounds;
	uint8_t p[TYPED_MAX], s[DIGEST_MAX]; /* as long as password and salt */
};

/* (n) bytes, those of (d) over and over. */
static void fill(uint8_t *out, size_t n, const uint8_t *d, unsigned len)
{
	for (size_t i = 0; i < n; i++)
		out[i] = d[i % len];
}

static void sha_first(struct sum *s, struct sha_input *in, uint8_t d[DIGEST_MAX])
{
	uint8_t tmp[DIGEST_MAX] = {};

	sum_add(s, in->pw, in->len);
	sum_add(s, in->salt, in->salt_len);
	sum_add(s, in->pw, in->len);
	sum_take(s, tmp);
	sum_add(s, in->pw, in->len);
	sum_add(s, in->salt, in->salt_len);
	sum_repeat(s, tmp, in->k->len, in->len);
	for (size_t bits = in->len; bits; bits >>= 1)
		sum_add(s, bits & 1 ? (const void *)tmp : in->pw, bits & 1 ? in->k->len : in->len);
	sum_take(s, d);
	for (size_t i = 0; i < in->len; i++)
		sum_add(s, in->pw, in->len);
	sum_take(s, tmp);
	fill(in->p, in->len, tmp, in->k->len);
	for (unsigned i = 0; i < 16u + d[0]; i++)
		sum_add(s, in->salt, in->salt_len);
	sum_take(s, tmp);
	fill(in->s, in->salt_len, tmp, in->k->len);
}

static void sha_rounds(struct sum *s, const struct sha_input *in, uint8_t d[DIGEST_MAX])
{
	for (unsigned i = 0; i < in->rounds && !s->err; i++) {
		sum_add(s, i & 1 ? in->p : d, i & 1 ? in->len : in->k->len);
		if (i % 3)
			sum_add(s, in->s, in->salt_len);
		if (i % 7)
			sum_add(s, in->p, in->len);
		sum_add(s, i & 1 ? d : in->p, i & 1 ? in->k->len : in->len);
		sum_take(s, d);
		if (i % BREATHE_ROUNDS == 0 && wait_breathe())
			s->err = -1;
	}
}

static bool sha_fits(const struct kind *k, const char *stored, const char *pw)
{
	static const char rounds[] = "rounds=";
	struct sha_input in = {.k = k, .pw = pw, .len = strlen(pw), .rounds = ROUNDS};
	uint8_t d[DIGEST_MAX] = {};
	const char *text;
	struct sum s;

	in.salt = stored + 3;
	if (strncmp(in.salt, rounds, sizeof(rounds) - 1) == 0) {
		char *end;
		unsigned long n = strtoul(in.salt + sizeof(rounds) - 1, &end, 10);

		if (*end != '$' || n > ROUNDS_MAX)
			return false;
		in.rounds = (unsigned)MAX(n, ROUNDS_MIN);
		in.salt = end + 1;
	}
	text = behind_salt(in.salt, k->salt_max, &in.salt_len);
	sum_init(&s, k->md);
	sha_first(&s, &in, d);
	sha_rounds(&s, &in, d);
	mbedtls_md_free(&s.md);
	return !s.err && text && is_written(k, d, text);
}

/* ---- SHA-1 ---- */

/* "$4$SALT$" and the digest of salt and password in base64, its "=" perhaps missing. */
static bool sha1_fits(const char *stored, const char *pw)
{
	size_t salt_len, n;
	const char *salt = stored + 3, *text = behind_salt(salt, SIZE_MAX, &salt_len);
	uint8_t d[DIGEST_MAX];
	unsigned char written[40];
	struct sum s;

	sum_init(&s, MBEDTLS_MD_SHA1);
	sum_add(&s, salt, salt_len);
	sum_add(&s, pw, strlen(pw));
	sum_take(&s, d);
	mbedtls_md_free(&s.md);
	if (s.err || !text || mbedtls_base64_encode(written, sizeof(written), &n, d, 20))
		return false;
	n = strcspn((const char *)written, "=");
	return strncmp(text, (const char *)written, n) == 0 &&
		strspn(text + n, "=$") == strlen(text + n);
}

/* ---- PBKDF2, as grub-mkpasswd-pbkdf2 writes it ---- */

/* The bytes that (len) digits at (hex) are; -1: they are none, or more than (max). */
static int hex_bytes(const char *hex, size_t len, uint8_t *out, size_t max)
{
	if (len % 2 || len / 2 > max)
		return -1;
	for (size_t i = 0; i < len / 2; i++) {
		int high = hex_digit(hex[2 * i]), low = hex_digit(hex[2 * i + 1]);

		if (high < 0 || low < 0)
			return -1;
		out[i] = (uint8_t)(high << 4 | low);
	}
	return (int)(len / 2);
}

/* One more round: (u), which is mixed into (sum), becomes its own HMAC. */
static int pbkdf2_round(mbedtls_md_context_t *md, uint8_t *u, uint8_t *sum)
{
	int err = mbedtls_md_hmac_reset(md);

	if (!err)
		err = mbedtls_md_hmac_update(md, u, DIGEST_MAX);
	if (!err)
		err = mbedtls_md_hmac_finish(md, u);
	for (unsigned i = 0; i < DIGEST_MAX; i++)
		sum[i] ^= u[i];
	return err;
}

/* The first block of the key (RFC 8018, 5.2), with SHA-512, into (sum). */
static bool pbkdf2(const char *typed, const uint8_t *salt, size_t salt_len, unsigned long rounds,
	uint8_t sum[DIGEST_MAX])
{
	static const uint8_t first_block[] = {0, 0, 0, 1};
	mbedtls_md_context_t md;
	uint8_t u[DIGEST_MAX];
	int err;

	mbedtls_md_init(&md);
	err = mbedtls_md_setup(&md, mbedtls_md_info_from_type(MBEDTLS_MD_SHA512), 1);
	if (!err)
		err = mbedtls_md_hmac_starts(&md, (const uint8_t *)typed, strlen(typed));
	if (!err)
		err = mbedtls_md_hmac_update(&md, salt, salt_len);
	if (!err)
		err = mbedtls_md_hmac_update(&md, first_block, sizeof(first_block));
	if (!err)
		err = mbedtls_md_hmac_finish(&md, u);
	memcpy(sum, u, DIGEST_MAX);
	for (unsigned long i = 1; i < rounds && !err; i++) {
		err = pbkdf2_round(&md, u, sum);
		if (i % BREATHE_ROUNDS == 0 && wait_breathe())
			err = -1;
	}
	mbedtls_md_free(&md);
	return !err;
}

#define GRUB_PREFIX "grub.pbkdf2.sha512."

/* "ROUNDS.SALT.KEY", the latter in hexadecimal; of longer keys than a digest the first part
 * counts. */
static bool grub_fits(const char *stored, const char *typed)
{
	uint8_t salt[256], want[DIGEST_MAX], got[DIGEST_MAX], wrong = 0;
	char *end;
	unsigned long rounds = strtoul(stored, &end, 10);
	size_t salt_digits = *end == '.' ? strcspn(end + 1, ".") : 0;
	const char *key = end + 1 + salt_digits;
	int salt_len, len;

	if (!salt_digits || *key != '.' || rounds < 1 || rounds > ROUNDS_MAX)
		return false;
	key++;
	salt_len = hex_bytes(end + 1, salt_digits, salt, sizeof(salt));
	len = hex_bytes(key, MIN(strlen(key), (size_t)2 * DIGEST_MAX), want, sizeof(want));
	if (salt_len < 0 || len < 16 || !pbkdf2(typed, salt, (size_t)salt_len, rounds, got))
		return false;
	for (int i = 0; i < len; i++)
		wrong |= want[i] ^ got[i];
	return !wrong;
}

static bool one_fits(const char *stored, const char *typed)
{
	if (!*stored)
		return false;
	if (strncmp(stored, GRUB_PREFIX, sizeof(GRUB_PREFIX) - 1) == 0)
		return grub_fits(stored + sizeof(GRUB_PREFIX) - 1, typed);
	if (strncmp(stored, "$4$", 3) == 0)
		return sha1_fits(stored, typed);
	if (strncmp(stored, md5_kind.prefix, 3) == 0)
		return md5_fits(stored, typed);
	for (size_t i = 0; i < ARRAY_SIZE(sha_kinds); i++)
		if (strncmp(stored, sha_kinds[i].prefix, 3) == 0)
			return sha_fits(&sha_kinds[i], stored, typed);
	return strcmp(stored, typed) == 0;
}

bool password_fits(const char *stored, const char *typed)
{
	bool fits = false;

	if (strlen(typed) >= TYPED_MAX)
		return false;
	while (*stored && !fits) {
		size_t n = strcspn(stored, "\n");
		_cleanup_(freep) char *one = str_ndup(stored, n);

		fits = one && one_fits(one, typed);
		stored += n;
		stored += *stored == '\n';
	}
	return fits;
}
