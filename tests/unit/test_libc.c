/* SPDX-License-Identifier: BSD-2-Clause */
/* The freestanding C library against the host's: strings, numbers, printf. */
#include "unit/libc_under_test.h"

#include "unit/check.h"

_Noreturn void hw_panic(const char *fmt, ...)
{
	(void)fmt;
	abort();
}

void *hw_plat_pages_alloc(size_t n, uint64_t max_addr)
{
	(void)max_addr;
	return aligned_alloc(PAGE_SIZE, n * PAGE_SIZE);
}

void hw_plat_pages_free(void *p, size_t n)
{
	(void)n;
	free(p);
}

static uint32_t random_state = 1;

static uint32_t rnd(uint32_t below)
{
	random_state = random_state * 1664525u + 1013904223u;
	return (random_state >> 8) % below;
}

static int sign(int v)
{
	return (v > 0) - (v < 0);
}

/* ---- memory ---- */

#define AREA 700

static void test_copy(void)
{
	uint8_t a[AREA], b[AREA];
	unsigned bad = 0;

	for (unsigned round = 0; round < 20000; round++) {
		size_t n = rnd(round % 4 ? 80 : 400);
		size_t from = rnd((uint32_t)(AREA - n)), to = rnd((uint32_t)(AREA - n));

		for (size_t i = 0; i < AREA; i++)
			a[i] = b[i] = (uint8_t)rnd(256);
		memmove(a + to, a + from, n);
		bad += hw_memmove(b + to, b + from, n) != b + to;
		bad += memcmp(a, b, AREA) != 0;
		memset(a + to, (int)round, n);
		bad += hw_memset(b + to, (int)round, n) != b + to;
		bad += memcmp(a, b, AREA) != 0;
		bad += hw_memcpy(a, b + to, n) != a;
		bad += memcmp(a, b + to, n) != 0;
	}
	CHECK_EQ(bad, 0);
}

/* Exact allocations: the sanitizer sees each byte read or written beyond. */
static void test_copy_bounds(void)
{
	unsigned bad = 0;

	for (size_t n = 1; n < 200; n++) {
		uint8_t *a = malloc(n), *b = malloc(n);

		for (size_t i = 0; i < n; i++)
			a[i] = (uint8_t)(i * 7 + 1);
		hw_memset(b, 0x5a, n);
		bad += b[0] != 0x5a || b[n - 1] != 0x5a;
		hw_memcpy(b, a, n);
		bad += hw_memcmp(a, b, n) != 0;
		b[n / 2]++;
		bad += sign(hw_memcmp(a, b, n)) != sign(memcmp(a, b, n));
		hw_memmove(b, b + 1, n - 1);
		bad += memcmp(b + n / 2, a + n / 2 + 1, n - n / 2 - 1) != 0;
		free(a);
		free(b);
	}
	CHECK_EQ(bad, 0);
}

/* ---- strings ---- */

static void random_string(char *s, size_t max)
{
	size_t n = rnd((uint32_t)max);

	for (size_t i = 0; i < n; i++)
		s[i] = "abAB\xc3z"[rnd(6)];
	s[n] = '\0';
}

static unsigned compare_strings(const char *s, const char *t, size_t n)
{
	unsigned bad = 0;
	int c = (unsigned char)t[0];

	bad += hw_strlen(s) != strlen(s) || hw_strnlen(s, n) != strnlen(s, n);
	bad += sign(hw_strcmp(s, t)) != sign(strcmp(s, t));
	bad += sign(hw_strncmp(s, t, n)) != sign(strncmp(s, t, n));
	bad += sign(hw_strcasecmp(s, t)) != sign(strcasecmp(s, t));
	bad += sign(hw_strncasecmp(s, t, n)) != sign(strncasecmp(s, t, n));
	bad += hw_strchr(s, c) != strchr(s, c) || hw_strrchr(s, c) != strrchr(s, c);
	bad += hw_strspn(s, t) != strspn(s, t) || hw_strcspn(s, t) != strcspn(s, t);
	bad += hw_strpbrk(s, t) != strpbrk(s, t) || hw_strstr(s, t) != strstr(s, t);
	bad += hw_memchr(s, c, strlen(s)) != memchr(s, c, strlen(s));
	bad += hw_memrchr(s, c, strlen(s)) != memrchr(s, c, strlen(s));
	bad += hw_memmem(s, strlen(s), t, strlen(t)) != memmem(s, strlen(s), t, strlen(t));
	return bad;
}

