/* SPDX-License-Identifier: BSD-2-Clause */
/* Which of several names is meant by one that is misspelt. */
#pragma once

struct similar {
	const char *name;
	const char *best; /* NULL: none is like it */
	unsigned least;   /* letters to change, less than which is like it */
};

struct similar similar_to(const char *name);
/* Looks whether (candidate), which is borrowed, is more like it than those before. */
void similar_try(struct similar *s, const char *candidate);
