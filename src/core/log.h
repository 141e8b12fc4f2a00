/* SPDX-License-Identifier: BSD-2-Clause */
/*
 * The log: what happened, for somebody who looks for a reason. Messages begin with their object
 * and a colon ("net0: dhcp: offer …"); the word before the first colon is the room whose level
 * can be set at run time. Everything is kept in a ring; what passes the level is also printed.
 */
#pragma once

#include <stdbool.h>

#include "core/util.h"

enum log_level { LOG_DEBUG, LOG_INFO, LOG_WARN, LOG_NONE };

#define log_debug(...) log_write(LOG_DEBUG, __VA_ARGS__)
#define log_info(...)  log_write(LOG_INFO, __VA_ARGS__)
#define log_warn(...)  log_write(LOG_WARN, __VA_ARGS__)
void log_write(enum log_level level, const char *fmt, ...) _printf_(2, 3);

/* Prints messages of (level) and above for (room), or for all rooms if (room) is NULL. The
 * start value is LOG_WARN. Returns -ERR_RANGE if there are too many rooms. */
int log_set_level(const char *room, enum log_level level);

/* Calls (fn) for each line from now on, and (flush) when lines that still wait must go out; NULL:
 * no more. (line) is borrowed until return; neither may log. */
void log_set_sink(void (*fn)(enum log_level level, const char *line), void (*flush)(void));
/* For whoever hands the machine over: nobody may be left to send the lines afterwards. */
void log_flush(void);
/* True while a line of the log is written to the console. */
bool log_printing(void);

/* Calls (fn) for each line in the ring, oldest first. (line) is borrowed until return. */
void log_each(void (*fn)(enum log_level level, const char *line, void *arg), void *arg);
