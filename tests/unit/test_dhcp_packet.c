/* SPDX-License-Identifier: BSD-2-Clause */
/* DHCP messages as bytes: what is read from them, what is written. */
#include "check.h"

#include <stdlib.h>

#include "core/status.h"
#include "core/util.h"
#include "net/dhcp_packet.h"
#include "net/dnssl.h"

static struct dhcp_packet pkt;

/* A message with these options, file and sname; (cut) bytes are missing at the end. */
static int make(const void *opts, size_t n, const void *file, size_t n_file, const void *sname,
	size_t n_sname)
{
	uint8_t *msg = calloc(1, 240 + n); /* exactly sized: sanitizers watch the end */
	int rc;

	msg[0] = 2;
	msg[1] = 1;
	msg[2] = 6;
	put_be32(msg + 4, 0x11223344);
	put_be32(msg + 16, 0x0a000064);
	put_be32(msg + 236, 0x63825363);
	memcpy(msg + 44, sname, n_sname);
	memcpy(msg + 108, file, n_file);
	memcpy(msg + 240, opts, n);
	rc = dhcp_parse(msg, 240 + n, &pkt);
	free(msg);
	return rc;
}

#define OPTS(s) make((s), sizeof(s) - 1, "", 0, "", 0)

struct vector {
	const char *what;
	const char *opts;
	size_t n;
	uint64_t tag;
	const char *want; /* NULL: not there */
	int len;
};
#define V(what, opts, tag, want)                                                                   \
	{                                                                                          \
		what, opts, sizeof(opts) - 1, tag, want, sizeof(want) - 1                          \
	}
#define NONE(what, opts, tag)                                                                      \
	{                                                                                          \
		what, opts, sizeof(opts) - 1, tag, NULL, -ERR_NOENT                                \
	}

static const struct vector vectors[] = {
	V("plain",
		"\x0c\x03"
		"abc\xff",
		12, "abc"),
	V("after pads",
		"\0\0\x0c\x03"
		"abc\0\xff",
		12, "abc"),
	V("no end",
		"\x0c\x03"
		"abc",
		12, "abc"),
	V("empty option", "\x0c\0\xff", 12, ""),
	V("in parts",
		"\x0c\x02"
		"ab\x0f\x01"
		"x\x0c\x02"
		"cd\xff",
		12, "abcd"),
	V("before a cut one",
		"\x0c\x03"
		"abc\x0f\x09"
		"x",
		12, "abc"),
	NONE("behind the end",
		"\xff\x0c\x03"
		"abc",
		12),
	NONE("cut in the value",
		"\x0c\x04"
		"abc",
		12),
	NONE("cut after the tag", "\x0c", 12),
	NONE("another",
		"\x0c\x03"
		"abc\xff",
		13),
	NONE("no options at all", "", 12),
	NONE("the end is no option",
		"\xff\x01"
		"a\xff",
		255),
	V("encapsulated",
		"\x2b\x06\x06\x01\x08\x09\x01"
		"x\xff",
		0x2b09, "x"),
	V("encapsulated in parts",
		"\x2b\x03\x47\x02"
		"a\x2b\x01"
		"b\xff",
		0x2b47, "ab"),
	V("repeated inside",
		"\xaf\x06\x08\x01"
		"a\x08\x01"
		"b\xff",
		0xaf08, "ab"),
	V("twice encapsulated",
		"\xaf\x05\x08\x03\x07\x01"
		"z\xff",
		0xaf0807, "z"),
	NONE("encapsulated, behind its end",
		"\x2b\x04\xff\x09\x01"
		"x\xff",
		0x2b09),
	NONE("encapsulated, cut",
		"\x2b\x03\x09\x02"
		"x\xff",
		0x2b09),
	NONE("encapsulated in nothing",
		"\x0c\x01"
		"x\xff",
		0x2b09),
};

static void test_options(void)
{
	for (size_t i = 0; i < ARRAY_SIZE(vectors); i++) {
		const struct vector *v = &vectors[i];
		char out[64];
		int n;

		CHECK_EQ(make(v->opts, v->n, "", 0, "", 0), 0);
		n = dhcp_option(&pkt, v->tag, out, sizeof(out));
		if (n != v->len)
			printf("%s:\n", v->what);
		CHECK_EQ(n, v->len);
		if (n >= 0 && v->want)
			CHECK(memcmp(out, v->want, (size_t)n) == 0);
	}
}

