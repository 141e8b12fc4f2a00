/* SPDX-License-Identifier: BSD-2-Clause */
/*
 * A cable with faults: carries Ethernet frames between two interfaces and on the
 * way delays, drops, doubles, reorders, corrupts and truncates them.
 *
 *	relay NEAR FAR SEED
 *
 * "up" is from NEAR (the machines) to FAR (the servers), "down" the other way.
 * Lines on the standard input are answered with one line each:
 *
 *	DIRECTION.FAULT=NUMBER...	up, down or both; faults below; answered "ok"
 *	stats				DIRECTION.COUNTER=NUMBER...
 *
 * It ends with its standard input. Restrictions: frames of up to FRAME_MAX bytes,
 * so neither interface may hand over segments that are still to be cut.
 */

#define _GNU_SOURCE
#include <errno.h>
#include <net/if.h>
#include <poll.h>
#include <stdbool.h>
#include <stdint.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <sys/socket.h>
#include <time.h>
#include <unistd.h>
#include <arpa/inet.h>
#include <linux/if_ether.h>
#include <linux/if_packet.h>

#define FRAME_MAX 2048
#define BURST     64         /* frames taken from one side before the other is looked at */
#define RX_BUFFER (64 << 20) /* bytes the kernel holds for us */
#define QUEUE_MAX 100000     /* frames under way in one direction */
#define HEADERS   (14 + 20)  /* Ethernet and IPv4: what a truncated frame keeps at least */

enum fault { DELAY_US, LOSS, DUP, REORDER, HOLD_US, CORRUPT, TRUNCATE, FAULTS };

/* times in microseconds, the others are parts of one */
static const char *const fault_names[FAULTS] = {
	"delay_us",
	"loss",
	"dup",
	"reorder",
	"hold_us",
	"corrupt",
	"truncate",
};

enum counter { FRAMES, BYTES, LOST, DOUBLED, REORDERED, CORRUPTED, TRUNCATED, REFUSED, COUNTERS };

static const char *const counter_names[COUNTERS] = {
	"frames",
	"bytes",
	"lost",
	"doubled",
	"reordered",
	"corrupted",
	"truncated",
	"refused",
};

struct frame {
	struct frame *next, *previous;
	uint64_t due; /* ns of CLOCK_MONOTONIC */
	size_t len;
	uint8_t bytes[];
};

/* One direction: frames in the order in which they are due. */
struct way {
	const char *name;
	int from, to;
	double faults[FAULTS];
	uint64_t counters[COUNTERS];
	struct frame *first, *last;
	size_t queued;
};

static uint64_t random_state;

static void die(const char *what)
{
	fprintf(stderr, "relay: %s: %s\n", what, strerror(errno));
	exit(1);
}

static uint64_t now_ns(void)
{
	struct timespec t;

	clock_gettime(CLOCK_MONOTONIC, &t);
	return (uint64_t)t.tv_sec * 1000000000 + (uint64_t)t.tv_nsec;
}

/* xorshift64*, G. Marsaglia and S. Vigna: the same seed tells the same story. */
static uint64_t draw(void)
{
	random_state ^= random_state >> 12;
	random_state ^= random_state << 25;
	random_state ^= random_state >> 27;
	return random_state * 0x2545f4914f6cdd1d;
}

static double draw_part(void)
{
	return (double)(draw() >> 11) / (double)(1ull << 53);
}

static bool struck(struct way *way, enum fault fault, enum counter counter)
{
	if (way->faults[fault] <= 0 || draw_part() >= way->faults[fault])
		return false;
	way->counters[counter]++;
	return true;
}