static void test_strings(void)
{
	char s[32], t[8];
	char a[64], b[64];
	unsigned bad = 0;

	for (unsigned round = 0; round < 20000; round++) {
		size_t n = rnd(40);

		random_string(s, sizeof(s));
		random_string(t, sizeof(t));
		bad += compare_strings(s, t, n);
		memset(a, 'q', sizeof(a));
		memset(b, 'q', sizeof(b));
		(void)strncpy(a, s, n);
		(void)hw_strncpy(b, s, n);
		bad += memcmp(a, b, sizeof(a)) != 0;
		bad += hw_stpcpy(b, s) != b + strlen(s) || strcmp(b, s) != 0;
		strcpy(a, s);
		strcat(a, t);
		hw_strcpy(b, s);
		hw_strcat(b, t);
		bad += strcmp(a, b) != 0;
	}
	CHECK_EQ(bad, 0);
}

static void test_dup(void)
{
	char *s = hw_strdup("hello"), *t = hw_strndup("hello", 3), *u = hw_strndup("hi", 30);

	CHECK_STR(s, "hello");
	CHECK_STR(t, "hel");
	CHECK_STR(u, "hi");
	hw_free(s);
	hw_free(t);
	hw_free(u);
}

static void test_ctype(void)
{
	unsigned bad = 0;

	for (int c = -1; c < 256; c++) {
		bad += !hw_isdigit(c) != !isdigit(c) || !hw_islower(c) != !islower(c);
		bad += !hw_isupper(c) != !isupper(c) || !hw_isalpha(c) != !isalpha(c);
		bad += !hw_isalnum(c) != !isalnum(c) || !hw_isxdigit(c) != !isxdigit(c);
		bad += !hw_isblank(c) != !isblank(c) || !hw_isspace(c) != !isspace(c);
		bad += !hw_iscntrl(c) != !iscntrl(c) || !hw_isprint(c) != !isprint(c);
		bad += !hw_isgraph(c) != !isgraph(c) || !hw_ispunct(c) != !ispunct(c);
		bad += hw_tolower(c) != tolower(c) || hw_toupper(c) != toupper(c);
	}
	CHECK_EQ(bad, 0);
}

/* ---- numbers ---- */

static void test_numbers(void)
{
	static const char *const texts[] = {"", " ", "0", "00", "08", "0x", "0xg", "0x1f", "0X1F",
		"-1", "+7", "- 1", "--1", " \t\n\v\f\r12", "12abc", "z", "Zz", "0b1",
		"18446744073709551615", "18446744073709551616", "-18446744073709551615",
		"9223372036854775807", "9223372036854775808", "-9223372036854775808",
		"-9223372036854775809", "99999999999999999999999999", "-99999999999999999999999999",
		"0777", "x12", "-0x80", "0xffffffffffffffff", "01777777777777777777777"};
	static const int bases[] = {0, 2, 8, 10, 16, 36};

	for (size_t i = 0; i < ARRAY_SIZE(texts); i++) {
		for (size_t k = 0; k < ARRAY_SIZE(bases); k++) {
			char *e1, *e2;
			unsigned long long u1, u2;
			long long s1, s2;

			errno = *hw_errno_location() = 0;
			u1 = strtoull(texts[i], &e1, bases[k]);
			u2 = hw_strtoull(texts[i], &e2, bases[k]);
			CHECK(u1 == u2 && e1 == e2);
			CHECK_EQ(*hw_errno_location(), errno == EINVAL ? 0 : errno);
			errno = *hw_errno_location() = 0;
			s1 = strtoll(texts[i], &e1, bases[k]);
			s2 = hw_strtoll(texts[i], &e2, bases[k]);
			CHECK(s1 == s2 && e1 == e2);
			CHECK_EQ(*hw_errno_location(), errno == EINVAL ? 0 : errno);
		}
	}
	CHECK_EQ(hw_strtol("-12", NULL, 10), -12);
	CHECK_EQ(hw_strtoul("12", NULL, 10), 12);
	CHECK_EQ(hw_atoi(" 42x"), 42);
	CHECK_EQ(hw_atoi("-7"), -7);
}

/* ---- printf ---- */

/* Called where the compiler cannot check the formats: odd ones are the point. */
static int (*volatile host_printf)(char *, size_t, const char *, ...) = snprintf;
static int (*volatile our_printf)(char *, size_t, const char *, ...) = hw_snprintf;

