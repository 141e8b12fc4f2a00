/* SPDX-License-Identifier: BSD-2-Clause */
/*
 * A generator for the network: the ChaCha20 block function (RFC 8439 2.3) over a key seeded once.
 * Ports and DNS transaction ids are seen by outsiders, so a generator whose state can be worked out
 * from its output would not do. Keys for TLS do not come from here.
 */
#include "net/random.h"

#include <string.h>

#include "arch/platform.h"
#include "core/log.h"
#include "core/util.h"
#include "crypt/digest.h"

static struct {
	uint32_t state[16];
	uint32_t block[16];
	unsigned used; /* words of (block) handed out */
} rng;

static uint32_t rotl(uint32_t v, int n)
{
	return v << n | v >> (32 - n);
}

static void quarter_round(uint32_t *x, int a, int b, int c, int d)
{
	x[a] += x[b];
	x[d] = rotl(x[d] ^ x[a], 16);
	x[c] += x[d];
	x[b] = rotl(x[b] ^ x[c], 12);
	x[a] += x[b];
	x[d] = rotl(x[d] ^ x[a], 8);
	x[c] += x[d];
	x[b] = rotl(x[b] ^ x[c], 7);
}

static void next_block(void)
{
	uint32_t *x = rng.block;

	memcpy(x, rng.state, sizeof(rng.state));
	for (int i = 0; i < 10; i++) {
		quarter_round(x, 0, 4, 8, 12);
		quarter_round(x, 1, 5, 9, 13);
		quarter_round(x, 2, 6, 10, 14);
		quarter_round(x, 3, 7, 11, 15);
		quarter_round(x, 0, 5, 10, 15);
		quarter_round(x, 1, 6, 11, 12);
		quarter_round(x, 2, 7, 8, 13);
		quarter_round(x, 3, 4, 9, 14);
	}
	for (int i = 0; i < 16; i++)
		x[i] += rng.state[i];
	rng.state[12]++; /* 256 GiB of output before it repeats */
	rng.used = 0;
}

/* The key is the digest of all there is: what a bad source leaves out, the clocks and the MAC
 * address make at least different on each machine and at each start. */
void net_random_seed(const void *salt, size_t len)
{
	struct {
		uint8_t entropy[64], salt[16];
		uint64_t now_us;
		int64_t wall;
	} seed = {.now_us = plat_now_us()};
	uint8_t key[32];

	if (plat_entropy(seed.entropy, sizeof(seed.entropy)) < 0)
		log_warn("net: no source of randomness: port numbers can be guessed");
	(void)plat_wall_time(&seed.wall);
	if (len)
		memcpy(seed.salt, salt, MIN(len, sizeof(seed.salt)));
	if (digest_compute(digest_find("sha256"), &seed, sizeof(seed), key) < 0)
		memcpy(key, seed.entropy, sizeof(key));
	memcpy(rng.state, "expand 32-byte k", 16);
	for (unsigned i = 0; i < 8; i++)
		rng.state[4 + i] = get_le32(key + 4 * i);
	next_block();
}

uint32_t net_random32(void)
{
	if (rng.used == ARRAY_SIZE(rng.block))
		next_block();
	return rng.block[rng.used++];
}