/* Everything is in promiscuous mode by being the end of a veth pair that is nobody's address. */
static int open_packet(const char *interface)
{
	int size = RX_BUFFER, on = 1;
	struct sockaddr_ll address = {
		.sll_family = AF_PACKET,
		.sll_protocol = htons(ETH_P_ALL),
		.sll_ifindex = (int)if_nametoindex(interface),
	};
	struct packet_mreq all = {
		.mr_ifindex = address.sll_ifindex,
		.mr_type = PACKET_MR_PROMISC,
	};
	int fd = socket(AF_PACKET, SOCK_RAW | SOCK_NONBLOCK, 0);

	if (fd < 0 || address.sll_ifindex == 0)
		die(interface);
	if (setsockopt(fd, SOL_SOCKET, SO_RCVBUFFORCE, &size, sizeof(size)) < 0 ||
		setsockopt(fd, SOL_SOCKET, SO_SNDBUFFORCE, &size, sizeof(size)) < 0 ||
		setsockopt(fd, SOL_PACKET, PACKET_IGNORE_OUTGOING, &on, sizeof(on)) < 0 ||
		setsockopt(fd, SOL_PACKET, PACKET_ADD_MEMBERSHIP, &all, sizeof(all)) < 0 ||
		bind(fd, (struct sockaddr *)&address, sizeof(address)) < 0)
		die(interface);
	return fd;
}

static void enqueue(struct way *way, const uint8_t *bytes, size_t len, uint64_t due)
{
	struct frame *f, *at = way->last;

	if (way->queued == QUEUE_MAX || !(f = malloc(sizeof(*f) + len))) {
		way->counters[REFUSED]++;
		return;
	}
	f->due = due;
	f->len = len;
	memcpy(f->bytes, bytes, len);
	while (at && at->due > due)
		at = at->previous;
	f->previous = at;
	f->next = at ? at->next : way->first;
	*(at ? &at->next : &way->first) = f;
	*(f->next ? &f->next->previous : &way->last) = f;
	way->queued++;
}

static void dequeue(struct way *way)
{
	struct frame *f = way->first;

	way->first = f->next;
	*(f->next ? &f->next->previous : &way->last) = NULL;
	way->queued--;
	free(f);
}

/* IPv4 alone has checksums over all of itself: ARP with a bit turned would be believed. */
static bool has_checksums(const uint8_t *bytes, size_t len)
{
	return len > HEADERS && bytes[12] == 0x08 && bytes[13] == 0x00;
}

/* What becomes of one frame. */
static void pass(struct way *way, uint8_t *bytes, size_t len, uint64_t now)
{
	uint64_t due = now + (uint64_t)(way->faults[DELAY_US] * 1000);

	way->counters[FRAMES]++;
	way->counters[BYTES] += len;
	if (struck(way, LOSS, LOST))
		return;
	if (has_checksums(bytes, len) && struck(way, CORRUPT, CORRUPTED))
		bytes[14 + draw() % (len - 14)] ^= (uint8_t)(1 << draw() % 8);
	if (has_checksums(bytes, len) && struck(way, TRUNCATE, TRUNCATED))
		len = HEADERS + draw() % (len - HEADERS);
	if (struck(way, REORDER, REORDERED))
		due += (uint64_t)(way->faults[HOLD_US] * 1000 * draw_part());
	enqueue(way, bytes, len, due);
	if (struck(way, DUP, DOUBLED))
		enqueue(way, bytes, len, due);
}

/* Returns whether more may be waiting. */
static bool receive(struct way *way)
{
	uint8_t bytes[FRAME_MAX];
	uint64_t now = now_ns();

	for (int i = 0; i < BURST; i++) {
		ssize_t len = recv(way->from, bytes, sizeof(bytes), MSG_TRUNC);

		if (len < 0 && (errno == EAGAIN || errno == ENETDOWN))
			return false;
		if (len < 0)
			die("recv");
		if ((size_t)len > sizeof(bytes)) {
			fprintf(stderr, "relay: a frame of %zd bytes\n", len);
			exit(1);
		}
		pass(way, bytes, (size_t)len, now);
	}
	return true;
}

/* Sends what is due; returns when the next frame is, UINT64_MAX without one. */
static uint64_t deliver(struct way *way)
{
	uint64_t now = now_ns();

	for (; way->first && way->first->due <= now; dequeue(way)) {
		if (send(way->to, way->first->bytes, way->first->len, 0) < 0)
			way->counters[REFUSED]++;
	}
	return way->first ? way->first->due : UINT64_MAX;
}