static void test_cap(void)
{
	char out[4] = "zzz";

	CHECK_EQ(OPTS("\x0c\x05"
		      "abcde\xff"),
		0);
	CHECK_EQ(dhcp_option(&pkt, 12, out, 2), 5);
	CHECK_STR(out, "abz");
}

static void test_overload(void)
{
	char out[64];

	/* options, then file, then sname; the parts are joined in that order */
	CHECK_EQ(make("\x34\x01\x03\x0c\x01"
		      "a\xff",
			 7,
			 "\x0c\x01"
			 "b\xff",
			 4,
			 "\x0c\x01"
			 "c\xff",
			 4),
		0);
	CHECK_EQ(dhcp_option(&pkt, 12, out, sizeof(out)), 3);
	CHECK(memcmp(out, "abc", 3) == 0);
	CHECK_EQ(dhcp_filename(&pkt, out, sizeof(out)), 0);

	CHECK_EQ(make("\x34\x01\x01\xff", 4,
			 "\x43\x03"
			 "f.x\xff",
			 6, "host", 4),
		0);
	CHECK_EQ(dhcp_filename(&pkt, out, sizeof(out)), 3);
	CHECK(memcmp(out, "f.x", 3) == 0);
	CHECK_EQ(dhcp_server_name(&pkt, out, sizeof(out)), 4);
	CHECK(memcmp(out, "host", 4) == 0);

	/* not overloaded: the field is a name even if it looks like options */
	CHECK_EQ(make("\xff", 1,
			 "\x0c\x01"
			 "b\xff",
			 4, "", 0),
		0);
	CHECK_EQ(dhcp_option(&pkt, 12, out, sizeof(out)), -ERR_NOENT);

	/* an overload option inside an overloaded field means nothing */
	CHECK_EQ(make("\x34\x01\x01\xff", 4, "\x34\x01\x02\xff", 4,
			 "\x0c\x01"
			 "c\xff",
			 4),
		0);
	CHECK_EQ(dhcp_option(&pkt, 12, out, sizeof(out)), -ERR_NOENT);
}

static void test_file(void)
{
	char out[256], full[128];

	memset(full, 'f', sizeof(full));
	CHECK_EQ(make("\xff", 1, full, sizeof(full), "", 0), 0); /* no NUL in the field */
	CHECK_EQ(dhcp_filename(&pkt, out, sizeof(out)), 128);
	CHECK_EQ(make("\x43\x03"
		      "opt\xff",
			 6, "field", 5, "", 0),
		0);
	CHECK_EQ(dhcp_filename(&pkt, out, sizeof(out)), 5);
	CHECK_EQ(make("\x43\x04"
		      "opt\0\xff",
			 7, "", 0, "", 0),
		0);
	CHECK_EQ(dhcp_filename(&pkt, out, sizeof(out)), 3); /* its NUL is not part of it */
	CHECK_EQ(dhcp_filename(&pkt, out, 1), 3);           /* cut: whole length */
	CHECK_EQ(make("\x43\x08"
		      "opt \r\n\xff\xff\xff",
			 11, "", 0, "", 0),
		0);
	CHECK_EQ(dhcp_filename(&pkt, out, sizeof(out)), 3); /* nor is such padding */
	CHECK_EQ(make("\x43\x05\0junk\xff", 8, "", 0, "", 0), 0);
	CHECK_EQ(dhcp_filename(&pkt, out, sizeof(out)), 0);
	CHECK_EQ(make("\xff", 1, "", 0, "", 0), 0);
	CHECK_EQ(dhcp_filename(&pkt, out, sizeof(out)), 0);
}

