/* SPDX-License-Identifier: BSD-2-Clause */
/*
 * A hostile server in the handshake and behind it: bytes from anywhere into the TLS client.
 * Randomness and time are the same for every input, so that recorded conversations (the seeds) are
 * accepted up to the place where they were changed, and how the bytes were cut makes no difference.
 * The first byte chooses cut and settings, the next two tell how much of it the first connection
 * gets; the rest is for another one, if that is asked for.
 */
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

#include "core/log.h"
#include "core/settings.h"
#include "core/status.h"
#include "core/util.h"
#include "core/walltime.h"
#include "crypt/trust_list.h"
#include "fake/virtual_time.h"
#include "net/tls.h"

#define ANCHOR "tests/data/certs/one.pem"
#define TODAY  1800000000
#define PIN    "sha256:000102030405060708090a0b0c0d0e0f101112131415161718191a1b1c1d1e1f"

int LLVMFuzzerTestOneInput(const uint8_t *data, size_t len);

struct outcome {
	bool ready, closed;
	int status;
	size_t n_data, n_sent;
	uint64_t hash; /* of what came and of what was sent */
};

static uint64_t random_state;

int plat_entropy(void *out, size_t len)
{
	uint8_t *p = out;

	while (len--) {
		random_state = random_state * 6364136223846793005u + 1442695040888963407u;
		*p++ = (uint8_t)(random_state >> 56);
	}
	return 0;
}

static void must(int cond)
{
	if (!cond)
		abort();
}

static void add_hash(struct outcome *o, const uint8_t *p, size_t len)
{
	while (len--)
		o->hash = (o->hash ^ *p++) * 0x100000001b3u;
}

static size_t on_send(void *arg, const void *data, size_t len)
{
	struct outcome *o = arg;

	add_hash(o, data, len);
	o->n_sent += len;
	return len;
}

static void on_ready(void *arg)
{
	struct outcome *o = arg;

	must(!o->ready && !o->closed);
	o->ready = true;
}

static void on_data(void *arg, const uint8_t *data, size_t len)
{
	struct outcome *o = arg;

	must(o->ready && !o->closed && len > 0);
	add_hash(o, data, len);
	o->n_data += len;
}

static void on_closed(void *arg, int status)
{
	struct outcome *o = arg;

	must(!o->closed);
	o->closed = true;
	o->status = status;
	if (status && status != -ERR_AGAIN)
		must(fail_last()->code == -status && !strncmp(fail_last()->text, "https: ", 7) &&
			strstr(fail_last()->text, "www.test"));
}

static void connection(const uint8_t *data, size_t len, size_t step, struct outcome *o)
{
	static const struct tls_events events = {
		.send = on_send, .ready = on_ready, .data = on_data, .closed = on_closed};
	struct tls *t;

	must(!tls_new("www.test", 443, &events, o, &t));
	tls_start(t);
	while (len && !o->closed) {
		size_t n = MIN(step, len);

		tls_input(t, data, n);
		data += n;
		len -= n;
	}
	tls_eof(t);
	must(o->closed && o->n_sent > 0);
	must(o->ready || o->status);
	tls_free(t);
}

static void init(void)
{
	static char text[4096];
	FILE *f = fopen(ANCHOR, "rb");
	size_t len;

	must(f != NULL);
	len = fread(text, 1, sizeof(text), f);
	(void)fclose(f);
	must(!settings_init() && trust_list_add("anchor", text, len) == 1);
	(void)log_set_level(NULL, LOG_NONE);
	walltime_set(TODAY);
}

/* One connection with the first (n_first) bytes and, if it wants another, one with the rest. */
static void run(const uint8_t *data, size_t len, size_t n_first, size_t step, struct outcome o[2])
{
	tls_forget();
	random_state = 1;
	now_us = 1000 * US_PER_S;
	walltime_set(TODAY);
	connection(data, n_first, step, &o[0]);
	if (o[0].status == -ERR_AGAIN)
		connection(data + n_first, len - n_first, step, &o[1]);
}

static void compare(const struct outcome *a, const struct outcome *b)
{
	must(a->ready == b->ready && a->closed == b->closed && a->status == b->status);
	must(a->n_data == b->n_data && a->n_sent == b->n_sent && a->hash == b->hash);
}

int LLVMFuzzerTestOneInput(const uint8_t *data, size_t len)
{
	static bool ready;
	struct outcome whole[2] = {}, cut[2] = {};
	size_t n_first;

	if (!ready)
		init();
	ready = true;
	if (len < 3)
		return 0;
	if (data[0] & 0x80)
		(void)settings_set("tls-pin", PIN);
	n_first = MIN((size_t)get_be16(data + 1), len - 3);
	run(data + 3, len - 3, n_first, len, whole);
	if (data[0] & 0x40) { /* not always: handshakes are slow */
		run(data + 3, len - 3, n_first, data[0] % 31u + 1, cut);
		compare(&whole[0], &cut[0]);
		compare(&whole[1], &cut[1]);
	}
	(void)settings_clear("tls-pin");
	return 0;
}
