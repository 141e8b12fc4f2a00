/* SPDX-License-Identifier: BSD-2-Clause */
/* TFTP packets to and from bytes; see the header. Options are matched without regard to case. */
#include "net/tftp_packet.h"

#include <stdio.h>
#include <string.h>
#include <strings.h>

#include "core/util.h"

static bool put_text(uint8_t *out, size_t cap, size_t *len, const char *text)
{
	size_t n = strlen(text) + 1;

	if (n > cap - *len)
		return false;
	memcpy(out + *len, text, n);
	*len += n;
	return true;
}

static bool put_option(uint8_t *out, size_t cap, size_t *len, const char *name, uint64_t value)
{
	char text[24];

	(void)snprintf(text, sizeof(text), "%llu", (unsigned long long)value);
	return put_text(out, cap, len, name) && put_text(out, cap, len, text);
}

size_t tftp_put_request(uint8_t *out, size_t cap, const char *name, const struct tftp_options *o)
{
	size_t len = 2;

	if (cap < len)
		return 0;
	put_be16(out, TFTP_RRQ);
	if (!put_text(out, cap, &len, name) || !put_text(out, cap, &len, "octet"))
		return 0;
	if (o->blksize && !put_option(out, cap, &len, "blksize", o->blksize))
		return 0;
	if (o->has_tsize && !put_option(out, cap, &len, "tsize", o->tsize))
		return 0;
	if (o->windowsize && !put_option(out, cap, &len, "windowsize", o->windowsize))
		return 0;
	return len;
}

size_t tftp_put_ack(uint8_t *out, uint16_t block)
{
	put_be16(out, TFTP_ACK);
	put_be16(out + 2, block);
	return 4;
}

size_t tftp_put_error(uint8_t *out, size_t cap, uint16_t code, const char *text)
{
	size_t n = strlen(text);

	if (cap < 5)
		return 0;
	n = MIN(n, cap - 5);
	put_be16(out, TFTP_ERROR);
	put_be16(out + 2, code);
	memcpy(out + 4, text, n);
	out[4 + n] = '\0';
	return n + 5;
}

/* The string at (*pos) and the position after its NUL; NULL if there is no NUL. */
static const char *take_text(const uint8_t *in, size_t len, size_t *pos)
{
	const char *text = (const char *)in + *pos;
	const uint8_t *nul = memchr(in + *pos, '\0', len - *pos);

	if (!nul)
		return NULL;
	*pos = (size_t)(nul - in) + 1;
	return text;
}

static bool parse_number(const char *text, uint64_t min, uint64_t max, uint64_t *ret)
{
	uint64_t n = 0;

	if (!*text)
		return false;
	for (; *text; text++) {
		if (*text < '0' || *text > '9' || n > (UINT64_MAX - 9) / 10)
			return false;
		n = n * 10 + (unsigned)(*text - '0');
	}
	if (n < min || n > max)
		return false;
	*ret = n;
	return true;
}

static bool parse_option(const char *name, const char *value, struct tftp_options *o)
{
	uint64_t n;

	if (!strcasecmp(name, "blksize")) {
		if (!parse_number(value, TFTP_BLKSIZE_MIN, TFTP_BLKSIZE_MAX, &n))
			return false;
		o->blksize = (uint32_t)n;
	} else if (!strcasecmp(name, "windowsize")) {
		if (!parse_number(value, 1, TFTP_WINDOW_MAX, &n))
			return false;
		o->windowsize = (uint32_t)n;
	} else if (!strcasecmp(name, "tsize")) {
		/* Some servers overflow into negative numbers: no size is better than no file. */
		o->has_tsize = parse_number(value, 0, UINT64_MAX, &o->tsize);
	}
	return true;
}

static bool parse_oack(const uint8_t *in, size_t len, struct tftp_packet *p)
{
	size_t pos = 2;

	while (pos < len) {
		const char *name = take_text(in, len, &pos);
		const char *value = name ? take_text(in, len, &pos) : NULL;

		if (!value || !parse_option(name, value, &p->options))
			return false;
	}
	return true;
}

/* The text may lack its NUL, or be anything: keep what can be shown. */
static void parse_error_text(const uint8_t *in, size_t len, char *out, size_t cap)
{
	size_t n = 0;

	for (size_t i = 0; i < len && in[i] && n < cap - 1; i++) {
		if (in[i] >= ' ' && in[i] < 127)
			out[n++] = (char)in[i];
		else if (n && out[n - 1] != ' ')
			out[n++] = ' ';
	}
	while (n && (out[n - 1] == ' ' || out[n - 1] == '.'))
		n--;
	out[n] = '\0';
}

bool tftp_parse(const uint8_t *in, size_t len, struct tftp_packet *ret)
{
	struct tftp_packet p = {};

	if (len < 2)
		return false;
	p.opcode = get_be16(in);
	if (p.opcode == TFTP_OACK) {
		if (!parse_oack(in, len, &p))
			return false;
		*ret = p;
		return true;
	}
	if (len < 4)
		return false;
	switch (p.opcode) {
	case TFTP_DATA:
		p.data = in + TFTP_HEADER;
		p.len = len - TFTP_HEADER;
		p.block = get_be16(in + 2);
		break;
	case TFTP_ACK:
		p.block = get_be16(in + 2);
		break;
	case TFTP_ERROR:
		p.error = get_be16(in + 2);
		parse_error_text(in + 4, len - 4, p.text, sizeof(p.text));
		break;
	default:
		return false;
	}
	*ret = p;
	return true;
}