static void test_next_server(void)
{
	char out[16];

	CHECK_EQ(make("\x36\x04\x0a\0\0\x05\xff", 7, "f", 1, "", 0), 0);
	CHECK_EQ(dhcp_next_server(&pkt), 0x0a000005); /* the DHCP server, as there is a file */
	CHECK_EQ(make("\x36\x04\x0a\0\0\x05\xff", 7, "", 0, "", 0), 0);
	CHECK_EQ(dhcp_next_server(&pkt), 0);
	CHECK_EQ(make("\x42\x09"
		      "10.0.0.77\xff",
			 12, "f", 1, "", 0),
		0);
	CHECK_EQ(dhcp_next_server(&pkt), 0x0a00004d);
	CHECK_EQ(make("\x42\x0a"
		      "10.0.0.77\0\xff",
			 13, "f", 1, "", 0),
		0);
	CHECK_EQ(dhcp_next_server(&pkt), 0x0a00004d);
	CHECK_EQ(make("\x42\x09"
		      "10.0.0.777\xff",
			 12, "", 0, "", 0),
		0);
	CHECK_EQ(dhcp_next_server(&pkt), 0x0a00004d); /* length 9: what follows is not part */
	CHECK_EQ(make("\x42\x0a"
		      "10.0.0.777\xff",
			 13, "", 0, "", 0),
		0);
	CHECK_EQ(dhcp_next_server(&pkt), 0);
	CHECK_EQ(make("\x42\x04"
		      "tftp\xff",
			 7, "", 0, "", 0),
		0);
	CHECK_EQ(dhcp_next_server(&pkt), 0);
	/* a name is to be resolved: the DHCP server is another machine */
	CHECK_EQ(make("\x36\x04\x0a\0\0\x05\x42\x04"
		      "tftp\xff",
			 13, "f", 1, "", 0),
		0);
	CHECK_EQ(dhcp_next_server(&pkt), 0);
	CHECK_EQ(dhcp_server_name(&pkt, out, sizeof(out)), 4);
	CHECK(memcmp(out, "tftp", 4) == 0);
	CHECK_EQ(make("\x36\x04\x0a\0\0\x05\x42\x01\0\xff", 10, "f", 1, "", 0), 0);
	CHECK_EQ(dhcp_next_server(&pkt), 0x0a000005); /* empty is not there */
}

static void test_malformed(void)
{
	uint8_t msg[DHCP_PACKET_MAX + 1] = {2, 1, 6};
	uint8_t type;

	CHECK_EQ(dhcp_parse(msg, 235, &pkt), -ERR_PROTO);
	CHECK_EQ(dhcp_parse(msg, sizeof(msg), &pkt), -ERR_TOOBIG);
	CHECK_EQ(dhcp_parse(msg, 236, &pkt), 0); /* BOOTP without a vendor area */
	CHECK(!pkt.has_options);
	CHECK_EQ(dhcp_type(&pkt), DHCP_BOOTP);
	CHECK(!dhcp_option_u8(&pkt, 53, &type));
	msg[1] = 6;
	CHECK_EQ(dhcp_parse(msg, 300, &pkt), -ERR_PROTO); /* not Ethernet */
	msg[1] = 1;
	msg[2] = 16;
	CHECK_EQ(dhcp_parse(msg, 300, &pkt), -ERR_PROTO);
}

static void test_is_pxe(void)
{
	CHECK_EQ(OPTS("\x3c\x09PXEClient\xff"), 0);
	CHECK(dhcp_is_pxe(&pkt));
	CHECK_EQ(OPTS("\x3c\x0dPXEClient:Arc\xff"), 0);
	CHECK(dhcp_is_pxe(&pkt));
	CHECK_EQ(OPTS("\x3c\x08PXEClien\xff"), 0);
	CHECK(!dhcp_is_pxe(&pkt));
	CHECK_EQ(OPTS("\x3c\x0aHTTPClient\xff"), 0);
	CHECK(!dhcp_is_pxe(&pkt));
}

static const uint8_t features[] = {0x13, 0x27, 0};

static struct dhcp_request request(void)
{
	return (struct dhcp_request){
		.type = DHCP_DISCOVER,
		.xid = 0xdeadbeef,
		.secs = 7,
		.broadcast = true,
		.mac = {0x52, 0x54, 0, 0x12, 0x34, 0x56},
		.arch = 7,
		.ndi = {1, 3, 16},
		.user_class = "iPXE",
		.user_class_len = 4,
		.features = features,
		.version = {1, 2, 3},
		.pci_vendor = 0x1af4,
		.pci_device = 0x1000,
	};
}

/* Option (tag) of the built message is (want). */
static void is(uint64_t tag, const void *want, int len)
{
	char out[400];
	int n = dhcp_option(&pkt, tag, out, sizeof(out));

	if (n != len)
		printf("tag %llx:\n", (unsigned long long)tag);
	CHECK_EQ(n, len);
	if (n == len && n > 0)
		CHECK(memcmp(out, want, (size_t)n) == 0);
}

