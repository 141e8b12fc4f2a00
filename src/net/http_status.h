/* SPDX-License-Identifier: BSD-2-Clause */
/* What an HTTP status means to us, and in words. */
#pragma once

#include <stdbool.h>

struct http_head;
struct uri;

/* The body of such an answer is the file, or a part of it. (form): the answer to a form, for which
 * there are more ways to say yes. */
bool http_status_is_file(unsigned status, bool form);
/* Such an answer says where else to look. */
bool http_status_is_redirect(unsigned status);
/* Such a refusal says nothing about the next time. */
bool http_status_is_passing(unsigned status);
/* Records why an answer with (head) to the request for (uri) is no file; returns -ERR_*. */
int http_status_fail(const struct http_head *head, const struct uri *uri);
