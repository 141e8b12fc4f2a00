/* SPDX-License-Identifier: BSD-2-Clause */
/*
 * src/libc beside the host's C library: its sources, compiled here with each function's name
 * prefixed with hw_, so that both can be called and compared. panic() and the pages are the test's
 * own.
 */
#pragma once

#define _GNU_SOURCE
#define __NO_CTYPE
#include <ctype.h>
#include <errno.h>
#include <limits.h>
#include <stdarg.h>
#include <stdbool.h>
#include <stddef.h>
#include <stdint.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <strings.h>

#include "core/pages.h"
#include "core/util.h"
#include "libc/panic.h"

#define FUNCTIONS(f)                                                                               \
	f(memcpy) f(memmove) f(memset) f(memcmp) f(memchr) f(memrchr) f(memmem) f(strlen) f(       \
		strnlen) f(strcmp) f(strncmp) f(strcasecmp) f(strncasecmp) f(stpcpy) f(strcpy)     \
		f(strncpy) f(strcat) f(strchr) f(strrchr) f(strspn) f(strcspn) f(strpbrk)          \
			f(strstr) f(strndup) f(strdup) f(isdigit) f(islower) f(isupper) f(isalpha) \
				f(isalnum) f(isxdigit) f(isblank) f(isspace) f(iscntrl) f(isprint) \
					f(isgraph) f(ispunct) f(tolower) f(toupper) f(strtoull)    \
						f(strtoll) f(strtoul) f(strtol) f(atoi)            \
							f(vsnprintf) f(snprintf) f(malloc) f(free) \
								f(calloc) f(realloc)
#define DECLARE(name) extern __typeof__(name) hw_##name;
FUNCTIONS(DECLARE)
extern __typeof__(panic) hw_panic;
extern __typeof__(plat_pages_alloc) hw_plat_pages_alloc;
extern __typeof__(plat_pages_free) hw_plat_pages_free;
int *hw_errno_location(void);

/* The macros of the host's headers must not be in the way of the names. */
#undef strcmp
#undef strncpy
#undef strdup
#undef strndup

#define memcpy           hw_memcpy
#define memmove          hw_memmove
#define memset           hw_memset
#define memcmp           hw_memcmp
#define memchr           hw_memchr
#define memrchr          hw_memrchr
#define memmem           hw_memmem
#define strlen           hw_strlen
#define strnlen          hw_strnlen
#define strcmp           hw_strcmp
#define strncmp          hw_strncmp
#define strcasecmp       hw_strcasecmp
#define strncasecmp      hw_strncasecmp
#define stpcpy           hw_stpcpy
#define strcpy           hw_strcpy
#define strncpy          hw_strncpy
#define strcat           hw_strcat
#define strchr           hw_strchr
#define strrchr          hw_strrchr
#define strspn           hw_strspn
#define strcspn          hw_strcspn
#define strpbrk          hw_strpbrk
#define strstr           hw_strstr
#define strndup          hw_strndup
#define strdup           hw_strdup
#define isdigit          hw_isdigit
#define islower          hw_islower
#define isupper          hw_isupper
#define isalpha          hw_isalpha
#define isalnum          hw_isalnum
#define isxdigit         hw_isxdigit
#define isblank          hw_isblank
#define isspace          hw_isspace
#define iscntrl          hw_iscntrl
#define isprint          hw_isprint
#define isgraph          hw_isgraph
#define ispunct          hw_ispunct
#define tolower          hw_tolower
#define toupper          hw_toupper
#define strtoull         hw_strtoull
#define strtoll          hw_strtoll
#define strtoul          hw_strtoul
#define strtol           hw_strtol
#define atoi             hw_atoi
#define vsnprintf        hw_vsnprintf
#define snprintf         hw_snprintf
#define malloc           hw_malloc
#define free             hw_free
#define calloc           hw_calloc
#define realloc          hw_realloc
#define panic            hw_panic
#define plat_pages_alloc hw_plat_pages_alloc
#define plat_pages_free  hw_plat_pages_free
#define __errno_location hw_errno_location

#include "libc/ctype.c"
#include "libc/heap.c"
#include "libc/printf.c"
#include "libc/stdlib.c"
#include "libc/string.c"

#undef memcpy
#undef memmove
#undef memset
#undef memcmp
#undef memchr
#undef memrchr
#undef memmem
#undef strlen
#undef strnlen
#undef strcmp
#undef strncmp
#undef strcasecmp
#undef strncasecmp
#undef stpcpy
#undef strcpy
#undef strncpy
#undef strcat
#undef strchr
#undef strrchr
#undef strspn
#undef strcspn
#undef strpbrk
#undef strstr
#undef strndup
#undef strdup
#undef isdigit
#undef islower
#undef isupper
#undef isalpha
#undef isalnum
#undef isxdigit
#undef isblank
#undef isspace
#undef iscntrl
#undef isprint
#undef isgraph
#undef ispunct
#undef tolower
#undef toupper
#undef strtoull
#undef strtoll
#undef strtoul
#undef strtol
#undef atoi
#undef vsnprintf
#undef snprintf
#undef malloc
#undef free
#undef calloc
#undef realloc
#undef __errno_location
