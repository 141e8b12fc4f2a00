/* SPDX-License-Identifier: BSD-2-Clause */
/* HTTP authentication: lists of challenges, and the published examples of Digest. */
#include "check.h"

#include "core/status.h"
#include "core/strbuf.h"
#include "core/util.h"
#include "net/http_auth.h"

static void test_lists(void)
{
	static const struct {
		const char *list, *schemes; /* each followed by a blank */
	} cases[] = {
		{"", ""},
		{"Basic", "Basic "},
		{"Basic realm=\"a, b\"", "Basic "},
		{"Basic realm=x, Digest realm=y, nonce=z , Negotiate", "Basic Digest Negotiate "},
		{"Negotiate YIIJ+/a==, Basic realm=\"\\\"\"", "Negotiate Basic "},
		{"NTLM,Bearer", "NTLM Bearer "},
		{" , ,Digest qop=\"auth,auth-int\" ,nonce = \"n\",,Basic", "Digest Basic "},
		{"AVeryLongNameOfAScheme x=1", "AVeryLongNameOf "},
		{"Basic realm=\"open", "Basic "},
		{"Basic\"", ""},
		{"\"Basic\"", ""},
		{"=", ""},
	};

	for (size_t i = 0; i < ARRAY_SIZE(cases); i++) {
		_cleanup_(strbuf_free) struct strbuf out = {};
		const char *list = cases[i].list;
		struct http_challenge c;

		CHECK_EQ(strbuf_adds(&out, ""), 0);
		while (http_challenge_next(&list, &c) && out.len < 100)
			CHECK_EQ(strbuf_addf(&out, "%s ", c.scheme), 0);
		CHECK_STR(out.s, cases[i].schemes);
	}
	CHECK(http_challenges_have("NTLM, basic realm=x", "Basic"));
	CHECK(!http_challenges_have("NTLM, Digest basic=x", "Basic"));
}

static void test_digest_challenges(void)
{
	static const struct {
		const char *list, *hash; /* NULL: not one for us */
		bool sess, qop, stale;
	} cases[] = {
		{"Digest realm=\"r\", nonce=\"n\"", "md5", false, false, false},
		{"digest NONCE=n, REALM=r, stale=TRUE, algorithm=md5", "md5", false, false, true},
		{"Digest realm=r, nonce=n, qop=\"auth-int, auth\", algorithm=SHA-256-sess",
			"sha256", true, true, false},
		{"Digest realm=r, nonce=n, Digest realm=r, nonce=n, algorithm=SHA-256", "sha256",
			false, false, false},
		{"Digest realm=r, nonce=n, algorithm=SHA-256, Digest realm=r, nonce=n", "sha256",
			false, false, false},
		{"Digest realm=r, nonce=n, algorithm=SHA-512-256, Digest realm=r, nonce=n, qop=auth",
			"md5", false, true, false},
		{"Digest realm=r, nonce=n, qop=\"auth-int\"", NULL, false, false, false},
		{"Digest realm=r", NULL, false, false, false},
		{"Digest nonce=n", NULL, false, false, false},
		{"Digest realm=\"a\tb\", nonce=n", NULL, false, false, false},
		{"Basic realm=r, nonce=n", NULL, false, false, false},
	};
	static struct http_digest d;

	for (size_t i = 0; i < ARRAY_SIZE(cases); i++) {
		bool found = http_challenges_digest(cases[i].list, &d);

		CHECK_EQ(found, cases[i].hash != NULL);
		if (!found || !cases[i].hash)
			continue;
		CHECK_STR(d.hash, cases[i].hash);
		CHECK_EQ(d.sess, cases[i].sess);
		CHECK_EQ(d.qop, cases[i].qop);
		CHECK_EQ(d.stale, cases[i].stale);
	}
	CHECK(http_challenges_digest("Digest realm=\"a\\\"b\\\\\", nonce=n, opaque=\"\"", &d));
	CHECK_STR(d.realm, "a\"b\\");
	CHECK(d.has_opaque && !d.opaque[0]);
}

static void test_too_long(void)
{
	_cleanup_(strbuf_free) struct strbuf text = {};
	static struct http_digest d;

	CHECK_EQ(strbuf_addf(&text, "Digest realm=r, nonce=%01023d", 1), 0);
	CHECK(http_challenges_digest(text.s, &d));
	CHECK_EQ(strbuf_addc(&text, 'x'), 0);
	CHECK(!http_challenges_digest(text.s, &d));
}

#define R7616                                                                                      \
	"realm=\"http-auth@example.org\", qop=\"auth, auth-int\", "                                \
	"nonce=\"7ypf/xlj9XXwfDPEoM4URrv/xwf94BcCAzFZH4GiTo0v\", "                                 \
	"opaque=\"FQhe/qaU925kfnzjCev0ciny7QMkPqMAFRtzCUYo5tdS\""
