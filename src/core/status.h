/* SPDX-License-Identifier: BSD-2-Clause */
/*
 * Errors: a number anybody can search for, one sentence that says why, and the place.
 *
 * A function that can fail returns 0 or -ERR_*. The place that knows the reason records one
 * sentence with fail(); layers above only pass the number on; the user interface prints it once.
 * Names keep clear of lwIP's err_t (ERR_TIMEOUT, ERR_INPROGRESS, …), which net includes beside
 * them.
 */
#pragma once

#include <stdbool.h>
#include <stddef.h>

/* The numbers are shown to users and written about: never renumber, only append. */
enum err {
	ERR_INVAL = 1,       /* bad argument or value */
	ERR_RANGE = 2,       /* wrong number of arguments, or a number out of range */
	ERR_NOENT = 3,       /* a setting, label, image, menu or disk that does not exist */
	ERR_NOMEM = 4,       /* out of memory */
	ERR_TIMEDOUT = 5,    /* nobody answered in time */
	ERR_CANCELED = 6,    /* by the user: Ctrl-C, ESC, or --help */
	ERR_NOTSUP = 7,      /* known, but not supported (yet, here) */
	ERR_NOTTY = 8,       /* does not apply in this place */
	ERR_NOEXEC = 9,      /* not a command, or not an image that can be started */
	ERR_IO = 10,         /* firmware or device reports an error */
	ERR_ACCES = 11,      /* refused: permission, verification */
	ERR_NODEV = 12,      /* no such network device */
	ERR_LINK = 13,       /* the link is down */
	ERR_UNREACH = 14,    /* no route, host or port unreachable */
	ERR_REFUSED = 15,    /* connection refused */
	ERR_RESET = 16,      /* connection closed or reset too early */
	ERR_PROTO = 17,      /* the other side broke the protocol */
	ERR_TOOBIG = 18,     /* larger than memory or than a limit */
	ERR_LOOP = 19,       /* the same thing again and again (redirects, ourselves) */
	ERR_NOTMINE = 20,    /* probe: not this format, try the next */
	ERR_AGAIN = 21,      /* nothing there right now */
	ERR_NAME = 22,       /* a host name does not resolve */
	ERR_NOFILE = 23,     /* the server has no such file */
	ERR_SERVER = 24,     /* the server reports an error of its own */
	ERR_SYNTAX = 25,     /* a script or configuration file is malformed */
	ERR_NODHCP = 26,     /* no DHCP server answered */
	ERR_NOBOOTFILE = 27, /* DHCP answered, but named nothing to boot */
	ERR_VERIFY = 28,     /* a digest or signature does not match */
	ERR_NOENTROPY = 29,  /* no source of randomness */
	ERR_RUNNING = 30,    /* still running */
	ERR_EXISTS = 31,     /* there is one already */
	ERR_N
};

struct failure {
	int code; /* ERR_* (positive), 0 = none */
	int line;
	const char *file;
	char text[256]; /* one sentence, no period, starts with its subject */
};

/* Records why (code) happened and returns -(code). (text) starts with the subject, tells the
 * value and has no final period: "http: status 403 for http://…/vmlinuz". */
#define fail(code, ...)                                                                            \
	({                                                                                         \
		const int fail_code_ = (code);                                                     \
		fail_at(__FILE__, __LINE__, fail_code_, __VA_ARGS__);                              \
		-fail_code_;                                                                       \
	})
void fail_at(const char *file, int line, int code, const char *fmt, ...)
	__attribute__((format(printf, 4, 5)));

/* The most recently recorded failure; .code is 0 if none was since the last fail_clear(). */
const struct failure *fail_last(void);
void fail_clear(void);

/* Makes (f) the last failure again and returns -(f)->code. For errors kept by a transfer. */
int fail_again(const struct failure *f);

/* Short name of a code ("timed out"), never NULL. Accepts positive or negative codes. */
const char *err_name(int code);

/* What to try next, in words, for a code; never NULL, may be "". */
const char *err_hint(int code);

/* Writes the one line users see: "http: status 403 for … (error HW-24, http.c:210)". If the last
 * failure does not carry (status), falls back to the code's name. */
void fail_format(int status, char *out, size_t cap);