#define BOTH(...)                                                                                  \
	do {                                                                                       \
		char w_[256], g_[256];                                                             \
		int wn_ = host_printf(w_, sizeof(w_), __VA_ARGS__);                                \
		int gn_ = our_printf(g_, sizeof(g_), __VA_ARGS__);                                 \
		CHECK_STR(g_, w_);                                                                 \
		CHECK_EQ(gn_, wn_);                                                                \
		for (size_t cap_ = 0; cap_ < 12; cap_ += 3) {                                      \
			memset(w_, '#', 16);                                                       \
			memset(g_, '#', 16);                                                       \
			wn_ = host_printf(w_, cap_, __VA_ARGS__);                                  \
			gn_ = our_printf(g_, cap_, __VA_ARGS__);                                   \
			CHECK(wn_ == gn_ && memcmp(w_, g_, 16) == 0);                              \
		}                                                                                  \
	} while (0)

static void test_printf(void)
{
	BOTH("plain");
	BOTH("%s", "");
	BOTH("100%% of %s", "it");
	BOTH("%s|%10s|%-10s|%.2s|%.0s|%10.3s|", "abc", "abc", "abc", "abc", "abc", "abcdef");
	BOTH("%.*s|%*s|%*s|%.*s", 2, "abc", 5, "x", -5, "y", -1, "all");
	BOTH("%s %.3s %.6s %10s", (char *)NULL, (char *)NULL, (char *)NULL, (char *)NULL);
	BOTH("%c%5c%-5c|%c", 'a', 'b', 'c', 0);
	BOTH("%p %20p %-20p| %p", (void *)0x1234, (void *)0xffff, (void *)1, NULL);
	BOTH("%d %i %u %x %X %o", -5, 7, 3000000000u, 0xbeefu, 0xBEEFu, 8u);
	BOTH("%ld %lu %lx %lld %llu %llx", LONG_MIN, ULONG_MAX, 255ul, LLONG_MAX, ULLONG_MAX,
		16ull);
	BOTH("%zu %zd %zx %jd %tu", (size_t)5, (ssize_t)-5, (size_t)255, (intmax_t)-1,
		(ptrdiff_t)9);
	BOTH("%hhx %hhd %hu %hd", 0x1ff, 0x1ff, 0x12345, 0x18000);
	BOTH("%02x:%02x:%02X", 0, 10, 255);
	BOTH("%#.3x %#08x %-#8x|", 0x1fu, 0x1fu, 0x1fu);
}

static void test_printf_random(void)
{
	static const char *const lengths[] = {"", "l", "ll", "z", "h", "hh", "j", "t"};
	static const uint64_t values[] = {0, 1, 7, 8, 9, 10, 255, 0x7fffffff, 0x80000000,
		0xffffffff, 0x7fffffffffffffff, 0x8000000000000000, 0xffffffffffffffff};
	unsigned bad = 0;

	for (unsigned round = 0; round < 50000; round++) {
		char fmt[40], w[200], g[200];
		size_t n = 0;
		const char *length = lengths[rnd(ARRAY_SIZE(lengths))];
		uint64_t v = values[rnd(ARRAY_SIZE(values))] >> rnd(3) << rnd(2);
		int wn, gn;

		fmt[n++] = '%';
		for (unsigned k = rnd(4); k; k--)
			fmt[n++] = "-+ #0"[rnd(5)];
		if (rnd(2))
			n += (size_t)sprintf(fmt + n, "%u", 1 + rnd(30));
		if (rnd(3) == 0)
			n += (size_t)sprintf(fmt + n, ".%u", rnd(30));
		n += (size_t)sprintf(fmt + n, "%s%c", length, "diuxXo"[rnd(6)]);
		/* all integers are passed in registers, whatever their length */
		wn = host_printf(w, sizeof(w), fmt, v);
		gn = our_printf(g, sizeof(g), fmt, v);
		if (wn != gn || strcmp(w, g) != 0) {
			bad++;
			printf("%s of %llx: got \"%s\", want \"%s\"\n", fmt, (unsigned long long)v,
				g, w);
		}
	}
	CHECK_EQ(bad, 0);
}

static void test_printf_unknown(void)
{
	char s[64];

	CHECK_EQ(our_printf(s, sizeof(s), "%d %y %d", 1, 2), 7);
	CHECK_STR(s, "1 %y %d");
	CHECK_EQ(our_printf(s, sizeof(s), "100%"), 4);
	CHECK_STR(s, "100%");
	CHECK_EQ(our_printf(s, sizeof(s), "%99999999999d", 1), INT_MAX / 2);
}

int main(void)
{
	test_copy();
	test_copy_bounds();
	test_strings();
	test_dup();
	test_ctype();
	test_numbers();
	test_printf();
	test_printf_random();
	test_printf_unknown();
	return check_done();
}