#define R2617 "realm=\"testrealm@host.com\", nonce=\"dcd98b7102dd2f0e8b11d0f600bfb0c093\""

/* RFC 7616 3.9.1, RFC 2617 3.5; the last two by an independent implementation. */
static void test_digest(void)
{
	static const struct {
		const char *challenge, *password, *cnonce, *response;
	} cases[] = {
		{"Digest algorithm=MD5, " R7616, "Circle of Life",
			"f2/wE4q74E6zIJEtWaHKaf5wv/H5QzzpXusqGemxURZJ",
			"8ca523f5e9506fed4657c9700eebdbec"},
		{"Digest algorithm=SHA-256, " R7616, "Circle of Life",
			"f2/wE4q74E6zIJEtWaHKaf5wv/H5QzzpXusqGemxURZJ",
			"753927fa0e85d155564e2e272a28d1802ca10daf4496794697cf8db5856cb6c1"},
		{"Digest qop=\"auth,auth-int\", " R2617, "Circle Of Life", "0a4f113b",
			"6629fae49393a05397450978507c4ef1"},
		{"Digest " R2617, "Circle Of Life", "", "670fd8c2df070c60b045671b8b24ff02"},
		{"Digest algorithm=MD5-sess, qop=auth, " R2617, "Circle Of Life", "0a4f113b",
			"8e3825c57e897f5a0dec6c2d4e5059d0"},
		{"Digest algorithm=SHA-256-sess, " R2617, "Circle Of Life", "0a4f113b",
			"6f421709505a71923c950606510a113314a303e5224f5d6390e4ad42cb718479"},
	};
	static struct http_digest d;

	for (size_t i = 0; i < ARRAY_SIZE(cases); i++) {
		_cleanup_(strbuf_free) struct strbuf out = {}, want = {};
		struct http_digest_use use = {.user = "Mufasa",
			.password = cases[i].password,
			.method = "GET",
			.target = "/dir/index.html",
			.cnonce = cases[i].cnonce,
			.n = 1};

		CHECK(http_challenges_digest(cases[i].challenge, &d));
		CHECK_EQ(http_auth_digest(&d, &use, &out), 0);
		CHECK_EQ(strbuf_addf(&want, "response=\"%s\"", cases[i].response), 0);
		CHECK(strstr(out.s, want.s) != NULL);
		if (!strstr(out.s, want.s))
			printf("\tgot %s\n", out.s);
	}
}

static void test_digest_text(void)
{
	_cleanup_(strbuf_free) struct strbuf out = {};
	static struct http_digest d;
	struct http_digest_use use = {.user = "a\"b\\c",
		.password = "p",
		.method = "GET",
		.target = "/x",
		.cnonce = "cc",
		.n = 0x1a};

	CHECK(http_challenges_digest(
		"Digest realm=\"r\\\"\", nonce=\"n\", qop=auth, opaque=o", &d));
	CHECK_EQ(http_auth_digest(&d, &use, &out), 0);
	CHECK(strstr(out.s,
		      "Digest username=\"a\\\"b\\\\c\", realm=\"r\\\"\", uri=\"/x\", nonce=\"n\", "
		      "nc=0000001a, qop=auth, cnonce=\"cc\", response=\"") == out.s);
	CHECK(strstr(out.s, "\", opaque=\"o\"") != NULL);
	use.user = "a\r\nb";
	CHECK_EQ(http_auth_digest(&d, &use, &out), -ERR_INVAL);
}

static void test_others(void)
{
	static const struct {
		const char *user, *password, *value;
	} cases[] = {
		{"Aladdin", "open sesame", "Basic QWxhZGRpbjpvcGVuIHNlc2FtZQ=="}, /* RFC 7617 2 */
		{"test", "123\302\243", "Basic dGVzdDoxMjPCow=="},
		{"", "", "Basic Og=="},
	};
	_cleanup_(strbuf_free) struct strbuf out = {};

	for (size_t i = 0; i < ARRAY_SIZE(cases); i++) {
		strbuf_reset(&out);
		CHECK_EQ(http_auth_basic(cases[i].user, cases[i].password, &out), 0);
		CHECK_STR(out.s, cases[i].value);
	}
	strbuf_reset(&out);
	CHECK_EQ(http_auth_bearer("mF_9.B5f-4.1JqM", &out), 0);
	CHECK_STR(out.s, "Bearer mF_9.B5f-4.1JqM");
	CHECK_EQ(http_auth_bearer("a\r\nX: y", &out), -ERR_INVAL);
	CHECK_EQ(http_auth_bearer("a b", &out), -ERR_INVAL);
}

int main(void)
{
	test_lists();
	test_digest_challenges();
	test_too_long();
	test_digest();
	test_digest_text();
	test_others();
	return check_done();
}