static void test_build(void)
{
	uint8_t msg[DHCP_PACKET_MAX], uuid[16] = {1, 2, 3};
	struct dhcp_request rq = request();
	int n = dhcp_build(&rq, msg, sizeof(msg));

	CHECK(n >= 300);
	CHECK_EQ(dhcp_parse(msg, (size_t)n, &pkt), 0);
	CHECK_EQ(pkt.op, 1);
	CHECK_EQ(pkt.xid, 0xdeadbeef);
	CHECK_EQ(get_be16(msg + 8), 7);
	CHECK_EQ(get_be16(msg + 10), 0x8000);
	CHECK(memcmp(pkt.mac, rq.mac, 6) == 0);
	is(53, "\x01", 1);
	is(57, "\x05\xc0", 2);
	is(93, "\0\x07", 2);
	is(94, "\x01\x03\x10", 3);
	is(60, "PXEClient:Arch:00007:UNDI:003016", 32);
	is(77, "iPXE", 4);
	is(61, "\x01\x52\x54\0\x12\x34\x56", 7);
	is(0xaf13, "\x01", 1);
	is(0xaf27, "\x01", 1);
	is(0xafeb, "\x01\x02\x03", 3);
	is(0xafb1, "\x01\x1a\xf4\x10\0", 5);
	is(97, NULL, -ERR_NOENT);
	is(50, NULL, -ERR_NOENT);
	is(54, NULL, -ERR_NOENT);

	rq.type = DHCP_REQUEST;
	rq.broadcast = false;
	rq.requested_ip = 0x0a000064;
	rq.server_id = 0x0a000001;
	rq.uuid = uuid;
	rq.vendor_class = "mine";
	rq.vendor_class_len = 4;
	rq.pxe_item = true;
	rq.pxe_type = 0x8001;
	n = dhcp_build(&rq, msg, sizeof(msg));
	CHECK(n > 0);
	CHECK_EQ(dhcp_parse(msg, (size_t)n, &pkt), 0);
	CHECK_EQ(get_be16(msg + 10), 0);
	is(53, "\x03", 1);
	is(50, "\x0a\0\0\x64", 4);
	is(54, "\x0a\0\0\x01", 4);
	is(60, "mine", 4);
	is(97, "\0\x01\x02\x03\0\0\0\0\0\0\0\0\0\0\0\0\0", 17);
	is(0x2b47, "\x80\x01\0\0", 4);
}

static void test_build_long(void)
{
	uint8_t msg[DHCP_PACKET_MAX];
	static char class[2000];
	struct dhcp_request rq = request();
	int n;

	memset(class, 'u', sizeof(class));
	rq.user_class = class;
	rq.user_class_len = 300;
	n = dhcp_build(&rq, msg, sizeof(msg));
	CHECK(n > 0);
	CHECK_EQ(dhcp_parse(msg, (size_t)n, &pkt), 0);
	is(77, class, 300);
	rq.user_class_len = sizeof(class);
	CHECK_EQ(dhcp_build(&rq, msg, sizeof(msg)), -ERR_TOOBIG);
	CHECK_EQ(dhcp_build(&rq, msg, 100), -ERR_TOOBIG);
}

static void test_dnssl(void)
{
	/* RFC 3397 section 5's form: eng.apple.com. and marketing.apple.com. by pointer */
	static const char list[] = "\3eng\5apple\3com\0\x09marketing\xc0\x04";
	static const char loop[] = "\1a\xc0\0", forward[] = "\xc0\x02\1a\0";
	char out[64];

	CHECK(dnssl_get(list, sizeof(list) - 1, 0, out, sizeof(out)));
	CHECK_STR(out, "eng.apple.com");
	CHECK(dnssl_get(list, sizeof(list) - 1, 1, out, sizeof(out)));
	CHECK_STR(out, "marketing.apple.com");
	CHECK(!dnssl_get(list, sizeof(list) - 1, 2, out, sizeof(out)));
	CHECK(!dnssl_get(list, sizeof(list) - 1, 1, out, 19));
	CHECK(dnssl_get(list, sizeof(list) - 1, 1, out, 20));
	CHECK(!dnssl_get(list, 5, 0, out, sizeof(out)));
	CHECK(!dnssl_get(loop, sizeof(loop) - 1, 0, out, sizeof(out)));
	CHECK(!dnssl_get(forward, sizeof(forward) - 1, 0, out, sizeof(out)));
	CHECK(!dnssl_get("", 0, 0, out, sizeof(out)));
}

int main(void)
{
	test_options();
	test_cap();
	test_overload();
	test_file();
	test_next_server();
	test_malformed();
	test_is_pxe();
	test_build();
	test_build_long();
	test_dnssl();
	return check_done();
}
