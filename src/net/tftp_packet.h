/* SPDX-License-Identifier: BSD-2-Clause */
/*
 * TFTP packets (RFC 1350; options RFC 2347, 2348, 2349, 7440), to and from bytes. Pure: no I/O, no
 * allocation; what is parsed borrows from the packet or is copied into the struct.
 */
#pragma once

#include <stdbool.h>
#include <stddef.h>
#include <stdint.h>

enum {
	TFTP_PORT = 69,
	TFTP_HEADER = 4,            /* of DATA: opcode and block number */
	TFTP_BLKSIZE_DEFAULT = 512, /* RFC 1350 */
	TFTP_BLKSIZE_MIN = 8,       /* RFC 2348 */
	TFTP_BLKSIZE_MAX = 65464,
	TFTP_WINDOW_MAX = 65535, /* RFC 7440 */
	TFTP_REQUEST_MAX = 512,  /* RFC 2347: the longest request */
	TFTP_TEXT_MAX = 96,      /* of an error message, what we keep */
};

enum tftp_opcode {
	TFTP_RRQ = 1,
	TFTP_DATA = 3,
	TFTP_ACK = 4,
	TFTP_ERROR = 5,
	TFTP_OACK = 6,
};

enum tftp_error { /* RFC 1350, RFC 2347 */
	TFTP_E_UNDEFINED = 0,
	TFTP_E_NOFILE = 1,
	TFTP_E_ACCESS = 2,
	TFTP_E_ILLEGAL = 4,
	TFTP_E_UNKNOWN_TID = 5,
	TFTP_E_NOUSER = 7,
	TFTP_E_OPTIONS = 8,
};

/* In a request, 0 leaves an option out; in an answer, 0 says that it was not there. */
struct tftp_options {
	uint32_t blksize, windowsize;
	bool has_tsize;
	uint64_t tsize;
};

struct tftp_packet {
	enum tftp_opcode opcode;
	uint16_t block;      /* DATA, ACK */
	const uint8_t *data; /* DATA; borrowed */
	size_t len;
	struct tftp_options options; /* OACK */
	uint16_t error;              /* ERROR, and its text made printable */
	char text[TFTP_TEXT_MAX];
};

/* Writes a read request for (name), mode octet. Returns its length, 0 if longer than (cap). */
size_t tftp_put_request(uint8_t *out, size_t cap, const char *name, const struct tftp_options *o);
/* Writes an acknowledgement: always 4 bytes. */
size_t tftp_put_ack(uint8_t *out, uint16_t block);
/* Writes an error packet; (text) is cut to (cap). */
size_t tftp_put_error(uint8_t *out, size_t cap, uint16_t code, const char *text);

/* Takes (in) apart. False if it is not a whole DATA, ACK, ERROR or OACK packet, or if a block or
 * window size is not a number in the range its RFC gives. A tsize that is none is left out. */
bool tftp_parse(const uint8_t *in, size_t len, struct tftp_packet *ret);
