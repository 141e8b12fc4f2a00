/* SPDX-License-Identifier: BSD-2-Clause */
/* Checks that count and name the caller's line. A test program ends with `return check_done();`. */
#pragma once

#include <stdio.h>
#include <string.h>

static unsigned check_passed, check_failed;

static inline void check_at(const char *file, int line, int ok, const char *what)
{
	if (ok) {
		check_passed++;
		return;
	}
	check_failed++;
	printf("%s:%d: FAILED: %s\n", file, line, what);
}

#define CHECK(cond) check_at(__FILE__, __LINE__, !!(cond), #cond)

#define CHECK_EQ(got, want)                                                                        \
	do {                                                                                       \
		long long got_ = (long long)(got), want_ = (long long)(want);                      \
		check_at(__FILE__, __LINE__, got_ == want_, #got " == " #want);                    \
		if (got_ != want_)                                                                 \
			printf("\tgot %lld, want %lld\n", got_, want_);                            \
	} while (0)

#define CHECK_STR(got, want)                                                                       \
	do {                                                                                       \
		const char *gs_ = (got), *ws_ = (want);                                            \
		int ok_ = gs_ && ws_ && strcmp(gs_, ws_) == 0;                                     \
		check_at(__FILE__, __LINE__, ok_, #got);                                           \
		if (!ok_)                                                                          \
			printf("\tgot  \"%s\"\n\twant \"%s\"\n", gs_ ? gs_ : "(null)",             \
				ws_ ? ws_ : "(null)");                                             \
	} while (0)

static inline int check_done(void)
{
	printf("%u passed, %u failed, 0 skipped\n", check_passed, check_failed);
	return check_failed ? 1 : 0;
}