static bool set_fault(struct way *way, const char *name, double value)
{
	for (int i = 0; i < FAULTS; i++) {
		if (strcmp(name, fault_names[i]) == 0) {
			way->faults[i] = value;
			return true;
		}
	}
	return false;
}

/* One "DIRECTION.FAULT=NUMBER". */
static bool set_word(struct way ways[2], char *word)
{
	char *name = strchr(word, '.'), *number = name ? strchr(name, '=') : NULL, *end;
	bool known = false;

	if (!number)
		return false;
	*name++ = '\0';
	*number++ = '\0';
	double value = strtod(number, &end);
	if (*end != '\0' || end == number || value < 0)
		return false;
	for (int i = 0; i < 2; i++) {
		if (strcmp(word, ways[i].name) == 0 || strcmp(word, "both") == 0)
			known = set_fault(&ways[i], name, value);
	}
	return known;
}

static void print_stats(const struct way ways[2])
{
	for (int i = 0; i < 2; i++) {
		struct tpacket_stats kernel = {0};
		socklen_t len = sizeof(kernel);

		for (int c = 0; c < COUNTERS; c++)
			printf("%s.%s=%llu ", ways[i].name, counter_names[c],
				(unsigned long long)ways[i].counters[c]);
		getsockopt(ways[i].from, SOL_PACKET, PACKET_STATISTICS, &kernel, &len);
		printf("%s.missed=%u%s", ways[i].name, kernel.tp_drops, i ? "\n" : " ");
	}
}

static void obey(struct way ways[2], char *line)
{
	char *word, *rest = line;

	if (strcmp(line, "stats") == 0) {
		print_stats(ways);
		return;
	}
	while ((word = strsep(&rest, " "))) {
		if (*word && !set_word(ways, word)) {
			printf("unknown: %s\n", word);
			return;
		}
	}
	printf("ok\n");
}

/* Reads the standard input; false at its end. */
static bool listen_to(struct way ways[2])
{
	static char text[4096];
	static size_t used;
	ssize_t len = read(STDIN_FILENO, text + used, sizeof(text) - 1 - used);
	char *end;

	if (len <= 0)
		return false;
	used += (size_t)len;
	text[used] = '\0';
	while ((end = strchr(text, '\n'))) {
		*end = '\0';
		obey(ways, text);
		used -= (size_t)(end + 1 - text);
		memmove(text, end + 1, used + 1);
	}
	fflush(stdout);
	return used < sizeof(text) - 1;
}

/* Until frames come, a line comes or, at (next), a frame is due. */
static void wait_for(struct pollfd fds[3], uint64_t next)
{
	uint64_t now = now_ns(), left = next > now ? next - now : 0;
	struct timespec wait = {
		.tv_sec = (time_t)(left / 1000000000),
		.tv_nsec = (long)(left % 1000000000),
	};

	if (ppoll(fds, 3, next == UINT64_MAX ? NULL : &wait, NULL) < 0)
		die("ppoll");
}

static void carry(struct way ways[2])
{
	struct pollfd fds[3] = {
		{.fd = ways[0].from, .events = POLLIN},
		{.fd = ways[1].from, .events = POLLIN},
		{.fd = STDIN_FILENO, .events = POLLIN},
	};
	uint64_t next = UINT64_MAX;

	for (;;) {
		wait_for(fds, next);
		if (fds[2].revents && !listen_to(ways))
			return;
		bool more = false;
		next = UINT64_MAX;
		for (int i = 0; i < 2; i++)
			more = receive(&ways[i]) || more;
		for (int i = 0; i < 2; i++) {
			uint64_t due = deliver(&ways[i]);

			next = due < next ? due : next;
		}
		if (more)
			next = 0;
	}
}

int main(int argc, char **argv)
{
	if (argc != 4) {
		fprintf(stderr, "usage: relay NEAR FAR SEED\n");
		return 2;
	}
	random_state = strtoull(argv[3], NULL, 10) * 2 + 1;
	int near = open_packet(argv[1]), far = open_packet(argv[2]);
	struct way ways[2] = {
		{.name = "up", .from = near, .to = far},
		{.name = "down", .from = far, .to = near},
	};
	printf("ready\n");
	fflush(stdout);
	carry(ways);
	return 0;
}
