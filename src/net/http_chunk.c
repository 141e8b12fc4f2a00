/* SPDX-License-Identifier: BSD-2-Clause */
/*
 * The chunked transfer coding; see the header. Lines may end in LF alone, sizes may be followed by
 * blanks: both are sent by real servers.
 */
#include "net/http_chunk.h"

#include "core/status.h"
#include "core/util.h"

enum chunk_state {
	SIZE,      /* hexadecimal digits */
	EXTENSION, /* to the end of the size line */
	DATA,
	DATA_END,      /* CR LF after the data */
	TRAILER_START, /* at the start of a line after the last chunk */
	TRAILER,       /* inside such a line */
	DONE,
};

void http_chunk_init(struct http_chunk *c)
{
	*c = (struct http_chunk){.state = SIZE};
}

static int wrong(struct http_chunk *c, const char *error)
{
	c->error = error;
	return -ERR_PROTO;
}

static void size_line_end(struct http_chunk *c)
{
	c->state = c->left ? DATA : TRAILER_START;
	c->digits = 0;
	c->overhead = 0;
}

static int size_byte(struct http_chunk *c, uint8_t b)
{
	int value = hex_digit((char)b);

	if (value >= 0) {
		if (++c->digits > 16 || c->left >> 60)
			return wrong(c, "a chunk size beyond 64 bits");
		c->left = c->left << 4 | (unsigned)value;
		return 0;
	}
	if (!c->digits)
		return wrong(c, "a chunk without a size");
	if (b == '\n')
		size_line_end(c);
	else if (b == '\r' || b == ';' || b == ' ' || b == '\t')
		c->state = EXTENSION;
	else
		return wrong(c, "a chunk size that is not a number");
	return 0;
}

/* One byte that is not data. */
static int frame_byte(struct http_chunk *c, uint8_t b)
{
	if (c->state != SIZE && ++c->overhead > HTTP_CHUNK_OVERHEAD_MAX)
		return wrong(c, "chunk extensions or trailers of more than 32 KiB");
	switch (c->state) {
	case SIZE:
		return size_byte(c, b);
	case EXTENSION:
		if (b == '\n')
			size_line_end(c);
		return 0;
	case DATA_END:
		if (b == '\n')
			c->state = SIZE;
		else if (b != '\r')
			return wrong(c, "a chunk longer than its size");
		return 0;
	case TRAILER_START:
		if (b == '\n')
			c->state = DONE;
		else if (b != '\r')
			c->state = TRAILER;
		return 0;
	default: /* TRAILER */
		if (b == '\n')
			c->state = TRAILER_START;
		return 0;
	}
}

int http_chunk_feed(struct http_chunk *c, const uint8_t *in, size_t len, size_t *ret_used,
	const uint8_t **ret_data, size_t *ret_len)
{
	size_t pos = 0;
	int rc;

	*ret_data = in;
	*ret_len = 0;
	*ret_used = 0;
	while (pos < len && c->state != DATA && c->state != DONE) {
		rc = frame_byte(c, in[pos++]);
		if (rc)
			return rc;
	}
	if (c->state == DATA) {
		*ret_data = in + pos;
		*ret_len = MIN((uint64_t)(len - pos), c->left);
		c->left -= *ret_len;
		pos += *ret_len;
		if (!c->left)
			c->state = DATA_END;
	}
	*ret_used = pos;
	return c->state == DONE;
}
