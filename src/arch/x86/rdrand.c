/* SPDX-License-Identifier: BSD-2-Clause */
/*
 * Random numbers out of the CPU: RDSEED and RDRAND (Intel SDM volume 1, 7.3.17; both may fail for a
 * moment, and some AMD CPUs return all ones for ever after a suspend), and timing jitter of memory
 * accesses, debiased after von Neumann and watched by the health tests of NIST SP 800-90B 4.4.
 */
#include "arch/x86/rdrand.h"

#include <stdbool.h>
#include <string.h>

#include "arch/x86/cpuid.h"
#include "core/status.h"
#include "core/util.h"

#define FEATURE1_ECX_RDRAND (1u << 30)
#define FEATURE7_EBX_RDSEED (1u << 18)
#define RDRAND_TRIES        10  /* Intel's advice; a working unit never needs them all */
#define RDSEED_TRIES        200 /* shared by all cores: it runs dry more often */

#define JITTER_BYTES 65536 /* more than the first cache holds */
#define JITTER_WALK  256   /* places touched for each sample */
/* SP 800-90B 4.4.1 and 4.4.2 for 0.3 bits of entropy in a sample, a false alarm in 2^20; a bit that
 * is given out is made of 4 samples at least, 16 on average. */
#define JITTER_REPEAT_MAX      68
#define JITTER_WINDOW          512
#define JITTER_SAME_MAX        460
#define JITTER_SAMPLES_PER_BIT 4096

static bool rdseed64(uint64_t *ret)
{
	bool ok;

	__asm__ volatile("rdseed %0" : "=r"(*ret), "=@ccc"(ok));
	return ok;
}

static bool rdrand64(uint64_t *ret)
{
	bool ok;

	__asm__ volatile("rdrand %0" : "=r"(*ret), "=@ccc"(ok));
	return ok;
}

static bool try64(bool (*step)(uint64_t *), unsigned tries, uint64_t *ret)
{
	for (unsigned i = 0; i < tries; i++) {
		if (step(ret))
			return true;
		x86_pause();
	}
	return false;
}

static bool has_rdseed(void)
{
	uint32_t regs[4];

	x86_cpuid(7, 0, regs);
	return regs[CPUID_EBX] & FEATURE7_EBX_RDSEED;
}

static bool has_rdrand(void)
{
	uint32_t regs[4];

	x86_cpuid(1, 0, regs);
	return regs[CPUID_ECX] & FEATURE1_ECX_RDRAND;
}

static bool word(bool seed, bool rand, uint64_t *ret)
{
	if (seed && try64(rdseed64, RDSEED_TRIES, ret))
		return true;
	return rand && try64(rdrand64, RDRAND_TRIES, ret);
}

int x86_rdrand(void *out, size_t len)
{
	bool seed = has_rdseed(), rand = has_rdrand();
	uint8_t *p = out;
	uint64_t last, now;

	if (!seed && !rand)
		return fail(ERR_NOENTROPY, "random: the CPU has neither RDRAND nor RDSEED");
	if (!word(seed, rand, &last))
		return fail(ERR_NOENTROPY, "random: RDRAND of the CPU does not answer");
	while (len) {
		size_t n = MIN(len, sizeof(now));

		if (!word(seed, rand, &now))
			return fail(ERR_NOENTROPY, "random: RDRAND of the CPU does not answer");
		if (now == last || now == 0 || now == UINT64_MAX)
			return fail(ERR_NOENTROPY, "random: RDRAND of the CPU is stuck at 0x%llx",
				(unsigned long long)now);
		memcpy(p, &now, n);
		p += n;
		len -= n;
		last = now;
	}
	return 0;
}

struct jitter {
	volatile uint8_t bytes[JITTER_BYTES];
	uint32_t at;
	uint8_t last;
	unsigned repeats;
	uint8_t window_value;
	unsigned window_n, window_same;
	bool bad;
};

/* The low bits of how long a walk through memory took. */
static uint8_t jitter_sample(struct jitter *j)
{
	uint64_t start = x86_tsc();

	for (unsigned i = 0; i < JITTER_WALK; i++) {
		j->at = j->at * 1664525u + 1013904223u;
		j->bytes[(j->at >> 8) % JITTER_BYTES]++;
	}
	return (uint8_t)(x86_tsc() - start);
}

static void jitter_health(struct jitter *j, uint8_t sample)
{
	j->repeats = sample == j->last ? j->repeats + 1 : 0;
	j->last = sample;
	if (j->window_n++ == 0)
		j->window_value = sample;
	j->window_same += sample == j->window_value;
	if (j->repeats >= JITTER_REPEAT_MAX || j->window_same > JITTER_SAME_MAX)
		j->bad = true;
	if (j->window_n == JITTER_WINDOW)
		j->window_n = j->window_same = 0;
}

static unsigned parity(uint8_t v)
{
	return (unsigned)__builtin_parity(v);
}

/* One unbiased bit, or -1. */
static int jitter_bit(struct jitter *j)
{
	for (unsigned i = 0; i < JITTER_SAMPLES_PER_BIT && !j->bad; i++) {
		uint8_t a = jitter_sample(j), b;

		jitter_health(j, a);
		b = jitter_sample(j);
		jitter_health(j, b);
		if (parity(a) != parity(b))
			return (int)parity(a);
	}
	return -1;
}

int x86_jitter(void *out, size_t len)
{
	static struct jitter j; /* too much for a firmware's stack */
	uint8_t *p = out;

	j.at ^= (uint32_t)x86_tsc();
	j.repeats = j.window_n = j.window_same = 0;
	j.bad = false;
	for (unsigned i = 0; i < JITTER_WINDOW; i++)
		jitter_health(&j, jitter_sample(&j));
	for (size_t i = 0; i < len * 8; i++) {
		/* Two debiased bits for each one given out: neighbours may depend on each other. */
		int a = jitter_bit(&j), b = jitter_bit(&j);

		if (a < 0 || b < 0)
			return fail(ERR_NOENTROPY, "random: the CPU's timing is too regular");
		if (i % 8 == 0)
			p[i / 8] = 0;
		p[i / 8] = (uint8_t)(p[i / 8] << 1 | (a ^ b));
	}
	return 0;
}
